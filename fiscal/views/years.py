"""Pages of fiscal years."""

from doc_portal.core.views.pages import DetailPage, ListPage
from fiscal.models import FiscalYear
from fiscal.tables.budget import FiscalYearTable


class FiscalYearList(ListPage):
    """Every year there is, the latest first."""

    model = FiscalYear
    permission_required = "fiscal.view_fiscalyear"
    title = "Fiscal years"
    intro = (
        "July 1 to June 30, named by the year it ends in. After June 30 bills of the year are paid, nothing is ordered."
    )
    table_class = FiscalYearTable
    order_by = "-fy"
    empty_text = "No fiscal year is entered."


class FiscalYearDetail(DetailPage):
    """One year with its days."""

    model = FiscalYear
    permission_required = "fiscal.view_fiscalyear"
    fields = ("status", "starts_on", "ends_on", "closes_on", "expires_on")
