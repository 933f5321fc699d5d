"""What is wrong with classes that are laid out: one list for who can mend it (training.md 5, screen 6).

The database refuses what must never be. This is about what can come about afterwards, such as a room whose hours were
changed or a certificate that lapses, and about what is not done yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from doc_portal.core.display import listed, long_date
from training.fit import misfits
from training.models import SEATED, ClassInstructor, Hold, Meeting, Mode, ScheduledClass
from training.rooms import RoomRules, days_ahead, lacking_words
from training.teaching import too_many_hours

Status = ScheduledClass.Status
TO_COME = (Status.DRAFT, Status.PUBLISHED, Status.CONFIRMED, Status.POSTPONED)
SOON = timedelta(days=14)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong with a class, as a sentence."""

    scheduled_class: ScheduledClass
    words: str
    meetings: tuple[Meeting, ...] = ()
    level: str = "warn"


def classes_to_look_at(until: datetime):
    """Classes to come up to a moment, and those whose days are not known yet."""
    rows = ScheduledClass.objects.filter(status__in=TO_COME).coming().exclude(starts_at__gt=until)
    return rows.order_by("starts_at", "pk")


def issues_in(classes: QuerySet) -> list[Issue]:
    """What is wrong with each of these classes, in their order; a handful of queries for any number of them."""
    rows = list(classes.filter(status__in=TO_COME).for_list().select_related("course_version__instructor_cert"))
    looked = _Looked(rows)
    return [issue for one in rows for issue in looked.at(one)]


def issues_of(scheduled_class: ScheduledClass) -> list[Issue]:
    """What is wrong with one class."""
    return issues_in(ScheduledClass.objects.filter(pk=scheduled_class.pk))


class _Looked:
    """All that is asked of some classes, read at once."""

    def __init__(self, classes: list[ScheduledClass]):
        meetings = Meeting.objects.standing().filter(scheduled_class__in=classes).select_related("room__center")
        self.meetings = _by_class(meetings.prefetch_related("room__hours", "room__seats_by_course"))
        lines = ClassInstructor.objects.teaching().filter(scheduled_class__in=classes)
        self.teaching = _by_class(
            lines.select_related("instructor__person").prefetch_related("instructor__certificates")
        )
        self.rooms: dict[int, RoomRules] = {}
        self.ahead = days_ahead()
        self.hours = self._hours({line.instructor for found in self.teaching.values() for line in found})
        kit = Hold.objects.standing().filter(meeting__scheduled_class__in=classes, resource__equipment__isnull=False)
        self.kit = set(kit.values_list("meeting__scheduled_class", "resource__equipment__feature"))
        double = Hold.objects.filter(status=Hold.Status.TENTATIVE, enrolment__scheduled_class__in=classes)
        seated = double.filter(enrolment__status__in=SEATED).select_related("enrolment__person")
        self.double = {(one.enrolment.scheduled_class_id, str(one.enrolment.person)) for one in seated}

    def _hours(self, instructors: set) -> dict[int, dict]:
        """By instructor the days on which they teach too much."""
        lines = ClassInstructor.objects.standing().filter(instructor__in=instructors)
        taught = lines.filter(
            scheduled_class__meetings__canceled_at=None, scheduled_class__meetings__ends_at__gt=timezone.now() - WEEK
        ).exclude(scheduled_class__status=Status.CANCELLED)
        spans: dict[int, list] = {}
        for key, start, stop in taught.values_list(
            "instructor", "scheduled_class__meetings__starts_at", "scheduled_class__meetings__ends_at"
        ):
            spans.setdefault(key, []).append((start, stop))
        return {one.pk: too_many_hours(one, spans.get(one.pk, ())) for one in instructors}

    def at(self, one: ScheduledClass) -> list[Issue]:
        """Everything that is wrong with a class, with the meetings it is about."""
        meetings, teaching = self.meetings.get(one.pk, []), self.teaching.get(one.pk, [])
        found = [*misfits(one, meetings, teaching), *self._of_hours(meetings, teaching)]
        in_rooms: dict[str, list[Meeting]] = {}
        for each, words in self._of_rooms(one, meetings):
            in_rooms.setdefault(words, []).append(each)
        told = [
            *(f"{words}." for words in dict.fromkeys(found)),
            *_of_plan(one, meetings, teaching),
            *self._of_kit(one, meetings),
            *self._of_people(one),
        ]
        return [
            *(Issue(one, f"{words}:", tuple(those)) for words, those in in_rooms.items()),
            *(Issue(one, words) for words in told),
        ]

    def _of_rooms(self, one: ScheduledClass, meetings: list[Meeting]) -> Iterator[tuple[Meeting, str]]:
        for each in meetings:
            if each.room is None:
                continue
            if each.room_id not in self.rooms:
                self.rooms[each.room_id] = RoomRules(each.room, self.ahead)
            for words in self.rooms[each.room_id].problems(each.during.lower, each.during.upper):
                yield each, words
            if words := lacking_words(each.room, one.course_version):
                yield each, words

    def _of_hours(self, meetings: list[Meeting], teaching: list[ClassInstructor]) -> Iterator[str]:
        days = {timezone.localdate(each.starts_at) for each in meetings}
        for line in teaching:
            yield from (words for day, words in self.hours[line.instructor_id].items() if day in days)

    def _of_kit(self, one: ScheduledClass, meetings: list[Meeting]) -> list[str]:
        missing = [each for each in sorted(one.course_version.kit) if (one.pk, each) not in self.kit]
        if not missing or not meetings:
            return []
        return [f"{one.number} needs {listed(missing)}, which is not booked. Book vehicles and kit."]

    def _of_people(self, one: ScheduledClass) -> list[str]:
        """Who has a seat and is booked elsewhere at the same time, as far as the course minds."""
        names = sorted(name for key, name in self.double if key == one.pk)
        if not names or one.course.clash == one.course.Clash.NONE:
            return []
        return [f"Booked elsewhere at the time of {one.number}: {listed(names)}."]


def _by_class(rows) -> dict[int, list]:
    found: dict[int, list] = {}
    for one in rows:
        found.setdefault(one.scheduled_class_id, []).append(one)
    return found


def _of_plan(one: ScheduledClass, meetings: list[Meeting], teaching: list[ClassInstructor]) -> Iterator[str]:
    """What is not done yet."""
    if not meetings:
        yield f"{one.number} has no date yet. Add its meetings."
    bare = [timezone.localdate(each.starts_at) for each in meetings if each.room is None and each.mode == Mode.IN_SEAT]
    if bare:
        yield f"{one.number} has no room on {listed([long_date(day) for day in bare])}. Move it into one."
    if not teaching:
        yield f"Nobody teaches {one.number} yet. Add an instructor."
    if one.status == Status.DRAFT and one.starts_at is not None and one.starts_at < timezone.now() + SOON:
        yield f"{one.number} begins soon and is a draft still. Publish it, or move it."
