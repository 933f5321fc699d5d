"""What cash and needs give people to do, each its next person. One query each."""

from django.db.models import IntegerField, Subquery
from django.db.models.functions import Cast, Now
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import Setting, User
from doc_portal.core.money import dollars
from doc_portal.core.registry import TodoItem
from fiscal.models import CashHandOver, CommissionMonth, NeedsList, ReceiptBatch
from fiscal.models.cash import TRANSMIT_DAYS

SHOWN = 20


def to_record(user: User):
    """The day's receipts of others that hold money."""
    rows = ReceiptBatch.objects.permitted(user, "fiscal.record_receiptbatch")
    return rows.filter(status=ReceiptBatch.Status.OPEN, total__gt=0).exclude(received_by=user)


def receipts_to_record(user: User) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    return [_money("Record", "record", one) for one in to_record(user).for_list().order_by("received_on", "pk")[:SHOWN]]


def to_transmit(user: User):
    """Recorded receipts this person neither received nor recorded."""
    rows = ReceiptBatch.objects.permitted(user, "fiscal.transmit_receiptbatch")
    return rows.filter(status=ReceiptBatch.Status.RECORDED).exclude(received_by=user).exclude(recorded_by=user)


def receipts_to_transmit(user: User) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    rows = to_transmit(user).for_list().order_by("received_on", "pk")[:SHOWN]
    return [_money("Transmit", "transmit", one) for one in rows]


def _money(word: str, verb: str, one: ReceiptBatch) -> TodoItem:
    return TodoItem(
        title=f"{word} {one.number}",
        url=reverse(f"fiscal:receiptbatch-{verb}", args=[one.pk]),
        note=f"Received at {one.worksite} by {one.received_by.shown_name}.",
        due_on=one.received_on,
    )


def late(user: User):
    """Receipts that wait longer than the setting lets them, read with it in one statement."""
    rows = Setting.objects.effective(timezone.localdate()).filter(key__key=TRANSMIT_DAYS).order_by()
    days = Subquery(rows.annotate(days=Cast("value", IntegerField())).values("days")[:1])
    return ReceiptBatch.objects.permitted(user, "fiscal.review_receiptbatch").late(days)


def late_receipts(user: User) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    return [
        TodoItem(
            title=f"Not deposited: {one.number}",
            url=one.get_absolute_url(),
            note=f"Received at {one.worksite} by {one.received_by.shown_name}.",
            due_on=one.due_on,
        )
        for one in late(user).for_list().order_by("received_on", "pk")[:SHOWN]
    ]


def to_witness(user: User):
    """Cash others handed over."""
    rows = CashHandOver.objects.permitted(user, "fiscal.witness_cashhandover")
    return rows.filter(status=CashHandOver.Status.PAID).exclude(payer=user)


def hand_overs_to_witness(user: User) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    return [
        TodoItem(
            title=f"Witness {one.number}: {dollars(one.amount)} to {one.recipient}",
            url=reverse("fiscal:cashhandover-witness", args=[one.pk]),
            note=f"Paid by {one.payer.shown_name}. Confirm only what you saw.",
        )
        for one in to_witness(user).for_list().order_by("pk")[:SHOWN]
    ]


def statements_missing(user: User):
    """Months of commission whose day has passed without a statement."""
    rows = CommissionMonth.objects.permitted(user, "fiscal.state_commissionmonth")
    return rows.filter(stated_on=None, due_on__lt=Now())


def statements_to_enter(user: User) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    return [
        TodoItem(title=f"Enter the statement of {one}", url=one.get_absolute_url(), due_on=one.due_on)
        for one in statements_missing(user).for_list().order_by("due_on", "pk")[:SHOWN]
    ]


def statements_short(user: User):
    """Months whose vendor states less than the contract makes of the sales, while what is due has not come."""
    return CommissionMonth.objects.permitted(user, "fiscal.state_commissionmonth").short()


def statements_to_question(user: User) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    return [
        TodoItem(
            title=f"Statement {dollars(one.stated_short)} short of the contract: {one}", url=one.get_absolute_url(),
            note=f"Ask {one.contract.vendor} for the rest.", due_on=one.due_on,
        )
        for one in statements_short(user).for_list().order_by("due_on", "pk")[:SHOWN]
    ]  # fmt: skip


def lists_collecting(user: User):
    """Lists of needs that are not sent."""
    return NeedsList.objects.permitted(user, "fiscal.send_needslist").collecting()


def lists_to_send(user: User) -> list[TodoItem]:
    """Each of them with its day at OA."""
    return [
        TodoItem(title=f"Send to OA: {one}", url=one.get_absolute_url(), due_on=one.due_on)
        for one in lists_collecting(user).order_by("due_on", "pk")[:SHOWN]
    ]
