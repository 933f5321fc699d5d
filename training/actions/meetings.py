"""Meetings of a class: adding them with everything they need, moving, swapping and canceling them.

Whatever a meeting needs is booked with it: the room, who teaches, vehicles and kit, and the time of who has a seat.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

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
from training.booking import Booking, clashes
from training.models import ClassInstructor, Enrolment, Hold, Meeting, Resource, Room, ScheduledClass
from training.refusals import broken
from training.resources import resources_of
from training.rooms import RoomRules, days_ahead, lacking_words
from training.sittings import Sitting, require_free, sitting_of
from training.teaching import hours_problems, uncertified_on, uncertified_words

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
    require_free(obstacles(locked, sittings))
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
    require_free(obstacles(locked, [sitting], but=[stored]))
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
        _require_suitable(each, room, kept)
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


def teachers_of(scheduled_class: ScheduledClass) -> list:
    """Who teaches or evaluates the class, the lead first."""
    rows = ClassInstructor.objects.standing().filter(scheduled_class=scheduled_class)
    return [one.instructor for one in rows.select_related("instructor__person").order_by("-role", "pk")]


def obstacles(
    scheduled_class: ScheduledClass, sittings: list[Sitting], *, but: Iterable[Meeting] = ()
) -> dict[date, list[str]]:
    """For each day of the pattern what stands in the way of it: rules of the room, who teaches, other bookings.

    Asked before a save, and while something is dragged; the database refuses two bookings whatever this says.
    """
    found: dict[date, list[str]] = {}

    def say(sitting: Sitting, words: str) -> None:
        if words and words not in found.setdefault(sitting.planned_on, []):
            found[sitting.planned_on].append(words)

    moved = [one.pk for one in but]
    ahead = days_ahead()
    rules = {room.pk: RoomRules(room, ahead) for room in {one.room for one in sittings if one.room}}
    for one in sittings:
        if one.room is not None:
            for words in rules[one.room.pk].problems(one.start, one.stop):
                say(one, words)
            say(one, lacking_words(one.room, scheduled_class.course_version))
    for sitting, words in _of_teachers(scheduled_class, sittings, moved):
        say(sitting, words)
    for sitting, words in _of_bookings(scheduled_class, sittings, moved):
        say(sitting, words)
    return {day: words for day, words in found.items() if words}


def _of_teachers(scheduled_class: ScheduledClass, sittings: list[Sitting], moved: list[int]):
    """Certificates and hours of who teaches."""
    needed = scheduled_class.course_version.instructor_cert
    for line in ClassInstructor.objects.teaching().filter(scheduled_class=scheduled_class).select_related("instructor"):
        instructor = line.instructor
        lapsed = uncertified_on(instructor, needed, [timezone.localdate(one.starts_at) for one in sittings])
        for one in sittings:
            if (day := timezone.localdate(one.starts_at)) in lapsed:
                yield one, uncertified_words(instructor, needed, [day])
        spans = [(one.starts_at, one.ends_at) for one in sittings]
        for place, words in hours_problems(instructor, spans, but=moved).items():
            yield sittings[place], words


def _of_bookings(scheduled_class: ScheduledClass, sittings: list[Sitting], moved: list[int]):
    """Other bookings of the room, of who teaches, and of vehicles and kit."""
    others = _others(scheduled_class)
    wishes = {
        one.booking(resource, source): one
        for one in sittings
        for resource, source in [*others, *([(one.room.resource.pk, Source.MEETING)] if one.room else ())]
    }
    own = Hold.objects.filter(meeting__in=moved).values_list("pk", flat=True) if moved else ()
    for clash in clashes(wishes, but=own):
        yield wishes[clash.wish], clash.words


def _others(scheduled_class: ScheduledClass) -> list[tuple[int, str]]:
    """What each meeting of the class needs beside its room: who teaches, vehicles and kit."""
    people = resources_of(one.person_id for one in teachers_of(scheduled_class))
    kit = [one.pk for one in kit_of(scheduled_class)]
    return [*((one, Source.TEACHING) for one in people.values()), *((one, Source.MEETING) for one in kit)]


def kit_of(scheduled_class: ScheduledClass) -> list[Resource]:
    """Vehicles and kit that are booked for the class."""
    held = Hold.objects.standing().filter(meeting__scheduled_class=scheduled_class)
    rows = Resource.objects.filter(holds__in=held).exclude(equipment=None)
    return list(rows.select_related("equipment__center").distinct())


def _book(scheduled_class: ScheduledClass, meetings: list[Meeting], sittings: list[Sitting], *, firm: bool) -> None:
    others = _others(scheduled_class)
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
    busy = {clash.wish for clash in clashes(wishes)}
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


def _require_suitable(scheduled_class: ScheduledClass, room: Room, meetings: list[Meeting]) -> None:
    """Refuse a room that is closed then or lacks what the course needs; bookings are looked at by the move."""
    rules = RoomRules(room, days_ahead())
    found = {
        timezone.localdate(one.starts_at): rules.problems(one.during.lower, one.during.upper) for one in meetings
    }  # fmt: skip
    if words := lacking_words(room, scheduled_class.course_version):
        found[timezone.localdate(meetings[0].starts_at)].append(words)
    require_free({day: words for day, words in found.items() if words})


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
