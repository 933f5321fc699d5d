"""Pages of orders, receipts and awards say what stands in the way and what comes next, and offer what can be done."""

from decimal import Decimal

import pytest
from django.urls import reverse

from doc_portal.core.tests.factories import make_user, post_form
from doc_portal.core.tests.raw_sql import refused, update
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from fiscal import todo
from fiscal.actions.orders import close_order, hold_order
from fiscal.actions.paying import record_payment
from fiscal.actions.quotes import finalize_award, record_protest
from fiscal.actions.returns import GoesBack, return_goods, settle_surplus
from fiscal.models import Protest
from fiscal.tests.factories_bids import let_window_pass, make_awarded, make_evaluated
from fiscal.tests.factories_purchases import (
    make_approved_invoice,
    make_invoice,
    make_issued,
    make_payment,
    make_receipt,
    make_requisition,
)

pytestmark = pytest.mark.django_db

ORDERS = (
    "fiscal.view_requisition", "fiscal.view_purchaseorder", "fiscal.cancel_purchaseorder", "fiscal.close_purchaseorder",
    "fiscal.modify_purchaseorder", "fiscal.add_purchaseorder", "fiscal.view_receipt", "fiscal.return_receipt",
    "fiscal.view_invoice", "fiscal.view_matchexception", "fiscal.resolve_matchexception",
)  # fmt: skip
BIDS = tuple(
    f"fiscal.{right}_solicitation" for right in ("view", "receive", "award", "finalize", "protest", "cancel", "close")
)


@pytest.fixture
def page(client):
    """The page of an address as a buyer reads it: its words, and the addresses it leads to."""
    buyer = make_user(*ORDERS, *BIDS, "fiscal.add_contract", "fiscal.view_contract")
    client.force_login(buyer)

    def read(url: str) -> tuple[str, list[str]]:
        tree = parse(client.get(url))
        (main,) = tree.xpath("//main")
        return " ".join(main.text_content().split()), tree.xpath("//@href")

    read.buyer = buyer
    return read


def offers(found: list[str], *verbs: str) -> list[bool]:
    return [any(one.endswith(f"/{verb}/") for one in found) for verb in verbs]


def test_an_order_says_why_it_is_on_hold_what_it_was_closed_short_of_and_when_it_is_completed(page):
    order = make_issued()
    url = order.get_absolute_url()
    assert offers(page(url)[1], "cancel", "close") == [True, True]
    hold_order(order, by=make_user(), note="The vendor disputes the terms.")
    assert "On hold: The vendor disputes the terms." in page(url)[0]
    short = make_issued()
    receipt = make_receipt(short, "6")
    assert offers(page(short.get_absolute_url())[1], "cancel", "close") == [False, False]
    with pytest.raises(Refused, match="6 each of line 1 came and are not billed"):
        close_order(short, by=make_user(), note="Enough")
    refused("order_closed_once_billed", *update(short, status="closed"))
    bill = make_approved_invoice(short, quantity="4")
    return_goods(receipt, [GoesBack(short.lines.get().pk, Decimal(2))], by=make_user(), note="Broken")
    assert "4 each still here" in page(reverse("fiscal:receipt-return", args=[receipt.pk]))[0]
    words, _ = page(receipt.followed_by.get().get_absolute_url())
    assert "2 each" in words
    assert " -2" not in words
    close_order(short, by=make_user(), note="Enough")
    words, _ = page(short.get_absolute_url())
    assert "Closed: $150.00 was released. What was billed comes to $100.00" in words
    record_payment(make_payment(bill), paid_on=bill.received_on, by=make_user())
    words, _ = page(short.requisition.get_absolute_url())
    assert "Completed" in words.partition("Lines")[0]
    assert "Not ordered yet: 6 of line 1" in words


def test_what_came_and_nobody_bills_is_closed_by_the_purchasing_manager_with_a_reason(page, client):
    order = make_issued()
    make_receipt(order, "6")
    url = f"{order.get_absolute_url()}close/"
    words, _ = page(url)
    assert "6 each of line 1 came and are not billed" in words
    assert "Reason" not in words
    assert post_form(client, url, note="The vendor is gone").status_code == 409
    manager = make_user(*ORDERS, "fiscal.override_sourcingdecision")
    client.force_login(manager)
    assert offers(page(order.get_absolute_url())[1], "close") == [True]
    with pytest.raises(Refused, match="came and is not billed"):
        close_order(order, by=manager, note="Enough")
    refused("order_unbilled_once_closed", *update(order, unbilled_reason="Gone"))
    assert post_form(client, url).context["form"].errors.keys() == {"unbilled_reason"}
    assert post_form(client, url, unbilled_reason="The vendor is gone").status_code == 302
    assert "Not all that came was billed: The vendor is gone" in page(order.get_absolute_url())[0]
    words, _ = page(order.requisition.get_absolute_url())
    assert "Nothing more is to come or to be paid" in words
    refused("order_keeps_why_it_is_unbilled", *update(order, unbilled_reason=""))


def test_who_counted_what_came_is_told_on_the_bills_page_that_another_approves_it(page, client):
    order, counts = make_issued(), make_user("fiscal.view_invoice", "fiscal.approve_invoice")
    make_receipt(order, by=counts)
    client.force_login(counts)
    words, _ = page(f"{make_invoice(order).get_absolute_url()}approve/")
    assert "You received order" in words
    assert "describes what was bought" not in words


def test_an_order_that_is_done_says_so_and_a_bill_that_waits_keeps_it_from_its_end(page):
    order = make_issued()
    make_receipt(order)
    bill = make_invoice(order)
    assert offers(page(order.get_absolute_url())[1], "cancel", "close") == [False, False]
    assert bill.status == "matched"
    done = make_issued()
    make_receipt(done)
    make_approved_invoice(done, "B-2")
    assert "Completed" in page(done.get_absolute_url())[0].partition("Lines")[0]


def test_what_came_over_is_told_on_the_order_and_its_report_with_the_way_to_decide(page):
    order = make_issued(by=page.buyer)
    receipt = make_receipt(order, "99")
    one = order.exceptions.get()
    assert [row.note for row in todo.exceptions_to_settle(page.buyer)] == ["10 each ordered, 99 came, 89 over."]
    for url in (order.get_absolute_url(), receipt.get_absolute_url()):
        assert one.get_absolute_url() in page(url)[1]
    words, found = page(one.get_absolute_url())
    assert "89 at $25.00 each: $2,225.00" in words
    assert "Weight" not in words
    assert {order.get_absolute_url(), receipt.get_absolute_url()} <= set(found)
    settle_surplus(one, keeps=False, by=page.buyer, note="Not wanted")
    words, _ = page(receipt.followed_by.get().get_absolute_url())
    assert "89 each" in words
    assert " -89" not in words


def test_who_changes_an_order_is_told_beforehand_who_enters_more(page):
    order = make_issued(price="8.10")
    words, _ = page(reverse("fiscal:purchaseorder-modify", args=[order.pk]))
    assert "entered by somebody who approves orders" in words


def test_prices_are_typed_as_they_are_read(client):
    order = make_issued(price="8.10")
    client.force_login(make_user("fiscal.view_purchaseorder", "fiscal.modify_purchaseorder"))
    form = client.get(reverse("fiscal:purchaseorder-modify", args=[order.pk])).context["form"]
    assert form[f"price-{order.lines.get().pk}"].value() == "8.10"


def test_an_award_is_chosen_among_totals_and_becomes_final_after_its_day(page, client):
    asked = make_evaluated("1.00", "2.00", "3.00")
    url = reverse("fiscal:solicitation-award", args=[asked.pk])
    words, _ = page(url)
    assert "Award to (optional)" not in words
    assert ": $200.00" in words
    assert client.get(url).context["form"]["pick"].value() is None
    assert post_form(client, url).context["form"].errors.keys() == {"pick"}
    awarded = make_awarded()
    words, found = page(awarded.get_absolute_url())
    assert offers(found, "finalize", "decide", "protest") == [False, False, True]
    assert "Made final From" in words
    protest = Protest(solicitation=awarded, protested_by="Show-Me Linen", grounds="Ours was lower.")
    record_protest(protest, by=make_user())
    let_window_pass(awarded)
    words, found = page(awarded.get_absolute_url())
    assert offers(found, "finalize", "decide") == [False, True]
    assert "Not while a protest stands: Show-Me Linen" in words


def test_a_final_award_leads_on_to_its_contract_and_its_order(page, client):
    requisition = make_requisition(status="approved")
    awarded = make_awarded(requisition=requisition)
    let_window_pass(awarded)
    finalize_award(awarded, by=make_user())
    award = awarded.awards.get()
    vendor = award.quote.vendor
    _, found = page(awarded.get_absolute_url())
    assert offers(found, "receive", "finalize", "decide") == [False, False, False]
    contract, order = (next(one for one in found if part in one) for part in ("/contracts/new/?", "/order/?"))
    filled = client.get(contract).context["form"]
    typed = {name: filled[name].value() for name in ("vendor", "solicitation", "award_method", "ceiling")}
    assert typed == {
        "vendor": vendor.pk, "solicitation": awarded.number, "award_method": "quotes", "ceiling": award.amount,
    }  # fmt: skip
    assert client.get(order).context["form"]["vendor"].value() == vendor.number
    other = reverse("fiscal:contract-create") + f"?solicitation={make_awarded().pk}&vendor={vendor.pk}"
    assert client.get(other).context["form"]["vendor"].value() is None
