"""One purchase by each lawful way to buy, in a real browser: from need to payment, SAM II and audit."""

from dataclasses import dataclass, field

import pytest

from doc_portal.core.tests.files_for_tests import png
from doc_portal.tests.buying import (
    Office,
    ask_and_agree,
    enter_bill,
    pay,
    receive,
    save_draft,
    say_what_for,
    step,
    tick,
    type_line,
    write_order,
)
from doc_portal.tests.test_browser import ALL
from doc_portal.tests.test_hiring_journeys import GO, LINK, staff
from doc_portal.tests.test_journeys import seat, seats  # noqa: F401 - a keyboard for each person
from fiscal.models import ExternalDocRef, Paper
from fiscal.tests.factories_suppliers import make_contract

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PHONE = 390


@dataclass(frozen=True)
class Way:
    """What is bought for how much, what the buyer says of it, and the papers that asks for."""

    name: str
    price: str
    papers: tuple[Paper, ...] = ()
    claim: str = ""
    kind: str = ""
    contract: bool = False
    commodity: dict = field(default_factory=dict)
    vendor: dict = field(default_factory=dict)


WAYS = {
    "MVE": Way(
        "Missouri Vocational Enterprises", "900.00", commodity={"mve_makes": True}, vendor={"is_mve": True}
    ),
    "contract": Way("Statewide or agency contract", "50000.00", contract=True),
    "up to 10,000": Way("No competition required", "10000.00"),
    "quotes": Way("Informal quotes", "20000.00", (Paper.QUOTES,)),
    "OA bids": Way("Bids through OA Purchasing", "120000.00", (Paper.OA_AWARD,)),
    "single source": Way(
        "Single feasible source", "20000.00", (Paper.DETERMINATION, Paper.NOTICE, Paper.DELEGATION), "single_source"
    ),
    "cooperative": Way("Other government or cooperative", "30000.00", (Paper.AGREEMENT,), "cooperative"),
    "emergency": Way("Emergency", "30000.00", (Paper.JUSTIFICATION,), "emergency"),
    "construction": Way(
        "Construction or repair", "60000.00", (Paper.QUOTES,), kind="Construction", commodity={"kind": "construction"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WAYS if ALL else ["quotes"])
def test_a_purchase_goes_its_lawful_way_through_everybody_s_hands(seat, name):  # noqa: F811
    way = WAYS[name]
    office = Office("1000000.00", "1000000.00", vendor=way.vendor, commodity=way.commodity)
    contract = make_contract(vendor=office.vendor).number if way.contract else ""
    made = enter(seat(office.clerk), office, way)
    path = made.get_absolute_url()
    ask_and_agree(seat, office, made, PHONE)
    buyer = seat(office.buyer)
    step(buyer, path, "source", "Yours to buy now")
    decide(buyer, path, way, contract)
    attach_papers(buyer, path, way)
    order = write_order(buyer, office, path, contract)
    step(seat(office.manager), order.get_absolute_url(), "approve", "Approved")
    step(buyer, order.get_absolute_url(), "issue", "Issued")
    receive(seat(office.receiver, PHONE), order, {1: "1"}, "is recorded")
    bill = enter_bill(seat(office.payers[0]), order, "1", way.price)
    pay(seat, office, bill)
    assert office.buckets == (0, 0, bill.amount)
    refer(seat(staff("sam_ii_analyst")), office)
    audit(seat(staff("auditor")), path, order, bill)


def enter(desk, office, way):
    """One thing of the class its way is about."""
    say_what_for(desk, office, "The laundry runs every day.", way.kind)
    desk.tab_to("[name=row0_description]")
    type_line(desk, "Laundry equipment", "1", "each", way.price, office.commodity.code)
    return save_draft(desk)


def decide(desk, path, way, contract):
    """How it is bought: what covers it or is special about it is said, and nothing else."""
    desk.open(path)
    desk.press(LINK.format("/how-to-buy/"))
    if contract:
        desk.choose("contract", contract)
    if way.claim:
        tick(desk, way.claim)
        desk.fill("grounds", "Nobody else can deliver before the boilers stand still.")
    desk.press(GO)
    desk.reads(way.name)


def attach_papers(desk, path, way):
    """Each paper its way asks for, as long as one is missing."""
    if not way.papers:
        return
    desk.open(path)
    desk.press("main a[href*='/fiscal/sourcing/']")
    paper = {"name": "paper.png", "mimeType": "image/png", "buffer": png()}
    for one in way.papers:
        desk.reads("missing")
        desk.press(LINK.format("/attach/"))
        desk.choose("paper", str(one.label))
        desk.fill("covers", "3")
        desk.page.set_input_files("[name=file]", paper)
        desk.press(GO)
        desk.reads("Attached.")
    assert "missing" not in desk.page.inner_text("main")


def refer(desk, office):
    """The voucher stands as a document of SAM II since it was entered; SAM II took it."""
    ref = ExternalDocRef.objects.get()
    assert ref.agency == office.string.agency.code
    desk.open("/fiscal/external-documents/")
    desk.press(f"main a[href='{ref.get_absolute_url()}']")
    desk.reads("Voucher")
    desk.press(LINK.format("/answer/"))
    desk.pick("taken", "yes")
    desk.press(GO)
    desk.reads("Answer recorded.")
    assert ExternalDocRef.objects.get().status == "accepted"


def audit(desk, path, order, bill):
    """The whole chain is found from one record to the next, and none of it can be changed."""
    desk.open(path)
    desk.reads("Approved by")
    desk.press(f"main a[href='{order.get_absolute_url()}']")
    desk.press(f"main a[href='{bill.get_absolute_url()}']")
    desk.reads("4711")
    desk.reads("Paid")
    for locked in (f"{path}edit/", f"{order.get_absolute_url()}close/", f"{bill.get_absolute_url()}void/"):
        assert desk.watched.open(locked) == 403
