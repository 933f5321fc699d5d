"""Interest on a bill that was paid late, on the vendor's application, by the rates in force day by day (RSMo 34.055).

`interest_due` reads nothing: amount, days and dated rates come in, the sum with its arithmetic goes out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from doc_portal.core.display import long_date
from doc_portal.core.models import Setting
from doc_portal.core.money import split, to_cents
from doc_portal.core.values import value_of
from fiscal.models import PrimeRate

POINTS = "fiscal_interest_points"


class NoRate(LookupError):  # noqa: N818
    """No rate is entered for a day on which interest runs. The message names it, and who can enter one."""


@dataclass(frozen=True)
class Rate:
    """Percent a year from a day until before another, and who says so."""

    percent: Decimal
    starts_on: date
    ends_on: date | None = None
    authority: str = ""
    confirmed: bool = True

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    @property
    def words(self) -> str:
        """Whose it is and since when."""
        mark = "" if self.confirmed else ", to be confirmed"
        return f"{self.authority}, in force from {long_date(self.starts_on)}{mark}"


@dataclass(frozen=True)
class Span:
    """Days in a row with the same rates, and the interest of them."""

    first: date
    last: date
    days: int
    prime: Rate
    points: Rate
    interest: Decimal = Decimal(0)

    @property
    def percent(self) -> Decimal:
        """Both together."""
        return self.prime.percent + self.points.percent


@dataclass(frozen=True)
class Interest:
    """What is due on an amount, by which days and rates."""

    amount: Decimal
    clock_days: int
    last_day: int
    back_to: int
    year_days: int
    spans: tuple[Span, ...]

    @property
    def due(self) -> Decimal:
        """All of it."""
        return sum((one.interest for one in self.spans), Decimal(0))

    @property
    def days(self) -> int:
        """On how many days it runs."""
        return sum(one.days for one in self.spans)


def interest_due(
    amount: Decimal,
    clock_from: date,
    paid_on: date,
    *,
    primes: Sequence[Rate],
    points: Sequence[Rate],
    last_day: int,
    back_to: int,
    year_days: int,
) -> Interest:
    """What is due on a bill paid on a day, counted from the later of delivery and bill.

    Nothing up to `last_day`. From the day after it interest runs on each day after day `back_to`, up to and with the
    day of payment. Raises `NoRate` where the prime rate of one of these days is not entered.
    """
    clock_days = (paid_on - clock_from).days
    days = range(back_to + 1, clock_days + 1) if clock_days > last_day else range(0)
    rated = [(day, _held(primes, day), _held(points, day)) for day in (clock_from + timedelta(one) for one in days)]
    spans = [_span(list(rows)) for _, rows in groupby(rated, key=lambda row: row[1:])]
    exact = [amount * one.percent / 100 * one.days / year_days for one in spans]
    total = to_cents(sum(exact, Decimal(0)))
    parts = split(total, exact) if any(exact) else [Decimal(0)] * len(spans)
    told = tuple(
        Span(one.first, one.last, one.days, one.prime, one.points, part) for one, part in zip(spans, parts, strict=True)
    )
    return Interest(amount, clock_days, last_day, back_to, year_days, told)


def _span(rows: list[tuple[date, Rate, Rate]]) -> Span:
    (first, prime, points), last = rows[0], rows[-1][0]
    return Span(first, last, len(rows), prime, points)


def _held(rates: Iterable[Rate], day: date) -> Rate:
    found = next((one for one in rates if one.holds(day)), None)
    if found is None:
        raise NoRate(
            f"No prime rate is entered for {long_date(day)}, so the interest cannot be worked out. Ask who enters "
            "prime rates in accounts payable (Manage, Prime rates)."
        )
    return found


def interest_on(amount: Decimal, clock_from: date, paid_on: date) -> Interest:
    """The same by the rates that are entered, with the days in force on the day of payment. Raises `NoRate`."""
    points = [
        Rate(Decimal(one.value), one.starts_on, one.ends_on, one.authority, one.confirmed)
        for one in Setting.objects.filter(key__key=POINTS, starts_on__lte=paid_on)
    ]
    published = {one.starts_on: one for one in PrimeRate.objects.filter(starts_on__lte=paid_on).order_by("pk")}
    starts = sorted(published)
    primes = [
        Rate(published[start].percent, start, end, published[start].authority)
        for start, end in zip(starts, [*starts[1:], None][: len(starts)], strict=True)
    ]
    last_day, back_to, year_days = (
        int(value_of(key, paid_on))
        for key in ("fiscal_clock_last_day", "fiscal_interest_back_to", "fiscal_interest_year_days")
    )
    return interest_due(
        amount, clock_from, paid_on, primes=primes, points=points, last_day=last_day, back_to=back_to,
        year_days=year_days,
    )  # fmt: skip
