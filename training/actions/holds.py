"""Booking anything: hold, move and release, many at once; the one way into the table of holds (training.md 4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet

from doc_portal.core.faults import sqlstate
from doc_portal.core.workflow import Refused
from training.booking import Booking, Clash, clash_words, clashes, span_words
from training.models import Hold, Meeting, Resource

OVERLAP, DEADLOCK = "23P01", "40P01"
MEANWHILE = (
    "Somebody else booked at the same moment what you wanted. Nothing was kept. Look at what is free now and try again."
)
T = TypeVar("T")


class AlreadyBooked(Refused):
    """Refused because of other bookings; `clashes` are those, for a page that shows them one by one."""

    def __init__(self, found: list[Clash], way_out: str = "Choose another time or another resource."):
        super().__init__(f"Nothing was booked: {clash_words(found)}. {way_out}")
        self.clashes = found


@dataclass(frozen=True)
class Move:
    """A hold that goes to another resource, another time or both."""

    hold: Hold
    resource: int
    start: datetime
    stop: datetime

    @property
    def booking(self) -> Booking:
        """What it is to hold then."""
        kept = self.hold
        return Booking(
            resource=self.resource, start=self.start, stop=self.stop, source=kept.source, meeting=kept.meeting_id,
            enrolment=kept.enrolment_id, firm=kept.status == Hold.Status.FIRM,
        )  # fmt: skip


def hold(bookings: Iterable[Booking]) -> list[Hold]:
    """Book all of these or none; in the caller's transaction. Raises `AlreadyBooked`, naming what clashes and when."""
    wanted = sorted(bookings, key=lambda one: one.order)
    _require_apart(wanted)

    def write():
        take_turns({one.resource for one in wanted})
        if found := clashes(wanted):
            raise AlreadyBooked(found)
        return Hold.objects.bulk_create(_row(one) for one in wanted)

    return _at_most_twice(write) if wanted else []


def move(moves: Iterable[Move]) -> list[Hold]:
    """Move all of these at once or none: two may change places. Released holds are not moved."""
    moves = sorted(moves, key=lambda one: one.booking.order)
    _require_apart([one.booking for one in moves])
    moved = [one.hold.pk for one in moves]

    def write():
        take_turns({one.resource for one in moves} | {one.hold.resource_id for one in moves})
        if found := clashes([one.booking for one in moves], but=moved):
            raise AlreadyBooked(found)
        _check_overlap("DEFERRED")
        for one in moves:
            Hold.objects.standing().filter(pk=one.hold.pk).update(
                resource=one.resource, during=DateTimeTZRange(one.start, one.stop)
            )
        _check_overlap("IMMEDIATE")
        return list(Hold.objects.filter(pk__in=moved).order_by("resource", "during"))

    return _at_most_twice(write) if moves else []


def approve_holds(holds: QuerySet) -> int:
    """Make tentative holds firm; from then on they may not overlap. Raises `AlreadyBooked`."""
    tentative = list(holds.filter(status=Hold.Status.TENTATIVE))
    wanted = sorted((replace(_booking(one), firm=True) for one in tentative), key=lambda one: one.order)
    _require_apart(wanted)

    def write():
        take_turns({one.resource for one in wanted})
        if found := clashes(wanted):
            raise AlreadyBooked(found)
        rows = Hold.objects.filter(pk__in=[one.pk for one in tentative], status=Hold.Status.TENTATIVE)
        return rows.update(status=Hold.Status.FIRM)

    return _at_most_twice(write) if wanted else 0


def release(holds: QuerySet) -> int:
    """Give back what these hold; how many they were. Released ones stay on record."""
    return holds.standing().update(status=Hold.Status.RELEASED)


def take_turns(resources: set[int]) -> None:
    """Wait for whoever books the same, in the order of their numbers: nobody then waits for somebody who waits."""
    rows = Resource.objects.filter(pk__in=resources).order_by("pk")
    list(rows.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))


def _row(one: Booking) -> Hold:
    return Hold(
        resource_id=one.resource,
        during=DateTimeTZRange(one.start, one.stop),
        status=Hold.Status.FIRM if one.firm else Hold.Status.TENTATIVE,
        source=one.source,
        meeting_id=one.meeting,
        enrolment_id=one.enrolment,
        note=one.note,
    )


def _booking(kept: Hold) -> Booking:
    return Move(kept, kept.resource_id, kept.during.lower, kept.during.upper).booking


def _require_apart(wanted: list[Booking]) -> None:
    """Refuse wishes that clash among themselves: two meetings of one class in one room at one time."""
    for one, next_one in pairwise([one for one in wanted if one.firm]):
        if one.resource == next_one.resource and next_one.start < one.stop:
            name, class_ = Resource.objects.get(pk=one.resource), _class_of_both(one, next_one)
            twice = f" by two meetings of {class_}, setup and teardown included" if class_ else ""
            raise Refused(
                f"Nothing was booked: {name} would be booked twice {span_words(next_one.start, next_one.stop)}{twice}. "
                "Change one of the two."
            )


def _class_of_both(one: Booking, other: Booking) -> str:
    """The number of the class whose meetings both are of; empty where they are of none, or of two."""
    rows = Meeting.objects.filter(pk__in=[one.meeting, other.meeting])
    numbers = set(rows.values_list("scheduled_class__number", flat=True))
    return numbers.pop() if len(numbers) == 1 and one.meeting and other.meeting else ""


def _check_overlap(when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS hold_no_overlap {when}")


def _at_most_twice(write: Callable[[], T]) -> T:
    """Write, and once more where somebody else was faster or both waited for each other; then say so in words."""
    try:
        return _kept_apart(write)
    except (IntegrityError, OperationalError) as error:
        _require_meanwhile(error)
    try:
        return _kept_apart(write)
    except (IntegrityError, OperationalError) as error:
        _require_meanwhile(error)
        raise Refused(MEANWHILE) from error


def _kept_apart(write: Callable[[], T]) -> T:
    """Write so that what failed leaves the caller's transaction usable."""
    with transaction.atomic():
        return write()


def _require_meanwhile(error: Exception) -> None:
    """Raise an error again that is none of two people booking at once."""
    if sqlstate(error) not in (OVERLAP, DEADLOCK):
        raise error
