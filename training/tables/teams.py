"""Columns of the team page, of relief caps and of distances."""

from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.tables import Column, ConfirmedColumn, LinkColumn, NumberColumn, PortalTable


class TeamTable(PortalTable):
    """How the team page sorts; its cells are drawn by its own template."""

    name = LinkColumn(accessor="full_name", order_by=("last_name", "first_name", "pk"))


class ChangeColumn(Column):
    """The way to where a row is changed."""

    def __init__(self, url_name: str):
        super().__init__(verbose_name="Change", orderable=False, accessor="pk", exclude_from_export=True)
        self.url_name = url_name

    def draw(self, record, accessor):
        """A link whose hidden text names the row."""
        return format_html(
            '<a class="btn btn-link btn-sm" href="{}">Change<span class="visually-hidden">: {}</span></a>',
            address_of(self.url_name, record.pk),
            record,
        )


class ReliefCapTable(PortalTable):
    """Whose cap, how many, since when, and who says so."""

    worksite = Column(order_by=("worksite__name", "shift", "-starts_on"))
    shift = Column(orderable=False)
    most = NumberColumn(verbose_name="People at most", orderable=False)
    starts_on = Column(verbose_name="From", nowrap=True, order_by=("starts_on", "pk"))
    ends_on = Column(verbose_name="Until", nowrap=True, orderable=False)
    authority = ConfirmedColumn(orderable=False, wide=True)


class ReliefCapKeptTable(ReliefCapTable):
    """The same for who sets caps."""

    change = ChangeColumn("training:reliefcap-edit")


class DistanceTable(PortalTable):
    """From where to where, and how far."""

    worksite = Column(order_by=("worksite__name", "center__name"))
    center = Column(order_by=("center__name", "worksite__name"))
    miles = NumberColumn(order_by=("miles", "pk"))
    source = ConfirmedColumn(orderable=False, wide=True)
    change = ChangeColumn("training:distance-edit")
