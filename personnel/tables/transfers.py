"""Columns of the lists of wishes and exchanges."""

from django.utils.html import format_html

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable
from personnel.models import ExchangeProposal, TransferWish
from personnel.suppression import NOT_LISTED

LEVELS = {str(status.label): level for status, level in TransferWish.STATUS_LEVELS.items()}
EXCHANGE_LEVELS = {str(status.label): level for status, level in ExchangeProposal.STATUS_LEVELS.items()}


class WisherColumn(LinkColumn):
    """Who wishes, linking to the wish. Whoever is not listed is named on no list."""

    def draw(self, record, accessor):
        """The name as a link to the wish."""
        name = NOT_LISTED if record.person.suppressed else record.person.full_name
        return format_html('<a class="row-link" href="{}">{}</a>', record.get_absolute_url(), name)

    def plain(self, record, accessor):
        """The name for an export."""
        return NOT_LISTED if record.person.suppressed else record.person.full_name


class OwnWishTable(PortalTable):
    """One's own wishes."""

    to_worksite = LinkColumn(verbose_name="To", order_by=("to_worksite__name", "pk"))
    job_class = Column(verbose_name="Class", order_by=("job_class__title", "pk"))
    shift = Column(verbose_name="Shift", accessor="shift_words", orderable=False)
    status = MarkColumn(verbose_name="Status", accessor="get_status_display", order_by=("status", "pk"), levels=LEVELS)
    created_at = Column(verbose_name="Since", nowrap=True, order_by=("created_at", "pk"))
    ends_on = Column(verbose_name="Stands until", nowrap=True, order_by=("ends_on", "pk"))


class TransferWishTable(PortalTable):
    """Who would like to go where, in the order of service."""

    person = WisherColumn(verbose_name="Person", order_by=("person__last_name", "person__first_name", "pk"))
    job_class = Column(verbose_name="Class", order_by=("job_class__title", "pk"))
    from_worksite = Column(verbose_name="From", order_by=("from_worksite__name", "pk"))
    to_worksite = Column(verbose_name="To", order_by=("to_worksite__name", "pk"))
    shift = Column(verbose_name="Shift", accessor="shift_words", orderable=False, wide=True)
    seniority_date = Column(verbose_name="In service since", nowrap=True, order_by=("seniority_date", "pk"))
    miles = NumberColumn(verbose_name="Miles", wide=True)
    status = MarkColumn(verbose_name="Status", accessor="get_status_display", order_by=("status", "pk"), levels=LEVELS)


class ExchangeTable(PortalTable):
    """Which exchange, between which worksites, and where it stands."""

    name = LinkColumn(verbose_name="Exchange", order_by=("pk",))
    places = Column(verbose_name="Worksites", orderable=False)
    moves_on = Column(verbose_name="Moves on", nowrap=True, order_by=("moves_on", "pk"))
    status = MarkColumn(
        verbose_name="Status", accessor="get_status_display", order_by=("status", "pk"), levels=EXCHANGE_LEVELS
    )
    created_at = Column(verbose_name="Proposed", nowrap=True, order_by=("created_at", "pk"), wide=True)
