"""Orders follow their versions, their money its postings, contracts their orders; and what was closed short is open."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F, Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.tests.factories import grant, make_role, make_user, make_worksite, post_form
from doc_portal.core.tests.raw_sql import copied, delete, refused, update
from doc_portal.core.workflow import Refused, lock
from fiscal import todo
from fiscal.actions.contracts import end_contract, use_contract
from fiscal.actions.external import note_reference
from fiscal.actions.invoices import approve_invoice, resolve_exception, void_invoice
from fiscal.actions.orders import (
    OrderedLine,
    approve_order,
    cancel_order,
    close_order,
    issue_order,
    keep_order,
    modify_order,
)
from fiscal.actions.returns import GoesBack, return_goods
from fiscal.actions.sourcing import Choice, decide_sourcing
from fiscal.models import Contract, ContractUse, ExternalDocRef, PurchaseOrder, Requisition
from fiscal.ordered import quantity_open
from fiscal.tests.factories_purchases import (
    asked,
    make_approved_invoice,
    make_invoice,
    make_issued,
    make_money,
    make_order,
    make_payment,
    make_receipt,
    make_requisition,
)
from fiscal.tests.factories_sam import make_reference
from fiscal.tests.factories_suppliers import make_contract, make_vendor

pytestmark = pytest.mark.django_db


def of_contract(ceiling: str = "1000.00", price: str | None = None, string=None, **fields) -> tuple:
    """A contract and an order of 250 dollars issued under it."""
    vendor = make_vendor()
    contract = make_contract(ceiling, vendor=vendor)
    requisition = make_requisition(asked(string), status="approved")
    order = make_order(requisition, status="issued", vendor=vendor, contract=contract, price=price, **fields)
    return contract, order


def used(contract: Contract) -> Decimal:
    """What is ordered under a contract; each of its orders uses what it holds and has spent."""
    contract.refresh_from_db()
    orders = PurchaseOrder.objects.filter(contract=contract).annotate(
        takes=Sum(
            F("lines__fundings__amount") - F("lines__fundings__liquidated") - F("lines__fundings__released")
            + F("lines__fundings__spent")
        )
    )  # fmt: skip
    for one in orders.filter(issued_on__isnull=False):
        uses = ContractUse.objects.filter(order_id=one.pk).aggregate(sum=Sum("amount"))["sum"]
        assert uses == one.takes, one
    return contract.ordered


def test_an_issued_order_changes_by_version_alone():
    order = make_issued()
    line = order.lines.get()
    refused("order_line_changes_by_version", *update(line, quantity=9))
    refused("order_line_changes_by_version", *update(line, price=24))
    refused("order_line_fixed_once_approved", *update(line, description="Mops"))
    refused("order_line_fixed_once_approved", *update(line, over_percent=50))
    refused("order_line_fixed_once_approved", *copied(line, no=2))
    refused("order_line_fixed_once_approved", *delete(line))
    waiting = make_order(status="approved").lines.get()
    refused("order_line_stays_until_it_is_issued", *update(waiting, quantity=9))
    draft = make_order().lines.get()
    draft.quantity = 9
    draft.save()


def test_what_an_order_holds_and_spends_is_what_was_posted():
    order = make_issued()
    make_receipt(order, "4")
    make_approved_invoice(order, quantity="4")
    funding = order.lines.get().fundings.get()
    assert (funding.amount, funding.liquidated, funding.spent) == (250, 100, 100)
    for columns in ({"amount": 300}, {"liquidated": 0}, {"released": 150}, {"spent": 0},
                    {"amount": 260, "liquidated": 110}):  # fmt: skip
        refused("order_funding_is_what_was_posted", *update(funding, **columns))
    refused("order_funding_stays_once_issued", *copied(funding, line_id=order.lines.get().pk, amount=1))
    waiting = make_order(status="approved").lines.get().fundings.get()
    refused("order_funding_stays_until_issued", *update(waiting, amount=1))
    estimate = make_requisition(status="approved").lines.get().fundings.get()
    refused("line_funding_releases_what_is_posted", *update(estimate, released=250))
    refused("line_funding_releases_what_is_posted", *update(funding.line_funding, released=0))


def test_what_an_order_was_closed_short_of_can_be_ordered_again():
    string = make_money("1000.00")
    requisition = make_requisition(asked(string), status="approved")
    order = make_order(requisition, status="issued")
    make_receipt(order, "4")
    make_approved_invoice(order, quantity="4")
    line = requisition.lines.get()
    assert quantity_open(requisition) == {line.pk: 0}
    close_order(order, by=make_user(), note="The rest is not made any more")
    assert quantity_open(requisition) == {line.pk: 6}
    too_much = make_order(requisition, status="approved")
    with pytest.raises(Refused, match=r"and 6 are left to order"):
        issue_order(too_much, by=make_user())
    cancel_order(too_much, by=make_user(), note="Too much")
    too_dear = _rest(requisition, 6, "25.01")
    with pytest.raises(Refused, match=r"\$150.00 are left to order and order PO-.* comes to \$150.06"):
        issue_order(too_dear, by=make_user())
    cancel_order(too_dear, by=make_user(), note="Too dear")
    rest = issue_order(_rest(requisition, 6, "25.00"), by=make_user())
    taken = rest.lines.get().fundings.get().appropriation
    assert (taken.pre, taken.enc, taken.exp) == (0, 150, 100)


def _rest(requisition: Requisition, quantity: int, price: str) -> PurchaseOrder:
    order = PurchaseOrder(requisition=requisition, vendor=make_vendor(), deliver_by=timezone.localdate())
    lines = [OrderedLine(requisition.lines.get(), Decimal(quantity), Decimal(price))]
    return approve_order(keep_order(order, lines, by=make_user()), by=make_user())


def test_the_second_order_begins_with_what_is_still_open(client):
    site = make_worksite()
    requisition = make_requisition(status="approved", worksite=site)
    decide_sourcing(requisition, Choice(), by=make_user())
    issue_order(_rest(requisition, 3, "25.00"), by=make_user())
    _rest(requisition, 2, "25.00")
    buyer = make_user("fiscal.view_requisition", "fiscal.add_purchaseorder", "fiscal.view_purchaseorder")
    client.force_login(buyer)
    shown = client.get(reverse("fiscal:purchaseorder-create", args=[requisition.pk]))
    assert shown.context["form"][f"quantity-{requisition.lines.get().pk}"].value() == "5"
    assert "10 each at $25.00; 5 still to order" in shown.content.decode()


def test_a_contract_has_free_what_is_billed_for_less_credited_closed_short_or_canceled():
    contract, order = of_contract()
    assert used(contract) == 250
    make_receipt(order)
    bill = make_approved_invoice(order, price="20.00")
    assert used(contract) == 200
    void_invoice(bill, by=make_user(), note="Billed twice")
    assert used(contract) == 250, "what the bill freed is held again"
    make_approved_invoice(order, "B-1", price="20.00")
    approve_invoice(
        make_invoice(order, "CR-1", kind="credit", quantity="1", price="20.00"), by=make_user(), descriptive=True,
        relationship=True,
    )  # fmt: skip
    assert used(contract) == 200, "the order holds again what was credited"
    short = make_order(status="issued", vendor=contract.vendor, contract=contract)
    before = used(contract)
    make_receipt(short, "4")
    make_approved_invoice(short, "B-2", quantity="4")
    close_order(short, by=make_user(), note="Enough")
    assert used(contract) == before - 150
    none = make_order(status="issued", vendor=contract.vendor, contract=contract)
    cancel_order(none, by=make_user(), note="Not needed")
    assert used(contract) == before - 150


def money_of(order) -> tuple:
    """What the only string of an order holds of it, gave back, freed and spent."""
    found = order.lines.get().fundings.get()
    return found.held, found.released, found.freed, found.spent


def test_voiding_a_bill_holds_again_what_was_freed_as_its_line_was_billed_in_full():
    string = make_money("500.00")
    order = make_issued(asked(string))
    receipt = make_receipt(order)
    first, second = (make_approved_invoice(order, number, quantity="5", price="20.00") for number in ("A-1", "A-2"))
    assert money_of(order) == (0, 50, 50, 200)
    refused("order_funding_frees_what_it_gives_back", *update(order.lines.get().fundings.get(), freed=0))
    void_invoice(first, by=make_user(), note="Billed with the wrong price")
    assert money_of(order) == (150, 0, 0, 100)
    right = make_approved_invoice(order, "A-3", quantity="5")
    assert money_of(order) == (0, 25, 25, 225)
    for bill in (right, second):
        void_invoice(bill, by=make_user(), note="Wrong")
    assert money_of(order) == (250, 0, 0, 0)
    return_goods(receipt, [GoesBack(order.lines.get().pk, Decimal(10))], by=make_user(), note="Nothing is kept")
    close_order(order, by=make_user(), note="Nothing is kept")
    assert money_of(order) == (0, 250, 0, 0)


def test_voiding_a_bill_above_the_order_holds_again_no_more_than_was_ordered():
    order = make_issued(price="20.00")
    make_receipt(order)
    make_approved_invoice(order, "A-1", quantity="5")
    dear = make_invoice(order, "A-2", quantity="5", price="25.00")
    resolve_exception(dear.exceptions.get(), by=order.created_by, note="Agreed")
    dear = approve_invoice(dear, by=make_user(), descriptive=True, relationship=True)
    assert money_of(order) == (0, 0, 0, 225)
    void_invoice(dear, by=make_user(), note="Not agreed")
    assert money_of(order) == (100, 0, 0, 100)


def test_an_order_is_not_issued_without_its_postings():
    order = make_order(status="approved")
    decide_sourcing(order.requisition, Choice(), by=make_user())
    by_force = {"status": "issued", "issued_on": timezone.localdate(), "issued_by_id": make_user().pk}
    refused("order_issued_with_its_postings", *update(order, **by_force))
    assert issue_order(order, by=make_user()).status == "issued"


def test_no_bill_or_change_takes_a_contract_beyond_its_ceiling_and_nothing_gives_back_more_than_it_took():
    contract, order = of_contract("250.00", price="20.00")
    line = order.lines.get()
    modify_order(order, {line.pk: (Decimal(10), Decimal("25.00"))}, reason="Dearer",
                 by=make_user("fiscal.approve_purchaseorder"))  # fmt: skip
    assert used(contract) == 250
    other = make_order(status="approved", vendor=contract.vendor, contract=contract)
    decide_sourcing(other.requisition, Choice(), by=make_user())
    with pytest.raises(Refused, match=r"\$0.00 left of its ceiling"):
        issue_order(other, by=make_user())
    refused("contract_use_gives_back_what_it_took", *copied(contract.uses.first(), amount=-251, seq=9))
    with pytest.raises(Refused, match="gives back no more than it uses"):
        use_contract(contract, 999, Decimal(-1), on=timezone.localdate(), by=None)
    end_contract(contract, by=make_user(), note="Vendor closed")
    before = {"used_on": timezone.localdate() - timedelta(days=1), "order_id": other.pk, "amount": 1}
    refused("contract_is_used_within_its_days", *copied(contract.uses.first(), **before))
    make_receipt(order, "4")
    make_approved_invoice(order, quantity="4", price="24.00")
    close_order(order, by=make_user(), note="Enough")
    assert used(contract) == 96


def test_an_order_that_is_no_draft_is_not_written_anew_by_any_page():
    order = make_order()
    stale = PurchaseOrder.objects.get(pk=order.pk)
    approve_order(order, by=make_user())
    lines = [OrderedLine(one.requisition_line, one.quantity, one.price) for one in stale.lines.all()]
    with pytest.raises(Refused, match="stands as “approved” and is no draft"):
        keep_order(stale, lines, by=make_user())
    assert lock(order).status == "approved"


def test_who_wrote_an_order_meanwhile_does_not_approve_it():
    stale, second = make_order(), make_user()
    fresh = PurchaseOrder.objects.get(pk=stale.pk)
    keep_order(fresh, [OrderedLine(fresh.lines.get().requisition_line, Decimal(4), Decimal(25))], by=second)
    with pytest.raises(Refused, match="You wrote order"):
        approve_order(stale, by=second)


def queries_of(lines: int) -> list[int]:
    """How many statements each step of money takes for a purchase of so many lines."""
    string, counts = make_money("100000.00"), []
    requisition = make_requisition(*(asked(string) for _ in range(lines)), status="approved")
    decide_sourcing(requisition, Choice(), by=make_user())
    order = make_order(requisition, status="approved")
    by, approver = make_user(), make_user("fiscal.approve_purchaseorder")

    def counted(act):
        with CaptureQueriesContext(connection) as found:
            made = act()
        counts.append(len(found))
        return made

    order = counted(lambda: issue_order(order, by=by))
    more = {one.pk: (Decimal(9), Decimal("25.00")) for one in order.lines.all()}
    counted(lambda: modify_order(order, more, reason="Fewer", by=approver))
    receipt = make_receipt(order)
    bill = make_invoice(order, f"B-{lines}")
    bill = counted(lambda: approve_invoice(bill, by=make_user(), descriptive=True, relationship=True))
    counted(lambda: void_invoice(bill, by=by, note="Wrong"))
    back = [GoesBack(one.pk, Decimal(9)) for one in order.lines.all()]
    return_goods(receipt, back, by=make_user(), note="Nothing is kept")
    counted(lambda: close_order(order, by=by, note="Enough"))
    return counts


def test_twenty_lines_are_posted_with_as_many_statements_as_one():
    make_money()
    queries_of(1)
    assert queries_of(20) == queries_of(1)


def test_orders_and_vouchers_stand_in_both_systems_and_each_number_leads_back(client):
    order = make_issued()
    with pytest.raises(Refused, match="is not issued, so no other system holds it"):
        note_reference(make_order(), system="SAMII", doc_type="P1", number="N1", by=make_user())
    desk = make_reference(number="PC-1")
    mine = note_reference(order, system="SAMII", doc_type="P1", number="PC-1", agency="931", by=make_user())
    assert (mine.pk, mine.portal_type, mine.portal_id) == (desk.pk, "PO", order.pk)
    note_reference(order, system="MOVERS", doc_type="P1", number="MV-7", by=make_user())
    refused("external_document_keeps_what_it_is_for", *update(mine, portal_id=order.pk + 1))
    other = make_issued()
    with pytest.raises(Refused, match=f"is used already: it stands for {order}"):
        note_reference(other, system="SAMII", doc_type="P1", number="PC-1", agency="931", by=make_user())
    reads = make_user("fiscal.view_purchaseorder", "fiscal.view_externaldocref")
    client.force_login(reads)
    shown = client.get(order.get_absolute_url()).content.decode()
    assert "P1 931 PC-1" in shown
    assert "MV-7" in shown
    assert order.get_absolute_url() in client.get(mine.get_absolute_url()).content.decode()


def test_a_voucher_is_noted_in_its_system_as_it_is_entered(client):
    payment = make_payment(number="P1-4711")
    ref = ExternalDocRef.objects.of("PAY", payment.pk).get()
    assert (ref.system.code, ref.document_type.code, ref.number, ref.status) == ("SAMII", "P1", "P1-4711", "sent")
    client.force_login(make_user("fiscal.view_invoice", "fiscal.view_paymentrequest", "fiscal.refer_paymentrequest"))
    url = reverse("fiscal:paymentrequest-refer", args=[payment.pk])
    typed = {"system": "MOVERS", "doc_type": "p1", "agency": ref.agency, "number": "MV-9"}
    assert post_form(client, url, **typed).status_code == 302
    shown = client.get(payment.invoice.get_absolute_url()).content.decode()
    assert ref.number in shown
    assert "MV-9" in shown
    assert post_form(client, url, **typed | {"doc_type": "QQ"}).context["form"].errors.keys() == {"doc_type"}


def test_orders_to_issue_bills_to_voucher_and_payments_to_record_wait_for_who_does_it_there():
    here, elsewhere = make_worksite(), make_worksite()
    order = make_order(make_requisition(status="approved", worksite=here), status="approved")
    issues = make_user("fiscal.issue_purchaseorder", worksite=here)
    other = make_user("fiscal.issue_purchaseorder", worksite=elsewhere)
    assert [one.url for one in todo.orders_to_issue(issues)] == [order.get_absolute_url()]
    assert not todo.orders_to_issue(other)
    bought = make_issued(worksite=here)
    receiver = make_user("fiscal.add_paymentrequest")
    make_receipt(bought, by=receiver)
    bill, pays = make_approved_invoice(bought), make_user("fiscal.add_paymentrequest", "fiscal.pay_paymentrequest")
    assert [one.url for one in todo.invoices_to_voucher(pays)] == [bill.get_absolute_url()]
    assert not todo.invoices_to_voucher(receiver)
    payment = make_payment(bill)
    assert not todo.invoices_to_voucher(pays)
    grant(receiver, make_role("fiscal.pay_paymentrequest"))
    assert not todo.vouchers_to_pay(receiver)
    assert [one.title for one in todo.vouchers_to_pay(pays)] == [
        f"Record when voucher {payment.voucher_number} was paid"
    ]


def test_who_orders_takes_the_purchase_up_and_is_told_what_keeps_it_from_being_issued(client):
    requisition, buyer = make_requisition(status="approved"), make_user("fiscal.view_purchaseorder")
    order = make_order(requisition, by=buyer)
    requisition.refresh_from_db()
    assert (requisition.status, requisition.buyer) == ("sourcing", buyer)
    client.force_login(buyer)
    assert "It cannot be issued yet. It is not decided yet how" in client.get(order.get_absolute_url()).content.decode()


def test_matched_bills_wait_for_those_who_had_no_part_in_them():
    order = make_issued()
    make_receipt(order)
    writes, pays = make_user("fiscal.approve_invoice"), make_user("fiscal.approve_invoice")
    bill = make_invoice(order, by=writes)
    assert (list(todo.invoices_matched(writes)), list(todo.invoices_matched(pays))) == ([], [bill])


def test_a_purchase_whose_only_order_was_canceled_waits_for_its_buyer():
    buyer = make_user("fiscal.add_purchaseorder")
    order = make_order(by=buyer)
    assert list(todo.requisitions_without_order(buyer)) == []
    cancel_order(order, by=make_user(), note="Not wanted")
    assert list(todo.requisitions_without_order(buyer)) == [order.requisition]
