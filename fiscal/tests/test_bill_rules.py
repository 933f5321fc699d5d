"""Around the application: what the database refuses of receipts, bills and vouchers; and what each step refuses."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from doc_portal.core.tests.factories import grant, make_role, make_user
from doc_portal.core.tests.raw_sql import copied, delete, refused, run, update
from doc_portal.core.workflow import Refused
from fiscal.actions.invoices import (
    Billed,
    approve_invoice,
    give_exception,
    keep_invoice,
    match_invoice,
    resolve_exception,
    void_invoice,
)
from fiscal.actions.orders import close_order
from fiscal.actions.paying import enter_voucher, record_payment, void_voucher
from fiscal.actions.receiving import Counted, receive_order
from fiscal.actions.returns import GoesBack, return_goods, settle_surplus
from fiscal.actions.vendors import keep_vendor
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
from fiscal.todo import vouchers_unpaid

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
    editors = make_user(), make_user()
    for editor in editors:
        keep_vendor(order.vendor, by=editor)
    with pytest.raises(Refused, match="You keep the vendor"):
        approve_invoice(bill, by=editors[0], descriptive=True, relationship=True)
    for person in (*chain[:2], *editors):
        now = {"approved_by_id": person.pk, "approved_at": timezone.now()}
        refused("invoice_not_approved_along_the_chain", *update(bill, **now))
    bill = approve_invoice(bill, by=make_user(), descriptive=True, relationship=True)
    payers = (bill.approved_by, order.requisition.requested_by, order.requisition.approved_by, receiver)
    for person in payers:
        with pytest.raises(Refused, match="Somebody else must enter the voucher"):
            enter_voucher(bill, system="SAMII", doc_type="P1", voucher_number="9", by=person)
    payment = make_payment(bill)
    for person in (*payers, make_user()):
        grant(person, make_role("fiscal.pay_paymentrequest", "fiscal.add_paymentrequest"))
        assert vouchers_unpaid(person).exists() == (person not in payers)
    for person in payers:
        with pytest.raises(Refused, match="Somebody else must record the payment"):
            record_payment(payment, paid_on=TODAY(), by=person)
        for column in ("recorded_by_id", "voided_by_id"):
            refused("payment_not_along_the_chain", *update(payment, **{column: person.pk}))
        refused("payment_not_along_the_chain", *copied(payment, voucher_number="8", paid_by_id=person.pk))
    refused("payment_recorded_by_somebody", *update(payment, paid_on=TODAY()))
    refused("voided_voucher_says_why", *update(payment, voided_at=timezone.now(), void_reason="Wrong"))


def test_a_voucher_stays_as_entered_and_as_it_ended():
    payment, other = make_payment(), make_user()
    fixed = {"paid_by_id": other.pk, "doc_type": "P9", "vouchered_at": timezone.now(), "amount": 1}
    for column, value in fixed.items():
        refused("payment_keeps_its_voucher", *update(payment, **{column: value}))
    refused("voucher_that_stands_has_no_end", *update(payment, voided_by_id=other.pk))
    payment = record_payment(payment, paid_on=TODAY(), by=other)
    for again in ({"paid_on": TODAY() - timedelta(days=9)}, {"recorded_by_id": make_user().pk},
                  {"paid_on": None, "recorded_by_id": None}):  # fmt: skip
        refused("payment_keeps_its_voucher", *update(payment, **again))
    void = void_voucher(make_payment(number="P1-4712"), by=other, note="Wrong address")
    refused("payment_keeps_its_voucher", *update(void, voided_at=None, voided_by_id=None, void_reason=""))
    refused("payment_keeps_its_voucher", *update(void, voided_by_id=make_user().pk))


def test_who_voided_a_voucher_does_not_receive_the_rest():
    order, voider = make_issued(), make_user()
    receipt = make_receipt(order, "4")
    void_voucher(make_payment(make_approved_invoice(order, quantity="4")), by=voider, note="Wrong address")
    with pytest.raises(Refused, match="You approved or paid a bill"):
        make_receipt(order, "6", by=voider)
    for column in ("received_by_id", "created_by_id"):
        refused("receipt_not_by_who_approved", *copied(receipt, number="RR-X", **{column: voider.pk}))


def test_what_differs_is_settled_by_somebody_or_gone():
    order = make_issued()
    make_receipt(order)
    bill = make_invoice(order, price="26.00")
    open_one, now = bill.exceptions.get(), timezone.now()
    settled = {"resolved_at": now, "resolution": "x", "of_itself": True}
    refused("exception_settled_with_a_reason", *update(open_one, **settled, resolved_by_id=open_one.owner_id))
    refused("exception_settled_with_a_reason", *update(open_one, of_itself=True))
    refused("exception_keeps_what_it_is_about", *update(open_one, kind="total"))
    run(*update(open_one, **settled))
    refused("invoice_differs_by_what_was_settled", *update(forced(bill), status="approved"))
    heavy = make_issued(weight=Decimal(100), weight_unit="lb", price="2.50")
    make_receipt(heavy, weight=Decimal(90))
    weighs = make_invoice(heavy, "W-1")
    run(*update(weighs.exceptions.get(), **settled))
    refused("invoice_differs_by_what_was_settled", *update(forced(weighs), status="approved"))
    with pytest.raises(Refused, match="was settled already"):
        give_exception(weighs.exceptions.get(), make_user(), by=make_user())
    again = match_invoice(bill, by=make_user())
    with pytest.raises(Refused, match="nothing came over"):
        settle_surplus(again.exceptions.open().get(), keeps=True, by=open_one.owner, note="x")


def test_af_16_the_worksite_accepts_services_before_anybody_approves_their_bill():
    order = make_issued(match_rule="service_acceptance")
    bill = make_invoice(order)
    assert bill.exceptions.get().kind == "not_accepted"
    with pytest.raises(Refused, match="service not accepted by the worksite"):
        approve_invoice(bill, by=make_user(), descriptive=True, relationship=True)
    with pytest.raises(Refused, match="cannot be waived"):
        resolve_exception(bill.exceptions.get(), by=order.requisition.requested_by, note="It surely was done")
    refused(
        "order_line_billed_once_accepted", *update(Invoice.objects.get(pk=approved_by_force(bill)), status="approved")
    )
    line = order.lines.get()
    with pytest.raises(Refused, match="Attach the vendor's report"):
        receive_order(order, [Counted(line.pk, Decimal(10))], received_on=TODAY(), by=make_user())
    make_receipt(order)
    bill.refresh_from_db()
    assert bill.status == "matched"


def approved_by_force(bill: Invoice) -> int:
    """A bill brought to the brink by plain SQL: matched, checked, its exceptions settled."""
    now = timezone.now()
    bill.exceptions.filter(resolved_at=None).update(resolution="By force", resolved_by=make_user(), resolved_at=now)
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
    refused("invoice_number_billed_once", *copied(first, number="inv 00123", status="received"))
    other = make_invoice(order, "inv 00123", quantity="5", suffix="B", suffix_reason="Second delivery of the day")
    assert (other.key, other.suffix, other.status) == ("INV00123", "B", "exception")
    other.exceptions.update(of_itself=True, resolution="Gone", resolved_at=timezone.now())
    refused("invoice_suffix_found_in_order", *update(forced(other), status="approved"))
    open_one = match_invoice(other, by=make_user()).exceptions.open().get()
    refused("exception_not_settled_by_a_writer", *update(open_one, resolved_by_id=other.created_by_id))
    resolve_exception(open_one, by=open_one.owner, note="Two deliveries that day")
    other.refresh_from_db()
    assert approve_invoice(other, by=make_user(), descriptive=True, relationship=True).status == "approved"
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
    with pytest.raises(Refused, match="to settle, or for the Purchasing Manager"):
        resolve_exception(open_one, by=make_user(), note="Fine")
    resolve_exception(open_one, by=open_one.owner, note="Price of the contract rose by two percent")
    bill.refresh_from_db()
    assert bill.status == "matched"
    line = order.lines.get().pk
    changed = keep_invoice(bill, [Billed(line, Decimal(10), Decimal("25.01"))], by=bill.created_by)
    assert (changed.status, changed.exceptions.open().get().kind) == ("exception", "price")
    refused("exception_stays_once_settled", *update(open_one, lapsed=False))
    manager = make_user("fiscal.oversee_matchexception")
    resolve_exception(changed.exceptions.open().get(), by=manager, note="Agreed with the vendor")
    changed.refresh_from_db()
    assert changed.status == "matched"


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


def test_nothing_is_given_back_that_belongs_to_no_document_or_that_it_did_not_spend():
    order = make_issued()
    make_receipt(order)
    bill = make_approved_invoice(order)
    spent = BudgetEntry.objects.get(doc_type="INV", doc_id=bill.pk)
    run("SELECT 1")
    refused("budget_entry_gives_back_what_it_holds", *copied(spent, amount=-1, doc_type="ZZ"))
    for given in ({"doc_id": 0}, {"seq": 99}, {"seq": 99, "amount": -250}, {"line": 0}):
        refused("budget_entry_of_a_bill_as_it_stands", *copied(spent, **{"amount": -1, **given}))


def test_goods_go_back_as_far_as_they_are_not_billed():
    order = make_issued()
    receipt = make_receipt(order)
    line = order.lines.get().pk
    make_approved_invoice(order, quantity="6")
    with pytest.raises(Refused, match="4 each of line 1 can go back"):
        return_goods(receipt, [GoesBack(line, Decimal(5))], by=make_user(), note="Broken")
    back = return_goods(receipt, [GoesBack(line, Decimal(4))], by=make_user(), note="Broken")
    assert (back.is_return, order.lines.get().accepted) == (True, 6)
    refused("receipt_stays", *delete(receipt))
    refused("receipt_follows_one_of_its_order", *copied(back, number="RR-X", original_id=None))
    close_order(order, by=make_user(), note="Enough")
    with pytest.raises(Refused, match="is closed: what came of it was billed"):
        return_goods(receipt, [GoesBack(line, Decimal(1))], by=make_user(), note="Broken")


def test_a_receipt_gives_back_what_it_holds_and_by_weight_what_it_weighs():
    order = make_issued(weight=Decimal(100), weight_unit="lb", price="2.50")
    first, _ = make_receipt(order, "4", weight=Decimal(40)), make_receipt(order, "6", weight=Decimal(60))
    line = order.lines.get().pk
    with pytest.raises(Refused, match="still holds 4 each of line 1"):
        return_goods(first, [GoesBack(line, Decimal(5), Decimal(50))], by=make_user(), note="Broken")
    with pytest.raises(Refused, match="Enter what goes back weighs"):
        return_goods(first, [GoesBack(line, Decimal(1))], by=make_user(), note="Broken")
    back = return_goods(first, [GoesBack(line, Decimal(3), Decimal(30))], by=make_user(), note="Broken")
    assert (order.lines.get().accepted, order.lines.get().weighed) == (7, 70)
    gone = back.lines.get()
    again = {"receipt_id": make_return(back), "received": -2, "accepted": -2, "weight": 0}
    refused("receipt_line_takes_back_what_came", *copied(gone, **again))
    refused("receipt_line_takes_back_what_came", *copied(gone, **{**again, "received": 2, "accepted": 2}))


def make_return(receipt) -> int:
    """A report like another without lines, to hang a line on."""
    receipt.pk, receipt.number = None, f"RR-{make_user().pk}"
    receipt._state.adding = True
    receipt.save()
    return receipt.pk


def test_the_clock_turns_amber_and_red_and_stands_still_once_paid():
    order = make_issued()
    make_receipt(order, on=TODAY() - timedelta(days=51))
    bill = make_approved_invoice(order, received_on=TODAY() - timedelta(days=46))
    words = []
    for days in (24, 25, 30, 45, 46):
        found = Invoice.objects.with_clock(TODAY() + timedelta(days=days - 46)).get(pk=bill.pk)
        words.append((found.clock_days, found.clock_words))
    assert words == [(24, "On time"), (25, "Amber"), (30, "Red"), (45, "Red"), (46, "Interest")]
    record_payment(make_payment(bill), paid_on=TODAY() - timedelta(days=20), by=make_user())
    assert Invoice.objects.with_clock().get(pk=bill.pk).clock_days == 26
    order.vendor.refresh_from_db()
    assert order.vendor.last_paid_on == TODAY() - timedelta(days=20)


def test_the_clock_starts_with_what_the_bill_is_for_and_follows_receipts_until_it_is_approved():
    order, come = make_issued(), [TODAY() - timedelta(days=days) for days in (30, 20, 10)]
    first = make_invoice(order, "A-1", quantity="5", received_on=come[0])
    assert Invoice.objects.with_clock().get(pk=first.pk).clock_words == "Not delivered"
    make_receipt(order, "3", on=come[0])
    make_receipt(order, "2", on=come[1])
    first.refresh_from_db()
    assert (first.status, Invoice.objects.with_clock().get(pk=first.pk).delivered) == ("matched", come[1])
    approve_invoice(first, by=make_user(), descriptive=True, relationship=True)
    second = make_invoice(order, "A-2", quantity="5", received_on=come[0])
    make_receipt(order, "5", on=come[2])
    found = dict(Invoice.objects.with_clock().values_list("number", "clock_days"))
    assert found == {"A-1": 20, "A-2": 10}
    first.refresh_from_db()
    refused("invoice_once_approved_stays", *update(first, delivered_on=TODAY()))
    back = [GoesBack(order.lines.get().pk, Decimal(4))]
    return_goods(order.receipts.first(), back, by=make_user(), note="Broken")
    second.refresh_from_db()
    assert (second.status, Invoice.objects.with_clock().get(pk=second.pk).delivered) == ("exception", None)


def test_a_bill_that_counts_alone_is_delivered_as_it_comes():
    order, came = make_issued(match_rule="order_invoice", match_reason="A subscription"), TODAY() - timedelta(days=7)
    bill = make_approved_invoice(order, received_on=came)
    assert (bill.status, Invoice.objects.with_clock().get(pk=bill.pk).clock_days) == ("approved", 7)
