"""What purchases are measured by (fiscal.md 3.66): each figure as it stands on a day."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

PAID_IN_TIME = """
    SELECT round(100.0 * count(*) FILTER (WHERE p.paid_on - GREATEST(i.delivered_on, i.received_on) <= 30)
                 / NULLIF(count(*), 0), 1)
      FROM fiscal_paymentrequest p JOIN fiscal_invoice i ON i.id = p.invoice_id
     WHERE p.voided_at IS NULL AND i.kind = 'bill' AND i.delivered_on IS NOT NULL
       AND p.paid_on > %(since)s AND p.paid_on <= %(on)s
"""
TO_ORDER = """
    SELECT round(percentile_cont(0.5) WITHIN GROUP (
                 ORDER BY o.issued_on - (r.submitted_at AT TIME ZONE 'America/Chicago')::date)::numeric, 1)
      FROM fiscal_purchaseorder o JOIN fiscal_requisition r ON r.id = o.requisition_id
     WHERE o.issued_on > %(since)s AND o.issued_on <= %(on)s
"""


def paid_in_thirty_days(on: date) -> Decimal | None:
    """Of a hundred bills paid in the twelve months before a day, how many within 30 days of delivery and bill."""
    return _asked(PAID_IN_TIME, on)


def days_to_order(on: date) -> Decimal | None:
    """Days from submitting a requisition to its order, the middle of those of twelve months."""
    return _asked(TO_ORDER, on)


def _asked(statement: str, on: date) -> Decimal | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"on": on, "since": on - timedelta(days=365)})
        return cursor.fetchone()[0]
