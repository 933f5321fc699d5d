"""What purchases are measured by: bills paid within 30 days, and days from need to order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from fiscal.actions.paying import record_payment
from fiscal.measures import days_to_order, paid_in_thirty_days
from fiscal.tests.factories_purchases import make_approved_invoice, make_issued, make_payment, make_receipt

pytestmark = pytest.mark.django_db


def test_bills_paid_within_thirty_days_are_counted_from_the_later_of_delivery_and_bill():
    today = timezone.localdate()
    assert (paid_in_thirty_days(today), days_to_order(today)) == (None, None)
    for days, number in ((30, "P1-1"), (31, "P1-2"), (2, "P1-3"), (1, "P1-4")):
        came, order = today - timedelta(days=days), make_issued()
        make_receipt(order, on=came)
        bill = make_approved_invoice(order, f"B-{days}", received_on=came, invoice_date=came)
        record_payment(make_payment(bill, number), paid_on=today, by=make_user())
    assert (paid_in_thirty_days(today), days_to_order(today)) == (75, 0)
    assert paid_in_thirty_days(today - timedelta(days=1)) is None
