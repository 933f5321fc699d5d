"""Pages on which statements, unit pages, functions, links and figures are written."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.display import long_date
from doc_portal.core.forms import ConfirmForm, ReasonForm
from doc_portal.core.models import Unit
from doc_portal.core.views.pages import ActionPage, AskPage, CreatePage, EditPage, ListPage
from doc_portal.core.workflow import Refused
from mission.actions.statements import draft_version, frozen, publish_version, revise_version
from mission.actions.units import (
    add_function,
    hide_unit,
    move_function,
    move_unit,
    owned_by,
    place_unit,
    remove_function,
    rename_unit,
    revise_function,
    revise_link,
    revise_page,
    show_unit,
)
from mission.forms.statements import StatementVersionForm
from mission.forms.units import (
    FactForm,
    MoveForm,
    SiteLinkForm,
    UnitFunctionForm,
    UnitNameForm,
    UnitPageForm,
    UnitPlaceForm,
)
from mission.models import Fact, SiteLink, StatementSet, StatementVersion, UnitFunction, UnitPage
from mission.models.statements import EXPECTATIONS, STATEMENTS
from mission.views.glossary import warn_of_acronyms

HISTORY = "History of our mission, vision and values"


def wording_of(version: StatementVersion | None) -> dict[str, str]:
    """The statements of a version as the three texts of the form."""
    return {} if version is None else {name: getattr(version, name) for name in ("mission", "vision", "values")}


class StatementVersionCreate(CreatePage):
    """A new version starts from the wording in force."""

    permission_required = "mission.add_statementversion"
    model = StatementVersion
    form_class = StatementVersionForm
    title = "New version of the statements"
    button = "Save draft"
    done = "Draft saved. Publish it when it is right."

    @cached_property
    def current(self):
        return StatementVersion.objects.of(STATEMENTS).current().prefetch_related("statements").first()

    def get_initial(self):
        strip = self.current.strip if self.current else ""
        return {"strip": strip, **wording_of(self.current)}

    def trail(self):
        return [(HISTORY, reverse("mission:statement-history"))]

    def keep(self, form):
        statements = self.current.set if self.current else StatementSet.objects.get(slug=STATEMENTS)
        fields = {name: form.cleaned_data[name] for name in form.Meta.fields}
        return draft_version(statements, by=self.request.user, **form.wording, **fields)


class StatementVersionEdit(EditPage):
    permission_required = "mission.change_statementversion"
    model = StatementVersion
    form_class = StatementVersionForm
    button = "Save draft"
    done = "Draft saved."

    def get_queryset(self):
        return super().get_queryset().of(STATEMENTS)

    def get_initial(self):
        return wording_of(self.object)

    def trail(self):
        return [(HISTORY, reverse("mission:statement-history")), (str(self.object), self.object.get_absolute_url())]

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not self.object.editable:
            return self.refuse(str(frozen(self.object)))
        return super().get(request, *args, **kwargs)

    def keep(self, form, changed):
        return revise_version(form.instance, by=self.request.user, changed=changed, **form.wording)


class StatementVersionPublish(ActionPage):
    permission_required = "mission.publish_statementversion"
    model = StatementVersion
    form_class = ConfirmForm
    template_name = "mission/statementversion_publish.html"
    action = staticmethod(publish_version)

    def done_message(self):
        return f"Version published. It is in force from {long_date(self.object.effective_on)}."

    def trail(self):
        if self.object.set.slug == EXPECTATIONS:
            above = ("Employee expectations", reverse("mission:expectations"))
            return [above, (str(self.object), self.object.get_absolute_url())]
        return [(HISTORY, reverse("mission:statement-history")), (str(self.object), self.object.get_absolute_url())]


class UnderUnit:
    """A page that stands under its unit's page, found by the unit's address."""

    @cached_property
    def unit(self):
        """The unit, on which the person must hold the page's permission."""
        rows = Unit.objects.filter(page__isnull=False).select_related("page")
        unit = get_object_or_404(rows, slug=self.kwargs["slug"])
        if not self.may(self.permission_required, unit.page):
            raise PermissionDenied(self.permission_required)
        return unit

    def trail(self):
        return [("Units", reverse("mission:unit-list")), (self.unit.name, self.unit.get_absolute_url())]


class UnitPageEdit(UnderUnit, EditPage):
    permission_required = "mission.change_unitpage"
    model = UnitPage
    form_class = UnitPageForm
    slug_field = "unit__slug"
    done = "Page saved."

    def keep(self, form, changed):
        warn_of_acronyms(self.request, form.instance.intro, form.instance.body)
        return revise_page(form.instance, by=self.request.user, changed=changed)


class UnitPageRename(UnderUnit, EditPage):
    permission_required = "mission.rename_unitpage"
    model = Unit
    form_class = UnitNameForm
    done = "Names saved. Old names stay searchable and old addresses lead here."

    def get_title(self):
        return f"Rename {self.unit.name}"

    def get_queryset(self):
        return super().get_queryset().filter(page__isnull=False)

    def keep(self, form, changed):
        return rename_unit(form.instance, by=self.request.user, changed=changed)


class UnitPageHide(UnderUnit, ActionPage):
    permission_required = "mission.hide_unitpage"
    model = UnitPage
    form_class = ReasonForm
    slug_field = "unit__slug"
    action = staticmethod(hide_unit)
    template_name = "mission/unitpage_hide.html"
    button = "Hide unit"
    intro = "Readers no longer find its page. Its functions, stories and staff must have been moved or ended before."
    done = "Unit hidden. Those who edit it can still open its page and show it again."

    def is_dangerous(self):
        return True

    @cached_property
    def owned(self) -> list[str]:
        """What still stands in the way, told before a reason is typed."""
        return owned_by(self.object.unit)


class UnitPageShow(UnderUnit, ActionPage):
    permission_required = "mission.hide_unitpage"
    model = UnitPage
    form_class = ReasonForm
    slug_field = "unit__slug"
    action = staticmethod(show_unit)
    button = "Show unit again"
    done = "Unit shown again."


class UnitFunctionCreate(UnderUnit, CreatePage):
    permission_required = "mission.add_unitfunction"
    model = UnitFunction
    form_class = UnitFunctionForm
    title = "New function"
    button = "Add function"
    done = "Function added at the end of the unit's list."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": UnitFunction(unit=self.unit)}

    def keep(self, form):
        return add_function(form.instance, by=self.request.user)

    def get_success_url(self):
        return self.unit.get_absolute_url()


class UnitFunctionEdit(UnderUnit, EditPage):
    permission_required = "mission.change_unitfunction"
    model = UnitFunction
    form_class = UnitFunctionForm
    slug_url_kwarg = "function"
    done = "Function saved."

    def get_queryset(self):
        return super().get_queryset().filter(unit=self.unit).select_related("unit")

    def keep(self, form, changed):
        return revise_function(form.instance, by=self.request.user, changed=changed)

    def get_success_url(self):
        return self.object.unit.get_absolute_url()


class MovingPage(AskPage):
    """A list whose rows have buttons that move them up and down. `move(row, by=, up=)` keeps the new order."""

    form_class = MoveForm
    template_name = "mission/order.html"
    move: Any
    rows: Any

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"rows": self.rows}

    def links(self, row) -> list[tuple[str, str, bool]]:
        """What else can be done to a row: words, address, whether it is dangerous."""
        return []

    def listed(self) -> list[dict]:
        """The rows, and which way each can go."""
        rows, last = self.rows, len(self.rows)
        return [
            {"row": row, "first": place == 1, "last": place == last, "links": self.links(row)}
            for place, row in enumerate(rows, start=1)
        ]

    def work(self, form):
        row, up = form.cleaned_data["row"], form.cleaned_data["up"]
        type(self).move(row, by=self.request.user, up=up)
        messages.success(self.request, f"“{row}” was moved {'up' if up else 'down'}.")
        return f"{self.request.path}#row-{row.pk}"


class UnitFunctionOrder(UnderUnit, MovingPage):
    """The functions of a unit in their order, with what can be done to each."""

    permission_required = "mission.change_unitfunction"
    intro = "They stand on the unit's page in this order."
    move = staticmethod(move_function)

    def get_title(self):
        return f"Functions of {self.unit.name}"

    @cached_property
    def rows(self):
        return list(self.unit.functions.kept().select_related("unit"))

    def links(self, row):
        wanted = [("Edit", "change_unitfunction", "unitfunction-edit", False)]
        wanted += [("Remove", "remove_unitfunction", "unitfunction-remove", True)]
        return [
            (label, reverse(f"mission:{name}", args=[self.unit.slug, row.slug]), danger)
            for label, codename, name, danger in wanted
            if self.may(f"mission.{codename}", row)
        ]


class UnitFunctionRemove(UnderUnit, ActionPage):
    """Take a function off the unit's page, and say why."""

    permission_required = "mission.remove_unitfunction"
    model = UnitFunction
    form_class = ReasonForm
    slug_url_kwarg = "function"
    action = staticmethod(remove_function)
    button = "Remove function"
    intro = "It leaves the unit's page and search. Its address then leads to the unit's page, and its history stays."
    done = "Function removed."

    def get_queryset(self):
        return super().get_queryset().filter(unit=self.unit).select_related("unit")

    def is_dangerous(self):
        return True

    def get_success_url(self):
        return self.unit.get_absolute_url()


class UnitPageArrange(MovingPage):
    """The units in the order of the menu, and what each is part of."""

    permission_required = "mission.arrange_unitpage"
    title = "Order of the units"
    intro = "The menu and the lists of units follow this order."
    move = staticmethod(move_unit)

    @cached_property
    def rows(self):
        return list(Unit.objects.seven().filter(page__isnull=False).select_related("parent", "page"))

    def links(self, row):
        return [("Change parent", reverse("mission:unitpage-place", args=[row.slug]), False)]

    def work(self, form):
        if not self.may(self.permission_required, form.cleaned_data["row"].page):
            raise Refused("Your right to arrange units does not count for this one. Ask a portal administrator.")
        return super().work(form)


class UnitPagePlace(UnderUnit, EditPage):
    """What a unit is part of."""

    permission_required = "mission.arrange_unitpage"
    model = Unit
    form_class = UnitPlaceForm
    done = "Parent saved."

    def get_title(self):
        return f"What {self.unit.name} is part of"

    def get_queryset(self):
        return super().get_queryset().filter(page__isnull=False)

    def keep(self, form, changed):
        return place_unit(form.instance, by=self.request.user, changed=changed)

    def get_success_url(self):
        return reverse("mission:unitpage-arrange")


class SiteLinkEdit(EditPage):
    permission_required = "mission.change_sitelink"
    model = SiteLink
    form_class = SiteLinkForm
    done = "Link saved."

    def trail(self):
        return [("The division", reverse("mission:division"))]

    def keep(self, form, changed):
        return revise_link(
            form.instance, by=self.request.user, changed=changed, confirmed=form.cleaned_data.get("confirmed", False)
        )

    def get_success_url(self):
        return reverse("mission:division")


class FactList(ListPage):
    """Every value every figure has had, with its day."""

    permission_required = "mission.change_fact"
    model = Fact
    columns = ("label", "wording", "as_of", "source")
    title = "Figures about the department"
    row_name = "figure"

    def trail(self):
        return [("The division", reverse("mission:division"))]


class FactCreate(CreatePage):
    permission_required = "mission.add_fact"
    model = Fact
    form_class = FactForm
    title = "New figure"
    done = "Figure saved. The division's page shows the latest day of each figure."

    def get_success_url(self):
        return reverse("mission:fact-list")


class FactEdit(EditPage):
    permission_required = "mission.change_fact"
    model = Fact
    form_class = FactForm
    done = "Figure saved."

    def trail(self):
        return [("Figures about the department", reverse("mission:fact-list"))]

    def get_success_url(self):
        return reverse("mission:fact-list")
