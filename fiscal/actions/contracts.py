"""The contract register: prepared, put in force, amended, used within ceiling and days, ended (fiscal.md 3.14)."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max, Sum
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.money import dollars
from doc_portal.core.refusals import rule_broken
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.actions.alerting import tell_holders
from fiscal.actions.telling import not_told_yet
from fiscal.models import Contract, ContractAmendment, ContractUse, OrderFunding, PurchaseOrder, Solicitation
from fiscal.models.contracts import ALERT_DAYS
from fiscal.numbers import next_contract_number
from fiscal.refusals import broken, kept_or_told
from fiscal.vendors import refusal_for


@transaction.atomic
def keep_contract(contract: Contract, *, by: User, changed: str = "") -> Contract:
    """Keep a contract in preparation; one without a number takes the next."""
    made = contract.pk is None
    if not made and lock(contract).status != Contract.Status.DRAFT:
        raise Refused(f"{contract.number} is no longer in preparation. Amend it instead.")
    if not contract.number:
        contract.number = next_contract_number(contract.awarded_on)
    contract.save()
    log("create" if made else "edit", contract, by=by, reason=changed)
    return contract


@transaction.atomic
def begin_contract(contract: Contract, *, by: User, note: str = "") -> Contract:
    """Put a contract in force: of a vendor that may be ordered from, with every paper it needs."""
    refused = refusal_for(contract.vendor, contract.awarded_on)
    if refused:
        raise Refused(f"{contract.number} cannot be put in force. {refused}")
    _require_the_award(contract)
    with kept_or_told(), transition(contract, "begin", by=by, note=note) as one:
        pass
    return one


def _require_the_award(contract: Contract) -> None:
    """A contract made of a solicitation is with a vendor it was awarded to, once that is final."""
    asked = Solicitation.objects.filter(number=contract.solicitation).first() if contract.solicitation else None
    if asked is None:
        return
    if asked.status != Solicitation.Status.FINAL:
        raise Refused(
            f"{contract.number} cannot be put in force: the award of {asked.number} is not final. "
            "Make it final once protests are over."
        )
    if not asked.awards.filter(quote__vendor=contract.vendor).exists():
        raise Refused(
            f"{contract.number} cannot be put in force: {asked.number} was not awarded to {contract.vendor}. "
            "Choose the vendor of the award."
        )


@transaction.atomic
def end_contract(contract: Contract, *, by: User, note: str) -> Contract:
    """End a contract before its last day; nothing more is ordered under it."""
    with transition(contract, "end", by=by, note=note) as one:
        one.ended_on = timezone.localdate()
    return one


@transaction.atomic
def amend_contract(
    contract: Contract, *, by: User, reason: str, is_renewal: bool = False, ends_on: date | None = None,
    ceiling_change: Decimal | None = None, price_percent: Decimal | None = None,
    commission_percent: Decimal | None = None,
) -> Contract:  # fmt: skip
    """Enter the next amendment of a contract in force; its terms follow by trigger."""
    one = lock(contract)
    last = one.amendments.aggregate(last=Max("number"))["last"] or 0
    amendment = ContractAmendment(
        contract=one, number=last + 1, is_renewal=is_renewal, ends_on=ends_on, ceiling_change=ceiling_change or 0,
        price_percent=price_percent or 0, commission_percent=commission_percent, reason=reason, created_by=by,
    )  # fmt: skip
    with kept_or_told():
        amendment.save()
    log("amend", one, by=by, reason=f"Amendment {amendment.number}: {reason}"[:240])
    one.refresh_from_db()
    return one


def tell_of_expiring_contracts() -> int:
    """Tell who keeps contracts of those that end within the days of the setting, once each (and again once renewed)."""
    days, told = int(value_of(ALERT_DAYS)), 0
    for one in Contract.objects.expiring(days).order_by("pk"):
        with transaction.atomic():
            if not_told_yet("contract", f"expires-{one.ends_on}", [(one.pk, days)]):
                words = f"Contract {one.number} expires on {long_date(one.ends_on)}"
                told += tell_holders("fiscal.amend_contract", None, "fiscal-contract", words, one)
    return told


def use_contract(
    contract: Contract, order_id: int, amount: Decimal, *, on: date, by: User | None, seq: int | None = None
) -> None:
    """Count what an order uses of a contract on a day; below zero it gives back.

    The database refuses what lies beyond the ceiling or outside the days. With `seq` a second try counts nothing;
    without it the order's next number is taken.
    """
    if not amount:
        return
    if seq is None:
        seq = (contract.uses.filter(order_id=order_id).aggregate(last=Max("seq"))["last"] or 0) + 1
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO fiscal_contractuse (contract_id, order_id, seq, amount, used_on, created_by_id)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT ON CONSTRAINT contract_use_counts_once DO NOTHING",
                [contract.pk, order_id, seq, amount, on, by.pk if by else None],
            )
    except IntegrityError as error:
        raise _refused(error, contract, amount, on) from error


def follow_order(order: PurchaseOrder, *, on: date, by: User | None, more_on: date | None = None) -> None:
    """Set what an order uses of its contract to what it still holds and has spent; the difference is counted.

    So what is billed for less, credited, closed short or canceled is free again. `more_on` is the day on which more
    counts that is no new order: a bill within its tolerance belongs to the day the order was issued.
    """
    if not order.contract_id:
        return
    sums = OrderFunding.objects.filter(line__order=order).aggregate(
        sum=Sum(F("amount") - F("liquidated") - F("released") + F("spent"))
    )
    used = ContractUse.objects.filter(contract=order.contract_id, order_id=order.pk).aggregate(sum=Sum("amount"))
    more = (sums["sum"] or Decimal(0)) - (used["sum"] or Decimal(0))
    use_contract(order.contract, order.pk, more, on=more_on if more_on and more > 0 else on, by=by)


def _refused(error: IntegrityError, contract: Contract, amount: Decimal, on: date) -> Refused:
    """The contract as it stands now, with what is missing."""
    rule, now = rule_broken(error), Contract.objects.select_related("vendor").get(pk=contract.pk)
    if rule == "contract_keeps_to_its_ceiling":
        left = now.ceiling - now.ordered
        return Refused(
            f"Contract {now.number} has {dollars(left)} left of its ceiling of {dollars(now.ceiling)} and "
            f"{dollars(amount)} is asked for: {dollars(amount - left)} are missing. Lower the amount, have the ceiling "
            "amended, or order another way."
        )
    if rule == "contract_is_used_within_its_days":
        return Refused(
            f"Contract {now.number} runs from {now.runs} and stands as “{now.stands(on)[0].lower()}” on "
            f"{long_date(on)}. Have it renewed, or order another way."
        )
    return broken(error)
