"""Around the application: what the database refuses of purchases, by which of its rules; and what each step refuses."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from doc_portal.core.tests.factories import grant, make_role, make_user, make_worksite
from doc_portal.core.tests.raw_sql import copied, refused, update
from doc_portal.core.workflow import Refused
from fiscal.actions.hand_offs import finish_hand_off
from fiscal.actions.invoices import approve_invoice, resolve_exception
from fiscal.actions.orders import (
    OrderedLine,
    approve_order,
    cancel_order,
    close_order,
    issue_order,
    keep_order,
    modify_order,
)
from fiscal.actions.paying import enter_voucher, record_payment
from fiscal.actions.receiving import Counted, receive_order
from fiscal.actions.requisitions import (
    approve_requisition,
    cancel_requisition,
    certify_requisition,
    endorse_requisition,
    submit_requisition,
)
from fiscal.actions.returns import GoesBack, return_goods, settle_surplus
from fiscal.actions.sourcing import Choice, decide_sourcing
from fiscal.duties import may_settle
from fiscal.models import Appropriation, FundPurpose, PaymentRequest
from fiscal.tests.factories_purchases import (
    asked,
    make_approver,
    make_invoice,
    make_issued,
    make_money,
    make_order,
    make_payment,
    make_receipt,
    make_requisition,
)
from fiscal.tests.factories_sourcing import make_class
from fiscal.tests.factories_suppliers import make_contract, make_vendor

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def appropriation(string) -> Appropriation:
    return Appropriation.objects.get(budget_fy=string.budget_fy, fund=string.fund, code=string.appropriation_code.code)


def buckets(string) -> tuple[Decimal, Decimal, Decimal]:
    found = appropriation(string)
    return found.pre, found.enc, found.exp


def test_af_23_nothing_is_ordered_or_paid_without_an_approved_requisition():
    order, draft = make_order(), make_requisition()
    refused("order_needs_an_approved_requisition", *copied(order, number="PO-X", requisition_id=draft.pk))
    bill = make_invoice(make_issued())
    payment = PaymentRequest(invoice=bill, amount=bill.amount, doc_type="P1", voucher_number="1", paid_by=make_user())
    with pytest.raises(Refused, match=r"possible only from: Approved"):
        enter_voucher(bill, system="SAMII", doc_type="P1", voucher_number="1", by=payment.paid_by)
    paid = make_payment()
    refused("payment_of_an_approved_invoice", *copied(paid, voucher_number="2", invoice_id=bill.pk, amount=bill.amount))
    refused(
        "invoice_of_an_issued_order",
        *copied(bill, number="Z", order_id=order.pk, vendor_id=order.vendor_id, status="received"),
    )


def test_af_24_a_requisition_does_not_advance_without_name_and_day_of_who_approved():
    requisition = make_requisition(status="certified", requested_by=make_user())
    refused("requisition_approved_within_a_limit", *update(requisition, status="approved"))
    signed = {"approved_by_id": make_approver().pk}
    refused("requisition_approved_by_somebody", *update(requisition, status="approved", **signed))
    refused("requisition_moves_as_it_may", *update(make_requisition(), status="closed"))
    for person, rule in (
        (requisition.requested_by, "requisition_not_approved_by_who_asked"),
        (requisition.created_by, "requisition_not_decided_by_its_writers"),
    ):
        refused(rule, *update(requisition, approved_by_id=person.pk, approved_at=timezone.now()))


def test_a_delegate_does_not_approve_what_they_asked_for_in_the_name_of_another():
    delegate, other = make_approver(), make_user()
    requisition = make_requisition(by=delegate, requested_by=other)
    requisition = certify_requisition(submit_requisition(requisition, by=delegate), by=make_user())
    with pytest.raises(Refused, match="You wrote REQ-"):
        approve_requisition(requisition, by=delegate)
    with pytest.raises(Refused, match="No approval limit stands for you"):
        approve_requisition(requisition, by=make_user("fiscal.approve_requisition"))
    with pytest.raises(Refused, match=r"you approve up to \$100.00"):
        approve_requisition(requisition, by=make_approver("100.00"))
    assert approve_requisition(requisition, by=make_approver("250.00")).status == "approved"


def test_af_31_what_is_for_recreation_says_why_and_needs_a_second_approver():
    trumpet = make_class(second_approver=True)
    requisition = make_requisition(asked(description="Trumpet", commodity=trumpet), status="certified")
    approver = make_approver()
    with pytest.raises(Refused, match=r"needs a second approver"):
        approve_requisition(requisition, by=approver)
    with pytest.raises(Refused, match=r"approved REQ-.* as second already"):
        approve_requisition(endorse_requisition(requisition, by=approver), by=approver)
    assert approve_requisition(requisition, by=make_approver()).status == "approved"
    refused("requisition_says_why", *copied(requisition, number="REQ-X", need="  ", status="draft"))


def test_shares_that_do_not_add_up_and_days_that_are_past_stop_a_submission():
    string, other = make_money(), make_money()
    with pytest.raises(Refused, match="do not add up to 100 percent"):
        make_requisition(asked(fundings=((string, Decimal(60)), (other, Decimal(30)))), status="submitted")
    with pytest.raises(Refused, match="which is past"):
        make_requisition(status="submitted", need_by=TODAY() - timedelta(days=1))
    with pytest.raises(Refused, match="is not charged to anything"):
        submit_requisition(make_requisition(asked(string), asked(fundings=())), by=make_user())
    thirds = ((string, Decimal("33.333")), (other, Decimal("66.667")))
    split = make_requisition(asked(quantity=Decimal(1), price=Decimal("100.01"), fundings=thirds), status="submitted")
    assert sorted(split.lines.get().fundings.values_list("amount", flat=True)) == [Decimal("33.34"), Decimal("66.67")]
    refused("requisition_line_fixed_once_submitted", *update(split.lines.get(), quantity=5))


def test_money_that_is_not_there_is_neither_certified_nor_approved_and_the_shortfall_is_told():
    string = make_money("400.00")
    first, second = (make_requisition(asked(string), status="certified") for _ in range(2))
    approve_requisition(first, by=make_approver())
    with pytest.raises(Refused, match=r"\$100.00 are missing. Most is held by REQ"):
        approve_requisition(second, by=make_approver())
    with pytest.raises(Refused, match=r"\$100.00 are missing"):
        certify_requisition(make_requisition(asked(string), status="submitted"), by=make_user())
    assert buckets(string) == (250, 0, 0)
    cancel_requisition(first, by=make_user(), note="Not needed")
    assert buckets(string) == (0, 0, 0)


def test_a_part_order_takes_over_its_share_of_the_estimate_and_the_last_takes_the_rest():
    string = make_money("1000.00")
    requisition = make_requisition(asked(string, quantity=Decimal(3), price=Decimal("33.33")), status="approved")
    order = make_order(requisition)
    line = order.lines.get()
    order.lines.update(quantity=1)
    order.lines.get().fundings.update(amount=Decimal("33.33"))
    decide_sourcing(requisition, Choice(), by=make_user())
    order = issue_order(approve_order(order, by=make_user()), by=make_user())
    assert buckets(string) == (Decimal("66.66"), Decimal("33.33"), 0)
    second = make_order(requisition)
    with pytest.raises(Refused, match="2 are left to order"):
        issue_order(approve_order(second, by=make_user()), by=make_user())
    close_order(order, by=make_user(), note="Enough")
    assert buckets(string) == (Decimal("66.66"), 0, 0)
    refused("order_line_fixed_once_over", *update(line, quantity=9))


def test_an_order_changes_by_versions_never_below_what_came_and_grows_by_an_approver_alone():
    string = make_money("1000.00")
    order = make_issued(asked(string))
    line = order.lines.get()
    modify_order(order, {line.pk: (Decimal(6), Decimal("25.00"))}, reason="Fewer", by=make_user())
    assert buckets(string) == (0, 150, 0)
    make_receipt(order, "4")
    with pytest.raises(Refused, match="4 each of line 1 came"):
        modify_order(order, {line.pk: (Decimal(3), Decimal("25.00"))}, reason="Fewer", by=make_user())
    more = {line.pk: (Decimal(8), Decimal("25.00"))}
    with pytest.raises(Refused, match=r"from \$150.00 to \$200.00"):
        modify_order(order, more, reason="More", by=make_user())
    approver = make_user("fiscal.approve_purchaseorder")
    modify_order(order, more, reason="More", by=approver)
    assert (buckets(string), order.revisions.count()) == ((0, 200, 0), 3)
    with pytest.raises(Refused, match=r"are left to order and order PO-.* comes to \$300.00"):
        modify_order(order, {line.pk: (Decimal(10), Decimal("30.00"))}, reason="Dearer", by=approver)
    with pytest.raises(Refused, match=r"was received or billed\. Return it"):
        cancel_order(order, by=make_user(), note="Too late")


def test_what_came_over_waits_for_the_buyer_and_the_percentage_is_what_may_come_over():
    order = make_issued(over_percent=Decimal(10))
    receipt = receive_order(order, [Counted(order.lines.get().pk, Decimal(13))], received_on=TODAY(), by=make_user())
    line, open_one = receipt.lines.get(), order.exceptions.get()
    assert (line.received, line.accepted, line.surplus) == (11, 11, 2)
    assert (open_one.kind, open_one.owner) == ("surplus", order.created_by)
    refused(
        "order_line_receives_what_is_allowed",
        *copied(line, receipt_id=make_receipt_of(order), accepted=1, received=1, surplus=0),
    )
    buyer = order.created_by
    with pytest.raises(Refused, match="words alone do not settle it"):
        resolve_exception(open_one, by=buyer, note="Fine")
    by_force = {"resolved_at": timezone.now(), "resolved_by_id": buyer.pk, "resolution": "Fine"}
    refused("surplus_settled_by_what_was_done", *update(open_one, **by_force))
    refused("surplus_settled_by_what_was_done", *copied(open_one, **by_force))
    refused("surplus_settled_by_what_was_done", *copied(open_one, **by_force, receipt_line_id=None))
    refused("exception_of_a_surplus_names_its_receipt", *copied(open_one, receipt_line_id=None))
    refused("receipt_line_takes_back_what_came", *copied(line, receipt_id=make_receipt_of(order), surplus=-1))
    with pytest.raises(Refused, match=r"takes 0 more\. Change the order to what is kept first"):
        settle_surplus(open_one, keeps=True, by=buyer, note="We use them")
    sent = settle_surplus(open_one, keeps=False, by=buyer, note="Not needed")
    back = receipt.followed_by.get()
    assert (back.is_return, back.lines.get().surplus, order.lines.get().accepted) == (True, -2, 11)
    assert sent.resolution == f"Sent back, {back}. Not needed"


def test_what_came_over_is_received_once_the_order_takes_it():
    requisition = make_requisition(asked(quantity=Decimal(15)), status="approved")
    order, line = make_order(requisition), requisition.lines.get()
    keep_order(order, [OrderedLine(line, Decimal(10), line.price)], by=order.created_by)
    order = approve_order(order, by=make_user())
    decide_sourcing(requisition, Choice(), by=make_user())
    order = issue_order(order, by=make_user())
    receipt = receive_order(order, [Counted(order.lines.get().pk, Decimal(12))], received_on=TODAY(), by=make_user())
    more = {order.lines.get().pk: (Decimal(12), Decimal("25.00"))}
    modify_order(order, more, reason="They are kept", by=make_user("fiscal.approve_purchaseorder"))
    open_one, buyer = order.exceptions.get(), order.created_by
    for decided in (order.approved_by, requisition.approved_by):
        grant(decided, make_role("fiscal.oversee_matchexception"))
        assert not may_settle(decided, open_one)
        with pytest.raises(Refused, match=r"You approved what order .* Somebody else must decide on what came over"):
            settle_surplus(open_one, keeps=True, by=decided, note="We use them")
    settle_surplus(open_one, keeps=True, by=buyer, note="We use them")
    kept = receipt.followed_by.get()
    bill, now = make_invoice(order), {"approved_by_id": buyer.pk, "approved_at": timezone.now()}
    with pytest.raises(Refused, match="You received order"):
        approve_invoice(bill, by=buyer, descriptive=True, relationship=True)
    refused("invoice_not_approved_along_the_chain", *update(bill, **now))
    payment = make_payment(approve_invoice(bill, by=make_user(), descriptive=True, relationship=True))
    with pytest.raises(Refused, match="You received order"):
        record_payment(payment, paid_on=TODAY(), by=buyer)
    refused("payment_not_along_the_chain", *update(payment, recorded_by_id=buyer.pk))
    assert (kept.received_by, kept.lines.get().accepted, order.lines.get().accepted) == (receipt.received_by, 2, 12)


def test_what_departs_from_counting_goods_first_says_why_and_no_more_comes_over_than_may():
    for terms, sentence in (
        ({"over_percent": Decimal("10.01")}, "At most 10 percent may come over"),
        ({"match_rule": "order_invoice"}, "paid on its bill alone"),
        ({"own_use": False}, "Say for whom it is"),
    ):
        with pytest.raises(Refused, match=sentence):
            make_order(**terms)
    make_order(
        make_requisition(asked(commodity=make_class(kind="utility")), status="approved"), match_rule="order_invoice"
    )
    service = make_requisition(asked(commodity=make_class(kind="service")), status="approved")
    with pytest.raises(Refused, match="Line 1 is a service"):
        make_order(service)
    with pytest.raises(Refused, match="paid on its bill alone"):
        make_order(service, match_rule="order_invoice")
    accepted = make_order(service, match_rule="service_acceptance").lines.get()
    refused("order_line_service_is_accepted", *update(accepted, match_rule="order_receipt_invoice"))
    refused("order_line_billed_alone_for_a_reason", *update(accepted, match_rule="order_invoice"))
    order = make_order(over_percent=Decimal(10), match_rule="order_invoice", match_reason="A subscription")
    line = order.lines.get()
    assert line.terms == ["Matched by order and bill (A subscription)", "10 percent may come over"]
    refused("order_line_over_no_more_than_allowed", *update(line, over_percent=11))
    refused("order_line_billed_alone_for_a_reason", *update(line, match_reason=""))
    refused("order_not_for_own_use_says_why", *update(order, own_use=False))


def make_receipt_of(order) -> int:
    """A report of an order without lines, to hang a line on."""
    from_first = order.receipts.first()
    from_first.pk, from_first.number = None, f"RR-{make_user().pk}"
    from_first._state.adding = True
    from_first.save()
    return from_first.pk


def test_af_45_the_revolving_fund_does_not_pay_for_what_the_department_uses_itself():
    string = make_money("1000.00")
    rule = FundPurpose.objects.create(
        fund_name="Working Capital Revolving Fund", purpose="own_use_mve", authority="RSMo 217.595"
    )
    mve = make_vendor(is_mve=True)
    requisition = make_requisition(asked(string), status="approved")
    decide_sourcing(requisition, Choice(), by=make_user())
    order = approve_order(make_order(requisition, vendor=mve), by=make_user())
    FundPurpose.objects.filter(pk=rule.pk).update(fund_code=string.fund.code)
    with pytest.raises(Refused, match="is for the enterprises alone"):
        issue_order(order, by=make_user())
    now = {"status": "issued", "issued_on": TODAY(), "issued_by_id": make_user().pk}
    refused("order_paid_by_a_fund_for_it", *update(order, **now))
    for_sale = {"own_use": False, "own_use_reason": "For sale by the enterprise"}
    refused("order_keeps_its_vendor", *update(order, **for_sale))
    cancel_order(order, by=make_user(), note="It is for sale")
    anew = approve_order(make_order(requisition, vendor=mve, **for_sale), by=make_user())
    assert issue_order(anew, by=make_user()).status == "issued"


def test_af_30_restricted_money_serves_elsewhere_only_when_fiscal_management_says_why():
    machine = make_class(is_capital=True)
    order = make_issued(asked(description="Ice machine", commodity=machine))
    receipt = make_receipt(order, "9")
    line, objects = order.lines.get(), receipt.lines.get().hand_offs.order_by("pk")
    assert [(one.quantity, one.cost) for one in objects] == [(1, 25)] * 9
    hand_off = objects[0]
    assert str(line.fundings.get().appropriation.fund) in hand_off.funding_source
    assert hand_off.permitted_site == order.worksite
    hand_off.site = make_worksite()
    with pytest.raises(Refused, match=r"whose order paid for it\. Put it in service there"):
        finish_hand_off(hand_off, by=make_user())
    hand_off.override_reason = "The kitchen of the worksite is closed"
    refused("hand_off_where_its_money_allows", *update(hand_off, site_id=hand_off.site_id))
    hand_off.tag, hand_off.custodian, hand_off.location = "T-1", "Storekeeper", "Kitchen"
    done = finish_hand_off(hand_off, by=make_user("fiscal.override_capitalhandoff"))
    assert done.done_at is not None
    back = return_goods(receipt, [GoesBack(line.pk, Decimal(8))], by=make_user(), note="Dented")
    assert list(receipt.lines.get().hand_offs.standing()) == [done]
    gone = objects[3]
    gone.refresh_from_db()
    with pytest.raises(Refused, match=f"went back to the vendor with {back}"):
        finish_hand_off(gone, by=make_user())
    refused("hand_off_ends_with_what_went_back", *update(gone, went_back_id=None))


def test_objects_that_are_too_many_or_no_whole_ones_are_handed_over_together_and_less_of_them_goes_back():
    machine = make_class(is_capital=True)
    order = make_issued(asked(description="Cable, feet", commodity=machine, quantity=Decimal("2.5")))
    receipt = make_receipt(order)
    back = [GoesBack(order.lines.get().pk, Decimal("0.5"))]
    return_goods(receipt, back, by=make_user(), note="Frayed")
    left = receipt.lines.get().hand_offs.standing().get()
    assert (left.quantity, left.cost) == (2, 50)


def test_an_order_keeps_to_its_contract():
    vendor = make_vendor()
    contract = make_contract(ceiling="300.00", vendor=vendor)
    order = make_order(status="approved", vendor=vendor, contract=contract)
    decide_sourcing(order.requisition, Choice(), by=make_user())
    issue_order(order, by=make_user())
    second = make_order(status="approved", vendor=vendor, contract=contract)
    decide_sourcing(second.requisition, Choice(), by=make_user())
    with pytest.raises(Refused, match=r"\$50.00 left of its ceiling"):
        issue_order(second, by=make_user())
    assert buckets(second.lines.get().fundings.get().funding)[1] == 0
