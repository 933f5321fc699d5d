"""What every sample function is given: the size, the day, chance that repeats, and who has which sign-in."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from time import monotonic

from django.utils import timezone

from doc_portal.core.models import User

EMPLOYEE_PREFIX = "SAMPLE-"
MARK = "(sample)"


@dataclass(frozen=True)
class Size:
    """How much of everything there shall be, rows that were there before included.

    `offices`: worksites in all, invented district offices filling up what the reference data lacks (0: invent none).
    `traces`: audit events. `years` of news, `news` stories in each, beside those written out: as many years as bring
    the index of search to 40,000 entries. `assignments`: one for each person, and former, coming and additional ones
    up to the number. `documents` of the library, `terms` of the glossary, role `contacts`. Announcements of
    jobs: `jobs_open`, `jobs_scheduled`, `jobs_closed`; `job_alerts` of staff. `panels` of selection, and `offers` at
    every point. `applicants` from outside, and `applications` of them and of staff at every stage, `crowd` of them to
    one announcement. `past_years` of hiring that is over: how those came who began since, with `yearly_applications`
    sent in each. `classes` of the academy in every state (0: nothing of training); a year of it besides, with
    `year_classes` in which `year_seats` are taken; `completions` in all (0: as many as five years bring).
    `fiscal_years` up to this one (0: nothing of fiscal), with `appropriations` in each; besides what is written out,
    `requisitions_year`, `orders_year` and `bills_year` in each of them (0: none).
    """

    name: str
    people: int
    offices: int
    grants: int
    traces: int
    notices: int
    years: int = 0
    news: int = 0
    assignments: int = 0
    documents: int = 0
    terms: int = 0
    contacts: int = 0
    jobs_open: int = 0
    jobs_scheduled: int = 0
    jobs_closed: int = 0
    job_alerts: int = 0
    panels: int = 0
    offers: int = 0
    applicants: int = 0
    applications: int = 0
    crowd: int = 0
    past_years: int = 0
    yearly_applications: int = 0
    classes: int = 0
    year_classes: int = 0
    year_seats: int = 0
    completions: int = 0
    fiscal_years: int = 0
    appropriations: int = 0
    requisitions_year: int = 0
    orders_year: int = 0
    bills_year: int = 0


SIZES = {
    "small": Size(
        "small",
        people=300,
        offices=0,
        grants=440,
        traces=600,
        notices=60,
        assignments=360,
        documents=30,
        terms=12,
        contacts=40,
        jobs_open=12,
        jobs_scheduled=3,
        jobs_closed=6,
        job_alerts=20,
        panels=1,
        offers=8,
        applicants=40,
        applications=90,
        classes=40,
        fiscal_years=2,
        appropriations=20,
    ),
    "full": Size(
        *("full", 11_000, 95, 12_500),
        traces=200_000,
        notices=50_000,
        years=24,
        news=1_200,
        assignments=13_000,
        documents=1_500,
        terms=600,
        contacts=300,
        jobs_open=500,
        jobs_scheduled=40,
        jobs_closed=1_250,
        job_alerts=10_000,
        panels=60,
        offers=500,
        applicants=12_000,
        applications=7_000,
        crowd=400,
        past_years=3,
        yearly_applications=20_000,
        classes=40,
        year_classes=2_345,
        year_seats=55_025,
        completions=825_000,
        fiscal_years=10,
        appropriations=120,
        requisitions_year=60_000,
        orders_year=40_000,
        bills_year=90_000,
    ),
}
SIZES["year"] = replace(
    SIZES["small"], fiscal_years=1, appropriations=120, requisitions_year=60_000, orders_year=40_000, bills_year=90_000
)
"""A small department with one full year of purchases: what pages take with it beside ten."""


@dataclass(frozen=True)
class Context:
    """One run of the seed. `again` adds the whole size to what is there instead of filling up to it.

    `seconds`: how long each part took.
    """

    size: Size
    seed: int
    today: date
    again: bool = False
    seconds: dict[str, float] = field(default_factory=dict, compare=False)

    def in_parts(self, parts: Mapping[str, Callable[["Context"], int]]) -> dict[str, int]:
        """How many of each there are now that were not there before; how long each part took is noted."""
        made = {}
        for name, part in parts.items():
            with self.timed(name):
                made[name] = part(self)
        return made

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Note how long a part takes."""
        begun = monotonic()
        yield
        self.seconds[part] = self.seconds.get(part, 0) + monotonic() - begun

    def chance(self, part: str) -> random.Random:
        """The random numbers of one part: the same for the same seed and size, whatever other parts draw."""
        return random.Random(f"{self.seed}:{self.size.name}:{part}")

    def missing(self, wanted: int, there: int) -> int:
        """How many are to be made."""
        return wanted if self.again else max(0, wanted - there)

    def moment(self, days: float, hour: int = 8, minute: int = 0) -> datetime:
        """A time of day so many days from today, in the department's time zone."""
        return timezone.make_aware(datetime.combine(self.today + timedelta(days=days), time(hour, minute)))

    @staticmethod
    def span(seconds: int) -> timedelta:
        """So many seconds."""
        return timedelta(seconds=seconds)

    def day(self, days: int) -> date:
        """The day so many days from today."""
        return self.today + timedelta(days=days)


def sample_people():
    """Everyone the sample invented, in the order in which they were made."""
    return User.objects.filter(employee_number__startswith=EMPLOYEE_PREFIX).order_by("employee_number")


def phone(number: int) -> str:
    """A number nobody has: 555-0100 to 555-0199 are kept free for invented people."""
    return f"573-555-01{number % 100:02d}"


def ten_digits(number: int) -> str:
    """Such a number as the directory writes it."""
    return f"(573) 555-01{number % 100:02d}"
