"""A year of the academy in the full sample: 245 open days of classes, those held with their credit (training.md 6)."""

import uuid
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F

from doc_portal.core.counters import count_on
from doc_portal.core.models import User
from doc_portal.core.sample.context import Context
from doc_portal.core.sample.rows import copy
from personnel.models import Assignment
from training.models import (
    ClassInstructor,
    CourseVersion,
    Enrolment,
    Instructor,
    Meeting,
    Room,
    ScheduledClass,
)
from training.numbers import SERIES, class_number
from training.relief import Group, caps_of
from training.resources import resources_of
from training.sample.classes import ROOMS_OF_THE_YEAR
from training.sample.completions import ASIDE, bystanders
from training.sample.courses import year_courses
from training.sample.days import open_days
from training.sample.ledger import write_what_follows
from training.sample.reach import nearest_centers

BEFORE, AFTER = 200, 45  # open days
UNDECIDED, SOON = 10, 7  # held so shortly that nobody made them final yet; so soon that they are confirmed
SEATS = 25
S = ScheduledClass.Status
E = Enrolment.Status
CAME = (E.ATTENDED, E.PARTIAL, E.NO_SHOW), (96, 2, 2)
OUTCOMES = {E.ATTENDED: Enrolment.Outcome.PASSED, E.PARTIAL: Enrolment.Outcome.INCOMPLETE}


@dataclass(frozen=True)
class Guest:
    """Somebody who takes every course of the year: their relief group, and since when they are here."""

    person: int
    group: Group
    since: date


@dataclass
class Sitting:
    """One class of a day, and who comes."""

    number: str
    version: CourseVersion
    room: Room
    teacher: Instructor
    day: int
    people: list[int]


def hold_a_year(context: Context) -> int:
    """Classes, lists and credit of a year, where the size asks for one and there is none."""
    author = User.objects.filter(sample=True, username="scheduler.academy").first()
    there = ScheduledClass.objects.count() > context.size.classes
    if not context.size.year_classes or there or author is None:
        return 0
    days = open_days(context.today, BEFORE, AFTER)
    rows = list(_Year(context, days).sittings())
    return _write(context, days, rows, author)


class _Year:
    """Lays out the year center by center, course after course; nobody comes twice to one, no shift is short."""

    def __init__(self, context: Context, days: list[date]):
        self.context, self.days = context, days
        self.versions = year_courses()
        self.guests = _guests(context)
        self.caps = caps_of({one.group for rows in self.guests.values() for one in rows}, context.today)
        self.away: Counter = Counter()
        self.rooms, self.teachers = _rooms(), _teachers()

    def sittings(self) -> Iterator[Sitting]:
        """All classes, in the order of their numbers."""
        weights = {center: len(rows) for center, rows in self.guests.items()}
        classes = shares(self.context.size.year_classes, weights)
        seats = shares(self.context.size.year_seats, weights)
        numbers = iter(count_on(SERIES, self.context.today.year, self.context.size.year_classes))
        for center in self.guests:
            for row, number in zip(self._of(center, classes[center], seats[center]), numbers, strict=False):
                row.number = class_number(self.context.today.year, number)
                yield row

    def _of(self, center: int, classes: int, seats: int) -> Iterator[Sitting]:
        """The classes of a center: one course for everybody who is here by then, then the next."""
        made = slot = 0
        last = None
        for version in self.versions:
            begins = self.days[made * len(self.days) // classes]
            waiting = deque(one for one in self.guests[center] if one.since < begins)
            people = min(len(waiting), seats)
            many = classes - made if people == seats else round((classes - made) * people / seats)
            for place in range(many):
                day = made * len(self.days) // classes
                slot, last = (slot + 1 if day == last else 0), day
                room, teachers = self.rooms[center][slot], self.teachers[center]
                asked = people * (place + 1) // many - people * place // many
                chosen = self._fill(self.days[day], min(asked, SEATS, room.seats), waiting)
                yield Sitting("", version, room, teachers[(day * len(self.rooms[center]) + slot) % len(teachers)], day,
                              chosen)  # fmt: skip
                made, seats = made + 1, seats - len(chosen)
            if made == classes:
                return

    def _fill(self, day: date, seats: int, waiting: deque) -> list[int]:
        """The first who wait and whose shift can spare them; the others stay first in turn."""
        chosen, passed = [], []
        while waiting and len(chosen) < seats:
            one = waiting.popleft()
            most = self.caps[one.group]
            if most is not None and self.away[one.group, day] >= most:
                passed.append(one)
                continue
            self.away[one.group, day] += 1
            chosen.append(one.person)
        waiting.extendleft(reversed(passed))
        return chosen


def shares(whole: int, weights: dict[int, int]) -> dict[int, int]:
    """A whole divided by weight, without a rest."""
    total, so_far, found = sum(weights.values()), 0, {}
    for key, weight in weights.items():
        found[key] = whole * (so_far + weight) // total - whole * so_far // total
        so_far += weight
    return found


def _guests(context: Context) -> dict[int, list[Guest]]:
    """Center -> who comes there, the shifts evenly mixed. Who is in another class of the sample has enough to do."""
    near = nearest_centers(context)
    others = bystanders().filter(instructor=None, ended_on=None, enrolments=None)
    others = others.exclude(pk__in=bystanders()[:ASIDE].values("pk"))
    mains = Assignment.objects.primary(context.today).filter(person__in=others, ends_on=None)
    rows = mains.order_by("worksite__slug", "shift", "person__employee_number")
    found: dict[int, list[tuple[float, Guest]]] = {}
    known = rows.values_list("person", "worksite", "shift", "starts_on")
    for (site, shift), group in groupby(known, key=lambda row: row[1:3]):
        members = list(group)
        for place, (person, _, _, since) in enumerate(members):
            turn = (place + 0.5) / len(members)
            found.setdefault(near[site], []).append((turn, Guest(person, (site, shift), since)))
    return {center: [one for _, one in sorted(turns, key=lambda one: one[0])] for center, turns in found.items()}


def _rooms() -> dict[int, list[Room]]:
    """The largest rooms of each center."""
    found: dict[int, list[Room]] = {}
    for one in Room.objects.select_related("center").order_by("-seats", "code"):
        found.setdefault(one.center_id, []).append(one)
    return {center: rooms[:ROOMS_OF_THE_YEAR] for center, rooms in found.items()}


def _teachers() -> dict[int, list[Instructor]]:
    """Instructors of each center who teach none of the other classes."""
    found: dict[int, list[Instructor]] = {}
    for one in Instructor.objects.filter(classes=None).order_by("person__employee_number"):
        found.setdefault(one.home_center_id, []).append(one)
    return found


def _write(context: Context, days: list[date], rows: list[Sitting], author: User) -> int:
    """The rows of all kinds: classes as draft of what follows, final ones made so at the end."""
    ago = {number: (day - context.today).days for number, day in enumerate(days)}
    made = copy(ScheduledClass, (_class(context, one, ago[one.day], author) for one in rows))
    keys = dict(ScheduledClass.objects.filter(number__in=[one.number for one in rows]).values_list("number", "pk"))
    copy(Meeting, _meetings(context, rows, keys, ago))
    copy(
        ClassInstructor,
        (ClassInstructor(scheduled_class_id=keys[one.number], instructor=one.teacher, role="lead") for one in rows),
    )
    registrar = User.objects.get(username="registrar.academy")
    copy(Enrolment, _enrolments(context, rows, keys, ago, registrar))
    resources_of([*(person for one in rows for person in one.people), *{one.teacher.person_id for one in rows}])
    final = [keys[one.number] for one in rows if one.day < BEFORE - UNDECIDED]
    write_what_follows(list(keys.values()), final, registrar)
    ScheduledClass.objects.filter(pk__in=final).update(
        status=S.FINALISED, finalised_by=registrar, finalised_at=F("ends_at") + timedelta(days=5)
    )
    return made


def _class(context: Context, one: Sitting, ago: int, author: User) -> ScheduledClass:
    coming = S.CONFIRMED if one.day < BEFORE + SOON else S.PUBLISHED
    return ScheduledClass(
        number=one.number, uid=_identity(context, one.number), course_version=one.version, center=one.room.center,
        status=S.COMPLETED if one.day < BEFORE else coming, capacity=min(SEATS, one.room.seats), created_by=author,
        created_at=context.moment(min(ago, 0) - 60),
    )  # fmt: skip


def _identity(context: Context, what: str) -> uuid.UUID:
    return uuid.UUID(int=context.chance(what).getrandbits(128))


def _meetings(context: Context, rows: list[Sitting], keys: dict[str, int], ago: dict[int, int]) -> Iterator[Meeting]:
    """From eight to four, the room half an hour longer on both sides."""
    half = timedelta(minutes=30)
    for one in rows:
        start = context.moment(ago[one.day], 8)
        stop = context.moment(ago[one.day], 16)
        yield Meeting(
            uid=_identity(context, f"meeting of {one.number}"), scheduled_class_id=keys[one.number], room=one.room,
            starts_at=start, ends_at=stop, during=DateTimeTZRange(start - half, stop + half),
            changed_at=context.moment(min(ago[one.day], 0) - 60),
        )  # fmt: skip


def _enrolments(context: Context, rows: list[Sitting], keys, ago, approver: User) -> Iterator[Enrolment]:
    chance = context.chance("a year")
    for one in rows:
        asked = context.moment(min(ago[one.day] - 30, -5))
        for person in one.people:
            status = chance.choices(*CAME)[0] if one.day < BEFORE else E.ENROLLED
            yield Enrolment(
                uid=uuid.UUID(int=chance.getrandbits(128)), scheduled_class_id=keys[one.number], person_id=person,
                status=status, outcome=OUTCOMES.get(status, ""), required=True, nominated_at=asked,
                approved_by=approver, approved_at=asked + timedelta(days=1), changed_at=asked + timedelta(days=1),
                created_by=approver, created_at=asked,
            )  # fmt: skip
