"""Purchasing cards: three people, receipts, limits, requisitions, and what is counted with other purchases."""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.imports import Listing, Row
from doc_portal.core.models import Worksite
from doc_portal.core.sample.context import SIZES, Context
from doc_portal.core.tests.factories import grant, make_role, make_user, make_worksite, post_form
from doc_portal.core.tests.owner import run_as_owner
from doc_portal.core.tests.raw_sql import copied, refused, run, update
from doc_portal.core.workflow import Refused
from fiscal.actions.cards import (
    approve_purchase,
    close_cycle,
    dispute_purchase,
    explain_purchase,
    keep_card,
    review_purchase,
)
from fiscal.actions.orders import issue_order
from fiscal.actions.sourcing import Choice, decide_sourcing
from fiscal.funds import appropriation_of
from fiscal.lists.cards import apply, plan
from fiscal.models import BudgetEntry, Card, CardTransaction
from fiscal.sample.cards import use_cards
from fiscal.splitting import related_purchases
from fiscal.tests.factories_cards import explain, make_buyable, make_card, make_cycle, make_purchase, receipt
from fiscal.tests.factories_purchases import asked, make_money, make_order, make_requisition
from fiscal.tests.factories_suppliers import make_vendor

pytestmark = pytest.mark.django_db


def test_holder_approver_and_reviewer_of_a_card_are_three_people():
    card, other = make_card(), make_user()
    refused("card_not_approved_by_its_holder", *update(card, approver_id=card.holder_id))
    refused("card_not_reviewed_by_its_holder", *update(card, reviewer_id=card.holder_id))
    refused("card_reviewed_by_another_than_approves", *update(card, reviewer_id=card.approver_id))
    refused("card_keeps_its_holder", *update(card, holder_id=other.pk))
    with pytest.raises(Refused, match="card of their own"):
        keep_card(Card(holder=other), by=other)


def test_a_purchase_goes_from_holder_to_approver_to_reviewer_and_posts_what_it_spends():
    string = make_money("1000.00")
    one = make_purchase(amount="100.00")
    card = one.card
    requisition = make_requisition(asked(string), status="approved")
    with pytest.raises(Refused, match="is not yours"):
        explain_purchase(one, by=card.approver, description="Mops", requisition=requisition, receipt=receipt())
    one = explain(one, requisition)
    for person in (card.holder, card.reviewer, make_user()):
        with pytest.raises(Refused, match="nobody else"):
            approve_purchase(one, by=person)
    refused("card_purchase_approved_by_its_approver", *update(one, status="approved", approved_by_id=card.holder_id))
    with pytest.raises(Refused, match="not decided yet how"):
        approve_purchase(one, by=card.approver)
    refused("card_purchase_once_sourced", *update(one, status="approved", approved_by_id=card.approver_id))
    decide_sourcing(requisition, Choice(), by=make_user())
    one = approve_purchase(one, by=card.approver)
    money = appropriation_of(string)
    assert (money.pre, money.exp) == (Decimal(150), Decimal(100))
    assert BudgetEntry.objects.filter(doc_type="CARD", doc_id=one.pk, bucket="exp").get().amount == 100
    refused("card_purchase_reviewed_by_its_reviewer", *update(one, status="reviewed", reviewed_by_id=card.approver_id))
    refused("card_purchase_stays_once_approved", *update(one, description="Something else"))
    refused("card_purchase_stays_as_listed", *update(one, amount=99))
    with pytest.raises(Refused, match="nobody else"):
        review_purchase(one, by=card.approver)
    again = explain(make_purchase(card, "150.01"), make_buyable())
    assert again.status == "explained"
    with pytest.raises(Refused, match=r"has \$150.00 left of what was approved"):
        explain(make_purchase(card, "150.01"), requisition)
    one = dispute_purchase(one, by=card.reviewer, note="Wrong vendor")
    assert appropriation_of(string).exp == 0
    one = review_purchase(approve_purchase(explain(one, requisition), by=card.approver), by=card.reviewer)
    assert (one.status, appropriation_of(string).exp) == ("reviewed", Decimal(100))


def test_what_was_bought_with_a_card_is_not_ordered_as_well():
    one = make_purchase()
    requisition = make_buyable(worksite=one.card.worksite)
    one = explain(one, requisition)
    order = make_order(requisition, status="approved")
    with pytest.raises(Refused, match=r"\$150.00 are left to order"):
        issue_order(order, by=make_user())
    dispute_purchase(one, by=one.card.holder, note="It was sent back")
    assert issue_order(order, by=make_user()).status == "issued"


def test_af_23_nothing_is_bought_with_a_card_without_an_approved_requisition():
    one, draft = make_purchase(), make_requisition(status="submitted")
    with pytest.raises(Refused, match="Nothing is paid without an approved requisition"):
        explain(one, draft)
    one = make_purchase(one.card, status="explained")
    now = {"status": "approved", "requisition_id": draft.pk, "approved_by_id": one.card.approver_id}
    refused("card_purchase_on_an_approved_requisition", *update(one, **now))
    refused("card_purchase_has_its_receipt", *update(one, requisition_id=None))


def test_without_a_receipt_nothing_is_approved_and_the_cycle_stays_open():
    one = make_purchase()
    with pytest.raises(Refused, match="No receipt is attached"):
        explain_purchase(one, by=one.card.holder, description="Mops", requisition=make_buyable(), receipt=None)
    with pytest.raises(Refused, match="has no receipt yet"):
        approve_purchase(one, by=one.card.approver)
    refused("card_purchase_has_its_receipt", *update(one, status="explained", requisition_id=make_buyable().pk))
    with pytest.raises(Refused, match="1 of its purchases without a receipt, 1 not reviewed"):
        close_cycle(one.cycle, by=make_user())
    refused("card_cycle_closed_with_all_receipts", *update(one.cycle, status="closed"))
    one = explain(one, make_buyable())
    with pytest.raises(Refused, match="0 of its purchases without a receipt, 1 not reviewed"):
        close_cycle(one.cycle, by=make_user())
    review_purchase(approve_purchase(one, by=one.card.approver), by=one.card.reviewer)
    assert close_cycle(one.cycle, by=make_user()).status == "closed"
    with pytest.raises(Exception, match="card_purchase_of_an_open_cycle"):
        make_purchase(one.card)


def test_limits_and_people_of_a_card_have_a_history_and_steps_are_offered_to_who_may_take_them_now(client):
    one, other = make_purchase(), make_buyable()
    card, cycle = one.card, one.cycle
    run(*update(card, single_limit=900, cycle_limit=9000))
    kept = list(card.events.order_by("pgh_id").values_list("single_limit", "cycle_limit"))
    assert kept == [(500, 1000), (900, 9000)], "also where it is changed around the application"
    statement, *values = copied(card, last_digits="9090")
    run_as_owner(statement, values)
    before = Card.objects.latest("pk")
    assert not before.events.exists(), "it stands as one from before there were histories"
    for sql in import_module("fiscal.migrations.0040_histories_begin_with_what_stood").BEGUN:
        run(sql)
    begun, row = before.events.values().get(), Card.objects.filter(pk=before.pk).values().get()
    assert (begun["pgh_label"], begun | row) == ("begin", begun | {"version": row["version"]}), "as it stands"
    assert card.events.count() == 2

    rights = (
        "core.use_portal", "fiscal.view_cardtransaction", "fiscal.view_requisition", "fiscal.view_cardcycle",
        "fiscal.approve_cardtransaction", "fiscal.explain_cardtransaction", "fiscal.close_cardcycle",
        "fiscal.import_cardtransaction", "core.add_importrun",
    )  # fmt: skip
    for person in (card.approver, card.holder):
        grant(person, make_role(*rights))
    own = make_requisition(status="approved", by=card.holder)

    def page(person, url):
        client.force_login(person)
        return " ".join(client.get(url).content.decode().split())

    url = one.get_absolute_url()
    waits = page(card.approver, f"{url}approve/")
    assert ("stands as “To explain”" in waits, 'name="note"' in waits) == (True, False)
    asked_for = page(card.holder, f"{url}explain/")
    assert (f'value="{own.number}"' in asked_for, f'value="{other.number}"' in asked_for) == (True, False)
    assert "Receipt (optional)" not in asked_for
    answer = post_form(client, f"{url}explain/", description="Mops", requisition=own.number)
    assert "Attach the receipt" in answer.content.decode()
    assert f"/{cycle.pk}/close/" not in page(card.holder, cycle.get_absolute_url())
    listed = page(card.holder, reverse("fiscal:cardcycle-list"))
    assert (str(cycle) in listed, "card_purchases" in listed) == (True, True)


def rows(*lines):
    names = ("cycle", "holder", "card", "posted_on", "vendor", "amount", "reference")
    return Listing([Row(no, dict(zip(names, line, strict=True))) for no, line in enumerate(lines, 2)])


def test_an_import_tells_every_wrong_row_and_keeps_what_went_beyond_a_limit():
    by = make_user("fiscal.import_cardtransaction")
    card = make_card()
    make_cycle(date(2026, 1, 1))
    type(make_cycle()).objects.filter(month=date(2026, 1, 1)).update(status="closed")
    who, digits = card.holder.username, card.last_digits
    good = ("2026-02", who, digits, "2026-02-03", "Osage Hardware", "28.75", "A1")
    made = plan(rows(good), by)
    apply(made, by)
    made = plan(
        rows(
            good,
            ("2026-13", who, digits, "2026-02-03", "Osage", "1.00", "B1"),
            ("2026-01", who, digits, "2026-01-03", "Osage", "1.00", "B2"),
            ("2026-02", who, "0000", "2026-02-03", "Osage", "1.00", "B3"),
            ("2026-02", who, digits, "", "Osage", "1.00", "B4"),
            ("2026-02", who, digits, "2026-02-03", "", "1.00", "B5"),
            ("2026-02", who, digits, "2026-02-03", "Osage", "-1", "B6"),
            ("2026-02", who, digits, "2026-02-03", "Osage", "1.00", "B7"),
            ("2026-02", who, digits, "2026-02-03", "Osage", "1.00", "B7"),
        ),
        by,
    )
    assert [(one.line, one.column) for one in made.errors] == [
        (2, "reference"), (3, "cycle"), (4, "cycle"), (5, "card"), (6, "posted_on"), (7, "vendor"), (8, "amount"),
        (10, "reference"),
    ]  # fmt: skip
    assert "came before" in made.errors[0].message
    apply(
        plan(
            rows(
                ("2026-02", who, digits, "2026-02-04", "Osage", "500.00", "C1"),
                ("2026-02", who, digits, "2026-02-05", "Osage", "500.01", "C2"),
                ("2026-03", who, digits, "2019-12-31", "Osage", "1.00", "C3"),
            ),
            by,
        ),
        by,
    )
    kept = dict(CardTransaction.objects.values_list("reference", "exception"))
    assert kept["A1"] == kept["C1"] == ""
    assert "$500.01 is over the limit of a purchase" in kept["C2"]
    assert "comes to $1,028.76, over its limit" in kept["C2"]
    assert "not in force" in kept["C3"]
    assert CardTransaction.objects.exceptions().count() == 2


def test_the_reviewer_says_why_a_purchase_could_go_beyond_a_limit():
    one = make_purchase(status="approved", exception="$600.00 is over the limit of a purchase, $500.00.")
    with pytest.raises(Refused, match="Say in the note why"):
        review_purchase(one, by=one.card.reviewer)
    refused("card_exception_is_reasoned", *update(one, status="reviewed", reviewed_by_id=one.card.reviewer_id))
    assert review_purchase(one, by=one.card.reviewer, note="Storm damage").exception_reason == "Storm damage"


def test_purchases_with_cards_count_in_the_split_test_once():
    vendor, requisition = make_vendor(name="Osage Hardware"), make_buyable()
    today, card = timezone.localdate(), make_card(org=requisition.org)
    wanted = {
        "org": requisition.org_id, "worksite": requisition.worksite_id, "vendor": vendor.pk, "classes": [],
        "on": today, "days": 365,
    }  # fmt: skip
    one = make_purchase(card, "40.00", vendor_name="OSAGE hardware")
    make_purchase(card, "60.00", vendor_name="Somebody else")
    make_purchase(make_card(), "70.00", vendor_name="Osage Hardware")
    (found,) = related_purchases(**wanted)
    assert (found.amount, found.url) == (Decimal(40), one.get_absolute_url())
    explain(one, requisition)
    assert len(related_purchases(**wanted)) == 1
    assert related_purchases(**wanted, but=requisition.pk) == ()


def test_cards_nobody_reviewed_last_cycle_are_listed():
    looked_at, left = make_purchase(status="reviewed").card, make_purchase().card
    assert list(Card.objects.unreviewed()) == [left] != [looked_at]


def test_the_sample_has_purchases_with_cards_in_every_state_made_once():
    for name in (
        "office.bonneterre", "requester.bonneterre", "funds.certifier", "approver.bonneterre", "buyer.central",
        "purchasing.manager", "receiver.bonneterre", "payables.clerk", "payables.clerk2", "payables.clerk3",
    ):  # fmt: skip
        make_user(username=name)
    site = Worksite.objects.filter(slug="erdcc").first() or make_worksite(slug="erdcc")
    decide_sourcing(make_requisition(status="sourcing", worksite=site), Choice(), by=make_user())
    context = Context(SIZES["small"], seed=1, today=timezone.localdate())
    assert [use_cards(context), use_cards(context)] == [11, 0]
    assert set(CardTransaction.objects.values_list("status", flat=True)) == set(CardTransaction.Status.values)
    assert CardTransaction.objects.exceptions().count() == 1
