"""Who teaches a class: booked for every meeting, certified on every date, within their hours."""

from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock
from training.actions.holds import hold, release
from training.actions.travel import keep_travel, require_hours
from training.booking import Booking
from training.fit import unfit
from training.models import ClassInstructor, Hold, Instructor, Meeting, ScheduledClass
from training.resources import resources_of
from training.teaching import uncertified_on, uncertified_words

Role = ClassInstructor.Role


@transaction.atomic
def assign_instructor(
    scheduled_class: ScheduledClass,
    instructor: Instructor,
    role: str,
    *,
    by: User,
    instead_of: ClassInstructor | None = None,
) -> ScheduledClass:
    """Somebody teaches the class from now on; with `instead_of` in the place of somebody else.

    Refused where they are booked, on the road, beyond their hours or not certified on one of the dates, saying which.
    """
    locked = lock(scheduled_class)
    _require_open(locked)
    if instructor.retired:
        raise Refused(f"{instructor} no longer teaches. Choose another instructor.")
    if ClassInstructor.objects.standing().filter(scheduled_class=locked, instructor=instructor).exists():
        raise Refused(f"{instructor} already teaches {locked.number}. Choose another instructor.")
    meetings = list(_to_come(locked))
    if role != Role.EVALUATOR:
        _require_certified(locked, instructor, meetings)
    try:
        with transaction.atomic(), fit_looked_at_last():
            if instead_of is not None:
                _end(instead_of)
            ClassInstructor.objects.create(scheduled_class=locked, instructor=instructor, role=role)
    except IntegrityError as error:
        raise unfit(error, locked) from error
    _hold_teaching(instructor, meetings)
    if instead_of is not None:
        _release_teaching(locked, instead_of)
    require_hours(instructor, meetings)
    keep_travel(instructor)
    log("assign_instructor", locked, by=by, after=f"{instructor}, {Role(role).label.lower()}")
    return locked


@transaction.atomic
def end_instructor(line: ClassInstructor, *, by: User, note: str = "") -> ScheduledClass:
    """Somebody no longer teaches the class. Refused where too few would be left for its seats once it is offered."""
    locked = lock(line.scheduled_class)
    _require_open(locked)
    if line.ended_at is not None:
        raise Refused(f"{line.instructor} already teaches {locked.number} no longer. Nothing was changed.")
    try:
        with transaction.atomic():
            _end(line)
    except IntegrityError as error:
        raise unfit(error, locked) from error
    _release_teaching(locked, line)
    log("end_instructor", locked, by=by, before=str(line.instructor), reason=note)
    return locked


@contextmanager
def fit_looked_at_last():
    """Let an edit pass through a moment at which a class does not fit: it is looked at once all is written."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _require_certified(scheduled_class: ScheduledClass, instructor: Instructor, meetings: list[Meeting]) -> None:
    needed = scheduled_class.course_version.instructor_cert
    days = [timezone.localdate(one.starts_at) for one in meetings] or [timezone.localdate()]
    if lapsed := uncertified_on(instructor, needed, days):
        raise Refused(
            f"{uncertified_words(instructor, needed, lapsed)}. Choose another instructor, or have the certificate "
            "renewed first."
        )


def _hold_teaching(instructor: Instructor, meetings: list[Meeting]) -> None:
    resource = resources_of([instructor.person_id])[instructor.person_id]
    hold(
        Booking(
            resource=resource, start=one.during.lower, stop=one.during.upper, source=Hold.Source.TEACHING,
            meeting=one.pk,
        )
        for one in meetings
    )  # fmt: skip


def _end(line: ClassInstructor) -> None:
    line.ended_at = timezone.now()
    line.save(update_fields=["ended_at"])


def _release_teaching(scheduled_class: ScheduledClass, line: ClassInstructor) -> None:
    held = Hold.objects.filter(
        meeting__in=_to_come(scheduled_class), source=Hold.Source.TEACHING,
        resource__person=line.instructor.person_id,
    )  # fmt: skip
    release(held)
    keep_travel(line.instructor)


def _to_come(scheduled_class: ScheduledClass) -> QuerySet:
    return scheduled_class.meetings.standing().filter(ends_at__gt=timezone.now())


def _require_open(scheduled_class: ScheduledClass) -> None:
    started = scheduled_class.status == ScheduledClass.Status.IN_PROGRESS
    if not (scheduled_class.editable or started):
        raise Refused(
            f"{scheduled_class.number} is {scheduled_class.get_status_display().lower()}, so who taught it stays as it "
            "is."
        )
