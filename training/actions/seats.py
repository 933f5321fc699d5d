"""Getting onto the list of a class: counted under its lock, so that as many get a seat as there are (training.md 4)."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import listed, long_moment
from doc_portal.core.models import User
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock
from personnel.models import Person
from training.actions.waiting import Reason, move_up
from training.eligibility import missing_before, often_absent, other_dates, outside_audience, waits_for
from training.models import Enrolment, ScheduledClass
from training.needs import needs_of
from training.refusals import broken

Status = Enrolment.Status


@transaction.atomic
def take_seat(
    scheduled_class: ScheduledClass, person: Person, *, by: User | None, approved_by: User | None = None, note: str = ""
) -> Enrolment:
    """A seat for this person, or a place on the waiting list where none is free for them or others wait already.

    With the seat goes the person's time at every meeting. Refused, with the rule that forbids it, while nobody can
    enroll, for whom the class is not, and for who could have a seat now but is booked or needed elsewhere.
    """
    locked = lock(scheduled_class)
    require_may_stand(locked, person)
    made = stand(locked, person, Status.WAITLISTED, by=by, approved_by=approved_by, note=note)
    passed = move_up(locked, by=by, asking=made).get(made.pk)
    if passed is not None and passed.reason != Reason.QUOTA:
        raise passed.refusal
    made.refresh_from_db()
    if made.status == Status.WAITLISTED:
        log("wait", made, by=by, after=made.status)
    return made


def stand(
    locked: ScheduledClass, person: Person, status: str, *, by: User | None, approved_by: User | None = None,
    note: str = "",
) -> Enrolment:  # fmt: skip
    """Put somebody on the list of a class in this status; in the caller's transaction."""
    owed = needs_of(locked.course_version.course_id, [person.pk])
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                scheduled_class=locked,
                person=person,
                status=status,
                required=person.pk in owed,
                approved_by=approved_by,
                approved_at=timezone.now() if approved_by else None,
                created_by=by,
                note=note,
            )
    except IntegrityError as error:
        raise broken(error) from error


def require_may_stand(locked: ScheduledClass, person: Person) -> None:
    """Refuse who cannot be on the list of a class, each rule with its own sentence."""
    require_enrolling(locked)
    require_not_on_the_list(locked, person)
    require_audience(locked, person)
    require_done_before(locked, person)
    require_dates_left(locked, person)
    require_comes(locked, person)


def require_enrolling(scheduled_class: ScheduledClass) -> None:
    """Refuse while nobody can enrol: not offered, not open yet, closed, or begun."""
    one, now = scheduled_class, timezone.now()
    if one.status not in ScheduledClass.OFFERED:
        raise Refused(f"{one.number} is {one.get_status_display().lower()}: nobody can enroll. Choose another class.")
    if one.starts_at is not None and one.starts_at <= now:
        raise Refused(f"{one.number} began on {long_moment(one.starts_at)}. Choose a later class.")
    if one.enrol_opens_at is not None and one.enrol_opens_at > now:
        raise Refused(f"Enrolling in {one.number} opens on {long_moment(one.enrol_opens_at)}. Come back then.")
    if one.enrol_closes_at is not None and one.enrol_closes_at <= now:
        raise Refused(f"Enrolling in {one.number} closed on {long_moment(one.enrol_closes_at)}. Choose another class.")


def require_not_on_the_list(scheduled_class: ScheduledClass, person: Person) -> None:
    """Refuse who stands on the list of the class already."""
    there = Enrolment.objects.live().filter(scheduled_class=scheduled_class, person=person).first()
    if there is not None:
        raise Refused(
            f"{person} already stands on the list of {scheduled_class.number}: {there.get_status_display().lower()}. "
            "Nothing was changed."
        )


def require_audience(scheduled_class: ScheduledClass, person: Person) -> None:
    """Refuse whom the class is not for."""
    if why := outside_audience(scheduled_class, person):
        raise Refused(
            f"{scheduled_class.number} is not for {person}: {why}. Choose another class, or ask a curriculum owner."
        )


def require_done_before(scheduled_class: ScheduledClass, person: Person) -> None:
    """Refuse who lacks what is needed before, valid on the last day of the class."""
    if lacking := missing_before(scheduled_class, [person.pk]).get(person.pk):
        names = listed([str(one) for one in lacking])
        raise Refused(
            f"{person} needs {names} before {scheduled_class.number}, valid on its last day. Enroll in that first."
        )


def require_dates_left(scheduled_class: ScheduledClass, person: Person) -> None:
    """Refuse who holds as many dates of the course, or waits for as many classes, as one person may."""
    course, others = scheduled_class.course, other_dates(scheduled_class, person)
    if len(others) >= course.most_dates:
        numbers = listed([one.scheduled_class.number for one in others])
        raise Refused(
            f"{person} already stands for {course} on another date ({numbers}), and may hold {course.most_dates} at "
            "once. Withdraw from one of them first."
        )
    most = int(value_of("training_dates_at_once"))
    if scheduled_class.seats_left <= 0 and waits_for(person) >= most:
        raise Refused(
            f"{person} already waits for {most} classes, the most at once. Leave one of those waiting lists first."
        )


def require_comes(scheduled_class: ScheduledClass, person: Person) -> None:
    """Refuse who did not come too often, where a limit is set."""
    if missed := often_absent(person):
        raise Refused(
            f"{person} did not come to {missed} classes within a year, and that is the limit. The registrar can excuse "
            "one of them, or the academy can change the limit."
        )
