"""What stands in the way of meetings that are wished for: rooms, who teaches, who comes, and other bookings."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import chain

from django.core.exceptions import ValidationError
from django.utils import timezone

from doc_portal.core.models import User
from training.booking import clashes, span_words
from training.models import ClassInstructor, Enrolment, Hold, Meeting, Room, ScheduledClass
from training.needed import needed_by
from training.relief import short_words
from training.rooms import RoomRules, days_ahead, lacking_words
from training.sittings import Sitting, again, days_of
from training.teaching import hours_problems, uncertified_on, uncertified_words

LAYS_OUT = ("training.add_scheduledclass", "training.change_scheduledclass")
"""Rights that book a room: one of them must count at the center of the room, as at that of the class."""
Source = Hold.Source


def obstacles(
    scheduled_class: ScheduledClass, sittings: list[Sitting], *, by: User, but: Iterable[Meeting] = ()
) -> dict[date, list[str]]:
    """For each day of the pattern what stands in the way of it: the room, who teaches, who comes, other bookings.

    Asked before a save, and while something is dragged; the database refuses two bookings whatever this says.
    """
    moved = [one.pk for one in but]
    return by_day(
        chain(
            _of_itself(scheduled_class, sittings, moved),
            of_rooms(scheduled_class, sittings, by),
            _of_teachers(scheduled_class, sittings, moved),
            _of_shifts(scheduled_class, sittings),
            _of_bookings(scheduled_class, sittings, moved),
        )
    )


FREE = "Nothing stands in the way there."


def in_the_way(meeting: Meeting, day: date, room: Room | None, *, by: User) -> str:
    """In words what stands in the way of a meeting on another day, or in another room; that it is free, too."""
    try:
        sitting = again(meeting, day)
    except (ValidationError, OverflowError):
        return "The meeting cannot begin at that time on that day."
    found = obstacles(meeting.scheduled_class, [replace(sitting, room=room or sitting.room)], by=by, but=[meeting])
    return "; ".join(words for problems in found.values() for words in problems) or FREE


def by_day(told: Iterable[tuple[Sitting, str]]) -> dict[date, list[str]]:
    """What was told of sittings, by the day of the pattern they belong to; each once."""
    found: dict[date, list[str]] = {}
    for sitting, words in told:
        if words and words not in found.setdefault(sitting.planned_on, []):
            found[sitting.planned_on].append(words)
    return {day: words for day, words in found.items() if words}


def of_rooms(scheduled_class: ScheduledClass, sittings: list[Sitting], by: User):
    """Hours and closings of the room, what it lacks, and that others book it."""
    ahead = days_ahead()
    rooms = {one.room.pk: one.room for one in sittings if one.room}
    rules = {key: RoomRules(room, ahead) for key, room in rooms.items()}
    for one in sittings:
        if one.room is None:
            continue
        for words in rules[one.room.pk].problems(one.start, one.stop):
            yield one, words
        yield one, lacking_words(one.room, scheduled_class.course_version)
        if not any(by.has_perm(right, one.room) for right in LAYS_OUT):
            yield one, f"your right to lay out classes does not count at {one.room.center}, whose room this is"


def _of_itself(scheduled_class: ScheduledClass, sittings: list[Sitting], moved: list[int]):
    """Other meetings of the class at the same time: those that stand, and those wished for with it."""
    standing = scheduled_class.meetings.standing().exclude(pk__in=moved).values_list("starts_at", "ends_at")
    taken = [*standing, *((one.starts_at, one.ends_at) for one in sittings)]
    for place, one in enumerate(sittings, len(taken) - len(sittings)):
        for other, (starts_at, ends_at) in enumerate(taken):
            if other != place and starts_at < one.ends_at and one.starts_at < ends_at:
                yield one, f"{scheduled_class.number} itself meets {span_words(starts_at, ends_at)} already"


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


def _of_shifts(scheduled_class: ScheduledClass, sittings: list[Sitting]):
    """Shifts that cannot spare those who have a seat, on days on which the class did not meet so far."""
    if not scheduled_class.seats_taken:
        return
    coming = list(Enrolment.objects.seated().filter(scheduled_class=scheduled_class).values_list("person", flat=True))
    short: dict[date, str] = dict.fromkeys(days_of(scheduled_class), "")
    for one in sittings:
        day = timezone.localdate(one.starts_at)
        if day not in short:
            short[day] = short_words(coming, day)
        yield one, short[day]


def _of_bookings(scheduled_class: ScheduledClass, sittings: list[Sitting], moved: list[int]):
    """Other bookings of the room, of who teaches, and of vehicles and kit."""
    others = needed_by(scheduled_class)
    wishes = {
        one.booking(resource, source): one
        for one in sittings
        for resource, source in [*others, *([(one.room.resource.pk, Source.MEETING)] if one.room else ())]
    }
    left_aside = Hold.objects.filter(meeting__in=moved).values_list("pk", flat=True) if moved else ()
    for clash in clashes(wishes, but=left_aside):
        own = clash.hold.meeting is not None and clash.hold.meeting.scheduled_class_id == scheduled_class.pk
        yield wishes[clash.wish], f"{clash.words}, another meeting of this class" if own else clash.words
