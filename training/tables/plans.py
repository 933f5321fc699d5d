"""Columns of the list of plans, and of those a plan found no seat for."""

from doc_portal.core.display import BLANK
from doc_portal.core.tables import Column, LinkColumn, NumberColumn, PortalTable


class FigureColumn(NumberColumn):
    """One figure of a proposal; a dash until it is worked out."""

    def __init__(self, figure: str, **more):
        super().__init__(accessor="pk", orderable=False, **more)
        self.figure = figure

    def plain(self, record, accessor):
        """The number."""
        return record.figures.get(self.figure, "")

    def draw(self, record, accessor):
        """The number with its commas."""
        found = record.figures.get(self.figure)
        return BLANK if found is None else f"{found:,}"


class PlanTable(PortalTable):
    """Plans with what came of them."""

    starts_on = LinkColumn(verbose_name="From", nowrap=True)
    ends_on = Column(verbose_name="Until", nowrap=True)
    status = Column(verbose_name="Status")
    needs = FigureColumn("needs", verbose_name="Seats needed")
    placed = FigureColumn("placed", verbose_name="Given out")
    left = FigureColumn("left", verbose_name="Left")
    created_by = Column(verbose_name="Planned by", accessor="created_by__shown_name", orderable=False, wide=True)


class UnplacedTable(PortalTable):
    """Who got no seat in which course, and why."""

    person = LinkColumn(verbose_name="Person", order_by=("person__last_name", "person__first_name", "pk"))
    worksite = Column(verbose_name="Worksite", accessor="person__worksite", orderable=False, wide=True)
    course = Column(verbose_name="Course", order_by=("course__code", "pk"))
    due_on = Column(verbose_name="Due", nowrap=True, order_by=("due_on", "pk"))
    reason = Column(verbose_name="Why", order_by=("reason", "pk"))
    words = Column(verbose_name="In words", orderable=False, wide=True)
