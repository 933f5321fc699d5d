"""A purchase from need to payment: what each step sets aside and spends, and what is refused on the way."""

from decimal import Decimal

import pytest

from doc_portal.core.tests.factories import grant, make_role, make_user, make_worksite
from doc_portal.tests.markup import parse
from fiscal.actions.orders import modify_order
from fiscal.documents import documents_of
from fiscal.models import Appropriation
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

pytestmark = pytest.mark.django_db


def buckets(string) -> tuple[str, str, str]:
    found = Appropriation.objects.get(budget_fy=string.budget_fy, fund=string.fund, code=string.appropriation_code.code)
    return str(found.pre), str(found.enc), str(found.exp)


def test_a_purchase_moves_its_money_from_need_to_payment():
    string = make_money("1000.00")
    make_requisition(asked(string), status="certified")
    assert buckets(string) == ("0.00", "0.00", "0.00")
    requisition = make_requisition(asked(string), status="approved")
    assert buckets(string) == ("250.00", "0.00", "0.00")
    order = make_order(requisition, status="issued")
    assert buckets(string) == ("0.00", "250.00", "0.00")
    make_receipt(order, "4")
    assert make_invoice(order, quantity="10").status == "exception"
    first = make_approved_invoice(order, "A-1", quantity="4")
    assert buckets(string) == ("0.00", "150.00", "100.00")
    make_receipt(order, "6")
    second = make_approved_invoice(order, "A-2", quantity="6")
    assert buckets(string) == ("0.00", "0.00", "250.00")
    assert make_payment(first).amount == Decimal(100)
    assert make_payment(second, "P1-4712").amount == Decimal(150)


def test_who_only_counts_is_led_past_what_was_ordered(client):
    here = make_worksite()
    lines = asked(make_money("1000.00"), quantity=Decimal("7397"), price=Decimal("0.05"))
    order = make_order(make_requisition(lines, status="approved", worksite=here), status="issued")
    (line,) = order.lines.all()
    modify_order(order, {line.pk: (Decimal("7391"), line.price)}, reason="Fewer", by=make_user())
    counts = ("fiscal.view_purchaseorder", "fiscal.add_receipt")
    client.force_login(make_user(*counts, worksite=here))
    assert parse(client.get("/fiscal/to-receive/")).xpath(f"//a[text()='{order.number}']/@href") == [
        f"/fiscal/orders/{order.pk}/receive/"
    ]
    pages = [order.get_absolute_url(), f"{order.get_absolute_url()}paper/", "/fiscal/orders/", "/fiscal/to-receive/"]

    def telling(*words: str) -> list[str]:
        told = {page: parse(client.get(page)).text_content() for page in pages}
        return [page for page in pages if any(word in told[page] for word in words)]

    assert telling("7,391", "7391", "7,397", "7397", "369.55", "369.85") == []
    client.force_login(make_user(*counts, "fiscal.add_invoice"))
    assert telling("7391 each", "7,391 each") == pages[:2]
    assert telling("369.55") == pages[:3]
    elsewhere = make_user(*counts, worksite=here)
    grant(elsewhere, make_role("fiscal.add_invoice"), worksite=make_worksite())
    client.force_login(elsewhere)
    assert telling("7391", "7,391", "369.55") == []


def test_documents_are_named_with_one_query_for_each_kind(django_assert_num_queries):
    bills = []
    for number in ("A-1", "A-2", "A-3"):
        order = make_order(make_requisition(status="approved"), status="issued")
        make_receipt(order)
        bills.append(make_approved_invoice(order, number))
    keys = [("INV", one.pk) for one in bills] + [("PO", one.order_id) for one in bills]
    with django_assert_num_queries(2):
        assert len({one.name for one in documents_of(keys).values()}) == 6
