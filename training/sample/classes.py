"""Forty classes in the weeks around today, in every state one can be in. Each has two open days of its own."""

import uuid
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F

from doc_portal.core.counters import count_on
from doc_portal.core.models import User
from doc_portal.core.sample.context import MARK, Context
from doc_portal.core.sample.rows import copy
from training.actions.holds import hold
from training.booking import Booking
from training.models import (
    ClassInstructor,
    CourseVersion,
    Hold,
    Instructor,
    Meeting,
    Resource,
    Room,
    ScheduledClass,
)
from training.numbers import SERIES, class_number
from training.resources import resources_of
from training.sample.days import is_open, open_days

S = ScheduledClass.Status
OFF = (S.CANCELLED, S.POSTPONED)
BEGUN = 2  # classes under way: of one a sitting is to be recorded yet, of the other the second is still to come
SOON = 5  # the first to come are confirmed
OTHERS = {
    5: S.DRAFT, 12: S.DRAFT, 19: S.DRAFT, 6: S.POSTPONED, 17: S.POSTPONED, 10: S.CANCELLED, 23: S.CANCELLED,
}  # fmt: skip
"""How far after those that were held -> what is neither published nor confirmed."""
FULL = (2, 7, 22)
"""How far after those that were held: classes of four seats, with a waiting list."""
EVENING = (13, 14, 21)
"""How far after those that were held: classes beside the evening shift."""
TOO_FEW = 3
"""How far after those that were held: a class that begins soon and lacks people, so that somebody decides on it."""
FEW, SEATS = 4, 24
ROOMS_OF_THE_YEAR = 3  # rooms of each center that the year of the full sample takes


def lay_out(context: Context) -> int:
    """Classes of the in-seat courses, from seven weeks ago to nine weeks ahead; none where there are some."""
    if ScheduledClass.objects.exists():
        return 0
    versions = list(CourseVersion.objects.current().filter(mode="in_seat").order_by("course__code"))
    rooms, author = _rooms(context), User.objects.filter(sample=True, username="scheduler.academy").first()
    if not (versions and rooms and author):
        return 0
    days, numbers = _days(context), count_on(SERIES, context.today.year, context.size.classes)
    made = copy(
        ScheduledClass,
        (
            ScheduledClass(
                number=class_number(context.today.year, number),
                course_version=_version(context, versions, place),
                center=rooms[place % len(rooms)].center,
                status=status_of(context, place),
                reason=f"Too few people {MARK}" if status_of(context, place) in OFF else "",
                capacity=FEW if place - held(context) in FULL else SEATS,
                uid=_identity(context, f"class {number}"),
                created_by=author,
                created_at=context.moment(min((days[place][0] - context.today).days, 0) - 30),
            )
            for place, number in enumerate(numbers)
        ),
    )
    classes = list(ScheduledClass.objects.order_by("number").select_related("center"))
    _meet(context, classes, rooms, days)
    _teach(classes, under_way=classes[held(context) : held(context) + BEGUN])
    return made


def held(context: Context) -> int:
    """How many of the classes are over."""
    return context.size.classes * 2 // 5


def status_of(context: Context, place: int) -> str:
    """What the class at this place in time is."""
    ahead = place - held(context)
    if ahead < 0:
        return S.COMPLETED
    if ahead < BEGUN:
        return S.IN_PROGRESS
    return OTHERS.get(ahead) or (S.CONFIRMED if ahead < SOON and ahead != TOO_FEW else S.PUBLISHED)


def _version(context: Context, versions: list[CourseVersion], place: int) -> CourseVersion:
    """One course after the other; where people lack, the one that asks for most, which is held once."""
    asking = max(versions, key=lambda one: one.min_seats)
    others = [one for one in versions if one != asking]
    return asking if place - held(context) == TOO_FEW else others[place % len(others)]


def _rooms(context: Context) -> list[Room]:
    """Rooms for so many people, by turns of the centers; without those a whole year is held in."""
    of_center: dict[int, list[Room]] = {}
    for one in Room.objects.filter(seats__gte=SEATS).select_related("center").order_by("center__code", "code"):
        of_center.setdefault(one.center_id, []).append(one)
    first = ROOMS_OF_THE_YEAR if context.size.year_classes else 0
    return [one for turn in zip(*of_center.values(), strict=False) for one in turn][first * len(of_center) :]


def _days(context: Context) -> list[tuple[date, ...]]:
    """Two days for each class. The second that is under way has one before today and one after it, and today."""
    before = 2 * (held(context) + BEGUN) - 1
    days = open_days(context.today, before, 2 * context.size.classes - before)
    pairs = list(zip(days[::2], days[1::2], strict=True))
    if is_open(context.today):
        first, last = pairs[held(context) + 1]
        pairs[held(context) + 1] = (first, context.today, last)
    return pairs


def _identity(context: Context, what: str) -> uuid.UUID:
    """The same for the same seed."""
    return uuid.UUID(int=context.chance(what).getrandbits(128))


def _meet(context: Context, classes: list[ScheduledClass], rooms: list[Room], days: list[tuple[date, ...]]) -> None:
    """A sitting on each of its days, in a room that is booked for it; none is left of a class that is off."""
    meetings = [
        Meeting(
            uid=_identity(context, f"meeting {sitting} of {one.number}"),
            scheduled_class=one,
            room=rooms[place % len(rooms)],
            starts_at=(start := context.moment((day - context.today).days, 16 if later else 8)),
            ends_at=start + timedelta(hours=4),
            during=DateTimeTZRange(start - timedelta(minutes=30), start + timedelta(hours=4, minutes=30)),
            changed_at=one.created_at,
            **({"canceled_at": context.moment(-2), "sequence": 1} if one.status in OFF else {}),
        )
        for place, one in enumerate(classes)
        for later in (place - held(context) in EVENING,)
        for sitting, day in enumerate(days[place])
    ]
    Meeting.objects.bulk_create(meetings)
    resources = dict(Resource.objects.filter(room__in=rooms).values_list("room", "pk"))
    hold(_booking(one, resources[one.room_id], Hold.Source.MEETING) for one in meetings if one.canceled_at is None)


def _booking(meeting: Meeting, resource: int, source: str) -> Booking:
    """Room or instructor of a meeting, firm once the class is offered."""
    return Booking(
        resource=resource, start=meeting.during.lower, stop=meeting.during.upper, source=source, meeting=meeting.pk,
        firm=meeting.scheduled_class.status != S.DRAFT,
    )  # fmt: skip


def _teach(classes: list[ScheduledClass], under_way: list[ScheduledClass]) -> None:
    """One instructor each, of the center where there is one; those who sign in assist with what is under way."""
    teachers = list(
        Instructor.objects.order_by(F("person__user__sample").desc(nulls_last=True), "person__employee_number")
    )
    of_center = {one.home_center_id: one for one in reversed(teachers)}
    lines = [
        ClassInstructor(scheduled_class=one, instructor=of_center.get(one.center_id, teachers[0]), role="lead")
        for one in classes
        if teachers
    ]
    led = {(line.scheduled_class, line.instructor) for line in lines}
    guests = Instructor.objects.filter(person__user__sample=True)
    lines += [
        ClassInstructor(scheduled_class=one, instructor=guest, role="assist")
        for one in under_way
        for guest in guests.order_by("pk")
        if (one, guest) not in led
    ]
    ClassInstructor.objects.bulk_create(lines)
    people = resources_of({line.instructor.person_id for line in lines})
    meetings: dict[int, list[Meeting]] = {}
    for meeting in Meeting.objects.standing().select_related("scheduled_class").order_by("pk"):
        meetings.setdefault(meeting.scheduled_class_id, []).append(meeting)
    hold(
        _booking(meeting, people[line.instructor.person_id], Hold.Source.TEACHING)
        for line in lines
        for meeting in meetings.get(line.scheduled_class_id, ())
    )
