"""From a draft to a class that is held, postponed, canceled or merged into another (training.md 3, 6 and 11)."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_moment
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.search import index_entry
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock, transition
from training.actions.holds import AlreadyBooked, approve_holds
from training.actions.meetings import drop_meetings
from training.actions.telling import CANCELED, tell_of_change
from training.actions.travel import keep_travel
from training.actions.waiting import give_back, hold_time, move_up, moved, wait_in_turn
from training.fit import unfit
from training.models import Enrolment, Hold, Meeting, Mode, ScheduledClass
from training.needed import teachers_of
from training.numbers import next_class_number
from training.relief import full_days
from training.seats import free_seats
from training.sittings import days_of

MINIMUM_DAYS = "training_minimum_days"
NIGHTLY = "The portal, at night"
T = TypeVar("T")


@transaction.atomic
def lay_out_class(scheduled_class: ScheduledClass, *, by: User | None) -> ScheduledClass:
    """Keep a new class as a draft under the next number of this year. Its meetings are added then."""
    if scheduled_class.course_version.course.retired:
        raise Refused(f"{scheduled_class.course} is no longer offered. Choose another course.")
    scheduled_class.number = next_class_number(timezone.localdate().year)
    scheduled_class.created_by = by
    _fitting(scheduled_class, scheduled_class.save)
    log("create", scheduled_class, by=by)
    return scheduled_class


@transaction.atomic
def revise_class(scheduled_class: ScheduledClass, *, by: User, changed: str = "") -> ScheduledClass:
    """Keep what was changed in a class. Its seats keep within course, rooms and instructors once it is offered."""
    if not scheduled_class.editable:
        raise Refused(
            f"{scheduled_class.number} is {scheduled_class.get_status_display().lower()} and stays as it is."
        )  # fmt: skip
    _fitting(scheduled_class, scheduled_class.save)
    log("edit", scheduled_class, by=by, reason=changed)
    index_entry(scheduled_class)
    move_up(lock(scheduled_class), by=by)
    return scheduled_class


def publish_class(scheduled_class: ScheduledClass, *, by: User | None, note: str = "") -> ScheduledClass:
    """Offer a class. Its tentative bookings become firm; it keeps within its course, rooms and instructors."""

    def publish() -> ScheduledClass:
        with transition(scheduled_class, "publish", by=by, note=note) as locked:
            _require_rooms(locked)
            locked.reason = ""
            approve_holds(Hold.objects.filter(meeting__scheduled_class=locked, enrolment=None))
        index_entry(locked)
        move_up(lock(locked), by=by)
        return locked

    return _fitting(scheduled_class, publish)


def confirm_class(scheduled_class: ScheduledClass, *, by: User | None, note: str = "") -> ScheduledClass:
    """Say that a class takes place. With fewer people than its course asks, only where the note says why."""

    def confirm() -> ScheduledClass:
        name = "" if by else NIGHTLY
        with transition(scheduled_class, "confirm", by=by, note=note, actor_name=name) as locked:
            short = locked.course_version.min_seats - locked.seats_taken
            if short > 0 and not note.strip():
                raise Refused(
                    f"{locked.number} has {locked.seats_taken} of the {locked.course_version.min_seats} people its "
                    "course asks. Say in the note why it is held all the same, or merge it into another, or cancel it."
                )
        index_entry(locked)
        return locked

    return _fitting(scheduled_class, confirm)


def confirm_classes_due() -> int:
    """Confirm every class that begins within the days set and has the people it needs; how many were.

    Those that have not, and those that no longer fit, stay on the list of who decides.
    """
    confirmed = 0
    for one in ScheduledClass.objects.due_to_decide(minimum_day()).filter(
        seats_taken__gte=F("course_version__min_seats")
    ):
        try:
            confirm_class(one, by=None)
        except Refused:
            continue
        confirmed += 1
    return confirmed


def minimum_day():
    """The moment until which classes that begin are decided on now."""
    return timezone.now() + timedelta(days=value_of(MINIMUM_DAYS))


@transaction.atomic
def postpone_class(scheduled_class: ScheduledClass, *, by: User, note: str) -> ScheduledClass:
    """Take a class off its dates. Who has a seat keeps it; rooms, instructors and everybody's time are free again."""
    with transition(scheduled_class, "postpone", by=by, note=note) as locked:
        _require_not_begun(locked)
        locked.reason = note
    _drop_all(locked)
    tell_of_change(locked, f"{locked} is postponed: {note}")
    index_entry(locked)
    locked.refresh_from_db()
    return locked


@transaction.atomic
def cancel_class(scheduled_class: ScheduledClass, *, by: User, note: str) -> ScheduledClass:
    """A class is not held. Everything booked for it is free again, and everybody on its list is told."""
    with transition(scheduled_class, "cancel", by=by, note=note) as locked:
        _require_not_begun(locked)
        was_draft = locked.status == ScheduledClass.Status.DRAFT
        locked.reason = note
    _drop_all(locked)
    if not was_draft:
        tell_of_change(locked, f"{locked} is canceled: {note}", CANCELED)
    for one in Enrolment.objects.live().filter(scheduled_class=locked):
        with moved(one, "withdraw", by=by, note=f"The class was canceled: {note}") as withdrawn:
            pass
        give_back(withdrawn)
    index_entry(locked)
    locked.refresh_from_db()
    return locked


@transaction.atomic
def merge_class(scheduled_class: ScheduledClass, into: ScheduledClass, *, by: User, note: str = "") -> ScheduledClass:
    """Move everybody on the list of a class to another one of the same course, then cancel it.

    Whoever is booked elsewhere at the other time, or cannot be spared then, is not moved: they are told with the
    cancellation.
    """
    rows = {one.pk: lock(one) for one in sorted((scheduled_class, into), key=lambda one: one.pk)}
    old, new = rows[scheduled_class.pk], rows[into.pk]
    _require_mergeable(old, new)
    there = Enrolment.objects.live().filter(scheduled_class=new).values("person")
    coming = (
        Enrolment.objects.live().filter(scheduled_class=old).exclude(person__in=there).order_by("nominated_at", "pk")
    )
    seats = sum(one.status in (Enrolment.Status.ENROLLED, Enrolment.Status.OFFERED) for one in coming)
    if seats > new.seats_left:
        raise Refused(
            f"{new.number} has {new.seats_left} seats left and {old.number} has {seats} people. Raise its seats first."
        )
    coming = list(coming)
    wait_in_turn(new, [one.person_id for one in coming])
    carried = sum(_carry_over(one, new, by=by) for one in coming)
    log("merge", new, by=by, reason=f"{carried} from {old.number}")
    reason = f"Merged into {new.number}, {long_moment(new.starts_at)}" if new.starts_at else f"Merged into {new.number}"
    return cancel_class(old, by=by, note=f"{reason}. {note}".strip())


def _carry_over(one: Enrolment, into: ScheduledClass, *, by: User) -> bool:
    """The same place on the list of another class; False where their time is taken or their shift short then."""
    with moved(one, "withdraw", by=by, note=f"Moved to {into.number}") as old:
        seated = old.status in (Enrolment.Status.ENROLLED, Enrolment.Status.OFFERED)
        status = Enrolment.Status.ENROLLED if seated else old.status
    give_back(old)
    if seated and full_days(old.person_id, days_of(into)):
        return False
    if seated:
        _require_a_free_seat(into, old)
    made = Enrolment(
        scheduled_class=into, person=old.person, status=status, required=old.required, nominated_at=old.nominated_at,
        approved_by=old.approved_by, approved_at=old.approved_at, created_by=old.created_by, note=old.note,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
            if seated:
                hold_time(made)
    except AlreadyBooked:
        return False
    log("move", made, by=by, after=made.status)
    begins = f", {long_moment(into.starts_at)}" if into.starts_at else ""
    words = f"{old.scheduled_class.number} was merged: you come to {into}{begins} instead"
    notify([made.person.user], "seat-moved", words, into)
    return True


def _require_a_free_seat(into: ScheduledClass, old: Enrolment) -> None:
    """Refuse a merge where seats of the other class are kept for others."""
    into.refresh_from_db(fields=["seats_taken"])
    if free_seats(into, old.person) <= 0:
        raise Refused(
            f"The free seats of {into.number} are kept for others than those of {old.scheduled_class.number}. Raise "
            "its seats, or free kept ones, first."
        )


def _require_mergeable(old: ScheduledClass, new: ScheduledClass) -> None:
    if old.pk == new.pk or old.course != new.course:
        raise Refused(f"{old.number} can be merged into another class of {old.course} alone. Choose one of those.")
    if new.status not in ScheduledClass.OFFERED or (new.starts_at is not None and new.starts_at <= timezone.now()):
        raise Refused(f"{new.number} takes nobody any more. Choose a class that is offered and has not begun.")


def _drop_all(scheduled_class: ScheduledClass) -> None:
    """After the move of the class itself: what the database keeps of its dates and seats is not written over."""
    drop_meetings(Meeting.objects.filter(scheduled_class=scheduled_class, ends_at__gt=timezone.now()))
    for instructor in teachers_of(scheduled_class):
        keep_travel(instructor)


def _require_not_begun(scheduled_class: ScheduledClass) -> None:
    if scheduled_class.starts_at is not None and scheduled_class.starts_at <= timezone.now():
        raise Refused(
            f"{scheduled_class.number} began on {long_moment(scheduled_class.starts_at)}. Cancel its meetings to come, "
            "and complete it with what was held."
        )


def _require_rooms(scheduled_class: ScheduledClass) -> None:
    """Refuse to offer a meeting in seat that has no room; a class whose days are not known yet is fine."""
    bare = scheduled_class.meetings.standing().filter(mode=Mode.IN_SEAT, room=None).first()
    if bare is not None:
        raise Refused(
            f"The meeting of {scheduled_class.number} on {long_moment(bare.starts_at)} is in seat and has no room. "
            "Move it into one first."
        )


def _fitting(scheduled_class: ScheduledClass, write: Callable[[], T]) -> T:
    """Do this; where the database says that the class does not fit, say what does not."""
    try:
        with transaction.atomic():
            return write() or scheduled_class
    except IntegrityError as error:
        raise unfit(error, scheduled_class) from error
