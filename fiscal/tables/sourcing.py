"""Columns of the lists of sourcing rules, classes and questions to MVE."""

from doc_portal.core.display import status_mark
from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable
from fiscal.models import MveCertificate

ANSWER_LEVELS = {str(status.label): level for status, level in MveCertificate.STATUS_LEVELS.items()}


class ConfirmedColumn(Column):
    """Whether a source is known."""

    def plain(self, record, accessor):
        """In words."""
        return "Confirmed" if record.confirmed else "To be confirmed"

    def draw(self, record, accessor):
        """With its shape."""
        return status_mark(self.plain(record, accessor), "ok" if record.confirmed else "warn")


class RuleTable(PortalTable):
    """What each test asks of which amounts, from when."""

    method = LinkColumn(verbose_name="Test", accessor="get_method_display", order_by=("method", "lower", "-starts_on"))
    amounts = Column(verbose_name="Amounts", order_by=("lower", "method"))
    says = Column(verbose_name="Asks", orderable=False, wide=True)
    authority = Column(verbose_name="Authority", order_by=("authority", "pk"))
    starts_on = Column(verbose_name="From", nowrap=True, order_by=("starts_on", "pk"))
    ends_on = Column(verbose_name="Ends before", nowrap=True, order_by=("ends_on", "pk"))
    confirmed = ConfirmedColumn(verbose_name="Source", order_by=("confirmed", "pk"), nowrap=True)


class ClassTable(PortalTable):
    """Classes with what follows from them."""

    code = LinkColumn(verbose_name="Class", meta="name", order_by=("code",))
    kind = Column(verbose_name="Kind", order_by=("kind", "code"))
    mve_makes = Column(verbose_name="MVE makes it", order_by=("-mve_makes", "code"))
    second_approver = Column(verbose_name="Second approver", order_by=("-second_approver", "code"))
    is_capital = Column(verbose_name="Capital", order_by=("-is_capital", "code"), wide=True)
    confirmed = ConfirmedColumn(verbose_name="Source", order_by=("confirmed", "pk"), nowrap=True, wide=True)


class CertificateTable(PortalTable):
    """What MVE was asked, and its answer."""

    item = LinkColumn(verbose_name="Item", order_by=("item", "pk"))
    worksite = Column(verbose_name="Worksite", accessor="worksite", orderable=False, wide=True)
    amount = NumberColumn(verbose_name="Amount", order_by=("amount", "pk"))
    created_at = Column(verbose_name="Asked", nowrap=True, order_by=("created_at", "pk"))
    need_by = Column(verbose_name="Needed by", nowrap=True, order_by=("need_by", "pk"))
    status = MarkColumn(
        verbose_name="Answer", accessor="get_status_display", order_by=("status", "pk"), levels=ANSWER_LEVELS
    )
