"""The division, its units, and what each of them does."""

from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.models import RoleGrant, Unit
from doc_portal.core.registry import declared, function, open_to
from doc_portal.core.views.pages import DetailPage, PlainPage
from mission.home import save_a_life_line
from mission.models import Fact, UnitFunction
from personnel.reviews import Trust, trust_of, with_review

ANSWERING_ROLES = ("unit_owner", "unit_editor")


def people_of(unit) -> list[RoleGrant]:
    """Who answers for a unit's page and who edits it, by role; nobody whom the directory does not list."""
    grants = RoleGrant.objects.live().filter(unit=unit, role__slug__in=ANSWERING_ROLES, user__is_active=True)
    grants = grants.exclude(user__person__suppressed=True)
    return list(grants.select_related("user", "role").order_by("-role__slug", "user__last_name", "user__first_name"))


def owners_of(page, people) -> list:
    """Those of `people` who hold the page's owner role."""
    return [grant.user for grant in people if grant.role_id == page.owner_role_id]


def trust_in(unit, owners, user) -> Trust:
    """The trust line of a unit's page; `unit` was read with the day its page is next reviewed."""
    names = ", ".join(str(one) for one in owners)
    page = unit.page
    return trust_of(page, "unit-pages", user=user, owner=names, due_on=unit.review_due_on, version=page.version)


def unit_blocks(request, unit) -> list[dict]:
    """The declared blocks that have something to say about this unit; empty ones are absent."""
    found = []
    for block in open_to(request.user, declared("unit_blocks")):
        content = function(block.context)(request, unit)
        if content is not None:
            found.append({"template": block.template, **content})
    return found


class UnitList(PlainPage):
    permission_required = "core.use_portal"
    template_name = "mission/units.html"
    title = "Units"
    intro = "The parts of the Division of Human Services and what each of them is for."

    def units(self):
        return Unit.objects.seven().filter(page__isnull=False).select_related("page")

    def trail(self):
        return [("The division", address_of("mission:division"))]


class Division(PlainPage):
    """The division in its own words, its figures with their days, its units, and the save-a-life line."""

    permission_required = "core.use_portal"
    asks_readers = True
    template_name = "mission/division.html"

    @cached_property
    def division(self):
        rows = Unit.objects.filter(level=Unit.Level.DIVISION, in_portal=True, page__isnull=False)
        return get_object_or_404(with_review(rows.select_related("page__owner_role"), "page__"))

    def get_title(self):
        return self.division.name

    def get_intro(self):
        return self.division.page.intro

    def units(self):
        return Unit.objects.seven().filter(page__isnull=False).select_related("page")

    def figures(self):
        """The latest value of each figure."""
        return Fact.objects.latest_of_each()

    @cached_property
    def people(self):
        return people_of(self.division)

    def trust(self):
        """Who answers for the page, and when it was looked over."""
        return trust_in(self.division, owners_of(self.division.page, self.people), self.request.user)

    def save_a_life(self):
        return save_a_life_line(self.request)

    def may_edit(self):
        return self.may("mission.change_unitpage", self.division.page)


class UnitDetail(DetailPage):
    """A unit's page. The division has its own."""

    permission_required = "core.use_portal"
    asks_readers = True
    model = Unit
    template_name = "mission/unit.html"

    def get_queryset(self):
        """Units with a page; a hidden one only for those who look after it and for auditors."""
        hidden_too = Unit.objects.permitted(self.request.user, "mission.view_unitpage").values("pk")
        rows = super().get_queryset().filter(page__isnull=False)
        found = rows.filter(Q(in_portal=True) | Q(pk__in=hidden_too)).select_related("page__owner_role")
        return with_review(found, "page__")

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.object.level == Unit.Level.DIVISION:
            return HttpResponseRedirect(address_of("mission:division"))
        return self.render_to_response(self.get_context_data(object=self.object))

    @property
    def unit(self):
        return self.object

    def get_intro(self):
        return self.object.page.intro

    def trail(self):
        return [("Units", address_of("mission:unit-list"))]

    @cached_property
    def functions(self):
        return list(self.object.functions.kept().with_contact())

    @cached_property
    def blocks(self):
        return unit_blocks(self.request, self.object)

    @cached_property
    def people(self):
        return people_of(self.object)

    def trust(self):
        """Who answers for the page, and when it was looked over."""
        return trust_in(self.object, owners_of(self.object.page, self.people), self.request.user)

    def function_links(self) -> list[tuple[str, str]]:
        """What this person may change about the functions."""
        wanted = [
            ("New function", "add_unitfunction", "unitfunction-create"),
            ("Order and remove", "change_unitfunction", "unitfunction-order"),
        ]
        return [
            (label, address_of(f"mission:{name}", self.object.slug))
            for label, codename, name in wanted
            if self.may(f"mission.{codename}", self.object.page)
        ]

    def actions(self):
        """What this person may change here."""
        page, found = self.object.page, []
        wanted = [
            ("edit", "change_unitpage", "unitpage-edit", "Edit page"),
            ("rename", "rename_unitpage", "unitpage-rename", "Rename"),
            ("show", "hide_unitpage", "unitpage-show", "Show again")
            if page.hidden
            else ("hide", "hide_unitpage", "unitpage-hide", "Hide unit"),
        ]
        for verb, codename, name, label in wanted:
            if self.may(f"mission.{codename}", page):
                url = address_of(f"mission:{name}", self.object.slug)
                found.append({"verb": verb, "url": url, "label": label, "danger": verb == "hide"})
        return found


class UnitFunctionDetail(DetailPage):
    """One thing a unit does: what it covers, who does it and how to reach them."""

    permission_required = "core.use_portal"
    asks_readers = True
    model = UnitFunction
    template_name = "mission/unit_function.html"
    slug_url_kwarg = "function"

    def get_queryset(self):
        rows = super().get_queryset().filter(unit__slug=self.kwargs["slug"], unit__in_portal=True)
        return rows.select_related("unit__page__owner_role").with_contact()

    @property
    def unit(self):
        return self.object.unit

    def trail(self):
        return [("Units", address_of("mission:unit-list")), (self.unit.name, self.unit.get_absolute_url())]

    @cached_property
    def functions(self):
        return list(self.unit.functions.kept())

    @cached_property
    def people(self):
        return people_of(self.unit)

    def may_edit(self):
        return self.may("mission.change_unitfunction", self.object)
