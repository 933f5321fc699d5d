"""Answers on sex and race: voluntary, apart from the application, never shown to those who select (personnel.md 4).

They go into the EEO vault (doc_portal/launch/vault.py), which the portal can write to and cannot read. What comes out
are totals of announcements whose applications have all come to an end, by class and year, and only where every group
and those appointed are ten at least. Where the database has no vault, nothing is asked and nothing is kept.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, models
from django.db.models import Exists, OuterRef

from doc_portal.core.rights import vault_is_open
from personnel.models import Application, Posting

DECLINED = "decline"
PERCENT = Decimal("0.1")


class Sex(models.TextChoices):
    """What is asked first; each answer is voluntary."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    DECLINE = DECLINED, "I do not wish to answer"


class RaceEthnicity(models.TextChoices):
    """The groups by which selection is looked at (29 CFR 1607.4 B, as reports of the EEOC name them today)."""

    WHITE = "white", "White"
    BLACK = "black", "Black or African American"
    HISPANIC = "hispanic", "Hispanic or Latino"
    ASIAN = "asian", "Asian"
    NATIVE = "native", "American Indian or Alaska Native"
    PACIFIC = "pacific", "Native Hawaiian or other Pacific Islander"
    SEVERAL = "several", "Two or more"
    DECLINE = DECLINED, "I do not wish to answer"


STAGES = {
    Application.Status.QUALIFIED: 1,
    Application.Status.SCORED: 1,
    Application.Status.LISTED: 1,
    Application.Status.REFERRED: 1,
    Application.Status.INTERVIEW: 2,
    Application.Status.CONDITIONAL_OFFER: 3,
    Application.Status.CLEARANCE: 3,
    Application.Status.APPOINTED: 4,
}
DIMENSIONS = {"sex": ("Sex", Sex), "race_ethnicity": ("Race and ethnicity", RaceEthnicity)}


def is_on() -> bool:
    """Whether the vault can be used here."""
    return vault_is_open()


def record(application: Application, *, sex: str, race_ethnicity: str) -> None:
    """Keep the answers of somebody whose application was sent; the first ones stay. Nothing happens without a vault.

    No act is recorded: who answered, and when, must not be known.
    """
    if is_on():
        _call("SELECT eeo.record(%s, %s, %s, %s)", application.number, application.posting_id, sex, race_ethnicity)


def advance(application: Application) -> None:
    """Note how far an application has come, where it carries answers. Nothing happens without a vault."""
    stage = STAGES.get(application.status)
    if stage and application.number and is_on():
        _call("SELECT eeo.advance(%s, %s::smallint)", application.number, stage)


@dataclass(frozen=True)
class Group:
    """One group of applicants: how many came how far, their rate, and its ratio to the highest rate."""

    label: str
    applied: int
    qualified: int
    interviewed: int
    appointed: int
    rate: Decimal
    ratio: Decimal | None = None
    low: bool = False


@dataclass(frozen=True)
class Table:
    """The groups of one question."""

    name: str
    groups: list[Group]

    @property
    def lowest(self) -> Decimal | None:
        """The lowest ratio: what the four-fifths rule looks at."""
        return min((group.ratio for group in self.groups if group.ratio is not None), default=None)

    @property
    def is_low(self) -> bool:
        """Whether a group lies below the share that is asked about."""
        return any(group.low for group in self.groups)


def sets_to_count(year: int, today: date, job_class=None) -> dict[int, list[int]]:
    """The announcements to be counted together: of each class those that opened in a year, cancelled ones included.

    Only of a year that is over, and of classes whose applications of that year have all come to an end. What is
    counted is frozen: counting while somebody is still under way would tell of that one later.
    """
    if year >= today.year:
        return {}
    of_year = Posting.objects.filter(opens_at__year=year).order_by()
    if job_class is not None:
        of_year = of_year.filter(job_class=job_class)
    finished = of_year.filter(status__in=[Posting.Status.COMPLETED, Posting.Status.CANCELLED])
    under_way = of_year.filter(status__in=[Posting.Status.PUBLISHED, Posting.Status.EVALUATING])
    waiting = finished.filter(Exists(Application.objects.undecided().filter(posting=OuterRef("pk"))))
    ready = finished.exclude(job_class__in=under_way.values("job_class")).exclude(
        job_class__in=waiting.values("job_class")
    )
    return dict(ready.values("job_class").annotate(keys=ArrayAgg("pk")).values_list("job_class", "keys"))


def selection(year: int, *, today: date, fewest_percent: Decimal, job_class=None) -> dict[int, list[Table]]:
    """Selection by group for each class of a year, or for one; without those whose groups are too few to show."""
    sets = sets_to_count(year, today, job_class) if is_on() else {}
    if not sets:
        return {}
    keys = sorted(key for one in sets.values() for key in one)
    _advance_all(keys)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.job_class_id, s.* FROM (SELECT job_class_id, array_agg(id ORDER BY id) AS keys"
            "  FROM personnel_posting WHERE id = ANY (%s) GROUP BY job_class_id) AS k,"
            " LATERAL eeo.selection(k.keys) AS s",
            [keys],
        )
        found: dict[int, list] = {}
        for key, *row in cursor.fetchall():
            found.setdefault(key, []).append(row)
    return {key: _tables(rows, fewest_percent) for key, rows in found.items()}


def _advance_all(keys: list[int]) -> None:
    """Note how far each application of these announcements came, by its status and by the record of acts."""
    stages = list(STAGES.items())
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH stage(status, n) AS (SELECT * FROM unnest(%s::text[], %s::smallint[])),"
            " came AS (SELECT a.number, s.n FROM personnel_application a JOIN stage s ON s.status = a.status"
            "  WHERE a.posting_id = ANY (%s) AND a.number IS NOT NULL"
            "  UNION ALL SELECT a.number, s.n FROM personnel_application a"
            "  JOIN core_auditevent e ON e.content_type_id = %s AND e.object_id = a.id AND e.outcome = 'done'"
            "  JOIN stage s ON s.status = e.after WHERE a.posting_id = ANY (%s) AND a.number IS NOT NULL)"
            " SELECT count(eeo.advance(number, n)) FROM (SELECT number, max(n) AS n FROM came GROUP BY number) AS far",
            [
                [str(status) for status, _ in stages],
                [n for _, n in stages],
                keys,
                ContentType.objects.get_for_model(Application).pk,
                keys,
            ],
        )


def _tables(rows: list, fewest_percent: Decimal) -> list[Table]:
    return [
        Table(name, _groups(choices, [row[1:] for row in rows if row[0] == key], fewest_percent))
        for key, (name, choices) in DIMENSIONS.items()
    ]


def _groups(choices, rows, fewest_percent: Decimal) -> list[Group]:
    """The groups in the order in which they are asked; those who declined are no group to compare."""
    counted = {answer: numbers for answer, *numbers in rows}
    rates = {answer: Decimal(numbers[-1]) / numbers[0] for answer, numbers in counted.items()}
    highest = max((rate for answer, rate in rates.items() if answer != DECLINED), default=Decimal(0))
    found = []
    for answer, label in choices.choices:
        if answer not in counted:
            continue
        compared = answer != DECLINED and highest > 0
        ratio = _percent(rates[answer] / highest) if compared else None
        low = ratio is not None and ratio < fewest_percent
        found.append(Group(label, *counted[answer], _percent(rates[answer]), ratio, low))
    return found


def _percent(share: Decimal) -> Decimal:
    return (100 * share).quantize(PERCENT, ROUND_HALF_UP)


def _call(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
