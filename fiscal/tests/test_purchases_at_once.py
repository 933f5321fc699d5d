"""Two people at the same moment, and any sequence of lawful events: money stays exact (fiscal.md 6, tests)."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from functools import partial

import pytest
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doc_portal.core.tests.concurrency import at_once, endings, meanwhile
from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.core.workflow import Refused
from fiscal.actions.invoices import approve_invoice, void_invoice
from fiscal.actions.orders import cancel_order, close_order, issue_order, modify_order
from fiscal.actions.paying import enter_voucher, record_payment
from fiscal.actions.requisitions import approve_requisition, cancel_requisition, close_requisition, endorse_requisition
from fiscal.actions.returns import GoesBack, return_goods, settle_surplus
from fiscal.actions.sourcing import Choice, decide_sourcing
from fiscal.models import Appropriation, BudgetEntry, OrderFunding
from fiscal.tests.factories_purchases import (
    asked,
    make_approved_invoice,
    make_approver,
    make_invoice,
    make_issued,
    make_money,
    make_order,
    make_receipt,
    make_requisition,
)
from fiscal.tests.factories_sourcing import make_asked, make_certificate, make_class
from fiscal.tests.factories_suppliers import make_vendor


def sums_agree(string) -> Appropriation:
    """The appropriation, whose buckets are the sums of its entries and within its authority."""
    found = Appropriation.objects.get(budget_fy=string.budget_fy, fund=string.fund, code=string.appropriation_code.code)
    entries = BudgetEntry.objects.filter(appropriation=found)
    for bucket in ("pre", "enc", "exp"):
        assert getattr(found, bucket) == (entries.filter(bucket=bucket).aggregate(s=Sum("amount"))["s"] or 0), bucket
    assert found.authority >= found.reserve + found.restricted + found.pre + found.enc + found.exp
    return found


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_approvers_approve_once(self):
        requisition = make_requisition(status="certified")
        asking = [partial(approve_requisition, requisition, by=make_approver()) for _ in range(2)]
        assert endings(*asking) == ["done", "refused"]
        assert BudgetEntry.objects.count() == 1

    def test_thirty_two_approve_until_the_money_is_gone(self):
        string = make_money("1000.00")
        line = asked(string, quantity=Decimal(1), price=Decimal(90))
        waiting = [make_requisition(line, status="certified") for _ in range(32)]
        answers = at_once(*(partial(approve_requisition, one, by=make_approver()) for one in waiting))
        assert sum(not isinstance(one, Refused) for one in answers) == 11
        assert sums_agree(string).pre == 990

    def test_an_order_is_changed_while_its_bill_is_approved(self):
        string = make_money("1000.00")
        order = make_issued(asked(string))
        make_receipt(order)
        bill, line = make_invoice(order), order.lines.get().pk
        less = {line: (Decimal(10), Decimal("20.00"))}
        approve = partial(approve_invoice, bill, by=make_user(), descriptive=True, relationship=True)
        answers = at_once(approve, partial(modify_order, order, less, reason="New price", by=make_user()))
        found = sums_agree(string)
        assert sum(isinstance(one, Refused) for one in answers) == 1
        assert (found.enc, found.exp) in {(Decimal(0), Decimal(250)), (Decimal(200), Decimal(0))}

    def test_a_bill_is_approved_once_and_vouchered_once(self):
        order = make_issued()
        make_receipt(order)
        bill = make_invoice(order)
        approve = [
            partial(approve_invoice, bill, by=make_user(), descriptive=True, relationship=True) for _ in range(2)
        ]
        assert endings(*approve) == ["done", "refused"]
        enter = [
            partial(enter_voucher, bill, system="SAMII", doc_type="P1", voucher_number=f"P-{no}", by=make_user())
            for no in range(2)
        ]
        bill.refresh_from_db()
        assert endings(*enter) == ["done", "refused"]

    def test_nobody_receives_and_pays_at_the_same_moment(self):
        order, number = make_issued(), iter(range(9))
        make_receipt(order, "4")
        paying, other = make_user(), make_user()
        bill, waiting = make_approved_invoice(order, quantity="2"), make_invoice(order, "B-2", quantity="2")
        for step in (
            lambda who: approve_invoice(waiting, by=who, descriptive=True, relationship=True),
            lambda who: enter_voucher(bill, system="SAMII", doc_type="P1", voucher_number=f"P-{next(number)}", by=who),
            lambda who: record_payment(bill.payments.get(), paid_on=timezone.localdate(), by=who),
        ):
            receiver = make_user()
            _, told = meanwhile(partial(make_receipt, order, "1", by=receiver), partial(step, receiver))
            assert isinstance(told, Refused), told
            step(other if bill.payments.exists() else paying)

    def test_two_bills_at_once_are_not_more_than_what_was_accepted(self):
        string = make_money("1000.00")
        order = make_issued(asked(string))
        make_receipt(order, "6")
        bills = [make_invoice(order, f"A-{no}", quantity="4") for no in range(2)]
        approve = [partial(approve_invoice, one, by=make_user(), descriptive=True, relationship=True) for one in bills]
        assert endings(*approve) == ["done", "refused"]
        assert sums_agree(string).exp == 100

    def test_two_orders_at_once_are_not_more_than_what_was_approved(self):
        string = make_money("1000.00")
        requisition = make_requisition(asked(string), status="approved")
        decide_sourcing(requisition, Choice(), by=make_user())
        orders = [make_order(requisition, status="approved") for _ in range(2)]
        assert endings(*(partial(issue_order, one, by=make_user()) for one in orders)) == ["done", "refused"]
        assert sums_agree(string).enc == 250

    def test_of_two_orders_at_once_that_reach_the_limit_together_one_is_issued(self):
        string, vendor = make_money("20000.00"), make_vendor()
        orders = []
        for _ in range(2):
            line = asked(string, quantity=Decimal(1), price=Decimal("6000.00"))
            requisition = make_requisition(line, status="approved")
            decide_sourcing(requisition, Choice(), by=make_user())
            orders.append(make_order(requisition, status="approved", vendor=vendor))
        _, late = meanwhile(*(partial(issue_order, one, by=make_user()) for one in orders))
        assert isinstance(late, Refused)
        assert "cannot be bought apart" in str(late)
        assert sums_agree(string).enc == 6000

    def test_two_receivers_at_once_receive_no_more_than_may_come(self):
        order = make_issued()
        at_once(*(partial(make_receipt, order, "7", by=make_user()) for _ in range(2)))
        line = order.lines.get()
        assert (line.accepted, order.exceptions.count()) == (10, 1)

    def test_the_same_goods_go_back_once(self):
        order = make_issued()
        receipt = make_receipt(order, "4")
        going = [GoesBack(order.lines.get().pk, Decimal(3))]
        sending = [partial(return_goods, receipt, going, by=make_user(), note="Broken") for _ in range(2)]
        assert endings(*sending) == ["done", "refused"]
        assert order.lines.get().accepted == 1

    def test_what_came_over_is_settled_once(self):
        order = make_issued()
        receipt = make_receipt(order, "12")
        settling = [
            partial(settle_surplus, order.exceptions.get(), keeps=False, by=order.created_by, note="Not needed")
            for _ in range(2)
        ]
        assert endings(*settling) == ["done", "refused"]
        assert receipt.followed_by.count() == 1

    def test_a_second_approval_is_given_once(self):
        line = asked(commodity=make_class(second_approver=True))
        requisition = make_requisition(line, status="certified")
        giving = [partial(endorse_requisition, requisition, by=make_user()) for _ in range(2)]
        assert endings(*giving) == ["done", "refused"]

    def test_a_certificate_serves_one_purchase(self):
        site, desks = make_worksite(), make_class(mve_makes=True)
        paper = make_certificate("issued", commodity=desks, worksite=site)
        wanted = [make_asked("5.00", commodity=desks, worksite=site) for _ in range(2)]
        deciding = [partial(decide_sourcing, one, Choice(certificate=paper), by=make_user()) for one in wanted]
        assert endings(*deciding) == ["done", "refused"]
        assert paper.decisions.count() == 1


EVENTS = ("receive", "bill", "credit", "void", "back", "change", "close", "cancel", "end")


def try_event(event: str, purchase: dict, amount: int) -> None:
    """Do one lawful thing as somebody may, or be refused."""
    order, anybody = purchase["order"], make_user()
    order.refresh_from_db()
    match event:
        case "receive":
            purchase["receipts"].append(make_receipt(order, str(amount)))
        case "bill":
            number = f"B-{len(purchase['bills'])}-{anybody.pk}"
            purchase["bills"].append(make_approved_invoice(order, number, quantity=str(amount)))
        case "credit":
            number = f"C-{anybody.pk}"
            credit = make_invoice(order, number, kind="credit", quantity=str(amount))
            approve_invoice(credit, by=make_user(), descriptive=True, relationship=True)
        case "void" if purchase["bills"]:
            void_invoice(purchase["bills"][amount % len(purchase["bills"])], by=anybody, note="Wrong")
        case "back" if purchase["receipts"]:
            going = [GoesBack(order.lines.get().pk, Decimal(amount))]
            return_goods(purchase["receipts"][0], going, by=anybody, note="Broken")
        case "change":
            wanted = {order.lines.get().pk: (Decimal(amount), Decimal("24.37"))}
            modify_order(order, wanted, reason="Other", by=make_user("fiscal.approve_purchaseorder"))
        case "close":
            close_order(order, by=anybody, note="Enough")
        case "cancel":
            cancel_order(order, by=anybody, note="Not needed")
        case "end":
            step: Callable = close_requisition if amount % 2 else cancel_requisition
            step(purchase["requisition"], by=anybody, note="Done")


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(1, 12)), min_size=3, max_size=9))
def test_any_sequence_of_events_keeps_sums_exact_and_nothing_beyond_what_came(events):
    string = make_money("300.00")
    requisition = make_requisition(asked(string), status="approved")
    decide_sourcing(requisition, Choice(), by=make_user())
    order = make_order(requisition, status="issued", over_percent=Decimal(10))
    purchase = {"order": order, "requisition": requisition, "receipts": [], "bills": []}
    for event, amount in events:
        with suppress(Refused):
            try_event(event, purchase, amount)
        found, line = sums_agree(string), order.lines.get()
        assert line.received == line.accepted + line.rejected
        assert line.accepted <= line.quantity * Decimal("1.1")
        assert line.billed <= line.accepted
        held = [one.held for one in OrderFunding.objects.filter(line__order=order)]
        assert sum(held) == found.enc
        assert sum(one.spent for one in OrderFunding.objects.filter(line__order=order)) == found.exp
