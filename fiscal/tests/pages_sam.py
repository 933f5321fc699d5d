"""How the pages of the SAM II desk and of the registers are reached."""

from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.tests.cases import Case, Expect
from fiscal.tests.factories_sam import day, document_type, make_account, make_item, make_reference, system

READ = Expect(200, 405)
NOWHERE = Expect(404, 405)
GONE = Expect(404, 404)
COUNTS_ELSEWHERE = Expect(200, 409)


def many(make):
    def rows(world, n):
        for _ in range(n):
            make()

    return rows


def reference(world, by):
    return make_reference(created_by=by)


def reference_body(world, row):
    return {
        "system": system().pk, "document_type": document_type("JV").pk, "agency": "931", "number": "JV0001",
        "action": "E", "seq": 1,
    }  # fmt: skip


def item(world, by):
    return make_item(created_by=by)


def item_body(world, row):
    owner = make_user("fiscal.view_coordinationitem")
    return {
        "office": "oa", "kind": "deliverable", "title": "Needs list", "owner": owner.username,
        "due_on": f"{day(40):%Y-%m-%d}",
    }  # fmt: skip


def outcome_body(world, row):
    return {"needed": "yes", "outcome": "Sent on paper and by e-mail."}


def account(world, by):
    return make_account(created_by=by)


def account_body(world, row):
    return {
        "name": "Petty cash", "bank": "Sample Bank", "last_digits": "0042", "purpose": "Small purchases",
        "worksite": make_worksite().pk, "custodian": make_user().username, "opened_on": f"{day(-10):%Y-%m-%d}",
    }  # fmt: skip


ITEM_READ, ACCOUNT_READ = ("fiscal.view_coordinationitem",), ("fiscal.view_bankaccount",)
SAM_II = (
    Case("fiscal:documenttype-list", queries=9),
    Case("fiscal:externaldocref-list", rows=many(make_reference), queries=9, empty_query="?q=no-such"),
    Case("fiscal:externaldocref-detail", row=reference, elsewhere=NOWHERE, owner=READ, queries=8),
    Case("fiscal:externaldocref-create", body=reference_body, elsewhere=COUNTS_ELSEWHERE, queries=8),
    Case("fiscal:coordinationitem-list", rows=many(make_item), queries=8, empty_query="?q=no-such"),
    Case("fiscal:coordinationitem-detail", row=item, elsewhere=NOWHERE, owner=READ, queries=9),
    Case("fiscal:coordinationitem-create", body=item_body, elsewhere=COUNTS_ELSEWHERE, queries=7),
    Case("fiscal:coordinationitem-edit", row=item, body=item_body, also=ITEM_READ, elsewhere=GONE, queries=8),
    Case("fiscal:coordinationitem-finish", row=item, body=outcome_body, also=ITEM_READ, elsewhere=GONE, queries=7),
    Case("fiscal:bankaccount-list", rows=many(make_account), queries=9, empty_query="?q=no-such"),
    Case("fiscal:bankaccount-detail", row=account, elsewhere=NOWHERE, owner=READ, queries=8),
    Case("fiscal:bankaccount-create", body=account_body, elsewhere=COUNTS_ELSEWHERE, queries=7),
    Case("fiscal:bankaccount-edit", row=account, body=account_body, also=ACCOUNT_READ, elsewhere=GONE, queries=9),
)
