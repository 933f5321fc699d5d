"""One purchase by each lawful way: what is missing stops its order, and once it is on file the order goes out."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doc_portal.core.tests.factories import make_user
from doc_portal.core.tests.files_for_tests import png
from doc_portal.core.workflow import Refused
from fiscal.actions.orders import issue_order
from fiscal.actions.sourcing import Choice, attach_paper, decide_sourcing
from fiscal.tests.factories_purchases import asked, make_money, make_order, make_requisition
from fiscal.tests.factories_sourcing import make_certificate, make_class
from fiscal.tests.factories_suppliers import make_contract, make_vendor

pytestmark = pytest.mark.django_db

WAYS = {
    "MVE makes it": ("900.00", {"mve_makes": True, "is_mve": True}, {}, []),
    "MVE cannot, little money": ("900.00", {"mve_makes": True}, {"certificate": True}, ["mve_certificate"]),
    "a contract covers it": ("50000.00", {}, {"contract": True}, []),
    "up to 10,000.00": ("10000.00", {}, {}, []),
    "from 10,000.01": ("10000.01", {}, {}, ["quotes"]),
    "up to 99,999.99": ("99999.99", {}, {}, ["quotes"]),
    "from 100,000.00": ("100000.00", {}, {}, ["oa_award"]),
    "single feasible source": (
        "20000.00", {}, {"single_source": True, "grounds": "Sold by its maker alone"},
        ["determination", "notice", "delegation"],
    ),
    "another government": (
        "30000.00", {}, {"cooperative": True, "grounds": "A contract of Kansas"}, ["agreement"],
    ),
    "emergency": ("30000.00", {}, {"emergency": True, "grounds": "The boiler burst"}, ["justification"]),
    "construction up to 100,000.00": ("60000.00", {"kind": "construction"}, {}, ["quotes"]),
    "construction above": ("100000.01", {"kind": "construction"}, {}, ["advertisement", "quotes"]),
}  # fmt: skip


def choice_of(said: dict, commodity, vendor, site) -> Choice:
    """What the buyer says, with the rows it names."""
    rows = {
        "certificate": lambda: make_certificate("issued", commodity=commodity, worksite=site),
        "contract": lambda: make_contract(vendor=vendor),
    }
    return Choice(**{name: rows[name]() if name in rows else value for name, value in said.items()})


@pytest.mark.parametrize("way", WAYS)
def test_a_purchase_goes_the_way_that_applies_with_its_papers_alone(way):
    amount, thing, said, papers = WAYS[way]
    vendor = make_vendor(is_mve=thing.get("is_mve", False))
    commodity = make_class(mve_makes=thing.get("mve_makes", False), kind=thing.get("kind", "goods"))
    line = asked(make_money("1000000.00"), quantity=Decimal(1), price=Decimal(amount), commodity=commodity)
    requisition = make_requisition(line, status="sourcing", kind=thing.get("kind", "goods"))
    choice = choice_of(said, commodity, vendor, requisition.worksite)
    manager = make_user("fiscal.override_sourcingdecision")
    decision = decide_sourcing(requisition, choice, by=manager)
    assert sorted(decision.papers) == sorted(papers)
    order = make_order(requisition, status="approved", vendor=vendor, contract=choice.contract)
    to_attach = [one for one in papers if one != "mve_certificate"]
    if to_attach:
        with pytest.raises(Refused, match="missing"):
            issue_order(order, by=make_user())
    for paper in to_attach:
        attach_paper(decision, by=make_user(), paper=paper, file=SimpleUploadedFile("a.png", png()), covers=3)
    assert issue_order(order, by=make_user()).status == "issued"
