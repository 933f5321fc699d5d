"""Columns of the list of classes."""

from doc_portal.core.display import BLANK, short_moment
from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable
from training.models import ScheduledClass

LEVELS = {str(status.label): level for status, level in ScheduledClass.STATUS_LEVELS.items()}


class StartColumn(Column):
    """When a class starts, or that its day is not known yet."""

    def draw(self, record, accessor):
        """The moment in words."""
        return short_moment(record.starts_at) if record.starts_at else "Date to be announced"


class CenterColumn(Column):
    """Where it is held; a class without a center is held online."""

    def draw(self, record, accessor):
        """The center's name."""
        return super().draw(record, accessor) if record.center else BLANK


class ClassTable(PortalTable):
    """Which course, when, where, and how many seats nobody has."""

    course = LinkColumn(
        verbose_name="Class", accessor="course_version__course__title", meta="number",
        order_by=("course_version__course__title", "pk"),
    )  # fmt: skip
    starts_at = StartColumn(verbose_name="Starts", nowrap=True, order_by=("starts_at", "pk"))
    center = CenterColumn(verbose_name="Center", order_by=("center__name", "starts_at"))
    mode = Column(verbose_name="How", accessor="course_version__mode", orderable=False, wide=True, nowrap=True)
    seats_left = NumberColumn(verbose_name="Seats left", orderable=False)
    waiting = NumberColumn(verbose_name="Waiting", orderable=False, wide=True)
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", order_by=("status", "starts_at"), levels=LEVELS
    )
