"""How many recruits of a cohort are still here after 30, 90 and 365 days (training.md 3, item 25)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from training.models import RETENTION_DAYS, Cohort


@dataclass(frozen=True)
class Kept:
    """One step of a cohort: of how many recruits anything is known, and how many of those were still here."""

    days: int
    known: int
    here: int
    reached: bool

    @property
    def words(self) -> str:
        """“11 of 12 (92%)”, that the day is still to come, or that nobody is in the directory."""
        if not self.reached:
            return "Not reached yet"
        return f"{self.here} of {self.known} ({round(100 * self.here / self.known)}%)" if self.known else "Nobody known"


def retention(cohort: Cohort, on: date | None = None) -> list[Kept]:
    """The steps of a cohort of `for_list()` on a day; recruits without an entry in the directory count in none."""
    on = on or timezone.localdate()
    return [
        Kept(days, cohort.known, getattr(cohort, f"here_{days}"), cohort.starts_on + timedelta(days=days) <= on)
        for days in RETENTION_DAYS
    ]
