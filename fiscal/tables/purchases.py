"""Columns of the lists of requisitions, orders, receipts, bills, exceptions and vouchers."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable
from fiscal.models import Invoice, PurchaseOrder, Requisition
from fiscal.models.requisition_steps import ALL_BOUGHT

REQUISITION_LEVELS = {
    **{str(label): Requisition.STATUS_LEVELS[value] for value, label in Requisition.Status.choices}, ALL_BOUGHT: "ok",
}  # fmt: skip
INVOICE_LEVELS = {str(label): Invoice.STATUS_LEVELS[value] for value, label in Invoice.Status.choices}
STATE_LEVELS = {
    **{str(label): PurchaseOrder.STATUS_LEVELS[value] for value, label in PurchaseOrder.Status.choices},
    "To receive and bill": "info", "To receive": "info", "To bill": "info", "Completed": "ok",
}  # fmt: skip
CLOCK_LEVELS = {"On time": "ok", "Amber": "warn", "Red": "bad", "Interest": "bad", "Not delivered": "off"}


class RequisitionTable(PortalTable):
    """What is asked for, by whom, and where it stands."""

    number = LinkColumn(verbose_name="Requisition", meta="need_words", order_by=("pk",))
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "pk"), wide=True)
    need_by = Column(verbose_name="Needed by", nowrap=True, order_by=("need_by", "pk"))
    total = NumberColumn(verbose_name="Estimate", orderable=False)
    next_step = Column(verbose_name="Next", orderable=False)
    status = MarkColumn(
        verbose_name="Status", accessor="state_words", order_by=("status", "pk"), levels=REQUISITION_LEVELS
    )


class MineTable(PortalTable):
    """One's own, with what is next and whom it waits for."""

    number = LinkColumn(verbose_name="Purchase", meta="need_words", order_by=("pk",))
    next_step = Column(verbose_name="Next", order_by=("turn", "need_by", "pk"))
    waits_for = Column(verbose_name="Waits for", orderable=False)
    days_waiting = NumberColumn(verbose_name="Days", orderable=False)
    need_by = Column(verbose_name="Needed by", nowrap=True, order_by=("need_by", "pk"))
    total = NumberColumn(verbose_name="Estimate", orderable=False)
    status = MarkColumn(
        verbose_name="Status", accessor="state_words", order_by=("status", "pk"), levels=REQUISITION_LEVELS
    )


class ApprovalTable(PortalTable):
    """What waits for a decision, since when, and who asked."""

    number = LinkColumn(verbose_name="Purchase", meta="need_words", order_by=("pk",))
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "pk"))
    requested_by = Column(verbose_name="Asked for by", accessor="requested_by__shown_name", orderable=False, wide=True)
    total = NumberColumn(verbose_name="Estimate", orderable=False)
    next_step = Column(verbose_name="Step", orderable=False)
    days_waiting = NumberColumn(verbose_name="Days", orderable=False)


class OrderTable(PortalTable):
    """What is ordered of whom, and what is still to come."""

    number = LinkColumn(verbose_name="Order", order_by=("pk",))
    vendor = Column(verbose_name="Vendor", order_by=("vendor__name_upper", "pk"))
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "pk"), wide=True)
    deliver_by = Column(verbose_name="Deliver by", nowrap=True, order_by=("deliver_by", "pk"), wide=True)
    total = NumberColumn(verbose_name="Total", orderable=False)
    state = MarkColumn(verbose_name="State", accessor="state_words", orderable=False, levels=STATE_LEVELS)


class BlindOrderTable(OrderTable):
    """The same without what it comes to, for who counts what comes."""

    class Meta:
        exclude = ("total",)


class WaitingTable(PortalTable):
    """What may arrive, without what was ordered: it is counted blind."""

    number = LinkColumn(verbose_name="Order", order_by=("pk",), address="receive_url")
    vendor = Column(verbose_name="Vendor", order_by=("vendor__name_upper", "pk"))
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "pk"), wide=True)
    deliver_to = Column(verbose_name="Deliver to", orderable=False, wide=True)
    deliver_by = Column(verbose_name="Deliver by", nowrap=True, order_by=("deliver_by", "pk"))


class ReceiptTable(PortalTable):
    """What came when, and who counted it."""

    number = LinkColumn(verbose_name="Receiving report", order_by=("pk",))
    order = Column(verbose_name="Order", order_by=("order__pk", "pk"))
    vendor = Column(verbose_name="Vendor", accessor="order__vendor", orderable=False)
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "pk"), wide=True)
    received_on = Column(verbose_name="Came on", nowrap=True, order_by=("received_on", "pk"))
    is_return = Column(verbose_name="Return", orderable=False, wide=True)


class InvoiceTable(PortalTable):
    """Bills, and how long they wait."""

    number = LinkColumn(verbose_name="Bill", meta="vendor_words", order_by=("number", "pk"))
    order = Column(verbose_name="Order", order_by=("order__pk", "pk"), wide=True)
    received_on = Column(verbose_name="Came on", nowrap=True, order_by=("received_on", "pk"))
    amount = NumberColumn(verbose_name="Amount", accessor="signed_amount", order_by=("amount", "pk"))
    clock = MarkColumn(verbose_name="Clock", accessor="clock_words", orderable=False, levels=CLOCK_LEVELS)
    days = NumberColumn(verbose_name="Days gone", accessor="clock_days", orderable=False)
    days_left = NumberColumn(verbose_name="Left without interest", orderable=False)
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", order_by=("status", "pk"), levels=INVOICE_LEVELS
    )


class ExceptionTable(PortalTable):
    """What differs, and whose it is."""

    kind = LinkColumn(verbose_name="What differs", meta="about_words", order_by=("kind", "pk"))
    expected = Column(verbose_name="Expected", orderable=False)
    found = Column(verbose_name="Found", orderable=False)
    owner = Column(verbose_name="Whose", accessor="owner__shown_name", orderable=False)
    created_at = Column(verbose_name="Since", nowrap=True, order_by=("created_at", "pk"))


class PaymentTable(PortalTable):
    """Vouchers and what they pay."""

    voucher_number = LinkColumn(verbose_name="Voucher", order_by=("voucher_number", "pk"))
    invoice = Column(verbose_name="Bill", orderable=False)
    amount = NumberColumn(verbose_name="Amount", order_by=("amount", "pk"))
    vouchered_at = Column(verbose_name="Entered", nowrap=True, order_by=("vouchered_at", "pk"))
    paid_on = Column(verbose_name="Paid on", nowrap=True, order_by=("paid_on", "pk"))


class HandOffTable(PortalTable):
    """Capital objects, and whether they are tagged."""

    description = LinkColumn(verbose_name="What", order_by=("description", "pk"))
    worksite = Column(verbose_name="Came to", accessor="receipt_line__receipt__worksite", orderable=False)
    cost = NumberColumn(verbose_name="Cost", order_by=("cost", "pk"))
    tag = Column(verbose_name="Tag", order_by=("tag", "pk"))
    custodian = Column(verbose_name="Custodian", orderable=False, wide=True)


class LimitTable(PortalTable):
    """Who approves up to how much."""

    user = LinkColumn(verbose_name="Who", accessor="user__shown_name", order_by=("user__last_name", "pk"))
    up_to = NumberColumn(verbose_name="Up to", order_by=("up_to", "pk"))
    starts_on = Column(verbose_name="From", nowrap=True, order_by=("starts_on", "pk"))
    ends_on = Column(verbose_name="Until", nowrap=True, order_by=("ends_on", "pk"))
    authority = Column(verbose_name="Authority", orderable=False, wide=True)


class PrimeRateTable(PortalTable):
    """Rates with their days."""

    percent = NumberColumn(verbose_name="Percent", order_by=("percent", "pk"))
    starts_on = Column(verbose_name="In force from", nowrap=True, order_by=("starts_on", "pk"))
    authority = Column(verbose_name="Published by", orderable=False)
    created_at = Column(verbose_name="Entered", nowrap=True, order_by=("created_at", "pk"), wide=True)


class FundPurposeTable(PortalTable):
    """Which fund may not pay for what."""

    fund_name = LinkColumn(verbose_name="Fund", order_by=("fund_name", "pk"))
    fund_code = Column(verbose_name="Code", orderable=False)
    purpose = Column(verbose_name="Does not pay for", orderable=False)
    authority = Column(verbose_name="Authority", orderable=False, wide=True)
