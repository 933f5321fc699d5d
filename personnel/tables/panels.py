"""Columns of the list of panels."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, PortalTable
from personnel.models.panels import PANEL_LEVELS


class PanelTable(PortalTable):
    """Which panel of which announcement, when it meets and where it stands."""

    name = LinkColumn(verbose_name="Panel", order_by=("name", "pk"))
    posting = Column(verbose_name="Announcement", order_by=("posting__title", "pk"))
    phase = MarkColumn(verbose_name="State", order_by=("closed_at", "started_at", "pk"), levels=PANEL_LEVELS)
    meets_on = Column(verbose_name="Meets", nowrap=True, order_by=("meets_on", "pk"))
