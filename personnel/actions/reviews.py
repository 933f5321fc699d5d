"""Saying that a thing was looked over (portal.md item 18)."""

from django.db import models, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock
from personnel.models import Reviewed


@transaction.atomic
def mark_reviewed(record: Reviewed, *, by: User, note: str = "") -> models.Model:
    """Note that a thing was looked over today; its next review counts from now. Refused twice on one day."""
    record = lock(record)
    today = timezone.localdate()
    if record.reviewed_on == today:
        raise Refused(f"“{record}” was already marked as reviewed today, {long_date(today)}. Nothing was changed.")
    before, record.reviewed_on = record.reviewed_on, today
    record.version += 1
    record.save()
    log("review", record, by=by, before=str(before or ""), after=str(today), reason=note)
    return record
