"""The days on which the sample's academy is open: those on which offices of the state are."""

from datetime import date

from doc_portal.core.business_days import DAY, is_open
from doc_portal.core.business_days import open_days as days_from

__all__ = ["is_open", "open_days"]


def open_days(today: date, before: int, after: int) -> list[date]:
    """So many open days before today and after it, in order; today is none of them."""
    return [*reversed(list(days_from(today, -DAY, before))), *days_from(today, DAY, after)]
