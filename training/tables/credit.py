"""Columns of the lists of completions, of those that could not be placed, and of courses taken elsewhere."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable
from training.models import OutsideCompletion

COUNTS = {"Counts": "ok", "Counted once this year": "off", "Voided": "bad"}
OUTSIDE_LEVELS = {str(status.label): level for status, level in OutsideCompletion.STATUS_LEVELS.items()}


class CreditTable(PortalTable):
    """Who completed what when, for how many hours, and whether it counts."""

    course = LinkColumn(accessor="course", order_by=("course__code", "pk"))
    person = Column(order_by=("person__last_name", "person__first_name", "pk"))
    completed_on = Column(verbose_name="Completed", nowrap=True, order_by=("completed_on", "pk"))
    fiscal_year = Column(verbose_name="Fiscal year", accessor="year_words", order_by=("fiscal_year", "pk"))
    hours = NumberColumn(verbose_name="Hours", accessor="hours_words", order_by=("hours", "pk"))
    source = Column(verbose_name="How", accessor="get_source_display", orderable=False, nowrap=True)
    counts = MarkColumn(verbose_name="Counts", accessor="counts_words", orderable=False, levels=COUNTS)
    authority = Column(orderable=False, wide=True)


class UnplacedTable(PortalTable):
    """What an import could not place, and why."""

    row = LinkColumn(verbose_name="Completion", accessor="external_id", meta="get_source_display", orderable=False)
    problem = Column(verbose_name="Why it waits", accessor="get_problem_display", order_by=("problem", "pk"))
    words = Column(verbose_name="In words", orderable=False, wide=True)
    arrived_at = Column(verbose_name="Arrived", nowrap=True, order_by=("arrived_at", "pk"))
    state = Column(verbose_name="State", accessor="state_words", orderable=False)


class OutsideTable(PortalTable):
    """Which course taken elsewhere, by whom, and where it stands."""

    course = LinkColumn(
        accessor="course_version__course__title", meta="held_by", order_by=("course_version__course__title", "pk")
    )
    person = Column(order_by=("person__last_name", "person__first_name", "pk"))
    completed_on = Column(verbose_name="Completed", nowrap=True, order_by=("completed_on", "pk"))
    status = MarkColumn(accessor="get_status_display", order_by=("status", "pk"), levels=OUTSIDE_LEVELS)
