"""What is done with an announcement: written from approved requests, reviewed, published, ended."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from doc_portal.core.display import long_moment
from doc_portal.core.forms import ConfirmForm, ReasonForm
from doc_portal.core.views.pages import ActionPage, AskPage, EditPage, ListPage, Page
from personnel.actions.announcements import (
    approval_objection,
    approve_posting,
    ask_questions,
    cancel_posting,
    complete_posting,
    draft_posting,
    edit_posting,
    evaluate_posting,
    note_closed_outside,
    publish_posting,
    return_posting,
    submit_posting,
    withdraw_posting,
)
from personnel.announcing import problems_of, yearly_range
from personnel.forms.announcements import PostingDeskFilter, PostingDraftForm, PostingForm, QuestionsForm
from personnel.leave import leave_words
from personnel.models import Posting
from personnel.models.announcements import span
from personnel.postings import announceable
from personnel.tables.announcements import PostingDeskTable
from personnel.views.objecting import ObjectingPage


class PostingManage(ListPage):
    """Every announcement one works on or may read, drafts and closed ones included."""

    model = Posting
    permission_required = "personnel.view_unpublished_posting"
    filterset_class = PostingDeskFilter
    table_class = PostingDeskTable
    title = "Announcements"
    intro = "Drafts, announcements in review, and everything that was published."
    row_name = "announcement"
    empty_text = "Announcements are made from approved requests to fill a position. Those you work on stand here."

    def get_rows(self):
        rows = Posting.objects.worked_on_by(self.request.user).for_list()
        return rows.select_related("job_class", "created_by")

    def trail(self):
        return [("Jobs", reverse("personnel:posting-list"))]


class OnPosting(Page):
    """A page about one announcement, at the announcement's address or below it."""

    model = Posting
    slug_field = slug_url_kwarg = "public_slug"

    def get_queryset(self):
        """Those one works on: what is merely announced is nobody's to act on."""
        return Posting.objects.worked_on_by(self.request.user).for_list()

    def trail(self):
        up = [("Jobs", reverse("personnel:posting-list")), ("Announcements", reverse("personnel:posting-manage"))]
        return [*up, (str(self.object), self.object.get_absolute_url())]


class PostingCreate(AskPage):
    """Choose the approved requests; the draft is made from them and opened for editing."""

    model = Posting
    permission_required = "personnel.add_posting"
    form_class = PostingDraftForm
    keeps_draft = False
    title = "New announcement"
    button = "Make the draft"
    intro = "It is made from approved requests. The words of their class are copied for you to edit."
    done = "Draft made. Read it through, complete it, then send it for review."

    def trail(self):
        return [("Jobs", reverse("personnel:posting-list")), ("Announcements", reverse("personnel:posting-manage"))]

    def get_initial(self):
        """With the request one comes from chosen."""
        number = self.request.GET.get("requisition", "")
        asked = [one.pk for one in announceable(self.request.user) if one.number == number] if number else []
        return super().get_initial() | {"requisitions": asked}

    def work(self, form):
        made = draft_posting(list(form.cleaned_data["requisitions"]), by=self.request.user)
        return reverse("personnel:posting-edit", args=[made.public_slug])


class EditsDraft(OnPosting, EditPage):
    """A page that changes a draft; another status leads back with a word about it."""

    permission_required = "personnel.change_posting"
    button = "Save draft"

    def get(self, request, *args, **kwargs):
        posting = self.get_object()
        if not posting.editable:
            messages.warning(
                request, f"This announcement is {posting.get_status_display().lower()} and cannot be edited."
            )
            return HttpResponseRedirect(posting.get_absolute_url())
        return super().get(request, *args, **kwargs)


class PostingEdit(EditsDraft):
    """Change a draft, with its pay, days and places."""

    form_class = PostingForm
    done = "Draft saved. Read it through below; send it for review when it is ready."

    def get_intro(self):
        posting = self.object
        requests = ", ".join(request.number for request in posting.requisitions.all())
        pay = yearly_range(posting.job_class, posting.opens_at)
        known = (
            f"The class pays {span(pay.low, pay.high)} a year." if pay else "The catalogue gives no pay for this class."
        )
        source = f", from {requests}" if requests else ""
        return f"{posting.number}, {posting.job_class}{source}. {known}"

    def keep(self, form, changed):
        return edit_posting(form.instance, form.places, by=self.request.user, changed=changed)


class PostingQuestions(EditsDraft):
    """Change what every applicant is asked."""

    form_class = QuestionsForm
    button = "Save questions"
    done = "Questions saved."

    def get_title(self):
        return f"Questions of {self.object}"

    def get_intro(self):
        return "Every applicant answers them. An answer that flags asks the reviewer for a look; it decides nothing."

    def keep(self, form, changed):
        return ask_questions(form.instance, form.questions, by=self.request.user)


class PostingSubmit(OnPosting, ActionPage):
    """Send a draft for review; what is wrong with it is said at once."""

    permission_required = "personnel.submit_posting"
    template_name = "personnel/posting_submit.html"
    action = staticmethod(submit_posting)
    intro = "Another person reads it and approves it or returns it to you. Meanwhile it cannot be changed."

    def problems(self) -> list[tuple[str, str]]:
        """What keeps it from review: the field of the form, and the sentence."""
        found = problems_of(self.object, self.object.locations.all())
        return [("place_1_vacancies" if field == "places" else field, told) for field, told in found.items()]


class PostingReturn(OnPosting, ActionPage):
    permission_required = "personnel.return_posting"
    form_class = ReasonForm
    action = staticmethod(return_posting)
    intro = "The author sees your reason, changes the announcement and sends it again."


class PostingApprove(OnPosting, ObjectingPage):
    """Approve what is to be read below the question: who wrote it is told so when the page opens."""

    permission_required = "personnel.approve_posting"
    template_name = "personnel/posting_approve.html"
    verb = "approve"
    action = staticmethod(approve_posting)
    is_closed = False
    intro = "Once approved it can be published. Nobody can change it between. Its text stands below."

    def leave(self) -> str:
        """What leave is earned, as on the announcement's page."""
        return leave_words(self.object)

    def objection_to(self, record):
        return approval_objection(record, self.request.user) if record.status == Posting.Status.IN_REVIEW else ""


class PostingPublish(OnPosting, ActionPage):
    """Publish: at its hour, or now where that has passed."""

    permission_required = "personnel.publish_posting"
    action = staticmethod(publish_posting)

    def get_intro(self):
        return (
            f"It opens on {long_moment(self.object.opens_at)}, or at once where that has passed, and closes: "
            f"{self.object.deadline}. From then on it changes only by numbered revisions."
        )

    def done_message(self):
        if self.object.is_open():
            return "Announcement published. It is open now."
        return f"Announcement published. It opens on {long_moment(self.object.opens_at)}."


class PostingWithdraw(OnPosting, ActionPage):
    permission_required = "personnel.withdraw_posting"
    form_class = ReasonForm
    action = staticmethod(withdraw_posting)
    intro = (
        "It leaves the list and its page is gone for readers. Its requests can be announced again. Everybody who "
        "applied or began to is told your reason. It cannot be brought back."
    )


class PostingCancel(OnPosting, ActionPage):
    permission_required = "personnel.cancel_posting"
    form_class = ReasonForm
    action = staticmethod(cancel_posting)
    intro = (
        "Its page stays and says that it was cancelled. Its requests can be announced again. Everybody who applied or "
        "began to is told your reason. It cannot be brought back."
    )


class PostingEvaluate(OnPosting, ActionPage):
    permission_required = "personnel.evaluate_posting"
    action = staticmethod(evaluate_posting)
    intro = "Readers see that applications are being reviewed."


class PostingComplete(OnPosting, ActionPage):
    permission_required = "personnel.complete_posting"
    action = staticmethod(complete_posting)
    intro = (
        "Readers see that the hiring is complete. Whether the requests are filled follows from appointments, not from "
        "this."
    )


class PostingOutside(OnPosting, ActionPage):
    """Note that other boards no longer show it."""

    permission_required = "personnel.publish_posting"
    form_class = ConfirmForm
    verb = "close_outside"
    button = "Note as closed there"
    done = "Noted."
    action = staticmethod(note_closed_outside)

    def get_intro(self):
        return f"It was also posted on: {self.object.outside_boards}. Close it there first, then note it here."
