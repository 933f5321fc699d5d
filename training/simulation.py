"""What terms of a rule would cost, before they are approved: people, hours, seat-days and room-years (item 23)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from doc_portal.core.display import plain_number
from doc_portal.core.values import value_of
from training.models import Course, RuleTerms
from training.owing import ASKED, BELONGS, CYCLES, DONE, many_at_once, values_for

COSTS = f"""
WITH RECURSIVE {ASKED}, {BELONGS}, {DONE}, {CYCLES},
chosen AS MATERIALIZED (
    SELECT a.terms_id, a.course_id FROM asked a JOIN terms t ON t.id = a.terms_id AND t.satisfied = 'all'
     UNION ALL
    SELECT a.terms_id, min(a.course_id) FROM asked a JOIN terms t ON t.id = a.terms_id AND t.satisfied = 'any'
     GROUP BY a.terms_id),
latest AS MATERIALIZED (
    SELECT f.terms_id, f.person_id, CASE f.satisfied WHEN 'any' THEN (
               SELECT c.course_id FROM chosen c WHERE c.terms_id = f.terms_id) ELSE f.course_id END AS course_id,
           max(f.completed_on) AS last_on,
           (training_renewals(f.completed_on, coalesce(f.every_months, 0)::integer, f.renew_window_days::integer
                              ORDER BY f.completed_on)).ends_on AS ends_on
      FROM (SELECT d.*, t.satisfied, t.every_months, t.renew_window_days
              FROM done d JOIN terms t ON t.id = d.terms_id) f
     GROUP BY f.terms_id, f.person_id, f.satisfied, 3),
need AS MATERIALIZED (
    SELECT c.course_id, t.cadence,
           CASE t.cadence
               WHEN 'once' THEN (l.last_on IS NULL)::integer
               WHEN 'months' THEN CASE WHEN l.ends_on < %(on)s + 365 OR l.ends_on IS NULL
                                       THEN greatest(1, 12 / t.every_months) ELSE 0 END
               ELSE (l.last_on IS NULL OR l.last_on < make_date(%(year)s - 1, 7, 1))::integer END AS times,
           CASE t.cadence WHEN 'once' THEN 0 WHEN 'months' THEN 12.0 / t.every_months ELSE 1 END AS later,
           coalesce(y.mode, '') AS mode
      FROM belongs b
      JOIN chosen c ON c.terms_id = b.terms_id
      JOIN terms t ON t.id = b.terms_id
      LEFT JOIN latest l ON l.terms_id = b.terms_id AND l.person_id = b.person_id AND l.course_id = c.course_id
      LEFT JOIN years y ON y.terms_id = b.terms_id AND y.person_id = b.person_id AND y.year = %(year)s)
SELECT course_id, count(*) FILTER (WHERE times > 0), coalesce(sum(times), 0)::bigint,
       coalesce(sum(times) FILTER (WHERE mode <> 'online'), 0)::bigint, sum(later)
  FROM need GROUP BY course_id
 UNION ALL
SELECT NULL, count(*) FILTER (WHERE h.met_on IS NULL), 0, 0, CASE t.cadence WHEN 'once' THEN 0 ELSE count(*) END
  FROM belongs b
  JOIN terms t ON t.id = b.terms_id AND t.satisfied = 'hours'
  LEFT JOIN hours h ON h.terms_id = b.terms_id AND h.person_id = b.person_id
 GROUP BY t.cadence
"""  # noqa: S608 - built of our own parts alone
NEEDS_SEAT = ("in_seat", "")


@dataclass(frozen=True)
class CourseCost:
    """One course (or hours of a kind): how many people take it how often in the first year, and what it takes."""

    name: str
    url: str
    people: int
    times: int
    hours_each: Decimal | None
    hours: Decimal
    seat_days: Decimal
    class_days: Decimal
    later_seat_days: Decimal

    @property
    def hours_told(self) -> str:
        """The hours of each as a number."""
        return plain_number(self.hours_each)


@dataclass(frozen=True)
class Cost:
    """What terms take in their first year and in each later one, with the numbers it was worked out by."""

    on: date
    day_hours: Decimal
    room_days: Decimal
    courses: tuple[CourseCost, ...]

    @property
    def hours(self) -> Decimal:
        """Hours of people's time in the first year."""
        return sum((one.hours for one in self.courses), start=Decimal(0))

    @property
    def seat_days(self) -> Decimal:
        """Days one person sits in a classroom, in the first year."""
        return sum((one.seat_days for one in self.courses), start=Decimal(0))

    @property
    def later_seat_days(self) -> Decimal:
        """The same in each later year, new staff left out."""
        return sum((one.later_seat_days for one in self.courses), start=Decimal(0))

    @property
    def room_years(self) -> Decimal:
        """Classrooms it fills for a year."""
        return sum((one.class_days for one in self.courses), start=Decimal(0)) / self.room_days

    @property
    def unknown(self) -> list[str]:
        """Courses whose hours no source gives: they are not counted."""
        return [one.name for one in self.courses if one.hours_each is None]


def simulate(terms: RuleTerms, on: date | None = None) -> Cost:
    """What these terms, approved or not, would ask of whoever works here; nothing is written."""
    on = max(on or timezone.localdate(), terms.starts_on)
    # A page is drawn after the transaction of its request: what is set LOCAL would count for nothing there.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        with many_at_once(cursor):
            cursor.execute(COSTS, values_for(on=on, terms=[terms.pk]))
            rows = cursor.fetchall()
    day_hours, room_days = Decimal(value_of("training_day_hours")), Decimal(value_of("training_room_days"))
    courses = {one.pk: one for one in Course.objects.for_list().filter(pk__in=[row[0] for row in rows])}
    usual = int(value_of("training_class_seats"))
    costs = [_cost(terms, courses.get(row[0]), row, day_hours, usual) for row in rows]
    return Cost(on, day_hours, room_days, tuple(sorted(costs, key=lambda one: -one.hours)))


def replaced_by(terms: RuleTerms) -> RuleTerms | None:
    """The terms of the same rule in force the day before these begin, or today: what the cost is compared with."""
    others = RuleTerms.objects.filter(rule=terms.rule_id, approved=True).exclude(pk=terms.pk)
    return others.filter(starts_on__lt=terms.starts_on).order_by("-starts_on").first()


def _cost(terms: RuleTerms, course: Course | None, row, day_hours: Decimal, usual: int) -> CourseCost:
    _, people, times, seated, later = row
    if course is None:
        each, seats, name, url = terms.bucket_hours, usual, "Hours of training", ""
        times = seated = people
        needs_seat = True
    else:
        version = course.current
        each, seats = (version.contact_hours, version.max_seats) if version else (None, usual)
        name, url = str(course), course.get_absolute_url()
        needs_seat = version is not None and (version.mode in NEEDS_SEAT or terms.cadence == "alternating")
    hours = each or Decimal(0)
    seat_days = seated * hours / day_hours if needs_seat else Decimal(0)
    return CourseCost(
        name, url, people, times, each, times * hours, seat_days, seat_days / seats,
        Decimal(later or 0) * hours / day_hours if needs_seat else Decimal(0),
    )  # fmt: skip
