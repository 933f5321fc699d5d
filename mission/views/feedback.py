"""Saying what one thinks of a page, and the desk at which the pages' owners answer."""

from django.contrib import messages
from django.urls import reverse

from doc_portal.core.forms import NoteForm
from doc_portal.core.views.pages import ActionPage, AskPage, DetailPage, ListPage, Page
from mission.actions.feedback import answer_feedback, close_feedback, rate_page, report_problem, take_feedback
from mission.feedback import read_subject
from mission.forms.feedback import FeedbackFilter, FeedbackForm, ReplyForm
from mission.models import Feedback
from mission.models.words import RATINGS
from mission.tables.feedback import FeedbackTable, OwnFeedbackTable

DESK = "What readers say"
MINE = "My feedback"


class FeedbackCreate(AskPage):
    """Rate a page or report a problem with it; also what the box at the foot of pages is sent to."""

    permission_required = "core.use_portal"
    form_class = FeedbackForm
    template_name = "mission/feedback_form.html"
    title = "Report a problem"
    intro = "It goes to the unit that keeps the page, or to the editors of the portal. You see the reply."
    button = "Send"

    def get_initial(self):
        """What the address of the form asks for, as far as it can be read."""
        asked = self.request.GET
        kind, about = asked.get("kind", ""), asked.get("about", "")[:2000]
        page = asked.get("page", "")[:300].replace("\x00", "")
        looked_for = asked.get("q", "")[:200].replace("\x00", "")
        return {
            "kind": kind if kind in Feedback.Kind.values else None,
            "about": about if read_subject(about) else "",
            "page": page if page.startswith("/") and not page.startswith("//") else "",
            "comment": f"I looked for: {looked_for}" if looked_for else "",
        }

    def subject_name(self) -> str:
        """The page that is spoken of, in words; empty where it is not known."""
        sent = self.request.POST or self.get_initial()
        subject = read_subject(sent.get("about") or "")
        return (subject.title or subject.path) if subject else str(sent.get("page") or "")[:300]

    def work(self, form):
        said, act = form.cleaned_data, report_problem
        if said["kind"] in RATINGS:
            act = rate_page
            messages.success(self.request, "Thank you. Your rating is kept; a later one takes its place.")
        else:
            messages.success(self.request, f"Thank you. It was sent; the reply appears under “{MINE}”.")
        act(said["subject"], by=self.request.user, kind=said["kind"], comment=said["comment"].strip())
        return said["subject"].path


class FeedbackMine(ListPage):
    """What one said of pages, with the replies."""

    model = Feedback
    permission_required = "core.use_portal"
    table_class = OwnFeedbackTable
    title = MINE
    intro = "What you said about pages of the portal, and the replies."
    empty_text = "You have not said anything about a page yet. Most pages ask at their foot."
    row_name = "comment"

    def get_rows(self):
        return Feedback.objects.filter(created_by=self.request.user)

    def may_export(self):
        return False


class FeedbackList(ListPage):
    """What readers say of the pages one answers for."""

    model = Feedback
    permission_required = "mission.view_feedback"
    table_class = FeedbackTable
    filterset_class = FeedbackFilter
    title = DESK
    intro = "Ratings with a comment and problems, of the pages you answer for."
    empty_text = "No reader has said anything about these pages yet."
    row_name = "comment"

    def get_rows(self):
        return Feedback.objects.permitted(self.request.user, self.permission_required).for_list()


class FeedbackPage(Page):
    """A page about one thing a reader said: under the desk for who answers, under one's own things for the reader."""

    def trail(self):
        if self.request.user.has_perm("mission.view_feedback"):
            return [(DESK, reverse("mission:feedback-list"))]
        return [(MINE, reverse("mission:feedback-mine"))]


class FeedbackDetail(FeedbackPage, DetailPage):
    """What was said, and the reply."""

    model = Feedback
    permission_required = "core.use_portal"
    template_name = "mission/feedback_detail.html"
    fields = ("kind", "unit", "created_by.shown_name", "created_at", "assigned_to.shown_name")

    def get_queryset(self):
        return super().get_queryset().select_related("unit", "created_by", "assigned_to", "answered_by")

    def works_on_it(self) -> bool:
        return self.may("mission.view_feedback", self.object)

    def history(self):
        return super().history() if self.works_on_it() else []

    def actions(self):
        """The steps legal now; nobody answers themselves."""
        own = self.object.created_by_id == self.request.user.pk
        return [one for one in super().actions() if not (own and one["verb"] == "answer")]


class FeedbackStep(FeedbackPage, ActionPage):
    """A step at the desk."""

    model = Feedback

    def trail(self):
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]


class FeedbackTake(FeedbackStep):
    permission_required = "mission.take_feedback"
    action = staticmethod(take_feedback)
    intro = "Your name stands on it, so that nobody does the work twice."


class FeedbackAnswer(FeedbackStep):
    permission_required = "mission.answer_feedback"
    form_class = ReplyForm
    action = staticmethod(answer_feedback)
    intro = "The reader is told and sees your reply."


class FeedbackClose(FeedbackStep):
    permission_required = "mission.close_feedback"
    form_class = NoteForm
    action = staticmethod(close_feedback)
    intro = "It needs no further work."
