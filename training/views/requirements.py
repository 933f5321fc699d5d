"""Pages of rules: what is asked of whom, on whose authority; terms are written, approved, ended; what they cost."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.display import BLANK, UNCONFIRMED, long_date, written
from doc_portal.core.forms import NoteForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from doc_portal.core.workflow import Refused
from training.actions.rules import (
    LISTS,
    WORKED_OFF,
    approve_terms,
    end_terms,
    last_terms,
    next_terms,
    require_draft,
    set_site,
)
from training.audience import warnings_of
from training.forms.requirements import EndTermsForm, RuleEditForm, RuleFilter, RuleForm, SiteForm, TermsForm
from training.models import RequirementRule, RuleTerms
from training.rule_words import asked_of, audience_of, cadence_of, due_of
from training.simulation import replaced_by, simulate
from training.tables.requirements import RuleTable

TITLE = "Requirements"


def under_rule(rule: RequirementRule) -> list[tuple[str, str]]:
    """The pages above those of a rule."""
    return [(TITLE, reverse("training:requirementrule-list")), (rule.name, rule.get_absolute_url())]


class RequirementRuleList(ListPage):
    """Every rule in use: what the department asks of whom."""

    model = RequirementRule
    permission_required = "training.view_requirementrule"
    title = TITLE
    intro = "What is asked of whom, and on whose authority. Open one to read why."
    filterset_class = RuleFilter
    table_class = RuleTable
    order_by = "name"
    row_name = "requirement"
    empty_text = "Take a filter out to see the others."

    def get_rows(self):
        return super().get_rows().in_use()


class RulePage(Page):
    """A page about one rule, found by the name in its address."""

    model = RequirementRule
    slug_field = slug_url_kwarg = "slug"


class RequirementRuleDetail(RulePage, DetailPage):
    """One rule with its terms, those in force first."""

    permission_required = "training.view_requirementrule"
    template_name = "training/requirementrule_detail.html"

    def trail(self):
        return under_rule(self.object)[:1]

    def facts(self):
        """What kind of rule it is."""
        one = self.object
        return [
            ("Set", one.get_rule_set_display()),
            ("Before a post with inmate contact", written(one.is_post_gate)),
            ("In use", written(not one.retired)),
        ]

    @cached_property
    def terms(self) -> list[dict]:
        """Its terms in words, the newest first; drafts for those who write or approve them."""
        rows = RuleTerms.objects.visible_to(self.request.user).filter(rule=self.object)
        rows = rows.prefetch_related("courses", "curricula", "job_classes").order_by("-starts_on")
        return [{"row": one, "facts": self._told(one), "steps": self._steps(one)} for one in rows]

    def _told(self, terms: RuleTerms) -> list[tuple]:
        source = format_html('<a href="{}">{}</a>', terms.url, terms.authority) if terms.url else terms.authority
        if not terms.confirmed and terms.created_by_id is None:
            source = format_html("{} {}", source, UNCONFIRMED)
        reads = self.request.user.has_perm("training.view_curriculum")
        asked = [*terms.courses.all(), *(terms.curricula.all() if reads else ())]
        links = [format_html('<a href="{}">{}</a>', one.get_absolute_url(), one) for one in asked]
        links += [] if reads else terms.curricula.all()
        found = [
            ("Authority", source),
            ("Asks", terms.audience_words if not terms.audience_known else audience_of(terms)),
            ("What clears it", asked_of(terms)),
            ("How often", cadence_of(terms)),
            ("By when", due_of(terms)),
        ]
        if links:
            found.insert(3, ("Courses", format_html("{}" + "<br>{}" * (len(links) - 1), *links)))
        if not terms.audience_known:
            found.append(("Counted", "The portal cannot tell who belongs, so nobody owes it here"))
        return [*found, ("Note", terms.note)] if terms.note else found

    def _steps(self, terms: RuleTerms) -> list[tuple[str, str]]:
        """What this person may do with the terms: (words, address)."""
        changing = self.may("training.change_requirementrule", terms)
        approving = self.may("training.approve_requirementrule", terms)
        steps = {
            "Edit": ("edit", changing and not terms.approved),
            "See what it would cost": ("simulate", self.may("training.simulate_requirementrule", terms)),
            "Approve": ("approve", approving and not terms.approved),
            "End": ("end", approving and terms.approved and terms.ends_on is None),
        }
        return [(words, reverse(f"training:ruleterms-{name}", args=[terms.pk])) for words, (name, may) in steps.items()
                if may]  # fmt: skip

    @cached_property
    def alternates(self) -> bool:
        """Whether any terms alternate by worksite."""
        return any(one["row"].cadence == RuleTerms.Cadence.ALTERNATING for one in self.terms)

    @cached_property
    def sites(self) -> list:
        """In which years worksites are in seat."""
        return list(self.object.sites.select_related("worksite").order_by("worksite__name", "pk"))


class RequirementRuleCreate(CreatePage):
    """A new rule; its terms follow."""

    model = RequirementRule
    permission_required = "training.add_requirementrule"
    form_class = RuleForm
    title = "New requirement"
    intro = "First its name. What it asks of whom is written as terms, which somebody else approves."
    button = "Add requirement"
    done = "Requirement added. Write its terms next."

    def trail(self):
        return [(TITLE, reverse("training:requirementrule-list"))]


class RequirementRuleEdit(RulePage, EditPage):
    """Another name for a rule, or that it is used no longer."""

    permission_required = "training.change_requirementrule"
    form_class = RuleEditForm
    button = "Save requirement"

    def trail(self):
        return under_rule(self.object)


class RuleTermsCreate(CreatePage):
    """New terms of a rule, as a draft."""

    model = RuleTerms
    permission_required = "training.change_requirementrule"
    form_class = TermsForm
    button = "Save draft"
    intro = (
        "They begin with what the terms in force say. They are a draft until somebody else approves them. "
        "See what they would cost before."
    )

    @cached_property
    def rule(self) -> RequirementRule:
        """The rule they are of, visible or 404."""
        return get_object_or_404(RequirementRule.objects.visible_to(self.request.user), slug=self.kwargs["slug"])

    def get_title(self):
        return f"New terms: {self.rule}"

    def trail(self):
        return under_rule(self.rule)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs["instance"] = kwargs.get("instance") or next_terms(self.rule, self.last)
        return kwargs

    @cached_property
    def last(self) -> RuleTerms | None:
        """The terms they begin with."""
        return last_terms(self.rule)

    def get_initial(self):
        """The lists of the terms in force; their first day is the day on which those end."""
        if self.last is None:
            return super().get_initial()
        kept = {name: getattr(self.last, name).all() for name in LISTS}
        return super().get_initial() | kept | {"starts_on": self.last.ends_on}

    def done_message(self):
        return " ".join(["Draft saved.", *warnings_of(self.object)])


class TermsPage(Page):
    """A page about terms of a rule."""

    model = RuleTerms

    def get_queryset(self):
        return super().get_queryset().for_list()

    def trail(self):
        return under_rule(self.object.rule)


class RuleTermsEdit(TermsPage, EditPage):
    """Change a draft; approved terms stay as they are."""

    permission_required = "training.change_requirementrule"
    form_class = TermsForm
    button = "Save draft"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        try:
            require_draft(self.object)
        except Refused as refusal:
            return self.refuse(str(refusal))
        return super().get(request, *args, **kwargs)

    def keep(self, form, changed):
        require_draft(self.object)
        form.instance.created_by = self.request.user
        return super().keep(form, changed)

    def done_message(self):
        return " ".join(["Draft saved.", *warnings_of(self.object)])


class RuleTermsApprove(TermsPage, ActionPage):
    """Somebody else than the author says yes."""

    permission_required = "training.approve_requirementrule"
    template_name = "training/ruleterms_approve.html"
    form_class = NoteForm
    action = staticmethod(approve_terms)
    button = "Approve terms"
    done = f"Terms approved. {WORKED_OFF}"

    @cached_property
    def told(self) -> list[tuple[str, str]]:
        """What is approved, in words."""
        one = self.object
        until = f" until {long_date(one.ends_on)}" if one.ends_on else ""
        return [
            ("In force", f"From {long_date(one.starts_on)}{until}"),
            *(("Ends then", str(before)) for before in one.gives_way()),
            ("Authority", one.authority),
            ("Asks", audience_of(one)),
            ("What clears it", asked_of(one)),
            ("Courses", ", ".join(map(str, (*one.courses.all(), *one.curricula.all()))) or BLANK),
            ("How often", cadence_of(one)),
            ("By when", due_of(one)),
        ]

    @cached_property
    def warnings(self) -> list[str]:
        """What to look at before saying yes."""
        return warnings_of(self.object)


class RuleTermsEnd(TermsPage, ActionPage):
    """Terms hold no longer from a day on."""

    permission_required = "training.approve_requirementrule"
    form_class = EndTermsForm
    action = staticmethod(end_terms)
    button = "End terms"
    intro = "Nobody owes anything by them from that day on. What was met stays on the transcript."
    done = f"The end is kept. {WORKED_OFF}"

    def is_dangerous(self):
        """People no longer owe what they owed."""
        return True


class RuleTermsSimulate(TermsPage, DetailPage):
    """What the terms would ask of whoever works here, counted now; nothing is written."""

    permission_required = "training.simulate_requirementrule"
    template_name = "training/ruleterms_simulate.html"
    show_history = False

    def get_title(self):
        return f"What it would cost: {self.object}"

    def actions(self):
        return []

    @cached_property
    def cost(self):
        """Of these terms."""
        return simulate(self.object)

    @cached_property
    def before(self) -> RuleTerms | None:
        """The terms they would follow."""
        return replaced_by(self.object)

    @cached_property
    def cost_before(self):
        """What those cost, on the same day; None where there are none."""
        return simulate(self.before, self.cost.on) if self.before else None

    def finding(self) -> str:
        """The answer in one sentence."""
        cost, old = self.cost, self.cost_before
        if not self.object.audience_known:
            return "The portal cannot tell who belongs, so it cannot say what these terms cost."
        seats, rooms = cost.seat_days, cost.room_years
        if old is not None:
            seats, rooms = seats - old.seat_days, rooms - old.room_years
        word = "adds" if seats >= 0 else "saves"
        return f"In its first year it {word} {abs(seats):,.0f} seat-days, {abs(rooms):,.1f} room-years."

    def facts(self):
        """The figures with what they were worked out by."""
        cost = self.cost
        return [
            ("Counted as of", long_date(cost.on)),
            ("Hours of people's time, first year", f"{cost.hours:,.0f}"),
            ("Seat-days, first year", f"{cost.seat_days:,.0f}"),
            ("Seat-days, each later year", f"{cost.later_seat_days:,.0f}"),
            ("Room-years, first year", f"{cost.room_years:,.1f}"),
            ("Hours in a seat-day", f"{cost.day_hours:,}"),
            ("Days a room is used in a year", f"{cost.room_days:,}"),
        ]


class AlternatingSiteSet(RulePage, ActionPage):
    """Say in which years a worksite takes an alternating course in seat."""

    permission_required = "training.change_requirementrule"
    form_class = SiteForm
    action = staticmethod(set_site)
    button = "Save worksite"
    done = f"The years are kept. {WORKED_OFF}"

    def get_title(self):
        return f"In seat or online by worksite: {self.object}"

    def trail(self):
        return under_rule(self.object)
