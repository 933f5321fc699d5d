"""Columns of what readers say of pages."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, PortalTable

LEVELS = {"New": "warn", "In progress": "info", "Answered": "ok", "Closed": "off"}


class FeedbackTable(PortalTable):
    """What owners answer: about which page, from whom, and where it stands."""

    subject = LinkColumn(verbose_name="Page", order_by=("page_title", "path", "pk"))
    kind = Column(verbose_name="Kind", accessor="get_kind_display", order_by=("kind", "pk"))
    comment = Column(verbose_name="Comment", accessor="excerpt", orderable=False, wide=True)
    unit = Column(verbose_name="Unit", order_by=("unit__name", "pk"), wide=True)
    status = MarkColumn(verbose_name="Status", accessor="get_status_display", order_by=("status", "pk"), levels=LEVELS)
    created_at = Column(verbose_name="Said", nowrap=True, order_by=("created_at", "pk"))

    class Meta(PortalTable.Meta):
        order_by = ("-created_at",)


class OwnFeedbackTable(PortalTable):
    """What one said oneself, and whether it was answered."""

    subject = LinkColumn(verbose_name="Page", order_by=("page_title", "path", "pk"))
    kind = Column(verbose_name="Kind", accessor="get_kind_display", order_by=("kind", "pk"))
    status = MarkColumn(verbose_name="Status", accessor="get_status_display", order_by=("status", "pk"), levels=LEVELS)
    created_at = Column(verbose_name="Said", nowrap=True, order_by=("created_at", "pk"))

    class Meta(PortalTable.Meta):
        order_by = ("-created_at",)
