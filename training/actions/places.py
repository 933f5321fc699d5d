"""What happens to rooms: their hours, times at which they are closed, and how many they seat for a course."""

from datetime import datetime, time

from django.db import IntegrityError, transaction

from doc_portal.core.audit import log
from doc_portal.core.display import long_moment
from doc_portal.core.models import User
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock
from training.actions.holds import AlreadyBooked, hold, release
from training.booking import Booking
from training.models import Center, Course, Hold, Meeting, Room, RoomHours, RoomSeats, ScheduledClass, TravelTime
from training.refusals import broken
from training.rooms import seats_for

OFFERED = ("published", "confirmed", "in_progress")
Weekly = dict[int, tuple[time, time]]


@transaction.atomic
def add_room(room: Room, *, by: User) -> Room:
    """Keep a new room of a center."""
    room.created_by = by
    room.save()
    log("create", room, by=by)
    index_entry(room)
    return room


@transaction.atomic
def revise_center(center: Center, *, by: User, changed: str = "") -> Center:
    """Keep what was changed in a center. Its rooms are found by its name, and not at all once it is no longer used."""
    center.save()
    log("edit", center, by=by, reason=changed)
    for room in center.rooms.select_related("center"):
        index_entry(room)
    return center


@transaction.atomic
def revise_room(room: Room, *, by: User, changed: str = "") -> Room:
    """Keep what was changed in a room. It does not seat fewer than a class that meets in it and is offered."""
    try:
        with transaction.atomic():
            room.save()
    except IntegrityError as error:
        raise _too_small(error, room) from error
    log("edit", room, by=by, reason=changed)
    index_entry(room)
    return room


@transaction.atomic
def set_hours(room: Room, hours: Weekly, *, by: User) -> Room:
    """The hours at which a room can be booked, by weekday; none at all: at any hour. What is booked stays booked."""
    locked = lock(room)
    RoomHours.objects.filter(room=locked).delete()
    RoomHours.objects.bulk_create(
        RoomHours(room=locked, weekday=weekday, opens=opens, closes=closes)
        for weekday, (opens, closes) in sorted(hours.items())
    )
    log("set_hours", locked, by=by, details={str(day): f"{a:%H:%M}-{b:%H:%M}" for day, (a, b) in hours.items()})
    return locked


@transaction.atomic
def close_room(room: Room, start: datetime, stop: datetime, *, by: User, kind: str, note: str = "") -> Room:
    """Nobody can book the room then. Refused while something is booked in it, naming what: that is moved first."""
    if start >= stop:
        raise Refused("The room must be free again after it is closed. Check the two times.")
    booking = Booking(resource=room.resource.pk, start=start, stop=stop, source=kind, note=note)
    try:
        hold([booking])
    except AlreadyBooked as refusal:
        raise AlreadyBooked(refusal.clashes, "Move what is booked to another room first.") from refusal
    log("close", room, by=by, reason=note, details={"from": long_moment(start), "until": long_moment(stop)})
    return room


@transaction.atomic
def open_room(held: Hold, *, by: User) -> Room:
    """A room that was closed or blocked can be booked again."""
    room = held.resource.room
    if room is None or held.source not in (Hold.Source.CLOSED, Hold.Source.BLOCK):
        raise Refused("This booking is no closing of a room. Move or cancel the class it belongs to.")
    if not release(Hold.objects.filter(pk=held.pk)):
        raise Refused(f"{room} is open again at that time already. Nothing was changed.")
    log("open", room, by=by, details={"from": long_moment(held.during.lower), "until": long_moment(held.during.upper)})
    return room


@transaction.atomic
def set_room_seats(room: Room, course: Course, seats: int | None, *, by: User) -> Room:
    """How many the room seats for a course; None: as many as otherwise."""
    locked = lock(room)
    try:
        with transaction.atomic():
            if seats is None:
                RoomSeats.objects.filter(room=locked, course=course).delete()
            else:
                RoomSeats.objects.update_or_create(room=locked, course=course, defaults={"seats": seats})
    except IntegrityError as error:
        raise _too_small(error, locked, course, seats) from error
    log("set_seats", locked, by=by, after=f"{course.code}: {seats or 'as otherwise'}")
    return locked


@transaction.atomic
def set_travel_time(one: Center, other: Center, minutes: int, *, by: User) -> TravelTime:
    """How long the way between two centers takes; it counts both ways, for teaching that is laid out from now on."""
    if one == other:
        raise Refused("Choose two different centers.")
    first, second = sorted((one, other), key=lambda center: center.pk)
    kept, made = TravelTime.objects.update_or_create(
        one=first, other=second, defaults={"minutes": minutes, "confirmed": True}
    )
    log("create" if made else "edit", kept, by=by, after=f"{minutes} minutes")
    return kept


def _too_small(error: IntegrityError, room: Room, course: Course | None = None, seats: int | None = None) -> Refused:
    """The refusal, naming the classes that no longer fit."""
    told = broken(error)
    rows = ScheduledClass.objects.filter(status__in=OFFERED, meetings__in=Meeting.objects.standing().filter(room=room))
    names = []
    for one in rows.for_list().distinct().order_by("starts_at", "pk"):
        left = seats if course == one.course and seats is not None else _seats(room, one.course, course)
        if one.capacity > left:
            names.append(f"{one.number} ({one.capacity} seats, {one.seats_taken} taken)")
    if not names:
        return told
    return Refused(f"{room} would seat fewer than these classes: {', '.join(names)}. Move them or lower their seats.")


def _seats(room: Room, course: Course, but: Course | None) -> int:
    return room.seats if but == course else seats_for(room, course)
