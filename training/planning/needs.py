"""Who needs a seat in which course by when: what is owed in the days of a plan, less what is done or seated already."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from training.models import CourseVersion
from training.planning.asked import Asked

OWED = """
WITH RECURSIVE owed AS MATERIALIZED (
    SELECT r.person_id, r.terms_id, r.due_on, r.cycle, r.needs_mode, u.is_post_gate AS gate, t.satisfied, t.cadence,
           t.every_months, t.bucket_category, t.bucket_hours,
           CASE WHEN r.cycle LIKE 'FY%%' THEN make_date(substr(r.cycle, 3)::integer - 1, 7, 1) END AS year_from
      FROM training_personrequirement r
      JOIN training_requirementrule u ON u.id = r.rule_id
      JOIN training_ruleterms t ON t.id = r.terms_id
     WHERE r.settled = '' AND r.due_on <= %(until)s AND (%(rules)s::bigint[] = '{}' OR r.rule_id = ANY(%(rules)s))),
asked AS MATERIALIZED (
    SELECT ruleterms_id AS terms_id, course_id FROM training_ruleterms_courses
     UNION
    SELECT x.ruleterms_id, i.course_id FROM training_ruleterms_curricula x
      JOIN training_curriculumitem i ON i.curriculum_id = x.curriculum_id AND NOT i.optional),
stood(course_id, done_id) AS (
    SELECT DISTINCT course_id, course_id FROM asked
     UNION
    SELECT s.course_id, e.old_id FROM stood s JOIN training_courseequivalence e
        ON e.new_id = s.done_id AND e.starts_on <= %(today)s),
done AS MATERIALIZED (
    SELECT k.person_id, s.course_id, max(k.completed_on) AS last_on
      FROM stood s JOIN training_trainingcredit k ON k.course_id = s.done_id AND k.voided_at IS NULL
     GROUP BY k.person_id, s.course_id)
SELECT o.person_id, a.course_id, o.terms_id, o.satisfied, o.due_on, o.gate, o.needs_mode
  FROM owed o
  JOIN asked a ON a.terms_id = o.terms_id
  LEFT JOIN done d ON d.person_id = o.person_id AND d.course_id = a.course_id
 WHERE o.satisfied <> 'hours' AND (d.last_on IS NULL OR CASE o.cadence
       WHEN 'once' THEN false
       WHEN 'months' THEN d.last_on <= o.due_on - make_interval(months => o.every_months::integer)
       ELSE d.last_on < o.year_from END)
 ORDER BY o.person_id, o.terms_id, a.course_id
"""
HOURS_OWED = """
SELECT r.person_id, r.due_on, u.is_post_gate, t.bucket_category, t.bucket_hours - coalesce(k.hours, 0),
       coalesce(k.courses, '{}')
  FROM training_personrequirement r
  JOIN training_requirementrule u ON u.id = r.rule_id
  JOIN training_ruleterms t ON t.id = r.terms_id AND t.satisfied = 'hours' AND t.bucket_hours IS NOT NULL
  LEFT JOIN LATERAL (
       SELECT sum(c.hours) FILTER (WHERE t.bucket_category = '' OR c.category = t.bucket_category) AS hours,
              array_agg(c.course_id) FILTER (WHERE NOT c.repeatable) AS courses
         FROM training_trainingcredit c
        WHERE c.person_id = r.person_id AND c.voided_at IS NULL AND c.counts
          AND (t.cadence = 'once' OR c.fiscal_year = substr(r.cycle, 3)::integer)) k ON true
 WHERE r.settled = '' AND r.due_on <= %(until)s AND (%(rules)s::bigint[] = '{}' OR r.rule_id = ANY(%(rules)s))
 ORDER BY r.person_id, r.due_on, r.id
"""
SEATED = """
SELECT DISTINCT e.person_id, v.course_id
  FROM training_enrolment e
  JOIN training_scheduledclass c ON c.id = e.scheduled_class_id AND c.status IN ('published', 'confirmed')
  JOIN training_courseversion v ON v.id = c.course_version_id
 WHERE e.status IN ('nominated', 'pending_supervisor', 'approved', 'enrolled', 'waitlisted', 'offered')
   AND (c.ends_at IS NULL OR c.ends_at >= now())
"""
IN_SEAT = ("in_seat", "")


class Need(NamedTuple):
    """One person, one course, by when; `gate` where a post waits for it."""

    person: int
    course: int
    due: date
    gate: bool


@dataclass
class Needs:
    """All needs of a plan, and how many others it leaves aside."""

    wanted: list[Need] = field(default_factory=list)
    seated: int = 0
    elsewhere: int = 0
    unknown: set[int] = field(default_factory=set)
    hours_left: int = 0
    """People who owe hours for which the chosen courses are too few."""


def plannable(asked: Asked) -> dict[int, CourseVersion]:
    """The versions in force, by course, that a plan may lay out: in seat, of the courses asked for."""
    rows = CourseVersion.objects.current().filter(mode__in=IN_SEAT, course__retired=False, course__outside=False)
    rows = rows.filter(course__in=asked.courses) if asked.courses else rows
    return {one.course_id: one for one in rows.select_related("course").order_by("course__code")}


def needs_of(asked: Asked, versions: dict[int, CourseVersion], today: date) -> Needs:
    """Who needs which of these courses by the end of the plan, each person and course once."""
    found = Needs()
    values = {"until": asked.ends_on, "rules": list(asked.rules), "today": today}
    due: dict[tuple[int, int], tuple[date, bool]] = {}
    by_course = _rows(OWED, values)
    for person, course, on, gate in _chosen(by_course, versions, found):
        before = due.get((person, course))
        due[person, course] = (min(on, before[0]), gate or before[1]) if before else (on, gate)
    _add_hours(_rows(HOURS_OWED, values), versions, due, found)
    seated = set(_rows(SEATED, {}))
    for (person, course), (on, gate) in due.items():
        if (person, course) in seated:
            found.seated += 1
        else:
            found.wanted.append(Need(person, course, on, gate))
    return found


def _rows(statement: str, values: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _chosen(rows, versions, found: Needs):
    """The courses to take: all that are asked, or the first possible one where any of them will do."""
    settled = set()
    for person, course, terms, satisfied, on, gate, mode in rows:
        version = versions.get(course)
        if version is None or mode not in IN_SEAT:
            found.elsewhere += satisfied == "all"
        elif version.contact_hours is None:
            found.unknown.add(course)
        elif satisfied == "all":
            yield person, course, on, gate
        elif (person, terms, on) not in settled:
            settled.add((person, terms, on))
            yield person, course, on, gate


def _add_hours(rows, versions, due, found: Needs) -> None:
    """Courses that make up hours of a kind: those needed anyway count, then others in the order of their codes."""
    known = [one for one in versions.values() if one.contact_hours is not None]
    mine = defaultdict(set)
    for person, course in due:
        mine[person].add(course)
    for person, on, gate, category, left, done in rows:
        suited = [one for one in known if not category or one.course.category == category]
        have = mine[person]
        left -= sum((one.contact_hours for one in suited if one.course_id in have), start=Decimal(0))
        for one in suited:
            if left <= 0:
                break
            if one.course_id not in have and one.course_id not in done:
                due[person, one.course_id] = (on, gate)
                have.add(one.course_id)
                left -= one.contact_hours
        found.hours_left += left > 0
