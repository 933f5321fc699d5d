"""Columns of the lists of interface fields, approvals and exports."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable
from fiscal.models import InterfaceApproval
from fiscal.tables.sam_ii import levels


class InterfaceFieldTable(PortalTable):
    """Fields of the layouts; what OA has to confirm is marked."""

    field = Column(verbose_name="Field", order_by=("field", "pk"))
    layout = Column(verbose_name="Type", order_by=("layout", "record", "start", "pk"))
    record = Column(verbose_name="Record", accessor="get_record_display", orderable=False)
    columns = Column(verbose_name="Columns", nowrap=True, orderable=False)
    rule = Column(verbose_name="Rule", orderable=False, wide=True)
    state = MarkColumn(verbose_name="State", orderable=False, levels={"Confirmed": "ok", "Confirm with OA": "warn"})


class InterfaceFieldKeptTable(InterfaceFieldTable):
    """The same for those who keep layouts: a field leads to its form."""

    field = LinkColumn(verbose_name="Field", order_by=("field", "pk"))


class ApprovalTable(PortalTable):
    """What OA was asked for and allows."""

    agency_name = LinkColumn(verbose_name="Agency", order_by=("agency_name", "pk"))
    system = Column(verbose_name="System", orderable=False)
    type_codes = Column(verbose_name="Types", orderable=False)
    asked_on = Column(verbose_name="Asked for on", nowrap=True, order_by=("asked_on", "pk"), wide=True)
    test_until = Column(verbose_name="Test files until before", nowrap=True, order_by=("test_until", "pk"), wide=True)
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", orderable=False, levels=levels(InterfaceApproval)
    )


class ExportTable(PortalTable):
    """Files that were written."""

    created_at = LinkColumn(verbose_name="Written", order_by=("created_at", "pk"))
    purpose = Column(verbose_name="Purpose", accessor="get_purpose_display", orderable=False)
    document_type = Column(verbose_name="Type", accessor="document_type__code", order_by=("document_type__code", "pk"))
    records = NumberColumn(verbose_name="Records", order_by=("records", "pk"))
    by = Column(verbose_name="Written by", accessor="created_by__shown_name", orderable=False, wide=True)
