"""Days of every year that a setting names (“06-01”): by when codes reach OA, by when open orders are decided on."""

from collections.abc import Callable
from datetime import date

from doc_portal.core.values import value_of


def day_in(key: str, fy: int, value_of: Callable = value_of) -> date:
    """The day that a setting names, in a fiscal year, by the value in force at the year's end.

    Who asks for several days reads their settings at once, and hands on what gives their values.
    """
    month, day = (int(part) for part in str(value_of(key, date(fy, 6, 30))).split("-"))
    return date(fy - (month >= 7), month, day)
