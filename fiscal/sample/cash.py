"""Receipts, tickets, funds, commissions, hand-overs and needs of the sample, in every state, invented."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from doc_portal.core.models import User, Worksite
from doc_portal.core.sample.context import MARK, Context
from fiscal.actions.commissions import expect_commissions, state_commission
from fiscal.actions.handovers import cancel_hand_over, pay_hand_over, prepare_hand_over, witness_hand_over
from fiscal.actions.imprest import count_fund
from fiscal.actions.needs import close_list, keep_need, open_list, send_list
from fiscal.actions.receipts import log_receipt, post_receipts, record_receipts, transmit_receipts, void_receipt
from fiscal.actions.tickets import add_roll, count_tickets
from fiscal.models import (
    CashHandOver,
    CashReceipt,
    CommissionMonth,
    CommodityClass,
    ImprestFund,
    NeedsLine,
    NeedsList,
    ReceiptBatch,
    TicketRoll,
)
from fiscal.numbers import next_document_number
from fiscal.periods import fiscal_year_of
from fiscal.sample.suppliers import SITE

OFFICE = ("office.bonneterre", "office.bonneterre2", "office.bonneterre3")
ITEMS = (
    ("Copy paper", "cases", 400, "16000", "615"), ("Mattresses", "each", 120, "10800", "420"),
    ("Radios", "each", 30, "24000", "680"), ("Floor wax", "gallons", 200, "3800", "485"),
    ("Winter coats", "each", 350, "15750", "200"),
)  # fmt: skip


def office() -> list[User]:
    """The three of the sample who handle cash at one worksite."""
    found = {one.username: one for one in User.objects.filter(username__in=OFFICE)}
    return [found[name] for name in OFFICE]


def receive(context: Context) -> int:
    """The day's receipts at every step, one that waits too long, one receipt that was voided."""
    if ReceiptBatch.objects.exists():
        return 0
    first, second, third = office()
    payer = User.objects.get(username="payables.clerk")
    site, today = Worksite.objects.get(slug=SITE), context.today
    for days, steps in ((21, 3), (12, 2), (4, 1), (6, 0)):
        batch = _batch(site, first, today - timedelta(days=days))
        if steps:
            batch = record_receipts(batch, by=second, counted=batch.total)
        if steps > 1:
            batch = transmit_receipts(batch, by=third, deposited=batch.total, reference=f"DS-{1200 + days}")
        if steps > 2:
            post_receipts(batch, by=payer, posted=batch.total, document=f"CR 27{1000 + days}")
    for name, amount in (("Meramec Book Fair", "64.00"), ("Sample Legal Aid", "118.25")):
        receipt = CashReceipt(payer=f"{name} {MARK}", instrument_no="1204", amount=Decimal(amount), kind="refund")
        log_receipt(receipt, site, endorsed=True, by=second)
    void_receipt(receipt, by=first, note="Logged twice")
    return ReceiptBatch.objects.count()


@transaction.atomic
def _batch(site: Worksite, by: User, day: date) -> ReceiptBatch:
    """Two checks of an earlier day."""
    batch = ReceiptBatch.objects.create(
        number=next_document_number("RCB", day), worksite=site, received_on=day, received_by=by, created_by=by
    )
    for name, amount in (("Sample Recycling", "212.40"), ("Sample Alumni", "75.00")):
        CashReceipt.objects.create(
            number=next_document_number("RCP", day), batch=batch, payer=f"{name} {MARK}", instrument_no="881",
            amount=Decimal(amount), kind="other", created_by=by, endorsed_by=by, endorsed_at=timezone.now(),
        )  # fmt: skip
    batch.refresh_from_db()
    return batch


def sell_tickets(context: Context) -> int:
    """A roll of photo tickets with one count, its money received and on its way."""
    if TicketRoll.objects.exists():
        return 0
    first, second, third = office()
    site = Worksite.objects.get(slug=SITE)
    roll = TicketRoll(
        worksite=site, name=f"Photo tickets {MARK}", price=2, first_no=4001, last_no=4500, created_by=first,
        received_on=context.today - timedelta(days=60),
    )  # fmt: skip
    add_roll(roll, by=first)
    receipt = CashReceipt(payer="Visiting room", instrument="cash", amount=Decimal(46), kind="tickets", roll=roll)
    batch = log_receipt(receipt, site, endorsed=False, by=third).batch
    count_tickets(roll, by=second, batch=batch, next_no=4026, spoiled=2, spoiled_reason="Misprinted")
    return TicketRoll.objects.count()


def count_funds(context: Context) -> int:
    """A stamp fund counted twice, once with a difference, and one nobody counted."""
    if ImprestFund.objects.exists():
        return 0
    first, second, _ = office()
    site = Worksite.objects.get(slug=SITE)
    director = User.objects.get(username="fiscal.director")
    named = {"worksite": site, "authority": f"Director of Fiscal Management {MARK}", "created_by": director}
    fund = ImprestFund.objects.create(name=f"Stamp fund {MARK}", authorized=150, **named)
    ImprestFund.objects.create(name=f"Petty cash {MARK}", authorized=300, holds_stamps=False, **named)
    count_fund(fund, by=first, stamps=Decimal(90), cash=Decimal(40), vouchers=Decimal(20))
    count_fund(
        fund, by=second, stamps=Decimal(86), cash=Decimal(40), vouchers=Decimal(20), reason="Stamps damaged by damp"
    )
    return ImprestFund.objects.count()


def follow_commissions(context: Context) -> int:
    """Months of the vending contract: settled, differing, without a check, without a statement, to come."""
    if CommissionMonth.objects.exists():
        return 0
    first, _, _ = office()
    expect_commissions()
    for no, one in enumerate(CommissionMonth.objects.order_by("month")[:3]):
        lines = {machine: Decimal(400 + 60 * no) for machine in one.contract.machines.filter(removed_on=None)}
        due = sum(lines.values()) * one.contract.commission_percent / 100
        said = due if no != 1 else due - 10
        one = state_commission(one, by=first, stated_on=one.due_on, stated_commission=said, lines=lines)
        if no < 2:
            check = CashReceipt(payer=f"Bourbeuse Vending {MARK}", instrument_no=f"70{no}", amount=said,
                                kind="commission", commission=one)  # fmt: skip
            log_receipt(check, one.worksite, endorsed=True, by=first)
    return CommissionMonth.objects.count()


def hand_over_cash(context: Context) -> int:
    """Hand-overs prepared, paid, witnessed and canceled."""
    if CashHandOver.objects.exists():
        return 0
    first, second, third = office()
    site = Worksite.objects.get(slug=SITE)
    made = [
        prepare_hand_over(
            CashHandOver(worksite=site, recipient=f"{name} {MARK}", purpose=purpose, amount=Decimal(amount),
                         created_by=first), by=first,
        )
        for name, purpose, amount in (
            ("R. Sample", "Bus fare at release", "46.50"), ("T. Sample", "Witness fee", "25.00"),
            ("V. Sample", "Refill of petty cash", "180.00"), ("W. Sample", "Bus fare at release", "38.00"),
        )
    ]  # fmt: skip
    pay_hand_over(made[1], by=first)
    witness_hand_over(pay_hand_over(made[2], by=second), by=third)
    cancel_hand_over(made[3], by=first, note="Picked up by family")
    return len(made)


def gather_needs(context: Context) -> int:
    """The list of this year, sent and closed, and that of the next, which takes lines."""
    if NeedsList.objects.exists():
        return 0
    manager, asker = (User.objects.get(username=name) for name in ("purchasing.manager", "requester.bonneterre"))
    this = fiscal_year_of(context.today)
    for fy in (this, this + 1):
        made = open_list(NeedsList(fy=fy, created_by=manager), by=manager)
        _lines(made, asker)
        if fy == this:
            close_list(send_list(made, by=manager), by=manager)
    return NeedsList.objects.count()


def _lines(needs_list: NeedsList, by: User) -> None:
    site = Worksite.objects.get(slug=SITE)
    classes = {one.code: one for one in CommodityClass.objects.in_use()}
    for no, (item, unit, quantity, estimate, code) in enumerate(ITEMS):
        waits = needs_list.fy > fiscal_year_of(timezone.localdate()) and no == len(ITEMS) - 1
        line = NeedsLine(
            needs_list=needs_list, worksite=site, item=f"{item} {MARK}", unit=unit, quantity=quantity, created_by=by,
            estimate=Decimal(estimate), commodity_class=None if waits else classes[code],
            needed_by=date(needs_list.fy - 1, 9, 1),
        )  # fmt: skip
        keep_need(line, by=by)
