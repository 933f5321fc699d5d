"""Columns of the lists of years, codes and appropriations."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, PortalTable
from fiscal.models import FiscalYear


class FiscalYearTable(PortalTable):
    """A year with the days that count in it."""

    fy = LinkColumn(verbose_name="Fiscal year", order_by=("fy",))
    status = MarkColumn(verbose_name="Status", levels=FiscalYear.STATUS_LEVELS)
    ends_on = Column(verbose_name="Last day", nowrap=True, order_by=("fy",))
    closes_on = Column(verbose_name="Closed in SAM II on", nowrap=True, order_by=("fy",), wide=True)
    expires_on = Column(verbose_name="Appropriations expire on", nowrap=True, order_by=("fy",), wide=True)
