"""Years of purchases in the sample: every sum is that of its rows, and what is open goes on through the actions."""

from dataclasses import replace

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from doc_portal.core.sample.context import SIZES, Context
from doc_portal.core.sample.seeding import load_sample
from doc_portal.core.tests.owner import as_owner_of_tables  # noqa: F401 - a fixture
from fiscal.models import Appropriation, BudgetEntry, Invoice, PurchaseOrder, Requisition
from fiscal.sample.budget import add_codes, appropriate, close_past_years, open_years
from fiscal.sample.purchases import add_vendors
from fiscal.sample.years import buy_for_years, require_agreement
from fiscal.tests.factories_purchases import make_approved_invoice, make_payment, make_receipt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner_of_tables")]
SIZE = replace(
    SIZES["small"], name="years", people=160, grants=250, traces=0, notices=0, assignments=190, fiscal_years=2,
    appropriations=10, requisitions_year=240, orders_year=160, bills_year=360,
)  # fmt: skip


@pytest.fixture
def loaded(settings, tmp_path):
    """Two years of purchases; what was made."""
    settings.PORTAL_DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    load_sample(SIZE, 1, unit="core")
    context = Context(SIZE, 1, timezone.localdate())
    parts = (open_years, add_codes, appropriate, add_vendors, buy_for_years, close_past_years)
    return context.in_parts({part.__name__: part for part in parts})


def test_years_of_purchases_agree_and_go_on(loaded):
    """The loader looks itself whether all agrees; it would refuse a sum that is off by a cent."""
    this = max(Requisition.objects.values_list("budget_fy", flat=True))
    assert loaded["buy_for_years"] == 480
    past, bills = Requisition.objects.filter(budget_fy=this - 1), Invoice.objects.filter(order__budget_fy=this - 1)
    assert set(past.values_list("status", flat=True)) == {"closed", "rejected", "cancelled"}
    assert (bills.count(), set(bills.values_list("status", flat=True))) == (360, {"paid"})
    running = Requisition.objects.filter(budget_fy=this)
    assert set(running.values_list("status", flat=True)) == set(Requisition.Status)
    open_one = PurchaseOrder.objects.filter(budget_fy=this, status="issued", receipts=None, exceptions=None)
    order = open_one.filter(requisition__created_by__sample=False).first()
    make_receipt(order)
    appropriation = order.lines.first().fundings.get().appropriation_id
    before = Appropriation.objects.get(pk=appropriation).exp
    assert make_payment(make_approved_invoice(order, number="GOES-ON")).invoice.status == "vouchered"
    assert Appropriation.objects.get(pk=appropriation).exp > before
    with connection.cursor() as cursor:
        require_agreement(cursor)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE fiscal_budgetentry DISABLE TRIGGER USER")
        BudgetEntry.objects.filter(pk=BudgetEntry.objects.last().pk).update(amount="0.01")
        with pytest.raises(CommandError, match="whose buckets are not its entries"):
            require_agreement(cursor)
