"""What happens to positions: they are filled, made vacant, frozen, opened again and abolished (personnel.md 3, 2)."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Case, When
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock, transition
from personnel.models import Appointment, Person, Position, PreaCheck, RequisitionPosition
from personnel.staffing import LIVE, hold_staffing, named, promises_of
from personnel.suppression import NOT_LISTED

Status = Position.Status


@transaction.atomic
def add_position(position: Position, *, by: User) -> Position:
    """Keep a new, vacant position."""
    hold_staffing(_kind(position))
    position.created_by = by
    position.save()
    log("create", position, by=by)
    return position


@transaction.atomic
def revise_position(position: Position, *, by: User, changed: str = "") -> Position:
    """Keep what was changed. An abolished position stays as it was; one a request names keeps its class and place."""
    stored = lock(position)
    if not stored.editable:
        raise Refused(f"Position {stored.position_no} was abolished and is kept as it was. Add a new one instead.")
    if _kind(stored) != _kind(position):
        _require_unnamed(stored, "It can move to another class or worksite once no request names it.")
    hold_staffing(_kind(stored), _kind(position))
    position.save()
    log("edit", position, by=by, reason=changed)
    return position


@transaction.atomic
def fill_position(position: Position, person: Person, *, by: User, note: str = "") -> Position:
    """Put somebody into a vacant position; who was appointed to one of its kind has then taken it.

    Refused for a frozen, abolished or filled position, for somebody who left, for the last free ones where requests
    have been promised them for others, and among inmates for somebody whose background check does not count.
    """
    stored = lock(position)
    hold_staffing(_kind(stored))
    if stored.status != Status.VACANT:
        raise Refused(_not_vacant(stored))
    if not lock(person).is_current:
        raise Refused(f"{person} has left. Choose somebody who works here.")
    waiting = (
        Appointment.objects.standing()
        .filter(person=person, job_class=stored.job_class_id, worksite=stored.worksite_id, seated_at=None)
        .order_by(Case(When(position=stored, then=0), default=1), "starts_on", "pk")
    )
    appointment = waiting.select_for_update(no_key=True, of=("self",)).first()
    _require_unnamed(stored, "Only who is appointed for that request takes it.", but=appointment)
    if appointment is None or appointment.requisition_id is None:
        _require_unpromised(stored)
    if appointment is None:
        _require_check_that_counts(stored, person)
    with transition(stored, "fill", by=by, note=note) as locked:
        locked.holder = person
    if appointment is not None:
        appointment.position, appointment.seated_at = locked, timezone.now()
        appointment.version += 1
        appointment.save()
    return locked


@transaction.atomic
def vacate_position(position: Position, *, by: User | None, note: str = "") -> Position:
    """Make a filled position vacant: nobody sits in it any more."""
    stored = lock(position)
    hold_staffing(_kind(stored))
    if stored.status != Status.FILLED:
        raise Refused(f"Position {stored.position_no} is {_word(stored)}: nobody holds it. Nothing was changed.")
    with transition(stored, "vacate", by=by, note=note) as locked:
        locked.holder = None
    return locked


@transaction.atomic
def freeze_position(position: Position, *, by: User, note: str) -> Position:
    """Keep a vacant position from being filled. It is not counted as authorised until it is opened again."""
    stored = lock(position)
    hold_staffing(_kind(stored))
    if stored.status != Status.VACANT:
        raise Refused(_not_vacant(stored))
    with transition(stored, "freeze", by=by, note=note) as locked:
        pass
    return locked


@transaction.atomic
def reopen_position(position: Position, *, by: User, note: str = "") -> Position:
    """Let a frozen position be filled again."""
    stored = lock(position)
    hold_staffing(_kind(stored))
    if stored.status != Status.FROZEN:
        raise Refused(f"Position {stored.position_no} is {_word(stored)}, not frozen. Nothing was changed.")
    with transition(stored, "reopen", by=by, note=note) as locked:
        pass
    return locked


@transaction.atomic
def abolish_position(position: Position, *, by: User, note: str) -> Position:
    """End a position for good. Refused while somebody holds it or a request is to fill it."""
    stored = lock(position)
    hold_staffing(_kind(stored))
    if stored.status not in (Status.VACANT, Status.FROZEN):
        raise Refused(_not_vacant(stored))
    _require_unnamed(stored, "Cancel that request, or let it name another position, first.")
    with transition(stored, "abolish", by=by, note=note) as locked:
        pass
    return locked


def vacate_positions_of(people: Iterable[Person], *, by: User | None, reason: str) -> int:
    """Make vacant what these people hold: they have left. Inside the caller's transaction."""
    held = Position.objects.filter(holder__in=[one.pk for one in people]).order_by("pk")
    return len([vacate_position(one, by=by, note=reason) for one in held])


def _kind(position: Position) -> tuple[int, int]:
    return position.job_class_id, position.worksite_id


def _word(position: Position) -> str:
    return position.get_status_display().lower()


def _not_vacant(position: Position) -> str:
    """Why a position cannot be filled, frozen or abolished now, and the way out."""
    name = f"Position {position.position_no}"
    if position.status == Status.FILLED:
        holder = NOT_LISTED if position.holder.suppressed else position.holder.full_name
        return f"{name} is held by {holder}. Make it vacant first, or choose another position."
    if position.status == Status.FROZEN:
        return f"{name} is frozen. Have it opened again, or choose another position."
    return f"{name} was abolished. Choose another position."


def _require_unpromised(position: Position) -> None:
    """Refuse to give away a vacant position of a kind whose vacant ones are all promised to requests."""
    promises = promises_of(*_kind(position))
    vacant = Position.objects.of_kind(*_kind(position)).vacant().count()
    if promises and vacant <= sum(one.due for one in promises):
        raise Refused(
            f"Every vacant position of {position.job_class} at {position.worksite} is promised to {named(promises)}. "
            "Appoint somebody for that request, or have it cancelled first."
        )


def _require_check_that_counts(position: Position, person: Person) -> None:
    """Refuse inmate contact to somebody whose newest check lapsed or barred; an appointment has a gate of its own.

    Where no check is on record nothing is known: then the list of checks that run out names the person.
    """
    newest = PreaCheck.objects.filter(person=person).order_by("-checked_on", "-pk").first()
    if newest is None or not position.job_class.inmate_contact:
        return
    if newest.outcome != PreaCheck.Outcome.CLEAR or newest.valid_until <= timezone.localdate():
        raise Refused(
            f"{person} cannot take position {position.position_no}: {position.job_class} means contact with inmates, "
            "and their background check does not count any more (28 CFR 115.17). The Office of Professional Standards "
            "must record a new one first."
        )


def _require_unnamed(position: Position, way_out: str, but: Appointment | None = None) -> None:
    """Refuse where a live request names the position; not for whoever was appointed for that request."""
    naming = RequisitionPosition.objects.filter(position=position, requisition__status__in=LIVE)
    if but is not None and but.requisition_id:
        naming = naming.exclude(requisition=but.requisition_id)
    if chair := naming.select_related("requisition").first():
        raise Refused(f"{chair.requisition.number} is to fill position {position.position_no}. {way_out}")
