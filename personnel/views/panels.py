"""Pages of panels: setting one up, sitting on one, and its result."""

from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.access import scope_of
from doc_portal.core.actor import act_as
from doc_portal.core.forms import ConfirmForm, ReasonForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from personnel.actions.panels import (
    add_member,
    choose_applicants,
    keep_competency,
    release_member,
    remove_competency,
    set_up_panel,
    start_panel,
)
from personnel.forms.panels import (
    ApplicantsForm,
    CompetencyForm,
    MemberForm,
    PanelEditForm,
    PanelFilter,
    PanelForm,
)
from personnel.models import Competency, Panel, PanelMember
from personnel.models.panels import PANEL_LEVELS
from personnel.panels import FORMULA, fewest_members, ratings_apart, scored_here, unrated
from personnel.tables.panels import PanelTable

PANELS = "Panels"


class PanelPage(Page):
    """A page about one panel. A right on it is a right at one of the worksites of its announcement."""

    model = Panel

    def get_queryset(self):
        """Those this person may see, with the announcement and its places."""
        rows = super().get_queryset().select_related("posting", "created_by")
        return rows.prefetch_related("posting__locations")

    def may(self, permission, record):
        """By the worksites of the announcement."""
        return record.lies_in(scope_of(self.request.user, permission))

    def trail(self):
        """Under the list and, for an act, the panel."""
        up = [(PANELS, reverse("personnel:panel-list"))]
        return up if isinstance(self, DetailPage) else [*up, (str(self.panel), self.panel.get_absolute_url())]

    @property
    def panel(self) -> Panel:
        """The panel the page is about."""
        return self.object

    def render_to_response(self, context, **kwargs):
        """Drawn at once, within the transaction that says who asks: sealed sheets are read while it is drawn."""
        return super().render_to_response(context, **kwargs).render()

    @cached_property
    def seat(self) -> PanelMember | None:
        """The place on it of who asks."""
        return self.panel.members.filter(user=self.request.user).first()


class PanelList(ListPage):
    """The panels one sits on or keeps."""

    model = Panel
    permission_required = "personnel.score_panel"
    filterset_class = PanelFilter
    table_class = PanelTable
    title = PANELS
    intro = "Who scores the applicants of which announcement. You see those you sit on or keep."
    row_name = "panel"
    empty_text = "You sit on no panel. When you are asked to, it stands here and among your things to do."

    def may_export(self):
        """A list of panels is no list to take away."""
        return False


class PanelDetail(PanelPage, DetailPage):
    """Who sits, what is rated, who is scored, and how far everybody is; never how."""

    permission_required = "personnel.score_panel"
    template_name = "personnel/panel_detail.html"

    def get_object(self, queryset=None):
        """The panel, and who is asking told to the database: one's own ratings are counted."""
        act_as(self.request.user)
        return super().get_object(queryset)

    def phase_level(self) -> str:
        """The shape beside the state."""
        return PANEL_LEVELS[self.object.phase]

    def keeps_it(self) -> bool:
        """Whether who looks sets it up."""
        return self.may("personnel.change_panel", self.object)

    @cached_property
    def members(self) -> list[PanelMember]:
        return list(self.object.members.select_related("user"))

    @cached_property
    def competencies(self) -> list[Competency]:
        return list(self.object.competencies.all())

    @cached_property
    def missing(self) -> dict[int, int]:
        """How many ratings of each applicant who looks has still to give."""
        scores = self.object.started_at and self.seat is not None and self.seat.scores
        return unrated(self.object, self.request.user) if scores else {}

    def applicants(self) -> list[dict]:
        """Whom the panel scores; for who scores, how many ratings are missing and where to give them."""
        scores = bool(self.object.started_at and self.seat is not None and self.seat.scores)
        return [
            {
                "who": application.who,
                "number": application.number,
                "url": reverse("personnel:panel-score", args=[self.object.pk, application.pk]) if scores else "",
                "missing": self.missing.get(application.pk, 0),
            }
            for application in self.candidates
        ]

    @cached_property
    def candidates(self):
        return list(scored_here(self.object))

    def facts(self):
        """The announcement, the day, and the rules by which it works."""
        panel = self.object
        return [
            ("Announcement", str(panel.posting)),
            ("Meets", panel.meets_on or "Not said"),
            ("Members at least", fewest_members()),
            ("Result", FORMULA),
            ("Talk again", f"Where ratings of one applicant lie {ratings_apart()} or more apart"),
        ]

    def actions(self):
        """What is next for who looks: first what a member does, then what a keeper does."""
        panel = self.object
        found = [] if self.seat is None else self._for_member()
        if panel.closed_at:
            found.append(("result", "panel-result", "See the result"))
        if self.keeps_it():
            if panel.editable:
                found += [
                    ("start", "panel-start", "Start scoring"),
                    ("applicants", "panel-applicants", "Choose applicants"),
                    ("competency", "competency-create", "Add competency"),
                ]
            if not panel.closed_at:
                found.append(("member", "panelmember-create", "Add member"))
            if panel.editable:
                found.append(("edit", "panel-edit", "Edit"))
        return [
            {"verb": verb, "url": reverse(f"personnel:{name}", args=[panel.pk]), "label": label, "danger": False}
            for verb, name, label in found
        ]

    def _for_member(self) -> list[tuple[str, str, str]]:
        if self.object.started_at is None or self.seat.conflict or self.seat.locked_at:
            return []
        if self.seat.declared_at is None:
            return [("declare", "panel-declare", "Declare conflicts")]
        return [] if self.missing else [("lock", "panel-lock", "Lock my sheets")]


class PanelCreate(CreatePage):
    """Set a panel up for an announcement."""

    model = Panel
    permission_required = "personnel.add_panel"
    form_class = PanelForm
    button = "Set up panel"
    intro = "Then add its members, what they rate, and whom."
    done = "Panel set up. Add its members, competencies and applicants, then start it."

    def may(self, permission, record):
        """By the worksites of the announcement."""
        return record.lies_in(scope_of(self.request.user, permission))

    def get_initial(self):
        """The announcement named in the address, where the link came from one."""
        asked = self.request.GET.get("posting", "")
        return super().get_initial() | ({"posting": int(asked)} if asked.isascii() and asked.isdigit() else {})

    def keep(self, form):
        """With the competencies of an earlier one."""
        return set_up_panel(form.instance, by=self.request.user, like=form.cleaned_data["like"])


class PanelEdit(PanelPage, EditPage):
    """Change how a panel is called and when it meets."""

    permission_required = "personnel.change_panel"
    form_class = PanelEditForm
    button = "Save panel"
    done = "Panel saved."


class KeepsPanel(PanelPage, ActionPage):
    """Something a keeper does with a panel."""

    permission_required = "personnel.change_panel"


class PanelMemberCreate(KeepsPanel):
    """Ask somebody to sit."""

    form_class = MemberForm
    button = "Add member"
    intro = "They are told. Once the panel is started they declare conflicts, kinship included, and score."

    def get_title(self):
        """To which panel."""
        return f"Add a member: {self.object}"

    def action(self, panel, *, by, person):
        """Add them; the page leads back to the panel."""
        add_member(panel, person.user, by=by)
        return panel

    def done_message(self):
        """They have it among their things to do."""
        return "Member added, and told."


class PanelApplicants(KeepsPanel):
    """Say whom the panel scores."""

    form_class = ApplicantsForm
    action = staticmethod(choose_applicants)
    button = "Keep these applicants"
    intro = "Qualified applicants of the announcement. Once the panel is started the choice stays."
    done = "Applicants kept."

    def get_title(self):
        """Of which panel."""
        return f"Applicants of {self.object}"

    def get_form_kwargs(self):
        """With the panel, whose announcement they applied for."""
        return super().get_form_kwargs() | {"panel": self.object}


class PanelStart(KeepsPanel):
    """Let the members score."""

    action = staticmethod(start_panel)
    button = "Start scoring"
    intro = "Competencies, weights, anchor texts and applicants stay as they are from here on. Members are told."
    done = "Scoring has started. Every member declares conflicts first."


class CompetencyCreate(KeepsPanel):
    """Add what is rated."""

    form_class = CompetencyForm
    button = "Add competency"
    intro = "Say what each rating means, so that every member measures alike."
    done = "Competency added."

    def get_title(self):
        """To which panel."""
        return f"New competency: {self.object}"

    def get_form_kwargs(self):
        """A new one of this panel."""
        return super().get_form_kwargs() | {"instance": Competency(panel=self.object)}

    def get_form(self, form_class=None):
        """Kept, since the action takes what it made."""
        self.form = super().get_form(form_class)
        return self.form

    def action(self, panel, *, by, **typed):
        """Keep it; the page leads back to the panel."""
        return keep_competency(self.form.instance, by=by).panel


class OfCompetency(PanelPage):
    """A page about one competency of a panel."""

    model = Competency

    def get_queryset(self):
        """Of panels this person may see."""
        panels = Panel.objects.visible_to(self.request.user)
        return Competency.objects.filter(panel__in=panels).select_related("panel__posting")

    def may(self, permission, record):
        """As on its panel."""
        return super().may(permission, record.panel)

    @property
    def panel(self):
        """The one it belongs to."""
        return self.object if isinstance(self.object, Panel) else self.object.panel

    def get_success_url(self):
        """Back to the panel."""
        return self.panel.get_absolute_url()


class CompetencyEdit(OfCompetency, ActionPage):
    """Change what is rated."""

    permission_required = "personnel.change_panel"
    form_class = CompetencyForm
    button = "Save competency"
    done = "Competency saved."

    def get_title(self):
        """Which."""
        return f"Edit competency: {self.object}"

    def get_form_kwargs(self):
        """The one that is changed."""
        return super().get_form_kwargs() | {"instance": self.object}

    def action(self, competency, *, by, **typed):
        """Keep it as it was typed."""
        return keep_competency(competency, by=by)


class CompetencyRemove(OfCompetency, ActionPage):
    """Take a competency off the sheet."""

    permission_required = "personnel.change_panel"
    form_class = ConfirmForm
    action = staticmethod(remove_competency)
    button = "Remove competency"
    intro = "It is rated by nobody then."
    done = "Competency removed."

    def is_dangerous(self):
        """It is gone for good."""
        return True


class PanelMemberRelease(PanelPage, ActionPage):
    """Let a member go who cannot score."""

    model = PanelMember
    permission_required = "personnel.change_panel"
    form_class = ReasonForm
    action = staticmethod(release_member)
    button = "Release member"
    intro = "Their sheets do not count, and nobody waits for them. A panel still needs its least number of members."
    done = "Member released."

    def get_queryset(self):
        """Members of panels this person may see."""
        panels = Panel.objects.visible_to(self.request.user)
        return PanelMember.objects.filter(panel__in=panels).select_related("panel__posting", "user")

    def may(self, permission, record):
        """As on the panel."""
        return super().may(permission, record.panel)

    @property
    def panel(self):
        """The one they sit on."""
        return self.object.panel

    def is_dangerous(self):
        """It cannot be undone."""
        return True

    def get_success_url(self):
        """Back to the panel."""
        return self.panel.get_absolute_url()
