"""What people do with what arrives: count it against its order (fiscal.md 3.17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock
from fiscal.actions.hand_offs import hand_off
from fiscal.actions.invoices import match_waiting
from fiscal.duties import approved, paid, require_another
from fiscal.models import MatchException, OrderLine, PurchaseOrder, Receipt, ReceiptLine
from fiscal.numbers import RECEIPT, next_number
from fiscal.periods import fiscal_year_of
from fiscal.refusals import kept_or_told

NOTICE = "fiscal-order"
SUPPORTS = ("pdf", "png", "jpg", "docx", "xlsx")


@dataclass(frozen=True)
class Counted:
    """How much of a line came, how much of it is rejected and why, and what it weighs."""

    line: int
    came: Decimal
    rejected: Decimal = Decimal(0)
    weight: Decimal = Decimal(0)
    reason: str = ""


@transaction.atomic
def receive_order(
    order: PurchaseOrder, counted: Sequence[Counted], *, received_on: date, by: User, packing_slip: str = "",
    note: str = "", support: UploadedFile | None = None,
) -> Receipt:  # fmt: skip
    """Enter what came. What is beyond the allowed over-receipt stays apart until the buyer has decided on it."""
    locked = lock(order)
    _require_receivable(locked, received_on, by)
    wanted = [one for one in counted if one.came]
    if not wanted:
        raise Refused(f"Nothing is entered for order {locked}. Enter how much came on at least one line.")
    with kept_or_told():
        receipt = write_receipt(locked, received_on, by, packing_slip=packing_slip, note=note)
        if support is not None:
            receipt.support = store(support, receipt, by, SUPPORTS)
            receipt.save(update_fields=["support"])
        lines = (
            OrderLine.objects.select_for_update(no_key=True).filter(order=locked).in_bulk([one.line for one in wanted])
        )
        made = ReceiptLine.objects.bulk_create(_receipt_line(receipt, lines[one.line], one) for one in wanted)
        _tell_the_buyer(locked, receipt, made, lines, by)
        hand_off(made, lines)
        match_waiting(locked, by=by)
    log("receive", receipt, by=by, reason=packing_slip and f"Packing slip {packing_slip}")
    if locked.requisition.requested_by_id != by.pk:
        notify([locked.requisition.requested_by], NOTICE, f"Came for you: {locked}", receipt)
    return receipt


def _require_receivable(order: PurchaseOrder, received_on: date, by: User) -> None:
    if order.status != PurchaseOrder.Status.ISSUED:
        raise Refused(
            f"Order {order} stands as “{order.get_status_display().lower()}” and cannot be received. "
            "Ask the buyer what is to be done with what came."
        )
    if received_on > timezone.localdate():
        raise Refused(f"{long_date(received_on)} is still to come. Enter the day on which it came.")
    require_another(by, [*approved(order), *paid(order)], "count it")


def write_receipt(order: PurchaseOrder, received_on: date, by: User, **fields) -> Receipt:
    """A receiving report of an order; counted by who enters it unless said otherwise."""
    number = next_number(RECEIPT, fiscal_year_of(timezone.localdate()))
    return Receipt.objects.create(
        number=number, order=order, worksite_id=order.worksite_id, received_on=received_on, created_by=by,
        **{"received_by": by, **fields},
    )  # fmt: skip


def _receipt_line(receipt: Receipt, line: OrderLine, one: Counted) -> ReceiptLine:
    """As much as may come is received; the rest is surplus."""
    if one.rejected > one.came:
        raise Refused(f"More of line {line.no} is rejected than came. Enter what came and what of it is rejected.")
    fine = one.came - one.rejected
    accepted = min(fine, may_still_come(line))
    return ReceiptLine(
        receipt=receipt, order_line=line, received=accepted + one.rejected, accepted=accepted, surplus=fine - accepted,
        weight=one.weight, reason=one.reason,
    )  # fmt: skip


def may_still_come(line: OrderLine) -> Decimal:
    """How much of a line can be received yet, with what may come over."""
    most = line.quantity * (1 + line.over_percent / 100) - line.accepted
    return max(most.quantize(Decimal("0.001"), rounding=ROUND_DOWN), Decimal(0))


def _tell_the_buyer(order, receipt, made, lines, by) -> None:
    """What came beyond the over-receipt is the buyer's to decide on."""
    over = [one for one in made if one.surplus > 0]
    for one in over:
        line = lines[one.order_line_id]
        MatchException.objects.create(
            order=order, receipt_line=one, order_line=line, kind=MatchException.Kind.SURPLUS, owner=order.buyer,
            created_by=by, expected=f"{line.quantity.normalize():f} {line.unit}",
            found=f"{_came(line, one).normalize():f} came, {one.surplus.normalize():f} over",
        )  # fmt: skip
    if over:
        notify([order.buyer], NOTICE, f"More came than was ordered: {order}", receipt)


def _came(line: OrderLine, one: ReceiptLine) -> Decimal:
    """All that came of a line, with what this report adds to it."""
    return line.received + one.received + one.surplus
