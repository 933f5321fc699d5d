"""Money that arrives: logged, recorded, transmitted and posted, each step by another person (fiscal.md 3.24)."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.locks import hold
from doc_portal.core.models import User, Worksite
from doc_portal.core.money import dollars
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.actions.alerting import tell_holders
from fiscal.actions.telling import not_told_yet
from fiscal.models import CashReceipt, ReceiptBatch
from fiscal.models.cash import HAD_A_HAND, RECEIVED_IT, TRANSMIT_DAYS
from fiscal.numbers import next_document_number
from fiscal.refusals import kept_or_told


@transaction.atomic
def log_receipt(receipt: CashReceipt, worksite: Worksite, *, endorsed: bool, by: User) -> CashReceipt:
    """Log what came out of the mail among the day's receipts of who opens it; a check as endorsed, with the moment."""
    receipt.batch = _open_batch(worksite, by)
    receipt.number = next_document_number("RCP", timezone.localdate())
    receipt.created_by = by
    if endorsed and receipt.instrument != CashReceipt.Instrument.CASH:
        receipt.endorsed_by, receipt.endorsed_at = by, timezone.now()
    with kept_or_told():
        receipt.save()
    log("create", receipt, by=by, reason=dollars(receipt.amount))
    return receipt


def _open_batch(worksite: Worksite, by: User) -> ReceiptBatch:
    """The day's receipts this person has not handed to be recorded yet; begun where there are none."""
    today = timezone.localdate()
    hold(f"fiscal.receipts:{worksite.pk}:{by.pk}")
    found = ReceiptBatch.objects.filter(
        worksite=worksite, received_by=by, received_on=today, status=ReceiptBatch.Status.OPEN
    ).first()
    return found or ReceiptBatch.objects.create(
        number=next_document_number("RCB", today), worksite=worksite, received_on=today, received_by=by, created_by=by
    )


@transaction.atomic
def void_receipt(receipt: CashReceipt, *, by: User, note: str) -> CashReceipt:
    """Void a receipt somebody else logged, before the day's receipts are recorded."""
    lock(receipt.batch)
    one = lock(receipt)
    if one.voided_at is not None:
        raise Refused(f"{one.number} was already voided. Nothing was changed.")
    one.voided_by, one.voided_at, one.void_reason, one.version = by, timezone.now(), note[:240], one.version + 1
    with kept_or_told():
        one.save(update_fields=["voided_by", "voided_at", "void_reason", "version"])
    log("void", one, by=by, reason=note)
    return one


@transaction.atomic
def record_receipts(batch: ReceiptBatch, *, by: User, counted: Decimal) -> ReceiptBatch:
    """Record the day's receipts after counting them: what is counted is what was received."""
    with kept_or_told(), transition(batch, "record", by=by) as one:
        if by.pk == one.received_by_id:
            raise Refused(RECEIVED_IT)
        _require_counted(one, counted, "counted")
        one.recorded_by, one.recorded_at, one.recorded_total = by, timezone.now(), counted
    return one


@transaction.atomic
def reopen_receipts(batch: ReceiptBatch, *, by: User, note: str) -> ReceiptBatch:
    """Return recorded receipts to who received them, so that a wrong one can be voided or a missing one logged."""
    with transition(batch, "reopen", by=by, note=note) as one:
        one.recorded_by = one.recorded_at = one.recorded_total = None
    return one


@transaction.atomic
def transmit_receipts(batch: ReceiptBatch, *, by: User, deposited: Decimal, reference: str) -> ReceiptBatch:
    """Transmit recorded receipts: deposited is what was received, and money for tickets is what was sold."""
    with kept_or_told(), transition(batch, "transmit", by=by) as one:
        if by.pk in (one.received_by_id, one.recorded_by_id):
            raise Refused(HAD_A_HAND)
        _require_counted(one, deposited, "deposited")
        _require_tickets(one)
        one.transmitted_by, one.transmitted_at = by, timezone.now()
        one.deposited_total, one.deposit_reference = deposited, reference
    return one


@transaction.atomic
def post_receipts(batch: ReceiptBatch, *, by: User, posted: Decimal, document: str) -> ReceiptBatch:
    """Note that the deposit is posted in SAM II, in the same amount."""
    with kept_or_told(), transition(batch, "post", by=by) as one:
        _require_posted(one, posted)
        one.posted_by, one.posted_at, one.posted_total, one.posted_document = by, timezone.now(), posted, document
    return one


def _require_counted(batch: ReceiptBatch, amount: Decimal, word: str) -> None:
    """What was received is not told: whoever counts again would copy it. The wrong count stays in the history."""
    if amount != batch.total:
        raise Refused(
            f"{batch.number}: {dollars(amount)} {word} differs from what was received. Count again, or have both count "
            "together; a receipt that is wrong is voided and logged anew."
        )


def _require_posted(batch: ReceiptBatch, amount: Decimal) -> None:
    if amount != batch.total:
        raise Refused(
            f"{batch.number}: {dollars(amount)} posted, {dollars(batch.total)} deposited, a difference of "
            f"{dollars(amount - batch.total)}. Correct the document in SAM II, then post the deposit."
        )


def _require_tickets(batch: ReceiptBatch) -> None:
    """Each roll's money against its count; the database refuses the rest."""
    for roll, cash, due in ticket_money(batch):
        if cash != due:
            raise Refused(
                f"{roll}: tickets for {dollars(due)} were sold by the count, {dollars(cash)} was received. Count the "
                "roll, log what is missing, or name the spoiled tickets; then transmit."
            )


def ticket_money(batch: ReceiptBatch) -> list[tuple]:
    """For each roll of tickets in a day's receipts: what was received, and what the count says was sold."""
    cash, due = {}, {}
    for one in batch.receipts.counted().filter(roll__isnull=False).select_related("roll").order_by("pk"):
        cash[one.roll] = cash.get(one.roll, Decimal(0)) + one.amount
    for count in batch.ticket_counts.select_related("roll").order_by("pk"):
        due[count.roll] = count.due
    return [(roll, cash.get(roll, Decimal(0)), due.get(roll, Decimal(0))) for roll in {**cash, **due}]


def tell_of_late_receipts() -> int:
    """Tell Fiscal Management of receipts that wait too long, once each; the list of them stands on the page."""
    found = 0
    for one in ReceiptBatch.objects.late(int(value_of(TRANSMIT_DAYS))).select_related("worksite").order_by("pk"):
        with transaction.atomic():
            if not_told_yet("receiptbatch", "late", [(one.pk, 0)]):
                words = f"Money received at {one.worksite} on {one.received_on:%B %-d} is not deposited"
                found += tell_holders("fiscal.review_receiptbatch", one.worksite_id, "fiscal-cash-late", words, one)
    return found
