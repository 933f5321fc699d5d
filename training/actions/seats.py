"""Taking a seat: counted under the lock of the class, so that as many get one as there are (training.md 4)."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_moment
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock
from personnel.models import Person
from training.actions.holds import hold
from training.booking import Booking, clashes
from training.models import Course, Enrolment, Hold, ScheduledClass
from training.resources import resources_of
from training.seats import free_seats

Status = Enrolment.Status


@transaction.atomic
def take_seat(
    scheduled_class: ScheduledClass, person: Person, *, by: User, approved_by: User | None = None
) -> Enrolment:
    """A seat for this person, or a place on the waiting list where none is free for them or others wait already.

    With the seat goes the person's time at every meeting. Refused while nobody can enrol, for who stands on the list
    already, and for who is booked elsewhere where the course forbids that.
    """
    locked = lock(scheduled_class)
    require_enrolling(locked)
    require_not_on_the_list(locked, person)
    waits = Enrolment.objects.waiting().filter(scheduled_class=locked).exists()
    seat = not waits and free_seats(locked, person) > 0
    made = Enrolment.objects.create(
        scheduled_class=locked,
        person=person,
        status=Status.ENROLLED if seat else Status.WAITLISTED,
        approved_by=approved_by,
        approved_at=timezone.now() if approved_by else None,
        created_by=by,
    )
    if seat:
        hold_time(made)
    log("enrol" if seat else "wait", made, by=by, after=made.status)
    return made


def hold_time(enrolment: Enrolment) -> list[Hold]:
    """Book the person for every meeting; in the caller's transaction.

    Where they are booked elsewhere already the course says whether that is refused (`AlreadyBooked`) or both stand,
    the later one without being firm.
    """
    resource = resources_of([enrolment.person_id])[enrolment.person_id]
    wishes = [
        Booking(
            resource=resource, start=meeting.starts_at, stop=meeting.ends_at, source=Hold.Source.ENROLMENT,
            meeting=meeting.pk, enrolment=enrolment.pk,
        )
        for meeting in enrolment.scheduled_class.meetings.standing()
    ]  # fmt: skip
    if enrolment.scheduled_class.course.clash != Course.Clash.FORBID:
        clashing = {clash.wish for clash in clashes(wishes)}
        wishes = [replace(one, firm=one not in clashing) for one in wishes]
    return hold(wishes)


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
