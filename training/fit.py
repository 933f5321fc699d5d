"""Why a class does not fit its course, rooms and instructors, naming which; the database is what refuses it."""

from django.db import IntegrityError
from django.utils import timezone

from doc_portal.core.workflow import Refused
from training.models import ClassInstructor, Meeting, ScheduledClass
from training.refusals import broken
from training.rooms import seats_for
from training.teaching import uncertified_on, uncertified_words


class Unfit(Refused):
    """Refused because a class does not fit; `found` is each reason, for a page that lists them."""

    def __init__(self, found: list[str]):
        super().__init__(f"{'; '.join(found)}. Change the seats, the room or the instructors.")
        self.found = found


def misfits(scheduled_class: ScheduledClass, meetings: list[Meeting], teaching: list[ClassInstructor]) -> list[str]:
    """One sentence without a full stop for each rule a class breaks with these meetings and who teaches them."""
    one, version = scheduled_class, scheduled_class.course_version
    found = []
    if one.capacity > version.max_seats:
        found.append(f"{one.number} has {one.capacity} seats, and {version.course.code} allows {version.max_seats}")
    for room in dict.fromkeys(meeting.room for meeting in meetings if meeting.room):
        if one.capacity > (seats := seats_for(room, version.course)):
            found.append(f"{one.number} has {one.capacity} seats, and {room} seats {seats}")
    if version.instructor_ratio and one.capacity > version.instructor_ratio * len(teaching):
        found.append(
            f"{one.number} has {one.capacity} seats and {len(teaching) or 'no'} "
            f"instructor{'' if len(teaching) == 1 else 's'}, one for every {version.instructor_ratio} people is asked"
        )
    days = [timezone.localdate(meeting.starts_at) for meeting in meetings]
    for line in teaching:
        if lapsed := uncertified_on(line.instructor, version.instructor_cert, days):
            found.append(uncertified_words(line.instructor, version.instructor_cert, lapsed))
    return found


def unfit(error: IntegrityError, scheduled_class: ScheduledClass) -> Refused:
    """The refusal of the database, naming what does not fit where that can be told."""
    told = broken(error)
    found = misfits(scheduled_class, *meetings_and_teaching(scheduled_class))
    return Unfit(found) if found else told


def meetings_and_teaching(scheduled_class: ScheduledClass) -> tuple[list[Meeting], list[ClassInstructor]]:
    """The meetings of a class that take place, and who teaches it."""
    rooms = scheduled_class.meetings.standing().select_related("room__center")
    teaching = ClassInstructor.objects.teaching().filter(scheduled_class=scheduled_class)
    return list(rooms.prefetch_related("room__seats_by_course")), list(teaching.select_related("instructor__person"))
