"""Columns of the course catalogue."""

from doc_portal.core.tables import Column, ConfirmedColumn, LinkColumn, NumberColumn, PortalTable


class CourseTable(PortalTable):
    """A course with what its version in force says."""

    title = LinkColumn(verbose_name="Course", meta="code", order_by=("title", "pk"))
    category = Column(verbose_name="Kind", nowrap=True, order_by=("category", "code"))
    mode = Column(verbose_name="How", accessor="current__mode", orderable=False)
    hours = Column(verbose_name="Hours", accessor="current__hours_words", orderable=False, num=True)
    source = ConfirmedColumn(verbose_name="Source", orderable=False, wide=True)


class EquivalenceTable(PortalTable):
    """Which course stands for which, from when."""

    old = LinkColumn(verbose_name="Who completed", order_by=("old__code", "pk"))
    new = Column(verbose_name="Has done what this asks", order_by=("new__code", "pk"))
    starts_on = Column(verbose_name="From", nowrap=True, order_by=("starts_on", "pk"))
    authority = Column(verbose_name="Authority", orderable=False, wide=True)


class CurriculumTable(PortalTable):
    """A curriculum and how many courses it has."""

    title = LinkColumn(verbose_name="Curriculum", order_by=("title", "pk"))
    courses = NumberColumn(verbose_name="Courses", order_by=("courses", "pk"))
    source = ConfirmedColumn(verbose_name="Source", orderable=False, wide=True)


class CertificationTable(PortalTable):
    """A certification."""

    title = LinkColumn(verbose_name="Certification", order_by=("title", "pk"))
    retired = Column(verbose_name="No longer granted", orderable=False)
    source = ConfirmedColumn(verbose_name="Source", orderable=False, wide=True)
