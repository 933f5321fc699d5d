"""The sample of vendors, contracts, cash and needs stands in every state, made once."""

import pytest
from django.utils import timezone

from doc_portal.core.models import Worksite
from doc_portal.core.sample.context import SIZES, Context
from doc_portal.core.tests.factories import make_user, make_worksite
from fiscal.models import CashHandOver, CommissionMonth, Contract, NeedsList, ReceiptBatch, Vendor
from fiscal.sample import cash, suppliers
from fiscal.sample.purchases import add_vendors
from fiscal.tests.factories_cash import make_class

PARTS = (
    add_vendors, suppliers.keep_suppliers, suppliers.keep_contracts, cash.receive, cash.sell_tickets, cash.count_funds,
    cash.follow_commissions, cash.hand_over_cash, cash.gather_needs,
)  # fmt: skip
SIGN_INS = (
    *cash.OFFICE, "buyer.central", "purchasing.manager", "payables.clerk", "fiscal.director", "requester.bonneterre",
)  # fmt: skip


@pytest.mark.django_db
def test_the_sample_shows_every_state_and_is_made_once():
    for name in SIGN_INS:
        make_user(username=name)
    if not Worksite.objects.filter(slug=suppliers.SITE).exists():
        make_worksite(slug=suppliers.SITE)
    make_class()
    context = Context(SIZES["small"], seed=1, today=timezone.localdate())

    made = [part(context) for part in PARTS]
    again = [part(context) for part in PARTS]

    assert all(made)
    assert not any(again)
    assert set(ReceiptBatch.objects.values_list("status", flat=True)) == set(ReceiptBatch.Status.values)
    assert set(CashHandOver.objects.values_list("status", flat=True)) == set(CashHandOver.Status.values)
    assert {"In force", "Expired", "Ended early", "In preparation"} == {one.state for one in Contract.objects.all()}
    states = {one.state for one in CommissionMonth.objects.all()}
    assert {"Settled", "Statement short", "Check late", "Statement missing", "Expected"} == states
    assert {"closed", "collecting"} == set(NeedsList.objects.values_list("status", flat=True))
    assert Vendor.objects.must_reregister().exists()
    assert ReceiptBatch.objects.late(1).count() == 2
