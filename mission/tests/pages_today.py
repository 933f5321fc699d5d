"""How the pages of alerts, statuses of worksites and events are reached."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.tests.cases import Case, Expect
from mission.tests.forms import stamp
from mission.tests.today import alert_data, make_alert

OPEN = Expect(200, 302)
SEEN = Expect(403, 403)


def alert(world, by):
    """A live alert for the worksite here."""
    return make_alert(world.site, created_by=by)


def alerts(world, n):
    for place in range(n):
        make_alert(*([world.home_site] if place % 2 else []))


def alert_body(world, row):
    return alert_data(world.site)


def longer(world, row):
    return {"ends_at": stamp(timezone.now() + timedelta(days=2)), "note": "The ice stays."}


def why(world, row):
    return {"note": "It is over."}


PAGES = (
    Case("mission:alert-list", queries=9, rows=alerts, empty_query="?q=no-such-alert"),
    Case("mission:alert-detail", queries=8, row=alert, scope="worksite", elsewhere=OPEN),
    Case(
        "mission:alert-create",
        queries=6,
        scope="worksite",
        body=alert_body,
        also=("mission.view_alert",),
        elsewhere=Expect(200, 200),
    ),
    Case("mission:alert-extend", queries=7, row=alert, body=longer, scope="worksite", elsewhere=SEEN),
    Case("mission:alert-end", queries=7, row=alert, body=why, scope="worksite", elsewhere=SEEN),
)
