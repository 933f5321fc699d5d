"""When people can be spared: their relief group, days off and leave, and how many of each group are away already."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from training.models import Center, ClockPause, Course, DaysOff, Distance, Prerequisite
from training.planning.asked import Asked
from training.relief import Group, caps_of, people_away, turns

NO_CAP = 1 << 30
MAINS = """
SELECT a.person_id, a.worksite_id, a.shift, greatest(a.starts_on, %(start)s::date), least(a.ends_on, p.ended_on),
       w.region
  FROM personnel_assignment a
  JOIN personnel_person p ON p.id = a.person_id
  JOIN core_worksite w ON w.id = a.worksite_id
 WHERE a."primary" AND a.person_id = ANY(%(people)s) AND a.starts_on <= %(stop)s
   AND (a.ends_on IS NULL OR a.ends_on > %(start)s) AND (p.ended_on IS NULL OR p.ended_on > %(start)s)
 ORDER BY a.person_id, a.starts_on
"""
JOBS = """
SELECT p.id, w.kind, coalesce(c.job_class_id, n.id), coalesce(j.supervisory, '')
  FROM personnel_person p
  LEFT JOIN core_worksite w ON w.id = p.worksite_id
  LEFT JOIN LATERAL (SELECT job_class_id FROM personnel_position WHERE holder_id = p.id ORDER BY id LIMIT 1) c ON true
  LEFT JOIN LATERAL (
       SELECT k.id FROM personnel_assignment a JOIN personnel_jobclass k ON k.title = a.title AND k.ended_on IS NULL
        WHERE a.person_id = p.id AND a."primary" AND a.starts_on <= %(today)s
          AND (a.ends_on IS NULL OR a.ends_on > %(today)s) ORDER BY k.id LIMIT 1) n ON true
  LEFT JOIN personnel_jobclass j ON j.id = coalesce(c.job_class_id, n.id)
 WHERE p.id = ANY(%(people)s)
"""
DONE = """
SELECT k.person_id, p.course_id, p.needs_course_id
  FROM training_prerequisite p
  JOIN training_trainingcredit k ON k.voided_at IS NULL AND k.person_id = ANY(%(people)s)
   AND (k.course_id = p.needs_course_id OR k.course_id IN (
        SELECT e.old_id FROM training_courseequivalence e WHERE e.new_id = p.needs_course_id AND e.starts_on <= %(on)s))
  LEFT JOIN training_courseversion v ON v.course_id = p.needs_course_id AND v.status = 'approved'
 WHERE p.course_id = ANY(%(courses)s)
   AND (v.validity_months IS NULL OR k.completed_on + make_interval(months => v.validity_months::integer) > %(on)s)
 UNION
SELECT k.person_id, p.course_id, -p.needs_certification_id
  FROM training_prerequisite p
  JOIN training_certificate k ON k.certification_id = p.needs_certification_id AND k.person_id = ANY(%(people)s)
   AND k.revoked_at IS NULL AND (k.valid_until IS NULL OR k.valid_until >= %(on)s)
 WHERE p.course_id = ANY(%(courses)s)
"""


@dataclass(slots=True)
class Somebody:
    """One person in the days of a plan. Days are bits; `groups` are (days, number of the relief group)."""

    pk: int
    here: int
    groups: tuple[tuple[int, int], ...]
    off: int
    reach: tuple[int, ...]
    leave: int = 0
    busy: int = 0
    busy_days: int = 0
    gone: int = 0


@dataclass
class Crowd:
    """Everybody of a plan, and for each relief group and day who is away and how many may be."""

    people: dict[int, Somebody] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    away: list[list[int]] = field(default_factory=list)
    caps: list[list[int]] = field(default_factory=list)
    needs: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    done: set[tuple[int, int, int]] = field(default_factory=set)
    barred: set[tuple[int, int]] = field(default_factory=set)
    """What courses need before (certifications below zero), who has it, and (person, course) of the wrong audience."""


def crowd_of(asked: Asked, people: list[int], supply, courses: list[int], today: date) -> Crowd:
    """When these people can be spared."""
    found = Crowd()
    reach = _Reach(asked, supply)
    numbers: dict[Group, int] = {}
    spells: dict[int, list] = defaultdict(list)
    values = {"people": people, "start": asked.starts_on, "stop": asked.ends_on}
    for person, site, shift, start, stop, region in _rows(MAINS, values):
        number = numbers.setdefault((site, shift), len(numbers))
        spells[person].append((asked.days_between(start, stop), number, site, region))
    off = _days_off(asked, people)
    for person, parts in spells.items():
        here = 0
        for days, *_ in parts:
            here |= days
        found.people[person] = Somebody(
            person, here, tuple((days, number) for days, number, *_ in parts), off.get(person, 0),
            reach.of(*parts[0][2:]),
        )  # fmt: skip
    found.groups = list(numbers)
    _note_busy(asked, found, supply)
    _note_away(asked, found)
    _note_conditions(found, people, courses, today)
    return found


def _rows(statement: str, values: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


class _Reach:
    """To which centers people of a worksite are sent: of their region, else the nearest, else by turns."""

    def __init__(self, asked: Asked, supply):
        centers: dict[int, Center] = supply.centers
        self.anywhere = asked.anywhere
        self.centers = [one for one in centers if supply.rooms.get(one)] or list(centers)
        self.regions: dict[str, list[int]] = defaultdict(list)
        self.own = {one.worksite_id: one.pk for one in centers.values()}
        for one in centers.values():
            self.regions[one.region].append(one.pk)
        self.near: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for site, center, miles in Distance.objects.filter(center__in=centers).values_list(
            "worksite", "center", "miles"
        ):
            self.near[site].append((miles, center))
        self.known: dict[int, tuple[int, ...]] = {}
        self.turn = 0

    def of(self, site: int, region: str) -> tuple[int, ...]:
        """The centers, the first choice first."""
        if site not in self.known:
            self.known[site] = self._of(site, region)
        return self.known[site]

    def _of(self, site: int, region: str) -> tuple[int, ...]:
        if not self.centers:
            return ()
        if site in self.own:
            first = [self.own[site]]
        elif region and region in self.regions:
            first = self.regions[region]
        elif self.near.get(site):
            first = [min(self.near[site])[1]]
        elif region and not self.anywhere:
            return ()
        else:
            first = [self.centers[self.turn % len(self.centers)]]
            self.turn += 1
        return tuple(dict.fromkeys([*first, *(self.centers if self.anywhere else ())]))


def _days_off(asked: Asked, people: list[int]) -> dict[int, int]:
    """The days off of each person as bits."""
    by_weekday: dict[int, int] = defaultdict(int)
    for n in range(asked.days):
        by_weekday[asked.day(n).isoweekday()] |= 1 << n
    found: dict[int, int] = defaultdict(int)
    for one in DaysOff.objects.filter(person__in=people):
        held = asked.days_between(one.starts_on, one.ends_on)
        for weekday in one.weekdays:
            found[one.person_id] |= by_weekday[weekday] & held
    return found


def _note_busy(asked: Asked, found: Crowd, supply) -> None:
    for person, hours in supply.booked.items():
        if one := found.people.get(person):
            one.busy |= hours
            one.busy_days |= days_of(asked, hours)
    for person, days in supply.away.items():
        if one := found.people.get(person):
            one.leave |= days
    for pause in ClockPause.objects.filter(person__in=found.people):
        found.people[pause.person_id].leave |= asked.days_between(pause.starts_on, pause.ends_on)


def days_of(asked: Asked, hours: int) -> int:
    """The days on which any of these hours lies, as bits."""
    found, day = 0, 0
    while hours:
        if hours & 0xFFFFFF:
            found |= 1 << day
        hours >>= 24
        day += 1
    return found


def _note_away(asked: Asked, found: Crowd) -> None:
    """Who has a seat already, and how many of each group may be away on each day."""
    found.away = [[0] * asked.days for _ in found.groups]
    found.caps = [[NO_CAP] * asked.days for _ in found.groups]
    if not found.groups:
        return
    number = {group: place for place, group in enumerate(found.groups)}
    for (group, day), people in people_away(found.groups, asked.starts_on, asked.ends_on).items():
        found.away[number[group]][asked.number(day)] = len(people)
        for person in people & found.people.keys():
            found.people[person].gone |= 1 << asked.number(day)
    every = [asked.day(n) for n in range(asked.days)]
    begins = sorted(turns(found.groups, every))
    for place, begin in enumerate(begins):
        until = asked.number(begins[place + 1]) if place + 1 < len(begins) else asked.days
        for group, most in caps_of(found.groups, begin).items():
            if most is not None:
                for n in range(asked.number(begin), until):
                    found.caps[number[group]][n] = most


def _note_conditions(found: Crowd, people: list[int], courses: list[int], today: date) -> None:
    """What the courses ask of who comes."""
    for one in Prerequisite.objects.filter(course__in=courses):
        found.needs[one.course_id].add(one.needs_course_id or -one.needs_certification_id)
    if found.needs:
        found.done = set(_rows(DONE, {"people": people, "courses": courses, "on": today}))
    asks = [
        (one.pk, set(one.only_worksite_kinds), {job.pk for job in one.only_job_classes.all()},
         set(one.only_supervisory))
        for one in Course.objects.filter(pk__in=courses).prefetch_related("only_job_classes")
    ]  # fmt: skip
    asks = [one for one in asks if any(one[1:])]
    if asks:
        for person, kind, job, supervisory in _rows(JOBS, {"people": people, "today": today}):
            for course, kinds, jobs, leads in asks:
                if (kinds and kind not in kinds) or (jobs and job not in jobs) or (leads and supervisory not in leads):
                    found.barred.add((person, course))
