"""Credit memos look like what they are, void vouchers are void elsewhere, and what is refused is not offered."""

import pytest
from django.urls import reverse

from doc_portal.core.tests.factories import make_user, post_form
from doc_portal.core.workflow import Refused
from fiscal.actions.external import agency_of
from fiscal.actions.invoices import approve_invoice
from fiscal.actions.paying import enter_voucher, void_voucher
from fiscal.actions.returns import GoesBack, return_goods
from fiscal.models import DocumentType, ExternalDocRef, Invoice
from fiscal.tests.factories_purchases import (
    make_approved_invoice,
    make_invoice,
    make_issued,
    make_payment,
    make_receipt,
)
from fiscal.tests.factories_sam import make_reference
from fiscal.todo import invoices_to_approve

pytestmark = pytest.mark.django_db
BILLS = (
    "core.use_portal", "fiscal.view_invoice", "fiscal.view_purchaseorder", "fiscal.add_invoice",
    "fiscal.approve_invoice", "fiscal.void_invoice", "fiscal.view_matchexception", "fiscal.resolve_matchexception",
    "fiscal.view_paymentrequest", "fiscal.add_paymentrequest", "fiscal.void_paymentrequest",
)  # fmt: skip


def read(client, url: str) -> str:
    return " ".join(client.get(url).content.decode().split())


def test_a_credit_memo_looks_like_one_and_is_taken_off_the_next_voucher(client):
    order = make_issued()
    receipt = make_receipt(order)
    make_payment(make_approved_invoice(order, "A-1"), "P1-1")
    credit, clerk = make_invoice(order, "CM-1", kind="credit", quantity="2"), make_user(*BILLS)
    url = credit.get_absolute_url()
    client.force_login(clerk)
    assert [(one.title, one.note) for one in invoices_to_approve(clerk)] == [
        (f"Approve credit memo CM-1 of {credit.vendor}", "-$50.00")
    ]
    page = read(client, url)
    for words in ("Credit memo CM-1", "Approve credit memo", "Went back", "-$50.00", "Fewer went back than are given"):
        assert words in page
    assert "Fewer went back" in read(client, f"{url}approve/")
    listed = read(client, reverse("fiscal:invoice-list"))
    assert (f"Credit memo of {credit.vendor}" in listed, "-$50.00" in listed) == (True, True)
    ordered = read(client, order.get_absolute_url())
    assert ("Enter a credit memo" in ordered, "Enter a bill" in ordered) == (True, False), "it is billed in full"
    assert "Gives back $50.00" in ordered

    answer = post_form(client, f"{url}approve/", descriptive="on", relationship="on", note="")
    page = read(client, answer.url)
    assert "Take it off the vendor’s next voucher." in page
    assert f"{url}void/" not in page
    assert client.get(f"{url}voucher/").status_code == 404
    assert "CM-1" not in read(client, reverse("fiscal:invoice-list")), "it waits for nobody any more"
    return_goods(receipt, [GoesBack(order.lines.get().pk, 2)], by=make_user(), note="Two too many")
    assert "Fewer went back" not in read(client, url)

    later = make_issued(vendor=order.vendor)
    make_receipt(later)
    bill = make_approved_invoice(later, "A-2")
    assert "Credit memo CM-1</a> gives back $50.00" in read(client, f"{bill.get_absolute_url()}voucher/")
    make_payment(bill, "P1-2")
    assert not Invoice.objects.to_take_off(order.vendor_id).exists()


def test_what_somebody_can_never_do_is_not_offered_and_the_page_says_why(client):
    order, clerk = make_issued(), make_user(*BILLS)
    make_receipt(order)
    bill = make_invoice(order, price="26.00", by=clerk)
    open_one = bill.exceptions.get()
    settle = open_one.get_absolute_url()
    client.force_login(clerk)
    assert settle not in read(client, bill.get_absolute_url())
    page = read(client, settle)
    assert ("You entered" in page, 'name="note"' in page) == (True, False)
    client.force_login(make_user(*BILLS, "fiscal.oversee_matchexception", "fiscal.view_receipt"))
    assert settle in read(client, bill.get_absolute_url())
    page = read(client, settle)
    links = (bill, order, order.receipts.get())
    assert all(f'href="{one.get_absolute_url()}"' in page for one in links)
    assert ("can be approved at the price billed" in page, 'name="note"' in page) == (True, True)
    early = make_invoice(make_issued(), "B-1").exceptions.get()
    page = read(client, early.get_absolute_url())
    assert ('name="note"' in page, "Nothing came yet" in page) == (False, True), "no words settle what did not come"
    client.force_login(clerk)
    assert "Receiving reports" not in read(client, settle), "nothing of receipts to who may not see them"

    paid, approver = make_issued(), make_user(*BILLS)
    make_receipt(paid)
    bill = approve_invoice(make_invoice(paid, "C-1"), by=approver, descriptive=True, relationship=True)
    payment = make_payment(bill)
    void = reverse("fiscal:paymentrequest-void", args=[payment.pk])
    client.force_login(approver)
    assert void not in read(client, bill.get_absolute_url())
    assert "You approved" in read(client, void)
    client.force_login(make_user(*BILLS))
    assert void in read(client, bill.get_absolute_url())


@pytest.mark.parametrize(("voided_there", "stands"), [(True, "sent"), (False, "prepared")])
def test_a_void_voucher_is_void_in_its_system_and_canceled_there(client, voided_there, stands):
    payment = make_payment(number="P1-4711", system="MOVERS")
    client.force_login(make_user(*BILLS))
    url = reverse("fiscal:paymentrequest-void", args=[payment.pk])
    assert "It is void in MOVERS too" in read(client, url)
    post_form(client, url, note="Wrong address", **({"voided_there": "on"} if voided_there else {}))
    noted = ExternalDocRef.objects.of("PAY", payment.pk).order_by("pk").values_list("action", "number", "status")
    assert list(noted) == [("E", "P1-4711", "void"), ("X", "P1-4711", stands)]
    assert "P1-4711, void" in read(client, payment.get_absolute_url())
    by_hand = "P1-4711: cancellation, enter by hand" in read(client, payment.get_absolute_url())
    assert by_hand is not voided_there


def test_a_voucher_takes_up_a_number_noted_before_with_what_was_answered_unless_it_is_void():
    order, by = make_issued(), make_user()
    make_receipt(order)
    bill, p1 = make_approved_invoice(order), DocumentType.objects.get(code="P1")
    typed = {"system": "SAMII", "doc_type": "P1", "by": by}
    for number, (noted, then) in enumerate(
        (("prepared", "sent"), ("sent", "sent"), ("accepted", "accepted"), ("rejected", "rejected"), ("void", "")), 1
    ):
        make_reference(number=f"P1-{number}", agency=agency_of(order), status=noted, document_type=p1)
        if not then:
            with pytest.raises(Refused, match="is used already"):
                enter_voucher(bill, voucher_number=f"P1-{number}", **typed)
            continue
        made = enter_voucher(bill, voucher_number=f"P1-{number}", **typed)
        assert ExternalDocRef.objects.of("PAY", made.pk).get().status == then
        void_voucher(made, by=by, note="Entered to try it")
        bill.refresh_from_db()
