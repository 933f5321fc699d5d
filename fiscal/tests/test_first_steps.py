"""Rows begin at their first step, and what was decided is neither decided anew nor paid twice, by any path."""

from decimal import Decimal

import pytest

from doc_portal.core.tests.factories import make_user
from doc_portal.core.tests.raw_sql import copied, refused, refusing, update
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from fiscal.actions.invoices import approve_invoice, resolve_exception
from fiscal.actions.orders import OrderedLine, approve_order, issue_order, keep_order
from fiscal.actions.paying import enter_voucher
from fiscal.actions.requisitions import certify_requisition, keep_requisition, return_requisition, submit_requisition
from fiscal.actions.sourcing import Choice, decide_sourcing
from fiscal.models import ApprovalLimit, FiscalYear
from fiscal.tests.factories import make_approver, make_year
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

pytestmark = pytest.mark.django_db
CHECKED = {"descriptive": True, "relationship": True}


def test_nothing_is_written_as_decided():
    requisition = make_requisition(status="approved")
    refused("requisition_begins_as_a_draft", *copied(requisition, number="REQ-X"))
    order = make_issued()
    refused("order_begins_as_a_draft", *copied(order, number="PO-X"))
    make_receipt(order)
    refused("invoice_begins_as_received", *copied(make_approved_invoice(order), number="X"))


def test_who_asked_wrote_and_approved_stays_named():
    requisition, other = make_requisition(status="certified"), make_user()
    refused("requisition_keeps_its_writers", *update(requisition, writers=[]))
    refused("requisition_keeps_its_writers", *update(make_requisition(), requested_by_id=other.pk))
    order = make_issued()
    refused("order_keeps_its_writers", *update(order, writers=[other.pk]))
    refused("order_keeps_who_approved", *update(order, approved_by_id=other.pk))
    refused("invoice_keeps_its_writers", *update(make_invoice(order), created_by_id=other.pk))


def test_nothing_is_approved_beyond_a_limit_or_without_its_money():
    requisition = make_requisition(status="certified")
    approver, small = make_approver("250.00"), make_approver("249.99")
    signed = {"status": "approved", "approved_at": requisition.certified_at}
    refused("requisition_approved_within_a_limit", *update(requisition, approved_by_id=small.pk, **signed))
    refused("requisition_approved_sets_money_aside", *update(requisition, approved_by_id=approver.pk, **signed))
    limit = ApprovalLimit.objects.get(user=small)
    refused("approval_limit_stays", *update(limit, up_to=Decimal(1000)))
    refused("approval_limit_stays", *update(limit, user_id=make_user().pk))
    order = make_issued()
    make_receipt(order)
    bill = make_invoice(order)
    ticked = {"status": "approved", "approved_by_id": make_user().pk, "approved_at": bill.created_at, **CHECKED}
    refused("invoice_approved_is_posted", *update(bill, **ticked))


def test_a_dearer_bill_takes_no_line_beyond_what_was_approved_for_it():
    for price, billed in (("20.00", "25.00"), ("25.00", "25.01")):
        requisition = make_requisition(asked(make_money("90000.00")), status="approved")
        order = make_order(requisition, status="issued", price=price)
        make_receipt(order)
        bill = make_invoice(order, f"B-{price}", price=billed)
        for one in bill.exceptions.open():
            resolve_exception(one, by=one.owner, note="The market went up")
        bill.refresh_from_db()
        if price == "20.00":
            assert approve_invoice(bill, by=make_user(), **CHECKED).status == "approved"
            continue
        with pytest.raises(Refused, match="beyond what was approved for it"):
            approve_invoice(bill, by=make_user(), **CHECKED)


def test_dearer_bills_of_two_orders_share_what_was_approved_for_a_line():
    requisition = make_requisition(asked(make_money("90000.00")), status="approved")
    line, bills = requisition.lines.get(), []
    for number in ("B-1", "B-2"):
        order = make_order(requisition, price="20.00")
        keep_order(order, [OrderedLine(line, Decimal(5), Decimal("20.00"))], by=order.created_by)
        order = approve_order(order, by=make_user())
        decide_sourcing(requisition, Choice(), by=make_user())
        order = issue_order(order, by=make_user())
        make_receipt(order)
        bill = make_invoice(order, number, price="26.00")
        for one in bill.exceptions.open():
            resolve_exception(one, by=one.owner, note="The market went up")
        bill.refresh_from_db()
        bills.append(bill)
    assert approve_invoice(bills[0], by=make_user(), **CHECKED).status == "approved"
    with pytest.raises(Refused, match="beyond what was approved for it"):
        approve_invoice(bills[1], by=make_user(), **CHECKED)


def test_a_decision_on_what_was_changed_meanwhile_is_not_taken(client):
    writes, approver = make_user(), make_user("fiscal.approve_requisition", "fiscal.view_requisition")
    ApprovalLimit.objects.create(user=approver, up_to=Decimal(100000), authority="Delegation of 2026")
    requisition = make_requisition(status="certified", by=writes)
    client.force_login(approver)
    page = parse(client.get(f"{requisition.get_absolute_url()}approve/"))
    form = {one.get("name"): one.get("value", "") for one in page.xpath("//form[.//*[@name='note']]//input[@name]")}
    returned = return_requisition(requisition, by=make_user(), note="Twenty times as many")
    keep_requisition(
        returned, [asked(requisition.lines.get().fundings.get().funding, quantity=Decimal(200))], by=writes
    )
    certify_requisition(submit_requisition(returned, by=writes), by=make_user())
    answer = client.post(f"{requisition.get_absolute_url()}approve/", form | {"note": ""})
    assert (answer.status_code, "was changed after you opened this page" in answer.content.decode()) == (409, True)


def test_a_credit_memo_makes_no_room_to_pay_the_same_goods_again():
    order = make_issued()
    make_receipt(order)
    make_payment(make_approved_invoice(order, "DUP 77"))
    make_approved_invoice(order, "CM-1", kind="credit")
    again = make_approved_invoice(order, "DUP-0077")
    with pytest.raises(Refused, match="more would be paid than ever came"):
        enter_voucher(again, system="SAMII", doc_type="P1", voucher_number="P1-9", by=make_user())


def test_numbers_of_bills_are_written_in_plain_letters_and_years_take_their_steps():
    wide = {"number": "\uff24\uff35\uff3077", "status": "received"}
    refused("invoice_number_can_be_read", *copied(make_invoice(make_issued()), **wide))
    with refusing("fiscal_year_moves_as_it_may"):
        FiscalYear.objects.filter(pk=make_year().pk).update(status="closed")
