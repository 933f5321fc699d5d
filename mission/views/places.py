"""Worksites and counties."""

from django.db.models import Count
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import capfirst

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, UNCONFIRMED, partial_date
from doc_portal.core.export import import_ready
from doc_portal.core.forms import ReasonForm
from doc_portal.core.models import County, Worksite
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, PlainPage
from mission import imports
from mission.actions.places import (
    add_worksite,
    close_worksite,
    confirm_worksite,
    doubt_worksite,
    revise_worksite,
)
from mission.forms.places import CloseWorksiteForm, ConfirmWorksiteForm, CountyFilter, WorksiteFilter, WorksiteForm
from mission.models import NewsItem
from mission.tables.places import CountyTable, WorksiteTable
from mission.today import Running, status_of, with_status
from personnel.blocks import contacts_at

STORIES = 5
IN_WORDS = {"opened": partial_date, "houses": capfirst, "custody_level": capfirst}


class WorksiteList(ListPage):
    permission_required = "core.use_portal"
    model = Worksite
    table_class = WorksiteTable
    filterset_class = WorksiteFilter
    template_name = "mission/worksite_list.html"
    create_url_name = "mission:worksite-create"
    intro = "Institutions, centers, offices and warehouses of the department. Marks show what is still to be confirmed."

    def get_rows(self):
        return with_status(super().get_rows())


class WorksiteDetail(DetailPage):
    permission_required = "core.use_portal"
    asks_readers = True
    model = Worksite
    template_name = "mission/worksite.html"
    fields = (
        "abbreviation", "kind", "status", "former_names", "street", "city", "zip", "county", "region", "phone",
        "nearest_academy", "custody_level", "houses", "capacity", "opened", "opens_on", "closed_on", "note",
    )  # fmt: skip
    FLAGS = {"street": "street_confirmed", "city": "place_confirmed", "custody_level": "custody_confirmed"}

    def get_queryset(self):
        return super().get_queryset().select_related("county", "nearest_academy")

    def trail(self):
        return [("Worksites", address_of("mission:worksite-list"))]

    def facts(self):
        """Only what is known, each with a mark where its part of the row is not confirmed."""
        known = [(label, value, name) for (label, value), name in zip(super().facts(), self.fields, strict=True)]
        return [(label, self.marked(name, value)) for label, value, name in known if value != BLANK]

    def marked(self, name, value):
        site = self.object
        if name in IN_WORDS:
            value = IN_WORDS[name](getattr(site, name))
        if name == "phone":
            value = format_html('<a href="tel:{}">{}</a>', "".join(filter(str.isdigit, site.phone)), site.phone)
        if name == "capacity" and site.capacity_note:
            value = format_html("{} ({})", value, site.capacity_note)
        if not getattr(site, self.FLAGS.get(name, "confirmed")) and name in self.FLAGS:
            return format_html("{} {}", value, UNCONFIRMED)
        return value

    def actions(self):
        """Editing, confirming and closing, where permitted at this worksite and something is left to be done."""
        wanted = [("edit", "core.change_worksite", "Edit", False)]
        for verb, step in self.object.TRANSITIONS.items():
            if self.object.status in step.sources and not (verb == "confirm" and self.object.sure):
                wanted.append((verb, f"core.{verb}_worksite", step.label, step.danger))
        status = {
            "verb": "status",
            "url": address_of("mission:worksitestatus-create", self.object.slug),
            "label": "Set status",
            "danger": False,
        }
        may_set = self.object.status != Worksite.Status.CLOSED and self.may("mission.add_worksitestatus", self.object)
        return ([status] if may_set else []) + [
            {
                "verb": verb,
                "url": address_of(f"mission:worksite-{verb}", self.object.slug),
                "label": label,
                "danger": danger,
            }
            for verb, permission, label, danger in wanted
            if self.may(permission, self.object)
        ]

    @cached_property
    def running(self) -> Running:
        """How the worksite runs now."""
        return status_of(self.object)

    @cached_property
    def contacts(self):
        """Who helps here: of each service the contact nearest to this worksite."""
        return contacts_at(self.object) if self.request.user.has_perm("personnel.view_rolecontact") else []

    @cached_property
    def stories(self):
        return list(NewsItem.objects.live().filter(worksite=self.object)[:STORIES])


class WorksiteCurrent(PlainPage):
    """The list of worksites as a workbook in the form in which it is brought in."""

    permission_required = "core.export_worksite"

    def get(self, request, *args, **kwargs):
        return import_ready(imports.COLUMNS, imports.current(), title="Worksites to bring in", by=request.user)


class UnderWorksites:
    """A page that stands under the list of worksites, and under its worksite where there is one."""

    def trail(self):
        up = [("Worksites", address_of("mission:worksite-list"))]
        stored = getattr(self, "object", None)
        return [*up, (stored.name, stored.get_absolute_url())] if stored is not None and stored.pk else up


class WorksiteCreate(UnderWorksites, CreatePage):
    permission_required = "core.add_worksite"
    model = Worksite
    form_class = WorksiteForm
    button = "Add worksite"
    done = "Worksite added."

    def keep(self, form):
        return add_worksite(form.instance, by=self.request.user)


class WorksiteEdit(UnderWorksites, EditPage):
    permission_required = "core.change_worksite"
    model = Worksite
    form_class = WorksiteForm
    done = "Worksite saved."

    def keep(self, form, changed):
        return revise_worksite(form.instance, by=self.request.user, changed=changed)


class WorksiteConfirm(UnderWorksites, ActionPage):
    permission_required = "core.confirm_worksite"
    model = Worksite
    form_class = ConfirmWorksiteForm
    action = staticmethod(confirm_worksite)
    intro = "Do this once you have checked name, number, address, county and custody level. All marks go."


class WorksiteDoubt(UnderWorksites, ActionPage):
    permission_required = "core.doubt_worksite"
    model = Worksite
    form_class = ReasonForm
    action = staticmethod(doubt_worksite)
    intro = "Readers are told not to rely on the entry until it is confirmed. The worksite stays open."


class WorksiteClose(UnderWorksites, ActionPage):
    permission_required = "core.close_worksite"
    model = Worksite
    form_class = CloseWorksiteForm
    action = staticmethod(close_worksite)
    done = "Worksite closed. Its page and its history stay."


class CountyList(ListPage):
    permission_required = "core.use_portal"
    model = County
    table_class = CountyTable
    filterset_class = CountyFilter
    intro = "Missouri's 114 counties and the City of St. Louis, with who certifies the days prisoners spend in jail."

    def trail(self):
        return [("Worksites", address_of("mission:worksite-list"))]

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
        return [("Worksites", address_of("mission:worksite-list")), ("Counties", address_of("mission:county-list"))]

    def facts(self):
        return [(label, value) for label, value in super().facts() if value != BLANK]

    def actions(self):
        return []

    @cached_property
    def worksites(self):
        return list(self.object.worksites.all())
