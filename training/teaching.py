"""Whether somebody can teach: certified on every date, within their hours, and not on the road (training.md 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from django.db.models import Q
from django.utils import timezone

from doc_portal.core.display import clock, listed, long_date
from training.models import (
    Center,
    Certification,
    ClassInstructor,
    Instructor,
    Meeting,
    ScheduledClass,
    TravelTime,
)

A_DAY = timedelta(hours=24)
OVER = (ScheduledClass.Status.CANCELLED, ScheduledClass.Status.POSTPONED)
Span = tuple[datetime, datetime]


def uncertified_on(instructor: Instructor, certification: Certification | None, days: Iterable[date]) -> list[date]:
    """The days on which somebody is not certified in what is asked; none where nothing is asked."""
    if certification is None:
        return []
    held = [one for one in instructor.certificates.all() if one.certification_id == certification.pk]
    return [
        day
        for day in sorted(set(days))
        if not any(one.starts_on <= day and (one.ends_on is None or day < one.ends_on) for one in held)
    ]


def uncertified_words(instructor: Instructor, certification: Certification, days: list[date]) -> str:
    """Who is not certified in what on which days."""
    return f"{instructor} is not certified in {certification} on {listed([long_date(day) for day in days])}"


def taught(instructor: Instructor, since: datetime, until: datetime, *, but: Iterable[int] = ()):
    """The meetings somebody teaches that touch a time, those with the keys `but` left aside."""
    classes = ClassInstructor.objects.standing().filter(instructor=instructor).values("scheduled_class")
    rows = Meeting.objects.standing().filter(scheduled_class__in=classes, starts_at__lt=until, ends_at__gt=since)
    return rows.exclude(Q(pk__in=[*but]) | Q(scheduled_class__status__in=OVER))


def week_of(day: date) -> date:
    """The Monday of the week."""
    return day - timedelta(days=day.weekday())


def hours_problems(instructor: Instructor, spans: list[Span], *, but: Iterable[int] = ()) -> dict[int, str]:
    """By place in `spans`: where somebody would teach more hours a day or a week than they may."""
    if not spans:
        return {}
    since, until = min(one[0] for one in spans) - A_DAY * 7, max(one[1] for one in spans) + A_DAY * 7
    rows = taught(instructor, since, until, but=but).values_list("starts_at", "ends_at")
    wrong = too_many_hours(instructor, [*rows, *spans])
    days = [timezone.localdate(start) for start, _ in spans]
    return {place: wrong[day] for place, day in enumerate(days) if day in wrong}


def too_many_hours(instructor: Instructor, spans: Iterable[Span]) -> dict[date, str]:
    """The days on which all that somebody teaches is more than they may a day, or more than they may that week."""
    days: dict[date, Decimal] = {}
    weeks: dict[date, Decimal] = {}
    for start, stop in spans:
        day = timezone.localdate(start)
        days[day] = days.get(day, 0) + _hours(start, stop)
        weeks[week_of(day)] = weeks.get(week_of(day), 0) + _hours(start, stop)
    found = {}
    for day, hours in days.items():
        monday = week_of(day)
        if hours > instructor.hours_a_day:
            found[day] = _too_long(instructor, hours, f"on {long_date(day)}", instructor.hours_a_day)
        elif weeks[monday] > instructor.hours_a_week:
            found[day] = _too_long(
                instructor, weeks[monday], f"in the week of {long_date(monday)}", instructor.hours_a_week
            )
    return found


def _hours(start: datetime, stop: datetime) -> Decimal:
    return Decimal((stop - start).total_seconds()) / 3600


def _too_long(instructor: Instructor, hours: Decimal, when: str, most: Decimal) -> str:
    return f"{instructor} would teach {hours.normalize():f} hours {when} and may teach {Decimal(most).normalize():f}"


@dataclass(frozen=True)
class Leg:
    """The way from one center to the next before a meeting."""

    start: datetime
    stop: datetime
    meeting: Meeting
    after: Meeting
    here: Center
    there: Center

    @property
    def too_long(self) -> bool:
        """Whether the meeting before ends later than one must leave."""
        return self.start < self.after.during.upper

    @property
    def words(self) -> str:
        """The way, and what it does not fit between."""
        minutes = int((self.stop - self.start).total_seconds() // 60)
        long = f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} minutes"
        return (
            f"the way from {self.here} to {self.there} takes {long}, but {self.after.scheduled_class.number} ends at "
            f"{clock(self.after.ends_at)} and {self.meeting.scheduled_class.number} begins at "
            f"{clock(self.meeting.starts_at)} on {long_date(timezone.localdate(self.meeting.starts_at))}"
        )


class Ways:
    """How long it takes from center to center, read once."""

    def __init__(self):
        rows = TravelTime.objects.values_list("one", "other", "minutes")
        self.minutes = {pair: minutes for one, other, minutes in rows for pair in ((one, other), (other, one))}

    def legs(self, meetings: Iterable[Meeting]) -> list[Leg]:
        """The ways between meetings at different centers within a day of each other, in the order of the meetings."""
        placed = [(one, place) for one in meetings if (place := place_of(one)) is not None]
        found = []
        for (before, here), (after, there) in pairwise(placed):
            minutes = self.minutes.get((here.pk, there.pk))
            if here != there and minutes and after.during.lower - before.during.upper < A_DAY:
                start = after.during.lower - timedelta(minutes=minutes)
                found.append(Leg(start, after.during.lower, after, before, here, there))
        return found


def place_of(meeting: Meeting) -> Center | None:
    """The center one must be at; None for what is held online."""
    return meeting.room.center if meeting.room is not None else None
