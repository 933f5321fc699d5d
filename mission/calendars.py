"""Events in calendars: the five that come next, and what calendar programs are told (portal.md items 20 and 33)."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.calendars import CalendarEntry
from doc_portal.core.models import Unit, User
from doc_portal.core.registry import declared, function
from mission.models import Event

AHEAD = timedelta(days=366)
BACK = timedelta(days=90)
SHOWN = 5
UNIT_EVENTS = 5


def entry_of(event: Event) -> CalendarEntry:
    """An event as a calendar entry. Its text stays in the portal; the entry leads there."""
    return CalendarEntry(
        uid=f"{event.uid}@portal.doc.mo.gov",
        sequence=event.sequence,
        title=event.title,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        url=event.get_absolute_url(),
        place=event.place,
        all_day=event.all_day,
        canceled=event.canceled_at is not None,
    )


def events_of(user: User, start, stop, most: int | None = None) -> list[CalendarEntry]:
    """The events that concern a person between two moments, the first `most` of them; one query."""
    if not user.has_perm("mission.view_event"):
        return []
    rows = Event.objects.concerning(user.worksite_id).between(start, stop).order_by("starts_at", "pk")
    return [entry_of(event) for event in (rows[:most] if most else rows)]


def entries_of(user: User, start, stop, most: int | None = None) -> list[CalendarEntry]:
    """What every unit puts into a person's calendar, in order of time."""
    found = [entry for source in declared("calendar") for entry in function(source.entries)(user, start, stop, most)]
    return sorted(found, key=lambda entry: (entry.starts_at, entry.uid))[:most]


def coming(request) -> dict | None:
    """The next five entries of a person's calendar, for the home page."""
    now = timezone.now()
    entries = entries_of(request.user, now, now + AHEAD, SHOWN)
    return {"entries": entries} if entries else None


def followed(user: User) -> list[CalendarEntry]:
    """What a calendar that is followed holds: the last three months and the next year, canceled entries included."""
    now = timezone.now()
    return entries_of(user, now - BACK, now + AHEAD)


def unit_dates(request, unit: Unit) -> dict | None:
    """The next dates of one unit, for its page."""
    events = list(Event.objects.filter(unit=unit).coming().order_by("starts_at", "pk")[:UNIT_EVENTS])
    return {"events": events} if events else None
