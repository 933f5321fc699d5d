"""Columns of the lists of stories."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, PortalTable


class NewsTable(PortalTable):
    """What staff read and export: a story in a line."""

    title = LinkColumn(verbose_name="Title")
    summary = Column(verbose_name="Summary", orderable=False)
    category = Column(verbose_name="Category")
    unit = Column(verbose_name="Unit", order_by="unit__name")
    worksite = Column(verbose_name="Only for worksite", order_by="worksite__name")
    publish_at = Column(verbose_name="Appeared", order_by=("publish_at", "pk"))
    expire_at = Column(verbose_name="Ends")


class NewsDeskTable(PortalTable):
    """What editors look after: whose story, for whom, and where it stands."""

    title = LinkColumn(verbose_name="Title")
    phase = MarkColumn(
        verbose_name="Status",
        order_by=("status", "publish_at", "pk"),
        levels={"Live": "ok", "Scheduled": "info", "Waiting for approval": "warn"},
    )
    unit = Column(verbose_name="Unit", accessor="unit__menu_name", order_by=("unit__name", "pk"), wide=True)
    readers = Column(verbose_name="Readers", order_by=("worksite__name", "pk"))
    created_by = Column(
        verbose_name="Written by",
        accessor="created_by__shown_name",
        order_by=("-created_by__listed", "created_by__last_name", "created_by__first_name", "pk"),
        wide=True,
    )
    publish_at = Column(verbose_name="Starts", nowrap=True, order_by=("publish_at", "pk"))
    expire_at = Column(verbose_name="Ends", nowrap=True, order_by=("expire_at", "pk"))

    class Meta(PortalTable.Meta):
        order_by = ("-publish_at",)
