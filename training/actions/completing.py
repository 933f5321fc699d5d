"""Completing a class, making it final, and opening it again, which takes a second person (training.md 3, item 19)."""

from django.db import transaction
from django.utils import timezone

from doc_portal.core.addresses import address_of
from doc_portal.core.audit import log
from doc_portal.core.display import short_moment
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock, transition
from personnel.deciding import holders
from training.actions.crediting import derive_credit
from training.actions.waiting import moved
from training.models import Enrolment, ScheduledClass
from training.presence import Result, results, unrecorded

BECOMES = {"attend": "attended", "part": "partial", "miss": "no_show", "excuse": "excused"}
TOLD = 3


@transaction.atomic
def complete_class(scheduled_class: ScheduledClass, *, by: User, note: str = "") -> ScheduledClass:
    """Say that a class was held: everybody's presence and scores become what they came to."""
    locked = lock(scheduled_class)
    if locked.status in (*ScheduledClass.OFFERED, ScheduledClass.Status.IN_PROGRESS):
        _require_over(locked)
        _require_recorded(locked)
    with transition(scheduled_class, "complete", by=by, note=note) as one:
        settle_results(one, by=by)
        _close_list(one, by=by)
    index_entry(one)
    return one


def _close_list(locked: ScheduledClass, *, by: User) -> None:
    """Whoever still waited or was not approved in time came to nothing: they may ask for another class."""
    for one in Enrolment.objects.live().filter(scheduled_class=locked):
        with moved(one, "withdraw", by=by, note="The class was held"):
            pass


def _require_over(locked: ScheduledClass) -> None:
    if locked.ends_at is None or locked.ends_at > timezone.now():
        ends = f"ends on {short_moment(locked.ends_at)}" if locked.ends_at else "has no day yet"
        raise Refused(f"{locked.number} {ends}. It is completed once its last meeting is over.")


def _require_recorded(locked: ScheduledClass) -> None:
    """Refuse while anybody's attendance is missing, naming where."""
    if missing := unrecorded(locked):
        told = "; ".join(f"{short_moment(one.starts_at)}: {people} people" for one, people in missing[:TOLD])
        raise Refused(f"Attendance of {locked.number} is missing ({told}). Record it first; absent is an answer too.")


def settle_results(locked: ScheduledClass, *, by: User) -> list[Result]:
    """Write what presence and scores come to, for everybody on the roster; in the caller's transaction."""
    found = results(locked)
    for result in found:
        one = result.enrolment
        if one.status != BECOMES[result.verb]:
            with moved(one, result.verb, by=by) as changed:
                changed.outcome = result.outcome
        elif one.outcome != result.outcome:
            Enrolment.objects.filter(pk=one.pk).update(outcome=result.outcome, changed_at=timezone.now())
    return found


@transaction.atomic
def finalise_class(scheduled_class: ScheduledClass, *, by: User, note: str = "") -> ScheduledClass:
    """Make a completed class final: who earned it has the credit, and from then on all of it is read-only."""
    locked = lock(scheduled_class)
    if locked.status == ScheduledClass.Status.COMPLETED:
        _require_recorded(locked)
        settle_results(locked, by=by)
        derive_credit(locked, by=by)
    with transition(scheduled_class, "finalise", by=by, note=note) as one:
        one.finalised_by, one.finalised_at = by, timezone.now()
        one.reopen_asked_by = one.reopen_asked_at = one.reopened_by = None
        one.reopen_reason = ""
    return one


@transaction.atomic
def ask_reopen(scheduled_class: ScheduledClass, *, by: User, note: str) -> ScheduledClass:
    """Ask that a final class be opened again, saying why. Somebody else must agree."""
    locked = lock(scheduled_class)
    if locked.status != ScheduledClass.Status.FINALISED:
        raise Refused(
            f"{locked.number} is {locked.get_status_display().lower()}, not finalized: it can be corrected as it is."
        )
    if locked.reopen_asked_by_id is not None:
        raise Refused(f"That {locked.number} be reopened was already asked. A second person agrees or not.")
    locked.reopen_asked_by, locked.reopen_asked_at, locked.reopen_reason = by, timezone.now(), note[:400]
    locked.version += 1
    locked.save(update_fields=["reopen_asked_by", "reopen_asked_at", "reopen_reason", "version"])
    log("askreopen", locked, by=by, reason=note)
    may = holders("training.reopen_scheduledclass", locked.center.worksite_id if locked.center else None)
    others = may.exclude(pk=by.pk).order_by("pk")
    address = f"{address_of('training:scheduledclass-reopen', locked.number)}?asked={locked.version}"
    notify(others, "class-reopen", f"{locked.number} should be reopened: {note[:120]}", address)
    return locked


@transaction.atomic
def reopen_class(scheduled_class: ScheduledClass, *, by: User, note: str = "") -> ScheduledClass:
    """Open a final class again, as the second person."""
    locked = lock(scheduled_class)
    if locked.status == ScheduledClass.Status.FINALISED:
        if locked.reopen_asked_by_id is None:
            raise Refused(f"Nobody asked that {locked.number} be reopened. Ask first, with a reason; another agrees.")
        if locked.reopen_asked_by_id == by.pk:
            raise Refused(f"You asked that {locked.number} be reopened. Somebody else must agree.")
    with transition(scheduled_class, "reopen", by=by, note=note) as one:
        one.reopened_by = by
        one.finalised_by = one.finalised_at = None
    notify([one.reopen_asked_by], "class-reopened", f"{one} is open again, as you asked", one)
    return one
