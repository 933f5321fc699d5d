"""Meetings of a class: adding them with everything they need, moving, swapping and canceling them.

Whatever a meeting needs is booked with it: the room, who teaches, vehicles and kit, and the time of who has a seat.
"""

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_moment
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock
from training.actions.holds import Move, hold, move, release, take_turns
from training.actions.telling import tell_of_change
from training.actions.travel import keep_travel, require_hours
from training.actions.waiting import wait_for_shifts
from training.booking import Booking, clashing
from training.models import Enrolment, Hold, Meeting, Room, ScheduledClass
from training.needed import needed_by, teachers_of
from training.obstacles import by_day, obstacles, of_rooms
from training.refusals import broken
from training.relief import groups_of
from training.resources import resources_of
from training.sittings import Sitting, require_free, sitting_of

Source = Hold.Source


@transaction.atomic
def add_meetings(
    scheduled_class: ScheduledClass, sittings: list[Sitting], *, by: User, firm: bool = True
) -> ScheduledClass:
    """Keep all of these meetings and book what they need, or none: `DatesTaken` names each date and what is wrong.

    Tentative bookings of the room (`firm` False) may overlap until the class is published.
    """
    locked = lock(scheduled_class)
    _require_editable(locked)
    if not sittings:
        raise Refused("No date is left. Keep at least one of the dates.")
    _wait_for_shifts(locked, sittings)
    require_free(obstacles(locked, sittings, by=by))
    made = [one.meeting_of(locked) for one in sittings]
    for one in made:
        _save(one)
    _book(locked, made, sittings, firm=firm)
    for instructor in teachers_of(locked):
        require_hours(instructor, made)
        keep_travel(instructor)
    log("add_meetings", locked, by=by, reason=f"{len(made)} from {long_moment(min(one.starts_at for one in made))}")
    return locked


@transaction.atomic
def move_meeting(meeting: Meeting, sitting: Sitting, *, by: User) -> Meeting:
    """Move a meeting to another time, another room or both, with all that is booked for it."""
    locked = lock(meeting.scheduled_class)
    _require_editable(locked)
    stored = lock(meeting)
    _require_standing(stored)
    before = sitting_of(stored)
    _wait_for_shifts(locked, [sitting])
    require_free(obstacles(locked, [sitting], by=by, but=[stored]))
    _rebook(locked, stored, sitting)
    stored.during, stored.starts_at, stored.ends_at = sitting.during, sitting.starts_at, sitting.ends_at
    stored.room, stored.mode = sitting.room, sitting.mode
    _changed(stored)
    for instructor in teachers_of(locked):
        require_hours(instructor, [stored])
        keep_travel(instructor)
    was = f"{long_moment(before.starts_at)}, {before.room or before.mode}"
    log("move_meeting", locked, by=by, before=was, after=f"{long_moment(stored.starts_at)}, {stored.room}")
    told = f"{locked} meets on {long_moment(stored.starts_at)}, not on {long_moment(before.starts_at)}"
    tell_of_change(locked, told, meeting=stored)
    return stored


@transaction.atomic
def swap_rooms(scheduled_class: ScheduledClass, other: ScheduledClass, *, by: User) -> ScheduledClass:
    """Two classes change rooms in one edit: each takes the room of the other for all of its meetings to come."""
    classes = {one.pk: lock(one) for one in sorted((scheduled_class, other), key=lambda one: one.pk)}
    one, two = classes[scheduled_class.pk], classes[other.pk]
    for each in (one, two):
        _require_editable(each)
    first, second = _room_and_meetings(one), _room_and_meetings(two)
    moves = [*_moves_to(second[0], first[1]), *_moves_to(first[0], second[1])]
    if first[0] == second[0]:
        raise Refused(f"{one.number} and {two.number} both meet in {first[0]}. Choose a class in another room.")
    for room, kept, each in ((second[0], first[1], one), (first[0], second[1], two)):
        _require_suitable(each, room, kept, by)
    move(moves)
    for room, kept in ((second[0], first[1]), (first[0], second[1])):
        for meeting in kept:
            meeting.room = room
            _changed(meeting)
    for each, room in ((one, second[0]), (two, first[0])):
        for instructor in teachers_of(each):
            keep_travel(instructor)
        log("swap_rooms", each, by=by, after=str(room))
        tell_of_change(each, f"{each} meets in {room}")
    return one


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User, note: str = "") -> Meeting:
    """One meeting falls away: what was booked for it is free again, and calendars hear of it."""
    locked = lock(meeting.scheduled_class)
    _require_editable(locked)
    stored = lock(meeting)
    _require_standing(stored)
    drop_meetings(Meeting.objects.filter(pk=stored.pk))
    for instructor in teachers_of(locked):
        keep_travel(instructor)
    log("cancel_meeting", locked, by=by, before=long_moment(stored.starts_at), reason=note)
    tell_of_change(locked, f"{locked}: the meeting on {long_moment(stored.starts_at)} is canceled", meeting=stored)
    stored.refresh_from_db()
    return stored


def drop_meetings(meetings: QuerySet) -> int:
    """Mark meetings as canceled and give back all that was booked for them; how many they were."""
    keys = list(meetings.standing().values_list("pk", flat=True))
    release(Hold.objects.filter(meeting__in=keys))
    rows = Meeting.objects.filter(pk__in=keys)
    return rows.update(canceled_at=timezone.now(), changed_at=timezone.now(), sequence=F("sequence") + 1)


def _wait_for_shifts(locked: ScheduledClass, sittings: list[Sitting]) -> None:
    """Wait for whoever fills the shifts of those who come, so that each counts who is away with the others in it."""
    if locked.seats_taken:
        people = list(Enrolment.objects.seated().filter(scheduled_class=locked).values_list("person", flat=True))
        days = {timezone.localdate(one.starts_at) for one in sittings}
        wait_for_shifts(group for day in days for group in groups_of(people, day).values())


def _book(scheduled_class: ScheduledClass, meetings: list[Meeting], sittings: list[Sitting], *, firm: bool) -> None:
    others = needed_by(scheduled_class)
    wishes = []
    for meeting, one in zip(meetings, sittings, strict=True):
        wishes += [one.booking(resource, source, meeting=meeting.pk) for resource, source in others]
        if one.room is not None:
            wishes.append(one.booking(one.room.resource.pk, Source.MEETING, meeting=meeting.pk, firm=firm))
    hold([*wishes, *_time_of_people(scheduled_class, meetings)])


def _time_of_people(scheduled_class: ScheduledClass, meetings: list[Meeting]) -> list[Booking]:
    """The time of everybody with a seat. Who is booked elsewhere then keeps a booking that is not firm."""
    seated = dict(Enrolment.objects.seated().filter(scheduled_class=scheduled_class).values_list("person", "pk"))
    people = resources_of(seated)
    wishes = [
        Booking(
            resource=people[person], start=meeting.starts_at, stop=meeting.ends_at, source=Source.ENROLMENT,
            meeting=meeting.pk, enrolment=enrolment,
        )
        for person, enrolment in seated.items()
        for meeting in meetings
    ]  # fmt: skip
    busy = clashing(wishes)
    return [replace(one, firm=one not in busy) for one in wishes]


def _rebook(scheduled_class: ScheduledClass, meeting: Meeting, sitting: Sitting) -> None:
    """Move what is booked for a meeting; book a room anew where it had none, and people anew as they are free."""
    held = list(Hold.objects.standing().filter(meeting=meeting).select_related("resource"))
    old_room, new_room = meeting.room, sitting.room
    of_people = [one for one in held if one.source == Source.ENROLMENT]
    of_room = [one for one in held if old_room is not None and one.resource.room_id == old_room.pk]
    moved = [one for one in held if one not in of_people and not (one in of_room and new_room is None)]
    room = new_room.resource.pk if new_room else 0
    take_turns({one.resource_id for one in held} | ({room} if room else set()))
    release(Hold.objects.filter(pk__in=[one.pk for one in held if one not in moved]))
    move(Move(one, room if one in of_room else one.resource_id, sitting.start, sitting.stop) for one in moved)
    wanted = [sitting.booking(room, Source.MEETING, meeting=meeting.pk)] if room and not of_room else []
    times = sitting.meeting_of(scheduled_class)
    times.pk = meeting.pk
    hold([*wanted, *_time_of_people(scheduled_class, [times])])


def _room_and_meetings(scheduled_class: ScheduledClass) -> tuple[Room, list[Meeting]]:
    """The one room of a class and its meetings to come."""
    rows = scheduled_class.meetings.standing().filter(starts_at__gt=timezone.now()).exclude(room=None)
    meetings = list(rows.select_related("room__center", "room__resource"))
    rooms = {one.room for one in meetings}
    if len(rooms) != 1:
        what = "has no meeting to come in a room" if not rooms else "meets in several rooms"
        raise Refused(f"{scheduled_class.number} {what}. Move its meetings one by one.")
    return rooms.pop(), meetings


def _moves_to(room: Room, meetings: list[Meeting]) -> list[Move]:
    held = Hold.objects.standing().filter(meeting__in=meetings, resource__room__isnull=False)
    return [Move(one, room.resource.pk, one.during.lower, one.during.upper) for one in held]


def _require_suitable(scheduled_class: ScheduledClass, room: Room, meetings: list[Meeting], by: User) -> None:
    """Refuse a room that others book, is closed then or lacks what is needed; bookings are looked at by the move."""
    wished = [replace(sitting_of(one), room=room) for one in meetings]
    require_free(by_day(of_rooms(scheduled_class, wished, by)))


def _changed(meeting: Meeting) -> None:
    meeting.sequence += 1
    meeting.changed_at = timezone.now()
    _save(meeting)


def _save(meeting: Meeting) -> None:
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        raise broken(error) from error


def _require_editable(scheduled_class: ScheduledClass) -> None:
    if not scheduled_class.editable:
        raise Refused(
            f"{scheduled_class.number} is {scheduled_class.get_status_display().lower()}, so its meetings stay as they "
            "are. Lay out another class instead."
        )


def _require_standing(meeting: Meeting) -> None:
    if meeting.canceled_at is not None:
        raise Refused(f"This meeting was canceled on {long_moment(meeting.canceled_at)}. Add another one instead.")
