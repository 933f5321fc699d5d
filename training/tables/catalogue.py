"""Columns of the course catalogue."""

from doc_portal.core.tables import Column, ConfirmedColumn, LinkColumn, PortalTable


class CourseTable(PortalTable):
    """A course with what its version in force says."""

    title = LinkColumn(verbose_name="Course", meta="code", order_by=("title", "pk"))
    category = Column(verbose_name="Kind", order_by=("category", "code"))
    mode = Column(verbose_name="How", accessor="current__mode", orderable=False)
    hours = Column(verbose_name="Hours", accessor="current__hours_words", orderable=False, num=True)
    source = ConfirmedColumn(verbose_name="Source", orderable=False, wide=True)
