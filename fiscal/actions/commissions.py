"""Vending: machines placed, commissions expected month by month, statements entered and held against the money."""

from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User, Worksite
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock
from fiscal.actions.alerting import tell_holders
from fiscal.actions.telling import not_told_yet
from fiscal.models import CommissionMonth, Contract, MachineSales, VendingMachine
from fiscal.refusals import kept_or_told

EXPECTED = """
    INSERT INTO fiscal_commissionmonth (created_at, version, contract_id, worksite_id, month, due_on, sales, received)
    SELECT DISTINCT now(), 1, c.id, v.worksite_id, m.month::date,
           (m.month + interval '1 month')::date + COALESCE(c.commission_due_day, %(day)s) - 1, 0, 0
      FROM fiscal_contract c
      JOIN fiscal_vendingmachine v ON v.contract_id = c.id
      CROSS JOIN LATERAL generate_series(
               date_trunc('month', greatest(c.starts_on, v.placed_on)::timestamp),
               date_trunc('month', least(%(on)s, c.ends_on, c.ended_on, v.removed_on - 1)::timestamp),
               interval '1 month') AS m (month)
     WHERE c.kind = 'vending' AND c.status IN ('in_force', 'ended') AND (%(contract)s IS NULL OR c.id = %(contract)s)
        ON CONFLICT ON CONSTRAINT commission_month_stands_once DO NOTHING
"""


def expect_commissions(contract: Contract | None = None) -> int:
    """Enter the months for which commissions are expected until today, of one contract or all; how many are new."""
    values = {
        "on": timezone.localdate(), "day": int(value_of("commission_due_day")),
        "contract": contract.pk if contract else None,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(EXPECTED, values)
        return cursor.rowcount


@transaction.atomic
def keep_machines(
    contract: Contract, *, by: User, removed: dict[VendingMachine, date], worksite: Worksite | None = None,
    label: str = "", placed_on: date | None = None,
) -> Contract:  # fmt: skip
    """Note which machines of a contract were removed, and place another one."""
    lock(contract)
    for machine, day in removed.items():
        machine.removed_on = day
        with kept_or_told():
            machine.save(update_fields=["removed_on"])
    if label:
        machine = VendingMachine(contract=contract, worksite=worksite, label=label, placed_on=placed_on)
        with kept_or_told():
            machine.save()
    log("machines", contract, by=by, reason=label)
    expect_commissions(contract)
    return contract


@transaction.atomic
def state_commission(
    commission: CommissionMonth, *, by: User, stated_on: date, stated_commission: Decimal,
    lines: dict[VendingMachine, Decimal],
) -> CommissionMonth:  # fmt: skip
    """Enter a vendor's statement: sales of each machine, and the commission it names. Ours is worked out beside it."""
    one = lock(commission)
    if not lines:
        raise Refused(f"No machine of {one} stood there. Enter the machines of the contract first.")
    contract = Contract.objects.get(pk=one.contract_id)
    one.stated_on, one.stated_commission, one.stated_by = stated_on, stated_commission, by
    one.percent, one.version = one.percent or contract.commission_percent, one.version + 1
    with kept_or_told():
        one.save(update_fields=["stated_on", "stated_commission", "stated_by", "percent", "version"])
    rows = [MachineSales(commission=one, machine=machine, gross=gross) for machine, gross in lines.items()]
    with kept_or_told():
        MachineSales.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["commission", "machine"], update_fields=["gross"]
        )
    log("state", one, by=by)
    one.refresh_from_db()
    return one


def tell_of_commissions() -> int:
    """Enter what is expected, and tell the worksite of late checks, missing and short statements, once each."""
    expect_commissions()
    missing = CommissionMonth.objects.missing_statement()
    late = CommissionMonth.objects.late()
    kinds = (
        (missing, "no-statement", "No statement of vending sales yet"),
        (late, "no-check", "No commission check yet"),
        (CommissionMonth.objects.short(), "short", "The statement is short of the contract"),
    )
    return sum(_tell(one, rule, words) for rows, rule, words in kinds for one in rows.for_list().order_by("pk"))


def _tell(one: CommissionMonth, rule: str, words: str) -> int:
    with transaction.atomic():
        if not not_told_yet("commissionmonth", rule, [(one.pk, 0)]):
            return 0
        words = f"{words}: {one}"
        kind = f"fiscal-cash-{rule}"
        return tell_holders("fiscal.state_commissionmonth", one.worksite_id, kind, words, one)
