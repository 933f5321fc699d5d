"""Purchases of the sample in every state: each was brought there by the people of the sample, step by step."""

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.utils import timezone

from doc_portal.core.models import User, Worksite
from doc_portal.core.sample.context import MARK, Context
from fiscal.actions.hand_offs import finish_hand_off
from fiscal.actions.invoices import Billed, approve_invoice, dispute_invoice, keep_invoice
from fiscal.actions.orders import OrderedLine, approve_order, hold_order, issue_order, keep_order
from fiscal.actions.paying import enter_voucher, record_payment
from fiscal.actions.receiving import Counted, receive_order
from fiscal.actions.requisitions import (
    approve_requisition,
    cancel_requisition,
    certify_requisition,
    keep_requisition,
    reject_requisition,
    return_requisition,
    source_requisition,
    submit_requisition,
)
from fiscal.actions.sourcing import Choice, decide_sourcing
from fiscal.asked import AskedLine
from fiscal.models import (
    ApprovalLimit,
    CapitalHandOff,
    CoaCode,
    CommodityClass,
    FundingString,
    Invoice,
    PurchaseOrder,
    Requisition,
    Vendor,
)
from fiscal.periods import fiscal_year_of

THINGS = (
    ("Mop heads", "each", "6.40", "450"), ("Pipe cement", "gal", "18.75", "450"),
    ("Copy paper", "case", "41.20", "615"),
    ("Disposable gloves", "box", "9.85", "269"), ("LED tubes", "each", "7.60", "450"),
    ("Door closers", "each", "96.00", "450"), ("Air filters", "each", "11.25", "450"),
    ("Cooking oil", "pail", "62.00", "375"), ("Batteries, AA", "pack", "8.10", "615"),
    ("Radio clips", "each", "14.30", "450"), ("Step ladders", "each", "129.00", "450"),
    ("Paint, interior", "gal", "27.90", "450"),
)  # fmt: skip
NEEDS = (
    "Housing units run low before the end of the month.", "The ones in use failed at the last inspection.",
    "Stock for the coming quarter.", "Replacement of what broke in daily use.", "Asked for by the safety officer.",
)  # fmt: skip
VENDORS = (
    "Osage Janitorial Supply", "Gasconade Paper", "Current River Hardware", "Meramec Safety", "Niangua Lighting",
    "Sac Valley Paint",
)  # fmt: skip
STAGES = (
    "draft", "submitted", "submitted", "certified", "certified", "returned", "rejected", "cancelled", "approved",
    "sourcing", "ordered", "order_approved", "issued", "issued", "held", "part", "received", "exception", "billed",
    "matched", "disputed", "invoiced", "vouchered", "paid", "paid",
)  # fmt: skip


class People:
    """Who does what in the sample: the sample sign-ins of fiscal."""

    def __init__(self):
        names = {
            "clerk": "office.bonneterre", "requester": "requester.bonneterre", "certifier": "funds.certifier",
            "approver": "approver.bonneterre", "buyer": "buyer.central", "manager": "purchasing.manager",
            "receiver": "receiver.bonneterre", "clerk_pays": "payables.clerk", "pays": "payables.clerk2",
            "pays_out": "payables.clerk3",
        }  # fmt: skip
        found = {one.username: one for one in User.objects.filter(username__in=names.values())}
        self.all_here = len(found) == len(names)
        self.by_role: dict[str, User] = {role: found[name] for role, name in names.items() if name in found}

    def __getattr__(self, role: str) -> User:
        try:
            return self.by_role[role]
        except KeyError as missing:
            raise AttributeError(role) from missing


def set_limits(context: Context) -> int:
    """Who approves up to how much."""
    people, before = People(), ApprovalLimit.objects.count()
    if not before and people.all_here:
        ApprovalLimit.objects.create(
            user=people.approver, up_to=Decimal(50_000), authority=f"Delegation letter {MARK}",
            starts_on=context.today - timedelta(days=400), created_by=people.manager,
        )  # fmt: skip
    return ApprovalLimit.objects.count() - before


def add_vendors(context: Context) -> int:
    """Invented suppliers, where there are none yet."""
    if Vendor.objects.exists():
        return 0
    Vendor.objects.bulk_create(
        Vendor(number=f"SMP{no:07}", name=f"{name} {MARK}", address="Sample Street 1\nJefferson City, MO 65101")
        for no, name in enumerate(VENDORS, 1)
    )
    return len(VENDORS)


def buy(context: Context) -> int:
    """Purchases at every stage, at one worksite, so that each sign-in has work."""
    people, chance = People(), context.chance("purchases")
    if Requisition.objects.exists() or not people.all_here:
        return 0
    site = Worksite.objects.get(slug="erdcc")
    strings = list(_strings(context))
    vendors = list(Vendor.objects.usable_for_orders().exclude(is_mve=True).order_by("pk"))
    for no, stage in enumerate(STAGES * 2):
        _bring(no, stage, people, chance, site, strings, vendors)
    _bring_capital(people, site, strings[0], vendors[0])
    return Requisition.objects.count()


def _strings(context: Context):
    """Strings of this year whose appropriation pays for supplies and has money."""
    fy = fiscal_year_of(context.today)
    rows = FundingString.objects.filter(budget_fy=fy, fund__code="0101").select_related("appropriation_code", "org")
    return rows.order_by("pk")[:12]


def _bring(no, stage, people, chance: random.Random, site, strings, vendors) -> None:
    string = strings[no % len(strings)]
    lines = [_line(chance, string) for _ in range(chance.randint(1, 4))]
    asked = Requisition(
        worksite=site, budget_fy_id=string.budget_fy_id, org=_org_of(string, site), need=chance.choice(NEEDS),
        need_by=timezone.localdate() + timedelta(days=chance.randint(10, 90)), requested_by=people.requester,
    )  # fmt: skip
    requisition = keep_requisition(asked, lines, by=people.clerk)
    _walk(requisition, stage, people, chance, vendors[no % len(vendors)], no)


def _bring_capital(people: People, site, string, vendor: Vendor) -> None:
    """Two capital objects that came: one has its tag and its custodian, the other waits for them."""
    what = AskedLine(
        "Metal detector, walk-through", Decimal(2), Decimal("3400.00"), "each",
        CommodityClass.objects.get(code="680"), fundings=((string, Decimal(100)),),
    )  # fmt: skip
    asked = Requisition(
        worksite=site, budget_fy_id=string.budget_fy_id, org=_org_of(string, site), requested_by=people.requester,
        need="The two at the front entrance failed inspection.", need_by=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip
    requisition = keep_requisition(asked, [what], by=people.clerk)
    _walk(requisition, "received", people, None, vendor, len(STAGES) * 2)
    tagged = CapitalHandOff.objects.order_by("pk").first()
    tagged.site = tagged.permitted_site
    tagged.tag, tagged.custodian, tagged.location = "DOC-104417", "Shift commander", "Front entrance"
    finish_hand_off(tagged, by=people.receiver)


def _line(chance: random.Random, string) -> AskedLine:
    what, unit, price, code = chance.choice(THINGS)
    return AskedLine(
        what, Decimal(chance.randint(2, 18)), Decimal(price), unit, CommodityClass.objects.get(code=code),
        fundings=((string, Decimal(100)),),
    )  # fmt: skip


def _org_of(string, site) -> CoaCode:
    return (
        CoaCode.objects.filter(kind="org", year=string.budget_fy_id, name__startswith=site.name).first() or string.org
    )


def _walk(requisition, stage: str, people: People, chance, vendor: Vendor, no: int) -> None:
    """Step by step until the stage is reached."""
    ends: dict[str, Callable] = {
        "returned": partial(return_requisition, requisition, by=people.certifier, note="Say which housing unit."),
        "rejected": partial(reject_requisition, requisition, by=people.certifier, note="There is stock."),
        "cancelled": partial(cancel_requisition, requisition, by=people.clerk, note="Found in the storeroom."),
    }
    if stage == "draft":
        return
    requisition = submit_requisition(requisition, by=people.clerk)
    if stage in ends:
        ends[stage]()
        return
    if stage == "submitted":
        return
    requisition = certify_requisition(requisition, by=people.certifier)
    if stage == "certified":
        return
    requisition = approve_requisition(requisition, by=people.approver)
    if stage == "approved":
        return
    requisition = source_requisition(requisition, by=people.buyer)
    decide_sourcing(requisition, Choice(split_reason="Needs of separate months"), by=people.manager)
    if stage != "sourcing":
        _order(requisition, stage, people, vendor, no)


def _order(requisition, stage: str, people: People, vendor: Vendor, no: int) -> None:
    order = PurchaseOrder(
        requisition=requisition, vendor=vendor, deliver_by=requisition.need_by, deliver_to="Warehouse dock"
    )
    lines = [OrderedLine(one, one.quantity, one.price) for one in requisition.lines.all()]
    order = keep_order(order, lines, by=people.buyer)
    if stage == "ordered":
        return
    order = approve_order(order, by=people.manager)
    if stage == "order_approved":
        return
    order = issue_order(order, by=people.buyer)
    if stage == "held":
        hold_order(order, by=people.buyer, note="The vendor asks for a new price.")
    elif stage == "exception":
        _bill(order, people, no)
    elif stage != "issued":
        _receive(order, stage, people, no)


def _receive(order, stage: str, people: People, no: int) -> None:
    share = Decimal("0.5") if stage == "part" else Decimal(1)
    counted = [Counted(one.pk, (one.quantity * share).quantize(Decimal(1))) for one in order.lines.all()]
    came_on = timezone.localdate() - timedelta(days=no % 44)
    receive_order(order, counted, received_on=came_on, by=people.receiver, packing_slip=f"PS-{no:04}")
    if stage not in ("part", "received"):
        _pay(_bill(order, people, no), stage, people, no)


def _bill(order, people: People, no: int) -> Invoice:
    lines = [Billed(one.pk, one.quantity, one.price) for one in order.lines.all()]
    amount = sum((one.amount for one in order.lines.all()), Decimal(0))
    came_on = timezone.localdate() - timedelta(days=no % 40)
    invoice = Invoice(
        order=order, number=f"INV-{10_000 + no}", amount=amount, invoice_date=came_on, received_on=came_on
    )
    return keep_invoice(invoice, lines, by=people.clerk_pays)


def _pay(invoice: Invoice, stage: str, people: People, no: int) -> None:
    if stage == "disputed":
        dispute_invoice(invoice, by=people.pays, note="Freight was not agreed.")
    if stage not in ("invoiced", "vouchered", "paid"):
        return
    invoice = approve_invoice(invoice, by=people.pays, descriptive=True, relationship=True)
    if stage == "invoiced":
        return
    payment = enter_voucher(invoice, system="SAMII", doc_type="P1", voucher_number=f"P1{no:08}", by=people.pays_out)
    if stage == "paid":
        record_payment(payment, paid_on=timezone.localdate(), by=people.pays_out)
