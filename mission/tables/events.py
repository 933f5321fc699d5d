"""Columns of the list of events, which are those of its export."""

from doc_portal.core.tables import Column, LinkColumn, PortalTable


class EventTable(PortalTable):
    """What, when, where and for whom."""

    title = LinkColumn(verbose_name="Event")
    starts_at = Column(verbose_name="Starts", order_by=("starts_at", "pk"))
    ends_at = Column(verbose_name="Ends", order_by=("ends_at", "pk"))
    all_day = Column(verbose_name="All day", orderable=False)
    place = Column(verbose_name="Place", orderable=False)
    readers = Column(verbose_name="For", orderable=False)
    unit = Column(verbose_name="Unit", order_by=("unit__name", "pk"))
    canceled_at = Column(verbose_name="Canceled", orderable=False)

    class Meta(PortalTable.Meta):
        order_by = ("starts_at",)
