"""Who asked for a purchase or wrote it neither buys it nor settles what makes it dearer (fiscal.md 4.4)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from doc_portal.core.tests.raw_sql import copied, refused, run, update
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from fiscal import todo
from fiscal.actions.buyers import give_requisition
from fiscal.actions.invoices import resolve_exception
from fiscal.actions.orders import cancel_order, issue_order
from fiscal.actions.quotes import award_solicitation, evaluate_quotes, finalize_award
from fiscal.actions.requisitions import source_requisition
from fiscal.actions.sourcing import Choice, decide_sourcing
from fiscal.models import MatchException, Requisition
from fiscal.tests.factories_bids import let_window_pass, make_awarded, make_opened, scores_of
from fiscal.tests.factories_purchases import make_invoice, make_order, make_receipt, make_requisition
from fiscal.todo_sourcing import unsourced, windows_over

pytestmark = pytest.mark.django_db

BUYS = tuple(
    f"fiscal.{right}"
    for right in (
        "view_requisition", "source_requisition", "add_sourcingdecision", "add_purchaseorder", "view_purchaseorder",
        "issue_purchaseorder", "cancel_requisition", "close_requisition", "view_matchexception",
        "resolve_matchexception", "oversee_matchexception", "approve_purchaseorder", "view_solicitation",
        "evaluate_solicitation", "award_solicitation", "finalize_solicitation",
    )
)  # fmt: skip


def links(client, user, url: str) -> set[str]:
    """Where the buttons of a page lead for somebody: the last part of each address."""
    client.force_login(user)
    found = parse(client.get(url)).xpath("//header//a/@href | //main//a[contains(@class, 'btn')]/@href")
    return {one.rstrip("/").rpartition("/")[2] for one in found}


def not_by(person, doing: str, act) -> None:
    with pytest.raises(Refused, match=rf"You asked for or wrote .* Somebody else must {doing}"):
        act(person)


def test_who_asked_for_a_purchase_or_wrote_it_neither_orders_it_nor_settles_what_makes_it_dearer():
    asks, writes = make_user(*BUYS), make_user(*BUYS)
    requisition = make_requisition(status="approved", by=writes, requested_by=asks)
    for person in (asks, writes):
        not_by(person, "take it up", lambda by: source_requisition(requisition, by=by))
        not_by(person, "decide how it is bought", lambda by: decide_sourcing(requisition, Choice(), by=by))
        not_by(person, "write its order", lambda by: make_order(requisition, by=by))
        with pytest.raises(Refused, match="nobody buys what they asked for"):
            give_requisition(requisition, buyer=person, by=make_user())
        refused("requisition_not_bought_by_who_asked", *update(requisition, buyer_id=person.pk))
        assert not todo.requisitions_approved(person)
    assert list(todo.requisitions_approved(make_user(*BUYS))) == [requisition]
    decided = decide_sourcing(requisition, Choice(), by=make_user())
    order, now = make_order(requisition, status="approved"), timezone.now()
    for person in (asks, writes):
        not_by(person, "issue its order", lambda by: issue_order(order, by=by))
        theirs = {"created_by_id": person.pk}
        refused("sourcing_not_decided_by_who_asked", *copied(decided, superseded_at=now, **theirs))
        refused("order_not_placed_by_who_asked", *copied(order, number="PO-X", status="draft", **theirs))
        for columns in ({"issued_by_id": person.pk}, {"writers": [*order.writers, person.pk]}):
            refused("order_not_placed_by_who_asked", *update(order, **columns))
        assert not todo.orders_approved(person)
    order = issue_order(order, by=make_user())
    make_receipt(order, "12")
    make_invoice(order, price="26.00")
    settled = {"resolved_at": now, "resolution": "The market went up."}
    for one in MatchException.objects.filter(order=order, kind__in=["price", "surplus"]):
        for person in (asks, writes):
            not_by(person, "settle what differs", lambda by, one=one: resolve_exception(one, by=by, note="Fine"))
            by_force = update(one, resolved_by_id=person.pk, **settled)
            if one.kind == "price":
                refused("exception_of_money_not_settled_by_who_asked", *by_force)
    assert resolve_exception(order.exceptions.get(kind="price"), by=order.created_by, note="Agreed").resolved_by


def test_a_purchase_is_offered_to_buyers_but_not_to_who_asked_and_again_once_its_order_is_canceled(client):
    asks, buys = make_user(*BUYS), make_user(*BUYS)
    requisition = make_requisition(status="approved", by=asks)
    url = requisition.get_absolute_url()
    steps = {"source", "how-to-buy", "order"}
    assert (links(client, asks, url) & steps, links(client, buys, url) & steps) == (set(), steps)
    source_requisition(requisition, by=buys)
    assert list(unsourced(buys)) == [requisition]
    assert {"cancel", "close"} <= links(client, buys, url)
    order = make_order(requisition, by=buys)
    decide_sourcing(requisition, Choice(), by=buys)
    assert not {"cancel", "close"} & links(client, buys, url)

    def desk(user) -> bool:
        client.force_login(user)
        return url in parse(client.get(reverse("fiscal:buyer-desk"))).xpath(
            "//section[@aria-labelledby='to-order']//@href"
        )

    assert not desk(buys)
    cancel_order(order, by=make_user(), note="Not wanted")
    assert Requisition.objects.without_order().get() == requisition
    assert (desk(buys), desk(asks)) == (True, False)
    assert list(todo.requisitions_without_order(buys)) == [requisition]
    run(*update(requisition, writers=[*requisition.writers, buys.pk]))
    assert not todo.requisitions_without_order(buys)


def test_who_asked_for_a_purchase_neither_evaluates_what_suppliers_quote_nor_awards_it(client):
    asks, buys = make_user(*BUYS), make_user(*BUYS)
    made = make_opened(requisition=make_requisition(status="approved", by=asks))
    url, pick = made.get_absolute_url(), {None: made.quotes.first().pk}

    def offered() -> list[set[str]]:
        return [links(client, one, url) & {"evaluate", "award", "finalize"} for one in (asks, buys)]

    assert offered() == [set(), {"evaluate"}]
    not_by(asks, "choose its supplier", lambda by: evaluate_quotes(made, scores_of(made), by=by))
    evaluate_quotes(made, scores_of(made), by=buys)
    assert offered() == [set(), {"award"}]
    not_by(asks, "choose its supplier", lambda by: award_solicitation(made, pick, by=by))
    client.force_login(asks)
    assert "Somebody else must choose its supplier" in client.get(f"{url}award/").content.decode()
    award = award_solicitation(made, pick, by=buys).awards.get()
    refused("award_not_made_by_who_asked", *copied(award, created_by_id=asks.pk))
    let_window_pass(made)
    other = let_window_pass(make_awarded())
    assert (set(windows_over(asks)), set(windows_over(buys))) == ({other}, {made, other})
    assert offered() == [set(), {"finalize"}]
    not_by(asks, "choose its supplier", lambda by: finalize_award(made, by=by))
    assert finalize_award(made, by=buys).status == "final"


def test_an_order_is_offered_for_approval_to_none_who_wrote_it_or_asked_for_it(client):
    asks, writes, decides = make_user(*BUYS), make_user(*BUYS), make_user(*BUYS)
    order = make_order(make_requisition(status="approved", by=asks), by=writes)
    found = [links(client, one, order.get_absolute_url()) & {"approve"} for one in (asks, writes, decides)]
    assert found == [set(), set(), {"approve"}]
    told = []
    for person in (asks, writes):
        client.force_login(person)
        told.append(
            "Somebody else must approve it." in client.get(f"{order.get_absolute_url()}approve/").content.decode()
        )
    assert told == [True, True]
