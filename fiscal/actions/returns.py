"""What people do with what cannot stay: send goods back, and settle what came over (fiscal.md 3.17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock
from fiscal.actions.hand_offs import hand_off, take_off
from fiscal.actions.invoices import match_waiting, require_one_who_settles
from fiscal.actions.receiving import NOTICE, may_still_come, write_receipt
from fiscal.duties import approved, paid, require_another
from fiscal.models import MatchException, OrderLine, PurchaseOrder, Receipt, ReceiptLine
from fiscal.refusals import kept_or_told


@dataclass(frozen=True)
class GoesBack:
    """How much of a line of the order goes back, and what it weighs where it is billed by weight."""

    line: int
    quantity: Decimal
    weight: Decimal = Decimal(0)


@transaction.atomic
def return_goods(receipt: Receipt, going: Sequence[GoesBack], *, by: User, note: str) -> Receipt:
    """Send back of what one receipt accepted; what was billed already waits for its credit memo."""
    order = lock(receipt.order)
    _require_returnable(order, by)
    wanted = sorted((one for one in going if one.quantity), key=lambda one: one.line)
    if not wanted:
        raise Refused(f"Nothing of {receipt} is entered to go back. Enter how much on at least one line.")
    with kept_or_told():
        rows = OrderLine.objects.select_for_update(no_key=True).filter(order=order)
        lines, here = rows.in_bulk([one.line for one in wanted]), still_here(receipt)
        for one in wanted:
            _require_free(receipt, lines[one.line], one, here.get(one.line, Decimal(0)))
        made = write_receipt(order, timezone.localdate(), by, note=note, is_return=True, original=receipt)
        back = ReceiptLine.objects.bulk_create(
            ReceiptLine(
                receipt=made, order_line_id=one.line, received=-one.quantity, accepted=-one.quantity,
                weight=-one.weight,
            )
            for one in wanted
        )  # fmt: skip
        take_off(receipt, back, by=by)
        match_waiting(order, by=by)
    log("return", made, by=by, reason=note)
    return made


def _require_returnable(order: PurchaseOrder, by: User) -> None:
    if order.status == PurchaseOrder.Status.CLOSED:
        raise Refused(
            f"Order {order} is closed: what came of it was billed, and its money was given back. Agree with the vendor "
            "on a credit memo and enter it on the order."
        )
    if order.status != PurchaseOrder.Status.ISSUED:
        raise Refused(
            f"Order {order} stands as “{order.get_status_display().lower()}”, and nothing of it goes back. Have the "
            "buyer resume it first."
        )
    require_another(by, [*approved(order), *paid(order)], "send it back")


def still_here(receipt: Receipt) -> dict[int, Decimal]:
    """What stands of the lines of a receipt once its returns are taken off, by line of the order."""
    family = Q(receipt=receipt) | Q(receipt__original=receipt, receipt__is_return=True)
    rows = ReceiptLine.objects.filter(family).order_by().values("order_line")
    return dict(rows.annotate(sum=Sum("accepted")).values_list("order_line", "sum"))


def _require_free(receipt: Receipt, line: OrderLine, one: GoesBack, here: Decimal) -> None:
    if one.quantity > here:
        raise Refused(
            f"{receipt} still holds {here.normalize():f} {line.unit} of line {line.no}. Enter at most that, and what "
            "came with another receiving report on that one."
        )
    free = line.accepted - (line.billed if line.match_rule != OrderLine.MatchRule.ORDER_INVOICE else 0)
    if one.quantity > free:
        raise Refused(
            f"{free.normalize():f} {line.unit} of line {line.no} can go back; the rest is billed or never came. "
            "Enter the vendor's credit memo first."
        )
    if line.weight is not None and not one.weight:
        raise Refused(f"Line {line.no} is billed by weight. Enter what goes back weighs.")


@transaction.atomic
def settle_surplus(
    exception: MatchException, *, keeps: bool, by: User, note: str, weight: Decimal | None = None
) -> MatchException:
    """What came over is received, as far as the order takes it, or goes back: the rows of either are written here."""
    order = lock(exception.order)
    exception = lock(exception)
    if exception.resolved_at is not None:
        raise Refused(f"{exception} was settled already. Nothing was changed.")
    if exception.kind != MatchException.Kind.SURPLUS:
        raise Refused(f"{exception} is about a bill, and nothing came over. Say in words how it was settled.")
    require_one_who_settles(exception, by)
    over = ReceiptLine.objects.select_related("receipt__received_by").get(pk=exception.receipt_line_id)
    with kept_or_told():
        line = lock(over.order_line)
        made = _keep(order, line, over, by, note) if keeps else _send_back(order, line, over, by, note, weight)
        exception.resolution = f"{'Kept' if keeps else 'Sent back'}, {made}. {note}"[:1000]
        exception.resolved_by, exception.resolved_at = by, timezone.now()
        exception.version += 1
        exception.save(update_fields=["resolution", "resolved_by", "resolved_at", "version"])
        match_waiting(order, by=by)
    log("resolve", exception, by=by, reason=exception.resolution)
    return exception


def _keep(order: PurchaseOrder, line: OrderLine, over: ReceiptLine, by: User, note: str) -> Receipt:
    left = may_still_come(line)
    if order.status != PurchaseOrder.Status.ISSUED:
        raise Refused(f"Order {order} is not with the vendor any more, and takes nothing. Send back what came over.")
    if over.surplus > left:
        raise Refused(
            f"{over.surplus.normalize():f} {line.unit} of line {line.no} came over, and order {order} takes "
            f"{left.normalize():f} more. Change the order to what is kept first, or send it back."
        )
    first = over.receipt
    made = write_receipt(
        order, first.received_on, by, received_by=first.received_by, note=note[:500], original=first,
        support=first.support,
    )  # fmt: skip
    kept = ReceiptLine(
        receipt=made, order_line=line, received=over.surplus, accepted=over.surplus, surplus=-over.surplus
    )
    kept.save(force_insert=True)
    hand_off([kept], {line.pk: line})
    log("receive", made, by=by, reason=note)
    return made


def _send_back(
    order: PurchaseOrder, line: OrderLine, over: ReceiptLine, by: User, note: str, weight: Decimal | None
) -> Receipt:
    if line.weight is not None and not weight:
        raise Refused(f"Line {line.no} is billed by weight. Enter what goes back weighs.")
    first = over.receipt
    made = write_receipt(
        order, timezone.localdate(), by, received_by=first.received_by, note=note[:500], original=first, is_return=True
    )
    ReceiptLine.objects.create(
        receipt=made, order_line=line, received=0, accepted=0, surplus=-over.surplus, weight=-(weight or 0)
    )
    log("return", made, by=by, reason=note)
    if first.received_by_id != by.pk:
        notify([first.received_by], NOTICE, f"To go back to the vendor: what came over on {order}", made)
    return made
