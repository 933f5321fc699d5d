"""What people do with orders: write, approve, issue, change, hold, close, cancel (fiscal.md 3.16, 4.1, 4.4)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.money import dollars, split
from doc_portal.core.notifications import notify
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.actions.commitments import change_commitment, commit_order, fund_lines, release_order
from fiscal.actions.contracts import follow_order
from fiscal.actions.requisitions import source_requisition
from fiscal.closing import first_unbilled, why_not_closed
from fiscal.duties import require_another, who_wanted, why_not_approved_by
from fiscal.funds import allotment_warnings
from fiscal.lapse import refusal_for_late_buy
from fiscal.models import (
    Appropriation,
    CommodityClass,
    OrderFunding,
    OrderLine,
    OrderRevision,
    PurchaseOrder,
    Requisition,
    RequisitionLine,
    SourcingDecision,
)
from fiscal.numbers import ORDER, next_number
from fiscal.ordered import Taken, amount_taken, taken_of
from fiscal.purposes import refusal_for_fund
from fiscal.refusals import kept_or_told
from fiscal.sourcing import blocks_ordering
from fiscal.splitting import hold_related, split_test
from fiscal.vendors import refusal_for

NOTICE = "fiscal-order"
OVER_MOST = "fiscal_over_receipt_most"


@dataclass(frozen=True)
class OrderedLine:
    """What is ordered of a line of the requisition, and how its bill is matched."""

    line: RequisitionLine
    quantity: Decimal
    price: Decimal
    match_rule: str = OrderLine.MatchRule.THREE_WAY
    over_percent: Decimal = Decimal(0)
    weight: Decimal | None = None
    weight_unit: str = ""
    match_reason: str = ""


@transaction.atomic
def keep_order(order: PurchaseOrder, lines: Sequence[OrderedLine], *, by: User, changed: str = "") -> PurchaseOrder:
    """Write an order on an approved requisition that others asked for, or change one that is a draft."""
    added = order.pk is None
    if not added:
        _require_a_draft(order)
    requisition = lock(order.requisition)
    require_another(by, [who_wanted(requisition)], "write its order")
    _require_an_approved_requisition(requisition)
    wanted = [one for one in lines if one.quantity]
    if not wanted:
        raise Refused(f"Nothing is ordered on {requisition}. Enter a quantity on at least one line.")
    _require_ordinary_terms(order, wanted)
    with kept_or_told():
        if added:
            order.number, order.created_by = next_number(ORDER, requisition.budget_fy_id), by
            order.worksite_id, order.budget_fy_id = requisition.worksite_id, requisition.budget_fy_id
            order.in_service_on = order.in_service_on or requisition.in_service_on
        order.writers = sorted({*order.writers, by.pk})
        order.save()
        order.lines.all().delete()
        OrderLine.objects.bulk_create(_order_line(order, no, one) for no, one in enumerate(wanted, 1))
        fund_lines(order)
    log("create" if added else "edit", order, by=by, reason=changed)
    if requisition.status == Requisition.Status.APPROVED:
        source_requisition(requisition, by=by)
    return order


def _require_ordinary_terms(order: PurchaseOrder, wanted: Sequence[OrderedLine]) -> None:
    """What departs from counting goods before they are paid has a reason, and no more comes over than may."""
    most = Decimal(value_of(OVER_MOST))
    for one in wanted:
        if one.over_percent > most:
            raise Refused(
                f"At most {most.normalize():f} percent may come over, and line {one.line.no} allows "
                f"{one.over_percent.normalize():f}. Enter less; what comes beyond it the buyer decides on."
            )
        if not one.match_reason and (told := refusal_for_match(one.line, one.match_rule)):
            raise Refused(told)
    if not order.own_use and not order.own_use_reason:
        raise Refused("The order is not for the department's own use. Say for whom it is.")


def refusal_for_match(line: RequisitionLine, rule: str) -> str:
    """What a line needs a reason for: goods that nobody counts, a service that the worksite does not accept."""
    if rule == OrderLine.MatchRule.THREE_WAY and is_service(line):
        return f"Line {line.no} is a service. Have it matched by acceptance of the worksite, or say why not."
    utility = line.commodity is not None and line.commodity.kind == CommodityClass.Kind.UTILITY
    if rule == OrderLine.MatchRule.ORDER_INVOICE and not utility:
        return f"Line {line.no} is paid on its bill alone, and nobody counts what comes. Say why, or have it received."
    return ""


def is_service(line: RequisitionLine) -> bool:
    """Whether what is asked for is done, not delivered."""
    return line.commodity is not None and line.commodity.kind == CommodityClass.Kind.SERVICE


def _require_a_draft(order: PurchaseOrder) -> None:
    """It is a draft still, and those who wrote it meanwhile stay among its writers."""
    locked = lock(order)
    if locked.status != PurchaseOrder.Status.DRAFT:
        raise Refused(
            f"Order {locked} stands as “{locked.get_status_display().lower()}” and is no draft any more. "
            "Change it from its page instead, or cancel it and order anew."
        )
    order.writers = sorted({*order.writers, *locked.writers})


def _require_an_approved_requisition(requisition: Requisition) -> None:
    if requisition.status not in (Requisition.Status.APPROVED, Requisition.Status.SOURCING):
        raise Refused(
            f"{requisition} stands as “{requisition.get_status_display().lower()}”. Nothing is ordered without an "
            "approved requisition; have it approved first."
        )


def _order_line(order: PurchaseOrder, no: int, one: OrderedLine) -> OrderLine:
    capital = one.line.commodity is not None and one.line.commodity.is_capital
    return OrderLine(
        order=order, no=no, requisition_line=one.line, description=one.line.description, quantity=one.quantity,
        unit=one.line.unit, price=one.price, match_rule=one.match_rule, over_percent=one.over_percent,
        weight=one.weight, weight_unit=one.weight_unit, is_capital=capital, match_reason=one.match_reason,
    )  # fmt: skip


def approve_order(order: PurchaseOrder, *, by: User, note: str = "") -> PurchaseOrder:
    """Another than who wrote it, or asked for it, finds it in order."""
    with kept_or_told(), transition(order, "approve", by=by, note=note) as locked:
        if sentence := why_not_approved_by(by, locked):
            raise Refused(sentence)
        locked.approved_by, locked.approved_at = by, timezone.now()
    return locked


def issue_order(order: PurchaseOrder, *, by: User, note: str = "") -> PurchaseOrder:
    """Send it to the vendor: what was set aside becomes what is ordered, or nothing happens.

    Refused to who asked for it, and where the sourcing decision or a paper of it is missing, the vendor or its contract
    cannot be used, the fund is not for this purpose, more is ordered than was approved, or the money is not there.
    """
    with kept_or_told(), _agreeing_at_the_end(), transition(order, "issue", by=by, note=note) as locked:
        requisition, today = lock(locked.requisition), timezone.localdate()
        require_another(by, [who_wanted(requisition)], "issue its order")
        _require_lawful(locked, requisition, today)
        _require_as_approved(locked, requisition)
        hold_related(requisition)
        _require_not_split(locked, requisition, today)
        locked.issued_on, locked.issued_by = today, by
        locked.warning = allotment_warnings(ordered_of(locked))
        commit_order(locked, on=today, by=by)
        follow_order(locked, on=today, by=by)
        _keep_version(locked, "Issued", by)
    told = {one.pk: one for one in (requisition.requested_by, requisition.created_by) if one and one.pk != by.pk}
    notify(told.values(), NOTICE, f"Ordered: {locked} on {requisition}", locked)
    return locked


def _require_lawful(order: PurchaseOrder, requisition: Requisition, today: date) -> None:
    """Everything that stands in the way of ordering, told at once."""
    _require_an_approved_requisition(requisition)
    found = [
        *blocks_ordering(requisition), refusal_for(order.vendor, today), refusal_for_fund(order),
        refusal_for_late_buy(order, today),
    ]  # fmt: skip
    if order.contract_id and order.contract.vendor_id != order.vendor_id:
        found.append(f"Contract {order.contract.number} is not with {order.vendor}. Choose one of the vendor's.")
    if stops := [one for one in found if one]:
        raise Refused(" ".join(stops))


def _require_as_approved(order: PurchaseOrder, requisition: Requisition) -> None:
    """No more of a line than was approved, over all orders of it; what one was closed short of is open again."""
    taken = taken_of(requisition, but=order)
    for line in order.lines.select_related("requisition_line"):
        asked = line.requisition_line
        before = taken.get(asked.pk, Taken()).quantity
        if before + line.quantity > asked.quantity:
            left = max(asked.quantity - before, Decimal(0))
            raise Refused(
                f"Line {asked.no} of {requisition} was approved for {asked.quantity.normalize():f} {asked.unit}, and "
                f"{left.normalize():f} are left to order. Order less, or write a further requisition."
            )
    _require_within_estimate(order, requisition)


def _require_within_estimate(order: PurchaseOrder, requisition: Requisition) -> None:
    """All orders and card purchases on a requisition come to no more than was approved: price is approved too."""
    approved = requisition.lines.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    left, wanted = approved - amount_taken(requisition, but=order), total_of(order)
    if wanted > left:
        raise Refused(
            f"{requisition} was approved over {dollars(approved)}; {dollars(max(left, Decimal(0)))} are left to order "
            f"and order {order} comes to {dollars(wanted)}. Order for less, or write a further requisition."
        )


def _require_not_split(order: PurchaseOrder, requisition: Requisition, today: date) -> None:
    """The split test once more, with the vendor that is ordered from, where none was named before."""
    decision = SourcingDecision.objects.current().filter(requisition=requisition).first()
    if decision is None or decision.split_limit is None or decision.split_allowed_by_id:
        return
    found = split_test(
        total_of(order), decision.split_limit, org=requisition.org_id, worksite=requisition.worksite_id,
        vendor=order.vendor_id, classes=requisition.lines.values_list("commodity", flat=True), on=today,
        but=requisition.pk,
    )  # fmt: skip
    if found.is_over:
        raise Refused(
            f"Order {order} cannot be bought apart. {found.says} Buy it by the way the whole amount asks for, or have "
            "the Purchasing Manager decide with a reason why it is no split purchase."
        )


def ordered_of(order: PurchaseOrder) -> dict[Appropriation, Decimal]:
    """What an order takes of each appropriation, read fresh."""
    found: dict[Appropriation, Decimal] = {}
    for one in OrderFunding.objects.filter(line__order=order).select_related("appropriation"):
        found[one.appropriation] = found.get(one.appropriation, Decimal(0)) + one.amount
    return found


def total_of(order: PurchaseOrder) -> Decimal:
    """What the lines of an order come to."""
    return order.lines.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _keep_version(order: PurchaseOrder, reason: str, by: User) -> None:
    lines = [
        {
            "no": one.no, "description": one.description, "quantity": f"{one.quantity.normalize():f}", "unit": one.unit,
            "price": f"{one.price.normalize():f}", "amount": str(one.amount),
        }
        for one in order.lines.all()
    ]  # fmt: skip
    OrderRevision.objects.create(
        order=order, no=order.revision, reason=reason, lines=lines, total=total_of(order), made_by=by
    )


@transaction.atomic
def modify_order(
    order: PurchaseOrder, wanted: dict[int, tuple[Decimal, Decimal]], *, reason: str, by: User
) -> PurchaseOrder:
    """Change quantity and price of lines of an issued order; the difference is set aside or given back.

    `wanted` maps lines to (quantity, price). More than before is entered by somebody who approves orders, and by
    neither who wrote the order nor who asked for it.
    """
    locked = lock(order)
    if locked.status not in (PurchaseOrder.Status.ISSUED, PurchaseOrder.Status.ON_HOLD):
        raise Refused(f"Order {locked} is not with the vendor. Edit it while it is a draft, or order anew.")
    before, today = total_of(locked), timezone.localdate()
    with kept_or_told(), _agreeing_at_the_end():
        rises = _change_lines(locked, wanted)
        after = total_of(locked)
        if rises:
            _require_one_who_may_add(locked, by, before, after)
            _require_as_approved(locked, lock(locked.requisition))
        change_commitment(locked, _amounts(locked), on=today, by=by)
        follow_order(locked, on=today, by=by)
        locked.revision, locked.version = locked.revision + 1, locked.version + 1
        locked.save(update_fields=["revision", "version"])
        _keep_version(locked, reason, by)
    log("modify", locked, by=by, before=dollars(before), after=dollars(after), reason=reason)
    return locked


def _change_lines(order: PurchaseOrder, wanted: dict[int, tuple[Decimal, Decimal]]) -> bool:
    """Write quantity and price of lines; whether one of them rises."""
    rises, lines = False, list(OrderLine.objects.filter(order=order, pk__in=wanted).order_by("pk"))
    for line in lines:
        _require_above_what_happened(line, *wanted[line.pk])
        rises = rises or wanted[line.pk][0] > line.quantity or wanted[line.pk][1] > line.price
        line.quantity, line.price = wanted[line.pk]
    OrderLine.objects.bulk_update(lines, ["quantity", "price"])
    return rises


@contextmanager
def _agreeing_at_the_end() -> Iterator[None]:
    """Lines, version and money are written one after the other; whether they agree is looked at after the last."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _require_above_what_happened(line: OrderLine, quantity: Decimal, price: Decimal) -> None:
    done = max(line.accepted, line.billed)
    if quantity < done:
        raise Refused(
            f"{done.normalize():f} {line.unit} of line {line.no} came or were billed already. "
            "Enter at least as many, or return them first."
        )


def may_add(by: User, order: PurchaseOrder) -> bool:
    """Whether somebody may enter more than was ordered: they approve orders, and had no part in this one."""
    chain = {order.created_by_id, *order.writers, *who_wanted(order.requisition)[0]}
    return by.pk not in chain and by.has_perm("fiscal.approve_purchaseorder", order)


def _require_one_who_may_add(order: PurchaseOrder, by: User, before: Decimal, after: Decimal) -> None:
    if not may_add(by, order):
        raise Refused(
            f"Order {order} would go from {dollars(before)} to {dollars(after)}, with more on a line than "
            "before. That is entered by somebody who approves orders and neither wrote it nor asked for it."
        )


def _amounts(order: PurchaseOrder) -> dict[int, Decimal]:
    """What each funding of an order is for, by its lines as they are now."""
    amounts: dict[int, Decimal] = {}
    for line in order.lines.prefetch_related("fundings__line_funding"):
        fundings = sorted(line.fundings.all(), key=lambda one: one.pk)
        parts = split(line.amount, [one.line_funding.percent for one in fundings])
        amounts |= {one.pk: part for one, part in zip(fundings, parts, strict=True)}
    return amounts


def hold_order(order: PurchaseOrder, *, by: User, note: str) -> PurchaseOrder:
    """Nothing is received on it until it is resumed."""
    with kept_or_told(), transition(order, "hold", by=by, note=note) as locked:
        pass
    return locked


def resume_order(order: PurchaseOrder, *, by: User, note: str = "") -> PurchaseOrder:
    """It goes on."""
    with kept_or_told(), transition(order, "resume", by=by, note=note) as locked:
        pass
    return locked


def close_order(order: PurchaseOrder, *, by: User, note: str = "", unbilled_reason: str = "") -> PurchaseOrder:
    """Nothing more is to come. What is still set aside for it is given back, and what did not come is open again.

    Its money returns to the appropriation: who orders the rest anew takes it from there, within what was approved. No
    bill is entered for it afterwards, so that what came is billed first; `unbilled_reason` says why some never will be.
    """
    with kept_or_told(), transition(order, "close", by=by, note=note or unbilled_reason) as locked:
        if sentence := why_not_closed(locked, by):
            raise Refused(sentence)
        locked.unbilled_reason = unbilled_reason if first_unbilled(locked) else ""
        _give_back(locked, by)
    return locked


def cancel_order(order: PurchaseOrder, *, by: User, note: str) -> PurchaseOrder:
    """It is not wanted any more. What was received is returned instead."""
    with kept_or_told(), transition(order, "cancel", by=by, note=note) as locked:
        if locked.issued_on:
            _give_back(locked, by)
    notify([locked.requisition.requested_by], NOTICE, f"Order {locked} was canceled. {note}", locked)
    return locked


def _give_back(order: PurchaseOrder, by: User) -> None:
    today = timezone.localdate()
    release_order(order, on=today, by=by)
    follow_order(order, on=today, by=by)
