"""Columns of the lists of the SAM II desk."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, PortalTable
from fiscal.models import CodeChange, SamIssue, SystemAccess


def levels(model) -> dict[str, str]:
    """The shape beside each status, by its words."""
    return {str(model.Status(status).label): level for status, level in model.STATUS_LEVELS.items()}


class SamIssueTable(PortalTable):
    """Documents that were not taken, with error and owner."""

    document = LinkColumn(verbose_name="Document", order_by=("document", "pk"))
    error_code = Column(verbose_name="Error", order_by=("error_code", "pk"))
    owner = Column(verbose_name="Owner", accessor="owner__shown_name", orderable=False)
    created_at = Column(verbose_name="Opened", nowrap=True, order_by=("created_at", "pk"), wide=True)
    status = MarkColumn(verbose_name="Status", accessor="get_status_display", orderable=False, levels=levels(SamIssue))


class SystemAccessTable(PortalTable):
    """Who may do what in which system, and when somebody last said that it is needed."""

    profile = LinkColumn(verbose_name="What it opens", order_by=("profile", "pk"))
    person = Column(verbose_name="Person", accessor="person__shown_name", orderable=False)
    system = Column(verbose_name="System", order_by=("system__code", "pk"), wide=True)
    certified_on = Column(verbose_name="Last certified", nowrap=True, order_by=("certified_on", "pk"))
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", orderable=False, levels=levels(SystemAccess)
    )


class CodeChangeTable(PortalTable):
    """Changes of codes and by when they must reach OA."""

    code = LinkColumn(verbose_name="Code", order_by=("code", "pk"))
    kind = Column(verbose_name="Kind", accessor="get_kind_display", order_by=("kind", "pk"))
    change = Column(verbose_name="Change", accessor="get_change_display", orderable=False)
    year = Column(verbose_name="Fiscal year", order_by=("year", "pk"), wide=True)
    due_before = Column(verbose_name="Must reach OA before", nowrap=True, order_by=("due_before", "pk"))
    state = MarkColumn(verbose_name="State", orderable=False, levels=levels(CodeChange) | {"Late": "bad"})


class OverrideTable(PortalTable):
    """Lines of SAM II's log of overrides."""

    number = Column(verbose_name="Document", order_by=("number", "pk"))
    document_type = Column(verbose_name="Type", accessor="document_type__code", order_by=("document_type__code", "pk"))
    agency = Column(verbose_name="Agency", orderable=False, wide=True)
    error_code = Column(verbose_name="Error", order_by=("error_code", "pk"))
    overridden_by = Column(verbose_name="Overridden by", order_by=("overridden_by", "pk"))
    overridden_on = Column(verbose_name="Overridden on", nowrap=True, order_by=("overridden_on", "pk"))
