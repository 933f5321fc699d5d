"""Reconciling a period with SAM II: begun, explained, signed by somebody else once nothing is unexplained."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.money import dollars
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.models import Appropriation, LedgerImport, Reconciliation, ReconciliationItem, ReconciliationLine
from fiscal.reconciled import compare
from fiscal.refusals import broken


@transaction.atomic
def begin_reconciliation(one: Reconciliation, *, by: User) -> Reconciliation:
    """Begin with a period whose ledger is loaded."""
    _ledger_of(one)
    one.created_by = by
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as error:
        raise broken(error) from error
    log("create", one, by=by)
    return one


@transaction.atomic
def explain_difference(
    one: Reconciliation, *, by: User, appropriation: Appropriation, bucket: str, amount: Decimal, reason: str
) -> Reconciliation:
    """Enter why the books differ in one place, and by how much. An entry is undone by its opposite."""
    one = lock(one)
    _require_open(one)
    ReconciliationItem.objects.create(
        reconciliation=one, appropriation=appropriation, bucket=bucket, amount=amount, reason=reason, created_by=by
    )
    log("explain", one, by=by, reason=f"{appropriation.code}, {dollars(amount)}: {reason}"[:240])
    return one


@transaction.atomic
def sign_reconciliation(one: Reconciliation, *, by: User, note: str = "") -> Reconciliation:
    """Freeze the figures. Refused while a cent is unexplained, and to who prepared or explained anything of it."""
    one = lock(one)
    _require_open(one)
    if by.pk == one.created_by_id or one.items.filter(created_by=by).exists():
        raise Refused(f"You prepared or explained a part of {_named(one)}. Somebody else must sign it.")
    ledger, lines = _ledger_of(one), compare(one)
    open_lines = [line for line in lines if line.unexplained]
    if open_lines:
        worst = max(open_lines, key=lambda line: abs(line.unexplained))
        raise Refused(
            f"{dollars(sum(abs(line.unexplained) for line in open_lines))} in {_named(one)} are unexplained, most in "
            f"appropriation {worst.appropriation}, {worst.bucket_name.lower()}: {dollars(worst.unexplained)}. Explain "
            "every difference, then sign."
        )
    ReconciliationLine.objects.bulk_create(
        ReconciliationLine(
            reconciliation=one, appropriation=line.appropriation, bucket=line.bucket, portal=line.portal,
            ledger=line.ledger, explained=line.explained,
        )
        for line in lines
    )  # fmt: skip
    try:
        with transaction.atomic(), transition(one, "sign", by=by, note=note) as locked:
            locked.ledger, locked.signed_by, locked.signed_on = ledger, by, timezone.localdate()
    except IntegrityError as error:
        raise broken(error) from error
    return locked


def _ledger_of(one: Reconciliation) -> LedgerImport:
    found = LedgerImport.objects.loaded().filter(period=one.period).first()
    if found is None:
        raise Refused(f"The ledger of {one.period} is not brought in. Bring it in first, then reconcile.")
    return found


def _require_open(one: Reconciliation) -> None:
    if one.status == Reconciliation.Status.SIGNED:
        raise Refused(f"{one} was signed by {one.signed_by.shown_name} and stays as it was signed.")


def _named(one: Reconciliation) -> str:
    return f"the reconciliation of {one.period}"
