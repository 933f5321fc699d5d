"""Applying: one form for staff and for applicants from outside, kept as it is typed, sent with one button."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import CreateView, FormView
from django.views.generic.detail import SingleObjectMixin
from django.views.generic.edit import ProcessFormView

from doc_portal.core.attachments import FileRefused
from doc_portal.core.views.files import hand_out
from doc_portal.core.views.pages import Page, WritingPage
from doc_portal.core.workflow import Refused
from personnel.actions.applications import (
    Sheet,
    attach_document,
    remove_document,
    save_draft,
    stamp,
    submit_application,
)
from personnel.applying import (
    asker_of,
    closed_sentence,
    extended_until,
    live_application,
    takes_now,
    unfit_sentence,
    withdrawn_before,
)
from personnel.asking import Asked
from personnel.deadlines import deadline
from personnel.forms.applications import ApplyForm, YesNo, typed_of
from personnel.models import ApplicationDocument, Posting
from personnel.models.applications import UNDER_REVIEW

JOBS = "Jobs"
ASKED = "voluntary"  # in the session: applications just sent, for which the voluntary questions are still to be asked


class ForApplicants(Page):
    """A page for staff by their right, and for somebody who signed in as an applicant; each sees their own alone."""

    for_applicants = True

    @staticmethod
    def is_for_the_public(kwargs) -> bool:
        """Whether a stranger is sent to the sign-in of applicants: to apply to what is for the public."""
        slug = kwargs.get("public_slug")
        return bool(slug) and Posting.objects.for_the_public().filter(public_slug=slug).exists()

    def dispatch(self, request, *args, **kwargs):
        """Applicants hold no right of staff: these pages are theirs because they are for their own rows alone."""
        if request.applicant is None:
            return super().dispatch(request, *args, **kwargs)
        if request.method.lower() not in self.http_method_names:
            return self.http_method_not_allowed(request, *args, **kwargs)
        return self.answer(request, *args, **kwargs)

    @cached_property
    def asker(self):
        """Who asks."""
        return asker_of(self.request)

    def may(self, permission, record):
        """What they see here is their own."""
        return True


class KeyedForStaff(ForApplicants, WritingPage):
    """A form here: sent twice it has one effect, for staff by its key, for applicants because the act says so."""

    def post(self, request, *args, **kwargs):
        """Keys belong to accounts of staff."""
        if request.applicant is None:
            return super().post(request, *args, **kwargs)
        if isinstance(self, CreateView):
            self.object = None
        elif isinstance(self, SingleObjectMixin):
            self.object = self.get_object()
        return ProcessFormView.post(self, request, *args, **kwargs)


class OnPosting(ForApplicants):
    """A page about applying to one announcement."""

    permission_required = "personnel.apply_application"

    @cached_property
    def posting(self):
        """The announcement, where this person may read it."""
        rows = Posting.objects.for_the_public()
        if self.asker.applicant is None:
            rows = Posting.objects.visible_to(self.request.user)
        found = rows.filter(public_slug=self.kwargs["public_slug"]).select_related("job_class", "contact").first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def application(self):
        """The draft or application of this person there is; None before anything was saved."""
        return live_application(self.posting, self.asker)

    @cached_property
    def asked(self):
        """What the announcement asks."""
        return Asked(self.posting)

    def sheet(self, form) -> Sheet:
        """What stands in the form, with the draft it was filled from."""
        return Sheet(form.typed(), self.request.POST.get("_saved", ""), form.claimed(), form.prea_answers())


class ApplicationApply(OnPosting, KeyedForStaff, FormView):
    """The application. Three buttons: attach a file and save keep the draft, one submits."""

    template_name = "personnel/application_apply.html"
    form_class = ApplyForm
    button = "Submit application"
    partial = False
    kept = False
    late = False

    def get_title(self):
        return f"Apply: {self.posting.title}"

    def trail(self):
        return [(JOBS, reverse("personnel:posting-list")), (self.posting.title, self.posting.get_absolute_url())]

    def barred(self) -> str:
        """Why there is no form here; empty where there is one."""
        if sentence := unfit_sentence(self.posting, self.asker):
            return sentence
        if self.application is not None and not self.changeable:
            return f"You applied: {self.application.number}. It is being worked on and cannot be changed any more."
        return "" if takes_now(self.posting, self.application) else closed_sentence(self.posting)

    @property
    def changeable(self) -> bool:
        return self.application.is_draft or self.application.status in UNDER_REVIEW

    def until_words(self) -> str:
        """Until when it can be submitted."""
        later = extended_until(self.application) if self.application is not None else None
        closes = self.posting.closes_at
        if later is not None and closes is not None and later > closes:
            return f"It closed at {deadline(closes)}. For you it is open until {deadline(later)}."
        return f"It closes at {deadline(closes)}." if closes is not None else "It closes when it is filled."

    def get_form_kwargs(self):
        told = {"asked": self.asked, "partial": self.partial}
        return super().get_form_kwargs() | told | {"attached": self.request.method != "POST" or self.has_papers()}

    def has_papers(self) -> bool:
        """Whether a paper is kept with it that reviewers read."""
        papers = self.application.documents.kept() if self.application else ApplicationDocument.objects.none()
        return papers.exclude(kind=ApplicationDocument.Kind.PREFERENCE).exists()

    @cached_property
    def earlier(self):
        """The application withdrawn here before, whose words may be copied; None where there is none."""
        return withdrawn_before(self.posting, self.asker) if self.application is None else None

    def get_initial(self):
        """What was kept: the draft, and what reviewers never see from rows of its own."""
        if self.application is None and self.earlier and "copy" in self.request.GET:
            return typed_of(self.earlier.body)
        if self.application is None:
            return {"phone": self.asker.applicant.phone if self.asker.applicant else ""}
        kept = (
            {"claims": list(self.application.claims.values_list("kind", flat=True))} if self.asked.preferences else {}
        )
        if self.asked.prea:
            for answer in self.application.prea_answers.all():
                kept[f"prea_{answer.question_id}"] = YesNo.YES if answer.yes else YesNo.NO
                kept[f"prea_note_{answer.question_id}"] = answer.explanation
        return typed_of(self.application.body) | kept

    def get_context_data(self, **kwargs):
        context, now = super().get_context_data(**kwargs), stamp(self.application)
        return context | {
            "posting": self.posting,
            "application": self.application,
            "saved": now if self.kept or "refusal" in context else self.request.POST.get("_saved", now),
            "documents": self.documents(),
        }

    def documents(self):
        """The papers that go with it."""
        return self.application.documents.kept().select_related("attachment") if self.application else []

    def get(self, request, *args, **kwargs):
        """The form, or why there is none."""
        if barred := self.barred():
            context = {"view": self, "posting": self.posting, "application": self.application, "barred": barred}
            return render(request, "personnel/application_barred.html", context)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Keep the draft, or submit. What comes too late is kept as a draft all the same."""
        if "save" in request.POST or "remove" in request.POST:
            return self.keep()
        response = super().post(request, *args, **kwargs)
        if self.late:
            self.keep_what_came_late()
        return response

    def keep(self):
        """“Save draft”, “Attach” and “Remove”: kept as it stands, complete or not."""
        self.partial = True
        form = self.get_form()
        form.is_valid()
        try:
            self.application = save_draft(self.posting, self.sheet(form), asker=self.asker)
            self.kept = True
            if (gone := self.request.POST.get("remove", "")).isdigit():
                remove_document(self.application, int(gone), asker=self.asker)
            file = form.cleaned_data.get("document")
            if file is None and self.request.POST.get("save") == "document" and not form.has_error("document"):
                form.add_error("document", "Choose a file first, then attach it.")
            if file is not None:
                attach_document(self.application, form.cleaned_data["document_kind"], file, asker=self.asker)
        except FileRefused as refusal:
            form.add_error("document", str(refusal))
        except Refused as refusal:
            return self.refuse(str(refusal))
        if form.errors:
            return self.form_invalid(form)
        messages.success(
            self.request, "Draft saved. It is not submitted yet." if self.is_unsent() else "Changes saved."
        )
        return HttpResponseRedirect(self.request.path + ("#documents" if file or gone else ""))

    def is_unsent(self) -> bool:
        """Whether nothing was ever sent."""
        return self.application is None or self.application.is_draft

    def form_valid(self, form):
        """Submit. A rule that forbids it is told on the page with everything typed."""
        file = form.cleaned_data.get("document")
        files = [(form.cleaned_data["document_kind"], file)] if file is not None else []
        try:
            sent = submit_application(self.posting, self.sheet(form), told=form.told(), asker=self.asker, files=files)
        except FileRefused as refusal:
            form.add_error("document", str(refusal))
            return self.form_invalid(form)
        except Refused as refusal:
            self.late = not takes_now(self.posting, self.application)
            kept = " What you typed is kept as a draft." if self.late and self.may_keep() else ""
            return self.refuse(f"{refusal}{kept}")
        self.request.session[ASKED] = [*self.request.session.get(ASKED, []), sent.pk]
        messages.success(self.request, f"Application {sent.number} is submitted. You get a receipt by mail.")
        # The form may have been sent from “#documents”, which browsers carry over to an address without a place.
        return HttpResponseRedirect(reverse("personnel:application-own", args=[sent.pk]) + "#main")

    def may_keep(self) -> bool:
        """Whether what came late goes into a draft: where nothing was sent in time."""
        return self.is_unsent() and not unfit_sentence(self.posting, self.asker)

    def keep_what_came_late(self):
        """After the refusal was rolled back: nothing that was typed is lost, and an extension finds it."""
        if not self.may_keep():
            return
        self.partial = True
        form = self.get_form()
        form.is_valid()
        try:
            save_draft(self.posting, self.sheet(form), asker=self.asker)
        except Refused as refusal:
            messages.warning(self.request, str(refusal))


class ApplicationSave(OnPosting):
    """What the page sends by itself while somebody types. Answers with the line that says what is kept."""

    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        """Keep the draft; a refusal is told in the same place."""
        form = ApplyForm(request.POST, asked=self.asked, partial=True, user=request.user)
        form.is_valid()
        context = {"posting": self.posting, "saved": request.POST.get("_saved", "")}
        try:
            kept = save_draft(self.posting, self.sheet(form), asker=self.asker)
            context |= {"application": kept, "saved": stamp(kept)}
        except Refused as refusal:
            context |= {"application": self.application, "problem": str(refusal)}
        return render(request, "personnel/application_saved.html", context)


class ApplicationDocumentOwn(ForApplicants):
    """A paper of one's own, handed out as an inert download; for applicants, who have no account for other files."""

    permission_required = "personnel.apply_application"

    def get(self, request, uuid):
        """The file; not found where it is somebody else's."""
        paper = (
            ApplicationDocument.objects.kept()
            .filter(attachment__uuid=uuid, application__in=self.asker.applications().values("pk"))
            .select_related("attachment")
            .first()
        )
        if paper is None:
            raise Http404
        return hand_out(paper.attachment)
