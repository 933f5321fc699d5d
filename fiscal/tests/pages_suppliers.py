"""How the pages of vendors and contracts are reached."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.tests.cases import Case, Expect
from fiscal.models import Contract, ContractAmendment, ContractUse, Vendor
from fiscal.tests.factories_suppliers import make_contract, make_draft, make_vendor

SEEN, CLOSED = Expect(200, 405), Expect(403, 403)
VENDORS, CONTRACTS = ("fiscal.view_vendor",), ("fiscal.view_contract",)


def day(days):
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def vendor(world, by):
    return make_vendor(created_by=by, retails_in_missouri=True)


def vendors(world, n):
    for _ in range(n):
        make_vendor()


def vendor_body(world, row):
    return {
        "name": "Gasconade Paper", "number": "V7654321", "fein": "43-7654321", "usage": "both", "active": "on",
        "tax_status": "unchecked", "registered_on": day(0),
    }  # fmt: skip


def draft(world, by):
    return make_draft(created_by=by)


def contract(world, by):
    return make_contract("5000.00", created_by=by, renewal_options=1, ends_on=timezone.localdate())


def contracts(world, n):
    for _ in range(n):
        make_contract("100.00")


def of_vendor(world, n):
    for _ in range(n):
        make_contract(vendor=Vendor.objects.latest("pk"))


def of_contract(world, n):
    shown = contract_shown()
    last = shown.amendments.count()
    for no in range(last + 1, last + n + 1):
        ContractAmendment.objects.create(contract=shown, number=no, price_percent=1, reason="Prices")
        ContractUse.objects.create(contract=shown, order_id=no, amount=1, used_on=timezone.localdate())


def contract_shown():
    return Contract.objects.filter(ceiling=5000).latest("pk")


def contract_body(world, row):
    return {
        "number": "CR2712345", "title": "Vending at institutions", "vendor": make_vendor().pk, "kind": "vending",
        "commission_percent": "12.5", "award_method": "bids", "awarded_on": day(0), "starts_on": day(0),
        "ceiling": "", "renewal_options": "2",
    }  # fmt: skip


def note(world, row):
    return {"note": "As agreed."}


def amendment(world, row):
    return {"is_renewal": "on", "ends_on": day(365), "price_percent": "2", "reason": "First renewal"}


SUPPLIERS = (
    Case("fiscal:vendor-list", rows=vendors, queries=8, empty_query="?q=no-such"),
    Case("fiscal:vendor-detail", row=vendor, rows=of_vendor, elsewhere=SEEN, queries=12),
    Case("fiscal:vendor-create", body=vendor_body, also=VENDORS, elsewhere=Expect(200, 409), queries=7),
    Case("fiscal:vendor-edit", row=vendor, body=vendor_body, also=VENDORS, elsewhere=CLOSED, queries=8),
    Case("fiscal:contract-list", rows=contracts, queries=8, empty_query="?q=no-such"),
    Case("fiscal:contract-detail", row=contract, rows=of_contract, elsewhere=SEEN, queries=12),
    Case("fiscal:contract-create", body=contract_body, also=CONTRACTS, elsewhere=Expect(200, 409), queries=7),
    Case("fiscal:contract-edit", row=draft, body=contract_body, also=CONTRACTS, elsewhere=CLOSED, queries=8),
    Case("fiscal:contract-begin", row=draft, body=note, also=CONTRACTS, elsewhere=CLOSED, queries=7),
    Case("fiscal:contract-amend", row=contract, body=amendment, also=CONTRACTS, elsewhere=CLOSED, queries=7),
    Case("fiscal:contract-end", row=contract, body=note, also=CONTRACTS, elsewhere=CLOSED, queries=7),
)
