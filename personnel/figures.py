"""Where the time went, and what came of it: the director's figures of hiring (item 28).

Each is one statement over timestamps and the record of acts, grouped at once for all, by worksite and by class.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from personnel.models import Application

YEAR = timedelta(days=365)
LEGS = (
    ("approve", "Sent to approved", "submitted_at", "approved_at"),
    ("publish", "Approved to published", "approved_at", "published_at"),
    ("close", "Published to closed", "published_at", "closed_at"),
    ("list", "Closed to names sent", "closed_at", "list_sent_at"),
    ("interview", "Names sent to interview", "list_sent_at", "interviewed_at"),
    ("offer", "Interview to offer", "interviewed_at", "offered_at"),
    ("start", "Offer to first day", "offered_at", "starts_at"),
    ("fill", "Sent to first day", "submitted_at", "starts_at"),
)

_BY_LEG = """
WITH hired AS (
  SELECT a.worksite_id, a.job_class_id, r.submitted_at, r.approved_at, p.published_at,
         least(p.closes_at, p.cap_reached_at) AS closed_at, p.list_sent_at, o.created_at AS offered_at,
         a.starts_on::timestamp AT TIME ZONE 'America/Chicago' AS starts_at,
         (SELECT min(e.at) FROM core_auditevent e WHERE e.content_type_id = %(application)s
             AND e.object_id = a.application_id AND e.act = 'interview' AND e.outcome = 'done') AS interviewed_at
    FROM personnel_appointment a
    JOIN personnel_offer o ON o.id = a.offer_id
    JOIN personnel_postinglocation l ON l.id = a.location_id
    JOIN personnel_posting p ON p.id = l.posting_id
    LEFT JOIN LATERAL (
      SELECT q.submitted_at, q.approved_at FROM personnel_posting_requisitions pr
        JOIN personnel_requisition q ON q.id = pr.requisition_id
       WHERE pr.posting_id = p.id AND q.worksite_id = a.worksite_id
       ORDER BY q.id = a.requisition_id DESC NULLS LAST, q.id LIMIT 1) r ON true
   WHERE a.created_at >= %(since)s AND a.created_at < %(until)s
     AND a.not_begun_at IS NULL AND (%(everywhere)s OR a.worksite_id = ANY (%(worksites)s))
)
SELECT w.name, c.title, h.* FROM (
  SELECT worksite_id, job_class_id, count(*) AS n, {legs} FROM hired
   GROUP BY GROUPING SETS ((), (worksite_id), (job_class_id))) h
  LEFT JOIN core_worksite w ON w.id = h.worksite_id
  LEFT JOIN personnel_jobclass c ON c.id = h.job_class_id
 ORDER BY w.name NULLS FIRST, c.title NULLS FIRST, h.job_class_id
"""
_LEG = (
    "percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM {later} - {earlier}) / 86400)"
    " FILTER (WHERE {later} >= {earlier})"
)
_VACANCY = """
SELECT w.name, c.title, v.vacant, v.authorised FROM (
  SELECT worksite_id, job_class_id, count(*) FILTER (WHERE status = 'vacant') AS vacant, count(*) AS authorised
    FROM personnel_position
   WHERE status IN ('filled', 'vacant') AND (%(everywhere)s OR worksite_id = ANY (%(worksites)s))
   GROUP BY GROUPING SETS ((), (worksite_id), (job_class_id))) v
  LEFT JOIN core_worksite w ON w.id = v.worksite_id
  LEFT JOIN personnel_jobclass c ON c.id = v.job_class_id
 ORDER BY w.name NULLS FIRST, c.title NULLS FIRST, v.job_class_id
"""
_DEMAND = """
SELECT coalesce(sum(l.vacancies), 0), coalesce(sum(s.sent), 0), coalesce(sum(s.appointed), 0)
  FROM personnel_posting p
  JOIN LATERAL (SELECT sum(vacancies) AS vacancies FROM personnel_postinglocation l
                 WHERE l.posting_id = p.id AND (%(everywhere)s OR l.worksite_id = ANY (%(worksites)s))) l ON true
  JOIN LATERAL (SELECT count(*) AS sent, count(*) FILTER (WHERE status = 'appointed') AS appointed
                  FROM personnel_application a WHERE a.posting_id = p.id AND a.submitted_at IS NOT NULL) s ON true
 WHERE p.published_at IS NOT NULL AND p.opens_at >= %(since)s AND p.opens_at < %(until)s AND l.vacancies IS NOT NULL
"""


@dataclass(frozen=True)
class Where:
    """Over which worksites figures are taken: all of them, or these."""

    everywhere: bool = True
    worksites: tuple[int, ...] = ()

    @classmethod
    def of(cls, scope) -> "Where":
        """The worksites of a right."""
        return cls(scope.everywhere, tuple(sorted(scope.worksites)))


@dataclass(frozen=True)
class Group:
    """Figures of all, of one worksite or of one class. `medians`: the legs by their names, in days."""

    worksite: str
    job_class: str
    count: int
    medians: dict[str, float | None]


@dataclass(frozen=True)
class Vacancy:
    """How many chairs are empty."""

    worksite: str
    job_class: str
    vacant: int
    authorised: int

    @property
    def percent(self) -> float:
        """Their share of those that may be filled."""
        return 100 * self.vacant / self.authorised


@dataclass(frozen=True)
class Demand:
    """How many applied for how many vacancies, and how many of them were appointed."""

    vacancies: int
    sent: int
    appointed: int

    @property
    def per_vacancy(self) -> float | None:
        """Applicants for each vacancy."""
        return self.sent / self.vacancies if self.vacancies else None

    @property
    def percent_appointed(self) -> float | None:
        """The share of applicants who were appointed."""
        return 100 * self.appointed / self.sent if self.sent else None


EVERYWHERE = Where()


def legs(on: date | None = None, where: Where = EVERYWHERE) -> list[Group]:
    """The median days of each leg, of appointments made in the year up to a day: all, by worksite, by class."""
    chosen = ", ".join(_LEG.format(earlier=earlier, later=later) for _, _, earlier, later in LEGS)
    values = _period(on) | _place(where) | {"application": ContentType.objects.get_for_model(Application).pk}
    return [
        Group(site or "", title or "", count, dict(zip((leg[0] for leg in LEGS), medians, strict=True)))
        for site, title, _, _, count, *medians in _rows(_BY_LEG.replace("{legs}", chosen), values)
    ]


def vacancies(where: Where = EVERYWHERE) -> list[Vacancy]:
    """Empty chairs now: all, by worksite, by class."""
    rows = _rows(_VACANCY, _place(where))
    return [Vacancy(site or "", title or "", *numbers) for site, title, *numbers in rows if numbers[1]]


def demand(on: date | None = None, where: Where = EVERYWHERE) -> Demand:
    """Applicants and vacancies of announcements that opened in the year up to a day."""
    ((wanted, sent, appointed),) = _rows(_DEMAND, _period(on) | _place(where))
    return Demand(int(wanted), int(sent), int(appointed))


def _period(on: date | None) -> dict:
    until = timezone.make_aware(timezone.datetime.combine(on or timezone.localdate(), timezone.datetime.min.time()))
    until += timedelta(days=1)
    return {"since": until - YEAR, "until": until}


def _place(where: Where) -> dict:
    return {"everywhere": where.everywhere, "worksites": list(where.worksites)}


def _rows(statement: str, values: dict) -> Sequence[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
