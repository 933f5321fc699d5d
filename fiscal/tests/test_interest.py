"""Interest on late payment, and warnings of allotments that documents keep."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from doc_portal.core.tests.raw_sql import refused, update
from doc_portal.core.workflow import Refused
from fiscal.actions.budget import allot
from fiscal.actions.paying import ask_interest, record_payment
from fiscal.funds import appropriation_of, pending_of
from fiscal.interest import NoRate, Rate, interest_due
from fiscal.tests.factories_purchases import (
    asked,
    enter_prime,
    make_approved_invoice,
    make_issued,
    make_money,
    make_order,
    make_payment,
    make_receipt,
    make_requisition,
)

START = date(2026, 1, 1)
PRIME = Rate(Decimal("7.5"), date(2000, 1, 1), None, "Quarterly release")
POINTS = Rate(Decimal(3), date(2000, 1, 1), None, "RSMo 34.055", confirmed=False)


def due(paid_on, *, start=START, primes=(PRIME,), amount="36500.00"):
    return interest_due(
        Decimal(amount), start, paid_on, primes=primes, points=(POINTS,), last_day=45, back_to=30, year_days=365
    )


def test_nothing_is_owed_on_day_45_and_from_day_46_it_runs_back_to_day_30():
    none = due(START + timedelta(days=45))
    assert (none.clock_days, none.due, none.spans) == (45, 0, ())
    first = due(START + timedelta(days=46))
    assert (first.days, first.due) == (16, Decimal("168.00"))
    (span,) = first.spans
    assert (span.first, span.last, span.percent) == (date(2026, 2, 1), date(2026, 2, 16), Decimal("10.5"))
    assert due(START + timedelta(days=47)).due == Decimal("178.50")


def test_february_29_is_a_day_like_another():
    leap = due(date(2028, 3, 5), start=date(2028, 1, 1))
    plain = due(date(2027, 3, 5), start=date(2027, 1, 1))
    assert (leap.clock_days, leap.days, plain.clock_days, plain.days) == (64, 34, 63, 33)
    assert leap.due - plain.due == Decimal("10.50")


def test_each_day_counts_by_the_rate_in_force_on_it():
    primes = (
        Rate(Decimal("7.5"), date(2026, 1, 1), date(2026, 2, 10), "First quarter"),
        Rate(Decimal("8.25"), date(2026, 2, 10), None, "Second quarter"),
    )
    found = due(date(2026, 2, 16), primes=primes, amount="1000.01")
    assert [(one.first.day, one.last.day, one.days, one.percent) for one in found.spans] == [
        (1, 9, 9, Decimal("10.5")), (10, 16, 7, Decimal("11.25")),
    ]  # fmt: skip
    assert found.due == Decimal("4.75") == sum(one.interest for one in found.spans)
    with pytest.raises(NoRate, match="No prime rate is entered for February 10, 2026"):
        due(date(2026, 2, 16), primes=primes[:1])


def paid(days: int):
    order, came = make_issued(), timezone.localdate() - timedelta(days=days)
    make_receipt(order, on=came)
    payment = make_payment(make_approved_invoice(order, f"B-{days}", received_on=came), f"P1-{order.pk}")
    return record_payment(payment, paid_on=timezone.localdate(), by=make_user()).invoice


@pytest.mark.django_db
def test_interest_is_owed_once_the_vendor_asks_and_the_rate_is_entered():
    late, today, by = paid(46), timezone.localdate(), make_user()
    with pytest.raises(Refused, match="so the interest cannot be worked out"):
        ask_interest(late, asked_on=today, by=by)
    enter_prime("7.5")
    with pytest.raises(Refused, match="still to come"):
        ask_interest(late, asked_on=today + timedelta(days=1), by=by)
    late = ask_interest(late, asked_on=today, by=by)
    assert (late.interest_asked_on, late.interest_due) == (today, Decimal("1.15"))
    with pytest.raises(Refused, match="already"):
        ask_interest(late, asked_on=today, by=by)
    with pytest.raises(Refused, match="paid on day 45; interest is owed from day 46"):
        ask_interest(paid(45), asked_on=today, by=by)
    order = make_issued()
    make_receipt(order)
    open_bill = make_approved_invoice(order)
    with pytest.raises(Refused, match="is not paid"):
        ask_interest(open_bill, asked_on=today, by=by)
    refused("invoice_interest_is_asked_for", *update(open_bill, interest_asked_on=today, interest_due=1))


@pytest.mark.django_db
def test_going_beyond_what_is_released_is_kept_on_requisition_and_order():
    string = make_money("1000.00")
    one = appropriation_of(string)
    allot(one, [Decimal(100), Decimal(0), Decimal(0), Decimal(0)], by=make_user())
    asking = make_requisition(asked(string), status="submitted")
    assert "$150.00 beyond what is released" in asking.warning
    assert pending_of(one) == Decimal(250)
    approved = make_requisition(asked(string, quantity=Decimal(2)), status="approved")
    assert approved.warning == ""
    assert pending_of(one) == Decimal(250)
    assert make_order(approved, status="issued").warning == ""
    late = make_requisition(asked(string, quantity=Decimal(4)), status="approved")
    assert "$50.00 beyond" in late.warning
    assert "$50.00 beyond what is released" in make_order(late, status="issued").warning
