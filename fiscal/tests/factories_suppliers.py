"""Vendors and contracts for tests."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from fiscal.models import Contract, Vendor
from fiscal.models.contracts import default_end

_serial = count(1)


def make_vendor(**fields) -> Vendor:
    """A vendor one may order from and pay."""
    n = next(_serial)
    return Vendor.objects.create(**{"number": f"V{n:07}", "name": f"Vendor {n} Supply"} | fields)


def make_draft(**fields) -> Contract:
    """A contract in preparation with all its papers, running this year."""
    fields = {
        "number": f"CR27{next(_serial):05}", "title": "Janitorial supplies", "award_method": "bids",
        "starts_on": timezone.localdate() - timedelta(days=30), "officer": "D. Whitfield",
        "officer_signed_on": date(2026, 7, 1), "non_debarment_on": date(2026, 7, 1), **fields,
    }  # fmt: skip
    if "vendor" not in fields:
        fields["vendor"] = make_vendor()
    fields.setdefault("ends_on", default_end(fields["starts_on"]))
    return Contract.objects.create(**fields)


def make_contract(ceiling: str | Decimal | None = None, **fields) -> Contract:
    """A contract in force, without a ceiling unless one is given."""
    return make_draft(status="in_force", ceiling=None if ceiling is None else Decimal(ceiling), **fields)
