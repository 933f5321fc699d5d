"""Purchasing cards of the sample, with purchases in every state."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doc_portal.core.sample.context import Context
from fiscal.actions.cards import approve_purchase, close_cycle, dispute_purchase, explain_purchase, review_purchase
from fiscal.models import Card, CardCycle, CardTransaction, Requisition
from fiscal.sample.purchases import People

RECEIPT = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)
STAGES = ("imported", "imported", "explained", "explained", "approved", "disputed", "reviewed", "over")
PLACES = ("Current River Hardware", "Osage Janitorial Supply", "Meramec Safety", "Niangua Lighting")


def use_cards(context: Context) -> int:
    """One card, a month that is closed and one that runs."""
    if Card.objects.exists():
        return 0
    people = People()
    rows = Requisition.objects.filter(worksite__slug="erdcc", status="sourcing", orders=None).order_by("pk")
    requisition = rows.first()
    if requisition is None:
        return 0
    card = Card.objects.create(
        holder=people.clerk, approver=people.approver, reviewer=people.clerk_pays, worksite=requisition.worksite,
        org=requisition.org, last_digits="0417", purpose="Small parts for the shop",
        single_limit=Decimal(40), cycle_limit=Decimal(400),
        starts_on=context.today - timedelta(days=500), created_by=people.manager,
    )  # fmt: skip
    this_month = timezone.localdate().replace(day=1)
    last = CardCycle.objects.create(month=(this_month - timedelta(days=1)).replace(day=1))
    now = CardCycle.objects.create(month=this_month)
    for no in range(3):
        _bring(card, last, no, "reviewed", requisition)
    close_cycle(last, by=people.manager)
    for no, stage in enumerate(STAGES, 3):
        _bring(card, now, no, stage, requisition)
    return CardTransaction.objects.count()


def _bring(card: Card, cycle: CardCycle, no: int, stage: str, requisition: Requisition) -> None:
    money = Decimal(41) if stage == "over" else Decimal("1.15") + no
    made = CardTransaction.objects.create(
        card=card, cycle=cycle, posted_on=cycle.month, vendor_name=PLACES[no % len(PLACES)], amount=money,
        reference=f"0417-{no:04}",
        exception="$41.00 is over the limit of a purchase, $40.00." if stage == "over" else "",
    )  # fmt: skip
    if stage == "disputed":
        dispute_purchase(made, by=card.holder, note="Billed twice.")
    if stage in ("imported", "disputed", "over"):
        return
    made = explain_purchase(
        made, by=card.holder, description="Small parts for the shop", requisition=requisition,
        receipt=SimpleUploadedFile("receipt.pdf", RECEIPT),
    )  # fmt: skip
    if stage in ("approved", "reviewed"):
        made = approve_purchase(made, by=card.approver)
    if stage == "reviewed":
        review_purchase(made, by=card.reviewer)
