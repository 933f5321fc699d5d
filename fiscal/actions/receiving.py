"""What people do with what arrives: count it, return it, hand capital objects over (fiscal.md 3.17, 3.23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock
from fiscal.actions.invoices import match_waiting
from fiscal.duties import approved, paid, require_another
from fiscal.models import CapitalHandOff, MatchException, OrderLine, PurchaseOrder, Receipt, ReceiptLine
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
        receipt = _write_receipt(locked, received_on, by, packing_slip=packing_slip, note=note)
        if support is not None:
            receipt.support = store(support, receipt, by, SUPPORTS)
            receipt.save(update_fields=["support"])
        lines = (
            OrderLine.objects.select_for_update(no_key=True).filter(order=locked).in_bulk([one.line for one in wanted])
        )
        made = ReceiptLine.objects.bulk_create(_receipt_line(receipt, lines[one.line], one) for one in wanted)
        _tell_the_buyer(locked, receipt, made, lines, by)
        _hand_off(receipt, made, lines)
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


def _write_receipt(order: PurchaseOrder, received_on: date, by: User, **fields) -> Receipt:
    number = next_number(RECEIPT, fiscal_year_of(timezone.localdate()))
    return Receipt.objects.create(
        number=number, order=order, worksite_id=order.worksite_id, received_on=received_on, received_by=by,
        created_by=by, **fields,
    )  # fmt: skip


def _receipt_line(receipt: Receipt, line: OrderLine, one: Counted) -> ReceiptLine:
    """As much as may come is received; the rest is surplus."""
    if one.rejected > one.came:
        raise Refused(f"More of line {line.no} is rejected than came. Enter what came and what of it is rejected.")
    most = (line.quantity * (1 + line.over_percent / 100) - line.accepted).quantize(Decimal("0.001"))
    fine = one.came - one.rejected
    accepted = min(fine, max(most, Decimal(0)))
    return ReceiptLine(
        receipt=receipt, order_line=line, received=accepted + one.rejected, accepted=accepted, surplus=fine - accepted,
        weight=one.weight, reason=one.reason,
    )  # fmt: skip


def _tell_the_buyer(order, receipt, made, lines, by) -> None:
    """What came beyond the over-receipt is the buyer's to decide on."""
    over = [one for one in made if one.surplus > 0]
    for one in over:
        line = lines[one.order_line_id]
        MatchException.objects.create(
            order=order, receipt_line=one, order_line=line, kind=MatchException.Kind.SURPLUS, owner=order.buyer,
            created_by=by, expected=f"{line.quantity.normalize():f} {line.unit}",
            found=f"{one.surplus.normalize():f} {line.unit} more",
        )  # fmt: skip
    if over:
        notify([order.buyer], NOTICE, f"More came than was ordered: {order}", receipt)


def _hand_off(receipt: Receipt, made: Sequence[ReceiptLine], lines: dict[int, OrderLine]) -> None:
    """Capital objects wait for tag, custodian and location."""
    for one in made:
        line = lines[one.order_line_id]
        if line.is_capital and one.accepted > 0:
            fundings = line.fundings.select_related("appropriation__fund")
            CapitalHandOff.objects.create(
                receipt_line=one,
                description=line.description,
                quantity=one.accepted,
                cost=one.accepted * line.price,
                funding_source=", ".join(sorted({str(f.appropriation.fund) for f in fundings}))[:200],
            )


@transaction.atomic
def return_goods(receipt: Receipt, counted: dict[int, Decimal], *, by: User, note: str) -> Receipt:
    """Send back what was accepted, by line of the order; what was billed already waits for its credit memo."""
    order = lock(receipt.order)
    _require_receivable(order, timezone.localdate(), by)
    wanted = {line: amount for line, amount in counted.items() if amount}
    if not wanted:
        raise Refused(f"Nothing of {receipt} is entered to go back. Enter how much on at least one line.")
    with kept_or_told():
        for line in OrderLine.objects.select_for_update(no_key=True).filter(order=order, pk__in=wanted):
            free = line.accepted - (line.billed if line.match_rule != OrderLine.MatchRule.ORDER_INVOICE else 0)
            if wanted[line.pk] > free:
                raise Refused(
                    f"{free.normalize():f} {line.unit} of line {line.no} can go back; the rest is billed or never "
                    "came. "
                    "Enter the vendor's credit memo first."
                )
        made = _write_receipt(order, timezone.localdate(), by, note=note, is_return=True)
        ReceiptLine.objects.bulk_create(
            ReceiptLine(receipt=made, order_line_id=line, received=-amount, accepted=-amount)
            for line, amount in sorted(wanted.items())
        )
        match_waiting(order, by=by)
    log("return", made, by=by, reason=note)
    return made


@transaction.atomic
def finish_hand_off(hand_off: CapitalHandOff, *, by: User, changed: str = "") -> CapitalHandOff:
    """Tag, custodian and location are known. Elsewhere than its money allows, Fiscal Management says why."""
    elsewhere = hand_off.permitted_site_id and hand_off.site_id and hand_off.site_id != hand_off.permitted_site_id
    if elsewhere:
        if not by.has_perm("fiscal.override_capitalhandoff", hand_off) or not hand_off.override_reason:
            raise Refused(
                f"{hand_off.description} was bought with money that allows it at {hand_off.permitted_site} alone. "
                "Put it in service there, or have Fiscal Management record why elsewhere."
            )
        hand_off.override_by = by
    if hand_off.done_at is None and hand_off.tag and hand_off.custodian and hand_off.location:
        hand_off.done_by, hand_off.done_at = by, timezone.now()
    with kept_or_told():
        hand_off.save()
    log("finish" if hand_off.done_at else "edit", hand_off, by=by, reason=changed)
    return hand_off
