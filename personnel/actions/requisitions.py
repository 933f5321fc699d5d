"""What happens to a request to fill positions, from the draft to the last appointment (personnel.md 3, 3 and 4)."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.counters import next_number
from doc_portal.core.display import long_date
from doc_portal.core.models import User, Worksite
from doc_portal.core.notifications import notify
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock, transition
from personnel.deciding import deciders, objection
from personnel.models import ApprovalRoute, ApprovalStep, Position, Posting, Requisition, RequisitionPosition
from personnel.staffing import check_staffing, hold_staffing, named_elsewhere

Decision = ApprovalStep.Decision
SERIES = "REQ"
REOPENED = (Requisition.Status.FILLED, Requisition.Status.PARTLY_FILLED)
OVER = (Posting.Status.CANCELLED, Posting.Status.WITHDRAWN, Posting.Status.COMPLETED)


@transaction.atomic
def draft_requisition(requisition: Requisition, *, by: User) -> Requisition:
    """Keep a new request as its requester's draft, with a number of its own."""
    requisition.requester = requisition.created_by = by
    requisition.number = next_number(SERIES, timezone.localdate().year)
    requisition.save()
    log("create", requisition, by=by)
    index_entry(requisition)
    return requisition


@transaction.atomic
def revise_requisition(requisition: Requisition, *, by: User, changed: str = "") -> Requisition:
    """Keep what was changed in a draft. Positions of another class or worksite are no longer named."""
    stored = lock(requisition)
    _require_editable(stored)
    requisition.save()
    kind = Q(position__job_class=requisition.job_class_id, position__worksite=requisition.worksite_id)
    requisition.chairs.exclude(kind).delete()
    log("edit", requisition, by=by, reason=changed)
    index_entry(requisition)
    return requisition


@transaction.atomic
def choose_positions(requisition: Requisition, positions: Iterable[Position], *, by: User) -> Requisition:
    """Name the vacant positions a draft is to fill; at most as many as it asks for. None is a fair choice."""
    stored = lock(requisition)
    _require_editable(stored)
    wanted = {one.pk for one in positions}
    if len(wanted) > stored.vacancies:
        raise Refused(
            f"{stored.number} asks for {_people(stored.vacancies)}, and you chose {len(wanted)} positions. "
            "Choose fewer, or raise the vacancies first."
        )
    hold_staffing((stored.job_class_id, stored.worksite_id))
    _require_free(stored, wanted)
    stored.chairs.exclude(position__in=wanted).delete()
    there = set(stored.chairs.values_list("position", flat=True))
    RequisitionPosition.objects.bulk_create(
        RequisitionPosition(requisition=stored, position_id=pk) for pk in sorted(wanted - there)
    )
    stored.version += 1
    stored.save()
    log("choose_positions", stored, by=by, details={"positions": _numbers(stored)})
    return stored


@transaction.atomic
def submit_requisition(requisition: Requisition, *, by: User, note: str = "") -> Requisition:
    """Send a draft for approval: its steps are made from the route in force, and the first is told.

    Refused where no route is in force, the worksite is closed or the class has ended, or the day has passed.
    """
    with transition(requisition, "submit", by=by, note=note) as locked:
        _require_fit_to_send(locked)
        hold_staffing((locked.job_class_id, locked.worksite_id))
        _require_free(locked, set(locked.chairs.values_list("position", flat=True)))
        kinds = [one.kind for one in route_for(locked.worksite_id)]
        if not kinds:
            raise Refused(
                f"No approval steps are in force on {long_date(timezone.localdate())}, so {locked.number} cannot be "
                "sent. Ask Personnel to enter the approval route."
            )
        locked.round += 1
        locked.submitted_at = timezone.now()
        ApprovalStep.objects.bulk_create(
            ApprovalStep(requisition=locked, requester_id=locked.requester_id, round=locked.round, no=no, kind=kind)
            for no, kind in enumerate(kinds, 1)
        )
    _tell_deciders(locked)
    return locked


@transaction.atomic
def take_back_requisition(requisition: Requisition, *, by: User, note: str = "") -> Requisition:
    """Put a request that nobody has decided on yet back on its requester's desk, to be changed and sent again."""
    locked = lock(requisition)
    if locked.status == Requisition.Status.IN_APPROVAL:
        raise Refused(
            f"A step of {locked.number} is decided already, so it is not taken back. "
            "Ask whoever decides the open step to return it."
        )
    with transition(locked, "take_back", by=by, note=note) as locked:
        pass
    return locked


def route_for(worksite: int) -> list[ApprovalRoute]:
    """The steps a request of a worksite passes today: its own where it has any, else the department's."""
    rows = list(ApprovalRoute.objects.in_force().filter(Q(worksite=worksite) | Q(worksite=None)).order_by("no", "pk"))
    own = [one for one in rows if one.worksite_id]
    return own or rows


@transaction.atomic
def approve_step(requisition: Requisition, *, by: User, note: str = "") -> Requisition:
    """Approve the open step. The last one approves the request, if as many positions are free as it asks for."""
    locked = lock(requisition)
    step = _step_to_decide(locked, by)
    _decide(step, Decision.APPROVED, by=by, reason=note)
    last = not locked.steps.filter(round=locked.round, decision=None).exists()
    verb, details = "complete" if last else "approve", {"step": step.no, "of": step.get_kind_display()}
    with transition(locked, verb, by=by, note=note, **details) as locked:
        if last:
            check_staffing(locked)
            locked.approved_at = timezone.now()
    if last:
        _tell_requester(locked, "requisition-decided", f"{locked} was approved by every step", by=by)
    else:
        _tell_deciders(locked)
    return locked


@transaction.atomic
def return_requisition(requisition: Requisition, *, by: User, note: str) -> Requisition:
    """Give a request back to its requester at the open step, saying what should be changed."""
    if not note.strip():
        raise Refused("Say what the requester should change.")
    return _refuse(requisition, "return", Decision.RETURNED, by=by, note=note, told="was returned to you for changes")


@transaction.atomic
def deny_requisition(requisition: Requisition, *, by: User, note: str) -> Requisition:
    """Deny a request at the open step for good, saying why."""
    if not note.strip():
        raise Refused("Say why the request is denied.")
    return _refuse(requisition, "deny", Decision.DENIED, by=by, note=note, told="was denied")


@transaction.atomic
def cancel_requisition(requisition: Requisition, *, by: User, note: str) -> Requisition:
    """Take a request back. Refused while an announcement that is not over covers it."""
    locked = lock(requisition)
    live = Posting.objects.filter(requisitions=locked).exclude(status__in=OVER).order_by("pk").first()
    if live is not None:
        raise Refused(
            f"{locked.number} is covered by announcement {live.number or live.title}, which is "
            f"{live.get_status_display().lower()}. Withdraw or cancel that announcement first."
        )
    with transition(locked, "cancel", by=by, note=note) as locked:
        pass
    _tell_requester(locked, "requisition-decided", f"{locked} was cancelled", by=by)
    return locked


@transaction.atomic
def announce_requisitions(requisitions: Iterable[Requisition], *, by: User) -> list[Requisition]:
    """Note that an announcement covers these approved requests. The guard counts once more: positions may be gone."""
    locked = [lock(one) for one in sorted(requisitions, key=lambda one: one.pk)]
    check_staffing(*locked)
    posted = []
    for one in locked:
        with transition(one, "post", by=by) as fresh:
            posted.append(fresh)
    return posted


@transaction.atomic
def take_back_announcement(requisition: Requisition, *, by: User, note: str = "") -> Requisition:
    """Note that a request is no longer announced; it is still approved."""
    with transition(requisition, "unpost", by=by, note=note) as locked:
        pass
    return locked


@transaction.atomic
def note_appointment(requisition: Requisition, *, by: User) -> Requisition:
    """Count the appointments of a request: it is filled once they reach its vacancies, else partly filled.

    Nothing else fills a request: closing or completing an announcement does not.
    """
    locked = lock(requisition)
    made = locked.appointments.standing().count()
    if not made:
        raise Refused(f"Nobody has been appointed for {locked.number}, so it is not filled.")
    with transition(locked, "fill" if made >= locked.vacancies else "part_fill", by=by, appointments=made) as locked:
        pass
    return locked


def reopen_requisition(requisition: Requisition, *, by: User) -> Requisition:
    """Count the appointments of a request again, after one of them came to nothing.

    Where its announcement is not over, somebody else is chosen from it; else the request is announced anew. One that
    others were appointed for stays partly filled, and one that was cancelled stays so.
    """
    locked = lock(requisition)
    left = locked.appointments.standing().exists()
    if locked.status not in REOPENED or (left and locked.status == Requisition.Status.PARTLY_FILLED):
        return locked
    announced = locked.postings.exclude(status__in=OVER).exists()
    verb = "part_reopen" if left else "reopen" if announced else "reapprove"
    with transition(locked, verb, by=by) as locked:
        locked.retention_until = None
    return locked


def _refuse(requisition, verb: str, decision: str, *, by: User, note: str, told: str) -> Requisition:
    locked = lock(requisition)
    step = _step_to_decide(locked, by)
    _decide(step, decision, by=by, reason=note)
    with transition(locked, verb, by=by, note=note, step=step.no, of=step.get_kind_display()) as locked:
        pass
    _tell_requester(locked, "requisition-decided", f"{locked} {told}", by=by)
    return locked


def _step_to_decide(requisition: Requisition, by: User) -> ApprovalStep:
    """The open step of a locked request. Refused where it was decided meanwhile, or `by` may not decide it."""
    step = requisition.step_now
    if step is None:
        raise Refused(
            f"{requisition.number} is {requisition.get_status_display().lower()}: no step of it waits for a decision. "
            "Nothing was changed."
        )
    if sentence := objection(requisition, by):
        raise Refused(sentence)
    return step


def _decide(step: ApprovalStep, decision: str, *, by: User, reason: str) -> None:
    step.decision, step.reason = decision, reason
    step.decided_by, step.decided_at = by, timezone.now()
    step.save()


def _require_editable(requisition: Requisition) -> None:
    if not requisition.editable:
        way_out = "Write a new requisition instead."
        if requisition.step_now:
            way_out = "Ask whoever decides the open step to return it first."
        if requisition.status == Requisition.Status.SUBMITTED:
            way_out = "No step is decided yet, so take it back for changes first."
        status = requisition.get_status_display().lower()
        raise Refused(f"{requisition.number} is {status} and cannot be changed. {way_out}")


def _require_fit_to_send(requisition: Requisition) -> None:
    today = timezone.localdate()
    if requisition.needed_by and requisition.needed_by < today:
        needed = long_date(requisition.needed_by)
        raise Refused(f"{requisition.number} was needed by {needed}, which has passed. Edit it and choose a later day.")
    if not requisition.job_class.is_in_use:
        raise Refused(f"{requisition.job_class} is no longer used. Edit {requisition.number} and choose another class.")
    if not Worksite.objects.open().filter(pk=requisition.worksite_id).exists():
        raise Refused(f"{requisition.worksite} is closed. Edit {requisition.number} and choose another worksite.")


def _require_free(requisition: Requisition, positions: set[int]) -> None:
    """Refuse positions that are not vacant, of another kind, or named by another request that is on its way."""
    for one in Position.objects.filter(pk__in=positions).select_related("job_class", "worksite").order_by("pk"):
        if (one.job_class_id, one.worksite_id) != (requisition.job_class_id, requisition.worksite_id):
            raise Refused(f"Position {one.position_no} is of another class or worksite. Choose one of the list.")
        if one.status != Position.Status.VACANT:
            status = one.get_status_display().lower()
            raise Refused(f"Position {one.position_no} is {status}, so nobody can be asked for it. Choose another one.")
    taken = named_elsewhere(requisition).filter(position__in=positions).select_related("position", "requisition")
    if other := taken.order_by("position_id").first():
        raise Refused(
            f"Position {other.position.position_no} is already to be filled by {other.requisition.number}. "
            "Choose another one."
        )


def _numbers(requisition: Requisition) -> str:
    return ", ".join(
        requisition.chairs.order_by("position__position_no").values_list("position__position_no", flat=True)
    )


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _tell_deciders(requisition: Requisition) -> None:
    step = requisition.step_now
    notify(deciders(step), "requisition-step", f"{requisition} waits for your decision", requisition)


def _tell_requester(requisition: Requisition, kind: str, title: str, *, by: User) -> None:
    if requisition.requester_id != by.pk:
        notify([requisition.requester], kind, title, requisition)
