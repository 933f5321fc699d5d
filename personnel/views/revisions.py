"""Changes of a published announcement: asked for, read, decided."""

from django.urls import reverse

from doc_portal.core.forms import ReasonForm
from doc_portal.core.views.pages import ActionPage, DetailPage, Page
from personnel.actions.revisions import approve_revision, ask_change, ask_early_close, extend_posting, refuse_revision
from personnel.changes import differences
from personnel.forms.revisions import ChangePostingForm, EarlyCloseForm, ExtendPostingForm
from personnel.models import Posting, PostingRevision
from personnel.views.announcements import OnPosting


class AsksChange(OnPosting, ActionPage):
    """A form about a published announcement that does not save it: an action does what was typed."""

    template_name = "generic/form.html"

    def get_form_kwargs(self):
        """On a row of its own, so that what is typed is not yet on the announcement."""
        return super().get_form_kwargs() | {"instance": Posting.objects.get(pk=self.object.pk)}

    def get_title(self):
        return f"{self.title}: {self.object}"


class PostingExtend(AsksChange):
    """A later close, at once."""

    permission_required = "personnel.extend_posting"
    form_class = ExtendPostingForm
    title = "Extend"
    button = "Extend announcement"
    intro = "It takes effect at once. Everybody who has begun to apply is told."
    done = "Announcement extended."

    def action(self, posting, *, by, **typed):
        return extend_posting(posting, by=by, closes_at=typed["closes_at"], reason=typed["reason"])


class PostingClose(AsksChange):
    """An earlier close, once another person approves."""

    permission_required = "personnel.revise_posting"
    form_class = EarlyCloseForm
    title = "Close earlier"
    button = "Ask for an earlier close"
    intro = (
        "Another person must approve it. Then everybody who has begun to apply is told, and the page shows both the "
        "deadline that was announced and the one that holds."
    )
    done = "Asked for. It takes effect when another person approves it."

    def action(self, posting, *, by, **typed):
        return ask_early_close(posting, by=by, closes_at=typed["closes_at"], reason=typed["reason"])


class PostingChange(AsksChange):
    """Other pay, qualifications or words, once another person approves."""

    permission_required = "personnel.revise_posting"
    form_class = ChangePostingForm
    title = "Change pay or words"
    button = "Ask for the change"
    intro = (
        "Change what is to be different and say why. Another person must approve it. Then it is numbered, shown on the "
        "page, and everybody who has begun to apply is told."
    )
    done = "Asked for. It takes effect when another person approves it."

    def action(self, posting, *, by, **typed):
        return ask_change(posting, by=by, **typed)


class OfRevision(Page):
    """A page about one change, under its announcement."""

    model = PostingRevision

    def get_queryset(self):
        rows = super().get_queryset().select_related("made_by", "approved_by", "refused_by")
        return rows.select_related("posting").prefetch_related("posting__locations")

    def get_title(self):
        return f"{self.object}, {self.object.posting.number}"

    def trail(self):
        posting = self.object.posting
        return [("Jobs", reverse("personnel:posting-list")), (str(posting), posting.get_absolute_url())]


class PostingRevisionDetail(OfRevision, DetailPage):
    """What a change changes, side by side, with the reason; and the decision, for who may make it."""

    permission_required = "personnel.view_unpublished_posting"
    template_name = "personnel/postingrevision_detail.html"
    show_history = False

    def differences(self):
        return differences(self.object)

    def actions(self):
        return []

    def may_decide(self) -> bool:
        """Whether this person may approve it: they hold the right, and did not ask for it."""
        revision = self.object
        own = revision.made_by_id == self.request.user.pk
        return revision.is_undecided and not own and self.may("personnel.approve_posting", revision)

    def may_drop(self) -> bool:
        """Whether this person may turn it down, or take back what they asked for."""
        revision = self.object
        own = revision.made_by_id == self.request.user.pk
        return revision.is_undecided and (own or self.may("personnel.approve_posting", revision))


class DecidesRevision(OfRevision, ActionPage):
    """A decision on a change; afterwards its page says how it ended."""

    def trail(self):
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]

    def get_title(self):
        return f"{self.button}: {self.object}, {self.object.posting.number}"


class PostingRevisionApprove(DecidesRevision):
    permission_required = "personnel.approve_posting"
    action = staticmethod(approve_revision)
    button = "Approve change"
    intro = "It takes effect at once, is shown on the page, and everybody who has begun to apply is told."
    done = "Change approved. It is in effect."


class PostingRevisionRefuse(DecidesRevision):
    permission_required = "personnel.revise_posting"
    form_class = ReasonForm
    action = staticmethod(refuse_revision)
    button = "Turn change down"
    intro = "Nothing changes on the announcement. Who asked for it sees your reason."
    done = "Change turned down."

    def is_dangerous(self):
        return True
