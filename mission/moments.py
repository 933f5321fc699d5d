"""Days and months as moments: when they begin where the department is."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone


def start_of(day: date) -> datetime:
    """Midnight in Chicago at which `day` begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class Month:
    """A month of the calendar, “2026-11” in addresses."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month in which a day lies."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """The month written as year and month; None where it is none, or not of this century."""
        found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", text, re.ASCII)
        return cls(int(found[1]), int(found[2])) if found else None

    def __str__(self):
        return f"{date(self.year, self.number, 1):%B %Y}"

    @property
    def key(self) -> str:
        """2026-11: for addresses."""
        return f"{self.year}-{self.number:02}"

    def plus(self, months: int) -> "Month":
        """So many months later, or earlier: January follows December in the next year."""
        year, month = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, month + 1)

    def bounds(self) -> tuple[datetime, datetime]:
        """[its first midnight, the first midnight of the next month) in Chicago."""
        after = self.plus(1)
        return start_of(date(self.year, self.number, 1)), start_of(date(after.year, after.number, 1))
