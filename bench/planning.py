"""What `./portal bench training` times, in a process on the full sample where Django is set up."""

import resource
import time
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

COURSES, DAYS, TIMES = 5, 364, 200
OWED = """
INSERT INTO training_personrequirement (person_id, rule_id, terms_id, cycle, due_on, settled, needs_mode, fact,
       rebuilt_at)
SELECT p.id, %s, %s, 'once', %s::date + 90 + (p.id %% 270)::integer, '', '', '', now()
  FROM personnel_person p WHERE p.ended_on IS NULL
"""
PLAIN = """
INSERT INTO training_hold (resource_id, during, status, source, note)
SELECT resource_id, tstzrange(lower(during) + interval '800 days', upper(during) + interval '800 days', '[)'), 'firm',
       'other', ''
  FROM training_hold WHERE status = 'firm' ORDER BY resource_id, during
"""


def measure() -> None:
    """Everything in one transaction that is rolled back."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
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
    """A clash looked up, and a booking made, two hundred times each."""
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=30)
    rows = list(Hold.objects.firm().order_by("pk").values_list("resource", flat=True)[:TIMES])
    looked, booked = [], []
    for place, one in enumerate(rows):
        wish = Booking(resource=one, start=start, stop=start + timedelta(hours=8), source="other")
        looked.append(_seconds(lambda wish=wish: clashes([wish])))
        night = start.replace(hour=8) + timedelta(days=400 + place)
        free = Booking(resource=one, start=night, stop=night + timedelta(hours=1), source="other")
        booked.append(_seconds(lambda free=free: hold([free])))
    for name, found, target in (("a clash looked up", looked, 5), ("one booking", booked, 20)):
        p95 = quantiles(found, n=20)[18] * 1000
        _line(name, f"p50 {sorted(found)[len(found) // 2] * 1000:.1f} ms", f"p95 {p95:.1f} ms", f"{target} ms")


def _seconds(work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
