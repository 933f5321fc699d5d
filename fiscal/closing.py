"""What keeps an order from being closed short, and who closes it all the same (fiscal.md 3.16)."""

from decimal import Decimal

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from doc_portal.core.models import User
from fiscal.models import Invoice, OrderLine, PurchaseOrder

UNDECIDED = Invoice.UNDECIDED | {Invoice.Status.DISPUTED}
"""Where bills stand that keep an order from its end."""
DEPARTS = "fiscal.override_sourcingdecision"
"""The right of who departs from a rule of buying with a reason: the Purchasing Manager."""


def why_not_closed(order: PurchaseOrder, user: User) -> str:
    """Why it is not closed short now, by this person; empty where it may be.

    What came is billed first, since no bill is entered afterwards. Where no bill will ever come, the Purchasing Manager
    closes it and says why.
    """
    waiting = order.invoices.filter(status__in=UNDECIDED).first()
    if waiting is not None:
        return f"{waiting} is not decided on. Approve or void it, then close the order."
    line = first_unbilled(order)
    if line is None or user.has_perm(DEPARTS, order):
        return ""
    return (
        f"{(line.accepted - line.once).normalize():f} {line.unit} of line {line.no} came and are not billed. "
        "Have their bill entered and approved, or send them back; then close the order. Where no bill will come, the "
        "Purchasing Manager closes it with a reason."
    )


def first_unbilled(order: PurchaseOrder) -> OrderLine | None:
    """The first line of which more came than was ever billed. A credit memo takes off of what was billed `once`."""
    bill = "invoice_lines__invoice__"
    counts = Q(**{f"{bill}kind": "bill", f"{bill}status__in": ["approved", "vouchered", "paid"]})
    billed = Coalesce(Sum("invoice_lines__quantity", filter=counts), Decimal(0))
    lines = order.lines.exclude(match_rule=OrderLine.MatchRule.ORDER_INVOICE).annotate(once=billed)
    return lines.filter(accepted__gt=F("once")).order_by("no").first()
