"""What if a course were held so often more: would rooms and instructors last, and what would it take (training.md 27)?

Tried in memory against what is booked: each class takes the first weekdays in a row on which a room and enough
certified instructors of the center are free. Nothing is written.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import ceil

from django.core.exceptions import ValidationError

from doc_portal.core.local_time import moment_of
from doc_portal.core.values import value_of
from training.models import Center, CourseVersion, Hold, Instructor, Resource, Room
from training.rooms import lacking, seats_for
from training.teaching import uncertified_on

BEGINS = 8


@dataclass(frozen=True)
class Asked:
    """So many classes of a course at a center between two days."""

    version: CourseVersion
    center: Center
    classes: int
    seats: int
    starts_on: date
    ends_on: date
    hours_a_day: Decimal

    @property
    def days(self) -> int:
        """How many days one class takes."""
        return max(1, ceil(self.version.contact_hours / self.hours_a_day))

    @property
    def teachers(self) -> int:
        """How many instructors one class needs."""
        ratio = self.version.instructor_ratio
        return -(-self.seats // ratio) if ratio else 1


@dataclass(frozen=True)
class Placed:
    """A class that would fit: its days, room and instructors."""

    first: date
    last: date
    room: Room
    instructors: tuple[Instructor, ...]


@dataclass
class Fitted:
    """What would fit, why the rest would not, and what it would take."""

    asked: Asked
    placed: list[Placed] = field(default_factory=list)
    reason: str = ""

    @property
    def missing(self) -> int:
        """How many classes would not fit."""
        return self.asked.classes - len(self.placed)

    @property
    def sums(self) -> list[tuple[str, str]]:
        """The arithmetic: what the classes that fit would take."""
        one, count = self.asked, len(self.placed)
        room_days, a_year = count * one.days, value_of("training_room_days")
        teaching = count * one.teachers * one.version.contact_hours
        return [
            ("Classes that fit", f"{count} of {one.classes}"),
            ("Days of each class", f"{one.days}"),
            ("Seats", f"{count * one.seats:,}"),
            ("Seat-days", f"{room_days * one.seats:,}"),
            ("Room-days", f"{room_days:,}"),
            ("Room-years", f"{room_days / a_year:.2f} (of {a_year} days)"),
            ("Hours of teaching", f"{teaching:,.0f}"),
        ]


def would_fit(asked: Asked) -> Fitted:
    """Place one class after the other, the earliest days first."""
    found = Fitted(asked)
    rooms = _rooms(asked)
    teachers = list(
        Instructor.objects.in_use()
        .filter(home_center=asked.center)
        .select_related("person")
        .prefetch_related("certificates")
    )
    if words := _never(asked, rooms, teachers):
        found.reason = words
        return found
    free = _Free(asked, rooms, teachers)
    for _ in range(asked.classes):
        placed = free.place()
        if placed is None:
            found.reason = free.why()
            break
        found.placed.append(placed)
    return found


def _rooms(asked: Asked) -> list[Room]:
    """Rooms of the center that have what the course needs and seat the class, the smallest first."""
    rows = (
        Room.objects.in_use()
        .filter(center=asked.center)
        .select_related("center")
        .prefetch_related("hours", "seats_by_course")
    )
    fitting = [
        one for one in rows if not lacking(one, asked.version) and seats_for(one, asked.version.course) >= asked.seats
    ]
    return sorted(fitting, key=lambda one: (one.seats, one.pk))


def _never(asked: Asked, rooms: list[Room], teachers: list[Instructor]) -> str:
    """Why not one class could be held, whatever is booked; empty where one could."""
    if asked.seats > asked.version.max_seats:
        return f"The course allows {asked.version.max_seats} people to a class."
    if not rooms:
        return f"No room of {asked.center} seats {asked.seats} people and has what the course needs."
    days = [asked.starts_on]
    able = [one for one in teachers if not uncertified_on(one, asked.version.instructor_cert, days)]
    if len(able) < asked.teachers:
        return (
            f"A class of {asked.seats} needs {asked.teachers} certified at a time, and {asked.center} has {len(able)}: "
            f"{asked.version.instructor_cert or 'instructors'} is what is short."
        )
    return ""


class _Free:
    """Who and what is free on which day, as classes are placed one after the other."""

    def __init__(self, asked: Asked, rooms: list[Room], teachers: list[Instructor]):
        self.asked, self.rooms, self.teachers = asked, rooms, teachers
        self.days = _weekdays(asked)
        self.busy = self._busy()
        self.short: Counter = Counter()
        self.hours: Counter = Counter()

    def _busy(self) -> set[tuple[str, int, date]]:
        """(kind, key, day) of what is booked at the hours of a class."""
        found = set()
        if not self.days:
            return found
        people = {one.person_id: one.pk for one in self.teachers}
        resources = Resource.objects.filter(room__in=self.rooms) | Resource.objects.filter(person__in=people)
        begins, ends = self._hours(self.days[0])[0], self._hours(self.days[-1])[1]
        held = Hold.objects.firm().touching(begins, ends).filter(resource__in=resources).select_related("resource")
        for one in held:
            for day in self.days:
                start, stop = self._hours(day)
                if one.during.lower < stop and start < one.during.upper:
                    room = one.resource.room_id
                    found.add(("room", room, day) if room else ("teacher", people[one.resource.person_id], day))
        return found

    def _hours(self, day: date) -> tuple[datetime, datetime]:
        start = moment_of(datetime.combine(day, time(BEGINS)))
        return start, start + timedelta(hours=float(self.asked.hours_a_day))

    def place(self) -> Placed | None:
        """The next class on the earliest days on which all it needs is free, which then is no longer free."""
        self.short.clear()
        for begin in range(len(self.days) - self.asked.days + 1):
            days = self.days[begin : begin + self.asked.days]
            room = next((one for one in self.rooms if self._room_free(one, days)), None)
            teachers = [one for one in self.teachers if self._teacher_free(one, days)][: self.asked.teachers]
            if room is None or len(teachers) < self.asked.teachers:
                self.short["room" if room is None else "teacher"] += 1
                continue
            for day in days:
                self.busy.add(("room", room.pk, day))
                self.busy |= {("teacher", one.pk, day) for one in teachers}
            for one in teachers:
                for day in days:
                    self.hours[one.pk, day.isocalendar()[:2]] += self.asked.hours_a_day
            return Placed(days[0], days[-1], room, tuple(teachers))
        return None

    def _room_free(self, room: Room, days: list[date]) -> bool:
        hours = {one.weekday: one for one in room.hours.all()}
        return all(("room", room.pk, day) not in self.busy for day in days) and (
            not hours or all(day.isoweekday() in hours for day in days)
        )

    def _teacher_free(self, one: Instructor, days: list[date]) -> bool:
        asked = self.asked
        weeks = Counter(day.isocalendar()[:2] for day in days)
        return (
            asked.hours_a_day <= one.hours_a_day
            and not any(("teacher", one.pk, day) in self.busy for day in days)
            and not uncertified_on(one, asked.version.instructor_cert, days)
            and all(self.hours[one.pk, week] + n * asked.hours_a_day <= one.hours_a_week for week, n in weeks.items())
        )

    def why(self) -> str:
        """What is short for the next class, as sentences."""
        if len(self.days) < self.asked.days:
            return "There are fewer weekdays between the two days than one class takes."
        rooms, teachers = self.short["room"], self.short["teacher"]
        if rooms >= teachers:
            return f"Rooms are short: on {rooms} of the possible first days no suitable room is free for all days."
        return (
            f"Instructors are short: on {teachers} of the possible first days a room is free, but fewer than "
            f"{self.asked.teachers} certified instructors."
        )


def _weekdays(asked: Asked) -> list[date]:
    found, day = [], asked.starts_on
    while day <= asked.ends_on:
        try:
            moment_of(datetime.combine(day, time(BEGINS)))
        except ValidationError:
            return found
        if day.isoweekday() <= 5:
            found.append(day)
        day += timedelta(days=1)
    return found
