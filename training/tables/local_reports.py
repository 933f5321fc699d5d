"""Columns of the list of reports."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, PortalTable
from training.models import LocalReport

LEVELS = {str(status.label): level for status, level in LocalReport.STATUS_LEVELS.items()}


class LocalReportTable(PortalTable):
    """Which course, where, when, and where the report stands."""

    course = LinkColumn(
        verbose_name="Training", accessor="course_version__course__title", meta="number",
        order_by=("course_version__course__title", "pk"),
    )  # fmt: skip
    worksite = Column(order_by=("worksite__name", "-held_on"))
    held_on = Column(verbose_name="Held on", nowrap=True, order_by=("held_on", "pk"))
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", order_by=("status", "-held_on"), levels=LEVELS
    )
