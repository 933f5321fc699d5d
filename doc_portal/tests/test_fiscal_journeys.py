"""A purchase from need to payment in a real browser, by keyboard: nine people, and what each of them is refused.

Twenty lines are entered without a mouse, against the clock.
"""

from time import monotonic

import pytest

from doc_portal.tests.buying import (
    Office,
    ask_and_agree,
    enter_bill,
    pay,
    receive,
    save_draft,
    say_what_for,
    step,
    type_line,
    write_order,
)
from doc_portal.tests.test_hiring_journeys import GO, LINK, staff
from doc_portal.tests.test_journeys import WIDTHS, seat, seats  # noqa: F401 - a keyboard for each person
from fiscal.models import Requisition

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.parametrize("width", WIDTHS),
]
LINES, MOST_SECONDS = 20, 180


def enter(desk, office) -> Requisition:
    """Twenty lines, Tab by Tab; the money left is told beside them before anything is sent."""
    say_what_for(desk, office, "Housing units are mopped twice a day.")
    for _ in range(2):
        desk.press("[name=more]")
    begun = monotonic()
    desk.tab_to("[name=row0_description]")
    for no in range(LINES):
        type_line(desk, f"Mop head size {no + 1}", "2", "each", "6.25", office.commodity.code)
    assert monotonic() - begun < MOST_SECONDS
    desk.page.get_by_text("Together $250.00").wait_for()
    made = save_draft(desk)
    assert made.lines.count() == LINES
    return made


def test_a_purchase_goes_from_need_to_payment_and_each_does_their_part_alone(seat, width):  # noqa: F811
    office = Office()
    clerk = seat(office.clerk)
    made = enter(clerk, office)
    path = made.get_absolute_url()
    ask_and_agree(seat, office, made, width)
    assert clerk.watched.open(f"{path}approve/") == 403
    assert office.buckets == (250, 0, 0)
    buyer = seat(office.buyer)
    step(buyer, path, "source", "Yours to buy now")
    decide(buyer, path)
    order = write_order(buyer, office, path)
    step(seat(office.manager), order.get_absolute_url(), "approve", "Approved")
    step(buyer, order.get_absolute_url(), "issue", "Issued")
    assert office.buckets == (0, 250, 0)
    came = {line.no: "3" if line.no == 1 else "2" for line in order.lines.all()}
    receive(seat(office.receiver, width), order, came, "the buyer was told")
    assert order.exceptions.get().kind == "surplus"
    pay(seat, office, enter_bill(seat(office.payers[0]), order, "2", "250.00"))
    assert office.buckets == (0, 0, 250)
    auditor = seat(staff("auditor"))
    auditor.open(path)
    auditor.reads("Approved by")
    assert auditor.watched.open("/fiscal/requisitions/new/") == 403


def decide(desk, path):
    """With nothing claimed it is bought as the rules find."""
    desk.open(path)
    desk.press(LINK.format("/how-to-buy/"))
    desk.press(GO)
