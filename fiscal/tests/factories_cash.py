"""Receipts, tickets, funds, commissions, hand-overs and needs for tests."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from doc_portal.core.tests.factories import make_user, make_worksite
from fiscal.actions.handovers import pay_hand_over, prepare_hand_over
from fiscal.actions.receipts import log_receipt, record_receipts, transmit_receipts
from fiscal.models import (
    CashHandOver,
    CashReceipt,
    CommissionMonth,
    CommodityClass,
    Contract,
    ImprestFund,
    NeedsLine,
    NeedsList,
    ReceiptBatch,
    TicketRoll,
    VendingMachine,
)
from fiscal.tests.factories_suppliers import make_contract

_serial = count(1)


def make_receipt(by=None, worksite=None, **fields) -> CashReceipt:
    """A check for $40.00, logged and endorsed by somebody who opens mail."""
    defaults = {"payer": "A. Payer", "instrument_no": "1001", "amount": Decimal("40.00"), "kind": "other"}
    receipt = CashReceipt(**defaults | fields)
    return log_receipt(receipt, worksite or make_worksite(), endorsed=True, by=by or make_user())


def make_batch(status: str = "open", by=None, worksite=None, **fields) -> ReceiptBatch:
    """A day's receipts of one check, brought to a status by people of its own."""
    batch = make_receipt(by=by, worksite=worksite, **fields).batch
    batch.refresh_from_db()
    if status in ("recorded", "transmitted"):
        batch = record_receipts(batch, by=make_user(), counted=batch.total)
    if status == "transmitted":
        batch = transmit_receipts(batch, by=make_user(), deposited=batch.total, reference="DS-1")
    return batch


def make_roll(worksite=None, **fields) -> TicketRoll:
    """A hundred photo tickets at $2.00."""
    n = next(_serial) * 1000
    defaults = {"name": "Photo tickets", "price": 2, "first_no": n, "last_no": n + 99, "next_no": n}
    return TicketRoll.objects.create(worksite=worksite or make_worksite(), **defaults | fields)


def make_fund(worksite=None, **fields) -> ImprestFund:
    """A stamp fund of $100.00."""
    defaults = {"name": f"Stamp fund {next(_serial)}", "authorized": 100, "authority": "Director, Fiscal Management"}
    return ImprestFund.objects.create(worksite=worksite or make_worksite(), **defaults | fields)


def make_vending(percent: str = "10.00", **fields) -> Contract:
    """A vending contract in force for a year."""
    return make_contract(kind="vending", commission_percent=Decimal(percent), **fields)


def make_machine(contract: Contract | None = None, worksite=None, **fields) -> VendingMachine:
    contract = contract or make_vending()
    defaults = {"label": f"Machine {next(_serial)}", "placed_on": contract.starts_on}
    return VendingMachine.objects.create(contract=contract, worksite=worksite or make_worksite(), **defaults | fields)


def make_commission(machine: VendingMachine | None = None, **fields) -> CommissionMonth:
    """The month of commission in which the contract of a machine began, overdue since yesterday."""
    machine = machine or make_machine()
    month = machine.contract.starts_on.replace(day=1)
    defaults = {"month": month, "due_on": timezone.localdate() - timedelta(days=1)}
    return CommissionMonth.objects.create(contract=machine.contract, worksite=machine.worksite, **defaults | fields)


def make_hand_over(status: str = "prepared", by=None, worksite=None, **fields) -> CashHandOver:
    """$50.00 handed to somebody, by people of its own."""
    defaults = {"recipient": "R. Example", "purpose": "Bus fare at release", "amount": Decimal("50.00")}
    made = CashHandOver(worksite=worksite or make_worksite(), created_by=by, **defaults | fields)
    made = prepare_hand_over(made, by=by or make_user())
    return pay_hand_over(made, by=make_user()) if status == "paid" else made


def make_list(fy: int = 2028, status: str = "collecting", **fields) -> NeedsList:
    made, _ = NeedsList.objects.get_or_create(fy=fy, defaults={"due_on": date(fy - 1, 5, 1), **fields})
    return made


def make_class(**fields) -> CommodityClass:
    n = next(_serial)
    return CommodityClass.objects.create(**{"code": f"C{n:04}", "name": f"Class {n}"} | fields)


def make_need(worksite=None, classified: bool = True, **fields) -> NeedsLine:
    """Five hundred reams of paper."""
    defaults = {"item": "Copy paper", "quantity": 500, "unit": "reams", "estimate": 2000, "needed_by": date(2027, 9, 1)}
    if "needs_list" not in fields:
        fields["needs_list"] = make_list()
    if classified:
        fields.setdefault("commodity_class", make_class())
    return NeedsLine.objects.create(worksite=worksite or make_worksite(), **defaults | fields)
