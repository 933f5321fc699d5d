"""How a worksite runs now, in words: what home, the worksite's page and the list of worksites say of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils import timezone

from doc_portal.core.models import Worksite
from doc_portal.core.reference import Brought, bring_in, read_rows
from mission.models import WorksiteState, WorksiteStatus

NORMAL = "Normal"  # what a worksite runs as while nothing else was set
LOOKED_AT = 3


@dataclass(frozen=True)
class Running:
    """What holds at a worksite now. `since` is empty where nothing was ever set; `later` is set for a later start."""

    name: str = NORMAL
    level: str = "ok"
    since: datetime | None = None
    until: datetime | None = None
    note: str = ""
    later: WorksiteStatus | None = None


def status_of(worksite: Worksite) -> Running:
    """What holds at one worksite, read in one query. After a status is over: normal, since its end."""
    rows = worksite.statuses.in_force_once().select_related("state").order_by("-starts_at", "-pk")
    return running(list(rows[:LOOKED_AT]))


def running(latest: list[WorksiteStatus]) -> Running:
    """What holds now, of a worksite's latest statuses that were in force or will be, the newest first."""
    now = timezone.now()
    later = next((one for one in reversed(latest) if one.starts_at > now), None)
    begun = next((one for one in latest if one.starts_at <= now), None)
    if begun is None:
        return Running(later=later)
    if begun.over_at is not None and begun.over_at <= now:
        return Running(since=begun.over_at, later=later)
    return Running(begun.state.name, begun.state.level, begun.starts_at, begun.over_at, begun.note, later)


def with_status(worksites):
    """Worksites with their current status as `now_set`, a list of one or none."""
    current = WorksiteStatus.objects.current().select_related("state")
    return worksites.prefetch_related(Prefetch("statuses", current, to_attr="now_set"))


def load_states() -> Brought:
    """The words for how a worksite runs, from the reference data."""
    rows = [
        WorksiteState(slug=row["slug"], name=row["name"], level=row["level"], order=int(row["order"]))
        for row in read_rows("worksite_states.csv")
    ]
    return bring_in(rows, ("slug",), ("name", "level", "order"))
