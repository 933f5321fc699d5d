"""Why somebody owes something, and what clears it: course by course, or hour by hour (training.md 3, item 23)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from training.models import Course, PersonRequirement, RuleTerms
from training.owing import ASKED, fiscal_year_of, values_for

PARTS = f"""
WITH RECURSIVE {ASKED}
SELECT a.course_id, max(k.completed_on),
       CASE WHEN %(months)s > 0 THEN (training_renewals(
           k.completed_on, %(months)s, %(early)s ORDER BY k.completed_on) FILTER (WHERE k.id IS NOT NULL)).ends_on END
  FROM asked a
  LEFT JOIN counts c ON c.terms_id = a.terms_id AND c.course_id = a.course_id
  LEFT JOIN training_trainingcredit k
    ON k.course_id = c.done_id AND k.person_id = %(person)s AND k.voided_at IS NULL AND k.completed_on <= %(on)s
 GROUP BY a.course_id
"""  # noqa: S608 - built of our own parts alone


@dataclass(frozen=True)
class Part:
    """One course that is asked for: last completed when, counting how long, and whether it clears its part."""

    course: Course
    done_on: date | None
    counts_until: date | None
    done: bool


def parts_of(requirement: PersonRequirement) -> list[Part]:
    """The courses asked for, those still missing first."""
    terms = requirement.terms
    values = values_for(terms=[terms.pk]) | {
        "person": requirement.person_id,
        "months": terms.every_months or 0 if terms.cadence == RuleTerms.Cadence.MONTHS else 0,
        "early": terms.renew_window_days,
    }
    with connection.cursor() as cursor:
        cursor.execute(PARTS, values)
        found = {course: (done_on, until) for course, done_on, until in cursor.fetchall()}
    parts = [
        Part(course, *found[course.pk], _is_done(requirement, *found[course.pk]))
        for course in Course.objects.filter(pk__in=found).order_by("code")
    ]
    return sorted(parts, key=lambda one: one.done)


def _is_done(requirement: PersonRequirement, done_on: date | None, until: date | None) -> bool:
    if done_on is None or requirement.settled == PersonRequirement.Settled.MET:
        return done_on is not None
    if requirement.terms.cadence == RuleTerms.Cadence.MONTHS:
        return until > requirement.due_on
    if requirement.cycle.startswith("FY"):
        return fiscal_year_of(done_on) >= int(requirement.cycle[2:]) and not requirement.needs_mode
    return True


def hours_so_far(requirement: PersonRequirement) -> Decimal:
    """Of hours asked for, those that count in this cycle."""
    rows = requirement.person.credits.counting()
    if requirement.terms.bucket_category:
        rows = rows.filter(category=requirement.terms.bucket_category)
    if requirement.cycle.startswith("FY"):
        rows = rows.in_year(int(requirement.cycle[2:]))
    return Decimal(rows.hours())
