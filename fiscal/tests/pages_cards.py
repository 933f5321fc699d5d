"""How the pages of purchasing cards are reached."""

from datetime import date

from doc_portal.core.tests.factories import make_user
from doc_portal.tests.cases import Case, Expect
from fiscal.tests.factories import make_code
from fiscal.tests.factories_cards import make_buyable, make_card, make_cycle, make_purchase, receipt
from fiscal.tests.factories_purchases import make_requisition, this_year

READ, NOWHERE, SEEN = Expect(200, 405), Expect(404, 405), Expect(404, 404)
WRITES = Expect(200, 302)
SEE = ("fiscal.view_cardtransaction",)


def card(world, by):
    return make_card(worksite=world.site)


def cards(world, n):
    for _ in range(n):
        card(world, None)


def purchase(status="imported", **people):
    def make(world, by):
        named = {name: by for name in people if by is not None}
        return make_purchase(make_card(worksite=world.site, **named), status=status)

    return make


def purchases(world, n):
    held = make_card(worksite=world.site)
    asked = make_requisition(worksite=world.site)
    for _ in range(n):
        make_purchase(held, requisition=asked)


def cycle(world, by):
    return make_cycle(date(2015, 1, 1))


def card_body(world, row):
    return {
        "purpose": "Small parts", "holder": make_user().username, "approver": make_user().username,
        "reviewer": make_user().username,
        "last_digits": "4711", "worksite": world.site.pk, "org": make_code("org", this_year()).code,
        "single_limit": "500", "cycle_limit": "2000", "starts_on": "2026-01-01",
    }  # fmt: skip


def card_change(world, row):
    return {**card_body(world, row), "last_digits": row.last_digits, "org": row.org.code}


def explanation(world, row):
    asked = make_buyable(worksite=world.site)
    return {"description": "Mop heads", "requisition": asked.number, "receipt": receipt()}


def no_words(world, row):
    return {}


def reason(world, row):
    return {"note": "Not ours"}


def step(name, row, body=no_words, **more):
    return Case(f"fiscal:cardtransaction-{name}", row=row, body=body, scope="worksite", elsewhere=SEEN, owner=WRITES,
                stays=409, also=(*SEE, *more.pop("also", ())), **more)  # fmt: skip


CARDS = (
    Case("fiscal:card-list", scope="worksite", rows=cards, queries=8),
    Case("fiscal:card-create", body=card_body, scope="worksite", elsewhere=Expect(200, 409),
         also=("fiscal.view_card",), queries=7),
    Case("fiscal:card-detail", row=card, scope="worksite", elsewhere=NOWHERE, owner=READ, queries=8),
    Case("fiscal:card-edit", row=card, body=card_change, scope="worksite", elsewhere=SEEN, owner=WRITES,
         also=("fiscal.view_card",), queries=12),
    Case("fiscal:cardcycle-list", queries=7),
    Case("fiscal:cardcycle-detail", row=cycle, elsewhere=NOWHERE, owner=READ, queries=8),
    Case("fiscal:cardcycle-close", row=cycle, body=no_words, also=("fiscal.view_cardcycle",), elsewhere=SEEN,
         owner=WRITES, queries=7),
    Case("fiscal:cardtransaction-list", scope="worksite", rows=purchases, queries=9),
    Case("fiscal:cardtransaction-mine", scope="worksite", also=SEE, queries=7),
    Case("fiscal:cardtransaction-detail", row=purchase(), scope="worksite", elsewhere=NOWHERE, owner=READ, queries=8),
    step("explain", purchase(holder=True), explanation, also=("fiscal.view_requisition",), queries=8),
    step("approve", purchase("explained", approver=True), queries=7),
    step("review", purchase("approved", reviewer=True), queries=7),
    step("dispute", purchase(holder=True), reason, queries=7),
)  # fmt: skip
