"""The board of applicants of one announcement, and extensions of its deadline for one person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views.generic import FormView

from doc_portal.core.access import scope_of
from doc_portal.core.views.pages import AskPage, Page, WritingPage
from personnel.actions.application_review import move_together
from personnel.actions.extensions import grant_extension
from personnel.board import MOST, columns_of
from personnel.forms.application_review import REASONED, BoardForm, ExtensionForm
from personnel.models import Application, Posting
from personnel.views.application_review import RIGHTS
from personnel.views.applying import JOBS

TOLD = 5
STEPS = ("review", "qualify", "disqualify", "list", "refer", "interview", "pass")


class OfPosting(Page):
    """A page about the applications to one announcement."""

    @cached_property
    def posting(self):
        """The announcement, where this person may read it and holds the page's right at one of its worksites."""
        rows = Posting.objects.visible_to(self.request.user).filter(public_slug=self.kwargs["public_slug"])
        found = rows.prefetch_related("locations").first()
        if found is None:
            raise Http404
        if not self.holds(self.permission_required, found):
            raise PermissionDenied(self.permission_required)
        return found

    def holds(self, permission: str, posting: Posting) -> bool:
        """Whether a right counts at one of the worksites an announcement names."""
        scope = scope_of(self.request.user, permission)
        return scope.everywhere or any(place.worksite_id in scope.worksites for place in posting.locations.all())

    def answer(self, request, *args, **kwargs):
        """Not found or not permitted comes before anything is done."""
        self.posting  # noqa: B018 - read, so that it refuses
        return super().answer(request, *args, **kwargs)

    def trail(self):
        return [(JOBS, reverse("personnel:posting-list")), (self.posting.title, self.posting.get_absolute_url())]


class ApplicationBoard(OfPosting, WritingPage, FormView):
    """Who applied, by stage; several at once are moved with one form, without script."""

    permission_required = "personnel.view_application"
    template_name = "personnel/application_board.html"
    form_class = BoardForm

    def get_title(self):
        return f"Applicants: {self.posting.title}, {self.posting.number}"

    @cached_property
    def applications(self):
        """Those this person sees: all that were sent for who reviews, referred ones for managers."""
        rows = Application.objects.visible_to(self.request.user).filter(posting=self.posting).sent()
        return (
            rows.select_related("person", "applicant", "reason")
            .defer("body")
            .order_by(F("result").desc(nulls_last=True), "submitted_at", "pk")
        )

    @cached_property
    def steps(self) -> list[tuple[str, str]]:
        """The steps this person may take here, as the process of the announcement has them."""
        found = []
        for verb in STEPS:
            step = Application.TRANSITIONS[verb]
            in_process = verb in ("review", "qualify", "disqualify", "pass") or step.target in self.posting.stages
            if in_process and self.holds(f"personnel.{RIGHTS[verb]}_application", self.posting):
                found.append((verb, step.label))
        return found

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"steps": self.steps, "applications": self.applications}

    def get_context_data(self, **kwargs):
        ticked = {int(one) for one in self.request.POST.getlist("chosen") if one.isascii() and one.isdigit()}
        columns = columns_of(self.posting, self.applications, ticked, choosable=bool(self.steps))
        total = sum(column.count for column in columns)
        return super().get_context_data(**kwargs) | {
            "posting": self.posting,
            "columns": columns,
            "total": total,
            "capped": total >= MOST,
        }

    def may_invite(self) -> bool:
        return self.holds("personnel.interview_application", self.posting)

    def panels_url(self) -> str:
        """The panels of this announcement, for who keeps them or may read them here."""
        if not any(self.holds(f"personnel.{right}_panel", self.posting) for right in ("change", "view")):
            return ""
        return f"{reverse('personnel:panel-list')}?{urlencode({'q': self.posting.title})}"

    def may_extend(self) -> bool:
        return self.holds("personnel.extend_application", self.posting)

    def empty_words(self) -> str:
        """Why nobody stands here."""
        if self.holds("personnel.review_application", self.posting):
            return "Nobody has applied yet."
        return "No name is referred to you yet. Names appear here once the announcement has closed and they are sent."

    def form_valid(self, form):
        """Take the step with each; those it cannot be taken with are told one by one."""
        verb, chosen = form.cleaned_data["verb"], form.cleaned_data["chosen"]
        more = {"reason": form.cleaned_data["reason"]} if verb in REASONED else {}
        done, refused = move_together(
            chosen.select_related("posting", "person__user", "applicant"),
            verb,
            by=self.request.user,
            note=form.cleaned_data["note"],
            **more,
        )
        if done:
            count = f"{len(done)} application{'' if len(done) == 1 else 's'}"
            messages.success(self.request, f"{Application.TRANSITIONS[verb].past}: {count}.")
        for application, sentence in refused[:TOLD]:
            messages.warning(self.request, f"{application.number}: {sentence}")
        if len(refused) > TOLD:
            messages.warning(self.request, f"{len(refused) - TOLD} more could not be moved either.")
        return HttpResponseRedirect(self.request.path)


class ApplicationExtend(OfPosting, AskPage):
    """Grant one person a later deadline, or record a case without one."""

    permission_required = "personnel.extend_application"
    form_class = ExtensionForm
    button = "Grant extension"
    intro = "For one person: on leave, kept by an outage, a disability or military service. It stands on record."
    done = "Extension kept. The person is told of a later deadline."

    def get_title(self):
        return f"Extension for one person: {self.posting.title}"

    def trail(self):
        board = reverse("personnel:application-board", args=[self.posting.public_slug])
        return [*super().trail(), ("Applicants", board)]

    def work(self, form):
        """Grant it."""
        typed = form.cleaned_data
        grant_extension(
            self.posting,
            typed["who"],
            kind=typed["kind"],
            justification=typed["justification"],
            until=typed["until"],
            by=self.request.user,
        )
        return reverse("personnel:application-board", args=[self.posting.public_slug])
