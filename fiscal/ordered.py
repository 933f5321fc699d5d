"""What of a requisition is taken by orders: what stands of each, and of those that were closed what came or was billed.

What an order was closed short of is open again: its money went back, and it can be ordered anew on the requisition.
"""

from dataclasses import dataclass
from decimal import Decimal

from fiscal.models import OrderLine, PurchaseOrder, Requisition

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


def amount_taken(requisition: Requisition, *, but: PurchaseOrder | None = None, written: bool = False) -> Decimal:
    """What all orders of a requisition come to."""
    return sum((one.amount for one in taken_of(requisition, but=but, written=written).values()), NOTHING)


def quantity_open(requisition: Requisition, *, but: PurchaseOrder | None = None) -> dict[int, Decimal]:
    """How much of each line nobody has ordered or written an order for."""
    taken = taken_of(requisition, but=but, written=True)
    return {one.pk: max(one.quantity - taken.get(one.pk, Taken()).quantity, NOTHING) for one in requisition.lines.all()}
