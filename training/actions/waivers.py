"""Setting a requirement aside for one person: asked for, approved by somebody else, taken back; and pauses of leave."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock
from training.actions.requirements import rebuild_requirements
from training.models import ClockPause, Waiver
from training.refusals import broken


@transaction.atomic
def ask_waiver(waiver: Waiver, *, by: User) -> Waiver:
    """Nothing is set aside until somebody else approves it."""
    waiver.created_by = by
    waiver.save()
    log("ask", waiver, by=by, reason=waiver.reason[:240])
    return waiver


@transaction.atomic
def approve_waiver(waiver: Waiver, *, by: User, note: str = "") -> Waiver:
    """The requirement is set aside between the days asked for. Neither who asked nor the person may approve it."""
    waiver = _undecided(waiver)
    if by.pk == waiver.created_by_id:
        raise Refused(f"You asked for the waiver of {waiver.person}. Somebody else must approve it.")
    if waiver.ends_on <= timezone.localdate():
        raise Refused(f"The waiver of {waiver.person} would already be over. Decline it; a new one can be asked for.")
    waiver.approved_by, waiver.approved_at, waiver.version = by, timezone.now(), waiver.version + 1
    try:
        with transaction.atomic():
            waiver.save(update_fields=["approved_by", "approved_at", "version"])
    except IntegrityError as error:
        raise broken(error) from error
    log("approve", waiver, by=by, reason=note)
    rebuild_requirements([waiver.person_id])
    _tell(waiver, f"A waiver was approved: {waiver.rule}")
    return waiver


@transaction.atomic
def end_waiver(waiver: Waiver, *, by: User, note: str) -> Waiver:
    """From today on the waiver holds no longer; one that was not approved is declined."""
    waiver = lock(waiver)
    if waiver.ended_on is not None:
        raise Refused(f"The waiver of {waiver.person} was already ended. Nothing was changed.")
    waiver.ended_on, waiver.version = timezone.localdate(), waiver.version + 1
    waiver.save(update_fields=["ended_on", "version"])
    log("end" if waiver.approved_at else "decline", waiver, by=by, reason=note)
    rebuild_requirements([waiver.person_id])
    _tell(waiver, f"A waiver was {'taken back' if waiver.approved_at else 'declined'}: {waiver.rule}")
    return waiver


def _undecided(waiver: Waiver) -> Waiver:
    waiver = lock(waiver)
    if waiver.approved_at is not None or waiver.ended_on is not None:
        raise Refused(f"The waiver of {waiver.person} was already decided on. Open it again to see where it stands.")
    return waiver


def _tell(waiver: Waiver, words: str) -> None:
    told = {one.pk: one for one in (waiver.person.user, waiver.created_by) if one is not None}
    notify(told.values(), "training-waiver", words, waiver)


@transaction.atomic
def keep_pause(pause: ClockPause, *, by: User, changed: str = "") -> ClockPause:
    """While somebody is away the clock of what they owe stands still; due dates move by the days away."""
    added = pause.pk is None
    if added:
        pause.created_by = by
    pause.save()
    log("create" if added else "edit", pause, by=by, reason=changed)
    rebuild_requirements([pause.person_id])
    return pause
