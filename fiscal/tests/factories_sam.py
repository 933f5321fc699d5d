"""Rows of the SAM II desk and of the registers for tests."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.tests.factories import make_user, make_worksite
from fiscal.models import BankAccount, CoordinationItem, DocumentType, ExternalDocRef, ExternalSystem

_serial = count(1)


def day(days: int = 0):
    return timezone.localdate() + timedelta(days=days)


def system(code: str = "SAMII") -> ExternalSystem:
    return ExternalSystem.objects.get(code=code)


def document_type(code: str = "P1") -> DocumentType:
    return DocumentType.objects.get(code=code)


def make_reference(**fields) -> ExternalDocRef:
    """A document in SAM II."""
    defaults = {
        "system": fields.pop("system", None) or system(), "document_type": document_type(), "agency": "931",
        "number": f"N{next(_serial):06}",
    }  # fmt: skip
    return ExternalDocRef.objects.create(**defaults | fields)


def make_item(owner: User | None = None, **fields) -> CoordinationItem:
    """An open item due in a month, whose owner may read the register."""
    defaults = {"office": "oa", "title": f"Report {next(_serial)}", "due_on": day(30)}
    return CoordinationItem.objects.create(
        **defaults | fields, owner=owner or make_user("fiscal.view_coordinationitem")
    )


def make_account(**fields) -> BankAccount:
    """An account with authority."""
    n = next(_serial)
    defaults = {
        "name": f"Account {n}", "bank": "Sample Bank", "last_digits": f"{n:04}"[-4:], "purpose": "Petty cash",
        "worksite": fields.pop("worksite", None) or make_worksite(), "authority": "D3-1.1, paragraph 4",
        "custodian": fields.pop("custodian", None) or make_user(), "opened_on": day(-900),
    }  # fmt: skip
    return BankAccount.objects.create(**defaults | fields)
