"""Columns of lists schedulers work with."""

from doc_portal.core.display import status_mark
from doc_portal.core.tables import Column, LinkColumn, NumberColumn, PortalTable
from training.tables.classes import CenterColumn, StartColumn


class EnoughColumn(Column):
    """Whether a class has the people its course asks, in words."""

    def draw(self, record, accessor):
        """Enough, or how many are missing."""
        short = record.course_version.min_seats - record.seats_taken
        return status_mark(f"{short} too few", "bad") if short > 0 else status_mark("Enough people", "ok")


class DueTable(PortalTable):
    """A class that begins soon: how many come, and how many its course asks."""

    course = LinkColumn(
        verbose_name="Class", accessor="course_version__course__title", meta="number",
        order_by=("course_version__course__title", "pk"),
    )  # fmt: skip
    starts_at = StartColumn(verbose_name="Starts", nowrap=True, order_by=("starts_at", "pk"))
    center = CenterColumn(verbose_name="Center", order_by=("center__name", "starts_at"))
    seats_taken = NumberColumn(verbose_name="People", orderable=False)
    fewest = NumberColumn(verbose_name="Asked", accessor="course_version__min_seats", orderable=False)
    enough = EnoughColumn(verbose_name="State", accessor="pk", orderable=False, exclude_from_export=True)
