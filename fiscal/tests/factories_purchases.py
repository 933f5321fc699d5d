"""Purchases for tests, at every stage: each stage is reached through the actions, by people who may."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.core.tests.files_for_tests import png
from fiscal.actions.invoices import Billed, approve_invoice, keep_invoice
from fiscal.actions.orders import OrderedLine, approve_order, issue_order, keep_order
from fiscal.actions.paying import enter_voucher
from fiscal.actions.receiving import Counted, receive_order
from fiscal.actions.requisitions import (
    approve_requisition,
    certify_requisition,
    keep_requisition,
    source_requisition,
    submit_requisition,
)
from fiscal.actions.sourcing import Choice, decide_sourcing
from fiscal.asked import AskedLine
from fiscal.models import (
    FundingString,
    Invoice,
    OrderLine,
    PaymentRequest,
    PrimeRate,
    PurchaseOrder,
    Requisition,
    SourcingDecision,
)
from fiscal.periods import fiscal_year_of
from fiscal.tests.factories import make_appropriation, make_approver, make_code, make_year
from fiscal.tests.factories_sourcing import make_class
from fiscal.tests.factories_suppliers import make_vendor

HUNDRED = Decimal(100)


def this_year():
    return make_year(fiscal_year_of(timezone.localdate()))


def make_money(authority: str = "10000.00", year=None, **fields) -> FundingString:
    """A string with an appropriation behind it."""
    year = year or this_year()
    appropriation = make_appropriation(authority, year=year, **fields)
    code = make_code("appropriation_code", year, code=appropriation.code)
    return FundingString.objects.create(
        budget_fy=year, fund=appropriation.fund, agency=appropriation.agency, org=make_code("org", year),
        appropriation_code=code,
    )  # fmt: skip


def asked(string: FundingString | None = None, **fields) -> AskedLine:
    """Ten things at 25 dollars, charged to one string."""
    fields = {"description": "Mop heads", "quantity": Decimal(10), "price": Decimal("25.00"), **fields}
    fields.setdefault("fundings", ((string or make_money(), HUNDRED),))
    if "commodity" not in fields:
        fields["commodity"] = make_class()
    return AskedLine(**fields)


def make_requisition(*lines: AskedLine, status: str = "draft", by: User | None = None, **fields) -> Requisition:
    """A requisition at a status, as people bring it there."""
    by = by or make_user()
    lines = lines or (asked(),)
    year = lines[0].fundings[0][0].budget_fy
    fields = {
        "worksite": fields.pop("worksite", None) or make_worksite(), "budget_fy": year,
        "need": "Floors are mopped daily.",
        "org": lines[0].fundings[0][0].org, "need_by": timezone.localdate() + timedelta(days=30), "requested_by": by,
        **fields,
    }  # fmt: skip
    made = keep_requisition(Requisition(**fields), lines, by=by)
    steps = {
        "submitted": partial(submit_requisition, by=by),
        "certified": lambda one: certify_requisition(one, by=make_user()),
        "approved": lambda one: approve_requisition(one, by=make_approver()),
        "sourcing": lambda one: source_requisition(one, by=make_user()),
    }
    for name, step in steps.items():
        if status == "draft":
            break
        made = step(made)
        if name == status:
            break
    return made


def make_order(
    requisition: Requisition | None = None, *, status: str = "draft", by: User | None = None, **fields
) -> PurchaseOrder:
    """An order of all lines of a requisition at their estimates."""
    requisition = requisition or make_requisition(status="approved")
    of_lines = ("match_rule", "match_reason", "over_percent", "weight", "weight_unit")
    line_fields = {name: fields.pop(name) for name in of_lines if name in fields}
    price = fields.pop("price", None)
    order = PurchaseOrder(
        requisition=requisition, vendor=fields.pop("vendor", None) or make_vendor(),
        deliver_by=timezone.localdate() + timedelta(days=14), **fields,
    )  # fmt: skip
    lines = [
        OrderedLine(one, one.quantity, Decimal(price) if price else one.price, **line_fields)
        for one in requisition.lines.all()
    ]
    order = keep_order(order, lines, by=by or make_user())
    if status in ("approved", "issued"):
        order = approve_order(order, by=make_user())
    if status == "issued":
        if not SourcingDecision.objects.current().filter(requisition=requisition).exists():
            decide_sourcing(requisition, Choice(), by=make_user())
        order = issue_order(order, by=make_user())
    return order


def make_issued(*lines: AskedLine, **fields) -> PurchaseOrder:
    """An issued order of these lines."""
    wanted = {name: fields.pop(name) for name in ("worksite", "kind") if name in fields}
    return make_order(make_requisition(*lines, status="approved", **wanted), status="issued", **fields)


def make_receipt(order: PurchaseOrder, came: str | None = None, *, by: User | None = None, on=None, **fields):
    """All of an order came, or so much of each line."""
    service = order.lines.filter(match_rule="service_acceptance").exists()
    support = SimpleUploadedFile("sheet.png", png()) if service else None
    counted = [Counted(one.pk, one.quantity if came is None else Decimal(came), **fields) for one in order.lines.all()]
    came_on = on or timezone.localdate()
    return receive_order(order, counted, received_on=came_on, by=by or make_user(), support=support)


def enter_prime(percent: str) -> None:
    """The prime rate of all days."""
    PrimeRate.objects.create(percent=Decimal(percent), starts_on=date(2000, 1, 1), authority="Quarterly release")


def make_invoice(
    order: PurchaseOrder,
    number: str = "INV-00123",
    *,
    by: User | None = None,
    quantity: str | None = None,
    price: str | None = None,
    **fields,
) -> Invoice:
    """A bill over all of an order as ordered, unless said otherwise."""
    lines: list[OrderLine] = list(order.lines.all())
    billed = [
        Billed(
            one.pk, one.quantity if quantity is None else Decimal(quantity),
            one.price if price is None else Decimal(price), one.weight,
        )
        for one in lines
    ]  # fmt: skip
    amount = sum(((one.weight or one.quantity) * one.price for one in billed), Decimal(0)).quantize(Decimal("0.01"))
    fields = {"invoice_date": timezone.localdate(), "amount": amount, **fields}
    return keep_invoice(Invoice(order=order, number=number, **fields), billed, by=by or make_user())


def make_approved_invoice(order: PurchaseOrder, number: str = "INV-00123", **fields) -> Invoice:
    """A bill somebody approved."""
    return approve_invoice(make_invoice(order, number, **fields), by=make_user(), descriptive=True, relationship=True)


def make_payment(invoice: Invoice | None = None, number: str = "P1-4711", system: str = "SAMII") -> PaymentRequest:
    """An approved bill with its voucher."""
    if invoice is None:
        order = make_issued()
        make_receipt(order)
        invoice = make_approved_invoice(order)
    return enter_voucher(invoice, system=system, doc_type="P1", voucher_number=number, by=make_user())
