"""How a worksite runs from a moment on: set by its coordinator, replacing what stood (portal.md item 7)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_moment
from doc_portal.core.models import User, Worksite
from doc_portal.core.workflow import Refused, lock
from mission.models import WorksiteStatus


@transaction.atomic
def set_status(status: WorksiteStatus, *, by: User) -> WorksiteStatus:
    """Let a status hold from its start on, at once where that has passed; what stood for that time ends there.

    The worksite is locked first, so that of two coordinators the later replaces what the earlier set. What has been
    is never rewritten. Refused for a closed worksite, an end that has passed, and an end not after the start.
    """
    worksite = lock(status.worksite)
    now = timezone.now()
    if worksite.status == Worksite.Status.CLOSED:
        raise Refused(f"{worksite} is closed and has no status any more. Choose another worksite.")
    status.starts_at = max(status.starts_at, now)
    if status.ends_at is not None and status.ends_at <= now:
        raise Refused(f"The status was to end on {long_moment(status.ends_at)}, which has passed. Choose a later end.")
    if status.ends_at is not None and status.ends_at <= status.starts_at:
        raise Refused("The status would end before it starts. Choose a later end.")
    replaced = _close(worksite, status.starts_at, by=by)
    status.created_by = by
    status.save()
    log("set", status, by=by, before=replaced, after=str(status.state), reason=status.note)
    return status


def _close(worksite: Worksite, at: datetime, *, by: User) -> str:
    """End at one moment whatever stands then or was set for later; what that was, in words."""
    standing = worksite.statuses.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=at)).select_related("state")
    words = []
    for old in standing.order_by("starts_at", "pk").select_for_update(no_key=True, of=("self",)):
        if old.ends_at is None or old.ends_at > at:
            words.append(str(old.state))
        old.closed_at, old.closed_by = at, by
        old.version += 1
        old.save()
    return ", ".join(words)[:200]
