"""Working on applications: the queue of reviews, the file of one, its steps, notes and documents."""

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.forms import ConfirmForm
from doc_portal.core.models import AuditEvent
from doc_portal.core.views.pages import ActionPage, DetailPage, ListPage, Page
from personnel.actions.application_review import (
    disqualify_application,
    interview_application,
    list_application,
    pass_application,
    qualify_application,
    refer_application,
    see_document,
    start_review,
    write_note,
)
from personnel.forms.application_review import DisqualifyForm, NoteTextForm, PassForm, QueueFilter
from personnel.models import Application, ApplicationDocument, Offer
from personnel.records import untold_to
from personnel.tables.applications import QueueTable
from personnel.views.applying import JOBS

QUEUE = "Qualifications to review"
RIGHTS = {
    "review": "review", "qualify": "review", "disqualify": "review", "list": "refer", "refer": "refer",
    "interview": "interview", "offer": "offer", "pass": "interview",
}  # fmt: skip
"""Which right each step of an application needs; steps not named here are taken elsewhere."""


class ApplicationQueue(ListPage):
    """What waits for a review of qualifications, by when the announcement closes."""

    model = Application
    permission_required = "personnel.review_application"
    filterset_class = QueueFilter
    table_class = QueueTable
    title = QUEUE
    intro = "By when the announcement closes. A flag asks for a look and decides nothing: you do."
    row_name = "application"
    empty_text = "No application waits for a review of its qualifications."

    def get_rows(self):
        return (
            Application.objects.permitted(self.request.user, self.permission_required).in_review().for_list().by_close()
        )

    def trail(self):
        return [(JOBS, reverse("personnel:posting-list"))]


class OnApplication(Page):
    """A page about one application somebody works on."""

    model = Application

    def get_queryset(self):
        """Those one works on or may read; not one's own, which have pages of their own."""
        rows = super().get_queryset().sent().exclude(person__user=self.request.user)
        return rows.select_related("posting__job_class", "person__user", "applicant", "reason")

    def board_url(self) -> str:
        """The board of the announcement."""
        return reverse("personnel:application-board", args=[self.object.posting.public_slug])

    def trail(self):
        return [
            (JOBS, reverse("personnel:posting-list")),
            (self.object.posting.title, self.board_url()),
            (self.object.number, self.object.get_absolute_url()),
        ]


class ApplicationDetail(OnApplication, DetailPage):
    """The file of one application: what was sent, its versions, papers, notes and what happened."""

    permission_required = "personnel.view_application"
    template_name = "personnel/application_detail.html"

    def get(self, request, *args, **kwargs):
        """One's own leads to where one reads one's own."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if not Application.objects.of_user(request.user).filter(pk=kwargs["pk"]).exists():
                raise
            return HttpResponseRedirect(reverse("personnel:application-own", args=[kwargs["pk"]]))

    def get_title(self):
        return f"{self.object.number}, {self.object.who}"

    def trail(self):
        return super().trail()[:2]

    def actions(self):
        """The steps that are legal now, by the right each needs; stages the process does not have are left out."""
        found = []
        for verb in self.object.allowed_verbs():
            step, right = self.object.TRANSITIONS[verb], RIGHTS.get(verb, "")
            if not right or not self.may(f"personnel.{right}_application", self.object):
                continue
            if verb in ("list", "refer", "interview") and step.target not in self.object.posting.stages:
                continue
            url = reverse(f"personnel:application-{verb}", args=[self.object.pk])
            found.append({"verb": verb, "url": url, "label": step.label, "danger": step.danger})
        return found

    def history(self):
        """What happened, without what tells of preference or of PREA to those who must not know."""
        user = self.request.user
        sealed = {act for act, right in Application.SEALED_ACTS.items() if not user.has_perm(right)}
        sealed |= {*self.untold_acts()} - {*Application.SEALED_ACTS}
        return AuditEvent.objects.of(self.object).exclude(act__in=sealed).select_related("actor")[:50]

    @cached_property
    def reviews(self) -> bool:
        """Whether the person reviews here: marks documents, writes notes."""
        return self.may("personnel.review_application", self.object)

    @cached_property
    def versions(self):
        """Every version, the newest first."""
        return list(self.object.versions.order_by("-no"))

    @cached_property
    def shown(self):
        """The version that is read: the newest unless another is asked for."""
        wanted = self.request.GET.get("version", "")
        return next((one for one in self.versions if str(one.no) == wanted), self.versions[0])

    @cached_property
    def documents(self):
        """The papers this person may open."""
        rows = ApplicationDocument.objects.visible_to(self.request.user).filter(application=self.object)
        return list(rows.kept().select_related("attachment", "seen_by"))

    @cached_property
    def notes(self):
        return list(self.object.notes.select_related("made_by"))

    @cached_property
    def offers(self):
        """Offers made to this person, for who works on offers."""
        return list(Offer.objects.visible_to(self.request.user).filter(application=self.object))

    @cached_property
    def extensions(self):
        return list(self.object.extensions.select_related("granted_by"))

    @cached_property
    def extends(self) -> bool:
        """Whether the person grants extensions here: why one was granted may tell of somebody's health."""
        return self.may("personnel.extend_application", self.object)

    def untold_acts(self):
        """Holds and points are for those who keep records."""
        return untold_to(self.request.user, self.object)


class ReviewStep(OnApplication, ActionPage):
    """A page that asks before one step of an application."""

    def get_title(self):
        return f"{self.get_button()}: {self.object.number}, {self.object.who}"


class ApplicationReview(ReviewStep):
    """Begin to review the qualifications."""

    permission_required = "personnel.review_application"
    action = staticmethod(start_review)


class ApplicationQualify(ReviewStep):
    """Find somebody qualified."""

    permission_required = "personnel.review_application"
    verb = "qualify"
    action = staticmethod(qualify_application)


class ApplicationDisqualify(ReviewStep):
    """Find somebody not qualified, with a reason and words."""

    permission_required = "personnel.review_application"
    verb = "disqualify"
    form_class = DisqualifyForm
    action = staticmethod(disqualify_application)
    intro = "The application ends with this. The person is told the status, not the reason."


class ApplicationList(ReviewStep):
    """Put somebody on the eligible list."""

    permission_required = "personnel.refer_application"
    verb = "list"
    action = staticmethod(list_application)


class ApplicationRefer(ReviewStep):
    """Send a name to the hiring managers."""

    permission_required = "personnel.refer_application"
    action = staticmethod(refer_application)
    intro = "The managers of the worksites named on the announcement then see the application."


class ApplicationInterview(ReviewStep):
    """Invite somebody to an interview."""

    permission_required = "personnel.interview_application"
    action = staticmethod(interview_application)
    intro = (
        "The applicant reads that they are invited. Tell them day, time and place yourself. After the interviews, tell "
        "the personnel analyst whom you choose: the analyst makes the offer, and the appointing authority appoints."
    )


class ApplicationPass(ReviewStep):
    """Not select somebody, with a reason."""

    permission_required = "personnel.interview_application"
    verb = "pass"
    form_class = PassForm
    action = staticmethod(pass_application)
    intro = "The application ends with this. The person is told the status, not the reason."


class ApplicationNoteWrite(OnApplication, ActionPage):
    """Write a note for those who work on the application."""

    permission_required = "personnel.view_application"
    form_class = NoteTextForm
    action = staticmethod(write_note)
    button = "Keep note"
    done = "Note kept."
    intro = "The applicant never sees it. A note cannot be changed or removed."

    def get_title(self):
        return f"Note on {self.object.number}, {self.object.who}"


class DocumentSee(ActionPage):
    """Note that a paper was looked over."""

    model = ApplicationDocument
    permission_required = "personnel.review_application"
    form_class = ConfirmForm
    action = staticmethod(see_document)
    button = "Mark as seen"
    done = "Marked as seen."

    def get_queryset(self):
        """Papers of applications one works on."""
        return super().get_queryset().kept().select_related("application__posting", "attachment")

    def may(self, permission, record):
        """By the application the paper belongs to."""
        return super().may(permission, record.application)

    def get_title(self):
        return f"Mark as seen: {self.object}"

    def get_success_url(self):
        return self.object.application.get_absolute_url()

    def trail(self):
        application = self.object.application
        return [(JOBS, reverse("personnel:posting-list")), (application.number, application.get_absolute_url())]
