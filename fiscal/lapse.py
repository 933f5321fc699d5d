"""Open order lines of a year, what becomes of each, and what money goes with it (fiscal.md 3.8, 3.61)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round

from doc_portal.core.display import long_date
from doc_portal.core.money import MoneyField
from doc_portal.core.values import value_of
from fiscal.models import FiscalYear, OrderFunding, OrderLine, PurchaseOrder, YearEndDecision
from fiscal.periods import fiscal_year_of
from fiscal.year_days import day_in

Disposition = YearEndDecision.Disposition
NOTHING = Value(Decimal(0), output_field=MoneyField())
FITS = {
    Disposition.RECEIVED_UNPAID: Q(match_rule="order_invoice") | Q(accepted__gt=F("billed")),
    Disposition.ORDERED_UNRECEIVED: Q(accepted__lt=F("quantity")),
    Disposition.BIENNIAL_ROLL: Q(rolls=True),
    Disposition.CANCEL: Q(received=0, billed=0),
}
"""Which lines of `open_lines` a disposition fits. The database asks the same of each row."""
TO_CANCEL = Q(decided=True, disposition__in=[Disposition.CANCEL, Disposition.ORDERED_UNRECEIVED])
"""Lines whose orders are to be canceled: what came of them is paid, the rest is not waited for."""
HOLDS = reduce(or_, (Q(disposition=one) & fits for one, fits in FITS.items()))


def year_ending(on: date, value_of: Callable = value_of) -> int:
    """The year whose open lines are decided on a day: the last one while it lapses, until this one nears its end."""
    own = fiscal_year_of(on)
    lapsing = FiscalYear.objects.filter(pk=own - 1, status__in=[FiscalYear.Status.OPEN, FiscalYear.Status.LAPSE])
    return own - 1 if on < day_in("lapse_cockpit_from", own, value_of) and lapsing.exists() else own


def open_lines(fy: int) -> QuerySet[OrderLine]:
    """Lines of issued orders of a budget year, and of the biennial one before, of which not all is billed.

    Each with what is `held` for it, how much of that is `owed` for what came, whether it `rolls` into the second year
    of its budget, its `disposition` and whether that is `decided`: one that no longer fits what came is not.
    """
    fundings = OrderFunding.objects.filter(line=OuterRef("pk")).order_by()
    biennial = fundings.filter(appropriation__kind="capital_biennial")
    held = fundings.values("line").annotate(sum=Sum(F("amount") - F("liquidated") - F("released"))).values("sum")
    decision = YearEndDecision.objects.filter(line=OuterRef("pk"), year=fy).order_by()
    all_biennial = Exists(biennial) & ~Exists(fundings.exclude(appropriation__kind="capital_biennial"))
    rows = OrderLine.objects.filter(order__status__in=["issued", "on_hold"], billed__lt=F("quantity"))
    rows = rows.filter(Q(order__budget_fy=fy) | Q(order__budget_fy=fy - 1) & Exists(biennial))
    return rows.annotate(
        held=Coalesce(Subquery(held), NOTHING, output_field=MoneyField()),
        rolls=Case(When(Q(order__budget_fy=fy) & all_biennial, then=True), default=False),
        disposition=Subquery(decision.values("disposition")),
        owed=Round(
            ExpressionWrapper(
                F("held") * (F("accepted") - F("billed")) / (F("quantity") - F("billed")), output_field=MoneyField()
            ),
            precision=2,
        ),
        decided=Case(When(HOLDS, then=True), default=False),
    )  # fmt: skip


def open_to(user, fy: int, permission: str) -> QuerySet[OrderLine]:
    """Those of worksites where somebody holds a right."""
    orders = PurchaseOrder.objects.all()
    if not user.has_perm(permission):
        return open_lines(fy).none()
    return open_lines(fy).filter(order__in=orders.permitted(user, permission))


def for_pages(lines: QuerySet[OrderLine], fy: int) -> QuerySet[OrderLine]:
    """With what pages name of each, and whether it was bought `late` in the year."""
    late = (day_in("late_buy_from", fy), date(fy, 6, 30))
    lines = lines.annotate(late=Case(When(order__issued_on__range=late, then=True), default=False))
    return lines.select_related("order__worksite", "order__vendor")


def fitting(line: OrderLine) -> list[Disposition]:
    """What may become of a line as it stands."""
    found = []
    if line.match_rule == OrderLine.MatchRule.ORDER_INVOICE or line.accepted > line.billed:
        found.append(Disposition.RECEIVED_UNPAID)
    if line.accepted < line.quantity:
        found.append(Disposition.ORDERED_UNRECEIVED)
    if line.rolls:
        found.append(Disposition.BIENNIAL_ROLL)
    if not line.received and not line.billed:
        found.append(Disposition.CANCEL)
    return found


@dataclass(frozen=True)
class Fate:
    """What becomes of a line on the three days of its year."""

    june: str
    july: str
    december: str
    level: str


def fate_of(line: OrderLine) -> Fate:
    """The three days in words: by its disposition, and where none holds, by what came of it."""
    disposition = line.disposition if line.decided else ""
    if line.rolls and disposition in ("", Disposition.BIENNIAL_ROLL):
        return Fate("Rolls on", "Stays open in its second year", "Stays open in its second year", "ok")
    if disposition == Disposition.CANCEL:
        return Fate("To be canceled by its buyer", "Nothing left", "Nothing left", "off")
    came = line.accepted > line.billed
    again = disposition == Disposition.ORDERED_UNRECEIVED
    if disposition == Disposition.RECEIVED_UNPAID or (came and line.accepted >= line.quantity):
        return Fate("Received, may be paid", "Last day to pay it", "Claim ends", "info")
    if came:
        rest = "Rest to be canceled and ordered again" if again else "Rest lapses unless it comes"
        return Fate(rest, "Last day to pay what came", "Claim of what came ends", "warn")
    if again:
        return Fate("To be canceled and ordered again", "Not payable", "Nothing left", "off")
    return Fate("Lapses unless it comes", "Not payable", "Lapsed", "bad")


@dataclass(frozen=True)
class Totals:
    """Money of open lines by what becomes of it, how many there are and how many are not decided.

    `canceling` is held for lines that are decided to be canceled, and whose orders still stand.
    """

    lines: int
    undecided: int
    to_cancel: int
    canceling: Decimal
    lapsing: Decimal
    owed: Decimal
    rolling: Decimal


def totals_of(lines: QuerySet[OrderLine]) -> Totals:
    """One statement over all of them."""
    counted = lines.order_by().aggregate(
        all=Count("pk"),
        undecided=Count("pk", filter=Q(decided=False)),
        to_cancel=Count("pk", filter=TO_CANCEL),
        all_held=_sum("held"),
        all_owed=_sum("owed", Q(rolls=False) | TO_CANCEL),
        all_rolling=_sum("held", Q(rolls=True) & ~TO_CANCEL),
        canceling=_sum(F("held") - F("owed"), TO_CANCEL),
    )
    owed, rolling, canceling = counted["all_owed"], counted["all_rolling"], counted["canceling"]
    lapsing = counted["all_held"] - owed - rolling - canceling
    return Totals(counted["all"], counted["undecided"], counted["to_cancel"], canceling, lapsing, owed, rolling)


def _sum(what, which: Q | None = None) -> Coalesce:
    return Coalesce(Sum(what, filter=which, output_field=MoneyField()), NOTHING, output_field=MoneyField())


def is_late_buy(issued_on: date | None) -> bool:
    """Whether something was ordered so late in the year that one asks when it goes into service."""
    return issued_on is not None and issued_on >= day_in("late_buy_from", fiscal_year_of(issued_on))


def refusal_for_late_buy(order: PurchaseOrder, on: date) -> str:
    """Why an order is not issued late in the year: nobody says when it will be in use. Empty where it may be."""
    if order.in_service_on or not is_late_buy(on):
        return ""
    since = long_date(day_in("late_buy_from", fiscal_year_of(on)))
    return (
        f"From {since} on an order says when what is bought will be in use. Enter the in-service date of order "
        f"{order.number} first."
    )
