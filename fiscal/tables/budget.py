"""Columns of the lists of years, codes, funding strings, appropriations and plans."""

from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.tables import Column, ConfirmedColumn, LinkColumn, MarkColumn, NumberColumn, PortalTable
from fiscal.models import FiscalYear

YEAR_LEVELS = {str(label): FiscalYear.STATUS_LEVELS[value] for value, label in FiscalYear.Status.choices} | {
    "Not begun": "info"
}


class FiscalYearTable(PortalTable):
    """A year with the days that count in it."""

    title = LinkColumn(verbose_name="Fiscal year", order_by=("fy",))
    status = MarkColumn(verbose_name="Status", accessor="state", order_by=("status", "fy"), levels=YEAR_LEVELS)
    ends_on = Column(verbose_name="Last day", nowrap=True, order_by=("fy",))
    closes_on = Column(verbose_name="Closed in SAM II on", nowrap=True, order_by=("fy",), wide=True)
    expires_on = Column(verbose_name="Appropriations expire on", nowrap=True, order_by=("fy",), wide=True)


class YearColumn(Column):
    """A year by its number, which is none to be grouped."""

    def draw(self, record, accessor):
        """The number."""
        return format_html("{}", super().plain(record, accessor))


class CodeTable(PortalTable):
    """A code with what it is."""

    code = Column(verbose_name="Code", order_by=("code", "pk"), nowrap=True)
    name = ConfirmedColumn(verbose_name="Name", order_by=("name", "pk"))
    kind = Column(verbose_name="Kind", order_by=("kind", "code"))
    year = YearColumn(verbose_name="Fiscal year", accessor="year_id", order_by=("year", "code"))
    parent = Column(verbose_name="Under", accessor="parent__code", orderable=False, wide=True)
    follows = Column(verbose_name="Replaces", accessor="follows__code", orderable=False, wide=True)
    active = Column(verbose_name="In use", order_by=("active", "code"), wide=True)


class KeptCodeColumn(Column):
    """The code, leading to where it is changed."""

    def draw(self, record, accessor):
        """The link."""
        where = address_of("fiscal:coacode-edit", record.pk)
        return format_html('<a class="row-link" href="{}">{}</a>', where, record.code)


class KeptCodeTable(CodeTable):
    """The same for who keeps codes."""

    code = KeptCodeColumn(verbose_name="Code", order_by=("code", "pk"), nowrap=True)


class StringTable(PortalTable):
    """A funding string as it is written, with its number."""

    written = LinkColumn(verbose_name="Funding string", orderable=False)
    pk = NumberColumn(verbose_name="Number", order_by=("pk",))
    year = YearColumn(verbose_name="Budget year", accessor="budget_fy_id", order_by=("budget_fy", "pk"))
    fund = Column(verbose_name="Fund", accessor="fund__name", orderable=False, wide=True)
    org = Column(verbose_name="Organization", accessor="org__name", orderable=False)
    object = Column(verbose_name="Object", accessor="object__name", orderable=False, wide=True)


class AppropriationTable(PortalTable):
    """What an appropriation has, and what is left of it."""

    code = LinkColumn(verbose_name="Appropriation", meta="name", order_by=("code", "pk"))
    year = YearColumn(verbose_name="Budget year", accessor="budget_fy_id", order_by=("budget_fy", "code"))
    fund = Column(verbose_name="Fund", accessor="fund__code", order_by=("fund__code", "code"))
    authority = NumberColumn(verbose_name="Authority", order_by=("authority", "pk"))
    held_back = NumberColumn(verbose_name="Held back", orderable=False)
    pre = NumberColumn(verbose_name="Intended", order_by=("pre", "pk"))
    enc = NumberColumn(verbose_name="Ordered", order_by=("enc", "pk"))
    exp = NumberColumn(verbose_name="Billed", order_by=("exp", "pk"))
    available = NumberColumn(verbose_name="Available", orderable=False)


class PlanTable(PortalTable):
    """What is planned and what was billed so far."""

    org = LinkColumn(
        verbose_name="Organization", accessor="org__name", meta="object.name", order_by=("org__code", "pk")
    )
    year = YearColumn(verbose_name="Fiscal year", accessor="year_id", order_by=("year", "pk"))
    total = NumberColumn(verbose_name="Planned for the year", orderable=False)
    planned = NumberColumn(verbose_name="Planned so far", orderable=False)
    billed = NumberColumn(verbose_name="Billed so far", order_by=("billed", "pk"))
    over = MarkColumn(verbose_name="Against plan", orderable=False, levels={"Over plan": "warn", "Within plan": "ok"})
