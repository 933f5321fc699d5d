"""Laying out again what was held before: one class, or all of a center between two days (training.md 3, 6)."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from training.actions.classes import lay_out_class
from training.actions.instructing import assign_instructor
from training.actions.meetings import add_meetings
from training.models import Center, CourseVersion, ScheduledClass
from training.sittings import DatesTaken, Sitting, again, day_of


@dataclass
class Cloned:
    """What came of a schedule laid out again: the new classes, and in words what was left out of them."""

    made: list[ScheduledClass] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@transaction.atomic
def clone_class(
    scheduled_class: ScheduledClass, sittings: list[Sitting], *, by: User, instructors: bool = True
) -> ScheduledClass:
    """A draft like this class with these meetings, of the version of its course that is in force now."""
    made = _copy(scheduled_class, by=by)
    if instructors:
        _with_the_same(scheduled_class, made, by=by)
    if sittings:
        add_meetings(made, sittings, by=by)
    log("clone", made, by=by, reason=f"from {scheduled_class.number}")
    made.refresh_from_db()
    return made


@transaction.atomic
def clone_schedule(
    center: Center, starts_on: date, ends_on: date, *, weeks: int, by: User, instructors: bool = True
) -> Cloned:
    """Every class of a center that began between two days, so many weeks later.

    Dates on which something is booked already, or a room is closed, are left out of the draft and told; a class of
    which nothing is left, or whose instructors cannot come, is laid out without them.
    """
    told = Cloned()
    rows = ScheduledClass.objects.filter(
        center=center, starts_at__date__gte=starts_on, starts_at__date__lte=ends_on
    ).exclude(status=ScheduledClass.Status.CANCELLED)
    for one in rows.for_list().order_by("starts_at", "pk"):
        _clone_later(one, timedelta(weeks=weeks), told, by=by, instructors=instructors)
    return told


def _clone_later(one: ScheduledClass, later: timedelta, told: Cloned, *, by: User, instructors: bool) -> None:
    sittings = []
    for meeting in one.meetings.standing().select_related("room__center", "room__resource"):
        try:
            sittings.append(again(meeting, day_of(meeting) + later))
        except ValidationError as error:
            told.left_out.append(f"{one.number}: {' '.join(error.messages)}")
    try:
        told.made.append(_with_free_dates(one, sittings, told, by=by, instructors=instructors))
    except Refused as refusal:
        told.left_out.append(f"{one.number}: {refusal}")


def _with_free_dates(one: ScheduledClass, sittings: list[Sitting], told: Cloned, **how) -> ScheduledClass:
    """The class with all dates that are free; the others are told."""
    try:
        return clone_class(one, sittings, **how)
    except DatesTaken as taken:
        for day, words in taken.problems.items():
            told.left_out.append(f"{one.number} on {long_date(day)}: {'; '.join(words)}")
        return clone_class(one, [each for each in sittings if each.planned_on not in taken.problems], **how)


def _copy(one: ScheduledClass, *, by: User) -> ScheduledClass:
    version = CourseVersion.objects.current().filter(course=one.course).first()
    if version is None:
        raise Refused(f"{one.course} has no version in force. Have one approved first.")
    copied = ScheduledClass(
        course_version=version, center=one.center, capacity=min(one.capacity, version.max_seats), note=one.note
    )  # fmt: skip
    return lay_out_class(copied, by=by)


def _with_the_same(old: ScheduledClass, new: ScheduledClass, *, by: User) -> None:
    for line in old.instructors.standing().select_related("instructor__person").order_by("-role", "pk"):
        if not line.instructor.retired:
            assign_instructor(new, line.instructor, line.role, by=by)
