"""Who took part in a purchase, so that nobody decides on what they had a hand in (fiscal.md 4.4)."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from fiscal.models import PurchaseOrder, Receipt

OF_A_BILL = (
    "approved_by", "order__approved_by", "order__requisition__requested_by", "order__requisition__created_by",
    "order__requisition__approved_by", "order__requisition__endorsed_by",
)  # fmt: skip
"""Who decided on what a bill pays or asked for it, by the way from the bill."""

Part = tuple[Iterable[int | None], str]
"""The accounts of some people, and what they did."""


def require_another(by: User, parts: Iterable[Part], what: str) -> None:
    """Refuse somebody who took one of these parts; `what` is for somebody else to do."""
    for people, did in parts:
        if by.pk in people:
            raise Refused(f"You {did}. Somebody else must {what}.")


def asked_for(order: PurchaseOrder) -> list[Part]:
    """Who wanted what an order buys."""
    asking = order.requisition
    return [([asking.requested_by_id, asking.created_by_id], f"asked for what order {order} buys")]


def approved(order: PurchaseOrder) -> list[Part]:
    """Who decided that it is bought."""
    asking = order.requisition
    people = [asking.approved_by_id, asking.endorsed_by_id, order.approved_by_id]
    return [(people, f"approved what order {order} buys")]


def received(order: PurchaseOrder) -> list[Part]:
    """Who counted what came of it, or kept or sent back what came over."""
    rows = order.receipts.values_list("received_by", "created_by")
    return [({one for row in rows for one in row}, f"received order {order}")]


def paid(order: PurchaseOrder) -> list[Part]:
    """Who approved a bill of it, or vouchered it, recorded its payment or voided its voucher."""
    who = ("approved_by", "payments__paid_by", "payments__recorded_by", "payments__voided_by")
    rows = order.invoices.values_list(*who)
    return [({one for row in rows for one in row}, f"approved or paid a bill of order {order}")]


def payable_by(user: User, rows: QuerySet, bill: str = "") -> QuerySet:
    """Of bills, or of rows that lead to one by `bill`, those this person may pay: they had no other part in it."""
    took_part = reduce(or_, (Q(**{f"{bill}{way}": user}) for way in OF_A_BILL))
    counted = Receipt.objects.filter(Q(received_by=user) | Q(created_by=user), order=OuterRef(f"{bill}order"))
    return rows.exclude(took_part).exclude(Exists(counted))
