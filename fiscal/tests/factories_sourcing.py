"""Requisitions that wait for a buyer, sourcing decisions and MVE certificates for tests."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from doc_portal.core.tests.factories import make_user, make_worksite
from fiscal.models import (
    CommodityClass,
    LineFunding,
    MveCertificate,
    Requisition,
    RequisitionLine,
    SourcingDecision,
)
from fiscal.tests.factories import make_approver, make_code, make_string, make_year

_serial = count(1)
STEPS = ("draft", "submitted", "certified", "approved", "sourcing")


def make_class(**fields) -> CommodityClass:
    n = next(_serial)
    return CommodityClass.objects.create(**{"code": f"C{n:05}", "name": f"Class {n}"} | fields)


def make_asked(amount: str | Decimal = "500.00", status: str = "approved", **fields) -> Requisition:
    """A requisition of one line, brought as far as asked, submitted so many days ago."""
    commodity = fields.pop("commodity", None) or make_class()
    ago = timedelta(days=fields.pop("submitted_days", 0))
    year = fields.pop("budget_fy", None) or make_year()
    org = fields.pop("org", None) or make_code("org", year)
    string = make_string(org.year, org=org)
    made = Requisition.objects.create(
        **{
            "number": f"RQ-{next(_serial):06}", "worksite": fields.pop("worksite", None) or make_worksite(),
            "budget_fy": org.year, "org": org, "need": "Towels for the housing units",
            "need_by": timezone.localdate() + timedelta(days=60), "requested_by": make_user(),
            "submitted_at": timezone.now() - ago, "pre_encumbering": False,
        }
        | fields
    )  # fmt: skip
    line = RequisitionLine.objects.create(
        requisition=made, no=1, description="Towels", commodity=commodity, quantity=1, price=Decimal(amount)
    )
    line.refresh_from_db()
    LineFunding.objects.create(line=line, funding=string, percent=100, amount=line.amount)
    others = {"certified_by": make_user(), "endorsed_by": make_user()}
    approver = make_approver(amount)
    for step in STEPS[1 : STEPS.index(status) + 1]:
        Requisition.objects.filter(pk=made.pk).update(
            status=step, **others if step == "certified" else {},
            **{"approved_by": approver, "approved_at": timezone.now()} if step == "approved" else {},
        )  # fmt: skip
    made.refresh_from_db()
    return made


def make_certificate(status: str = "requested", **fields) -> MveCertificate:
    """A question to MVE, or its answer."""
    answered = {
        "requested": {},
        "issued": {
            "answered_on": timezone.localdate(),
            "holds_until": timezone.localdate() + timedelta(days=365),
            "certificate_number": f"NA-{next(_serial):05}",
        },
        "denied": {"answered_on": timezone.localdate(), "promised_days": 45},
    }[status]
    defaults = {
        "item": "Office chairs", "amount": Decimal("900.00"), "days_limit": 90,
        "need_by": timezone.localdate() + timedelta(days=120), "status": status, **answered,
    }  # fmt: skip
    for name, make in (("commodity", lambda: make_class(mve_makes=True)), ("worksite", make_worksite)):
        if name not in fields:
            fields[name] = make()
    return MveCertificate.objects.create(**defaults | fields)


def make_decision(requisition: Requisition | None = None, **fields) -> SourcingDecision:
    """How a requisition is bought: without competition and papers unless something else is said."""
    requisition = requisition or make_asked()
    defaults = {"path": 3, "found_path": fields.get("path", 3), "amount": Decimal("500.00")}
    return SourcingDecision.objects.create(requisition=requisition, **defaults | fields)
