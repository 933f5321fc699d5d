"""Vendors that can be used, and contracts that are used within ceiling and days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from doc_portal.core.tests.concurrency import at_once
from doc_portal.core.tests.factories import make_user
from doc_portal.core.tests.raw_sql import refusing
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from fiscal.actions.contracts import use_contract
from fiscal.actions.vendors import keep_vendor
from fiscal.models import Contract, ContractAmendment, ContractUse, Vendor
from fiscal.tests.factories_suppliers import make_contract, make_draft, make_vendor
from fiscal.vendors import refusal_for

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DEBARRED = {"debarred_from": TODAY, "debarred_until": TODAY + timedelta(days=9), "debarment_authority": "OA Purchasing"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ""),
        ({"usage": "payments"}, "payments only"),
        ({"active": False}, "no longer in use"),
        (DEBARRED, "debarred until"),
        ({**DEBARRED, "debarred_from": TODAY - timedelta(days=9), "debarred_until": TODAY}, ""),
        ({"retails_in_missouri": True, "tax_status": "fails", "tax_checked_on": TODAY}, "taxclearance@dor.mo.gov"),
        ({"retails_in_missouri": True, "tax_status": "collects", "tax_checked_on": TODAY}, ""),
    ],
)  # fmt: skip
def test_who_may_not_be_ordered_from_is_said_and_left_out_alike(fields, words):
    vendor = make_vendor(**fields)

    assert words in refusal_for(vendor, TODAY)
    assert bool(words) == bool(refusal_for(vendor, TODAY))
    assert Vendor.objects.usable_for_orders(TODAY).filter(pk=vendor.pk).exists() is (not words)


def test_no_two_vendors_have_one_fein():
    make_vendor(fein="43-1234567")
    with refusing("vendor_fein_stands_once"):
        make_vendor(fein="43-1234567")
    make_vendor(), make_vendor()


def test_no_vendor_is_entered_twice_under_its_name_but_for_a_reason(client):
    first, by = make_vendor(name="Osage Paper & Co."), make_user("fiscal.add_vendor", "fiscal.view_vendor")
    with refusing("vendor_name_stands_once"):
        make_vendor(name="OSAGE PAPER CO")
    with refusing("vendor_name_stands_once"):
        make_vendor(name="Ｏsage-Paper, Co")
    with pytest.raises(Refused, match=rf"{first.number}. has this name"):
        keep_vendor(Vendor(number="V2", name="Osage paper co"), by=by)
    typed = {
        "name": "osage paper co", "another": "on", "number": "V3", "usage": "both", "tax_status": "unchecked",
        "registered_on": f"{TODAY}", "active": "on",
    }  # fmt: skip
    client.force_login(by)
    typed["_key"] = parse(client.get("/fiscal/vendors/new/")).xpath("//input[@name='_key']/@value")[0]
    shown = client.post("/fiscal/vendors/new/", typed)
    assert f"({first.number}) has this name" in shown.content.decode()
    client.post("/fiscal/vendors/new/", typed | {"another_reason": "Of Rolla, not of Osage Beach"})
    second = Vendor.objects.get(number="V3")
    assert "Of Rolla, not of Osage Beach" in client.get(second.get_absolute_url()).content.decode()
    make_vendor(name="Osage Paper Co", active=False)


def test_unpaid_for_22_months_a_vendor_must_register_again():
    paid, unpaid, new = make_vendor(), make_vendor(), make_vendor()
    day = date(2027, 3, 31)
    Vendor.objects.filter(pk=paid.pk).update(last_paid_on=date(2025, 6, 1))
    Vendor.objects.filter(pk=unpaid.pk).update(last_paid_on=date(2025, 5, 31))

    assert set(Vendor.objects.must_reregister(day)) == {unpaid}
    assert new not in Vendor.objects.must_reregister(day)


def test_a_change_of_a_vendor_names_who_made_it():
    vendor = make_vendor()
    with refusing("vendor_change_names_who"):
        Vendor.objects.filter(pk=vendor.pk).update(eft=True)
    Vendor.objects.filter(pk=vendor.pk).update(last_paid_on=TODAY)


def test_an_order_past_expiry_or_of_a_draft_is_refused():
    contract = make_contract(starts_on=TODAY - timedelta(days=30), ends_on=TODAY)
    use_contract(contract, 1, Decimal(10), on=TODAY, by=None)

    with pytest.raises(Refused, match="Have it renewed"):
        use_contract(contract, 2, Decimal(10), on=TODAY + timedelta(days=1), by=None)
    with pytest.raises(Refused, match="in preparation"):
        use_contract(make_draft(), 3, Decimal(10), on=TODAY, by=None)
    use_contract(contract, 1, Decimal(-10), on=TODAY + timedelta(days=1), by=None)
    contract.refresh_from_db()
    assert contract.ordered == 0


def test_an_order_past_the_ceiling_is_refused_with_what_is_missing():
    contract = make_contract("100.00")
    use_contract(contract, 1, Decimal("60.00"), on=TODAY, by=None)
    use_contract(contract, 1, Decimal("60.00"), on=TODAY, by=None, seq=1)

    with pytest.raises(Refused, match=r"\$40.00 left .* \$0.01 are missing"):
        use_contract(contract, 2, Decimal("40.01"), on=TODAY, by=None)
    use_contract(contract, 2, Decimal("40.00"), on=TODAY, by=None)
    with refusing("contract_ordered_follows_orders"):
        Contract.objects.filter(pk=contract.pk).update(ordered=0)
    with refusing("contract_use_is_reversed_never_changed"):
        ContractUse.objects.all().delete()


def test_amendments_change_a_contract_in_force_and_nothing_else_does():
    contract = make_contract("100.00", renewal_options=1)
    later = contract.ends_on + timedelta(days=365)
    change = {"contract": contract, "reason": "Renewed as agreed"}
    ContractAmendment.objects.create(
        **change, number=1, is_renewal=True, ends_on=later, ceiling_change=50, price_percent=2
    )
    ContractAmendment.objects.create(**change, number=2, price_percent=2)
    contract.refresh_from_db()

    assert (contract.ceiling, contract.ends_on, contract.price_percent) == (150, later, Decimal("4.040"))
    with refusing("contract_in_force_is_amended"):
        Contract.objects.filter(pk=contract.pk).update(ceiling=900)
    with refusing("contract_renews_within_its_options"):
        ContractAmendment.objects.create(**change, number=3, is_renewal=True, ends_on=later + timedelta(days=1))
    with refusing("contract_amendment_stays"):
        ContractAmendment.objects.filter(number=1).update(ceiling_change=1)
    with refusing("contract_amendment_of_one_in_force"):
        ContractAmendment.objects.create(contract=make_draft(), number=1, price_percent=2, reason="Early")


def test_a_contract_in_force_is_signed_and_of_a_vendor_that_may_sell():
    with refusing("contract_in_force_is_signed"):
        make_contract(non_debarment_on=None)
    with refusing("contract_in_force_is_signed"):
        make_contract(contractor_must_sign=True, contractor_sign_by=TODAY)
    draft = make_draft(vendor=make_vendor(**DEBARRED), awarded_on=TODAY)
    with refusing("contract_of_a_vendor_that_may_sell"):
        Contract.objects.filter(pk=draft.pk).update(status="in_force")


@pytest.mark.django_db(transaction=True)
def test_forty_orders_at_once_never_exceed_the_ceiling():
    contract = make_contract("1000.00")

    def order(number):
        return lambda: use_contract(contract, number, Decimal("70.00"), on=TODAY, by=None)

    answers = at_once(*[order(number) for number in range(40)])
    contract.refresh_from_db()

    assert answers.count(None) == 14
    assert all("are missing" in str(one) for one in answers if one is not None)
    assert contract.ordered == sum(one.amount for one in ContractUse.objects.all()) == Decimal("980.00")
