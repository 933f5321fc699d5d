"""Forty classes in the weeks around today, and enrollments of every kind."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from doc_portal.core.counters import count_on
from doc_portal.core.models import User
from doc_portal.core.sample.context import Context
from personnel.models import Person
from training.actions.holds import hold
from training.booking import Booking
from training.models import (
    ClassInstructor,
    CourseVersion,
    Enrolment,
    Hold,
    Instructor,
    Meeting,
    Resource,
    Room,
    ScheduledClass,
)
from training.numbers import SERIES, class_number
from training.resources import resources_of

CLASSES = 40
SPREAD = 11  # people on the list of each class
S = ScheduledClass.Status
E = Enrolment.Status
COMING = (E.ENROLLED, E.ENROLLED, E.ENROLLED, E.ENROLLED, E.ENROLLED, E.PENDING_SUPERVISOR, E.NOMINATED, E.WITHDRAWN,
          E.DENIED, E.APPROVED, E.BUMPED)  # fmt: skip
FULL = (E.ENROLLED, E.ENROLLED, E.ENROLLED, E.OFFERED, E.WAITLISTED, E.WAITLISTED, E.WITHDRAWN, E.NOMINATED,
        E.PENDING_SUPERVISOR, E.DENIED, E.APPROVED)  # fmt: skip
HELD = (E.ATTENDED, E.ATTENDED, E.ATTENDED, E.ATTENDED, E.ATTENDED, E.ATTENDED, E.PARTIAL, E.NO_SHOW, E.EXCUSED,
        E.WITHDRAWN, E.BUMPED)  # fmt: skip


def lay_out(context: Context) -> int:
    """Classes of the in-seat courses, from five weeks ago to seven weeks ahead; none where there are some."""
    if ScheduledClass.objects.exists():
        return 0
    versions = list(CourseVersion.objects.current().filter(mode="in_seat").order_by("pk"))
    rooms = list(Room.objects.filter(seats__gte=24).select_related("center").order_by("pk"))
    author = User.objects.filter(sample=True, username="scheduler.academy").first()
    if not (versions and rooms and author):
        return 0
    numbers = count_on(SERIES, context.today.year, CLASSES)
    made = ScheduledClass.objects.bulk_create(
        ScheduledClass(
            number=class_number(context.today.year, number),
            course_version=versions[place % len(versions)],
            center=rooms[place % len(rooms)].center,
            capacity=4 if place % 5 == 0 and _day(place) > 0 else 24,
            uid=_identity(context, f"class {number}"),
            created_by=author,
        )
        for place, number in enumerate(numbers)
    )
    _meet(context, made, rooms)
    _teach(made)
    _book_teachers(made)
    for status, rows in _by_status(context, made).items():
        reason = "Too few people" if status in (S.CANCELLED, S.POSTPONED) else ""
        done = {"finalised_by": author, "finalised_at": context.moment(-1)} if status == S.FINALISED else {}
        ScheduledClass.objects.filter(pk__in=rows).update(status=status, reason=reason, **done)
    return len(made)


def _identity(context: Context, what: str) -> uuid.UUID:
    """The same for the same seed."""
    return uuid.UUID(int=context.chance(what).getrandbits(128))


def _day(place: int) -> int:
    """Days from today of a class: from 35 ago on, three days apart, none today."""
    return place * 2 - 35 + (1 if place >= 18 else 0)


def _meet(context: Context, classes: list[ScheduledClass], rooms: list[Room]) -> None:
    """Two sittings on two days each, in a room that is booked for them."""
    meetings = [
        Meeting(
            uid=_identity(context, f"meeting {day} of {one.number}"),
            scheduled_class=one,
            room=rooms[place % len(rooms)],
            starts_at=(start := context.moment(_day(place) + day, 8)),
            ends_at=start + timedelta(hours=4),
            during=DateTimeTZRange(start - timedelta(minutes=30), start + timedelta(hours=4, minutes=30)),
        )
        for place, one in enumerate(classes)
        for day in (0, 1)
    ]
    Meeting.objects.bulk_create(meetings)
    resources = dict(Resource.objects.filter(room__in=rooms).values_list("room", "pk"))
    hold(
        Booking(
            resource=resources[one.room_id], start=one.during.lower, stop=one.during.upper,
            source=Hold.Source.MEETING, meeting=one.pk,
        )
        for one in meetings
    )  # fmt: skip


def _teach(classes: list[ScheduledClass]) -> None:
    """One instructor each, of the center where there is one."""
    teachers = list(Instructor.objects.order_by("pk"))
    of_center = {one.home_center_id: one for one in reversed(teachers)}
    ClassInstructor.objects.bulk_create(
        ClassInstructor(scheduled_class=one, instructor=of_center.get(one.center_id, teachers[0]), role="lead")
        for one in classes
        if teachers
    )


def _book_teachers(classes: list[ScheduledClass]) -> None:
    """The time of who teaches the classes."""
    lines = ClassInstructor.objects.filter(scheduled_class__in=classes).select_related("instructor")
    people = resources_of(one.instructor.person_id for one in lines)
    of_class = {one.scheduled_class_id: people[one.instructor.person_id] for one in lines}
    hold(
        Booking(
            resource=of_class[one.scheduled_class_id], start=one.during.lower, stop=one.during.upper,
            source=Hold.Source.TEACHING, meeting=one.pk,
        )
        for one in Meeting.objects.filter(scheduled_class__in=of_class)
    )  # fmt: skip


def _by_status(context: Context, classes: list[ScheduledClass]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, one in enumerate(classes):
        days = _day(place)
        if days < -20:
            status = S.COMPLETED
        elif days < -1:
            status = S.COMPLETED if place % 2 else S.IN_PROGRESS
        elif place % 13 == 0:
            status = S.CANCELLED
        elif place % 11 == 0:
            status = S.POSTPONED
        elif place % 7 == 0:
            status = S.DRAFT
        else:
            status = S.CONFIRMED if days < 12 else S.PUBLISHED
        found.setdefault(status, []).append(one.pk)
    return found


def enrol(context: Context) -> int:
    """Eleven people for each class, in every state an enrollment can be in; those with a seat are booked."""
    if Enrolment.objects.exists():
        return 0
    people = list(Person.objects.current().filter(sample=True, suppressed=False, instructor=None).order_by("pk"))
    classes = list(ScheduledClass.objects.exclude(status__in=[S.DRAFT, S.FINALISED]).order_by("pk"))
    if len(people) < SPREAD:
        return 0
    made = Enrolment.objects.bulk_create(_enrolments(context, classes, people))
    _book(made)
    return len(made)


def _enrolments(context: Context, classes, people) -> Iterator[Enrolment]:
    approver, other = (User.objects.get(username=one) for one in ("registrar.academy", "training.approver"))
    for place, one in enumerate(classes):
        wanted = HELD if one.starts_at < context.moment(0, 0) else FULL if one.capacity == 4 else COMING
        for seat, status in enumerate(wanted):
            person = people[(place * SPREAD + seat) % len(people)]
            decided = status not in (E.NOMINATED, E.PENDING_SUPERVISOR, E.DENIED)
            yield Enrolment(
                uid=_identity(context, f"enrolment {seat} of {one.number}"),
                scheduled_class=one,
                person=person,
                status=status,
                approved_by=(other if person.user_id == approver.pk else approver) if decided else None,
                approved_at=context.moment(-3) if decided else None,
                offer_expires_at=context.moment(1) if status == E.OFFERED else None,
                created_by=approver,
            )


def _book(enrolments: list[Enrolment]) -> None:
    """The time of those who have a seat, as far as they are not booked already."""
    seated = [one for one in enrolments if one.status in (E.ENROLLED, E.OFFERED, E.ATTENDED, E.PARTIAL)]
    resources = resources_of(one.person_id for one in seated)
    meetings: dict[int, list[Meeting]] = {}
    for meeting in Meeting.objects.standing().filter(scheduled_class__in={one.scheduled_class_id for one in seated}):
        meetings.setdefault(meeting.scheduled_class_id, []).append(meeting)
    hold(
        Booking(
            resource=resources[one.person_id], start=meeting.starts_at, stop=meeting.ends_at,
            source=Hold.Source.ENROLMENT, meeting=meeting.pk, enrolment=one.pk,
        )
        for one in seated
        for meeting in meetings.get(one.scheduled_class_id, ())
    )  # fmt: skip
