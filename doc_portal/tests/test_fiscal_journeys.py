"""A purchase from need to voucher in a real browser, by keyboard: nine people, and what each of them is refused.

Twenty lines are entered without a mouse, against the clock.
"""

from datetime import timedelta
from decimal import Decimal
from time import monotonic

import pytest
from django.utils import timezone

from doc_portal.core.tests.factories import grant, make_worksite
from doc_portal.tests.test_hiring_journeys import GO, LINK, staff
from doc_portal.tests.test_journeys import WIDTHS, seat, seats  # noqa: F401 - a keyboard for each person
from fiscal.models import Appropriation, ApprovalLimit, Invoice, PurchaseOrder, Requisition
from fiscal.tests.factories_purchases import make_money
from fiscal.tests.factories_suppliers import make_vendor

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.parametrize("width", WIDTHS),
]
LINES, MOST_SECONDS = 20, 180


class Office:
    """A worksite with its money, and everybody who has to do with a purchase."""

    def __init__(self):
        self.site = make_worksite(name="Aardvark Correctional Center")
        self.string = make_money("10000.00")
        self.vendor = make_vendor(name="Aardvark Janitorial")
        self.clerk = self.at_site("business_office", "Clara")
        self.approver = self.at_site("purchase_approver", "Abel")
        self.receiver = self.at_site("receiver", "Rhea")
        self.certifier = staff("funds_certifier", first_name="Flora")
        self.buyer, self.manager = staff("buyer", first_name="Bruno"), staff("purchasing_manager", first_name="Mona")
        self.payers = [staff("accounts_payable", first_name=name) for name in ("Pia", "Paul", "Petra")]
        ApprovalLimit.objects.create(user=self.approver, up_to=Decimal(5000), authority="Delegation of 2026")

    def at_site(self, role, name):
        user = staff(first_name=name)
        grant(user, role, worksite=self.site)
        return user

    @property
    def buckets(self):
        found = Appropriation.objects.get(code=self.string.appropriation_code.code)
        return found.pre, found.enc, found.exp


def enter(desk, office) -> Requisition:
    """Twenty lines, Tab by Tab; the money left is told beside them before anything is sent."""
    desk.open("/fiscal/requisitions/new/")
    desk.fill("org", office.string.org.code)
    desk.fill("need", "Housing units are mopped twice a day.")
    desk.tab_to("[name=need_by]")
    desk.page.keyboard.type(f"{timezone.localdate() + timedelta(days=30):%m%d%Y}")
    desk.fill("charge_1", str(office.string))
    for _ in range(2):
        desk.press("[name=more]")
    begun = monotonic()
    desk.tab_to("[name=row0_description]")
    for no in range(LINES):
        for text in (f"Mop head size {no + 1}", "2", "each", "6.25", "", "", ""):
            desk.page.keyboard.type(text)
            desk.page.keyboard.press("Tab")
    assert monotonic() - begun < MOST_SECONDS
    desk.page.get_by_text("Together $250.00").wait_for()
    desk.press(GO)
    desk.reads("is saved as a draft")
    desk.fits()
    made = Requisition.objects.get()
    assert made.lines.count() == LINES
    return made


def step(desk, path, verb, said):
    """One step from a record's page."""
    desk.open(path)
    desk.press(LINK.format(f"/{verb}/"))
    desk.fits()
    desk.press(GO)
    desk.reads(said)


def test_a_purchase_goes_from_need_to_voucher_and_each_does_their_part_alone(seat, width):  # noqa: F811
    office = Office()
    clerk = seat(office.clerk)
    made = enter(clerk, office)
    path = made.get_absolute_url()
    step(clerk, path, "submit", "Submitted")
    assert clerk.watched.open(f"{path}approve/") == 403
    certifier = seat(office.certifier)
    certifier.open("/fiscal/approvals/")
    certifier.press(f"main a[href='{path}']")
    step(certifier, path, "certify", "Funds certified")
    step(seat(office.approver, width), path, "approve", "The money is set aside")
    assert office.buckets == (250, 0, 0)
    buyer = seat(office.buyer)
    step(buyer, path, "source", "Yours to buy now")
    order = write_order(buyer, office, path)
    step(seat(office.manager), order.get_absolute_url(), "approve", "Approved")
    step(buyer, order.get_absolute_url(), "issue", "Issued")
    assert office.buckets == (0, 250, 0)
    receive(seat(office.receiver, width), order)
    pay(seat, office, order)
    assert office.buckets == (0, 0, 250)
    auditor = seat(staff("auditor"))
    auditor.open(path)
    auditor.reads("Approved by")
    assert auditor.watched.open("/fiscal/requisitions/new/") == 403


def write_order(desk, office, path) -> PurchaseOrder:
    """It is decided how it is bought; an order before that is refused as it is issued."""
    desk.open(path)
    desk.press(LINK.format("/how-to-buy/"))
    desk.press(GO)
    desk.open(path)
    desk.press(LINK.format("/order/"))
    desk.fill("vendor", office.vendor.number)
    desk.press(GO)
    desk.reads("saved as a draft")
    return PurchaseOrder.objects.get()


def receive(desk, order):
    """What came is counted blind; more than may come over is set apart."""
    desk.open("/fiscal/to-receive/")
    desk.press(f"main a[href='{order.get_absolute_url()}']")
    desk.press(LINK.format("/receive/"))
    assert "2 each" not in desk.page.inner_text("main")
    for line in order.lines.all():
        desk.fill(f"came-{line.pk}", "3" if line.no == 1 else "2")
    desk.press(GO)
    desk.reads("the buyer was told")
    desk.fits()
    assert order.exceptions.get().kind == "surplus"


def pay(seat, office, order):  # noqa: F811
    """Three people: one enters, another approves, a third vouchers. A price that is too high does not match."""
    first, second, third = (seat(one) for one in office.payers)
    first.open(order.get_absolute_url())
    first.press(LINK.format("/bill/"))
    first.fill("number", "INV-00123")
    first.tab_to("[name=invoice_date]")
    first.page.keyboard.type(f"{timezone.localdate():%m%d%Y}")
    first.fill("amount", "250.00")
    for line in order.lines.all():
        first.fill(f"quantity-{line.pk}", "2")
    first.press(GO)
    first.reads("The bill matches")
    bill = Invoice.objects.get()
    path = bill.get_absolute_url()
    first.open(f"{path}approve/")
    tick(first)
    first.reads("Somebody else must approve the bill")
    second.open(f"{path}approve/")
    tick(second)
    second.reads("Approved. Next")
    third.open(path)
    third.press(LINK.format("/voucher/"))
    third.fill("voucher_number", "P1 4711")
    third.press(GO)
    third.reads("Voucher entered")


def tick(desk):
    """Both checks, and the button."""
    for name in ("descriptive", "relationship"):
        desk.tab_to(f"[name={name}]")
        desk.page.keyboard.press("Space")
    desk.press(GO)
