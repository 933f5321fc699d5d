"""From a pattern to single days, and from a time on a wall clock to the moment it is in Chicago (training.md 3, 8).

A class at 8:00 am every week is at 8:00 am before and after the clocks change: days are counted, never hours.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone

from doc_portal.core.local_time import moment_of

MOST = 60


class Repeat(models.TextChoices):
    """How a meeting comes back."""

    ONCE = "once", "Once"
    WEEKDAYS = "weekdays", "Every day from Monday to Friday"
    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every two weeks"


STEPS = {Repeat.WEEKDAYS: 1, Repeat.WEEKLY: 7, Repeat.FORTNIGHTLY: 14}


def days_of(first: date, repeat: str, times: int) -> list[date]:
    """The days of a pattern in their order; the first is always among them."""
    if repeat == Repeat.ONCE:
        return [first]
    found, day, step = [first], first, timedelta(days=STEPS[repeat])
    while len(found) < min(times, MOST):
        day += step
        if repeat != Repeat.WEEKDAYS or day.isoweekday() <= 5:
            found.append(day)
    return found


@dataclass(frozen=True)
class Hours:
    """From when to when on the clock people come, and how many minutes the room is needed before and after."""

    start: time
    stop: time
    setup: int = 0
    teardown: int = 0

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Both moments on a day. Raises `ValidationError` where clocks change and a time is none, or two."""
        return moment_of(datetime.combine(day, self.start)), moment_of(datetime.combine(day, self.stop))


def on_another_day(moment: datetime, days: int) -> datetime:
    """The same time on the clock so many days later."""
    wall = timezone.localtime(moment).replace(tzinfo=None)
    return moment_of(wall + timedelta(days=days))
