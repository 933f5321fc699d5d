"""What `./portal bench training` times, in a process on the full sample where Django is set up."""

import resource
import time
from dataclasses import replace
from datetime import timedelta
from statistics import quantiles

from django.db import connection, transaction
from django.utils import timezone

from bench.owing import timed
from doc_portal.core.models import User
from personnel.models import Person
from training.actions.holds import hold
from training.actions.planning import commit_now
from training.booking import Booking, clashes
from training.models import Course, CourseVersion, Hold, PersonRequirement, PlanRun, RequirementRule, RuleTerms
from training.planning.asked import Asked
from training.planning.fingerprint import digest, parts_now
from training.planning.plan import figures_of, propose
from training.planning.proposal import keep_proposal

COURSES, DAYS, TIMES = 5, 364, 400
EVERY = 20  # of the bookings ahead, so that rooms, instructors and people are asked for
AFTER = timedelta(days=1500)  # beyond all that this run books
OWED = """
INSERT INTO training_personrequirement (person_id, rule_id, terms_id, cycle, due_on, settled, needs_mode, fact,
       rebuilt_at)
SELECT p.id, %s, %s, 'once', %s::date + 90 + (p.id %% 270)::integer, '', '', '', now()
  FROM personnel_person p WHERE p.ended_on IS NULL
"""
FOUND = """
SELECT h.id, h.during, c.number
  FROM training_hold h
  LEFT JOIN training_meeting m ON m.id = h.meeting_id
  LEFT JOIN training_scheduledclass c ON c.id = m.scheduled_class_id
 WHERE int8range(h.resource_id, h.resource_id, '[]') && int8range(%(resource)s, %(resource)s, '[]')
   AND h.during && tstzrange(%(start)s, %(stop)s, '[)') AND h.status = 'firm'
"""
WRITTEN = """
INSERT INTO training_hold (resource_id, during, status, source, note)
VALUES (%(resource)s, tstzrange(%(start)s + interval '100 days', %(stop)s + interval '100 days', '[)'), 'firm',
        'other', '')
"""
PLAIN = """
INSERT INTO training_hold (resource_id, during, status, source, note)
SELECT resource_id, tstzrange(lower(during) + interval '800 days', upper(during) + interval '800 days', '[)'), 'firm',
       'other', ''
  FROM training_hold WHERE status = 'firm' AND lower(during) > now() ORDER BY resource_id, during
"""


def measure() -> None:
    """Everything in one transaction that is rolled back."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL transaction_timeout = 0")
        run = _owed_by_everybody()
        kept = {}
        before = time.monotonic()
        kept["plan"] = propose(Asked.of(run))
        planned = time.monotonic() - before
        _line(f"a plan of {len(kept['plan'].needs.wanted):,} seats", f"{kept['plan'].placing.placed:,} given out",
              f"{planned:.2f} s", "5 s")  # fmt: skip
        timed("the proposal kept", lambda: _keep(run, kept["plan"]), None)
        _line("reasons of the others", str(run.figures["reasons"]), "", "")
        _line("rooms at once", str(run.figures["peaks"]), "", "")
        by = User.objects.get(username="scheduler.academy")
        timed("committed", lambda: commit_now(run, by=by), 15)
        _line("peak memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB", "", "300 MB")
        timed("beside it the same bookings by INSERT … SELECT", _plain, None)
        _bookings()
        transaction.set_rollback(True)


def _line(*cells: str) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)


def _owed_by_everybody() -> PlanRun:
    """Five courses of eight hours that everybody owes within a year; nobody owes anything else."""
    courses = [
        Course.objects.create(code=f"BENCH-{n}", title=f"Day {n}", category="in_service") for n in range(COURSES)
    ]
    for one in courses:
        CourseVersion.objects.create(course=one, no=1, status="approved", contact_hours=8, mode="in_seat", max_seats=25)
    rule = RequirementRule.objects.create(slug="bench", name="Bench")
    terms = RuleTerms.objects.create(rule=rule, authority="Bench", starts_on="2020-01-01", approved=True)
    terms.courses.set(courses)
    first = timezone.localdate() + timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(OWED, [rule.pk, terms.pk, first])
    asked = Asked(first, first + timedelta(days=DAYS), rules=(rule.pk,), courses=tuple(one.pk for one in courses))
    people = Person.objects.current().count()
    owed = PersonRequirement.objects.filter(rule=rule).count()
    print(f"{people:,} people, {owed:,} of whom owe {COURSES} courses; {Hold.objects.count():,} bookings before.")
    return PlanRun.objects.create(starts_on=asked.starts_on, ends_on=asked.ends_on, inputs=asked.as_json())


def _keep(run: PlanRun, found) -> str:
    known = sorted(found.versions)
    parts = parts_now(found.asked, known)
    keep_proposal(run, found)
    run.inputs |= {"parts": parts, "known": known}
    run.fingerprint, run.figures, run.status = digest(parts), figures_of(found), PlanRun.Status.PROPOSED
    run.save()
    return f"{len(run.classes):,} classes"


def _plain() -> str:
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)
        return f"{cursor.rowcount:,} bookings"


def _bookings() -> None:
    """What clashes looked up and named, where something does and where nothing does, and bookings made, one by one."""
    ahead = Hold.objects.firm().filter(during__startswith__gt=timezone.now()).order_by("pk")
    rows = list(ahead[: TIMES * EVERY : EVERY])
    wishes = [Booking(resource=one.resource_id, start=one.during.lower, stop=one.during.upper, source="other")
              for one in rows]  # fmt: skip
    later = [replace(one, start=one.start + AFTER, stop=one.stop + AFTER) for one in wishes]
    _turns("clashes found and named", wishes, lambda one: [each.words for each in clashes([one])], FOUND, 5)
    _turns("no clash found", later, lambda one: clashes([one]), FOUND, 5)
    _turns("one booking", later, lambda one: hold([one]), WRITTEN, 20)


def _turns(name: str, wishes: list[Booking], work, statement: str, target: int) -> None:
    """Each wish, in turn with the bare statement for the same."""
    taken, bare = [], []
    for one in wishes:
        values = {"resource": one.resource, "start": one.start, "stop": one.stop}
        bare.append(_seconds(lambda values=values: _plainly(statement, values)))
        taken.append(_seconds(lambda one=one: work(one)))
    _line(name, _percentiles(taken), f"beside it bare SQL {_percentiles(bare)}", f"p95 {target} ms")


def _percentiles(found: list[float]) -> str:
    cut = quantiles(found, n=20)
    return f"p50 {cut[9] * 1000:.1f}, p95 {cut[18] * 1000:.1f} ms"


def _plainly(statement: str, values: dict) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _seconds(work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
