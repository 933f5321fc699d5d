"""What orders use of a contract, never beyond its ceiling or its days (fiscal.md 3.14)."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.money import dollars
from doc_portal.core.refusals import rule_broken
from doc_portal.core.workflow import Refused
from fiscal.models import Contract
from fiscal.refusals import broken


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
