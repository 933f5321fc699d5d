"""Columns of the list of solicitations. Nothing of a quote stands in it."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, PortalTable
from fiscal.models import Solicitation

STATE_LEVELS = {str(status.label): level for status, level in Solicitation.STATUS_LEVELS.items()}


class SolicitationTable(PortalTable):
    """What is asked, until when, and where it stands."""

    number = LinkColumn(verbose_name="Solicitation", meta="title", order_by=("number", "pk"))
    method = Column(verbose_name="Method", order_by=("method", "pk"), wide=True)
    closes_at = Column(verbose_name="Closes", nowrap=True, order_by=("closes_at", "pk"))
    awarded_on = Column(verbose_name="Awarded", nowrap=True, order_by=("awarded_on", "pk"), wide=True)
    protest_ends_on = Column(verbose_name="Protests until", nowrap=True, order_by=("protest_ends_on", "pk"), wide=True)
    status = MarkColumn(
        verbose_name="State", accessor="get_status_display", order_by=("status", "pk"), levels=STATE_LEVELS
    )
