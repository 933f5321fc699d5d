"""Columns of the lists of receipts, tickets, funds, commissions, hand-overs and needs."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable
from fiscal.models import CashHandOver, NeedsList, ReceiptBatch

BATCH_LEVELS = {str(one.label): level for one, level in ReceiptBatch.STATUS_LEVELS.items()}
HAND_OVER_LEVELS = {str(one.label): level for one, level in CashHandOver.STATUS_LEVELS.items()}
LIST_LEVELS = {str(one.label): level for one, level in NeedsList.STATUS_LEVELS.items()}
COMMISSION_LEVELS = {
    "Settled": "ok",
    "Statement missing": "bad",
    "Check late": "bad",
    "Statement short": "warn",
    "Differs": "warn",
    "To be counted": "info",
}


class BatchTable(PortalTable):
    """A day's receipts with where they stand and by when they are transmitted."""

    number = LinkColumn(verbose_name="Receipts", meta="worksite", order_by=("number", "pk"))
    received_on = Column(verbose_name="Received", order_by=("received_on", "pk"), nowrap=True)
    due_on = Column(verbose_name="Transmit by", orderable=False, nowrap=True)
    total = NumberColumn(verbose_name="Amount", accessor="shown", order_by=("shown", "pk"))
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", order_by=("status", "pk"), levels=BATCH_LEVELS
    )


class RollTable(PortalTable):
    """A roll with what is left of it."""

    name = LinkColumn(verbose_name="Tickets for", meta="worksite", order_by=("name", "first_no"))
    first_no = Column(verbose_name="First", accessor="first_no", order_by=("first_no", "pk"), num=True)
    last_no = Column(verbose_name="Last", order_by=("last_no", "pk"), num=True)
    price = NumberColumn(verbose_name="Price", order_by=("price", "pk"))
    on_hand = NumberColumn(verbose_name="On hand", orderable=False)


class FundTable(PortalTable):
    """A fund with its authorized amount and what the last count said."""

    name = LinkColumn(verbose_name="Fund", meta="worksite", order_by=("name", "pk"))
    authorized = NumberColumn(verbose_name="Authorized", order_by=("authorized", "pk"))
    counted_on = Column(verbose_name="Last counted", order_by=("counted_on", "pk"), nowrap=True)
    last_difference = NumberColumn(verbose_name="Difference", orderable=False)
    active = Column(verbose_name="In use", order_by=("active", "pk"), wide=True)


class CommissionTable(PortalTable):
    """A month of a contract at a worksite: what is due, what came."""

    contract = LinkColumn(
        verbose_name="Contract", accessor="contract__number", meta="worksite", order_by=("contract__number", "month")
    )
    month = Column(verbose_name="Month", accessor="month_name", order_by=("month", "pk"), nowrap=True)
    due_on = Column(verbose_name="Expected by", order_by=("due_on", "pk"), nowrap=True)
    expected = NumberColumn(verbose_name="Due", orderable=False)
    stated_short = NumberColumn(verbose_name="Stated short by", orderable=False)
    received = NumberColumn(verbose_name="Received", accessor="shown", orderable=False)
    state = MarkColumn(verbose_name="State", orderable=False, levels=COMMISSION_LEVELS)


class HandOverTable(PortalTable):
    """Who was handed how much, and whether two confirmed it."""

    number = LinkColumn(verbose_name="Hand-over", meta="recipient", order_by=("number", "pk"))
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "pk"), wide=True)
    handed_on = Column(verbose_name="On", order_by=("handed_on", "pk"), nowrap=True)
    amount = NumberColumn(verbose_name="Amount", order_by=("amount", "pk"))
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", order_by=("status", "pk"), levels=HAND_OVER_LEVELS
    )


class NeedsListTable(PortalTable):
    """The list of a year with its day at OA."""

    fy = LinkColumn(verbose_name="List", accessor="name", order_by=("fy",))
    due_on = Column(verbose_name="Due at OA", order_by=("due_on",), nowrap=True)
    sent_on = Column(verbose_name="Sent", order_by=("sent_on", "fy"), nowrap=True)
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", order_by=("status", "fy"), levels=LIST_LEVELS
    )


class NeedTable(PortalTable):
    """What a worksite will need."""

    item = LinkColumn(verbose_name="Item", meta="needs_list", order_by=("item", "pk"))
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "item"))
    commodity_class = Column(verbose_name="Class", order_by=("commodity_class__code", "pk"))
    quantity = Column(verbose_name="Quantity", accessor="quantity_words", order_by=("quantity", "pk"), num=True)
    estimate = NumberColumn(verbose_name="Estimate", order_by=("estimate", "pk"))
    needed_by = Column(verbose_name="Needed by", order_by=("needed_by", "pk"), nowrap=True)
