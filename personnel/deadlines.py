"""Deadlines as people type and read them: a minute and a zone, never a bare day (personnel.md 3, item 7).

A day typed without a time ends at 11:59 PM in Chicago, in summer and in winter.
"""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.dateformat import format as format_date

from doc_portal.core.local_time import moment_of

END_OF_DAY = time(23, 59)


def moment_on(day: date, at: time | None = None) -> datetime:
    """The moment of a day and a time of day in Chicago. Raises ValidationError where clocks change and it is none."""
    return moment_of(datetime.combine(day, at or END_OF_DAY))


def deadline(moment: datetime) -> str:
    """11:59 PM Central Time, Tue Mar 3; with the year where it is another one."""
    local = timezone.localtime(moment)
    year = "" if local.year == timezone.localdate().year else f", {local.year}"
    return f"{_minute(local)}{year}"


def printed_deadline(moment: datetime) -> str:
    """11:59 PM Central Time, Tue Mar 3, 2026: what is printed may be read in another year."""
    local = timezone.localtime(moment)
    return f"{_minute(local)}, {local.year}"


def _minute(local: datetime) -> str:
    return f"{format_date(local, 'g:i A')} Central Time, {format_date(local, 'D M j')}"
