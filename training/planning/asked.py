"""What a plan is asked for: its days, courses, rules and centers, and the days on which classes are held."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

HOURS = 24
BEGINS = 8
LATEST = 20


@dataclass(frozen=True)
class Asked:
    """The inputs of a plan. Empty `rules`, `courses` and `centers` stand for all; `weekdays` are 1 to 7."""

    starts_on: date
    ends_on: date
    rules: tuple[int, ...] = ()
    courses: tuple[int, ...] = ()
    centers: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    closed: tuple[date, ...] = ()
    slack: int = 6
    day_hours: int = 8
    anywhere: bool = False
    class_days: tuple[int, ...] = field(default=(), init=False)

    def __post_init__(self):
        closed = {(one - self.starts_on).days for one in self.closed}
        found = (n for n in range(self.days) if self.day(n).isoweekday() in self.weekdays and n not in closed)
        object.__setattr__(self, "class_days", tuple(found))

    @property
    def days(self) -> int:
        """How many days there are, the last included."""
        return (self.ends_on - self.starts_on).days + 1

    def day(self, number: int) -> date:
        """The day with a number, the first being 0."""
        return self.starts_on + timedelta(days=number)

    def number(self, day: date) -> int:
        """The number of a day; before the plan begins it is below 0."""
        return (day - self.starts_on).days

    def as_json(self) -> dict:
        """The inputs as they are stored."""
        return {
            "rules": list(self.rules), "courses": list(self.courses), "centers": list(self.centers),
            "weekdays": list(self.weekdays), "closed": [one.isoformat() for one in self.closed], "slack": self.slack,
            "day_hours": self.day_hours, "anywhere": self.anywhere,
        }  # fmt: skip

    @classmethod
    def of(cls, run) -> "Asked":
        """The inputs of a stored plan."""
        kept = run.inputs
        return cls(
            run.starts_on, run.ends_on, *(tuple(kept[name]) for name in ("rules", "courses", "centers", "weekdays")),
            closed=tuple(date.fromisoformat(one) for one in kept["closed"]), slack=kept["slack"],
            day_hours=kept["day_hours"], anywhere=kept["anywhere"],
        )  # fmt: skip

    def hours_between(self, start: datetime, stop: datetime) -> int:
        """A span on the clock as bits, one for each hour it touches; what lies outside the plan is left out."""
        first = self.number(start.date()) * HOURS + start.hour
        last = self.number(stop.date()) * HOURS + stop.hour + (stop.minute > 0 or stop.second > 0)
        return bits(max(first, 0), min(last, self.days * HOURS))

    def days_between(self, start: date, stop: date | None) -> int:
        """The days from `start` to the day before `stop` as bits; without an end to the end of the plan."""
        last = self.days if stop is None else self.number(stop)
        return bits(max(self.number(start), 0), min(last, self.days))


def bits(first: int, last: int) -> int:
    """The bits from `first` to `last` - 1."""
    return ((1 << (last - first)) - 1) << first if last > first else 0
