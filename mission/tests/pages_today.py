"""How the pages of alerts, statuses of worksites and events are reached."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.tests.cases import Case, Expect
from mission.tests.forms import stamp
from mission.tests.today import alert_data, event_data, make_alert, make_event, make_status, state

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


def nothing(world, row):
    return {}


def why(world, row):
    return {"note": "It is over."}


def by_slug(row):
    return [row.slug]


def the_site(world, by):
    return world.site


def statuses(world, n):
    stand = world.site.statuses.count()
    for place in range(stand, stand + n):
        start = timezone.now() - timedelta(hours=2 * place + 2)
        make_status(world.site, starts_at=start, closed_at=start + timedelta(hours=1))


def status_body(world, row):
    return {"state": state("closed").pk, "starts_at": "", "ends_at": "", "note": "Call your supervisor."}


def event(world, by):
    """An event of the unit here."""
    return make_event(unit=world.here, created_by=by)


def events(world, n):
    now = timezone.now()
    for place in range(n):
        make_event(
            *([world.home_site] if place % 2 else []),
            unit=world.here,
            starts_at=now,
            ends_at=now + timedelta(hours=1),
        )


def event_body(world, row):
    return event_data(world.here)


PAGES = (
    Case("mission:alert-list", queries=10, rows=alerts, empty_query="?q=no-such-alert"),
    Case("mission:alert-detail", queries=9, row=alert, scope="worksite", elsewhere=OPEN),
    Case(
        "mission:alert-create",
        queries=7,
        scope="worksite",
        body=alert_body,
        also=("mission.view_alert",),
        elsewhere=Expect(200, 200),
    ),
    Case("mission:alert-extend", queries=8, row=alert, body=longer, scope="worksite", elsewhere=SEEN),
    Case("mission:alert-end", queries=8, row=alert, body=why, scope="worksite", elsewhere=SEEN),
    Case(
        "mission:worksitestatus-list",
        queries=9,
        row=the_site,
        args=by_slug,
        rows=statuses,
        scope="worksite",
        elsewhere=OPEN,
    ),
    Case(
        "mission:worksitestatus-create",
        queries=9,
        row=the_site,
        args=by_slug,
        body=status_body,
        scope="worksite",
        elsewhere=SEEN,
    ),
    Case("mission:event-list", queries=11, rows=events, empty_query="?q=no-such-event"),
    Case("mission:event-detail", queries=9, row=event, scope="unit", elsewhere=OPEN),
    Case("mission:event-calendar", html=False, row=event, scope="unit", elsewhere=OPEN),
    Case("mission:event-create", queries=9, scope="unit", body=event_body, elsewhere=Expect(200, 200)),
    Case(
        "mission:event-edit",
        queries=12,
        row=event,
        body=event_body,
        scope="unit",
        elsewhere=SEEN,
    ),
    Case("mission:event-cancel", queries=7, row=event, body=why, scope="unit", elsewhere=SEEN),
    Case("mission:calendarfeed-own", queries=7),
    Case("mission:calendarfeed-create", queries=6, body=nothing, stays=409),
    Case("mission:calendarfeed-revoke", queries=6, body=nothing, stays=409),
)
