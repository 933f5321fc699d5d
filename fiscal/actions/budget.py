"""Authority as it comes and changes: original, adjusted, allotted, planned (fiscal.md 3.4 to 3.7)."""

from decimal import Decimal
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.money import dollars, split
from doc_portal.core.refusals import rule_broken
from doc_portal.core.workflow import Refused, lock
from fiscal.models import Adjustment, Allotment, Appropriation, SpendingPlan
from fiscal.refusals import broken

Kind = Adjustment.Kind
OTHER_LEG = {
    Kind.TRANSFER_OUT: Kind.TRANSFER_IN, Kind.TRANSFER_IN: Kind.TRANSFER_OUT,
    Kind.FLEX_OUT: Kind.FLEX_IN, Kind.FLEX_IN: Kind.FLEX_OUT,
}  # fmt: skip
FLEXES = (Kind.FLEX_IN, Kind.FLEX_OUT)
GIVES = (Kind.TRANSFER_OUT, Kind.FLEX_OUT)
QUARTERS = 4


@transaction.atomic
def add_appropriation(
    appropriation: Appropriation, *, authority: Decimal, reserve: Decimal, authority_document: str, by: User
) -> Appropriation:
    """A new appropriation with its original authority, and what is held in reserve of it."""
    appropriation.created_by = by
    try:
        with transaction.atomic():
            appropriation.save()
            Adjustment.objects.bulk_create(
                Adjustment(
                    appropriation=appropriation, kind=kind, amount=amount, authority_document=authority_document,
                    created_by=by,
                )
                for kind, amount in ((Kind.ORIGINAL, authority), (Kind.RESERVE, reserve))
                if amount
            )  # fmt: skip
    except IntegrityError as error:
        raise broken(error) from error
    log("create", appropriation, by=by, reason=f"{dollars(authority)} by {authority_document}")
    return appropriation


@transaction.atomic
def revise_appropriation(appropriation: Appropriation, *, by: User, changed: str) -> Appropriation:
    """Change its name, its control by allotments or the bill's flex, in the name of who does."""
    appropriation.changed_by, appropriation.changed_at = by, timezone.now()
    try:
        with transaction.atomic():
            appropriation.save()
    except IntegrityError as error:
        raise broken(error) from error
    log("edit", appropriation, by=by, reason=changed)
    return appropriation


@transaction.atomic
def adjust_appropriation(
    appropriation: Appropriation, *, kind: str, amount: Decimal, authority_document: str, by: User,
    other: Appropriation | None = None,
) -> Appropriation:  # fmt: skip
    """Enter a change of authority, reserve or restriction; what moves to another appropriation is entered there too."""
    _not_expired(appropriation)
    if other is not None:
        _may_move(appropriation, other, kind)
    elif kind in FLEXES:
        raise Refused("Flex moves money between two appropriations of the bill. Choose the other one.")
    pair = uuid4() if other is not None else None
    legs = [(appropriation, kind)] + ([(other, OTHER_LEG[kind])] if other is not None else [])
    legs.sort(key=lambda leg: leg[1] not in GIVES)
    rows = [
        Adjustment(
            appropriation=of, kind=of_kind, amount=amount, authority_document=authority_document, pair=pair,
            created_by=by,
        )
        for of, of_kind in legs
    ]  # fmt: skip
    _enter(rows, by=by, act="adjust")
    return appropriation


def _not_expired(appropriation: Appropriation) -> None:
    year = appropriation.budget_fy
    if year.status == year.Status.EXPIRED and appropriation.kind != Appropriation.Kind.CAPITAL_BIENNIAL:
        raise Refused(f"{year} has expired, and so has appropriation {appropriation}. Adjust one of a later year.")


def _may_move(one: Appropriation, other: Appropriation, kind: str) -> None:
    if kind not in OTHER_LEG:
        raise Refused("Only transfers and flex have another appropriation. Leave it empty, or choose one of these.")
    if one.pk == other.pk:
        raise Refused(f"Money does not move from appropriation {one} to itself. Choose another one.")
    if one.budget_fy_id != other.budget_fy_id:
        raise Refused(f"{one} and {other} are of different years. Money moves within one budget year.")
    giving = other if kind == Kind.FLEX_IN else one
    if kind in FLEXES and giving.flex_percent is None:
        raise Refused(
            f"No share is entered that may be flexed out of appropriation {giving}. Enter the bill's percentage with "
            "its section on the appropriation first."
        )


@transaction.atomic
def reverse_adjustment(adjustment: Adjustment, *, authority_document: str, by: User) -> Adjustment:
    """Enter the opposite row; of money that moved, at both appropriations."""
    if adjustment.reverses_id or Adjustment.objects.filter(reverses=adjustment).exists():
        raise Refused(f"“{adjustment}” is reversed already, or is a reversal itself. Enter a new adjustment instead.")
    legs = [adjustment]
    if adjustment.pair:
        legs = list(Adjustment.objects.filter(pair=adjustment.pair).select_related("appropriation"))
        legs.sort(key=lambda leg: leg.kind in GIVES)
    pair = uuid4() if adjustment.pair else None
    rows = [
        Adjustment(
            appropriation=leg.appropriation, kind=leg.kind, amount=leg.amount, pair=pair, reverses=leg, created_by=by,
            authority_document=authority_document,
        )
        for leg in legs
    ]  # fmt: skip
    _enter(rows, by=by, act="reverse_adjustment")
    return adjustment


def _enter(rows: list[Adjustment], *, by: User, act: str) -> None:
    """Insert in one statement, what gives first; each told on its appropriation."""
    try:
        with transaction.atomic():
            Adjustment.objects.bulk_create(rows)
    except IntegrityError as error:
        raise _cut_refused(error, rows) from error
    for row in rows:
        log(act, row.appropriation, by=by, reason=f"{row}, by {row.authority_document}")


def _cut_refused(error: IntegrityError, rows: list[Adjustment]) -> Refused:
    """The refusal with what could be taken at most."""
    keys = [row.appropriation_id for row in rows]
    for found in Appropriation.objects.filter(pk__in=keys).order_by("pk"):
        left = {
            "appropriation_cannot_be_overspent": found.available,
            "appropriation_allots_no_more_than_it_has": found.spendable - found.released,
        }.get(rule_broken(error))
        if left is not None and left < rows[0].amount:
            held = (
                f"{dollars(found.committed)} is intended, ordered or billed"
                if rule_broken(error) == "appropriation_cannot_be_overspent"
                else f"{dollars(found.released)} is released by allotments; lower these first"
                if found.released
                else f"{dollars(found.held_back)} of its authority is held back already"
            )
            return Refused(
                f"Appropriation {found} can be cut by {dollars(left)} at most, and {dollars(rows[0].amount)} is asked: "
                f"{held}."
            )
        if rule_broken(error) == "appropriation_flexes_within_the_bill":
            giving = next(row.appropriation for row in rows if row.kind == Kind.FLEX_OUT)
            giving.refresh_from_db()
            most = giving.original * (giving.flex_percent or 0) / 100
            return Refused(
                f"Of appropriation {giving} {dollars(most)} may be flexed out ({giving.flex_percent} percent of "
                f"{dollars(giving.original)}, {giving.flex_authority}); {dollars(giving.flexed)} is already. "
                "Lower the amount."
            )
    return broken(error)


def equal_shares(appropriation: Appropriation) -> list[Decimal]:
    """What each quarter is released by default: equal parts, exact to the cent (Const. IV §27)."""
    return split(max(appropriation.spendable, Decimal(0)), [1] * QUARTERS)


def released_by_quarter(appropriation: Appropriation) -> list[Decimal]:
    """What is released of each quarter."""
    released = [Decimal(0)] * QUARTERS
    for quarter, amount in appropriation.allotments.values_list("quarter", "amount"):
        released[quarter - 1] += amount
    return released


@transaction.atomic
def allot(appropriation: Appropriation, quarters: list[Decimal], *, by: User) -> Appropriation:
    """Let each quarter have this much released; the differences are entered."""
    appropriation = lock(appropriation)
    before = released_by_quarter(appropriation)
    rows = [
        Allotment(appropriation=appropriation, quarter=no, amount=wanted - had, created_by=by)
        for no, (wanted, had) in enumerate(zip(quarters, before, strict=True), 1)
        if wanted != had
    ]
    try:
        with transaction.atomic():
            Allotment.objects.bulk_create(rows)
    except IntegrityError as error:
        if rule_broken(error) == "appropriation_allots_no_more_than_it_has":
            raise Refused(
                f"Appropriation {appropriation} has {dollars(appropriation.spendable)} to release, and "
                f"{dollars(sum(quarters, Decimal(0)))} is asked. Lower a quarter."
            ) from error
        raise broken(error) from error
    for row in rows:
        log("allot", appropriation, by=by, reason=f"{row}")
    return appropriation


@transaction.atomic
def keep_plan(plan: SpendingPlan, *, by: User, changed: str = "") -> SpendingPlan:
    """Add a plan of twelve months, or change it."""
    added = plan.pk is None
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        raise broken(error) from error
    log("create" if added else "edit", plan, by=by, reason=changed)
    return plan
