"""Columns of a worksite's statuses."""

from doc_portal.core.display import BLANK, status_mark
from doc_portal.core.tables import Column, PortalTable


class StateColumn(Column):
    """The word for the state, with its shape."""

    def draw(self, record, accessor):
        return status_mark(record.state.name, record.state.level)


class WorksiteStatusTable(PortalTable):
    """How a worksite ran: what, from when until when, and who set it."""

    state = StateColumn(verbose_name="Status", orderable=False)
    starts_at = Column(verbose_name="From", nowrap=True, order_by=("starts_at", "pk"))
    over_at = Column(verbose_name="Until", nowrap=True, orderable=False)
    note = Column(verbose_name="What staff should do", orderable=False)
    created_by = Column(verbose_name="Set by", accessor="created_by__shown_name", orderable=False, wide=True)

    class Meta(PortalTable.Meta):
        order_by = ("-starts_at",)


class TodayColumn(Column):
    """How a worksite runs now (`mission.today.with_status`); nothing while it runs normally."""

    def draw(self, record, accessor):
        return status_mark(*self._of(record)) if self._of(record) else BLANK

    @staticmethod
    def _of(record) -> tuple[str, str] | None:
        return next(((one.state.name, one.state.level) for one in getattr(record, "now_set", ())), None)
