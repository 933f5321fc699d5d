"""A proposal written into the schedule: classes, meetings, who teaches, seats, and everybody's time.

Each kind of row by one statement, in the order in which everybody books: class rows, then resources by their numbers.
"""

from datetime import datetime, time, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.counters import count_on
from doc_portal.core.faults import sqlstate
from doc_portal.core.local_time import moment_of
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from personnel.models import Assignment
from training.actions.holds import MEANWHILE, OVERLAP, take_turns
from training.actions.waiting import wait_for_shifts
from training.booking import TOLD, Booking, Clash, clash_words, named
from training.models import Instructor, PlannedSeat, PlanRun, Resource, ScheduledClass
from training.numbers import SERIES, class_number
from training.refusals import broken
from training.resources import resources_of

CLASSES = """
INSERT INTO training_scheduledclass (number, uid, course_version_id, center_id, status, capacity, note, reason,
       reopen_reason, version, created_by_id, created_at)
SELECT c.number, gen_random_uuid(), c.version, c.center, 'draft', c.seats, '', '', '', 1, %(by)s, %(now)s
  FROM unnest(%(number)s::text[], %(version)s::bigint[], %(center)s::bigint[], %(seats)s::integer[])
       AS c(number, version, center, seats)
RETURNING number, id
"""
MEETINGS = """
INSERT INTO training_meeting (scheduled_class_id, uid, sequence, during, starts_at, ends_at, room_id, mode, changed_at)
SELECT m.class, gen_random_uuid(), 0, tstzrange(m.start, m.stop, '[)'), m.start, m.stop, m.room, 'in_seat', %(now)s
  FROM unnest(%(class)s::bigint[], %(start)s::timestamptz[], %(stop)s::timestamptz[], %(room)s::bigint[])
       AS m(class, start, stop, room)
"""
TEACHERS = """
INSERT INTO training_classinstructor (scheduled_class_id, instructor_id, role)
SELECT t.class, t.instructor, t.role
  FROM unnest(%(class)s::bigint[], %(instructor)s::bigint[], %(role)s::text[]) AS t(class, instructor, role)
"""
ENROLMENTS = """
INSERT INTO training_enrolment (uid, scheduled_class_id, person_id, status, outcome, required, nominated_at,
       approved_by_id, approved_at, sequence, changed_at, note, version, created_by_id, created_at)
SELECT gen_random_uuid(), c.class, s.person_id, 'enrolled', '', true, %(now)s,
       CASE WHEN p.user_id IS DISTINCT FROM %(by)s THEN %(by)s END,
       CASE WHEN p.user_id IS DISTINCT FROM %(by)s THEN %(now)s::timestamptz END, 0, %(now)s, '', 1, %(by)s, %(now)s
  FROM training_plannedseat s
  JOIN unnest(%(no)s::integer[], %(class)s::bigint[]) AS c(no, class) ON c.no = s.class_no
  JOIN personnel_person p ON p.id = s.person_id
 WHERE s.run_id = %(run)s
 ORDER BY c.class, s.person_id
"""
HOLDS = """
INSERT INTO training_hold (resource_id, during, status, source, meeting_id, enrolment_id, note, created_at)
SELECT * FROM ({wishes}) AS w(resource, during, status, source, meeting, enrolment, note, at)
 ORDER BY w.resource, w.during
"""
WISHES = """
SELECT r.id, m.during, 'firm', 'meeting', m.id, NULL::bigint, '', %(now)s::timestamptz
  FROM training_meeting m JOIN training_resource r ON r.room_id = m.room_id
 WHERE m.scheduled_class_id = ANY(%(made)s)
 UNION ALL
SELECT r.id, m.during, 'firm', 'teaching', m.id, NULL, '', %(now)s
  FROM training_meeting m
  JOIN training_classinstructor t ON t.scheduled_class_id = m.scheduled_class_id AND t.ended_at IS NULL
  JOIN training_instructor i ON i.id = t.instructor_id
  JOIN training_resource r ON r.person_id = i.person_id
 WHERE m.scheduled_class_id = ANY(%(made)s)
 UNION ALL
SELECT r.id, tstzrange(m.starts_at, m.ends_at, '[)'), 'firm', 'enrolment', m.id, e.id, '', %(now)s
  FROM training_plannedseat s
  JOIN unnest(%(no)s::integer[], %(class)s::bigint[]) AS c(no, class) ON c.no = s.class_no
  JOIN training_enrolment e ON e.scheduled_class_id = c.class AND e.person_id = s.person_id AND e.status = 'enrolled'
  JOIN training_meeting m ON m.scheduled_class_id = c.class AND m.canceled_at IS NULL
  JOIN training_resource r ON r.person_id = s.person_id
 WHERE s.run_id = %(run)s
"""
CLASHING = """
SELECT w.resource, lower(w.during), upper(w.during), w.source, w.meeting, h.id
  FROM (SELECT * FROM ({wishes}) AS v(resource, during, status, source, meeting, enrolment, note, at)) w
  JOIN training_hold h ON int8range(h.resource_id, h.resource_id, '[]') && int8range(w.resource, w.resource, '[]')
   AND h.during && w.during AND h.status = 'firm'
 ORDER BY w.resource, w.during LIMIT %(most)s
"""


def write_plan(run: PlanRun, *, by: User, check, report) -> dict[str, int]:
    """Write all of a proposal, in the caller's transaction; `check` is called once everything it uses is locked."""
    people = sorted(set(PlannedSeat.objects.filter(run=run).values_list("person", flat=True)))
    _lock(run, people)
    check()
    report(10, 100, "Laying out the classes")
    new = [(number, one) for number, one in enumerate(run.classes) if not one["stands"]]
    classes = {number: one["stands"] for number, one in enumerate(run.classes) if one["stands"]}
    values = {"run": run.pk, "by": by.pk, "now": timezone.now()}
    classes |= _add_classes(new, values)
    for number, one in new:
        one["made"] = classes[number]
    values |= {"no": list(classes), "class": list(classes.values()), "made": [classes[number] for number, _ in new]}
    try:
        with transaction.atomic():
            return _fill(new, classes, values, report)
    except IntegrityError as error:
        raise broken(error) from error


def _fill(new, classes: dict[int, int], values: dict, report) -> dict[str, int]:
    meetings = _add_meetings(new, classes, values)
    _add_teachers(new, classes)
    report(25, 100, "Offering the classes")
    ScheduledClass.objects.filter(pk__in=values["made"]).update(status=ScheduledClass.Status.PUBLISHED)
    report(35, 100, "Giving out the seats")
    seats = _write(ENROLMENTS, values)
    report(55, 100, "Booking rooms, instructors and people")
    return {"classes": len(new), "meetings": meetings, "seats": seats, "bookings": _add_holds(values)}


def _lock(run: PlanRun, people: list[int]) -> None:
    """Classes that stand first, then the shifts of everybody, then whatever is booked, each in its order."""
    stands = sorted(one["stands"] for one in run.classes if one["stands"])
    list(
        ScheduledClass.objects.filter(pk__in=stands).order_by("pk").select_for_update(no_key=True, of=("self",))
        .values_list("pk", flat=True)
    )  # fmt: skip
    shifts = Assignment.objects.filter(primary=True, person__in=people, starts_on__lte=run.ends_on)
    shifts = shifts.filter(Q(ends_on=None) | Q(ends_on__gt=run.starts_on)).order_by("worksite", "shift")
    wait_for_shifts(shifts.values_list("worksite", "shift").distinct())
    teachers = {pk for one in run.classes for pk in one["teachers"]}
    staff = Instructor.objects.filter(pk__in=teachers).values_list("person", flat=True)
    rooms = {one["room"] for one in run.classes if one["room"]}
    known = Resource.objects.filter(room__in=rooms).values_list("pk", flat=True)
    take_turns({*resources_of([*people, *staff]).values(), *known})


def _add_classes(new, values: dict) -> dict[int, int]:
    """The keys of new classes by their place in the plan; they are numbered on in the year they are laid out."""
    if not new:
        return {}
    year = timezone.localdate().year
    numbers = [class_number(year, count) for count in count_on(SERIES, year, len(new))]
    rows = [one for _, one in new]
    with connection.cursor() as cursor:
        cursor.execute(
            CLASSES,
            values
            | {"number": numbers, "version": [one["version"] for one in rows],
               "center": [one["center"] for one in rows], "seats": [one["seats"] for one in rows]},
        )  # fmt: skip
        made = dict(cursor.fetchall())
    return {number: made[name] for (number, _), name in zip(new, numbers, strict=True)}


def _add_meetings(new, classes: dict[int, int], values: dict) -> int:
    rows = []
    for number, one in new:
        for day, begin, hours in one["sittings"]:
            start = moment_of(datetime.combine(datetime.fromisoformat(day).date(), time(begin)))
            rows.append((classes[number], start, start + timedelta(hours=hours), one["room"]))
    columns = zip(*rows, strict=True) if rows else ([], [], [], [])
    names = ("class", "start", "stop", "room")
    return _write(MEETINGS, values | dict(zip(names, map(list, columns), strict=True)))


def _add_teachers(new, classes: dict[int, int]) -> None:
    rows = [
        (classes[number], teacher, "assist" if place else "lead")
        for number, one in new
        for place, teacher in enumerate(one["teachers"])
    ]
    columns = zip(*rows, strict=True) if rows else ([], [], [])
    _write(TEACHERS, dict(zip(("class", "instructor", "role"), map(list, columns), strict=True)))


def _add_holds(values: dict) -> int:
    """Everybody's time; where something is booked already, nothing, and the clash is named."""
    try:
        with transaction.atomic():
            return _write(HOLDS.format(wishes=WISHES), values)
    except IntegrityError as error:
        if sqlstate(error) != OVERLAP:
            raise
        found = _clashes(values)
        told = clash_words(found) if found else ""
        raise Refused(
            f"Nothing was saved: {told}. Plan again: a new proposal goes around what is booked now."
            if found
            else MEANWHILE
        ) from error


def _clashes(values: dict) -> list[Clash]:
    with connection.cursor() as cursor:
        cursor.execute(CLASHING.format(wishes=WISHES), values | {"most": TOLD + 1})
        rows = cursor.fetchall()
    holds = named(row[-1] for row in rows)
    return [
        Clash(Booking(resource=resource, start=start, stop=stop, source=source, meeting=meeting), holds[key])
        for resource, start, stop, source, meeting, key in rows
    ]


def _write(statement: str, values: dict) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
