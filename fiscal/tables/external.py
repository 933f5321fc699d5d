"""Columns of the lists of document types and of documents in other systems."""

from doc_portal.core.tables import Column, ConfirmedColumn, LinkColumn, MarkColumn, PortalTable
from fiscal.models import ExternalDocRef
from fiscal.models.external import BY_HAND

STATUS_LEVELS = {ExternalDocRef.Status(status).label: level for status, level in ExternalDocRef.STATUS_LEVELS.items()}
LEVELS = STATUS_LEVELS | {BY_HAND: "info"}


class DocumentTypeTable(PortalTable):
    """Types as published; what no source confirms is marked."""

    code = ConfirmedColumn(verbose_name="Code", order_by=("code",))
    name = Column(verbose_name="Name", order_by=("name", "code"))
    group_name = Column(verbose_name="Group", order_by=("group", "code"))
    approvals = Column(verbose_name="Loaded with approvals", orderable=False)
    note = Column(verbose_name="Note", orderable=False, wide=True)


class ExternalDocTable(PortalTable):
    """Documents in other systems, with what was answered."""

    number = LinkColumn(verbose_name="Number", order_by=("number", "pk"))
    document_type = Column(verbose_name="Type", accessor="document_type__code", order_by=("document_type__code", "pk"))
    action = Column(verbose_name="Action", accessor="get_action_display", orderable=False)
    system = Column(verbose_name="System", order_by=("system__code", "pk"), wide=True)
    status = MarkColumn(verbose_name="Status", accessor="state", orderable=False, levels=LEVELS)
