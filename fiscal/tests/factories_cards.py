"""Purchasing cards for tests, and purchases with them at every stage."""

from datetime import date
from decimal import Decimal
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.core.tests.files_for_tests import png
from fiscal.actions.cards import approve_purchase, explain_purchase, review_purchase
from fiscal.actions.sourcing import Choice, decide_sourcing
from fiscal.models import Card, CardCycle, CardTransaction, Requisition, SourcingDecision
from fiscal.tests.factories import make_code
from fiscal.tests.factories_purchases import make_requisition, this_year

_serial = count(1)


def receipt():
    return SimpleUploadedFile("receipt.png", png())


def make_card(**fields) -> Card:
    """A card of 500 a purchase and 1,000 a cycle, of three people."""
    fields.setdefault("org", make_code("org", this_year()) if "org" not in fields else None)
    people = {name: fields.pop(name, None) or make_user() for name in ("holder", "approver", "reviewer")}
    fields.setdefault("worksite", make_worksite() if "worksite" not in fields else None)
    return Card.objects.create(
        **people, last_digits=f"{next(_serial):04}",
        **{"single_limit": 500, "cycle_limit": 1000, "starts_on": date(2020, 1, 1), "purpose": "Small parts", **fields},
    )  # fmt: skip


def make_cycle(month: date | None = None) -> CardCycle:
    month = month or timezone.localdate().replace(day=1)
    return CardCycle.objects.get_or_create(month=month)[0]


def make_buyable(**fields) -> Requisition:
    """An approved requisition that is decided on: ten things at 25 dollars."""
    made = make_requisition(status="approved", **fields)
    if not SourcingDecision.objects.current().filter(requisition=made).exists():
        decide_sourcing(made, Choice(), by=make_user())
    return made


def make_purchase(
    card: Card | None = None, amount: str = "100.00", *, status: str = "imported",
    requisition: Requisition | None = None, **fields,
) -> CardTransaction:  # fmt: skip
    """A purchase at a status, brought there by the card's people."""
    card = card or make_card()
    made = CardTransaction.objects.create(
        card=card, cycle=fields.pop("cycle", None) or make_cycle(), amount=Decimal(amount),
        **{
            "posted_on": timezone.localdate(), "vendor_name": "Osage Hardware", "reference": f"R{next(_serial)}",
            **fields,
        },
    )  # fmt: skip
    if status == "imported":
        return made
    made = explain(made, requisition or make_buyable(worksite=card.worksite))
    if status in ("approved", "reviewed"):
        made = approve_purchase(made, by=card.approver)
    if status == "reviewed":
        made = review_purchase(made, by=card.reviewer, note="Looked at")
    return made


def explain(purchase: CardTransaction, requisition: Requisition) -> CardTransaction:
    return explain_purchase(
        purchase, by=purchase.card.holder, description="Mop heads", requisition=requisition, receipt=receipt()
    )
