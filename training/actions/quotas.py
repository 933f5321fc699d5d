"""Seats kept for a worksite, a region or a cohort: keeping, changing and freeing them (training.md 3, item 26)."""

from django.db import IntegrityError, transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock
from training.actions.waiting import has_begun, move_up
from training.models import ScheduledClass, SeatQuota
from training.refusals import broken


@transaction.atomic
def keep_seats(quota: SeatQuota, *, by: User, changed: str = "") -> SeatQuota:
    """Keep seats, or change how many and until when; what becomes free goes to the waiting list."""
    locked = lock(quota.scheduled_class)
    _require_ahead(locked)
    try:
        with transaction.atomic():
            quota.save()
    except IntegrityError as error:
        raise broken(error) from error
    log("edit" if changed else "create", quota, by=by, reason=changed)
    move_up(locked, by=by)
    return quota


@transaction.atomic
def free_kept_seats(quota: SeatQuota, *, by: User, note: str = "") -> ScheduledClass:
    """Keep these seats no longer: they are free for all from now on."""
    locked = lock(quota.scheduled_class)
    _require_ahead(locked)
    log("free", quota, by=by, reason=note)
    SeatQuota.objects.filter(pk=quota.pk).delete()
    move_up(locked, by=by)
    return locked


def _require_ahead(locked: ScheduledClass) -> None:
    if not locked.editable or has_begun(locked):
        raise Refused(
            f"{locked.number} is {locked.get_status_display().lower()} or has begun: kept seats stay as they are."
        )
