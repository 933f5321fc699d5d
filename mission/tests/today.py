"""Alerts, statuses of worksites and events for tests, and their forms as a browser sends them."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from doc_portal.core.models import User, Worksite
from doc_portal.core.tests.factories import make_unit, make_user, make_worksite
from mission.models import Alert, Event, WorksiteState, WorksiteStatus
from mission.tests.forms import stamp

_serial = count(1)
PUBLISHER = ("core.use_portal", *(f"mission.{verb}_alert" for verb in ("view", "add", "extend", "end")))
COORDINATOR = ("core.use_portal", "mission.view_worksitestatus", "mission.add_worksitestatus")
HOST = ("core.use_portal", *(f"mission.{verb}_event" for verb in ("view", "add", "change", "cancel")))


def make_publisher(worksite: Worksite | None = None, **fields) -> User:
    """Somebody who publishes alerts: at one worksite, or everywhere."""
    return make_user(*PUBLISHER, worksite=worksite, **fields)


def unsaved_alert(**fields) -> Alert:
    """An information for the whole department that is live for three hours, as its form leaves it."""
    now = timezone.now()
    defaults = {
        "severity": Alert.Severity.INFORMATION,
        "text": f"Water is off in building {next(_serial)}.",
        "everywhere": True,
        "starts_at": now - timedelta(minutes=1),
        "ends_at": now + timedelta(hours=3),
        "reason": "Told by maintenance.",
    }
    return Alert(**defaults | fields)


def make_alert(*worksites: Worksite, **fields) -> Alert:
    """A live alert: for these worksites, or for the whole department where none is given."""
    made = unsaved_alert(everywhere=not worksites, **fields)
    made.save()
    made.worksites.set(worksites)
    return made


def alert_data(*worksites: Worksite, **fields) -> dict:
    """What a browser sends for a whole alert."""
    sent = {
        "severity": "warning",
        "text": "Ice on the lower lot. Use the north gate.",
        "link": "",
        "starts_at": "",
        "ends_at": stamp(timezone.now() + timedelta(hours=6)),
        "reason": "Reported by the shift.",
        "worksites": [site.pk for site in worksites],
    }
    return sent | ({} if worksites else {"everywhere": "on"}) | fields


def state(slug: str = "closed") -> WorksiteState:
    """A word for how a worksite runs, from the reference data."""
    return WorksiteState.objects.get(slug=slug)


def make_status(worksite: Worksite | None = None, **fields) -> WorksiteStatus:
    """A worksite that has been closed for an hour until further notice."""
    defaults = {
        "worksite": worksite or make_worksite(),
        "state": fields.pop("state", None) or state(),
        "starts_at": timezone.now() - timedelta(hours=1),
        "note": "Stay at home and call your supervisor.",
    }
    return WorksiteStatus.objects.create(**defaults | fields)


def unsaved_event(**fields) -> Event:
    """A meeting of two hours in two days for the whole department."""
    start = timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)
    defaults = {
        "title": f"Open house {next(_serial)}",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "place": "Training room 2",
        "everywhere": True,
    }
    if "unit" not in fields:
        defaults["unit"] = make_unit()
    return Event(**defaults | fields)


def make_event(*worksites: Worksite, **fields) -> Event:
    """An event for these worksites, or for the whole department where none is given."""
    made = unsaved_event(everywhere=not worksites, **fields)
    made.save()
    made.worksites.set(worksites)
    return made


def event_data(unit, **fields) -> dict:
    """What a browser sends for a whole event."""
    day = timezone.localdate() + timedelta(days=3)
    return {
        "title": "Open house",
        "body": "Bring your family.",
        "place": "Training academy",
        "starts_on": f"{day:%Y-%m-%d}",
        "start_time": "09:00",
        "ends_on": "",
        "end_time": "11:30",
        "unit": unit.pk,
        "contact": "",
    } | fields
