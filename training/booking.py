"""What is to be booked, and what stands in its way: one look-up for any number of wishes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection
from django.utils import timezone

from doc_portal.core.display import clock, short_date
from personnel.models import Person
from training.models import Bed, Enrolment, Equipment, Hold, Room
from training.resources import resources_of

LOOK_UP = """
    SELECT h.id, w.place
      FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[])
           WITH ORDINALITY AS w(resource, start, stop, place)
      JOIN training_hold h
        ON int8range(h.resource_id, h.resource_id, '[]') && int8range(w.resource, w.resource, '[]')
       AND h.during && tstzrange(w.start, w.stop, '[)')
     WHERE h.status = 'firm' AND h.id <> ALL (%s)
     ORDER BY w.place, h.during
"""
TOLD = 5
THINGS = (
    ("room", Room.objects.select_related("center")),
    ("person", Person.objects.all()),
    ("bed", Bed.objects.select_related("room__center")),
    ("equipment", Equipment.objects.select_related("center")),
)
NAMED = (
    "during", "status", "source", "note", "enrolment", "resource__kind", "meeting__scheduled_class__number",
    *(f"resource__{name}" for name, _ in THINGS),
)  # fmt: skip
OF_A_PERSON = {Hold.Source.LEAVE: "is away", Hold.Source.TRAVEL: "is on the road"}


@dataclass(frozen=True, kw_only=True)
class Booking:
    """One resource for one interval, [start, stop). Tentative ones (`firm` False) may overlap until approved."""

    resource: int
    start: datetime
    stop: datetime
    source: str
    meeting: int | None = None
    enrolment: int | None = None
    note: str = ""
    firm: bool = True

    @property
    def order(self) -> tuple[int, datetime]:
        """Everybody books in this order, so that nobody waits for somebody who waits for them."""
        return self.resource, self.start


@dataclass(frozen=True)
class Clash:
    """What stands in the way of a wish."""

    wish: Booking
    hold: Hold

    @property
    def words(self) -> str:
        """“Central, room 101 is booked on Jan 15, 8:00 am to 12:00 pm (CLS-2026-00012)”."""
        return f"{self.hold.resource} {_doing(self.hold)} {span_words(self.hold.during.lower, self.hold.during.upper)}"


def clashes(wishes: Iterable[Booking], *, but: Iterable[int] = ()) -> list[Clash]:
    """The firm bookings that stand in the way of these wishes, holds with the keys `but` left aside."""
    found = _look_up(wishes, but)
    holds = named({key for _, key in found})
    return [Clash(wish, holds[key]) for wish, key in found]


def clashing(wishes: Iterable[Booking]) -> set[Booking]:
    """Those of these wishes that something stands in the way of."""
    return {wish for wish, _ in _look_up(wishes)}


def _look_up(wishes: Iterable[Booking], but: Iterable[int] = ()) -> list[tuple[Booking, int]]:
    """Wishes with the keys of what stands in their way."""
    wishes = [one for one in wishes if one.firm]
    if not wishes:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            LOOK_UP,
            [
                [one.resource for one in wishes],
                [one.start for one in wishes],
                [one.stop for one in wishes],
                list(but),
            ],
        )
        return [(wishes[place - 1], key) for key, place in cursor.fetchall()]


def named(keys: Iterable[int]) -> dict[int, Hold]:
    """Bookings with what their words need. Few joins at a time: to plan the join of all takes longer than all this."""
    keys = set(keys)
    if not keys:
        return {}
    rows = Hold.objects.filter(pk__in=keys).select_related("resource", "meeting__scheduled_class").only(*NAMED)
    found = {one.pk: one for one in rows}
    for name, things in THINGS:
        wanted = [(one.resource, key) for one in found.values() if (key := getattr(one.resource, f"{name}_id"))]
        there = things.in_bulk({key for _, key in wanted}) if wanted else {}
        for resource, key in wanted:
            setattr(resource, name, there[key])
    return found


def personal_bookings(enrolment: Enrolment, *, forbid: bool) -> list[Booking]:
    """Somebody's time at every meeting of a class. Unless clashes are forbidden, what clashes is not firm."""
    resource = resources_of([enrolment.person_id])[enrolment.person_id]
    wishes = [
        Booking(
            resource=resource, start=meeting.starts_at, stop=meeting.ends_at, source=Hold.Source.ENROLMENT,
            meeting=meeting.pk, enrolment=enrolment.pk,
        )
        for meeting in enrolment.scheduled_class.meetings.standing()
    ]  # fmt: skip
    if forbid:
        return wishes
    busy = clashing(wishes)
    return [replace(one, firm=one not in busy) for one in wishes]


def clash_words(found: list[Clash]) -> str:
    """What clashes and when, as far as one reads it at once."""
    told = list(dict.fromkeys(one.words for one in found))
    more = f"; and {len(told) - TOLD} more" if len(told) > TOLD else ""
    return "; ".join(told[:TOLD]) + more


def span_words(start: datetime, stop: datetime) -> str:
    """“on Jan 15, 8:00 am to 12:00 pm”, or from one day to another."""
    first, last = timezone.localdate(start), timezone.localdate(stop)
    if first == last:
        return f"on {short_date(first)}, {clock(start)} to {clock(stop)}"
    return f"from {short_date(first)}, {clock(start)} to {short_date(last)}, {clock(stop)}"


def _doing(hold: Hold) -> str:
    """What a resource is busy with, without a word about why a person is away."""
    if hold.source in OF_A_PERSON:
        return OF_A_PERSON[hold.source]
    if hold.meeting is not None:
        return f"is booked for {hold.meeting.scheduled_class.number}"
    if hold.source in (Hold.Source.CLOSED, Hold.Source.BLOCK):
        return f"is {hold.get_source_display().lower()}"
    return "is already booked"
