"""What happens to events: announced, changed, canceled (portal.md item 20). Canceled ones stay, marked."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_moment
from doc_portal.core.models import User, Worksite
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock
from mission.models import Event


@transaction.atomic
def write_event(event: Event, worksites: Iterable[Worksite], *, by: User) -> Event:
    """Announce an event: for these worksites, or for the whole department where none is named."""
    sites = list(worksites)
    event.created_by, event.everywhere = by, not sites
    event.save()
    event.worksites.set(sites)
    log("create", event, by=by)
    index_entry(event)
    return event


@transaction.atomic
def revise_event(event: Event, worksites: Iterable[Worksite], *, by: User, changed: str = "") -> Event:
    """Keep what was changed; `event` holds the new values. Calendars that follow it learn of it by its number.

    Refused once it is canceled.
    """
    stored = lock(event)
    _require_kept(stored, "changed")
    sites = list(worksites)
    event.sequence, event.everywhere = stored.sequence + 1, not sites
    event.save()
    event.worksites.set(sites)
    log("edit", event, by=by, reason=changed)
    index_entry(event)
    return event


@transaction.atomic
def cancel_event(event: Event, *, by: User, note: str) -> Event:
    """Mark an event as canceled, saying why. Refused where it is canceled already, or over."""
    locked = lock(event)
    _require_kept(locked, "canceled again")
    if not note.strip():
        raise Refused("Say why the event is canceled.")
    if locked.ends_at <= timezone.now():
        raise Refused(f"“{locked}” was over on {long_moment(locked.ends_at)} and cannot be canceled any more.")
    locked.canceled_at, locked.canceled_because = timezone.now(), note
    locked.sequence += 1
    locked.version += 1
    locked.save()
    log("cancel", locked, by=by, reason=note)
    index_entry(locked)
    return locked


def _require_kept(event: Event, what: str) -> None:
    if event.canceled_at is not None:
        raise Refused(f"“{event}” was canceled on {long_moment(event.canceled_at)} and cannot be {what}.")
