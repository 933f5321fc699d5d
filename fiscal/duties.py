"""Who took part in a purchase, so that nobody decides on what they had a hand in (fiscal.md 4.4)."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from fiscal.models import MatchException, PurchaseOrder, Receipt, Requisition, Solicitation

OF_A_BILL = (
    "approved_by", "order__approved_by", "order__requisition__requested_by", "order__requisition__created_by",
    "order__requisition__approved_by", "order__requisition__endorsed_by",
)  # fmt: skip
"""Who decided on what a bill pays or asked for it, by the way from the bill."""

MONEY_DIFFERS = (MatchException.Kind.PRICE, MatchException.Kind.WEIGHT, MatchException.Kind.SURPLUS)
"""What differs that makes a purchase dearer, or not: none who wanted it settles that."""

Part = tuple[Iterable[int | None], str]
"""The accounts of some people, and what they did."""


def require_another(by: User, parts: Iterable[Part], what: str) -> None:
    """Refuse somebody who took one of these parts; `what` is for somebody else to do."""
    if sentence := why_another(by, parts, what):
        raise Refused(sentence)


def why_another(user: User, parts: Iterable[Part], what: str) -> str:
    """Why `what` is for somebody else to do: one of these parts was theirs; empty where none was."""
    did = next((did for people, did in parts if user.pk in people), None)
    return f"You {did}. Somebody else must {what}." if did else ""


def who_wanted(requisition: Requisition) -> Part:
    """Who asked for a purchase or wrote it: none of them takes it up, decides how it is bought, or orders it."""
    people = {requisition.requested_by_id, requisition.created_by_id, *requisition.writers}
    return people, f"asked for or wrote {requisition}"


def who_asked(solicitation: Solicitation) -> list[Part]:
    """Who wanted what suppliers are asked for: none of them chooses among the suppliers."""
    return [who_wanted(solicitation.requisition)] if solicitation.requisition else []


def why_not_chosen_by(user: User, solicitation: Solicitation) -> str:
    """Why somebody else evaluates the quotes, awards, and makes the award final: they asked for what is bought."""
    return why_another(user, who_asked(solicitation), "choose its supplier")


def buys_for_others(user: User, requisition: Requisition) -> bool:
    """Whether somebody had no part in asking for it, and so may buy it."""
    return user.pk not in who_wanted(requisition)[0]


def wanted_by_others(user: User, rows: QuerySet, requisition: str = "") -> QuerySet:
    """Of requisitions, or of rows that lead to one by `requisition`, those somebody may buy: others asked for them."""
    own = Q(**{f"{requisition}requested_by": user}) | Q(**{f"{requisition}created_by": user})
    return rows.exclude(own | Q(**{f"{requisition}writers__contains": [user.pk]}))


def why_not_settled_by(user: User, exception: MatchException) -> str:
    """Why somebody else settles what differs: they entered the bill, wanted what is dearer now, or it is another's."""
    if exception.invoice_id and user.pk in exception.invoice.writers:
        return f"You entered {exception.invoice}. Somebody else must settle what differs."
    if exception.kind in MONEY_DIFFERS and not buys_for_others(user, exception.order.requisition):
        return why_another(user, [who_wanted(exception.order.requisition)], "settle what differs")
    if exception.kind == MatchException.Kind.SURPLUS and (told := why_not_kept_by(user, exception.order)):
        return told
    if user.pk != exception.owner_id and not user.has_perm("fiscal.oversee_matchexception", exception):
        return (
            f"{exception} is for {exception.owner.shown_name} to settle, or for the Purchasing Manager. Tell them what "
            "you know."
        )
    return ""


def why_not_kept_by(user: User, order: PurchaseOrder) -> str:
    """Why somebody else decides on what came over: they approved its order, or approved or paid a bill of it."""
    return why_another(user, [*approved(order), *paid(order)], "decide on what came over")


def may_settle(user: User, exception: MatchException) -> bool:
    """Whether what differs is somebody's to settle: of its owner, or of who oversees it, and none who wanted it."""
    return not why_not_settled_by(user, exception)


def why_not_approved_by(user: User, order: PurchaseOrder) -> str:
    """Why somebody else approves an order: they wrote it, or asked for what it buys."""
    wrote = ([order.created_by_id, *order.writers], f"wrote order {order}")
    return why_another(user, [wrote, *asked_for(order)], "approve it")


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
