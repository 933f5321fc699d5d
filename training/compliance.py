"""How compliant each worksite is today: from what is owed, worked out beforehand, in one statement."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from doc_portal.core.access import Scope
from training.owing import fiscal_year_of

BOARD = """
WITH late AS (
    SELECT r.person_id, count(*) AS overdue, bool_or(g.is_post_gate) AS gate
      FROM training_personrequirement r JOIN training_requirementrule g ON g.id = r.rule_id
     WHERE r.settled = '' AND r.due_on < %(on)s
     GROUP BY r.person_id),
taught AS (
    SELECT person_id, sum(hours) AS hours FROM training_trainingcredit
     WHERE fiscal_year = %(year)s AND voided_at IS NULL AND counts
     GROUP BY person_id)
SELECT w.id, w.name, w.slug, count(*), count(l.person_id), coalesce(sum(l.overdue), 0)::bigint,
       count(*) FILTER (WHERE l.gate), coalesce(sum(t.hours), 0)
  FROM personnel_person p
  JOIN core_worksite w ON w.id = p.worksite_id
  LEFT JOIN late l ON l.person_id = p.id
  LEFT JOIN taught t ON t.person_id = p.id
 WHERE (p.ended_on IS NULL OR p.ended_on > %(on)s) AND NOT p.suppressed
   AND (%(sites)s::bigint[] IS NULL OR p.worksite_id = ANY(%(sites)s::bigint[]))
 GROUP BY w.id, w.name, w.slug
 ORDER BY w.name, w.id
"""


@dataclass(frozen=True)
class Standing:
    """A worksite: its people, how many have something overdue, and the hours of this fiscal year."""

    pk: int
    worksite: str
    slug: str
    people: int
    late: int
    overdue: int
    gates: int
    hours: Decimal

    @property
    def percent(self) -> int:
        """The share of people with nothing overdue, rounded down: one hundred is everybody."""
        return 100 * (self.people - self.late) // self.people if self.people else 100

    @property
    def hours_each(self) -> int:
        """The hours a person, rounded."""
        return round(self.hours / self.people) if self.people else 0

    @property
    def whole_hours(self) -> int:
        """The hours as a plain number: they are no amount of money."""
        return round(self.hours)


def standings(where: Scope, on: date | None = None) -> list[Standing]:
    """The worksites of a right, by name."""
    on = on or timezone.localdate()
    sites = None if where.everywhere else sorted(where.worksites)
    with connection.cursor() as cursor:
        cursor.execute(BOARD, {"on": on, "year": fiscal_year_of(on), "sites": sites})
        return [Standing(*row) for row in cursor.fetchall()]


def summed(rows: list[Standing]) -> Standing:
    """All of them together."""
    names = ("people", "late", "overdue", "gates", "hours")
    return Standing(0, "All worksites", "", *(sum((getattr(one, name) for one in rows), start=0) for name in names))
