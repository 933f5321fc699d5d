"""A meeting as it is wished for, before it is one: when, where, and what stands in its way."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from doc_portal.core.workflow import Refused
from training.booking import Booking
from training.models import Meeting, Mode, Room, ScheduledClass
from training.recurrence import on_another_day


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """People come from `starts_at` to `ends_at`; the room is needed `setup` minutes before and `teardown` after.

    `planned_on` is the day of the pattern it belongs to, also where it was moved to another.
    """

    planned_on: date
    starts_at: datetime
    ends_at: datetime
    room: Room | None = None
    mode: str = Mode.IN_SEAT
    setup: int = 0
    teardown: int = 0

    @property
    def start(self) -> datetime:
        """From when the room is needed."""
        return self.starts_at - timedelta(minutes=self.setup)

    @property
    def stop(self) -> datetime:
        """Until when the room is needed."""
        return self.ends_at + timedelta(minutes=self.teardown)

    @property
    def during(self) -> DateTimeTZRange:
        """The time of the room, [start, stop)."""
        return DateTimeTZRange(self.start, self.stop)

    def meeting_of(self, scheduled_class: ScheduledClass) -> Meeting:
        """The meeting it will be, not saved."""
        return Meeting(
            scheduled_class=scheduled_class, during=self.during, starts_at=self.starts_at, ends_at=self.ends_at,
            room=self.room, mode=self.mode,
        )  # fmt: skip

    def booking(self, resource: int, source: str, *, meeting: int | None = None, firm: bool = True) -> Booking:
        """This resource for the time of the room."""
        return Booking(
            resource=resource, start=self.start, stop=self.stop, source=source, meeting=meeting, firm=firm
        )  # fmt: skip


def sitting_of(meeting: Meeting) -> Sitting:
    """A meeting as it is."""
    return Sitting(
        planned_on=timezone.localdate(meeting.starts_at),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        room=meeting.room,
        mode=meeting.mode,
        setup=int((meeting.starts_at - meeting.during.lower).total_seconds() // 60),
        teardown=int((meeting.during.upper - meeting.ends_at).total_seconds() // 60),
    )


def day_of(meeting: Meeting) -> date:
    """The day on which a meeting begins in Chicago."""
    return timezone.localdate(meeting.starts_at)


def days_of(scheduled_class: ScheduledClass) -> list[date]:
    """The days on which a class meets."""
    starts = scheduled_class.meetings.standing().values_list("starts_at", flat=True)
    return sorted({timezone.localdate(one) for one in starts})


def again(meeting: Meeting, day: date, planned_on: date | None = None) -> Sitting:
    """The same meeting on another day, at the same time on the clock. Raises `ValidationError` where that is none."""
    days = (day - day_of(meeting)).days
    return replace(
        sitting_of(meeting),
        planned_on=planned_on or day,
        starts_at=on_another_day(meeting.starts_at, days),
        ends_at=on_another_day(meeting.ends_at, days),
    )


class DatesTaken(Refused):
    """Refused because of single dates; `problems` says for each day of the pattern what is wrong with it."""

    def __init__(self, problems: dict[date, list[str]]):
        told = "; ".join(dict.fromkeys(words for found in problems.values() for words in found))
        super().__init__(f"Nothing was saved: {told}. Leave these dates out, move them, or choose another room.")
        self.problems = problems


def require_free(problems: dict[date, list[str]]) -> None:
    """Refuse all of a pattern where something stands in the way of one date of it."""
    if problems:
        raise DatesTaken(problems)
