"""Vendors and contracts of the sample, in every state, invented."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from doc_portal.core.models import User, Worksite
from doc_portal.core.sample.context import MARK, Context
from fiscal.actions.contracts import amend_contract, begin_contract, end_contract, keep_contract
from fiscal.actions.vendors import keep_vendor
from fiscal.models import Contract, VendingMachine, Vendor
from fiscal.models.contracts import default_end

SITE = "erdcc"
VENDING = "Bourbeuse Vending"


def keep_suppliers(context: Context) -> int:
    """A vendor for each thing that can bar one, and Missouri Vocational Enterprises."""
    if Vendor.objects.filter(is_mve=True).exists():
        return 0
    today, by = context.today, User.objects.get(username="buyer.central")
    long_ago = today - timedelta(days=1500)
    told = {"tax_checked_on": today - timedelta(days=40), "retails_in_missouri": True}
    rows = (
        ("Missouri Vocational Enterprises", {"is_mve": True}),
        (VENDING, {**told, "tax_status": "collects", "eft": True}),
        ("Loutre Signs", {"debarred_from": today - timedelta(days=90), "debarred_until": today + timedelta(days=275),
                          "debarment_authority": f"OA Purchasing {MARK}"}),
        ("Moreau Outlet", {**told, "tax_status": "fails"}),
        ("Femme Osage Utilities", {"usage": "payments"}),
        ("Elk Fork Carpets",
         {"usage": "payments", "registered_on": long_ago, "last_paid_on": today - timedelta(days=900)}),
        ("Tavern Creek Builders", {"mbe": True, "wbe": True, "retails_in_missouri": True}),
        ("Gravois Uniforms", {"active": False}),
    )  # fmt: skip
    for no, (name, fields) in enumerate(rows, 101):
        keep_vendor(Vendor(number=f"SMP{no:07}", name=f"{name} {MARK}", created_by=by, **fields), by=by)
    return len(rows)


def keep_contracts(context: Context) -> int:
    """Contracts in preparation, in force, about to expire, expired and ended, and one of vending with its machines."""
    if Contract.objects.exists():
        return 0
    by, manager = (User.objects.get(username=name) for name in ("buyer.central", "purchasing.manager"))
    vendors = list(Vendor.objects.usable_for_orders().filter(is_mve=False).exclude(name__startswith=VENDING)[:5])
    vending = Vendor.objects.get(name__startswith=VENDING)
    today = context.today
    rows = (
        ("Janitorial supplies", vendors[0], today - timedelta(days=60),
         {"ceiling": Decimal(80_000), "renewal_options": 2}),
        ("Copy paper", vendors[1], today - timedelta(days=250), {"kind": "prices", "renewal_options": 1}),
        ("Door hardware", vendors[2], today - timedelta(days=420), {"ceiling": Decimal(20_000)}),
        ("Lighting repair", vendors[3], today - timedelta(days=30), {"kind": "services"}),
        ("Vending at Bonne Terre", vending, today - timedelta(days=150),
         {"kind": "vending", "commission_percent": Decimal("12.50"), "commission_due_day": 15}),
    )  # fmt: skip
    made = [_contract(*row, by=by) for row in rows]
    for one in made:
        begin_contract(one, by=manager)
    amend_contract(made[0], by=manager, reason="Prices of the second quarter", price_percent=Decimal(2))
    end_contract(made[3], by=manager, note=f"The vendor gave the service up {MARK}")
    signs = {"contractor_must_sign": True, "contractor_sign_by": today + timedelta(days=20)}
    unsigned = {"officer": "", "officer_signed_on": None}
    _contract("Exercise equipment", vendors[0], today, signs | unsigned, by=by)
    _place_machines(made[4])
    return len(made) + 1


def _contract(title: str, vendor: Vendor, starts_on: date, fields: dict, *, by: User) -> Contract:
    papers = {
        "officer": f"D. Whitfield {MARK}", "officer_signed_on": starts_on, "non_debarment_on": starts_on,
        "award_method": "bids", "awarded_on": starts_on, "ends_on": default_end(starts_on),
    }  # fmt: skip
    named = {"title": f"{title} {MARK}", "vendor": vendor, "starts_on": starts_on, "created_by": by}
    return keep_contract(Contract(**named | papers | fields), by=by)


def _place_machines(contract: Contract) -> None:
    site = Worksite.objects.get(slug=SITE)
    for label in ("Snacks 1", "Drinks 2"):
        VendingMachine.objects.create(contract=contract, worksite=site, label=label, placed_on=contract.starts_on)
    old = VendingMachine(contract=contract, worksite=site, label="Coffee 3", placed_on=contract.starts_on)
    old.removed_on = timezone.localdate() - timedelta(days=70)
    old.save()
