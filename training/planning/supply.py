"""What classes are laid out with: rooms and instructors of the centers, when they are free, and classes with seats."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Exists, OuterRef, Q, Sum
from django.utils import timezone

from training.models import Center, Enrolment, Instructor, Meeting, Room, ScheduledClass, SeatQuota
from training.planning.asked import BEGINS, HOURS, LATEST, Asked, bits

HELD = """
SELECT s.room_id, s.person_id, h.source, lower(h.during) AT TIME ZONE 'America/Chicago',
       upper(h.during) AT TIME ZONE 'America/Chicago', r.center_id
  FROM training_hold h
  JOIN training_resource s ON s.id = h.resource_id AND s.kind IN ('room', 'person')
  LEFT JOIN training_meeting m ON m.id = h.meeting_id
  LEFT JOIN training_room r ON r.id = m.room_id
 WHERE h.status = 'firm' AND h.during && tstzrange(%(start)s::date AT TIME ZONE 'America/Chicago',
                                                   (%(stop)s::date + 1) AT TIME ZONE 'America/Chicago')
"""


@dataclass(slots=True)
class Place:
    """A room: what it seats and has, its hours by day of the week, and the hours at which it is booked, as bits."""

    pk: int
    center: int
    seats: int
    by_course: dict[int, int]
    features: frozenset[str]
    opens: dict[int, tuple[int, int]]
    until: int
    busy: int = 0

    def free(self, day: int, weekday: int, hours: int) -> int | None:
        """The first hour from which the room is free so long on a day; None where there is none."""
        opens, closes = self.opens.get(weekday, (0, 0)) if self.opens else (BEGINS, LATEST)
        if day > self.until:
            return None
        taken = (self.busy >> (day * HOURS)) & 0xFFFFFF
        mask = (1 << hours) - 1
        for hour in range(max(opens, BEGINS), closes - hours + 1):
            if not taken & (mask << hour):
                return hour
        return None


@dataclass(slots=True)
class Teacher:
    """An instructor: the days on which they are certified in what, their hours, and when they are booked."""

    pk: int
    person: int
    certified: dict[int, int]
    day_hours: int
    week_hours: int
    busy: int = 0
    taught: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    weeks: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    total: int = 0


@dataclass(slots=True)
class Laid:
    """A class of the plan: one that is laid out, or one that stands already (`stands`) and has seats left."""

    version: int
    course: int
    center: int
    room: int | None
    seats: int
    first: int
    last: int
    days: int
    hours: int
    weekdays: int
    each: tuple[int, ...]
    sittings: tuple[tuple[int, int, int], ...] = ()
    teachers: tuple[int, ...] = ()
    stands: int = 0
    free: int = 0
    people: list = field(default_factory=list)


@dataclass
class Supply:
    """Everything classes are laid out with."""

    rooms: dict[int, list[Place]] = field(default_factory=lambda: defaultdict(list))
    teachers: dict[int, list[Teacher]] = field(default_factory=lambda: defaultdict(list))
    standing: list[Laid] = field(default_factory=list)
    centers: dict[int, Center] = field(default_factory=dict)
    booked: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    away: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """Hours at which people are booked, and days of leave, by person, as bits."""


def supply_of(asked: Asked, courses: set[int], ahead: int) -> Supply:
    """What the plan can use. `ahead`: how far ahead rooms are booked that say nothing themselves."""
    found = Supply()
    rows = Center.objects.in_use()
    rows = rows.filter(pk__in=asked.centers) if asked.centers else rows
    found.centers = {one.pk: one for one in rows.order_by("pk")}
    rooms = _rooms(asked, found, ahead)
    teachers = _teachers(asked, found)
    _book(asked, found, rooms, teachers)
    found.standing = _standing(asked, courses)
    return found


def _rooms(asked: Asked, found: Supply, ahead: int) -> dict[int, Place]:
    today = timezone.localdate()
    made = {}
    rows = Room.objects.in_use().filter(center__in=found.centers).prefetch_related("hours", "seats_by_course")
    for one in rows.order_by("seats", "pk"):
        days = ahead if one.ahead_days is None else one.ahead_days
        opens = {
            line.weekday: (line.opens.hour + (line.opens.minute > 0), line.closes.hour) for line in one.hours.all()
        }
        made[one.pk] = Place(
            one.pk, one.center_id, one.seats, {line.course_id: line.seats for line in one.seats_by_course.all()},
            frozenset(one.features), opens, (today - asked.starts_on).days + days,
        )  # fmt: skip
        found.rooms[one.center_id].append(made[one.pk])
    return made


def _teachers(asked: Asked, found: Supply) -> dict[int, Teacher]:
    made = {}
    rows = Instructor.objects.in_use().filter(home_center__in=found.centers, person__ended_on=None)
    for one in rows.prefetch_related("certificates").order_by("pk"):
        held: dict[int, int] = defaultdict(int)
        for line in one.certificates.all():
            held[line.certification_id] |= asked.days_between(line.starts_on, line.ends_on)
        made[one.person_id] = Teacher(one.pk, one.person_id, held, int(one.hours_a_day), int(one.hours_a_week))
        found.teachers[one.home_center_id].append(made[one.person_id])
    return made


def _book(asked: Asked, found: Supply, rooms: dict[int, Place], teachers: dict[int, Teacher]) -> None:
    """Note when everything is booked already. Who teaches elsewhere or is on the road is left alone that day."""
    homes = {one.person: center for center, those in found.teachers.items() for one in those}
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"start": asked.starts_on, "stop": asked.ends_on})
        for room, person, source, start, stop, center in cursor:
            hours = asked.hours_between(start, stop)
            if room is not None:
                if room in rooms:
                    rooms[room].busy |= hours
                continue
            if source == "leave":
                found.away[person] |= asked.days_between(start.date(), stop.date()) | _last_day(asked, stop)
            else:
                found.booked[person] |= hours
            if person in teachers:
                teacher = teachers[person]
                elsewhere = source == "travel" or (center is not None and center != homes[person])
                teacher.busy |= _whole_days(asked, start, stop) if elsewhere else hours
                if source == "teaching":
                    _note_hours(asked, teacher, start, stop)


def _last_day(asked: Asked, stop) -> int:
    number = asked.number(stop.date())
    inside = (stop.hour or stop.minute) and 0 <= number < asked.days
    return 1 << number if inside else 0


def _whole_days(asked: Asked, start, stop) -> int:
    first, last = asked.number(start.date()), asked.number(stop.date()) + 1
    return bits(max(first, 0) * HOURS, min(last, asked.days) * HOURS)


def _note_hours(asked: Asked, teacher: Teacher, start, stop) -> None:
    day, hours = asked.number(start.date()), -(-int((stop - start).total_seconds()) // 3600)
    teacher.taught[day] += hours
    teacher.weeks[week_of(asked, day)] += hours


def week_of(asked: Asked, day: int) -> int:
    """The number of the week, from Monday to Sunday, in which a day lies."""
    return (day + asked.starts_on.weekday()) // 7


def _standing(asked: Asked, courses: set[int]) -> list[Laid]:
    """Classes that are offered and have free seats for anybody: nobody waits, and kept seats are left alone."""
    now = timezone.now()
    waits = Enrolment.objects.waiting().filter(scheduled_class=OuterRef("pk"))
    rows = (
        ScheduledClass.objects.enrolling(now)
        .filter(Q(cohort=None) & ~Exists(waits), course_version__course__in=courses, starts_at__isnull=False)
        .filter(starts_at__date__gte=asked.starts_on, ends_at__date__lte=asked.ends_on)
    )
    rows = list(rows.select_related("course_version").order_by("starts_at", "pk"))
    kept = dict(
        SeatQuota.objects.kept().filter(scheduled_class__in=rows).order_by().values_list("scheduled_class")
        .annotate(seats=Sum("seats"))
    )  # fmt: skip
    meetings = defaultdict(list)
    for one in Meeting.objects.standing().filter(scheduled_class__in=rows):
        meetings[one.scheduled_class_id].append(one)
    found = []
    for one in rows:
        free = one.capacity - one.seats_taken - kept.get(one.pk, 0)
        if free > 0 and one.center_id is not None and (not asked.centers or one.center_id in asked.centers):
            found.append(_as_laid(asked, one, meetings[one.pk], free))
    return found


def _as_laid(asked: Asked, one: ScheduledClass, meetings: list[Meeting], free: int) -> Laid:
    spans = [(timezone.localtime(m.starts_at), timezone.localtime(m.ends_at)) for m in meetings]
    each = sorted({asked.number(start.date()) for start, _ in spans})
    hours = 0
    for start, stop in spans:
        hours |= asked.hours_between(start, stop)
    return laid(
        asked, one.course_version_id, one.course_version.course_id, one.center_id, None, one.capacity, each, hours,
        stands=one.pk, free=free,
    )  # fmt: skip


def laid(asked: Asked, version, course, center, room, seats, each, hours, **more) -> Laid:
    """A class on these days with all that is asked of it again and again."""
    days = weekdays = 0
    for one in each:
        days |= 1 << one
        weekdays |= 1 << asked.day(one).isoweekday()
    return Laid(version, course, center, room, seats, each[0], each[-1], days, hours, weekdays, tuple(each), **more)
