"""What people do with purchasing cards: give, explain, approve, review, dispute, close a cycle (fiscal.md 3.21)."""

from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.money import dollars, split
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.actions.commitments import EXP, appropriations_of, post, release_shares
from fiscal.actions.posting import Posting
from fiscal.models import BudgetEntry, Card, CardCycle, CardTransaction, LineFunding, Requisition
from fiscal.ordered import amount_taken
from fiscal.refusals import kept_or_told
from fiscal.sourcing import blocks_ordering

CARD, NOTICE = "CARD", "fiscal-card"
RECEIPTS = ("pdf", "png", "jpg")


@transaction.atomic
def keep_card(card: Card, *, by: User, changed: str = "") -> Card:
    """Give somebody a card, or change its limits, days, approver or reviewer."""
    added = card.pk is None
    if card.holder_id == by.pk:
        raise Refused("Nobody enters or changes a card of their own. Ask somebody else who may.")
    if added:
        card.created_by = by
    card.save()
    log("create" if added else "edit", card, by=by, reason=changed)
    return card


def explain_purchase(
    purchase: CardTransaction, *, by: User, description: str, requisition: Requisition, receipt: UploadedFile | None
) -> CardTransaction:
    """The holder says what it was for, under which approved requisition, and attaches the receipt."""
    if by.pk != purchase.card.holder_id:
        raise Refused(f"{purchase.card} is not yours. Its holder explains what was bought with it.")
    if receipt is None and purchase.receipt_id is None:
        raise Refused("No receipt is attached. Attach it; without one nothing is approved and the cycle stays open.")
    with kept_or_told():
        requisition = lock(requisition)
        _require_approved(requisition)
        _require_within(requisition, purchase)
        with transition(purchase, "explain", by=by, note=description[:240]) as locked:
            locked.description, locked.requisition = description, requisition
            if receipt is not None:
                locked.receipt = store(receipt, locked, by, RECEIPTS)
    notify([locked.card.approver], NOTICE, f"Card purchase to approve: {locked}", locked)
    return locked


def _require_approved(requisition: Requisition) -> None:
    if requisition.status not in (Requisition.Status.APPROVED, Requisition.Status.SOURCING):
        raise Refused(
            f"{requisition} stands as “{requisition.get_status_display().lower()}”. Nothing is paid without an "
            "approved requisition; have it approved first."
        )


def _require_within(requisition: Requisition, purchase: CardTransaction) -> None:
    """No more than was approved, orders and other purchases with cards counted."""
    total = requisition.lines.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    left = total - amount_taken(requisition, but=purchase, written=True)
    if purchase.amount > left:
        raise Refused(
            f"{requisition} has {dollars(max(left, Decimal(0)))} left of what was approved and {purchase} is "
            f"{dollars(purchase.amount)}. Have a further requisition approved, and name that one."
        )


def approve_purchase(purchase: CardTransaction, *, by: User, note: str = "") -> CardTransaction:
    """The card's approver finds it in order: what was set aside gives way to what is spent."""
    if by.pk != purchase.card.approver_id:
        raise Refused(f"{purchase.card.approver.shown_name} approves purchases with {purchase.card}, nobody else.")
    if purchase.receipt_id is None or purchase.requisition_id is None:
        raise Refused(f"{purchase} has no receipt yet. Its holder attaches it; then it can be approved.")
    with kept_or_told():
        requisition, today = lock(purchase.requisition), timezone.localdate()
        _require_approved(requisition)
        if stops := blocks_ordering(requisition):
            raise Refused(" ".join(stops))
        _require_within(requisition, purchase)
        with transition(purchase, "approve", by=by, note=note, amount=str(purchase.amount)) as locked:
            locked.approved_by = by
        _spend(locked, requisition, today, by)
    notify([locked.card.reviewer], NOTICE, f"Card purchase to review: {locked}", locked)
    return locked


def _spend(purchase: CardTransaction, requisition: Requisition, today, by: User) -> None:
    rows = list(LineFunding.objects.filter(line__requisition=requisition).order_by("pk"))
    left = [one.amount - one.released for one in rows]
    weights = left if sum(left) >= purchase.amount else [one.amount for one in rows]
    parts = split(purchase.amount, weights)
    postings = release_shares(requisition, {one.pk: part for one, part in zip(rows, parts, strict=True)})
    charged = appropriations_of(one.funding_id for one in rows)
    seq = BudgetEntry.objects.filter(doc_type=CARD, doc_id=purchase.pk).count() + 1
    postings += [
        Posting(charged[one.funding_id].pk, EXP, part, CARD, purchase.pk, one.pk, seq, one.funding_id)
        for one, part in zip(rows, parts, strict=True)
        if part
    ]
    post(postings, {one.pk: one for one in charged.values()}.values(), on=today, by=by)


def review_purchase(purchase: CardTransaction, *, by: User, note: str = "") -> CardTransaction:
    """The card's reviewer has looked at it; of an exception they say why it could be."""
    if by.pk != purchase.card.reviewer_id:
        raise Refused(f"{purchase.card.reviewer.shown_name} reviews purchases with {purchase.card}, nobody else.")
    if purchase.exception and not note.strip():
        raise Refused(f"{purchase.exception} Say in the note why it could be, or dispute the purchase.")
    with kept_or_told(), transition(purchase, "review", by=by, note=note) as locked:
        locked.reviewed_by, locked.exception_reason = by, note if locked.exception else ""
    return locked


def dispute_purchase(purchase: CardTransaction, *, by: User, note: str) -> CardTransaction:
    """It is no purchase of the department's, or not explained well: it goes back to its holder.

    One that was approved is taken back; what was set aside for it is not set aside again.
    """
    card = purchase.card
    if by.pk not in (card.holder_id, card.approver_id, card.reviewer_id):
        raise Refused(f"Holder, approver and reviewer of {card} dispute a purchase with it. Tell one of them.")
    with kept_or_told():
        approved = purchase.status == CardTransaction.Status.APPROVED
        with transition(purchase, "dispute", by=by, note=note) as locked:
            locked.approved_by = None
        if approved:
            _unspend(locked, by)
    if by.pk != card.holder_id:
        notify([card.holder], NOTICE, f"Disputed: {locked}. {note}"[:200], locked)
    return locked


def _unspend(purchase: CardTransaction, by: User) -> None:
    rows = BudgetEntry.objects.filter(doc_type=CARD, doc_id=purchase.pk).order_by()
    sums = rows.values("appropriation", "line", "funding").annotate(sum=Sum("amount"))
    charged = appropriations_of(one["funding"] for one in sums)
    seq = rows.count() + 1
    back = [
        Posting(one["appropriation"], EXP, -one["sum"], CARD, purchase.pk, one["line"], seq, one["funding"])
        for one in sums
        if one["sum"]
    ]
    post(back, {one.pk: one for one in charged.values()}.values(), on=timezone.localdate(), by=by)


def close_cycle(cycle: CardCycle, *, by: User, note: str = "") -> CardCycle:
    """Every purchase has its receipt and is reviewed, or in dispute."""
    rows = cycle.transactions.select_related("card__holder").order_by("pk")
    bare, open_ones = rows.filter(receipt=None), rows.exclude(status__in=["reviewed", "disputed"])
    first = bare.first() or open_ones.first()
    if first is not None:
        raise Refused(
            f"{cycle} cannot be closed: {bare.count()} of its purchases without a receipt, {open_ones.count()} not "
            f"reviewed. The first is {first} ({first.card}). Remind its holder, approver or reviewer; they are named "
            "on its page."
        )
    with kept_or_told(), transition(cycle, "close", by=by, note=note) as locked:
        pass
    return locked
