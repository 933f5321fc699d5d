"""Columns of the lists of ledger imports, their errors and lines, and of reconciliations."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable
from fiscal.models import LedgerImport, Reconciliation
from fiscal.tables.sam_ii import levels


class LedgerImportTable(PortalTable):
    """Files of a period and what came of them."""

    file_name = LinkColumn(verbose_name="File", order_by=("file_name", "pk"))
    period = Column(verbose_name="Period", order_by=("period__year", "period__no", "pk"))
    rows = NumberColumn(verbose_name="Rows", order_by=("rows", "pk"))
    problems_found = NumberColumn(verbose_name="Errors", order_by=("problems_found", "pk"))
    created_at = Column(verbose_name="Brought in", nowrap=True, order_by=("created_at", "pk"), wide=True)
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", orderable=False, levels=levels(LedgerImport)
    )


class LedgerProblemTable(PortalTable):
    """What to mend in a file, line by line."""

    line = Column(verbose_name="Line", order_by=("line", "pk"))
    column = Column(verbose_name="Column", order_by=("column", "line", "pk"))
    value = Column(verbose_name="What stands there", orderable=False)
    reason = Column(verbose_name="Why it cannot be loaded", orderable=False)


class LedgerLineTable(PortalTable):
    """Lines of SAM II's ledger."""

    document_number = Column(verbose_name="Document", order_by=("document_number", "pk"))
    document_type = Column(verbose_name="Type", orderable=False)
    appropriation = Column(verbose_name="Appropriation", order_by=("appropriation", "pk"))
    bucket = Column(verbose_name="Kind", accessor="get_bucket_display", orderable=False)
    posted_on = Column(verbose_name="Posted on", nowrap=True, order_by=("posted_on", "pk"), wide=True)
    amount = NumberColumn(verbose_name="Amount", order_by=("amount", "pk"))


class ReconciliationTable(PortalTable):
    """Periods and whether both books agree."""

    period = LinkColumn(verbose_name="Period", order_by=("period__year", "period__no", "pk"))
    prepared = Column(verbose_name="Prepared by", accessor="created_by__shown_name", orderable=False)
    signed = Column(verbose_name="Signed by", accessor="signed_by__shown_name", orderable=False, wide=True)
    signed_on = Column(verbose_name="Signed on", nowrap=True, order_by=("signed_on", "pk"))
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", orderable=False, levels=levels(Reconciliation)
    )
