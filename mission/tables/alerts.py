"""Columns of the list of alerts."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, PortalTable
from mission.models import Alert


class AlertTable(PortalTable):
    """What stands above pages: the words, how grave, for whom and how long."""

    text = LinkColumn(verbose_name="Alert")
    severity = MarkColumn(
        verbose_name="Severity",
        accessor="get_severity_display",
        orderable=False,
        levels={level.label: Alert.LEVELS[level] for level in Alert.Severity},
    )
    phase = MarkColumn(verbose_name="Time", orderable=False, levels={"Live": "ok", "Scheduled": "info"})
    readers = Column(verbose_name="For", orderable=False)
    starts_at = Column(verbose_name="Starts", nowrap=True, order_by=("starts_at", "pk"))
    ends_at = Column(verbose_name="Ends", nowrap=True, order_by=("ends_at", "pk"))
    created_by = Column(
        verbose_name="Published by",
        accessor="created_by__shown_name",
        order_by=("-created_by__listed", "created_by__last_name", "created_by__first_name", "pk"),
        wide=True,
    )

    class Meta(PortalTable.Meta):
        order_by = ("-starts_at",)
