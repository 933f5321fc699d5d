"""Columns of the list of positions."""

from doc_portal.core.display import BLANK
from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable
from personnel.models import Position
from personnel.suppression import NOT_LISTED

LEVELS = {str(status.label): level for status, level in Position.STATUS_LEVELS.items()}


class HolderColumn(Column):
    """Who holds a position. Whoever is not listed is named on no list."""

    def draw(self, record, accessor):
        """The name."""
        if record.holder is not None and record.holder.suppressed:
            return NOT_LISTED
        return super().draw(record, accessor) if record.holder else BLANK

    def plain(self, record, accessor):
        """The same for an export."""
        if record.holder is None:
            return None
        return NOT_LISTED if record.holder.suppressed else str(record.holder)


class PositionTable(PortalTable):
    """Which chair, where, and who sits in it."""

    position_no = LinkColumn(verbose_name="Position", order_by=("position_no",))
    job_class = Column(verbose_name="Class", order_by=("job_class__title", "pk"))
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "pk"))
    shift = Column(verbose_name="Shift", order_by=("shift", "pk"))
    fte = NumberColumn(verbose_name="FTE", accessor="fte_words", order_by=("fte", "pk"))
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", order_by=("status", "position_no"), levels=LEVELS
    )
    holder = HolderColumn(verbose_name="Held by", order_by=("holder__last_name", "holder__first_name", "pk"))
