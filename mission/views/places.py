"""Worksites and counties."""

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.display import BLANK, UNCONFIRMED, cell
from doc_portal.core.models import County, Worksite
from doc_portal.core.views.pages import DetailPage, ListPage
from mission.forms.places import CountyFilter, WorksiteFilter
from mission.models import NewsItem
from mission.tables.places import CountyTable, WorksiteTable

STORIES = 5


class WorksiteList(ListPage):
    permission_required = "core.use_portal"
    model = Worksite
    table_class = WorksiteTable
    filterset_class = WorksiteFilter
    create_url_name = "mission:worksite-create"
    intro = "Institutions, centers, offices and warehouses of the department. Marks show what is still to be confirmed."


class WorksitePage:
    """What pages about one worksite share: their place in the breadcrumb."""

    model = Worksite

    def trail(self):
        up = [("Worksites", reverse("mission:worksite-list"))]
        record = getattr(self, "object", None)
        return [*up, (record.name, record.get_absolute_url())] if record is not None else up


class WorksiteDetail(DetailPage):
    permission_required = "core.use_portal"
    model = Worksite
    template_name = "mission/worksite.html"
    fields = (
        "abbreviation", "kind", "status", "former_names", "street", "city", "zip", "county", "region", "phone",
        "custody_level", "houses", "capacity", "opened", "opens_on", "closed_on", "note",
    )  # fmt: skip
    FLAGS = {"street": "street_confirmed", "city": "place_confirmed", "custody_level": "custody_confirmed"}

    def get_queryset(self):
        return super().get_queryset().for_list()

    def trail(self):
        return [("Worksites", reverse("mission:worksite-list"))]

    def facts(self):
        """Only what is known, each with a mark where its part of the row is not confirmed."""
        known = [(label, value, name) for (label, value), name in zip(super().facts(), self.fields, strict=True)]
        return [(label, self.marked(name, value)) for label, value, name in known if value != BLANK]

    def marked(self, name, value):
        site = self.object
        if name == "phone":
            value = format_html('<a href="tel:{}">{}</a>', "".join(filter(str.isdigit, site.phone)), site.phone)
        if name == "capacity" and site.capacity_note:
            value = format_html("{} ({})", value, site.capacity_note)
        if not getattr(site, self.FLAGS.get(name, "confirmed")) and name in self.FLAGS:
            return format_html("{} {}", value, UNCONFIRMED)
        return value

    def actions(self):
        found = []
        if self.may("core.change_worksite", self.object):
            found.append({"verb": "edit", "url": reverse("mission:worksite-edit", args=[self.object.slug]), "label": "Edit", "danger": False})
        if self.object.closed_on is None and self.may("core.close_worksite", self.object):
            found.append({"verb": "close", "url": reverse("mission:worksite-close", args=[self.object.slug]), "label": "Close worksite", "danger": True})
        return found

    @cached_property
    def stories(self):
        return list(NewsItem.objects.live().filter(worksite=self.object)[:STORIES])


class CountyList(ListPage):
    permission_required = "core.use_portal"
    model = County
    table_class = CountyTable
    filterset_class = CountyFilter
    intro = "Missouri's 114 counties and the City of St. Louis, with who certifies the days prisoners spend in jail."

    def get_rows(self):
        return County.objects.annotate(places=Count("worksites"))

    def create_url(self):
        return None


class CountyDetail(DetailPage):
    permission_required = "core.use_portal"
    model = County
    pk_url_kwarg = "fips"
    template_name = "mission/county.html"
    fields = ("fips", "kind", "jail_days_certified_by", "source")
    show_history = False

    def trail(self):
        return [("Counties", reverse("mission:county-list"))]

    def facts(self):
        return [(label, value) for label, value in super().facts() if value != BLANK]

    def actions(self):
        return []

    @cached_property
    def worksites(self):
        return list(self.object.worksites.all())

    def certified_by(self):
        return cell(self.object, "jail_days_certified_by")
