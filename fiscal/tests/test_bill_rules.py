"""Around the application: what the database refuses of receipts, bills and vouchers; and what each step refuses."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from doc_portal.core.tests.raw_sql import copied, delete, refused, update
from doc_portal.core.workflow import Refused
from fiscal.actions.invoices import approve_invoice, match_invoice, resolve_exception, void_invoice
from fiscal.actions.orders import close_order
from fiscal.actions.paying import enter_voucher, record_payment, void_voucher
from fiscal.actions.receiving import Counted, receive_order, return_goods
from fiscal.models import Appropriation, BudgetEntry, Invoice
from fiscal.tests.factories_purchases import (
    asked,
    make_approved_invoice,
    make_invoice,
    make_issued,
    make_money,
    make_payment,
    make_receipt,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def appropriation(string) -> Appropriation:
    return Appropriation.objects.get(budget_fy=string.budget_fy, fund=string.fund, code=string.appropriation_code.code)


def buckets(string) -> tuple[Decimal, Decimal, Decimal]:
    found = appropriation(string)
    return found.pre, found.enc, found.exp


def test_who_approved_does_not_receive_and_who_received_does_not_approve_the_bill_or_pay_it():
    order = make_issued()
    for approver in (order.approved_by, order.requisition.approved_by):
        with pytest.raises(Refused, match="Somebody else must count it"):
            make_receipt(order, by=approver)
    receiver = make_user()
    receipt = make_receipt(order, by=receiver)
    refused("receipt_not_by_who_approved", *copied(receipt, number="RR-X", received_by_id=order.approved_by_id))
    bill = make_invoice(order)
    chain = (receiver, order.requisition.requested_by, bill.created_by)
    for person in chain:
        with pytest.raises(Refused, match="Somebody else must approve the bill"):
            approve_invoice(bill, by=person, descriptive=True, relationship=True)
    editor = make_user()
    type(order.vendor).objects.filter(pk=order.vendor_id).update(changed_by=editor)
    for person in (*chain[:2], editor):
        now = {"approved_by_id": person.pk, "approved_at": timezone.now()}
        refused("invoice_not_approved_along_the_chain", *update(bill, **now))
    bill = approve_invoice(bill, by=make_user(), descriptive=True, relationship=True)
    payers = (bill.approved_by, order.requisition.requested_by, order.requisition.approved_by, receiver)
    for person in payers:
        with pytest.raises(Refused, match="Somebody else must enter the voucher"):
            enter_voucher(bill, system="SAMII", doc_type="P1", voucher_number="9", by=person)
    payment = make_payment(bill)
    for person in payers:
        refused("payment_not_along_the_chain", *update(payment, paid_by_id=person.pk))


def test_af_16_the_worksite_accepts_services_before_anybody_approves_their_bill():
    order = make_issued(match_rule="service_acceptance")
    bill = make_invoice(order)
    assert bill.exceptions.get().kind == "not_accepted"
    with pytest.raises(Refused, match="service not accepted by the worksite"):
        approve_invoice(bill, by=make_user(), descriptive=True, relationship=True)
    with pytest.raises(Refused, match="cannot be waived"):
        resolve_exception(bill.exceptions.get(), by=make_user(), note="It surely was done")
    refused(
        "order_line_billed_once_accepted", *update(Invoice.objects.get(pk=approved_by_force(bill)), status="approved")
    )
    line = order.lines.get()
    with pytest.raises(Refused, match="Attach the vendor's report"):
        receive_order(order, [Counted(line.pk, Decimal(10))], received_on=TODAY(), by=make_user())
    make_receipt(order)
    assert match_invoice(bill, by=make_user()).status == "matched"


def approved_by_force(bill: Invoice) -> int:
    """A bill brought to the brink by plain SQL: matched, checked, its exceptions settled."""
    bill.exceptions.update(resolution="By force", resolved_by=make_user(), resolved_at=timezone.now())
    Invoice.objects.filter(pk=bill.pk).update(
        status="matched", approved_by=make_user(), approved_at=timezone.now(), descriptive=True, relationship=True
    )
    return bill.pk


def test_a_number_written_otherwise_is_the_same_bill_unless_a_suffix_says_why():
    order = make_issued()
    make_receipt(order)
    first = make_invoice(order, "INV-00123", quantity="5")
    with pytest.raises(Refused, match="billed INV-00123 already"):
        make_invoice(order, "inv 00123", quantity="5")
    refused("invoice_number_billed_once", *copied(first, number="inv 00123"))
    other = make_invoice(order, "inv 00123", quantity="5", suffix="B", suffix_reason="Second delivery of the day")
    assert (other.key, other.suffix) == ("INV00123", "B")
    void_invoice(first, by=make_user(), note="Entered twice")
    assert make_invoice(order, "INV.00123", quantity="5").status == "matched"


def test_a_price_above_the_order_has_an_owner_and_is_settled_by_another_than_who_entered_it():
    order = make_issued()
    make_receipt(order)
    bill = make_invoice(order, price="25.01")
    open_one = bill.exceptions.get()
    assert (bill.status, open_one.kind, open_one.owner) == ("exception", "price", order.created_by)
    with pytest.raises(Refused, match="You entered Bill"):
        resolve_exception(open_one, by=bill.created_by, note="Fine")
    refused("invoice_approved_with_all_settled", *update(forced(bill), status="approved"))
    resolve_exception(open_one, by=make_user(), note="Price of the contract rose by two percent")
    bill.refresh_from_db()
    assert bill.status == "matched"


def forced(bill: Invoice) -> Invoice:
    """A bill matched by plain SQL although something is open."""
    Invoice.objects.filter(pk=bill.pk).update(
        status="matched", approved_by=make_user(), approved_at=timezone.now(), descriptive=True, relationship=True
    )
    return bill


def test_catch_weight_is_billed_by_what_was_weighed():
    string = make_money("5000.00")
    order = make_issued(
        asked(string, quantity=Decimal(10), price=Decimal(100)), weight=Decimal(400), weight_unit="lb", price="2.50"
    )
    assert buckets(string) == (0, 1000, 0)
    make_receipt(order, weight=Decimal(412))
    line = order.lines.get()
    line.weight = Decimal(400)
    bill = make_invoice(order)
    assert bill.exceptions.get().kind == "weight"
    void_invoice(bill, by=make_user(), note="Weighed again")
    right = make_invoice(order, "W-2")
    right.lines.update(weight=Decimal(412))
    Invoice.objects.filter(pk=right.pk).update(amount=Decimal("1030.00"))
    right.refresh_from_db()
    match_invoice(right, by=make_user())
    approve_invoice(right, by=make_user(), descriptive=True, relationship=True)
    assert buckets(string) == (0, 0, 1030)


def test_a_credit_memo_gives_back_and_after_the_close_sets_nothing_aside_again():
    string = make_money("1000.00")
    order = make_issued(asked(string))
    make_receipt(order)
    make_approved_invoice(order, "A-1")
    credit = make_invoice(order, "C-1", kind="credit", quantity="2")
    approve_invoice(credit, by=make_user(), descriptive=True, relationship=True)
    assert buckets(string) == (0, 50, 200)
    close_order(order, by=make_user(), note="Done")
    assert buckets(string) == (0, 0, 200)
    order.refresh_from_db()
    late = make_invoice(order, "C-2", kind="credit", quantity="3")
    approve_invoice(late, by=make_user(), descriptive=True, relationship=True)
    assert buckets(string) == (0, 0, 125)
    with pytest.raises(Refused, match="does not match: more billed than ordered"):
        approve_invoice(
            make_invoice(order, "C-3", kind="credit", quantity="6"), by=make_user(), descriptive=True, relationship=True
        )


def test_a_bill_that_is_void_is_taken_back_posting_by_posting_and_its_voucher_number_is_spent():
    string = make_money("1000.00")
    order = make_issued(asked(string))
    make_receipt(order)
    payment = make_payment(make_approved_invoice(order), "P1-77")
    refused("invoice_once_approved_stays", *update(payment.invoice, amount=1))
    void_voucher(payment, by=make_user(), note="Wrong vendor address")
    with pytest.raises(Refused, match="was used for Bill"):
        enter_voucher(payment.invoice, system="SAMII", doc_type="P1", voucher_number="p1 77", by=make_user())
    bill = Invoice.objects.get(pk=payment.invoice_id)
    void_invoice(bill, by=make_user(), note="Billed to the wrong department")
    assert buckets(string) == (0, 250, 0)
    entries = BudgetEntry.objects.filter(doc_type="INV", doc_id=bill.pk).values_list("amount", flat=True)
    assert sum(entries) == 0
    refused("payment_never_deleted", *delete(payment))


def test_goods_go_back_as_far_as_they_are_not_billed():
    order = make_issued()
    receipt = make_receipt(order)
    line = order.lines.get().pk
    make_approved_invoice(order, quantity="6")
    with pytest.raises(Refused, match="4 each of line 1 can go back"):
        return_goods(receipt, {line: Decimal(5)}, by=make_user(), note="Broken")
    back = return_goods(receipt, {line: Decimal(4)}, by=make_user(), note="Broken")
    assert (back.is_return, order.lines.get().accepted) == (True, 6)
    refused("receipt_stays", *delete(receipt))


def test_the_clock_turns_amber_and_red_and_stands_still_once_paid():
    order = make_issued()
    make_receipt(order)
    bill = make_approved_invoice(order)
    words = []
    for days in (24, 25, 30, 45, 46):
        Invoice.objects.filter(pk=bill.pk).update(
            delivered_on=TODAY() - timedelta(days=days + 5), received_on=TODAY() - timedelta(days=days)
        )
        found = Invoice.objects.with_clock().get(pk=bill.pk)
        words.append((found.clock_days, found.clock_words))
    assert words == [(24, "On time"), (25, "Amber"), (30, "Red"), (45, "Red"), (46, "Interest")]
    record_payment(make_payment(bill), paid_on=TODAY() - timedelta(days=20), by=make_user())
    assert Invoice.objects.with_clock().get(pk=bill.pk).clock_days == 26
    order.vendor.refresh_from_db()
    assert order.vendor.last_paid_on == TODAY() - timedelta(days=20)
