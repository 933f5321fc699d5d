"""What happens to an enrolment: asked for, approved, denied, accepted, declined, withdrawn, given to a higher need."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.addresses import address_of
from doc_portal.core.audit import log
from doc_portal.core.display import long_moment
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock
from personnel.models import Assignment, Person
from training.actions.seats import require_enrolling, require_may_stand, stand, take_seat
from training.actions.waiting import give_back, has_begun, move_up, moved
from training.models import Enrolment, ScheduledClass
from training.needs import NONE, in_order, needs_of
from training.refusals import broken

Status = Enrolment.Status


@transaction.atomic
def enrol_oneself(scheduled_class: ScheduledClass, *, by: User) -> ScheduledClass:
    """A seat for who asks; where the course wants a supervisor's approval, their place while that is asked for."""
    person = person_of(by)
    if scheduled_class.course.needs_approval:
        ask_supervisor(scheduled_class, person, by=by)
    else:
        take_seat(scheduled_class, person, by=by)
    return scheduled_class


def person_of(user: User) -> Person:
    """Somebody's entry in the directory; refused without one."""
    found = Person.objects.current().filter(user=user).select_related("worksite").first()
    if found is None:
        raise Refused(
            "You have no entry in the directory, and training is kept with it. A directory steward can add you."
        )
    return found


@transaction.atomic
def ask_supervisor(scheduled_class: ScheduledClass, person: Person, *, by: User) -> Enrolment:
    """A place on the list that takes no seat until a supervisor approves; who leads the person is told."""
    locked = lock(scheduled_class)
    require_may_stand(locked, person)
    made = stand(locked, person, Status.PENDING_SUPERVISOR, by=by)
    log("ask", made, by=by, after=made.status)
    leaders = Assignment.objects.primary().filter(person=person, supervisor__user__isnull=False)
    for one in leaders.select_related("supervisor__user"):
        notify(
            [one.supervisor.user], "seat-asked", f"{person} asks to attend {locked}: approve or deny",
            address_of("training:enrolment-approve", made.uid),
        )  # fmt: skip
    return made


@transaction.atomic
def approve_enrolment(enrolment: Enrolment, *, by: User, note: str = "") -> Enrolment:
    """Approve, which is a fact apart from the seat: it stays where the seat has to wait, with the reason kept."""
    locked = lock(enrolment.scheduled_class)
    _require_ahead(locked)
    try:
        with transaction.atomic(), moved(enrolment, "approve", by=by, note=note) as one:
            one.approved_by, one.approved_at = by, timezone.now()
    except IntegrityError as error:
        raise broken(error) from error
    with moved(enrolment, "wait", by=by):
        pass
    move_up(locked, by=by, asking=enrolment)
    decided = Enrolment.objects.select_related("person__user").get(pk=enrolment.pk)
    where = "You have a seat" if decided.status == Status.ENROLLED else "You are on the waiting list"
    notify([decided.person.user], "seat-approved", f"Approved: {locked}. {where}.", locked)
    return decided


def _require_ahead(locked: ScheduledClass) -> None:
    """A nomination made in time may be approved until the class begins, also once enrolling has closed."""
    if locked.status not in ScheduledClass.OFFERED or has_begun(locked):
        require_enrolling(locked)


@transaction.atomic
def deny_enrolment(enrolment: Enrolment, *, by: User, note: str) -> Enrolment:
    """Deny a nomination, saying why."""
    lock(enrolment.scheduled_class)
    _require_another(enrolment, by, "denies")
    with moved(enrolment, "deny", by=by, note=note) as one:
        one.note = note[:240]
    notify([one.person.user], "seat-denied", f"Denied: {one.scheduled_class}. {note[:120]}", one.scheduled_class)
    return one


def _require_another(enrolment: Enrolment, by: User, verb: str) -> None:
    if enrolment.person.user_id == by.pk:
        raise Refused(f"Nobody {verb} their own enrollment. Withdraw it instead, or ask your supervisor.")


@transaction.atomic
def accept_offer(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Take an offered seat while the offer stands; the clock decides under the lock of the class."""
    locked = lock(enrolment.scheduled_class)
    stood = lock(enrolment)
    _require_own(stood, by)
    if stood.status == Status.OFFERED and not stood.offer_stands:
        raise Refused(
            f"The offer of a seat in {locked.number} stood until {long_moment(stood.offer_expires_at)}. The seat goes "
            "to the next on the list. Enroll again to wait for another."
        )
    if stood.status == Status.OFFERED and has_begun(locked):
        raise Refused(f"{locked.number} began on {long_moment(locked.starts_at)}. Choose a later class.")
    _require_offered(stood)
    with moved(stood, "enrol", by=by) as one:
        pass
    return one


@transaction.atomic
def decline_offer(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Let an offered seat go: it is offered to the next at once."""
    locked = lock(enrolment.scheduled_class)
    stood = lock(enrolment)
    _require_own(stood, by)
    _require_offered(stood)
    return _leave(locked, stood, by=by, note="Offer declined")


def _require_own(enrolment: Enrolment, by: User) -> None:
    if enrolment.person.user_id != by.pk:
        raise Refused("An offer is answered by the person it was made to. Nothing was changed.")


def _require_offered(enrolment: Enrolment) -> None:
    if enrolment.status != Status.OFFERED:
        raise Refused(
            f"No seat is offered here: you are {enrolment.get_status_display().lower()}. The page of the class says "
            "what can be done now."
        )


@transaction.atomic
def withdraw_enrolment(enrolment: Enrolment, *, by: User | None, note: str = "") -> Enrolment:
    """Leave a class before it begins, oneself or by who answers for the person; the seat goes to the next.

    Nobody (`by=None`) is the portal itself, which withdraws who will not come.
    """
    locked = lock(enrolment.scheduled_class)
    if has_begun(locked):
        raise Refused(
            f"{locked.number} began on {long_moment(locked.starts_at)}. Who cannot come any more is excused by the "
            "registrar."
        )
    one = _leave(locked, enrolment, by=by, note=note)
    if by is None or one.person.user_id != by.pk:
        notify([one.person.user], "seat-withdrawn", f"You were withdrawn from {locked}", locked)
    return one


def _leave(
    locked: ScheduledClass, enrolment: Enrolment, *, by: User | None, note: str, verb: str = "withdraw"
) -> Enrolment:
    with moved(enrolment, verb, by=by, note=note) as one:
        one.note = note[:240] or one.note
    give_back(one)
    locked.refresh_from_db(fields=["seats_taken"])
    move_up(locked, by=by)
    return one


@transaction.atomic
def bump_enrolment(enrolment: Enrolment, *, by: User, note: str) -> Enrolment:
    """Give somebody's seat to the first of the waiting list, whose need must be higher."""
    locked = lock(enrolment.scheduled_class)
    if has_begun(locked):
        raise Refused(f"{locked.number} began on {long_moment(locked.starts_at)}: seats stay as they are.")
    waiting = in_order(locked)
    own = needs_of(locked.course_version.course_id, [enrolment.person_id]).get(enrolment.person_id, NONE)
    if not waiting or waiting[0].need <= own:
        raise Refused(
            f"Nobody who waits for {locked.number} needs it more than {enrolment.person} ({own.words.lower()}). "
            "A seat is given up for a higher need alone."
        )
    one = _leave(locked, enrolment, by=by, note=note, verb="bump")
    first = Enrolment.objects.get(pk=waiting[0].enrolment.pk)
    if first.status == Status.WAITLISTED:
        raise Refused(
            f"{first.person} waits first for {locked.number} but cannot take the seat: "
            f"{_last_reason(first)} {enrolment.person} keeps it."
        )
    notify([one.person.user], "seat-bumped", f"Your seat in {locked} was given to a higher need. {note[:100]}", locked)
    return one


def _last_reason(enrolment: Enrolment) -> str:
    last = enrolment.skips.order_by("-at", "-pk").first()
    return last.words if last else "another seat was given first."


@transaction.atomic
def excuse_enrolment(enrolment: Enrolment, *, by: User, note: str) -> Enrolment:
    """Excuse who cannot come or did not: no absence counts against them. A seat before the start goes on."""
    locked = lock(enrolment.scheduled_class)
    _require_another(enrolment, by, "excuses")
    try:
        with transaction.atomic(), moved(enrolment, "excuse", by=by, note=note) as one:
            one.note = note[:240]
    except IntegrityError as error:
        raise broken(error) from error
    if not has_begun(locked):
        give_back(one)
        locked.refresh_from_db(fields=["seats_taken"])
        move_up(locked, by=by)
    return one


@transaction.atomic
def change_seats(scheduled_class: ScheduledClass, *, by: User, capacity: int) -> ScheduledClass:
    """Raise or lower the seats of a class; new ones go to the waiting list through the same door."""
    locked = lock(scheduled_class)
    if not locked.editable:
        raise Refused(f"{locked.number} is {locked.get_status_display().lower()}: its seats stay as they are.")
    before, locked.capacity = locked.capacity, capacity
    locked.version += 1
    try:
        with transaction.atomic():
            locked.save(update_fields=["capacity", "version"])
    except IntegrityError as error:
        raise broken(error) from error
    log("seats", locked, by=by, before=str(before), after=str(capacity))
    move_up(locked, by=by)
    return locked
