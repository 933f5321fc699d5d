"""What people do with requisitions: write, submit, certify, approve, return, take up, end (fiscal.md 3.9, 4.3, 4.4)."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.money import dollars, split
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.actions.commitments import appropriations_of, release_requisition, set_aside
from fiscal.asked import AskedLine
from fiscal.duties import require_another, who_wanted
from fiscal.funds import allotment_warnings
from fiscal.models import ApprovalLimit, LineFunding, Requisition, RequisitionLine, SourcingDecision
from fiscal.numbers import REQUISITION, next_number
from fiscal.refusals import kept_or_told

NOTICE = "fiscal-requisition"


@transaction.atomic
def keep_requisition(
    requisition: Requisition, lines: Sequence[AskedLine], *, by: User, changed: str = ""
) -> Requisition:
    """Write a requisition with its lines; a new one gets its number. Only a draft or a returned one is changed."""
    added = requisition.pk is None
    with kept_or_told():
        if added:
            requisition.number = next_number(REQUISITION, requisition.budget_fy_id)
            requisition.created_by = by
        requisition.writers = sorted({*requisition.writers, by.pk})
        requisition.save()
        _write_lines(requisition, lines)
    log("create" if added else "edit", requisition, by=by, reason=changed)
    return requisition


def _write_lines(requisition: Requisition, lines: Sequence[AskedLine]) -> None:
    requisition.lines.all().delete()
    made = RequisitionLine.objects.bulk_create(
        RequisitionLine(
            requisition=requisition, no=no, description=one.description, item_number=one.item_number,
            commodity=one.commodity, quantity=one.quantity, unit=one.unit, price=one.price,
        )
        for no, one in enumerate(lines, 1)
    )  # fmt: skip
    fundings = []
    for line, one in zip(made, lines, strict=True):
        if one.fundings:
            parts = split(one.amount, [percent for _, percent in one.fundings])
            fundings += [
                LineFunding(line=line, funding=string, percent=percent, amount=part)
                for (string, percent), part in zip(one.fundings, parts, strict=True)
            ]
    LineFunding.objects.bulk_create(fundings)


def submit_requisition(requisition: Requisition, *, by: User, note: str = "") -> Requisition:
    """Ask for it: from now on its lines stay as they are until it is returned."""
    _require_whole_lines(requisition)
    if requisition.need_by < timezone.localdate():
        raise Refused(
            f"{requisition} is needed by {long_date(requisition.need_by)}, which is past. Choose a day to come."
        )
    _require_a_year_that_buys(requisition)
    warning = allotment_warnings(asked_of(requisition))
    with kept_or_told(), transition(requisition, "submit", by=by, note=note) as locked:
        locked.warning = warning
        locked.submitted_at = timezone.now()
        locked.writers = sorted({*locked.writers, by.pk})
        locked.certified_by = locked.certified_at = locked.endorsed_by = None
    return locked


def _require_whole_lines(requisition: Requisition) -> None:
    """Each line says who pays for it and of what class it is, since the tests of sourcing rest on the class."""
    for line in requisition.lines.prefetch_related("fundings"):
        if not line.fundings.all():
            raise Refused(
                f"Line {line.no} of {requisition} is not charged to anything. Choose who pays for it, then submit it."
            )
        if line.commodity_id is None:
            raise Refused(
                f"Line {line.no} of {requisition} ({line.description}) has no class. Its class says who must approve "
                "it and how it may be bought: edit the requisition, enter the code or name, then submit it."
            )


def _require_a_year_that_buys(requisition: Requisition) -> None:
    """Nothing is obligated after the last day of the year that pays (Const. IV §28); biennial money runs on."""
    year = requisition.budget_fy
    if timezone.localdate() <= year.ends_on:
        return
    charged = appropriations_of(
        LineFunding.objects.filter(line__requisition=requisition).values_list("funding", flat=True)
    )
    if any(one.kind != one.Kind.CAPITAL_BIENNIAL for one in charged.values()):
        raise Refused(
            f"{requisition} is charged to {year}, which ended on {long_date(year.ends_on)}; nothing is ordered from it "
            "any more (Const. IV §28). Charge it to the fiscal year that runs now."
        )


def why_not_yet(requisition: Requisition) -> str:
    """Why it is not approved before its year begins; empty once that has."""
    year = requisition.budget_fy
    if timezone.localdate() >= year.starts_on:
        return ""
    return (
        f"{requisition} is charged to {year}, which begins on {long_date(year.starts_on)}; its money cannot be set "
        "aside before. Approve it from that day on, or return it to be charged to the year that runs now."
    )


def certify_requisition(requisition: Requisition, *, by: User, note: str = "") -> Requisition:
    """Confirm that it is coded right and that the money is there now. Approval sets it aside."""
    _require_other(requisition, by, "certify its funds")
    for appropriation, asked in asked_of(requisition).items():
        if asked > appropriation.available:
            raise Refused(
                f"Appropriation {appropriation} has {dollars(appropriation.available)} left and {requisition} asks for "
                f"{dollars(asked)}: {dollars(asked - appropriation.available)} are missing. "
                "Return it, or have more authority entered."
            )
    with kept_or_told(), transition(requisition, "certify", by=by, note=note) as locked:
        locked.certified_by, locked.certified_at = by, timezone.now()
    return locked


def asked_of(requisition: Requisition) -> dict:
    """What a requisition asks of each appropriation, read fresh."""
    rows = LineFunding.objects.filter(line__requisition=requisition).order_by()
    sums = dict(rows.values_list("funding").annotate(sum=Sum("amount")))
    found: dict = {}
    for string, appropriation in appropriations_of(sums).items():
        found[appropriation] = found.get(appropriation, Decimal(0)) + sums[string]
    return found


def endorse_requisition(requisition: Requisition, *, by: User, note: str = "") -> Requisition:
    """The second approval, of what is for recreation, music or fitness."""
    _require_other(requisition, by, "approve it")
    if not requisition.lines.filter(commodity__second_approver=True).exists():
        raise Refused(f"Nothing on {requisition} needs a second approver. Approve it instead.")
    with kept_or_told(), transition(requisition, "endorse", by=by, note=note) as locked:
        if locked.endorsed_by is not None:
            raise Refused(
                f"{locked.endorsed_by.shown_name} approved {locked} as second already. It waits for its first approval."
            )
        locked.endorsed_by = by
    return locked


def approve_requisition(requisition: Requisition, *, by: User, note: str = "") -> Requisition:
    """Say yes: what it is estimated at is set aside, or nothing happens at all.

    Refused to whoever asked or wrote it, beyond one's limit, without a second approval that is due, and where the
    money is no longer there.
    """
    _require_other(requisition, by, "approve it")
    total = requisition.lines.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    _require_within_limit(requisition, by, total)
    if requisition.endorsed_by_id == by.pk:
        raise Refused(f"You approved {requisition} as second already. Somebody else must approve it as first.")
    if why := why_not_yet(requisition):
        raise Refused(why)
    with kept_or_told(), transition(requisition, "approve", by=by, note=note, total=str(total)) as locked:
        locked.approved_by, locked.approved_at = by, timezone.now()
        locked.warning = allotment_warnings(set_aside(locked, on=timezone.localdate(), by=by))
    _tell(locked, f"Approved: {locked}", by)
    return locked


def _require_within_limit(requisition: Requisition, by: User, total: Decimal) -> None:
    limit = limit_of(by)
    if limit is None:
        raise Refused(
            f"No approval limit stands for you today, so you cannot approve {requisition}. "
            "Ask Fiscal Management to enter one."
        )
    if total > limit:
        raise Refused(
            f"{requisition} comes to {dollars(total)} and you approve up to {dollars(limit)}. "
            "Ask somebody with a higher limit to approve it."
        )


def limit_of(user: User) -> Decimal | None:
    """Up to how much somebody approves today; None where no limit stands."""
    return ApprovalLimit.objects.in_force(user).values_list("up_to", flat=True).first()


def return_requisition(requisition: Requisition, *, by: User, note: str) -> Requisition:
    """Send it back to be changed, with the reason."""
    with kept_or_told(), transition(requisition, "return", by=by, note=note) as locked:
        locked.certified_by = locked.certified_at = locked.endorsed_by = None
    _tell(locked, f"Returned to you: {locked}. {note}", by)
    return locked


def reject_requisition(requisition: Requisition, *, by: User, note: str) -> Requisition:
    """Say no, with the reason."""
    with kept_or_told(), transition(requisition, "reject", by=by, note=note) as locked:
        locked.certified_by = locked.certified_at = locked.endorsed_by = None
    _tell(locked, f"Rejected: {locked}. {note}", by)
    return locked


def source_requisition(requisition: Requisition, *, by: User, note: str = "") -> Requisition:
    """A buyer takes it up, who neither asked for it nor wrote it."""
    with kept_or_told(), transition(requisition, "source", by=by, note=note) as locked:
        require_another(by, [who_wanted(locked)], "take it up")
        locked.buyer = by
    return locked


def close_requisition(requisition: Requisition, *, by: User, note: str = "") -> Requisition:
    """Nothing more is ordered on it; what is still set aside is given back."""
    _require_no_open_draft(requisition)
    with kept_or_told(), transition(requisition, "close", by=by, note=note) as locked:
        release_requisition(locked, on=timezone.localdate(), by=by)
    return locked


def cancel_requisition(requisition: Requisition, *, by: User, note: str) -> Requisition:
    """It is not wanted any more: its money and its certificate of MVE are free. One ordered on is closed instead."""
    if requisition.orders.exclude(status="cancelled").exists():
        raise Refused(f"{requisition} has an order. Cancel the order first, or close the requisition instead.")
    with kept_or_told(), transition(requisition, "cancel", by=by, note=note) as locked:
        if locked.approved_by_id:
            release_requisition(locked, on=timezone.localdate(), by=by)
        decided = SourcingDecision.objects.current().filter(requisition=locked)
        decided.exclude(certificate=None).update(superseded_at=timezone.now())
    _tell(locked, f"Canceled: {locked}. {note}", by)
    return locked


def _require_no_open_draft(requisition: Requisition) -> None:
    draft = requisition.orders.filter(status__in=["draft", "approved"]).first()
    if draft is not None:
        raise Refused(f"Order {draft} on {requisition} is not issued yet. Issue or cancel it first.")


def _require_other(requisition: Requisition, by: User, verb: str) -> None:
    if by.pk in (requisition.requested_by_id, requisition.created_by_id, *requisition.writers):
        asked = "asked for" if by.pk == requisition.requested_by_id else "wrote"
        raise Refused(f"You {asked} {requisition}. Somebody else must {verb}.")


def _tell(requisition: Requisition, words: str, by: User) -> None:
    told = User.objects.filter(pk__in={requisition.requested_by_id, requisition.created_by_id} - {by.pk, None})
    notify(told, NOTICE, words, requisition)


@transaction.atomic
def keep_limit(limit: ApprovalLimit, *, by: User, changed: str = "") -> ApprovalLimit:
    """Enter up to how much somebody approves, or end it."""
    added = limit.pk is None
    if limit.user_id == by.pk:
        raise Refused("Nobody sets their own limit. Ask somebody else who may to enter it.")
    if added:
        limit.created_by = by
    else:
        lock(limit)
    limit.save()
    log("create" if added else "edit", limit, by=by, reason=changed)
    return limit
