"""The steps of a purchase in a real browser, by keyboard, and the people who take them."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from doc_portal.core.tests.factories import grant, make_worksite
from doc_portal.tests.test_hiring_journeys import GO, LINK, staff
from doc_portal.tests.test_journeys import Clerk
from fiscal.models import Appropriation, ApprovalLimit, CommodityClass, Invoice, PurchaseOrder, Requisition
from fiscal.tests.factories_purchases import make_money
from fiscal.tests.factories_sourcing import make_class
from fiscal.tests.factories_suppliers import make_vendor

COLUMNS = ("description", "quantity", "unit", "price", "commodity", "item_number", "charge")


class Office:
    """A worksite with its money, and everybody who has to do with a purchase."""

    def __init__(self, money="10000.00", limit="5000.00", vendor=None, commodity=None):
        self.site = make_worksite(name="Aardvark Correctional Center")
        self.string = make_money(money)
        self.vendor = make_vendor(name="Aardvark Janitorial", **vendor or {})
        self.commodity: CommodityClass = make_class(name="Janitorial supplies", **commodity or {})
        self.clerk = self.at_site("business_office", "Clara")
        self.approver = self.at_site("purchase_approver", "Abel")
        self.receiver = self.at_site("receiver", "Rhea")
        self.certifier = staff("funds_certifier", first_name="Flora")
        self.buyer, self.manager = staff("buyer", first_name="Bruno"), staff("purchasing_manager", first_name="Mona")
        self.payers = [staff("accounts_payable", first_name=name) for name in ("Pia", "Paul", "Petra")]
        ApprovalLimit.objects.create(user=self.approver, up_to=Decimal(limit), authority="Delegation of 2026")

    def at_site(self, role, name):
        user = staff(first_name=name)
        grant(user, role, worksite=self.site)
        return user

    @property
    def buckets(self):
        found = Appropriation.objects.get(code=self.string.appropriation_code.code)
        return found.pre, found.enc, found.exp


def say_what_for(desk: Clerk, office: Office, need: str, kind: str = ""):
    """The upper part of a new requisition."""
    desk.open("/fiscal/requisitions/new/")
    desk.fill("need", need)
    type_day(desk, "need_by", timezone.localdate() + timedelta(days=30))
    desk.fill("org", office.string.org.code)
    if kind:
        desk.choose("kind", kind)
    desk.fill("charge_1", str(office.string))


def type_line(desk: Clerk, *texts: str):
    """One line from its first cell on, Tab by Tab; cells not named stay as they are."""
    for text in texts + ("",) * (len(COLUMNS) - len(texts)):
        desk.page.keyboard.type(text)
        desk.page.keyboard.press("Tab")


def save_draft(desk: Clerk) -> Requisition:
    desk.press(GO)
    desk.reads("is saved as a draft")
    desk.fits()
    return Requisition.objects.get()


def type_day(desk: Clerk, name: str, day: date):
    desk.tab_to(f"[name={name}]")
    desk.page.keyboard.type(f"{day:%m%d%Y}")


def step(desk: Clerk, path: str, verb: str, said: str):
    """One step from a record's page."""
    desk.open(path)
    desk.press(LINK.format(f"/{verb}/"))
    desk.fits()
    desk.press(GO)
    desk.reads(said)


def tick(desk: Clerk, *names: str):
    for name in names:
        desk.tab_to(f"[name={name}]")
        desk.page.keyboard.press("Space")


def ask_and_agree(seat, office: Office, made: Requisition, width: int):
    """Submitted by who wrote it, certified and approved by others, taken up by a buyer."""
    path = made.get_absolute_url()
    step(seat(office.clerk), path, "submit", "Submitted")
    certifier = seat(office.certifier)
    certifier.open("/fiscal/approvals/")
    certifier.press(f"main a[href='{path}']")
    step(certifier, path, "certify", "Funds certified")
    step(seat(office.approver, width), path, "approve", "The money is set aside")


def write_order(desk: Clerk, office: Office, path: str, contract: str = "") -> PurchaseOrder:
    """An order of all lines as they were approved."""
    desk.open(path)
    desk.press(LINK.format("/order/"))
    desk.fill("vendor", office.vendor.number)
    if contract:
        desk.fill("contract", contract)
    desk.press(GO)
    desk.reads("saved as a draft")
    return PurchaseOrder.objects.get()


def receive(desk: Clerk, order: PurchaseOrder, came: dict[int, str], said: str):
    """What came, by the number of the line, is counted blind."""
    desk.open("/fiscal/to-receive/")
    desk.press(f"main a[href='{order.receive_url}']")
    for line in order.lines.all():
        assert f"{line.quantity.normalize():f} {line.unit}" not in desk.page.inner_text("main")
        desk.fill(f"came-{line.pk}", came[line.no])
    desk.press(GO)
    desk.reads(said)
    desk.fits()


def enter_bill(desk: Clerk, order: PurchaseOrder, quantity: str, amount: str) -> Invoice:
    """A bill over all lines."""
    desk.open(order.get_absolute_url())
    desk.press(LINK.format("/bill/"))
    desk.fill("number", "INV-00123")
    type_day(desk, "invoice_date", timezone.localdate())
    desk.fill("amount", amount)
    for line in order.lines.all():
        desk.fill(f"quantity-{line.pk}", quantity)
    desk.press(GO)
    desk.reads("The bill matches")
    return Invoice.objects.get()


def check_bill(desk: Clerk, bill: Invoice, said: str):
    """Both checks, and the button."""
    desk.open(f"{bill.get_absolute_url()}approve/")
    tick(desk, "descriptive", "relationship")
    desk.press(GO)
    desk.reads(said)


def pay(seat, office: Office, bill: Invoice):
    """Who entered it does not approve it; a third person enters its voucher."""
    first, second, third = (seat(one) for one in office.payers)
    first.open(f"{bill.get_absolute_url()}approve/")
    first.reads("Somebody else must approve the bill")
    check_bill(second, bill, "Approved. Next")
    third.open(bill.get_absolute_url())
    third.press(LINK.format("/voucher/"))
    third.fill("voucher_number", "P1 4711")
    third.press(GO)
    third.reads("Voucher entered")
    third.press(LINK.format("/pay/"))
    third.press(GO)
    third.reads("Paid.")
