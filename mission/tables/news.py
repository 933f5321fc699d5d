"""Columns of the lists of stories."""

from doc_portal.core.tables import Column, LinkColumn, PortalTable


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
    status = Column(verbose_name="Status", nowrap=True)
    phase = Column(verbose_name="Phase", orderable=False, nowrap=True)
    category = Column(verbose_name="Category", wide=True)
    unit = Column(verbose_name="Unit", order_by="unit__name", wide=True)
    worksite = Column(verbose_name="Only for worksite", order_by="worksite__name", wide=True)
    created_by = Column(verbose_name="Written by", order_by=("created_by__last_name", "created_by__first_name"))
    publish_at = Column(verbose_name="Starts", nowrap=True, order_by=("publish_at", "pk"))
    expire_at = Column(verbose_name="Ends", nowrap=True)

    class Meta(PortalTable.Meta):
        order_by = ("-publish_at",)
