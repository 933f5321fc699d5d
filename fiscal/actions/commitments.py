"""What requisitions and orders set aside, give back and spend (fiscal.md 4.1, the table of events).

Whoever calls holds the lock of the requisition or the order, so that counts of postings do not cross.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import F, Max, Q, Sum

from doc_portal.core.models import User
from doc_portal.core.money import dollars, split
from doc_portal.core.workflow import Refused
from fiscal.actions.posting import Posting, post_entries
from fiscal.models import (
    Appropriation,
    BudgetEntry,
    FundingString,
    LineFunding,
    OrderFunding,
    OrderLine,
    PurchaseOrder,
    Requisition,
)
from fiscal.periods import period_for

REQUISITION, ORDER, INVOICE = "REQ", "PO", "INV"
PRE, ENC, EXP = BudgetEntry.Bucket.PRE, BudgetEntry.Bucket.ENC, BudgetEntry.Bucket.EXP


def appropriations_of(strings: Iterable[int]) -> dict[int, Appropriation]:
    """The appropriation each funding string is charged to, by the string's key, in one query.

    Raises `Refused` where a string leads to none.
    """
    rows = list(
        FundingString.objects.filter(pk__in=set(strings))
        .order_by()
        .values_list("pk", "budget_fy", "fund", "appropriation_code__code", "fund__code")
    )
    charged = {key: (fy, fund, code) for key, fy, fund, code, _ in rows}
    asked = Q(pk__in=())
    for fy, fund, code in set(charged.values()):
        asked |= Q(budget_fy=fy, fund=fund, code=code)
    found = {(one.budget_fy_id, one.fund_id, one.code): one for one in Appropriation.objects.filter(asked).order_by()}
    for key, fy, _, code, fund_code in rows:
        if charged[key] not in found:
            raise Refused(
                f"No appropriation {code} of fund {fund_code} stands in FY {fy}. Charge the line to another string, or "
                "have the appropriation entered."
            )
    return {key: found[charge] for key, charge in charged.items()}


def post(postings: Iterable[Posting], appropriations: Iterable[Appropriation], *, on: date, by: User | None) -> None:
    """Post what is asked, each appropriation in the period the day posts to for it."""
    by_key = {one.pk: one for one in appropriations}
    periods: dict[int, list[Posting]] = {}
    found = {}
    for one in postings:
        period = period_for(by_key[one.appropriation], on)
        found[period.pk] = period
        periods.setdefault(period.pk, []).append(one)
    for key in sorted(periods):
        post_entries(periods[key], period=found[key], by=by)


def _last_seq(doc_type: str, doc_id: int) -> int:
    """The number of the last posting of a document, over all its lines."""
    rows = BudgetEntry.objects.filter(doc_type=doc_type, doc_id=doc_id)
    return rows.aggregate(last=Max("seq"))["last"] or 0


def set_aside(requisition: Requisition, *, on: date, by: User) -> dict[Appropriation, Decimal]:
    """The estimate of every line goes to the bucket of what is intended; nothing where the type sets none aside.

    Gives what is asked of each appropriation, as it was read before.
    """
    fundings = list(LineFunding.objects.filter(line__requisition=requisition).order_by("pk"))
    charged = appropriations_of(one.funding_id for one in fundings)
    if requisition.pre_encumbering:
        post(
            [
                Posting(
                    charged[one.funding_id].pk, PRE, one.amount, REQUISITION, requisition.pk, one.pk, 1, one.funding_id
                )
                for one in fundings
            ],
            charged.values(), on=on, by=by,
        )  # fmt: skip
    asked: dict[Appropriation, Decimal] = {}
    for one in fundings:
        appropriation = charged[one.funding_id]
        asked[appropriation] = asked.get(appropriation, Decimal(0)) + one.amount
    return asked


def release_shares(requisition: Requisition, shares: dict[int, Decimal], *, on: date, by: User | None) -> list[Posting]:
    """Mark as released these amounts of line fundings, and give the postings that take them back."""
    if not requisition.pre_encumbering:
        return []
    seq = _last_seq(REQUISITION, requisition.pk) + 1
    rows = list(LineFunding.objects.filter(pk__in=shares).order_by("pk"))
    charged = appropriations_of(one.funding_id for one in rows)
    postings = []
    for one in rows:
        amount = min(shares[one.pk], one.amount - one.released)
        if amount > 0:
            LineFunding.objects.filter(pk=one.pk).update(released=F("released") + amount)
            postings.append(
                Posting(
                    charged[one.funding_id].pk, PRE, -amount, REQUISITION, requisition.pk, one.pk, seq, one.funding_id
                )
            )
    return postings


def release_requisition(requisition: Requisition, *, on: date, by: User | None) -> None:
    """Whatever is still set aside for a requisition is given back."""
    rest = LineFunding.objects.filter(line__requisition=requisition, released__lt=F("amount"))
    shares = {one.pk: one.amount - one.released for one in rest}
    postings = release_shares(requisition, shares, on=on, by=by)
    post(postings, appropriations_of(one.funding for one in postings).values(), on=on, by=by)


def fund_lines(order: PurchaseOrder) -> None:
    """Divide every line of an order among the strings of its requisition's line, to the cent."""
    lines = order.lines.select_related("requisition_line").prefetch_related("requisition_line__fundings")
    charged = appropriations_of(one.funding_id for line in lines for one in line.requisition_line.fundings.all())
    rows = []
    for line in lines:
        fundings = list(line.requisition_line.fundings.all())
        parts = split(line.amount, [one.percent for one in fundings])
        rows += [
            OrderFunding(
                line=line,
                line_funding=one,
                funding_id=one.funding_id,
                appropriation=charged[one.funding_id],
                amount=part,
            )
            for one, part in zip(fundings, parts, strict=True)
        ]
    OrderFunding.objects.filter(line__order=order).delete()
    OrderFunding.objects.bulk_create(rows)


def shares_released_by(order: PurchaseOrder) -> dict[int, Decimal]:
    """What an order takes over of the estimates: by quantity, and all that is left where nothing more is to order."""
    shares: dict[int, Decimal] = {}
    for line in order.lines.select_related("requisition_line").prefetch_related("requisition_line__fundings"):
        asked = line.requisition_line
        others = OrderLine.objects.filter(requisition_line=asked, order__status__in=["issued", "on_hold", "closed"])
        before = others.exclude(order=order).aggregate(sum=Sum("quantity"))["sum"] or Decimal(0)
        for one in asked.fundings.all():
            left = one.amount - one.released
            whole = before + line.quantity >= asked.quantity
            share = left if whole else split(one.amount, [line.quantity, asked.quantity - line.quantity])[0]
            shares[one.pk] = min(left, share)
    return shares


def commit_order(order: PurchaseOrder, *, on: date, by: User) -> None:
    """The estimate's share gives way to what is ordered, in one statement for each period."""
    fundings = list(OrderFunding.objects.filter(line__order=order).select_related("appropriation").order_by("pk"))
    postings = release_shares(order.requisition, shares_released_by(order), on=on, by=by)
    postings += [
        Posting(one.appropriation_id, ENC, one.amount, ORDER, order.pk, one.pk, 1, one.funding_id) for one in fundings
    ]
    extra = appropriations_of(one.funding for one in postings)
    post(postings, {one.pk: one for one in extra.values()}.values(), on=on, by=by)


def change_commitment(order: PurchaseOrder, amounts: dict[int, Decimal], *, on: date, by: User) -> None:
    """Set what is ordered by funding to these amounts; the difference is posted.

    Raises `Refused` where an amount is below what was billed of it.
    """
    seq, postings, charged = _last_seq(ORDER, order.pk) + 1, [], {}
    for one in OrderFunding.objects.filter(pk__in=amounts).select_related("appropriation", "line").order_by("pk"):
        difference = amounts[one.pk] - one.amount
        if amounts[one.pk] < one.liquidated + one.released:
            raise Refused(
                f"{one.line} of order {order} has more billed than it would then be ordered for. "
                "Enter at least what was billed, or enter a credit memo first."
            )
        if difference:
            charged[one.appropriation_id] = one.appropriation
            OrderFunding.objects.filter(pk=one.pk).update(amount=amounts[one.pk])
            postings.append(
                Posting(one.appropriation_id, ENC, difference, ORDER, order.pk, one.pk, seq, one.funding_id)
            )
    post(postings, charged.values(), on=on, by=by)


def release_order(order: PurchaseOrder, *, lines: Iterable[int] | None = None, on: date, by: User | None) -> None:
    """Give back what is still set aside for an order, or for these lines of it."""
    held = OrderFunding.objects.filter(line__order=order, amount__gt=F("liquidated") + F("released"))
    if lines is not None:
        held = held.filter(line__in=lines)
    seq, postings, charged = _last_seq(ORDER, order.pk) + 1, [], {}
    for one in held.select_related("appropriation").order_by("pk"):
        charged[one.appropriation_id] = one.appropriation
        postings.append(Posting(one.appropriation_id, ENC, -one.held, ORDER, order.pk, one.pk, seq, one.funding_id))
        OrderFunding.objects.filter(pk=one.pk).update(released=F("released") + one.held)
    post(postings, charged.values(), on=on, by=by)


def spend(order: PurchaseOrder, invoice_id: int, amounts: dict[int, Decimal], *, seq: int, on: date, by: User) -> None:
    """Bill these amounts by order line: what was set aside gives way first, and the rest is spent on top.

    `seq` counts the postings of the bill: 1 as it is approved.
    """
    last, charged, postings = _last_seq(ORDER, order.pk) + 1, {}, []
    for line, amount in amounts.items():
        fundings = list(OrderFunding.objects.filter(line=line).select_related("appropriation").order_by("pk"))
        for one, part in zip(fundings, split(amount, _weights(fundings)), strict=True):
            charged[one.appropriation_id] = one.appropriation
            freed = min(part, one.held)
            postings += [
                Posting(one.appropriation_id, ENC, -freed, ORDER, order.pk, one.pk, last, one.funding_id),
                Posting(one.appropriation_id, EXP, part, INVOICE, invoice_id, one.pk, seq, one.funding_id),
            ]
            OrderFunding.objects.filter(pk=one.pk).update(liquidated=F("liquidated") + freed, spent=F("spent") + part)
    post(postings, charged.values(), on=on, by=by)


def unspend(
    order: PurchaseOrder, doc_id: int, amounts: dict[int, Decimal], *, seq: int, reopens: bool, on: date, by: User
) -> None:
    """Take these amounts by order line back: a credit memo, or a bill that is void.

    Where the order `reopens`, what was set aside for it is set aside again.
    """
    last, charged, postings = _last_seq(ORDER, order.pk) + 1, {}, []
    for line, amount in amounts.items():
        fundings = list(OrderFunding.objects.filter(line=line).select_related("appropriation").order_by("pk"))
        spent = [one.spent for one in fundings]
        if amount > sum(spent):
            raise Refused(
                f"Order {order} has {dollars(sum(spent))} billed on that line, and {dollars(amount)} would be given "
                "back. Enter at most what was billed."
            )
        for one, part in zip(fundings, split(amount, spent) if amount else spent[:0], strict=bool(amount)):
            charged[one.appropriation_id] = one.appropriation
            again = min(part, one.liquidated) if reopens else Decimal(0)
            postings += [
                Posting(one.appropriation_id, EXP, -part, INVOICE, doc_id, one.pk, seq, one.funding_id),
                Posting(one.appropriation_id, ENC, again, ORDER, order.pk, one.pk, last, one.funding_id),
            ]
            OrderFunding.objects.filter(pk=one.pk).update(liquidated=F("liquidated") - again, spent=F("spent") - part)
    post(postings, charged.values(), on=on, by=by)


def take_back(order: PurchaseOrder, invoice_id: int, *, reopens: bool, on: date, by: User) -> None:
    """Post the opposite of every posting a bill made as it was approved; an order that `reopens` holds it again."""
    spent = BudgetEntry.objects.filter(doc_type=INVOICE, doc_id=invoice_id, bucket=EXP, seq=1)
    parts = dict(spent.values_list("line", "amount"))
    last, charged, postings = _last_seq(ORDER, order.pk) + 1, {}, []
    for one in OrderFunding.objects.filter(pk__in=parts).select_related("appropriation").order_by("pk"):
        charged[one.appropriation_id] = one.appropriation
        part = parts[one.pk]
        again = min(part, one.liquidated) if reopens else Decimal(0)
        postings += [
            Posting(one.appropriation_id, EXP, -part, INVOICE, invoice_id, one.pk, 2, one.funding_id),
            Posting(one.appropriation_id, ENC, again, ORDER, order.pk, one.pk, last, one.funding_id),
        ]
        OrderFunding.objects.filter(pk=one.pk).update(liquidated=F("liquidated") - again, spent=F("spent") - part)
    post(postings, charged.values(), on=on, by=by)


def _weights(fundings: list[OrderFunding]) -> list[Decimal]:
    """How a bill is divided: as what is still set aside, or as it was ordered where nothing is."""
    held = [one.held for one in fundings]
    if sum(held):
        return held
    return [one.amount for one in fundings] if any(one.amount for one in fundings) else [Decimal(1) for _ in fundings]
