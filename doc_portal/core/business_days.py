"""Days on which offices of the state are open: neither weekends nor holidays as they are kept (RSMo 9.010).

The law's rule (`kept_holidays`) fills the rows of `StateHoliday` for `YEARS`; deadlines are counted on the rows, in the
database, so that a day the governor closes offices on is one more row. In SQL: `core_business_day_after(day, n)`.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from django.db import connection

from doc_portal.core.models import StateHoliday
from doc_portal.core.models.holidays import LAW

YEARS = range(2000, 2061)
FIXED = (
    (1, 1, "New Year's Day"), (2, 12, "Lincoln Day"), (5, 8, "Truman Day"), (6, 19, "Juneteenth"),
    (7, 4, "Independence Day"), (11, 11, "Veterans Day"), (12, 25, "Christmas Day"),
)  # fmt: skip
BY_WEEK = (
    (1, 0, 3, "Martin Luther King Day"), (2, 0, 3, "Washington's Birthday"), (9, 0, 1, "Labor Day"),
    (10, 0, 2, "Columbus Day"), (11, 3, 4, "Thanksgiving Day"),
)  # fmt: skip
"""Month, weekday (Monday is 0), which of them."""
JUNETEENTH_SINCE = 2021
SATURDAY, SUNDAY = 5, 6
DAY = timedelta(days=1)


@cache
def kept_holidays(year: int) -> dict[date, str]:
    """Holidays of a year by the day they are kept on, which may be the last of the year before."""
    fixed = {
        _kept(date(year, month, day)): name
        for month, day, name in FIXED
        if name != "Juneteenth" or year >= JUNETEENTH_SINCE
    }
    by_week = {_nth(year, month, weekday, nth): name for month, weekday, nth, name in BY_WEEK}
    last_of_may = max(day for n in range(25, 32) if (day := date(year, 5, n)).weekday() == 0)
    return fixed | by_week | {last_of_may: "Memorial Day"}


def _kept(day: date) -> date:
    return {SATURDAY: day - DAY, SUNDAY: day + DAY}.get(day.weekday(), day)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def is_open(day: date) -> bool:
    """Whether offices are open on a day by the law's rule; New Year may be kept on the last day of the year before."""
    return day.weekday() < SATURDAY and day not in kept_holidays(day.year) and day not in kept_holidays(day.year + 1)


def open_days(day: date, step: timedelta, many: int) -> Iterator[date]:
    """So many open days from a day on, without it; backwards where the step is."""
    while many:
        day += step
        if is_open(day):
            many -= 1
            yield day


def holiday_rows() -> list[StateHoliday]:
    """The reference rows of every year there is a rule for."""
    return [
        StateHoliday(day=day, name=name, authority=LAW)
        for year in (*YEARS, YEARS.stop)
        for day, name in sorted(kept_holidays(year).items())
        if day.year in YEARS
    ]


class UnknownHolidays(LookupError):  # noqa: N818
    """Days beyond the rows of holidays cannot be counted. The message says until when they are entered."""


def business_days_after(day: date, n: int) -> date:
    """The n-th business day after a day, which itself does not count. Raises `UnknownHolidays`."""
    return _counted("core_business_day_after", day, n)


def business_days_between(first: date, last: date) -> int:
    """How many business days lie after the first day, up to the last and with it. Raises `UnknownHolidays`."""
    return _counted("core_business_days_between", first, last)


def _counted(function: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(values))})", values)
        (found,) = cursor.fetchone()
    if found is None:
        raise UnknownHolidays(f"Holidays of the state are entered for {YEARS[0]} to {YEARS[-1]} only.")
    return found
