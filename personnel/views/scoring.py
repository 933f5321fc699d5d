"""Pages of those who sit on a panel: declaring, scoring, locking; and the result."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.actor import act_as
from doc_portal.core.forms import ConfirmForm
from doc_portal.core.views.pages import ActionPage, DetailPage
from personnel.actions.panels import declare, lock_sheets, score
from personnel.forms.panels import DeclareForm, SheetForm
from personnel.models import Application, Panel, PanelMember, ScoreSheet
from personnel.panels import FORMULA, ratings_apart, results, scored_here, unrated, why_not_scored
from personnel.views.panels import PanelPage


class SitsOnPanel(PanelPage, ActionPage):
    """Something a member does. Panels one does not sit on are another's work."""

    permission_required = "personnel.score_panel"

    def get_object(self, queryset=None):
        """The panel, where one sits on it; who is asking is told to the database."""
        found = super().get_object(queryset)
        self.object = found
        if self.seat is None:
            raise PermissionDenied("personnel.score_panel")
        act_as(self.request.user)
        return found


class PanelDeclare(SitsOnPanel):
    """Say whether there is a conflict of interest."""

    template_name = "personnel/panel_declare.html"
    form_class = DeclareForm
    button = "Declare"

    def get_title(self):
        """For which panel."""
        return f"Declare conflicts: {self.object}"

    def candidates(self):
        """Whom the panel scores: the people one may be related to."""
        return scored_here(self.object)

    def action(self, panel, *, by, conflict, declaration):
        """Declare; the page leads back to the panel."""
        self.stands_down = declare(panel, by=by, conflict=conflict, declaration=declaration).conflict
        return panel

    def done_message(self):
        """What follows."""
        return "You stand down. Nobody waits for you." if self.stands_down else "Declared. You can score now."


def readable(user, applications: list[int]) -> set[int]:
    """Those of some applications whose files a person may open."""
    if not user.has_perm("personnel.view_application"):
        return set()
    return set(Application.objects.visible_to(user).filter(pk__in=applications).values_list("pk", flat=True))


class PanelScore(SitsOnPanel):
    """One's ratings of one applicant."""

    template_name = "personnel/panel_score.html"
    form_class = SheetForm
    form_name = "sheet"
    button = "Keep ratings"

    @cached_property
    def application(self):
        """Whom this sheet is about; somebody the panel does not score has none."""
        return get_object_or_404(scored_here(self.object), pk=self.kwargs["application"])

    def get_title(self):
        """Whose sheet."""
        return f"Score {self.application.who}, {self.object.name}"

    def file_url(self) -> str:
        """The file of the application, for who may read it; a panellist as such may not."""
        seen = readable(self.request.user, [self.application.pk])
        return self.application.get_absolute_url() if seen else ""

    def get_intro(self):
        """One applicant at a time."""
        return "Your ratings stay yours alone until every member has locked."

    def get(self, request, *args, **kwargs):
        """The sheet; before declaring and after locking back to the panel, with the reason."""
        self.object = self.get_object()
        if sentence := why_not_scored(self.object, self.seat):
            messages.warning(request, sentence)
            return HttpResponseRedirect(self.object.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        """With what is rated, and what one gave before."""
        own = ScoreSheet.objects.visible_to(self.request.user).filter(
            panel=self.object, panellist=self.request.user, application=self.application
        )
        given = {key: (rating, note) for key, rating, note in own.values_list("competency", "rating", "note")}
        competencies = list(self.object.competencies.all())
        return super().get_form_kwargs() | {"competencies": competencies, "given": given}

    def get_form(self, form_class=None):
        """Kept, since the action takes its ratings."""
        self.form = super().get_form(form_class)
        return self.form

    def action(self, panel, *, by, **typed):
        """Keep the ratings."""
        return score(panel, self.application, by=by, ratings=self.form.ratings())

    def done_message(self):
        """Who comes next."""
        return f"Ratings of {self.application.who} kept."

    def get_success_url(self):
        """To the next applicant with something missing, else back to the panel."""
        missing = unrated(self.object, self.request.user)
        after = [one.pk for one in scored_here(self.object) if one.pk in missing]
        if not after:
            return self.object.get_absolute_url()
        return reverse("personnel:panel-score", args=[self.object.pk, after[0]])


class PanelLock(SitsOnPanel):
    """Lock all of one's sheets."""

    form_class = ConfirmForm
    action = staticmethod(lock_sheets)
    button = "Lock my sheets"
    intro = "They cannot be changed afterwards, by anybody. The result opens once every member has locked."

    def get(self, request, *args, **kwargs):
        """The question; before declaring and before everybody is rated back to the panel, with the reason."""
        self.object = self.get_object()
        sentence = why_not_scored(self.object, self.seat)
        if not sentence and unrated(self.object, request.user):
            sentence = "Rate every applicant first. Then your sheets can be locked."
        if sentence:
            messages.warning(request, sentence)
            return HttpResponseRedirect(self.object.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def done_message(self):
        """Whether one was the last."""
        if self.object.closed_at:
            return "Locked. You were the last: the result stands."
        return "Locked."


class PanelResult(PanelPage, DetailPage):
    """What the panel found, once every sheet is locked; until then, how many are not."""

    permission_required = "personnel.score_panel"
    template_name = "personnel/panel_result.html"
    show_history = False

    def get_title(self):
        """Of which panel."""
        return f"Result of {self.object}"

    def trail(self):
        """Under the panel."""
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]

    @cached_property
    def results(self):
        """Nothing before the last lock."""
        return results(self.object) if self.object.closed_at else []

    def shows_points(self) -> bool:
        """Points of preference are for those who keep the panel or give them, not for who scored."""
        user = self.request.user
        if any(member.user_id == user.pk for member in self.members):
            return False
        return self.may("personnel.change_panel", self.object) or user.has_perm("personnel.points_application")

    def locked(self) -> list[PanelMember]:
        """Who has locked."""
        return [member for member in self.members if member.locked_at]

    @cached_property
    def members(self) -> list[PanelMember]:
        """Those whose sheets count."""
        return list(self.object.members.exclude(conflict=True).select_related("user"))

    @cached_property
    def files(self) -> set[int]:
        """The applications whose names lead to their files: those that whoever looks may read."""
        return readable(self.request.user, [one.application.pk for one in self.results])

    def formula(self) -> str:
        """How a result is made."""
        return FORMULA

    def apart(self) -> int:
        """From which difference on ratings are told apart."""
        return ratings_apart()

    def actions(self):
        """None: a result is read."""
        return []


class PanelMemberSheet(PanelPage, DetailPage):
    """The sheet of one member: one's own at any time, others' once the panel has closed."""

    model = PanelMember
    permission_required = "personnel.score_panel"
    template_name = "personnel/panelmember_sheet.html"
    show_history = False

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

    def get_object(self, queryset=None):
        """The member; a sealed sheet does not exist for anybody else."""
        found = super().get_object(queryset)
        if found.user_id != self.request.user.pk and not found.panel.closed_at:
            raise Http404
        act_as(self.request.user)
        return found

    def get_title(self):
        """Whose sheet."""
        return f"Sheet of {self.object}, {self.panel.name}"

    def trail(self):
        """Under the panel."""
        return [*super().trail(), (str(self.panel), self.panel.get_absolute_url())]

    def sheets(self) -> list[ScoreSheet]:
        """Every rating, by applicant and competency."""
        rows = ScoreSheet.objects.visible_to(self.request.user).filter(panel=self.panel, panellist=self.object.user)
        rows = rows.select_related("application__person", "application__applicant", "competency")
        return list(rows.order_by("application", "competency__order", "competency"))

    def actions(self):
        """None: it is read."""
        return []
