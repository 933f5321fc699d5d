"""Answers on sex and race: voluntary, apart from the application, never shown to those who select (personnel.md 4).

They go into the EEO vault (doc_portal/launch/vault.py), which the portal can write to and cannot read. What comes out
are totals of announcements whose applications have all come to an end, by class and year. They are counted once, at
night, on a connection of their own: the role that serves requests can neither count nor read a total. Where the
database has no vault, nothing is asked and nothing is kept; where nobody may count, answers are kept uncounted.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import psycopg2
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from psycopg2.extensions import make_dsn

from doc_portal.core.rights import vault_is_open
from personnel.models import Application, Appointment, Posting

DECLINED = "decline"
PERCENT = Decimal("0.1")
YEARS = 6
"""How many years back selection is counted and shown."""


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
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT eeo.record(%s, %s, %s, %s)",
                [application.number, application.posting_id, sex, race_ethnicity],
            )


@dataclass(frozen=True)
class Group:
    """One group of applicants: how many came how far, their rate, and its ratio to the highest rate.

    Stages between are none where those who ended there are too few to tell apart from those of another stage.
    """

    label: str
    applied: int
    qualified: int | None
    interviewed: int | None
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

    Only of a year that is over, and of classes whose applications of that year have all come to an end, first days
    included. What is counted is frozen: counting while somebody is still under way would tell of that one later.
    """
    if year >= today.year:
        return {}
    of_year = Posting.objects.filter(opens_at__year=year).order_by()
    if job_class is not None:
        of_year = of_year.filter(job_class=job_class)
    finished = of_year.filter(status__in=[Posting.Status.COMPLETED, Posting.Status.CANCELLED])
    under_way = of_year.filter(status__in=[Posting.Status.PUBLISHED, Posting.Status.EVALUATING])
    of_one = {"application__posting": OuterRef("pk")}
    to_begin = Appointment.objects.filter(starts_on__gte=today, not_begun_at=None, **of_one)
    undecided = Application.objects.undecided().filter(posting=OuterRef("pk"))
    waiting = finished.filter(Exists(undecided) | Exists(to_begin))
    ready = finished.exclude(job_class__in=under_way.values("job_class")).exclude(
        job_class__in=waiting.values("job_class")
    )
    return dict(ready.values("job_class").annotate(keys=ArrayAgg("pk")).values_list("job_class", "keys"))


def may_count() -> bool:
    """Whether a role that counts is named: on a server that is not ours it must be."""
    return bool(settings.DATABASE_COUNTER_URL)


def years(today: date) -> list[int]:
    """The years of which selection is told, the last one first."""
    return [today.year - back for back in range(1, YEARS + 1)]


def count_selection(today: date | None = None) -> int:
    """Count each set that is ready and was not counted before; how many they were."""
    if not (may_count() and is_on()):
        return 0
    today = today or timezone.localdate()
    ready = [keys for year in years(today) for keys in sets_to_count(year, today).values()]
    with _counter() as cursor:
        done = _counted_among(cursor, [key for keys in ready for key in keys])
        new = [sorted(keys) for keys in ready if not done.intersection(keys)]
        for keys in new:
            came = _how_far(keys)
            numbers, stages = [number for number, _ in came], [stage for _, stage in came]
            cursor.execute("SELECT eeo.count_set(%s, %s::text[], %s::smallint[])", [keys, numbers, stages])
    return len(new)


def selection(year: int, *, today: date, fewest_percent: Decimal, job_class=None) -> dict[int, list[Table]]:
    """Selection by group for each class of a year that was counted, or for one; no tables where they are too few."""
    sets = sets_to_count(year, today, job_class) if may_count() and is_on() else {}
    pairs = [(number, key) for number, keys in sets.items() for key in keys]
    if not pairs:
        return {}
    numbers, keys = (list(column) for column in zip(*pairs, strict=True))
    with _counter() as cursor:
        done = _counted_among(cursor, keys)
        found: dict[int, list] = {number: [] for number, mine in sets.items() if done.issuperset(mine)}
        cursor.execute(
            "SELECT k.number, s.* FROM (SELECT number, array_agg(key) AS keys"
            "  FROM unnest(%s::bigint[], %s::bigint[]) AS pair(number, key) GROUP BY number) AS k,"
            " LATERAL eeo.selection(k.keys) AS s",
            [numbers, keys],
        )
        for number, *row in cursor.fetchall():
            found[number].append(row)
    return {number: _tables(rows, fewest_percent) if rows else [] for number, rows in found.items()}


@contextmanager
def _counter() -> Iterator:
    """A connection of the role that counts, to the database that requests are served from."""
    name = str(connection.settings_dict["NAME"])
    with closing(psycopg2.connect(make_dsn(settings.DATABASE_COUNTER_URL, dbname=name, connect_timeout=3))) as counter:
        counter.autocommit = True
        with counter.cursor() as cursor:
            yield cursor


def _counted_among(cursor, keys: list[int]) -> set[int]:
    cursor.execute("SELECT * FROM eeo.counted_among(%s::bigint[])", [keys])
    return {key for (key,) in cursor.fetchall()}


def _how_far(keys: list[int]) -> list[tuple[str, int]]:
    """How far each application of these announcements came, by its status and by the record of acts.

    Only who still is appointed counts as appointed: who did not begin came as far as the clearance.
    """
    stages = list(STAGES.items())
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH stage(status, n) AS (SELECT * FROM unnest(%s::text[], %s::smallint[]))"
            " SELECT a.number, max(s.n) FROM personnel_application a LEFT JOIN core_auditevent e"
            "  ON e.content_type_id = %s AND e.object_id = a.id AND e.outcome = 'done'"
            "  JOIN stage s ON s.status = a.status OR s.status = e.after AND s.n < %s"
            " WHERE a.posting_id = ANY (%s) AND a.number IS NOT NULL GROUP BY a.number",
            [
                [str(status) for status, _ in stages],
                [n for _, n in stages],
                ContentType.objects.get_for_model(Application).pk,
                STAGES[Application.Status.APPOINTED],
                keys,
            ],
        )
        return cursor.fetchall()


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
