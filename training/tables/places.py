"""Columns of the lists of centers, rooms, vehicles, ways and instructors."""

from doc_portal.core.tables import Column, ConfirmedColumn, LinkColumn, NumberColumn, PortalTable


class CenterTable(PortalTable):
    """A center, where it is and how many it takes."""

    name = LinkColumn(verbose_name="Center", order_by=("name", "pk"))
    worksite = Column(accessor="worksite__name", verbose_name="Worksite", order_by=("worksite__name", "pk"))
    trainees = NumberColumn(verbose_name="Trainees", orderable=False)
    source = ConfirmedColumn(verbose_name="Source", orderable=False, wide=True)


class RoomTable(PortalTable):
    """A room, what it seats and has."""

    code = LinkColumn(verbose_name="Room", meta="name", order_by=("code", "pk"))
    center = Column(accessor="center__name", verbose_name="Center", order_by=("center__name", "code"))
    seats = NumberColumn(verbose_name="Seats", order_by=("seats", "pk"))
    features = Column(verbose_name="Has", orderable=False, wide=True)


class EquipmentTable(PortalTable):
    """A vehicle or kit, and what it serves as."""

    name = LinkColumn(verbose_name="Name", meta="code", order_by=("name", "pk"))
    kind = Column(verbose_name="Kind", order_by=("kind", "name"))
    center = Column(accessor="center__name", verbose_name="Center", order_by=("center__name", "name"))
    feature = Column(verbose_name="Serves as", orderable=False)


class TravelTable(PortalTable):
    """Two centers and the minutes between them."""

    one = Column(accessor="one__name", verbose_name="From", orderable=False)
    other = Column(accessor="other__name", verbose_name="To", orderable=False)
    minutes = NumberColumn(verbose_name="Minutes", orderable=False)


class InstructorTable(PortalTable):
    """Who teaches, from where, and how much they may."""

    person = LinkColumn(
        verbose_name="Instructor", accessor="person", order_by=("person__last_name", "person__first_name", "pk")
    )
    home_center = Column(accessor="home_center__name", verbose_name="Home center", order_by=("home_center__name", "pk"))
    adjunct = Column(accessor="adjunct_worksite__name", verbose_name="Lent by", orderable=False)
    hours_a_week = Column(accessor="week_words", verbose_name="Hours a week", orderable=False, num=True)
