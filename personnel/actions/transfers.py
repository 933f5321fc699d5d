"""Standing wishes to change worksite, and exchanges that every worksite's head agrees to (personnel.md 3, item 26)."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.locks import hold
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock, transition
from personnel.actions.assignments import add_assignment, end_assignment
from personnel.deciding import holders
from personnel.models import Assignment, ExchangeLeg, ExchangeProposal, Person, Position, TransferWish
from personnel.supervision import hold_supervisors, leads_back
from personnel.swaps import is_ring, pairs
from personnel.transfer_rules import limit_of, require_open_window

LOCK = "personnel.exchanges"
DECIDE = "personnel.decide_exchangeproposal"


@transaction.atomic
def add_wish(wish: TransferWish, *, by: User) -> TransferWish:
    """Keep somebody's wish to work in their class at another worksite. Service and shift come from their assignments.

    Refused outside the windows, beyond the caps, and to people without a main assignment today.
    """
    require_open_window()
    person = lock(Person(pk=wish.person_id))
    main = main_assignment(person)
    if main is None:
        raise Refused("You have no main assignment today, so there is no place to change. Ask your directory steward.")
    _require_within_limits(wish, person)
    wish.from_worksite, wish.seniority_date = main.worksite, in_service_since(person)
    chair = chair_of(person)
    if chair is not None and chair.job_class_id != wish.job_class_id:
        raise Refused(f"You hold a position of the class {chair.job_class}. Wish for a place of that class.")
    wish.from_shift = chair.shift if chair else ""
    wish.created_by = by
    wish.save()
    log("create", wish, by=by)
    return wish


@transaction.atomic
def withdraw_wish(wish: TransferWish, *, by: User | None, note: str = "") -> TransferWish:
    """Take a wish back. An exchange proposed with it that is not decided yet is dropped, and its heads are told."""
    proposals = ExchangeProposal.objects.open().filter(legs__wish=wish).order_by("pk")
    for proposal in proposals:
        drop_exchange(proposal, by=by, note="A wish in it was withdrawn.")
    with transition(wish, "withdraw", by=by, note=note) as locked:
        pass
    return locked


def withdraw_wishes_of(people: Iterable[Person], *, by: User | None, reason: str) -> None:
    """Take back the wishes of people who have left. Inside the caller's transaction."""
    theirs = TransferWish.objects.filter(person__in=[one.pk for one in people], status=TransferWish.Status.OPEN)
    for wish in theirs.order_by("pk"):
        withdraw_wish(wish, by=by, note=reason)


@transaction.atomic
def propose_exchange(wishes: list[TransferWish], *, moves_on: date, by: User) -> ExchangeProposal:
    """Put an exchange of two or three people before the heads of their worksites. `wishes` stand in a ring.

    Refused where a wish no longer stands, somebody in it is already in another proposal, or the year's cap is reached.
    """
    hold(LOCK)
    rows = {one.pk: one for one in TransferWish.objects.for_list().filter(pk__in=[one.pk for one in wishes])}
    ring = [rows[one.pk] for one in wishes]
    if not is_ring(ring):
        raise Refused("These wishes do not fit together any more. Look for exchanges again.")
    _require_standing(ring)
    _require_room_this_year(moves_on)
    made = ExchangeProposal.objects.create(job_class=ring[0].job_class, moves_on=moves_on, created_by=by)
    ExchangeLeg.objects.bulk_create(
        ExchangeLeg(proposal=made, wish=one, from_worksite_id=one.from_worksite_id, to_worksite_id=one.to_worksite_id)
        for one in ring
    )
    log("create", made, by=by, details={"wishes": [one.pk for one in ring]})
    _tell_heads(made, "transfer-exchange", f"{made} waits for your decision", by=by)
    return made


@transaction.atomic
def agree_exchange(proposal: ExchangeProposal, *, by: User, note: str = "") -> ExchangeProposal:
    """A head agrees for the worksites they head. Once every head has, people move, all of them or none."""
    hold_supervisors()
    people = Person.objects.filter(transfer_wishes__legs__proposal=proposal).order_by("pk").values_list("pk", flat=True)
    for person in people:  # before the proposal, as where somebody leaves
        lock(Person(pk=person))
    locked, legs = _locked(proposal, by)
    _decide(locked, legs, agreed=True, by=by, reason=note)
    if locked.legs.exclude(agreed=True).exists():
        return locked
    with transition(locked, "approve", by=by, note=note) as locked:
        locked.moves_on = max(locked.moves_on, timezone.localdate())
        _move(locked, by=by)
    return locked


@transaction.atomic
def refuse_exchange(proposal: ExchangeProposal, *, by: User, note: str) -> ExchangeProposal:
    """A head refuses, saying why. One refusal ends the proposal; nobody moves and the wishes stand."""
    if not note.strip():
        raise Refused("Say why you refuse the exchange.")
    locked, legs = _locked(proposal, by)
    _decide(locked, legs[:1], agreed=False, by=by, reason=note)
    with transition(locked, "refuse", by=by, note=note) as locked:
        pass
    _tell_heads(locked, "transfer-decided", f"{locked} was refused", by=by)
    if locked.created_by_id not in (None, by.pk):
        notify([locked.created_by], "transfer-decided", f"{locked} was refused", locked)
    return locked


@transaction.atomic
def drop_exchange(proposal: ExchangeProposal, *, by: User | None, note: str) -> ExchangeProposal:
    """Take a proposal off the heads' desks. The wishes stand."""
    with transition(proposal, "drop", by=by, note=note) as locked:
        pass
    _tell_heads(locked, "transfer-decided", f"{locked} was dropped", by=by)
    return locked


def exchange_objection(proposal: ExchangeProposal, user: User) -> str:
    """Why `user` may not decide on a proposal; empty where they may."""
    if proposal.status != ExchangeProposal.Status.PROPOSED:
        return ""
    if proposal.legs.filter(wish__person__user=user).exists():
        return "You are part of this exchange. Somebody else must decide for your worksite."
    if not legs_of(proposal, user).exists():
        return "You head none of the worksites in this exchange that are still to decide."
    return ""


def legs_of(proposal: ExchangeProposal, user: User):
    """The undecided parts of a proposal at worksites where `user` decides."""
    return proposal.legs.filter(scope_of(user, DECIDE).rows_of(ExchangeLeg), agreed=None).order_by("pk")


def main_assignment(person: Person) -> Assignment | None:
    """What a person mainly does today."""
    return Assignment.objects.primary().filter(person=person).select_related("worksite", "unit", "supervisor").first()


def chair_of(person: Person) -> Position | None:
    """The position a person holds; the oldest where they hold several."""
    return Position.objects.filled().filter(holder=person).select_related("job_class").order_by("pk").first()


def in_service_since(person: Person) -> date:
    """The first day of the earliest assignment on record: it ranks wishes."""
    return Assignment.objects.filter(person=person).order_by("starts_on").values_list("starts_on", flat=True)[0]


@transaction.atomic
def hand_over_positions() -> dict[str, int]:
    """The night's work: who moved by an exchange takes the position of whom they follow, from the day of the move.

    Each exchange once, however many nights were missed: what somebody is given after it is theirs.
    """
    due = ExchangeProposal.objects.filter(
        status=ExchangeProposal.Status.APPROVED, moves_on__lte=timezone.localdate(), handed_over_at=None
    )
    return {"positions": sum(_hand_over(one, by=None) for one in due.order_by("pk").select_for_update(no_key=True))}


def _locked(proposal: ExchangeProposal, by: User) -> tuple[ExchangeProposal, list[ExchangeLeg]]:
    """The proposal, locked, with the parts `by` decides. Refused where it is over or they decide none."""
    locked = lock(proposal)
    if locked.status != ExchangeProposal.Status.PROPOSED:
        raise Refused(f"{locked} is over: it was {locked.get_status_display().lower()}. Nothing was changed.")
    if sentence := exchange_objection(locked, by):
        raise Refused(sentence)
    return locked, list(legs_of(locked, by))


def _decide(proposal: ExchangeProposal, legs: list[ExchangeLeg], *, agreed: bool, by: User, reason: str) -> None:
    for leg in legs:
        leg.agreed, leg.reason, leg.decided_by, leg.decided_at = agreed, reason, by, timezone.now()
        leg.save()
        act = "agree" if agreed else "refuse_part"
        log(act, proposal, by=by, after=str(leg.from_worksite), reason=reason)


def _move(proposal: ExchangeProposal, *, by: User) -> None:
    """End what everybody does at their old worksite and begin it at the new one, as who did it there before."""
    legs = list(proposal.legs.select_related("wish__person", "to_worksite", "from_worksite").order_by("pk"))
    mains = {leg.pk: main_assignment(leg.wish.person) for leg in legs}
    for leg in legs:
        _require_still_there(leg, mains[leg.pk])
    for leg in legs:
        end_assignment(mains[leg.pk], by=by, ends_on=proposal.moves_on, note=str(proposal))
    inside = {leg.wish.person_id for leg in legs}
    for leg, followed in pairs(legs):
        add_assignment(_taking_over(leg, mains[leg.pk], mains[followed.pk], proposal.moves_on, inside), by=by)
    for leg in legs:
        with transition(leg.wish, "fulfill", by=by, note=str(proposal)):
            pass
        others = TransferWish.objects.filter(person=leg.wish.person_id, status=TransferWish.Status.OPEN)
        for wish in others.order_by("pk"):
            withdraw_wish(wish, by=by, note=f"Moved by {proposal}.")
        told = f"You move to {leg.to_worksite} on {long_date(proposal.moves_on)}"
        notify([leg.wish.person.user], "transfer-moved", told, leg.wish)
    if proposal.moves_on <= timezone.localdate():
        _hand_over(proposal, by=by)


def _require_still_there(leg: ExchangeLeg, main: Assignment | None) -> None:
    person = leg.wish.person
    if leg.wish.status != TransferWish.Status.OPEN or main is None or main.worksite_id != leg.from_worksite_id:
        raise Refused(
            f"{person} no longer works at {leg.from_worksite} or no longer wishes to leave. Drop this exchange."
        )


def _taking_over(leg, own: Assignment, followed: Assignment, day: date, inside: set[int]) -> Assignment:
    """The new assignment: one's own title, and the place, shift and supervisor of whom one follows."""
    person, leader = leg.wish.person, followed.supervisor
    unfit = leader is None or leader.pk in inside or not leader.is_current
    if unfit or leads_back(person.pk, leader.pk, day, None):
        leader = None
    return Assignment(
        person=person,
        title=own.title,
        unit=followed.unit,
        worksite_id=leg.to_worksite_id,
        supervisor=leader,
        shift=followed.shift,
        starts_on=day,
        primary=True,
    )


def _hand_over(proposal: ExchangeProposal, *, by: User | None) -> int:
    """Let everybody take the positions that whom they follow held in this class at that worksite, and note it."""
    legs, given = list(proposal.legs.select_related("wish__person").order_by("pk")), 0
    kept = {}
    for leg in legs:
        theirs = Position.objects.filled().of_kind(proposal.job_class_id, leg.from_worksite_id)
        kept[leg.pk] = list(theirs.filter(holder=leg.wish.person_id).order_by("pk").select_for_update(no_key=True))
    for leg, followed in pairs(legs):
        for position in kept[followed.pk]:
            position.holder = leg.wish.person
            position.version += 1
            position.save()
            log("take_over", position, by=by, reason=str(proposal))
            given += 1
    proposal.handed_over_at = timezone.now()
    proposal.save(update_fields=["handed_over_at"])
    return given


def _require_within_limits(wish: TransferWish, person: Person) -> None:
    most, miles = limit_of("transfer_most_wishes"), limit_of("transfer_most_miles")
    if most is not None:
        there = TransferWish.objects.filter(person=person, status=TransferWish.Status.OPEN).count()
        if there >= most:
            wishes = "1 open wish" if there == 1 else f"{there} open wishes"
            raise Refused(f"You have {wishes}; more than {most} may not stand at once. Withdraw one first.")
    if miles is not None and wish.miles is None:
        raise Refused("Enter how many miles it is from your home to that worksite.")
    if miles is not None and wish.miles > miles:
        raise Refused(f"That worksite is {wish.miles} miles from your home, and {miles} are the most.")


def _require_standing(ring: list[TransferWish]) -> None:
    """Refuse wishes that no longer stand, and people who already wait for the answer to another proposal."""
    standing = set(TransferWish.objects.open().filter(pk__in=[one.pk for one in ring]).values_list("pk", flat=True))
    for one in ring:
        if one.pk not in standing or one.person.worksite_id != one.from_worksite_id or not one.person.is_current:
            raise Refused(f"The wish of {one.person} no longer stands. Look for exchanges again.")
        waiting = ExchangeProposal.objects.open().filter(legs__wish__person=one.person_id).first()
        if waiting is not None:
            raise Refused(f"{one.person} is already part of {waiting}. Wait until it is decided, or drop it.")


def _require_room_this_year(moves_on: date) -> None:
    most = limit_of("transfer_exchanges_a_year")
    if most is None:
        return
    counted = [ExchangeProposal.Status.PROPOSED, ExchangeProposal.Status.APPROVED]
    there = ExchangeProposal.objects.filter(moves_on__year=moves_on.year, status__in=counted).count()
    if there >= most:
        raise Refused(
            f"For {moves_on.year} at most {most} exchanges may be agreed, and {there} are agreed or proposed already. "
            "Choose a day in another year, or drop a proposal."
        )


def _tell_heads(proposal: ExchangeProposal, kind: str, title: str, *, by: User | None) -> None:
    sites = proposal.legs.order_by("pk").values_list("from_worksite", flat=True)
    heads = {one.pk: one for site in sites for one in holders(DECIDE, site)}
    if by is not None:
        heads.pop(by.pk, None)
    notify(heads.values(), kind, title, proposal)
