"""Columns of the lists of worksites and counties."""

from django.utils.html import format_html

from doc_portal.core.display import UNCONFIRMED
from doc_portal.core.models import County, Worksite
from doc_portal.core.tables import Column, ConfirmedColumn, LinkColumn, NumberColumn, PortalTable
from mission.tables.statuses import TodayColumn


class PlaceColumn(LinkColumn):
    """A worksite's name, with a mark where it is not confirmed or was invented for the sample."""

    def draw(self, record, accessor):
        marks = "" if record.confirmed else UNCONFIRMED
        if record.sample:
            marks = format_html('<span class="status off">Sample</span>')
        return format_html("{} {}", super().draw(record, accessor), marks) if marks else super().draw(record, accessor)


class WorksiteTable(PortalTable):
    name = PlaceColumn(meta="abbreviation")
    kind = Column()
    city = ConfirmedColumn(flag="place_confirmed")
    county = Column(wide=True, accessor="county__name", verbose_name="County")
    phone = Column(wide=True, nowrap=True, orderable=False)
    status = Column()
    today = TodayColumn(verbose_name="Today", accessor="now_set", orderable=False, exclude_from_export=True)

    class Meta(PortalTable.Meta):
        model = Worksite
        fields = ()
        sequence = ("name", "kind", "city", "county", "phone", "status", "today")

    EXPORTED = (
        ("Abbreviation", "abbreviation"),
        ("Former names", "former_names"),
        ("Street", "street"),
        ("ZIP code", "zip"),
        ("Confirmed", "confirmed"),
        ("Street confirmed", "street_confirmed"),
        ("Place confirmed", "place_confirmed"),
        ("Invented for the sample", "sample"),
        ("Source", "source"),
    )

    def export_head(self):
        """An export also says what is not confirmed: it leaves the marks of the page behind."""
        return super().export_head() + [label for label, _ in self.EXPORTED]

    def export_rows(self, rows):
        for record in rows:
            [cells] = super().export_rows([record])
            yield cells + [getattr(record, name) for _, name in self.EXPORTED]


class CountyTable(PortalTable):
    name = LinkColumn()
    fips = Column()
    jail_days_certified_by = Column()
    places = NumberColumn(verbose_name="Worksites", accessor="places")

    class Meta(PortalTable.Meta):
        model = County
        fields = ()
        sequence = ("name", "fips", "jail_days_certified_by", "places")
