"""When an announcement was written, opens and closes: its line of time, for who works on it (personnel.md 5, 10)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from personnel.models import Posting

PLANNED = ("Opens", "First cut-off", "Closes")
"""What waits for the announcement to be published."""


@dataclass(frozen=True)
class Moment:
    """Something that happened to an announcement, or is to happen, at a moment."""

    what: str
    at: datetime
    stands: bool = True
    """Whether it comes by itself; not while the announcement is no more than planned."""

    @property
    def is_past(self) -> bool:
        return self.stands and self.at <= timezone.now()


def moments_of(posting: Posting) -> list[Moment]:
    """The line of time, the earliest first. A deadline that was announced and does not hold is told as such."""
    announced = posting.announced_closes_at if posting.closed_early else None
    full = posting.full_because if posting.cap_reached_at else ""
    told = (
        ("Written", posting.created_at),
        ("Approved", posting.approved_at),
        ("Published", posting.published_at),
        ("Opens", posting.opens_at),
        ("First cut-off", posting.first_cutoff_at),
        (f"Closed, {full}", posting.cap_reached_at),
        ("Closes", posting.closes_at),
        ("Deadline announced at first", announced),
        ("Names sent to the managers", posting.list_sent_at),
    )
    planned = PLANNED if posting.published_at is None else ()
    found = (Moment(what, at, what not in planned) for what, at in told if at is not None)
    return sorted(found, key=lambda one: one.at)
