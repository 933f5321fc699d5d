"""One's own applications: where each stands in plain words, what was sent, and taking it back."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import DetailView, TemplateView

from doc_portal.core.forms import ConfirmForm, NoteForm
from doc_portal.core.views.pages import ActionPage
from personnel import vault
from personnel.actions.applications import abandon_draft, withdraw_application
from personnel.actions.prea import answer_prea
from personnel.applying import extended_until, takes_now
from personnel.board import OFFERED
from personnel.forms.applications import PreaAnswerForm
from personnel.forms.voluntary import VoluntaryForm
from personnel.models import Application, Offer
from personnel.own import standing_of, standings
from personnel.prea import left_to_answer
from personnel.views.applying import ASKED, JOBS, ForApplicants, KeyedForStaff

MINE = "My applications"


class OwnApplications(ForApplicants):
    """A page about one's own applications."""

    model = Application
    permission_required = "personnel.apply_application"

    def get_queryset(self):
        """One's own, and nobody else's: the others are not found."""
        return self.asker.applications().select_related("posting", "person", "applicant")

    def trail(self):
        return [(JOBS, reverse("personnel:posting-list")), (MINE, reverse("personnel:application-mine"))]


class ApplicationMine(OwnApplications, TemplateView):
    """Every application of one's own, what is not submitted first."""

    template_name = "personnel/application_mine.html"
    title = MINE
    intro = "What you have begun, what you sent, and where each stands."

    def standings(self):
        return standings(self.get_queryset())

    def trail(self):
        return super().trail()[:1]


class OneOfMine(OwnApplications):
    """A page about one application of one's own."""

    @cached_property
    def takes_now(self) -> bool:
        """Whether it could still be sent."""
        return takes_now(self.object.posting, self.object)


class ApplicationOwn(OneOfMine, DetailView):
    """The receipt of an application, where it stands, and what was sent."""

    template_name = "personnel/application_own.html"

    def get_title(self):
        title = self.object.posting.title
        return f"{title}, my application {self.object.number}" if self.object.number else f"{title}, my draft"

    def get_context_data(self, voluntary=None, **kwargs):
        asks = self.object.pk in self.request.session.get(ASKED, []) and vault.is_on()
        return super().get_context_data(**kwargs) | {
            "standing": standing_of(self.object),
            "versions": self.object.versions.order_by("-no"),
            "documents": self.object.documents.kept().select_related("attachment"),
            "claims": self.object.claims.all(),
            "until": extended_until(self.object),
            "offer": self.offer(),
            "prea": left_to_answer(self.object) if self.object.status == Application.Status.CLEARANCE else [],
            "voluntary": (voluntary or VoluntaryForm(user=self.request.user)) if asks else None,
        }

    def offer(self) -> Offer | None:
        """What is offered, while the offer stands or was appointed on."""
        if self.object.status not in OFFERED:
            return None
        return self.object.offers.filter(ended_at=None).select_related("location__worksite").first()

    @property
    def may_withdraw(self) -> bool:
        return standing_of(self.object).may_withdraw

    @cached_property
    def body(self) -> dict:
        """What was sent last; of a draft what is kept."""
        newest = self.object.version_sent
        return newest.body if newest is not None else self.object.body


class ApplicationAnswer(OneOfMine, KeyedForStaff, ActionPage):
    """Answer what federal law asks, after the offer. Nobody who selects reads it."""

    form_class = PreaAnswerForm
    button = "Send answers"
    title = "Asked by federal law"
    intro = "28 CFR 115.17. Your answers go to the Office of Professional Standards alone, and stay as you give them."
    done = "Sent. Nothing else is asked of you here."

    def get_form_kwargs(self):
        """With what is still to be answered."""
        return super().get_form_kwargs() | {"questions": left_to_answer(self.object)}

    def get_form(self, form_class=None):
        """Kept, since the answers are told by it."""
        self.form = super().get_form(form_class)
        return self.form

    def action(self, application, *, by, **typed):
        return answer_prea(application, answers=self.form.prea_answers(), asker=self.asker)

    def get_success_url(self):
        return reverse("personnel:application-own", args=[self.object.pk])

    def trail(self):
        return [*super().trail()[:2], (self.object.number or "Draft", self.get_success_url())]


class TakingBack(OneOfMine, KeyedForStaff, ActionPage):
    """A page that asks once more before something of one's own is taken back."""

    def action(self, application, *, by, **typed):
        return self.take_back(application, asker=self.asker, **typed)

    def get_success_url(self):
        return reverse("personnel:application-mine")

    def trail(self):
        return [*super().trail()[:2]]


class ApplicationWithdraw(TakingBack):
    """Take an application back."""

    form_class = NoteForm
    verb = "withdraw"
    take_back = staticmethod(withdraw_application)
    done = "You withdrew it."

    def trail(self):
        return [
            *super().trail(),
            (self.object.number or "Draft", reverse("personnel:application-own", args=[self.object.pk])),
        ]

    def get_title(self):
        return f"Withdraw application {self.object.number or ''}".strip()

    def get_intro(self):
        if self.takes_now:
            return "It is not considered any more. You can apply again until the announcement closes."
        return "It is not considered any more. The announcement has closed, so this cannot be undone."


class ApplicationAbandon(TakingBack):
    """Throw a draft away."""

    form_class = ConfirmForm
    verb = "abandon"
    take_back = staticmethod(abandon_draft)
    intro = "What you typed and attached is gone. Nobody but you has seen it."

    def get_title(self):
        return f"Throw draft away: {self.object.posting.title}"

    def is_dangerous(self):
        return True


class ApplicationVoluntary(ApplicationOwn):
    """Takes the voluntary answers to the vault. Nothing is recorded of it, not even that somebody answered."""

    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        """Hand over the answers; the page asks no more in this session. What cannot be read is asked again."""
        if not vault.is_on():
            raise Http404
        self.object = self.get_object()
        asked = request.session.get(ASKED, [])
        if self.object.pk in asked:
            form = VoluntaryForm(request.POST, user=request.user)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(voluntary=form))
            vault.record(self.object, **form.answers())
            request.session[ASKED] = [one for one in asked if one != self.object.pk]
            messages.success(request, "Thank you. These answers are kept apart from your application.")
        return HttpResponseRedirect(reverse("personnel:application-own", args=[self.object.pk]))
