"""How the pages of receipts, tickets, funds, commissions, hand-overs and needs are reached."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from doc_portal.tests.cases import Case, Expect
from fiscal.models import (
    CommissionMonth,
    Contract,
    ImprestCount,
    ImprestFund,
    MachineSales,
    NeedsList,
    ReceiptBatch,
    TicketCount,
    TicketRoll,
)
from fiscal.tests.factories_cash import (
    make_batch,
    make_class,
    make_commission,
    make_fund,
    make_hand_over,
    make_list,
    make_machine,
    make_need,
    make_receipt,
    make_roll,
    make_vending,
)

READ, GONE, ADDS = Expect(404, 405), Expect(404, 404), Expect(200, 200)
SEEN, CLOSED = Expect(200, 405), Expect(403, 403)
REFUSED = Expect(200, 409)
BATCHES, RECEIPTS = ("fiscal.view_receiptbatch",), ("fiscal.view_cashreceipt", "fiscal.view_receiptbatch")
ROLLS, FUNDS = ("fiscal.view_ticketroll",), ("fiscal.view_imprestfund",)
MONTHS, HAND_OVERS = ("fiscal.view_commissionmonth",), ("fiscal.view_cashhandover",)
LISTS, NEEDS = ("fiscal.view_needslist",), ("fiscal.view_needsline",)


def day(days):
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def nothing(world, row):
    return {}


def note(world, row):
    return {"note": "As agreed."}


def batch(status):
    def made(world, by):
        return make_batch(status, by=by, worksite=world.site)

    return made


def batches(world, n):
    for _ in range(n):
        make_batch(worksite=world.site)


def receipts(world, n):
    shown = ReceiptBatch.objects.latest("pk")
    for _ in range(n):
        make_receipt(by=shown.received_by, worksite=world.site)


def receipt(world, by):
    return make_receipt(by=by, worksite=world.site)


def receipt_body(world, row):
    return {
        "worksite": world.site.pk, "payer": "Ozark Vending", "instrument": "check", "instrument_no": "1204",
        "amount": "40.00", "endorsed": "on", "kind": "other",
    }  # fmt: skip


def counted(world, row):
    return {"counted": str(ReceiptBatch.objects.get(pk=row.pk).total)}


def deposit(world, row):
    return {"deposited": "40.00", "reference": "DS-1204"}


def posting(world, row):
    return {"posted": "40.00", "document": "CR 2700012"}


def roll(world, by):
    return make_roll(world.site, created_by=by)


def rolls(world, n):
    for _ in range(n):
        make_roll(world.site)


def counts_of_roll(world, n):
    shown = TicketRoll.objects.latest("pk")
    for _ in range(n):
        TicketCount.objects.create(
            roll=shown, batch=make_batch(worksite=world.site), next_no=shown.first_no, created_by=make_user()
        )


def roll_body(world, row):
    return {
        "worksite": world.site.pk, "name": "Photo tickets", "price": "2.00", "first_no": "1", "last_no": "500",
        "received_on": day(0),
    }  # fmt: skip


def roll_count(world, row):
    return {"batch": make_batch(worksite=world.site).pk, "next_no": row.first_no + 10, "spoiled": "0"}


def fund(world, by):
    return make_fund(world.site, created_by=by)


def funds(world, n):
    for _ in range(n):
        make_fund(world.site)


def counts_of_fund(world, n):
    shown = ImprestFund.objects.latest("pk")
    for _ in range(n):
        ImprestCount.objects.create(fund=shown, cash=100, created_by=make_user())


def fund_body(world, row):
    return {
        "worksite": world.site.pk, "name": "Postage", "authorized": "150.00", "authority": "Director", "active": "on",
        "holds_stamps": "on",
    }  # fmt: skip


def fund_count(world, row):
    return {"stamps": "40.00", "cash": "40.00", "vouchers": "20.00"}


def commission(world, by):
    return make_commission(make_machine(worksite=world.site))


def commissions(world, n):
    for _ in range(n):
        commission(world, None)


def sales_of(world, n):
    shown = CommissionMonth.objects.latest("pk")
    for _ in range(n):
        machine = make_machine(shown.contract, world.site)
        MachineSales.objects.create(commission=shown, machine=machine, gross=10)
        make_receipt(worksite=world.site, kind="commission", commission=shown, amount=1)


def statement(world, row):
    machine = row.contract.machines.get()
    return {"stated_on": day(0), "stated_commission": "12.00", f"machine_{machine.pk}": "120.00"}


def vending(world, by):
    return make_machine(make_vending(created_by=by)).contract


def machines(world, n):
    contract = Contract.objects.latest("pk")
    for _ in range(n):
        make_machine(contract)


def machine_body(world, row):
    return {"label": "Snacks 12", "worksite": world.site.pk, "placed_on": day(0)}


def hand_over(status):
    def made(world, by):
        return make_hand_over(status, by=by, worksite=world.site)

    return made


def hand_overs(world, n):
    for _ in range(n):
        make_hand_over(worksite=world.site)


def hand_over_body(world, row):
    return {
        "worksite": world.site.pk, "handed_on": day(0), "recipient": "R. Example", "purpose": "Bus fare at release",
        "amount": "50.00",
    }  # fmt: skip


def needs_list(status):
    def made(world, by):
        shown = NeedsList.objects.filter(fy=2028).first()
        if shown is None:
            shown = make_list()
            make_need(world.site)
            if status == "sent":
                NeedsList.objects.update(status="sent", sent_on=timezone.localdate())
                shown.refresh_from_db()
        return shown

    return made


def lists(world, n):
    first = 2030 if n == 1 else 2040
    for fy in range(first, first + n):
        make_list(fy)


def list_body(world, row):
    return {"fy": "2029"}


def need(world, by):
    return make_need(world.site, created_by=by)


def needs(world, n):
    for _ in range(n):
        make_need(world.site)


def need_body(world, row):
    return {
        "needs_list": make_list().pk, "worksite": world.site.pk, "item": "Copy paper",
        "commodity_class": make_class().pk, "quantity": "500", "unit": "reams", "estimate": "2100.00",
        "needed_by": "2027-09-01",
    }  # fmt: skip


CASH = (
    Case("fiscal:receiptbatch-list", rows=batches, scope="worksite", queries=10, empty_query="?state=posted"),
    Case("fiscal:receiptbatch-detail", row=batch("open"), rows=receipts, scope="worksite", elsewhere=READ, queries=14),
    Case("fiscal:cashreceipt-create", body=receipt_body, scope="worksite", also=RECEIPTS, elsewhere=ADDS, queries=9),
    Case("fiscal:receiptbatch-record", row=batch("open"), body=counted, scope="worksite", also=BATCHES,
         elsewhere=GONE, owner=REFUSED, queries=7),
    Case("fiscal:receiptbatch-transmit", row=batch("recorded"), body=deposit, scope="worksite", also=BATCHES,
         elsewhere=GONE, owner=REFUSED, queries=7),
    Case("fiscal:receiptbatch-reopen", row=batch("recorded"), body=note, scope="worksite", also=BATCHES,
         elsewhere=GONE, queries=7),
    Case("fiscal:receiptbatch-post", row=batch("transmitted"), body=posting, scope="worksite", also=BATCHES,
         elsewhere=GONE, queries=7),
    Case("fiscal:cashreceipt-detail", row=receipt, scope="worksite", elsewhere=READ, queries=8),
    Case("fiscal:cashreceipt-void", row=receipt, body=note, scope="worksite", also=RECEIPTS, elsewhere=GONE,
         owner=REFUSED, queries=7),
    Case("fiscal:ticketroll-list", rows=rolls, scope="worksite", queries=9),
    Case("fiscal:ticketroll-create", body=roll_body, scope="worksite", also=ROLLS, elsewhere=ADDS, queries=7),
    Case("fiscal:ticketroll-detail", row=roll, rows=counts_of_roll, scope="worksite", elsewhere=READ, queries=9),
    Case("fiscal:ticketroll-count", row=roll, body=roll_count, scope="worksite", also=ROLLS, elsewhere=GONE,
         queries=8),
    Case("fiscal:imprestfund-list", rows=funds, scope="worksite", queries=9),
    Case("fiscal:imprestfund-create", body=fund_body, scope="worksite", also=FUNDS, elsewhere=ADDS, queries=7),
    Case("fiscal:imprestfund-detail", row=fund, rows=counts_of_fund, scope="worksite", elsewhere=READ, queries=9),
    Case("fiscal:imprestfund-edit", row=fund, body=fund_body, scope="worksite",
         also=(*FUNDS, "fiscal.add_imprestfund"), elsewhere=GONE, queries=8),
    Case("fiscal:imprestfund-count", row=fund, body=fund_count, scope="worksite", also=FUNDS, elsewhere=GONE,
         queries=7),
    Case("fiscal:commissionmonth-list", rows=commissions, scope="worksite", queries=9, empty_query="?q=no-such"),
    Case("fiscal:commissionmonth-detail", row=commission, rows=sales_of, scope="worksite", elsewhere=READ, queries=11),
    Case("fiscal:commissionmonth-state", row=commission, body=statement, scope="worksite", also=MONTHS,
         elsewhere=GONE, queries=9),
    Case("fiscal:contract-machines", row=vending, rows=machines, body=machine_body, also=("fiscal.view_contract",),
         elsewhere=CLOSED, queries=9),
    Case("fiscal:cashhandover-list", rows=hand_overs, scope="worksite", queries=9, empty_query="?status=closed"),
    Case("fiscal:cashhandover-detail", row=hand_over("prepared"), scope="worksite", elsewhere=READ, queries=8),
    Case("fiscal:cashhandover-create", body=hand_over_body, scope="worksite", also=HAND_OVERS, elsewhere=ADDS,
         queries=7),
    Case("fiscal:cashhandover-pay", row=hand_over("prepared"), body=nothing, scope="worksite", also=HAND_OVERS,
         elsewhere=GONE, queries=7),
    Case("fiscal:cashhandover-witness", row=hand_over("paid"), body=nothing, scope="worksite", also=HAND_OVERS,
         elsewhere=GONE, queries=7),
    Case("fiscal:cashhandover-cancel", row=hand_over("prepared"), body=note, scope="worksite", also=HAND_OVERS,
         elsewhere=GONE, queries=7),
    Case("fiscal:needsline-list", rows=needs, scope="worksite", queries=11, empty_query="?q=no-such"),
    Case("fiscal:needsline-detail", row=need, scope="worksite", elsewhere=READ, queries=8),
    Case("fiscal:needsline-create", body=need_body, scope="worksite", also=NEEDS, elsewhere=ADDS, queries=9),
    Case("fiscal:needsline-edit", row=need, body=need_body, scope="worksite", also=NEEDS, elsewhere=GONE, queries=10),
    Case("fiscal:needslist-list", rows=lists, queries=8),
    Case("fiscal:needslist-detail", row=needs_list("collecting"), elsewhere=SEEN, queries=9),
    Case("fiscal:needslist-create", body=list_body, also=LISTS, elsewhere=REFUSED, queries=6),
    Case("fiscal:needslist-send", row=needs_list("collecting"), body=nothing, also=LISTS, elsewhere=CLOSED, queries=7),
    Case("fiscal:needslist-close", row=needs_list("sent"), body=nothing, also=LISTS, elsewhere=CLOSED, queries=7),
)  # fmt: skip
