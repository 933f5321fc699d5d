"""What a requisition asks of its lines and of those who decide, and how a purchase gets another buyer."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doc_portal.core.models import Attachment, Notification
from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.core.tests.files_for_tests import PDF
from doc_portal.core.tests.raw_sql import copied, refused, update
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from fiscal.actions.buyers import give_requisition
from fiscal.actions.invoices import approve_invoice, dispute_invoice, give_exception, resume_invoice
from fiscal.actions.orders import OrderedLine, approve_order, close_order, issue_order, keep_order
from fiscal.actions.paying import record_payment
from fiscal.actions.requisitions import (
    cancel_requisition,
    close_requisition,
    endorse_requisition,
    return_requisition,
    submit_requisition,
)
from fiscal.actions.returns import settle_surplus
from fiscal.actions.sourcing import Choice, attach_paper, decide_sourcing, issue_certificate
from fiscal.forms.lines import CommodityField
from fiscal.models import ApprovalLimit, CommodityClass, MveCertificate, PurchaseOrder, Requisition
from fiscal.owned import give_purchase_to, purchases_of
from fiscal.tests.factories_purchases import (
    asked,
    make_approved_invoice,
    make_invoice,
    make_money,
    make_order,
    make_payment,
    make_receipt,
    make_requisition,
)
from fiscal.tests.factories_sourcing import make_asked, make_certificate, make_class
from fiscal.tests.factories_suppliers import make_vendor
from fiscal.todo import requisitions_to_decide
from fiscal.todo_sourcing import emergencies_to_report
from fiscal.todo_year_end import late_lines, lines_to_decide
from personnel.tests.factories import make_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
SECONDS, FIRSTS = "fiscal.endorse_requisition", "fiscal.approve_requisition"
READS = ("fiscal.view_requisition", "fiscal.view_approvals_requisition")


def test_a_line_without_a_class_is_marked_and_not_submitted(client):
    draft = make_requisition(asked(), asked(make_money(), description="Trumpet", commodity=None))
    with pytest.raises(Refused, match=r"Line 2 of REQ-.* \(Trumpet\) has no class"):
        submit_requisition(draft, by=draft.created_by)
    refused("requisition_lines_name_their_class", *update(draft, status="submitted"))
    client.force_login(make_user("fiscal.view_requisition"))
    assert parse(client.get(draft.get_absolute_url())).text_content().count("No class yet") == 1


def test_a_class_is_typed_by_its_code_or_its_name(client):
    string, site = make_money(), make_worksite()
    client.force_login(make_user("fiscal.add_requisition", "fiscal.view_requisition"))
    body = {
        "worksite": site.pk, "budget_fy": string.budget_fy_id, "org": string.org.code, "kind": "goods", "need": "x",
        "need_by": f"{TODAY()}", "rows": "3", "charge_1": str(string), "_key": "k",
    }  # fmt: skip
    for no, typed in enumerate(("615", "hardware AND", "Clothing and uniforms")):
        body |= {f"row{no}_description": "x", f"row{no}_quantity": "1", f"row{no}_price": "1"}
        body[f"row{no}_commodity"] = typed
    page = client.get("/fiscal/requisitions/new/")
    body["_key"] = parse(page).xpath("//input[@name='_key']/@value")[0]
    wrong = client.post("/fiscal/requisitions/new/", body | {"row1_commodity": "Co"})
    assert "Several classes begin with “Co”" in parse(wrong).text_content()
    assert client.post("/fiscal/requisitions/new/", body).status_code == 302
    found = Requisition.objects.get().lines.values_list("commodity__code", flat=True)
    assert list(found) == ["615", "450", "200"]
    short, _ = make_class(code="C", name="Zinc"), make_class(code="1CA", name="Cables")
    assert CommodityClass.objects.in_use().filter(name__istartswith="c").count() > 3
    assert CommodityField().clean("c") == short


def test_each_person_is_shown_what_they_can_decide_and_the_second_approval_stays():
    trumpet = make_class(second_approver=True)
    requisition = make_requisition(asked(commodity=trumpet), status="certified")
    second = make_user(SECONDS, *READS)
    firsts = [make_user(FIRSTS, *READS) for _ in range(3)]
    for user, up_to in zip(firsts, ("250.00", "249.99"), strict=False):
        ApprovalLimit.objects.create(user=user, up_to=Decimal(up_to), authority="Delegation of 2026")

    def todo():
        return [[one.title for one in requisitions_to_decide(user)] for user in (second, *firsts)]

    number = requisition.number
    assert todo() == [[f"Approve as second: {number}"], [], [], []]
    assert (requisition.next_step, requisition.waits_for) == ("Approve as second", "Second approver")
    requisition = endorse_requisition(requisition, by=second)
    assert todo() == [[], [f"Approve: {number}"], [], []]
    with pytest.raises(Refused, match=r"approved REQ-.* as second already\. It waits for its first approval"):
        endorse_requisition(requisition, by=make_user())
    for another in (make_user().pk, None):
        refused("requisition_second_approval_stays", *update(requisition, endorsed_by_id=another))


def test_a_certificate_of_mve_serves_one_requisition_of_its_worksite_while_it_holds():
    site, desks, buyer = make_worksite(), make_class(mve_makes=True), make_user()
    first, second, elsewhere = (
        make_asked("5.00", commodity=desks, worksite=place) for place in (site, site, make_worksite())
    )
    paper = make_certificate(commodity=desks, worksite=site)
    paper = issue_certificate(
        paper, by=buyer, certificate_number="NA-9", promised_days=None, market_days=None, note="",
        file=SimpleUploadedFile("na-9.pdf", PDF),
    )  # fmt: skip
    assert paper.holds_until == TODAY() + timedelta(days=365)
    assert Attachment.objects.of(paper).count() == 1
    with pytest.raises(Refused, match=f"Ask MVE for {elsewhere.worksite}"):
        decide_sourcing(elsewhere, Choice(certificate=paper), by=buyer)
    old = make_certificate("issued", commodity=desks, worksite=site, holds_until=TODAY() - timedelta(days=1))
    with pytest.raises(Refused, match="Ask MVE again"):
        decide_sourcing(first, Choice(certificate=old), by=buyer)
    made = decide_sourcing(first, Choice(certificate=paper), by=buyer)
    with pytest.raises(Refused, match=f"serves {first}"):
        decide_sourcing(second, Choice(certificate=paper), by=buyer)
    for requisition, certificate, rule in (
        (second, paper, "sourcing_certificate_serves_one"),
        (second, old, "sourcing_certificate_is_issued"),
        (elsewhere, paper, "sourcing_certificate_is_issued"),
    ):
        refused(rule, *copied(made, requisition_id=requisition.pk, certificate_id=certificate.pk))
    assert decide_sourcing(first, Choice(certificate=paper), by=buyer).certificate == paper


def test_a_canceled_purchase_frees_its_certificate():
    site, desks, buyer = make_worksite(), make_class(mve_makes=True), make_user()
    first, second = (make_requisition(asked(commodity=desks), status="approved", worksite=site) for _ in range(2))
    paper = make_certificate("issued", commodity=desks, worksite=site)
    decide_sourcing(first, Choice(certificate=paper), by=buyer)
    assert not MveCertificate.objects.free_at(site, second).exists()
    cancel_requisition(first, by=buyer, note="Not wanted")
    assert MveCertificate.objects.free_at(site, second).get() == paper
    assert decide_sourcing(second, Choice(certificate=paper), by=buyer).certificate == paper


def test_an_emergency_is_reported_afterwards():
    requisition = make_asked("20000.00")
    user = make_user("fiscal.attach_sourcingdecision")
    made = decide_sourcing(requisition, Choice(emergency=True, grounds="The boiler burst."), by=user)
    (one,) = emergencies_to_report(user)
    assert (one.title, one.due_on) == (f"Attach the report on {requisition}", TODAY() + timedelta(days=30))
    refused("sourcing_emergency_is_reported", *copied(made, requisition_id=make_asked().pk, report_due_on=None))
    attach_paper(made, by=user, paper="report", file=SimpleUploadedFile("report.pdf", PDF))
    assert emergencies_to_report(user) == []
    again = decide_sourcing(requisition, Choice(emergency=True, grounds="It burst again."), by=user)
    assert [one.paper for one in again.attached.all()] == ["report"]


def test_a_purchase_is_given_to_another_buyer_who_buys_there_with_its_orders(client):
    requisition = make_requisition(status="sourcing")
    before, by = requisition.buyer, make_user()
    order = make_order(requisition, status="issued", by=before)
    make_receipt(order, "12")
    assert order.exceptions.get().owner == before
    with pytest.raises(Refused, match="is no buyer for"):
        give_requisition(requisition, buyer=make_user(), by=by)
    assert list(purchases_of(before)) == [requisition]
    new = make_user("fiscal.source_requisition")
    give_purchase_to(requisition, make_person(user=new), by=by)
    requisition.refresh_from_db()
    assert (requisition.buyer, order.exceptions.get().owner) == (new, new)
    assert list(purchases_of(before)) == []
    with pytest.raises(Refused, match=r"buys REQ-.* already"):
        give_requisition(requisition, buyer=new, by=by)
    over = make_requisition(status="approved")
    client.force_login(make_user("fiscal.view_requisition", "fiscal.give_requisition"))
    give = f"//a[@href='{over.get_absolute_url()}give/']"
    assert parse(client.get(over.get_absolute_url())).xpath(give)
    close_requisition(over, by=by)
    assert not parse(client.get(over.get_absolute_url())).xpath(give)
    for one in (make_requisition(), over):
        with pytest.raises(Refused, match="Nobody buys it now"):
            give_requisition(one, buyer=new, by=by)


def test_of_a_purchase_nobody_took_up_what_differs_goes_along_from_who_wrote_its_order():
    requisition = make_requisition(status="approved")
    wrote, new = make_user(), make_user("fiscal.source_requisition")
    order = make_order(requisition, status="issued", by=wrote)
    Requisition.objects.filter(pk=requisition.pk).update(buyer=None)
    make_receipt(PurchaseOrder.objects.get(pk=order.pk), "12")
    assert order.exceptions.get().owner == wrote
    give_purchase_to(Requisition.objects.get(pk=requisition.pk), make_person(user=new), by=make_user())
    one = order.exceptions.get()
    assert one.owner == new
    assert {told.user for told in Notification.objects.filter(title=f"{new.shown_name} buys {requisition} now")} == {
        wrote, new,
    }  # fmt: skip
    settle_surplus(one, keeps=False, by=new, note="Not wanted")
    with pytest.raises(Refused, match="was settled already"):
        give_exception(one, wrote, by=make_user())


def test_undecided_lines_are_to_do_for_who_asked_and_later_for_the_director(monkeypatch):
    order = make_order(status="issued")
    owner, director = order.requisition.requested_by, make_user("fiscal.oversee_yearenddecision")
    fy = order.budget_fy_id

    def on(month, day):
        clock = SimpleNamespace(localdate=lambda: date(fy, month, day))
        monkeypatch.setattr("fiscal.todo_year_end.timezone", clock)
        return [[one.title for one in rows] for rows in (lines_to_decide(owner), late_lines(director))]

    line = f"Decide line 1 of order {order.number}"
    assert on(2, 28) == [[], []]
    assert on(6, 1) == [[line], []]
    assert on(6, 20) == [[line], [line]]


def test_what_is_next_follows_the_order_its_goods_and_its_bill():
    requisition = make_requisition(asked(make_money("1000.00")), status="sourcing")
    order = make_order(requisition, status="issued")

    def told() -> tuple[str, str]:
        one = Requisition.objects.with_order_status().with_second_due().get(pk=requisition.pk)
        return one.next_step, one.waits_for

    assert told() == ("Receive", "Vendor, then receiver")
    make_receipt(order, "10")
    assert told() == ("Enter the bill", "Accounts payable")
    bill = make_invoice(order, quantity="10")
    assert told()[0] == "Approve the bill"
    bill = dispute_invoice(bill, by=make_user(), note="They sent the wrong ones")
    assert told() == ("Settle the dispute with the vendor", "Accounts payable")
    bill = resume_invoice(bill, by=make_user())
    bill = approve_invoice(bill, by=make_user(), descriptive=True, relationship=True)
    assert told()[0] == "Enter the voucher"
    payment = make_payment(bill)
    assert told()[0] == "Record the payment"
    record_payment(payment, paid_on=TODAY(), by=make_user())
    assert told() == ("Close the purchase", requisition.buyer.shown_name)


def test_what_is_next_is_the_first_step_of_all_live_orders_and_of_what_came_over():
    requisition = make_requisition(asked(make_money("1000.00"), quantity=Decimal(20)), status="sourcing")
    line = requisition.lines.get()
    orders = []
    for _ in range(2):
        order = PurchaseOrder(requisition=requisition, vendor=make_vendor(), deliver_by=TODAY() + timedelta(days=14))
        orders.append(keep_order(order, [OrderedLine(line, Decimal(10), line.price)], by=requisition.buyer))

    def told() -> str:
        return Requisition.objects.with_order_status().with_second_due().get(pk=requisition.pk).next_step

    decide_sourcing(requisition, Choice(), by=make_user())
    first, second = (issue_order(approve_order(one, by=make_user()), by=make_user()) for one in orders)
    make_receipt(second, "10")
    bill = make_approved_invoice(second, quantity="10")
    assert told() == "Receive"
    make_receipt(first, "12")
    assert told() == "Settle what differs"
    settle_surplus(first.exceptions.get(), keeps=False, by=requisition.buyer, note="Not wanted")
    assert told() == "Enter the bill"
    record_payment(make_payment(bill), paid_on=TODAY(), by=make_user())
    paid = make_payment(make_approved_invoice(first, "INV-2", quantity="10"), "P1-2")
    assert told() == "Record the payment"
    close_order(first, by=requisition.buyer, note="Nothing more")
    assert told() == "Record the payment"
    record_payment(paid, paid_on=TODAY(), by=make_user())
    assert told() == "Close the purchase"


def test_only_who_may_submit_it_is_told_to(client):
    asks, looks = (
        make_user("fiscal.view_requisition", "fiscal.submit_requisition"),
        make_user("fiscal.view_requisition"),
    )
    draft = make_requisition(by=asks)
    for reader, whom in ((asks, "You"), (looks, asks.shown_name)):
        client.force_login(reader)
        assert f"Submit it: {whom}, since" in parse(client.get(draft.get_absolute_url())).text_content()


def test_why_it_came_back_stands_on_top_and_pasted_rows_that_cannot_be_read_are_told(client):
    asks = make_user("fiscal.view_requisition", "fiscal.change_requisition", "fiscal.add_requisition")
    requisition = make_requisition(asked(make_money("1000.00")), status="submitted", by=asks)
    return_requisition(requisition, by=make_user(), note="Say which housing unit.")
    client.force_login(asks)
    for page in ("", "edit/"):
        words = parse(client.get(f"{requisition.get_absolute_url()}{page}")).xpath("//*[contains(@class, 'alert')]")
        assert "Say which housing unit." in words[0].text_content()
    rows = "Gloves\ttwelve\tbox\t4.00\nSoap\t3\teach\t$1,2.5x"
    told = client.post("/fiscal/requisitions/new/", {"paste": "1", "pasted": rows, "rows": "5"}).content.decode()
    assert "Line 1: “twelve” is no quantity." in told
    assert "Line 2: “$1,2.5x” is no price each." in told
