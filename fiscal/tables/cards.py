"""Columns of the lists of purchasing cards, their cycles and what was bought."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable
from fiscal.models import CardCycle, CardTransaction

PURCHASE_LEVELS = {str(label): CardTransaction.STATUS_LEVELS[value] for value, label in CardTransaction.Status.choices}
CYCLE_LEVELS = {str(label): CardCycle.STATUS_LEVELS[value] for value, label in CardCycle.Status.choices}


class CardTable(PortalTable):
    """Who holds which card, up to how much, and who looks at what is bought."""

    name = LinkColumn(verbose_name="Card", order_by=("holder__last_name", "pk"))
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "pk"), wide=True)
    approver = Column(verbose_name="Approver", accessor="approver__shown_name", orderable=False)
    reviewer = Column(verbose_name="Reviewer", accessor="reviewer__shown_name", orderable=False)
    single_limit = NumberColumn(verbose_name="A purchase", order_by=("single_limit", "pk"))
    cycle_limit = NumberColumn(verbose_name="A cycle", order_by=("cycle_limit", "pk"))
    ends_on = Column(verbose_name="Until", nowrap=True, order_by=("ends_on", "pk"), wide=True)


class CycleTable(PortalTable):
    """Months, what they come to, and what keeps them open."""

    month = LinkColumn(verbose_name="Cycle", accessor="name", order_by=("month",))
    purchases = NumberColumn(verbose_name="Purchases", orderable=False)
    spent = NumberColumn(verbose_name="Amount", orderable=False)
    waiting = NumberColumn(verbose_name="Not reviewed", orderable=False)
    without = NumberColumn(verbose_name="No receipt", orderable=False)
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", order_by=("status", "pk"), levels=CYCLE_LEVELS
    )


class PurchaseTable(PortalTable):
    """What was bought with a card."""

    vendor_name = LinkColumn(verbose_name="Vendor", meta="holder_words", order_by=("vendor_name", "pk"))
    posted_on = Column(verbose_name="Posted", nowrap=True, order_by=("posted_on", "pk"))
    amount = NumberColumn(verbose_name="Amount", order_by=("amount", "pk"))
    description = Column(verbose_name="What for", orderable=False, wide=True)
    requisition = Column(verbose_name="Requisition", orderable=False, wide=True)
    exception = Column(verbose_name="Beyond", orderable=False, wide=True)
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", order_by=("status", "pk"), levels=PURCHASE_LEVELS
    )
