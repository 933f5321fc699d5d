"""Year-end: what becomes of open lines, who decides, who is told, and what the day of lapse takes (3.8, 3.61)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from doc_portal.core.actions.settings import set_value
from doc_portal.core.models import Notification, SettingKey
from doc_portal.core.tests.factories import make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from fiscal.actions.orders import issue_order
from fiscal.actions.year_end import decide_lines, decide_rest, escalate_undecided, set_in_service
from fiscal.lapse import fate_of, fitting, is_late_buy, open_lines, refusal_for_late_buy, totals_of
from fiscal.models import PurchaseOrder, YearEndDecision
from fiscal.periods import fiscal_year_of
from fiscal.tests.factories import make_year
from fiscal.tests.factories_purchases import (
    asked,
    make_approved_invoice,
    make_issued,
    make_money,
    make_order,
    make_receipt,
    make_requisition,
    this_year,
)
from fiscal.todo_year_end import late_lines, lines_to_decide, orders_to_cancel

pytestmark = pytest.mark.django_db
CAME, NOT_CAME, ROLLS, CANCEL = YearEndDecision.Disposition.values


def line_of(order):
    return open_lines(order.budget_fy_id).get(order=order)


def decide(line, disposition):
    return decide_lines(line.order.budget_fy, {line.pk: disposition}, by=make_user())


def test_what_may_become_of_a_line_follows_from_what_came_of_it():
    nothing, part, everything, built = (
        make_issued(), make_issued(), make_issued(), make_issued(asked(make_money(kind="capital_biennial"))),
    )  # fmt: skip
    make_receipt(part, "4")
    make_receipt(everything)
    assert [fitting(line_of(one)) for one in (nothing, part, everything, built)] == [
        [NOT_CAME, CANCEL], [CAME, NOT_CAME], [CAME], [NOT_CAME, ROLLS, CANCEL],
    ]  # fmt: skip
    for one, wrong in ((nothing, CAME), (part, CANCEL), (everything, NOT_CAME), (nothing, ROLLS)):
        with pytest.raises(Refused, match="does not fit what came"):
            decide(line_of(one), wrong)
    assert YearEndDecision.objects.count() == 0


def test_the_database_refuses_a_disposition_that_does_not_fit():
    order = make_issued()
    make_receipt(order)
    sql = (
        "INSERT INTO fiscal_yearenddecision (year_id, line_id, disposition, decided_at)"
        " SELECT %s, id, 'cancel', now() FROM fiscal_orderline WHERE order_id = %s"
    )
    with pytest.raises(DatabaseError, match="disposition_fits_what_came"), transaction.atomic():
        connection.cursor().execute(sql, [order.budget_fy_id, order.pk])


def test_a_decision_holds_until_what_came_says_otherwise():
    order = make_issued()
    assert decide(line_of(order), CANCEL) == 1
    assert decide(line_of(order), CANCEL) == 0
    assert line_of(order).decided
    make_receipt(order, "4")
    assert not line_of(order).decided
    decide(line_of(order), CAME)
    assert line_of(order).decided


def test_money_of_open_lines_is_told_by_what_becomes_of_it():
    part, built = make_issued(), make_issued(asked(make_money(kind="capital_biennial")))
    make_issued()
    paid = make_issued()
    make_receipt(part, "4")
    make_receipt(paid)
    make_approved_invoice(paid)
    told = totals_of(open_lines(this_year().fy))
    assert (told.lines, told.undecided) == (3, 3)
    assert (told.owed, told.lapsing, told.rolling) == (Decimal(100), Decimal(400), Decimal(250))
    fates = [fate_of(line_of(one)).june for one in (part, built)]
    assert fates == ["Rest lapses unless it comes", "Rolls on"]
    decide(line_of(part), NOT_CAME)
    decide(line_of(built), CANCEL)
    told = totals_of(open_lines(this_year().fy))
    assert (told.lines, told.undecided, told.to_cancel) == (3, 1, 2)
    assert (told.owed, told.lapsing, told.rolling, told.canceling) == (
        Decimal(100), Decimal(250), Decimal(0), Decimal(400),
    )  # fmt: skip
    fates = [fate_of(line_of(one)).june for one in (part, built)]
    assert fates == ["Rest to be canceled and ordered again", "To be canceled by its buyer"]


def test_all_other_lines_are_decided_alike_as_far_as_it_fits_them():
    nothing, came = make_issued(asked(), asked()), make_issued()
    make_receipt(came)
    year = nothing.budget_fy
    assert decide_rest(year, open_lines(year.fy), NOT_CAME, by=make_user()) == 2
    assert list(open_lines(year.fy).filter(decided=False).values_list("order", flat=True)) == [came.pk]
    told = [one.title for one in orders_to_cancel(nothing.buyer)]
    assert told == [f"Cancel order {nothing.number}, or close it short: line {no}" for no in (1, 2)]
    assert orders_to_cancel(came.buyer) == []


def test_the_buyer_is_told_what_was_decided_last_and_changes_a_line_whose_order_goes_on():
    building = make_money(kind="capital_biennial")
    rolled, came = make_issued(asked(building)), make_issued(asked(building))
    decide(line_of(rolled), ROLLS)
    decide(line_of(came), NOT_CAME)
    assert len(orders_to_cancel(came.buyer)) == 1
    make_receipt(came, "4")
    second = make_year(rolled.budget_fy_id + 1)
    for order, found in ((rolled, CANCEL), (came, CAME)):
        decide_lines(second, {order.lines.get().pk: found}, by=make_user())
    assert orders_to_cancel(came.buyer) == []
    (told,) = orders_to_cancel(rolled.buyer)
    assert told.title == f"Cancel order {rolled.number}, or close it short: line 1"
    two = make_issued(asked(), asked())
    decide_lines(two.budget_fy, {two.lines.get(no=1).pk: CANCEL}, by=make_user())
    assert [one.title for one in orders_to_cancel(two.buyer)] == [f"Change line 1 of order {two.number} to what came"]


def test_the_worksheet_decides_lines_of_ones_own_worksite_and_keeps_what_is_wrong_at_its_line(client):
    here, there = make_worksite(), make_worksite()
    mine, other = make_issued(worksite=here), make_issued(worksite=there)
    client.force_login(make_user("fiscal.decide_yearenddecision", worksite=here))
    line, foreign = line_of(mine).pk, line_of(other).pk
    page = client.get("/fiscal/year-end/worksheet/").content.decode()
    assert f"line-{line}" in page
    assert f"line-{foreign}" not in page
    wrong = post_form(client, "/fiscal/year-end/worksheet/", **{f"line-{line}": ROLLS})
    assert "Choose what fits what came of the line." in wrong.content.decode()
    assert post_form(client, "/fiscal/year-end/worksheet/", **{f"line-{line}": CANCEL}).status_code == 302
    post_form(client, "/fiscal/year-end/worksheet/", **{f"line-{foreign}": CANCEL, "rest": NOT_CAME})
    assert list(YearEndDecision.objects.values_list("line", "disposition")) == [(line, CANCEL)]


def test_undecided_lines_are_told_daily_to_their_owner_then_to_the_director():
    owner, director = make_user(), make_user("fiscal.oversee_yearenddecision")
    make_order(make_requisition(asked(), asked(), status="approved", by=owner), status="issued")
    due = date(this_year().fy, 6, 15)
    assert escalate_undecided(due - timedelta(days=1)) == {"owners": 0, "overseers": 0}
    assert escalate_undecided(due) == {"owners": 1, "overseers": 0}
    assert escalate_undecided(due) == {"owners": 0, "overseers": 0}
    assert escalate_undecided(due + timedelta(days=3)) == {"owners": 1, "overseers": 1}
    told = Notification.objects.get(user=director)
    assert told.title == f"2 open order lines of FY {this_year().fy} undecided"
    year = this_year()
    assert escalate_undecided(date(year.fy, 7, 10)) == {"owners": 1, "overseers": 1}
    assert set(Notification.objects.values_list("url", flat=True)) >= {f"/fiscal/year-end/worksheet/?year={year.fy}"}
    decide_rest(year, open_lines(year.fy), CANCEL, by=make_user())
    assert escalate_undecided(due + timedelta(days=4)) == {"owners": 0, "overseers": 0}


def test_lines_of_the_year_that_lapses_stay_on_the_to_do_until_they_are_decided():
    owner, director = make_user(), make_user("fiscal.oversee_yearenddecision")
    this_year()
    last = make_year(fiscal_year_of(timezone.localdate()) - 1)
    money = make_money(year=last, kind="capital_biennial")
    requisition = make_requisition(asked(money), status="approved", by=owner)
    order = make_order(requisition, status="issued", in_service_on=timezone.localdate())
    last.status = "lapse"
    last.save()
    title = f"Decide line 1 of order {order.number}"
    assert [[one.title for one in told] for told in (lines_to_decide(owner), late_lines(director))] == [[title]] * 2
    assert lines_to_decide(owner)[0].url.endswith(f"?year={last.fy}")
    decide_rest(last, open_lines(last.fy), ROLLS, by=make_user())
    assert (lines_to_decide(owner), late_lines(director)) == ([], [])


def test_a_late_buy_says_when_it_goes_into_service():
    day = date(fiscal_year_of(timezone.localdate()), 6, 15)
    assert [is_late_buy(one) for one in (day - timedelta(days=1), day, day + timedelta(days=16))] == [
        False, True, False,
    ]  # fmt: skip
    order = make_order()
    assert refusal_for_late_buy(order, day - timedelta(days=1)) == ""
    assert "Enter the in-service date" in refusal_for_late_buy(order, day)
    order.in_service_on = day
    assert refusal_for_late_buy(order, day) == ""


def test_a_late_buy_without_its_day_is_not_issued_and_stands_out_in_the_cockpit(client):
    today = timezone.localdate()
    key = SettingKey.objects.get(key="late_buy_from")
    set_value(key, value=f"{today:%m-%d}", authority="A test", starts_on=today + timedelta(days=1), by=make_user())
    draft = make_order(status="approved")
    with pytest.raises(Refused, match="says when what is bought will be in use"):
        issue_order(draft, by=make_user())
    ready = make_order(status="issued", in_service_on=timezone.localdate() + timedelta(days=40))
    PurchaseOrder.objects.filter(pk=ready.pk).update(in_service_on=None)
    client.force_login(make_user("fiscal.view_yearenddecision"))
    assert "Enter the day" in client.get("/fiscal/year-end/").content.decode()
    with pytest.raises(Refused, match="Enter that day or a later one"):
        set_in_service(ready, in_service_on=ready.issued_on - timedelta(days=1), by=make_user())
    set_in_service(ready, in_service_on=ready.issued_on, by=make_user())
    assert "Enter the day" not in client.get("/fiscal/year-end/").content.decode()
