"""Purchases change their buyer: given by who leads them, or as a buyer leaves."""

from django.db import transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock
from fiscal.actions.invoices import give_exception
from fiscal.duties import buys_for_others
from fiscal.models import MatchException, PurchaseOrder, Requisition

BUYS = "fiscal.source_requisition"
NOTICE = "fiscal-order"


@transaction.atomic
def give_requisition(requisition: Requisition, *, buyer: User, by: User, note: str = "") -> Requisition:
    """Another buyer takes over a purchase with its orders, and what differs on them that was the other one's.

    Where nobody took it up, those who wrote its orders bought it. What is settled at this moment is passed over.
    """
    requisition = lock(requisition)
    _require_a_buyer(requisition, buyer)
    before = requisition.buyer
    if before == buyer:
        raise Refused(f"{buyer.shown_name} buys {requisition} already. Choose somebody else.")
    if not requisition.is_being_bought():
        raise Refused(f"{requisition} is at its end, or not approved yet. Nobody buys it now.")
    requisition.buyer, requisition.version = buyer, requisition.version + 1
    requisition.save(update_fields=["buyer", "version"])
    told = before.shown_name if before else "Nobody"
    log("assign", requisition, by=by, reason=note, before=told, after=buyer.shown_name)
    bought = _who_bought(requisition, before)
    theirs = MatchException.objects.open().filter(order__requisition=requisition, owner__in=bought)
    for one in theirs.exclude(owner=buyer).order_by("pk").select_for_update(of=["self"], no_key=True):
        give_exception(one, buyer, by=by)
    people = {one.pk: one for one in (buyer, *bought) if one.pk != by.pk}
    notify(people.values(), NOTICE, f"{buyer.shown_name} buys {requisition} now", requisition)
    return requisition


def _who_bought(requisition: Requisition, before: User | None) -> list[User]:
    """Who answered for the purchase until now: its buyer, or who wrote its live orders."""
    if before is not None:
        return [before]
    live = requisition.orders.exclude(status=PurchaseOrder.Status.CANCELLED)
    return list(User.objects.filter(pk__in=live.values("created_by")).order_by("pk"))


def _require_a_buyer(requisition: Requisition, buyer: User) -> None:
    if not buyer.is_active or not buyer.has_perm(BUYS, requisition):
        raise Refused(
            f"{buyer.shown_name} is no buyer for {requisition.worksite}. Choose somebody who is, or have a portal "
            "administrator grant them the role there."
        )
    if not buys_for_others(buyer, requisition):
        raise Refused(
            f"{buyer.shown_name} asked for or wrote {requisition}, and nobody buys what they asked for. Choose "
            "somebody else."
        )
