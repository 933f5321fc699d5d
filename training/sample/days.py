"""The days on which the sample's academy is open: neither weekends nor holidays of the state (RSMo 9.010)."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

FIXED = ((1, 1), (2, 12), (5, 8), (6, 19), (7, 4), (11, 11), (12, 25))
"""New Year, Lincoln Day, Truman Day, Juneteenth, Independence Day, Veterans Day, Christmas."""
BY_WEEK = ((1, 0, 3), (2, 0, 3), (9, 0, 1), (10, 0, 2), (11, 3, 4))
"""Month, weekday (Monday is 0), which of them: King, Washington, Labor Day, Columbus Day, Thanksgiving."""
SATURDAY, SUNDAY = 5, 6
DAY = timedelta(days=1)


@cache
def holidays(year: int) -> frozenset[date]:
    """Holidays of a year as they are kept: on the Friday before a Saturday, on the Monday after a Sunday."""
    fixed = [date(year, month, day) for month, day in FIXED]
    moved = [one - DAY if one.weekday() == SATURDAY else one + DAY for one in fixed if one.weekday() >= SATURDAY]
    by_week = [_nth(year, month, weekday, nth) for month, weekday, nth in BY_WEEK]
    last_of_may = max(day for n in range(25, 32) if (day := date(year, 5, n)).weekday() == 0)
    return frozenset([*fixed, *moved, *by_week, last_of_may])


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def is_open(day: date) -> bool:
    """Whether classes are held on a day. A holiday of the coming year may be kept on the last of this one."""
    return day.weekday() < SATURDAY and day not in holidays(day.year) | holidays(day.year + 1)


def open_days(today: date, before: int, after: int) -> list[date]:
    """So many open days before today and after it, in order; today is none of them."""
    return [*reversed(list(_days(today, -DAY, before))), *_days(today, DAY, after)]


def _days(day: date, step: timedelta, many: int) -> Iterator[date]:
    while many:
        day += step
        if is_open(day):
            many -= 1
            yield day
