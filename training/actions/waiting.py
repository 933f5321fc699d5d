"""The waiting list: who gets a freed seat, who is offered one, and why somebody was passed over (training.md 4).

Everything here happens in one transaction that holds the lock of the class: a new booker, a withdrawal and a class
that grows all come through `move_up`, one after the other, and never past the list.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_moment, short_date
from doc_portal.core.locks import hold as hold_lock
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock, transition
from training.actions.holds import AlreadyBooked, hold, release, take_turns
from training.booking import personal_bookings
from training.eligibility import missing_before
from training.models import Course, Enrolment, Hold, PromotionSkip, ScheduledClass
from training.needs import in_order
from training.relief import Group, full_days, groups_of
from training.resources import resources_of
from training.seats import free_seats
from training.sittings import days_of

Status = Enrolment.Status
Reason = PromotionSkip.Reason
PORTAL = "The portal"


@dataclass(frozen=True)
class Skip:
    """Why somebody was passed over, and the refusal to tell who asks right now."""

    reason: str
    refusal: Refused


@contextmanager
def moved(enrolment: Enrolment, verb: str, *, by: User | None, note: str = "") -> Iterator[Enrolment]:
    """Carry out a verb of an enrolment: calendars hear of it, and only an offer keeps an end."""
    with transition(enrolment, verb, by=by, note=note, actor_name="" if by else PORTAL) as one:
        one.offer_expires_at = None
        yield one
        one.sequence += 1
        one.changed_at = timezone.now()


def wait_in_turn(locked: ScheduledClass, people: Iterable[int]) -> None:
    """Wait for everybody who fills the same shifts or books the same people, and those who wait for this class.

    In one order for all, so that nobody waits for somebody who waits for them: shifts by name, people by number.
    """
    waiting = Enrolment.objects.waiting().filter(scheduled_class=locked).values_list("person", flat=True)
    wanted = {*people, *waiting}
    on = timezone.localdate(locked.starts_at) if locked.starts_at else None
    wait_for_shifts(groups_of(wanted, on).values())
    take_turns(set(resources_of(wanted).values()))


def wait_for_shifts(groups: Iterable[Group]) -> None:
    """Wait for whoever fills the same shifts, so that each counts who is away with the others in it."""
    for site, shift in sorted(set(groups)):
        hold_lock(f"training.relief:{site}:{shift}")


def move_up(locked: ScheduledClass, *, by: User | None = None, asking: Enrolment | None = None) -> dict[int, Skip]:
    """Give every free seat of a class, whose row is locked, to the first on the list who can take it.

    Until a set time before the start the seat is theirs; after that it is offered, but to who asks at this moment.
    Never after the start. What comes back says who was passed over and why, by the key of the enrolment.
    """
    passed: dict[int, Skip] = {}
    if locked.status not in ScheduledClass.OFFERED or has_begun(locked) or locked.capacity <= locked.seats_taken:
        return passed
    waiting = in_order(locked)
    if not waiting:
        return passed
    wait_in_turn(locked, ())
    lacking = missing_before(locked, [one.enrolment.person_id for one in waiting])
    for one in (one.enrolment for one in waiting):
        locked.refresh_from_db(fields=["seats_taken"])
        if locked.capacity <= locked.seats_taken:
            break
        skip = _why_not(locked, one, lacking.get(one.person_id)) or _seat(locked, one, by=by, asking=asking)
        if skip is not None:
            passed[one.pk] = skip
            _note(one, skip)
    return passed


def has_begun(scheduled_class: ScheduledClass) -> bool:
    """Whether a class has started."""
    return not scheduled_class.has_not_begun


def offer_ends_at(scheduled_class: ScheduledClass, now: datetime) -> datetime | None:
    """Until when an offer made now stands; None while seats are given without asking."""
    starts = scheduled_class.starts_at
    if starts is None or starts - now > timedelta(hours=int(value_of("training_auto_promotion_hours"))):
        return None
    return min(starts, now + timedelta(hours=int(value_of("training_offer_hours"))))


def _why_not(locked: ScheduledClass, one: Enrolment, lacking) -> Skip | None:
    """What keeps somebody from a seat, apart from their own bookings."""
    who, number = one.person, locked.number
    if one.approved_at is None and locked.course.needs_approval:
        return Skip(Reason.APPROVAL, Refused(f"{who} is not approved for {number} yet. Ask their supervisor."))
    if lacking:
        names = ", ".join(str(need) for need in lacking)
        return Skip(
            Reason.PREREQUISITE,
            Refused(f"{who} needs {names} before {number}, valid on its last day. Enroll them in that first."),
        )
    if free_seats(locked, who) <= 0:
        return Skip(Reason.QUOTA, Refused(f"The free seats of {number} are kept for others. {who} waits for one."))
    if short := full_days(one.person_id, days_of(locked)):
        told = "; ".join(f"{short_date(meter.day)}: {meter.words}" for meter in short)
        return Skip(
            Reason.RELIEF,
            Refused(
                f"The shift of {who} cannot spare anybody more ({told}). Choose another date, or ask the academy to "
                "change the relief cap."
            ),
        )
    return None


def _seat(locked: ScheduledClass, one: Enrolment, *, by: User | None, asking: Enrolment | None) -> Skip | None:
    """The seat with the person's time, or why not: booked elsewhere. An offer holds both."""
    now = timezone.now()
    ends = None if asking is not None and asking.pk == one.pk else offer_ends_at(locked, now)
    try:
        with transaction.atomic(), moved(one, "offer" if ends else "enrol", by=by) as seated:
            seated.offer_expires_at = ends
            hold_time(seated)
    except AlreadyBooked as booked:
        return Skip(Reason.CLASH, booked)
    if asking is None or asking.pk != one.pk:
        _tell_moved(locked, one, ends)
    return None


def _tell_moved(locked: ScheduledClass, one: Enrolment, ends: datetime | None) -> None:
    title = f"You have a seat in {locked}"
    if ends:
        title = f"A seat in {locked} is held for you until {long_moment(ends)}: accept or decline it"
    target = address_of("training:enrolment-accept", one.uid) if ends else locked
    notify([one.person.user], "seat-offered" if ends else "seat-given", title, target)


def _note(one: Enrolment, skip: Skip) -> None:
    """Keep why somebody was passed over; the same reason again is no news."""
    words = str(skip.refusal)[:240]
    last = one.skips.order_by("-at", "-pk").values_list("reason", "words").first()
    if last != (skip.reason, words):
        PromotionSkip.objects.create(enrolment=one, reason=skip.reason, words=words)


def hold_time(enrolment: Enrolment) -> list[Hold]:
    """Book the person for every meeting; in the caller's transaction.

    Where they are booked elsewhere already the course says whether that is refused (`AlreadyBooked`) or both stand,
    the later one without being firm.
    """
    forbid = enrolment.scheduled_class.course.clash == Course.Clash.FORBID
    return hold(personal_bookings(enrolment, forbid=forbid))


def give_back(enrolment: Enrolment) -> None:
    """Release the person's time, and the bed kept for them."""
    release(Hold.objects.filter(enrolment=enrolment))
    enrolment.stays.filter(ended_at=None).update(ended_at=timezone.now(), version=F("version") + 1)


def end_offers() -> dict:
    """End the offers that ran out and move the lists up, also where kept seats became free by the clock."""
    ended = moved_up = 0
    for pk in _to_look_at():
        with transaction.atomic():
            locked = lock(ScheduledClass(pk=pk))
            ended += _end_offers(locked)
            before = locked.seats_taken
            move_up(locked)
            locked.refresh_from_db(fields=["seats_taken"])
            moved_up += max(0, locked.seats_taken - before)
    return {"ended": ended, "moved_up": moved_up}


def _to_look_at() -> list[int]:
    """Classes with an offer that ran out, or with a free seat and a waiting list."""
    late = Enrolment.objects.filter(status=Status.OFFERED, offer_expires_at__lte=timezone.now())
    free = Enrolment.objects.waiting().filter(
        scheduled_class__seats_taken__lt=F("scheduled_class__capacity"),
        scheduled_class__status__in=ScheduledClass.OFFERED,
        scheduled_class__starts_at__gt=timezone.now(),
    )
    found = {*late.values_list("scheduled_class", flat=True), *free.values_list("scheduled_class", flat=True)}
    return sorted(found)


def _end_offers(locked: ScheduledClass) -> int:
    """End what ran out by now; whoever accepted before holds the seat and is left alone."""
    late = locked.enrolments.filter(status=Status.OFFERED, offer_expires_at__lte=timezone.now())
    found = list(late.select_related("person__user"))
    for one in found:
        with moved(one, "withdraw", by=None, note="The offer ran out"):
            pass
        give_back(one)
        notify(
            [one.person.user],
            "seat-ended",
            f"The offer of a seat in {locked} ran out",
            locked,
        )
    locked.refresh_from_db(fields=["seats_taken"])
    return len(found)
