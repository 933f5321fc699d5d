"""Columns of the lists of requests and of the steps they pass."""

from django.utils import timezone

from doc_portal.core.display import BLANK, short_date
from doc_portal.core.tables import Column, ConfirmedColumn, LinkColumn, MarkColumn, NumberColumn, PortalTable
from personnel.models import Requisition
from personnel.tables.catalogue import EditColumn

LEVELS = {str(status.label): level for status, level in Requisition.STATUS_LEVELS.items()}


class SinceColumn(Column):
    """Since when somebody holds a request."""

    def draw(self, record, accessor):
        """The day; nothing where nobody holds it."""
        return short_date(timezone.localdate(record.held_since)) if record.held_since else BLANK


class RequisitionTable(PortalTable):
    """Which request, what it asks for, where it stands and who holds it."""

    number = LinkColumn(verbose_name="Requisition", order_by=("number",))
    job_class = Column(verbose_name="Class", order_by=("job_class__title", "pk"))
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "pk"))
    vacancies = NumberColumn(verbose_name="Vacancies")
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", order_by=("status", "-created_at", "pk"), levels=LEVELS
    )
    held_by = Column(verbose_name="Held by", orderable=False)
    held_since = SinceColumn(verbose_name="Since", orderable=False, nowrap=True)
    requester = Column(
        verbose_name="Asked for by", order_by=("requester__last_name", "requester__first_name", "pk"), wide=True
    )

    class Meta(PortalTable.Meta):
        order_by = ("-number",)


class OwnRequisitionTable(RequisitionTable):
    """One's own requests."""

    class Meta(RequisitionTable.Meta):
        exclude = ("requester",)


class RouteTable(PortalTable):
    """The steps in their order."""

    step = Column(verbose_name="Step", accessor="words", order_by=("no", "pk"))
    worksite = Column(verbose_name="Only for worksite", order_by=("worksite__name", "no", "pk"))
    starts_on = Column(verbose_name="From", nowrap=True)
    ends_on = Column(verbose_name="Until", nowrap=True)
    authority = ConfirmedColumn(verbose_name="Authority", orderable=False)


class KeptRouteTable(RouteTable):
    """The same for those who may change them."""

    step = EditColumn(verbose_name="Step", accessor="words", edit="personnel:approvalroute-edit", order_by=("no", "pk"))
    authority = Column(verbose_name="Authority", orderable=False)
