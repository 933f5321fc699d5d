"""How each address of the health board is reached (doc_portal/tests/cases.py)."""

from itertools import count

from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from doc_portal.tests.cases import Case, Expect
from mission.health import Finding
from mission.models import FoundLink, HealthTask

OPEN = Expect(200, 302)
HIDDEN = Expect(404, 404)
BOARD = ("mission.view_healthtask",)
_serial = count(1)


def make_broken(unit, path="", **fields) -> FoundLink:
    """A link of a page of this unit that led nowhere last night."""
    n = next(_serial)
    defaults = {"page_title": f"Page {n}", "target": f"/gone/{n}/", "state": FoundLink.State.NO_PAGE}
    return FoundLink.objects.create(
        path=path or f"/page/{n}/", unit=unit, found_on=timezone.localdate(), **defaults | fields
    )


def make_task(unit=None, **fields) -> HealthTask:
    """A broken link somebody was given."""
    n = next(_serial)
    if "assigned_to" not in fields:
        fields["assigned_to"] = make_user()
    defaults = {"finding": HealthTask.Finding.LINKS, "about": f"/page/{n}/", "title": f"Page {n}"}
    return HealthTask.objects.create(unit=unit, **defaults | fields)


def broken(world, by):
    return make_broken(world.here)


def many_broken(world, n):
    for _ in range(n):
        make_broken(world.here)


def task(world, by):
    return make_task(world.here, created_by=by)


def by_key(row):
    return ["links", Finding("links", row.path, "", "").key]


def giving(world, row):
    return {"assigned_to": make_user().username, "note": "Find where it has gone."}


def nothing(world, row):
    return {}


PAGES = (
    Case("mission:health", queries=14, scope="unit", elsewhere=OPEN, rows=many_broken),
    Case(
        "mission:healthtask-create",
        queries=7,
        row=broken,
        args=by_key,
        body=giving,
        also=BOARD,
        scope="unit",
        elsewhere=HIDDEN,
    ),
    Case("mission:healthtask-detail", queries=8, row=task, also=BOARD, scope="unit", elsewhere=HIDDEN),
    Case(
        "mission:healthtask-finish",
        queries=7,
        row=task,
        body=nothing,
        also=(*BOARD, "mission.add_healthtask"),
        scope="unit",
        elsewhere=HIDDEN,
    ),
)
