"""Pages of appropriations: what they have, who holds it, and what changes it."""

from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, written
from doc_portal.core.money import dollars
from doc_portal.core.values import value_of
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage
from fiscal.actions.budget import (
    add_appropriation,
    adjust_appropriation,
    allot,
    equal_shares,
    released_by_quarter,
    reverse_adjustment,
    revise_appropriation,
)
from fiscal.documents import documents_of
from fiscal.forms.budget import (
    QUARTER_NAMES,
    AdjustmentForm,
    AllotmentForm,
    AppropriationEditForm,
    AppropriationFilter,
    AppropriationForm,
    DocumentForm,
)
from fiscal.funds import pending_of
from fiscal.models import Adjustment, Appropriation
from fiscal.periods import fiscal_year_of
from fiscal.reconciled import control_label
from fiscal.tables.budget import AppropriationTable
from fiscal.views.central import CentralPage, last_changed

HOLDERS_SHOWN = 10
ENTRIES_SHOWN = 25
ADJUSTMENTS_SHOWN = 100


class AppropriationList(ListPage):
    """Authority of every year; of this one where nothing is asked for."""

    model = Appropriation
    permission_required = "fiscal.view_appropriation"
    title = "Appropriations"
    filterset_class = AppropriationFilter
    table_class = AppropriationTable
    order_by = "code"
    empty_text = "No appropriation is entered for this fiscal year. Choose another one."

    @cached_property
    def intro(self) -> str:
        """Which year is shown unasked, and how far the figures agree with SAM II."""
        this = fiscal_year_of(timezone.localdate())
        return f"What may be spent, and what is left: of FY {this} unless another year is chosen. {control_label()}."

    def unasked(self, rows):
        """Those of this year."""
        return rows.filter(budget_fy=fiscal_year_of(timezone.localdate()))


class BeforeForm(forms.Form):
    """From which entry on backward."""

    before = forms.IntegerField(min_value=1, max_value=2**62, required=False)


class AppropriationDetail(CentralPage, DetailPage):
    """One appropriation: its sum, what is released, who holds the money, and how it came about."""

    model = Appropriation
    permission_required = "fiscal.view_appropriation"
    template_name = "fiscal/appropriation_detail.html"

    def get_queryset(self):
        return super().get_queryset().select_related("fund", "agency", "budget_fy", "changed_by")

    def get_title(self):
        return f"Appropriation {self.object}"

    def facts(self):
        """What it is."""
        one = self.object
        flex = f"{one.flex_percent.normalize():f} percent, {one.flex_authority}" if one.flex_percent is not None else ""
        return [
            ("Name", one.name),
            ("Budget year", f"FY {one.budget_fy_id}"),
            ("Fund", str(one.fund)),
            ("Agency", str(one.agency)),
            ("House Bill section", one.hb_section or BLANK),
            ("Kind", one.get_kind_display()),
            ("Allotments bind", written(one.allotment_controlled)),
            ("May be flexed out", flex or "Nothing until the bill's share is entered"),
            ("Flexed out", dollars(one.flexed)),
            *last_changed(one),
        ]

    def actions(self):
        """Edit, adjust, allot."""
        found = super().actions()
        for verb, right, label in (("adjust", "adjustment", "Adjust authority"), ("allot", "allotment", "Release")):
            if self.may(f"fiscal.add_{right}", self.object):
                url = address_of(f"fiscal:appropriation-{verb}", self.object.pk)
                found.append({"verb": verb, "url": url, "label": label, "danger": False})
        return found

    def pending(self) -> Decimal:
        """Asked for and not approved."""
        return pending_of(self.object)

    def quarters(self) -> list[dict]:
        """What is released of each."""
        released = released_by_quarter(self.object)
        return [{"name": name, "released": amount} for name, amount in zip(QUARTER_NAMES, released, strict=True)]

    @cached_property
    def holders(self) -> list[dict]:
        """The documents that hold most of the money."""
        return list(self.object.entries.held_by_document()[:HOLDERS_SHOWN])

    def held(self) -> list[tuple]:
        """Each with its name."""
        return [(self.documents[one["doc_type"], one["doc_id"]], one["held"]) for one in self.holders]

    @cached_property
    def documents(self) -> dict:
        """Every document the page names."""
        held = [(one["doc_type"], one["doc_id"]) for one in self.holders]
        return documents_of([*held, *((one.doc_type, one.doc_id) for one in self.shown_entries)], self.request.user)

    @cached_property
    def adjustments(self) -> list[Adjustment]:
        """What made and changed the authority, the newest first."""
        rows = self.object.adjustments.select_related("created_by", "reverses", "reversed_by")
        return list(rows.order_by("-pk")[:ADJUSTMENTS_SHOWN])

    def may_reverse(self) -> bool:
        """Whether to offer reversing."""
        return self.may("fiscal.add_adjustment", self.object)

    @cached_property
    def entries(self) -> list:
        """Postings, the newest first, from where the address says; one more than is shown tells of older ones."""
        rows = self.object.entries.select_related("period").order_by("-pk")
        asked = BeforeForm(self.request.GET)
        before = asked.cleaned_data["before"] if asked.is_valid() else None
        return list((rows.filter(pk__lt=before) if before else rows)[: ENTRIES_SHOWN + 1])

    @property
    def shown_entries(self) -> list:
        """Those on this page."""
        return self.entries[:ENTRIES_SHOWN]

    def postings(self) -> list[tuple]:
        """Each with the document it is of."""
        return [(self.documents[one.doc_type, one.doc_id], one) for one in self.shown_entries]

    def older(self) -> int | None:
        """The entry before which older ones lie."""
        return self.entries[ENTRIES_SHOWN - 1].pk if len(self.entries) > ENTRIES_SHOWN else None


class AppropriationCreate(CreatePage):
    """Enter what the bill grants."""

    model = Appropriation
    permission_required = "fiscal.add_appropriation"
    form_class = AppropriationForm
    button = "Add appropriation"
    done = "The appropriation is added with its authority and reserve."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"reserve_percent": value_of("fiscal_reserve_percent")}

    def keep(self, form):
        typed = form.cleaned_data
        return add_appropriation(
            form.instance, authority=typed["authority"], reserve=typed["reserve"],
            authority_document=typed["authority_document"], by=self.request.user,
        )  # fmt: skip


class AppropriationEdit(EditPage):
    """Change its name, its control by allotments, or the bill's flex."""

    model = Appropriation
    permission_required = "fiscal.change_appropriation"
    form_class = AppropriationEditForm
    button = "Save appropriation"

    def get_title(self):
        return f"Edit appropriation {self.object}"

    def keep(self, form, changed):
        return revise_appropriation(form.instance, by=self.request.user, changed=changed)


class OfAppropriation(ActionPage):
    """An act on an appropriation, asked in a form."""

    model = Appropriation
    template_name = "generic/form.html"

    def get_queryset(self):
        return super().get_queryset().select_related("budget_fy")


class AppropriationAdjust(OfAppropriation):
    """Enter a change of authority, reserve or restriction."""

    permission_required = "fiscal.add_adjustment"
    form_class = AdjustmentForm
    button = "Enter adjustment"
    done = "The adjustment is entered."
    action = staticmethod(adjust_appropriation)

    def get_title(self):
        return f"Adjust appropriation {self.object}"

    def get_intro(self):
        one = self.object
        return (
            f"Available: {dollars(one.available)} of {dollars(one.authority)}. What is entered stays; it is taken back "
            "by its opposite."
        )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"appropriation": self.object}


class AppropriationAllot(OfAppropriation):
    """Release quarters."""

    permission_required = "fiscal.add_allotment"
    form_class = AllotmentForm
    button = "Release"
    done = "The allotments are entered."

    def get_title(self):
        return f"Release quarters of appropriation {self.object}"

    def get_intro(self):
        return (
            f"{dollars(self.object.spendable)} can be released, in equal parts unless the schedule says otherwise "
            "(Mo. Const. IV §27). Leave quarters empty that are not released yet."
        )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"shares": equal_shares(self.object)}

    def get_initial(self):
        """What is released, and equal shares of quarters that have begun."""
        released, shares = released_by_quarter(self.object), equal_shares(self.object)
        begun = _quarters_begun(self.object.budget_fy_id)
        return {f"q{no}": amount or (shares[no - 1] if no <= begun else None) for no, amount in enumerate(released, 1)}

    def get_form(self, form_class=None):
        """Kept, since the action takes its quarters."""
        self.form = super().get_form(form_class)
        return self.form

    def action(self, appropriation, *, by, **typed):
        return allot(appropriation, self.form.quarters(), by=by)


def _quarters_begun(fy: int) -> int:
    """How many quarters of a year have begun."""
    today = timezone.localdate()
    if fiscal_year_of(today) != fy:
        return 4 if fiscal_year_of(today) > fy else 0
    return (today.month + 5) % 12 // 3 + 1


class AdjustmentReverse(ActionPage):
    """Take an adjustment back by its opposite."""

    model = Adjustment
    permission_required = "fiscal.add_adjustment"
    template_name = "generic/form.html"
    form_class = DocumentForm
    button = "Enter the opposite"
    done = "The opposite is entered."
    action = staticmethod(reverse_adjustment)

    def get_queryset(self):
        return super().get_queryset().select_related("appropriation")

    def get_title(self):
        return f"Reverse adjustment {self.object.pk}"

    def get_intro(self):
        one = self.object
        return f"{one}, by {one.authority_document}. Both rows stay on record."

    def trail(self):
        one = self.object.appropriation
        return [("Appropriations", address_of("fiscal:appropriation-list")), (str(one), one.get_absolute_url())]
