"""What of a requisition is taken by orders, and by cards: of closed orders what came or was billed, else all of it.

What an order was closed short of is open again: its money went back, and it can be ordered anew on the requisition.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from fiscal.models import CardTransaction, OrderLine, PurchaseOrder, Requisition

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Taken:
    """How much of a line is ordered, and what that comes to."""

    quantity: Decimal = NOTHING
    amount: Decimal = NOTHING


def taken_of(requisition: Requisition, *, but: PurchaseOrder | None = None, written: bool = False) -> dict[int, Taken]:
    """What orders take of each line of a requisition, by the line's key, in one query.

    `but` leaves one order out; with `written` those count too that are not issued yet.
    """
    found: dict[int, Taken] = {}
    for one in OrderLine.objects.standing(requisition, written=written).exclude(order=but and but.pk):
        before = found.get(one.requisition_line_id, Taken())
        found[one.requisition_line_id] = Taken(before.quantity + one.stands, before.amount + one.comes_to)
    return found


def amount_taken(
    requisition: Requisition, *, but: PurchaseOrder | CardTransaction | None = None, written: bool = False
) -> Decimal:
    """What all orders of a requisition come to, with what was bought on it with cards and is not disputed."""
    order, purchase = (but, None) if isinstance(but, PurchaseOrder) else (None, but)
    ordered = sum((one.amount for one in taken_of(requisition, but=order, written=written).values()), NOTHING)
    bought = requisition.card_transactions.exclude(status="disputed").exclude(pk=purchase and purchase.pk)
    return ordered + (bought.aggregate(sum=Sum("amount"))["sum"] or NOTHING)


def quantity_open(requisition: Requisition, *, but: PurchaseOrder | None = None) -> dict[int, Decimal]:
    """How much of each line nobody has ordered or written an order for."""
    taken = taken_of(requisition, but=but, written=True)
    return {one.pk: max(one.quantity - taken.get(one.pk, Taken()).quantity, NOTHING) for one in requisition.lines.all()}
