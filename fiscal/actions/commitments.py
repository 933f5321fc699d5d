"""What requisitions and orders set aside, give back and spend (fiscal.md 4.1, the table of events).

Whoever calls holds the lock of the requisition or the order, so that counts of postings do not cross.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Max, Q

from doc_portal.core.models import User
from doc_portal.core.money import dollars, split
from doc_portal.core.workflow import Refused
from fiscal.actions.posting import Posting, post_entries
from fiscal.models import (
    AccountingPeriod,
    Appropriation,
    BudgetEntry,
    FundingString,
    LineFunding,
    OrderFunding,
    PurchaseOrder,
    Requisition,
)
from fiscal.ordered import Taken, taken_of
from fiscal.periods import period_for

REQUISITION, ORDER, INVOICE = "REQ", "PO", "INV"
PRE, ENC, EXP = BudgetEntry.Bucket.PRE, BudgetEntry.Bucket.ENC, BudgetEntry.Bucket.EXP
NOTHING = Decimal(0)
MOVING = ("amount", "liquidated", "released", "spent", "freed")


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
    """Post what is asked, each appropriation in the period the day posts to for it.

    What is given back of estimates is noted on their fundings.
    """
    postings = list(postings)
    by_key = {one.pk: one for one in appropriations}
    periods: dict[int, list[Posting]] = {}
    found: dict[tuple[int, str], AccountingPeriod] = {}
    for one in postings:
        charged = by_key[one.appropriation]
        kind = (charged.budget_fy_id, charged.kind)
        period = found.get(kind) or found.setdefault(kind, period_for(charged, on))
        periods.setdefault(period.pk, []).append(one)
    by_period = {one.pk: one for one in found.values()}
    for key in sorted(periods):
        post_entries(periods[key], period=by_period[key], by=by)
    _note_released({one.line: -one.amount for one in postings if one.doc_type == REQUISITION and one.amount < 0})


def _note_released(amounts: dict[int, Decimal]) -> None:
    rows = list(LineFunding.objects.filter(pk__in=amounts)) if amounts else []
    for one in rows:
        one.released += amounts[one.pk]
    LineFunding.objects.bulk_update(rows, ["released"])


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


def release_shares(requisition: Requisition, shares: dict[int, Decimal]) -> list[Posting]:
    """The postings that take back these amounts of line fundings, as far as they are set aside."""
    if not requisition.pre_encumbering:
        return []
    seq = _last_seq(REQUISITION, requisition.pk) + 1
    rows = list(LineFunding.objects.filter(pk__in=shares).order_by("pk"))
    amounts = {one.pk: min(shares[one.pk], one.amount - one.released) for one in rows}
    given = [one for one in rows if amounts[one.pk] > 0]
    charged = appropriations_of(one.funding_id for one in given)
    return [
        Posting(
            charged[one.funding_id].pk, PRE, -amounts[one.pk], REQUISITION, requisition.pk, one.pk, seq, one.funding_id
        )
        for one in given
    ]  # fmt: skip


def release_requisition(requisition: Requisition, *, on: date, by: User | None) -> None:
    """Whatever is still set aside for a requisition is given back."""
    rest = LineFunding.objects.filter(line__requisition=requisition, released__lt=F("amount"))
    shares = {one.pk: one.amount - one.released for one in rest}
    postings = release_shares(requisition, shares)
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
    taken = taken_of(order.requisition, but=order)
    for line in order.lines.select_related("requisition_line").prefetch_related("requisition_line__fundings"):
        asked = line.requisition_line
        before = taken.get(asked.pk, Taken()).quantity
        for one in asked.fundings.all():
            left = one.amount - one.released
            whole = before + line.quantity >= asked.quantity
            share = left if whole else split(one.amount, [line.quantity, asked.quantity - line.quantity])[0]
            shares[one.pk] = min(left, share)
    return shares


def commit_order(order: PurchaseOrder, *, on: date, by: User) -> None:
    """The estimate's share gives way to what is ordered, in one statement for each period."""
    fundings = list(OrderFunding.objects.filter(line__order=order).select_related("appropriation").order_by("pk"))
    postings = release_shares(order.requisition, shares_released_by(order))
    charged = {one.appropriation_id: one.appropriation for one in fundings}
    charged |= {one.pk: one for one in appropriations_of(one.funding for one in postings).values()}
    postings += [
        Posting(one.appropriation_id, ENC, one.amount, ORDER, order.pk, one.pk, 1, one.funding_id) for one in fundings
    ]
    post(postings, charged.values(), on=on, by=by)


@dataclass
class Move:
    """What moves of a funding of an order: ordered, liquidated by bills, given back (by bills: freed), spent."""

    funding: OrderFunding
    amount: Decimal = NOTHING
    liquidated: Decimal = NOTHING
    released: Decimal = NOTHING
    spent: Decimal = NOTHING
    freed: Decimal = NOTHING

    @property
    def held(self) -> Decimal:
        """By how much what is set aside changes."""
        return self.amount - self.liquidated - self.released


def _carry(
    order: PurchaseOrder, moves: Sequence[Move], *, on: date, by: User | None, bill: tuple[int, int] = (0, 0)
) -> None:
    """Post what moves, and note it on the fundings: one statement each, over all lines.

    `bill` is the key of the bill and the count of its postings, where something is spent.
    """
    if not moves:
        return
    seq, charged, postings = _last_seq(ORDER, order.pk) + 1, {}, []
    for move in moves:
        one = move.funding
        charged[one.appropriation_id] = one.appropriation
        for name in MOVING:
            setattr(one, name, getattr(one, name) + getattr(move, name))
        postings += [
            Posting(one.appropriation_id, ENC, move.held, ORDER, order.pk, one.pk, seq, one.funding_id),
            Posting(one.appropriation_id, EXP, move.spent, INVOICE, bill[0], one.pk, bill[1], one.funding_id),
        ]
    post([one for one in postings if one.amount], charged.values(), on=on, by=by)
    OrderFunding.objects.bulk_update([move.funding for move in moves], MOVING)


def _fundings(**which) -> list[OrderFunding]:
    return list(OrderFunding.objects.filter(**which).select_related("appropriation", "line").order_by("pk"))


def _by_line(lines: Iterable[int]) -> dict[int, list[OrderFunding]]:
    found: dict[int, list[OrderFunding]] = {key: [] for key in lines}
    for one in _fundings(line__in=list(found)):
        found[one.line_id].append(one)
    return found


def change_commitment(order: PurchaseOrder, amounts: dict[int, Decimal], *, on: date, by: User) -> None:
    """Set what is ordered by funding to these amounts; the difference is posted.

    Raises `Refused` where an amount is below what was billed of it.
    """
    moves = []
    for one in _fundings(pk__in=amounts):
        if amounts[one.pk] < one.liquidated + one.released:
            raise Refused(
                f"{one.line} of order {order} has more billed than it would then be ordered for. "
                "Enter at least what was billed, or enter a credit memo first."
            )
        if amounts[one.pk] != one.amount:
            moves.append(Move(one, amount=amounts[one.pk] - one.amount))
    _carry(order, moves, on=on, by=by)


def release_order(order: PurchaseOrder, *, on: date, by: User | None) -> None:
    """Give back what is still set aside for an order."""
    held = _fundings(line__order=order, amount__gt=F("liquidated") + F("released"))
    _carry(order, [Move(one, released=one.held) for one in held], on=on, by=by)


def free_lines(order: PurchaseOrder, lines: Iterable[int], *, on: date, by: User) -> None:
    """These lines were billed in full: what is still set aside for them is given back."""
    held = _fundings(line__in=list(lines), amount__gt=F("liquidated") + F("released"))
    _carry(order, [Move(one, released=one.held, freed=one.held) for one in held], on=on, by=by)


def hold_lines(order: PurchaseOrder, lines: Iterable[int], *, on: date, by: User) -> None:
    """Those of these lines that are billed in full no more: what was freed of them is set aside again."""
    short = _fundings(line__in=list(lines), line__billed__lt=F("line__quantity"), freed__gt=0)
    _carry(order, [Move(one, released=-one.freed, freed=-one.freed) for one in short], on=on, by=by)


def spend(order: PurchaseOrder, invoice_id: int, amounts: dict[int, Decimal], *, seq: int, on: date, by: User) -> None:
    """Bill these amounts by order line: what was set aside gives way first, and the rest is spent on top.

    `seq` counts the postings of the bill: 1 as it is approved.
    """
    moves = []
    for line, fundings in _by_line(amounts).items():
        for one, part in zip(fundings, split(amounts[line], _weights(fundings)), strict=True):
            moves.append(Move(one, liquidated=min(part, one.held), spent=part))
    _carry(order, moves, on=on, by=by, bill=(invoice_id, seq))


def unspend(
    order: PurchaseOrder, invoice_id: int, parts: dict[int, Decimal], *, seq: int, reopens: bool, on: date, by: User
) -> None:
    """Take these amounts back by funding: of a credit memo (`parts_given_back`) or of a void bill (`parts_of_bill`).

    Where the order `reopens`, what was set aside for it is set aside again.
    """
    moves = [
        Move(one, liquidated=-_held_again(one, parts[one.pk]) if reopens else NOTHING, spent=-parts[one.pk])
        for one in _fundings(pk__in=parts)
    ]
    _carry(order, moves, on=on, by=by, bill=(invoice_id, seq))


def _held_again(one: OrderFunding, part: Decimal) -> Decimal:
    """What is set aside again as a part is spent no more: no more than ordered less what other bills spent."""
    return max(one.liquidated - max(one.spent - part, NOTHING), NOTHING)


def parts_given_back(order: PurchaseOrder, amounts: dict[int, Decimal]) -> dict[int, Decimal]:
    """Amounts by order line, divided among its fundings as they were billed.

    Raises `Refused` where more would be given back than was billed.
    """
    parts: dict[int, Decimal] = {}
    for line, fundings in _by_line(amounts).items():
        amount, spent = amounts[line], [one.spent for one in fundings]
        if amount > sum(spent):
            raise Refused(
                f"Order {order} has {dollars(sum(spent))} billed on that line, and {dollars(amount)} would be given "
                "back. Enter at most what was billed."
            )
        if amount:
            parts |= {one.pk: part for one, part in zip(fundings, split(amount, spent), strict=True)}
    return parts


def parts_of_bill(invoice_id: int) -> dict[int, Decimal]:
    """What a bill spent as it was approved, by funding."""
    spent = BudgetEntry.objects.filter(doc_type=INVOICE, doc_id=invoice_id, bucket=EXP, seq=1)
    return dict(spent.values_list("line", "amount"))


def _weights(fundings: list[OrderFunding]) -> list[Decimal]:
    """How a bill is divided: as what is still set aside, or as it was ordered where nothing is."""
    held = [one.held for one in fundings]
    if sum(held):
        return held
    return [one.amount for one in fundings] if any(one.amount for one in fundings) else [Decimal(1) for _ in fundings]
