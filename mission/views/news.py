"""Pages of the news: what staff read, and what authors and editors do with a story."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.display import long_moment
from doc_portal.core.forms import ReasonForm
from doc_portal.core.models import AuditEvent
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from mission.actions.news import approve_story, archive_story, return_story, revise_story, submit_story, write_story
from mission.forms.news import NewsDeskFilter, NewsFilter, NewsItemForm
from mission.models import NewsItem
from mission.tables.news import NewsDeskTable, NewsTable
from mission.views.glossary import warn_of_acronyms
from personnel.models.contacts import WITH_CONTACT


class NewsItemList(ListPage):
    """What is live now, newest first, as rows to read."""

    model = NewsItem
    permission_required = "mission.view_newsitem"
    template_name = "mission/newsitem_list.html"
    filterset_class = NewsFilter
    table_class = NewsTable
    title = "News"
    intro = "What is new for the department and for your worksite."
    row_name = "story"

    def get_rows(self):
        return super().get_rows().published()

    def unasked(self, rows):
        return rows.live().for_readers_at(self.request.user.worksite_id)

    def may_manage(self) -> bool:
        return self.request.user.has_perm("mission.view_unpublished_newsitem")


class NewsItemManage(ListPage):
    """Every story one looks after or may read, drafts and ended ones included."""

    model = NewsItem
    permission_required = "mission.view_unpublished_newsitem"
    filterset_class = NewsDeskFilter
    table_class = NewsDeskTable
    title = "News desk"
    intro = "Drafts, stories waiting for approval, and everything that has appeared."
    row_name = "story"
    empty_text = "Stories you write, and those of your unit or worksite, stand here."

    def get_rows(self):
        return super().get_rows().looked_after_by(self.request.user)

    def trail(self):
        return [("News", reverse("mission:newsitem-list"))]


class NewsPage(Page):
    """A page about one story: it stands under the news."""

    def trail(self):
        return [("News", reverse("mission:newsitem-list")), *super().trail()[1:]]


class NewsItemDetail(NewsPage, DetailPage):
    """One story. Those who may work on it see where it stands and what happened to it."""

    model = NewsItem
    permission_required = "mission.view_newsitem"
    asks_readers = True
    template_name = "mission/newsitem_detail.html"
    fields = (
        "category",
        "unit",
        "readers",
        "publish_at",
        "expire_at",
        "created_by.shown_name",
        "approved_by.shown_name",
    )

    def get_queryset(self):
        named = ("unit", "worksite", "created_by", "approved_by", "image")
        return super().get_queryset().select_related(*named, *WITH_CONTACT)

    def get_intro(self):
        return self.object.summary

    def works_on_it(self) -> bool:
        """Authors, editors and auditors see the story's workings; readers see the story."""
        own = self.object.created_by_id == self.request.user.pk
        return own or self.may("mission.view_unpublished_newsitem", self.object)

    def actions(self):
        """The buttons, without approving one's own story for the whole department."""
        own = self.object.needs_another_approver_than(self.request.user)
        return [action for action in super().actions() if not (own and action["verb"] == "approve")]

    def waits_for_another(self) -> bool:
        """An editor looks at their own story, which someone else must approve."""
        return (
            self.object.status == NewsItem.Status.SUBMITTED
            and self.object.needs_another_approver_than(self.request.user)
            and self.may("mission.approve_newsitem", self.object)
        )

    def history(self):
        return super().history() if self.works_on_it() else []

    def reason_for_return(self) -> str:
        """Why an editor gave a draft back, for as long as it is a draft."""
        if not self.object.editable:
            return ""
        returned = AuditEvent.objects.of(self.object).filter(act="return", outcome=AuditEvent.Outcome.DONE).last()
        return returned.reason if returned else ""


class NewsItemCreate(NewsPage, CreatePage):
    """Write a story. It is kept as a draft that only its author and editors see."""

    model = NewsItem
    permission_required = "mission.add_newsitem"
    form_class = NewsItemForm
    button = "Save draft"
    intro = "It is kept as a draft. Send it for approval when it is ready."
    done = "Draft saved. Read it through below, then send it for approval."

    def get_initial(self):
        return super().get_initial() | {"unit": self.request.user.unit_id, "worksite": None}

    def keep(self, form):
        warn_of_acronyms(self.request, form.instance.summary, form.instance.body)
        return write_story(form.instance, by=self.request.user, picture=form.cleaned_data["picture"])


class NewsItemEdit(NewsPage, EditPage):
    """Change a draft."""

    model = NewsItem
    permission_required = "mission.change_newsitem"
    form_class = NewsItemForm
    button = "Save draft"
    done = "Draft saved."

    def get(self, request, *args, **kwargs):
        story = self.get_object()
        if not story.editable:
            messages.warning(request, f"This story is {story.phase.lower()} and cannot be changed.")
            return HttpResponseRedirect(story.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def keep(self, form, changed):
        warn_of_acronyms(self.request, form.instance.summary, form.instance.body)
        return revise_story(
            form.instance,
            by=self.request.user,
            changed=changed,
            picture=form.cleaned_data["picture"],
            remove_picture=form.cleaned_data.get("remove_picture", False),
        )


class NewsItemSubmit(NewsPage, ActionPage):
    model = NewsItem
    permission_required = "mission.submit_newsitem"
    action = staticmethod(submit_story)
    intro = "An editor reads it and approves it or returns it to you. Meanwhile it cannot be changed."


class NewsItemApprove(NewsPage, ActionPage):
    """Approve a story; a late approval says that the story appears now instead of at its hour."""

    model = NewsItem
    permission_required = "mission.approve_newsitem"
    template_name = "mission/newsitem_approve.html"

    def action(self, story, *, by, note):
        self.planned = story.publish_at
        return approve_story(story, by=by, note=note)

    def is_late(self) -> bool:
        return self.object.publish_at < timezone.now()

    def pinned_now(self):
        """The story that gives up its place at the top, if any."""
        return NewsItem.objects.holding_the_pin(self.object.worksite_id).first()

    def done_message(self):
        if self.object.publish_at > self.planned:
            return f"Story approved. It was to appear on {long_moment(self.planned)}, so it appears now instead."
        return f"Story approved. It appears on {long_moment(self.object.publish_at)}."


class NewsItemReturn(NewsPage, ActionPage):
    model = NewsItem
    permission_required = "mission.return_newsitem"
    form_class = ReasonForm
    action = staticmethod(return_story)
    intro = "The author sees your reason, changes the story and sends it again."


class NewsItemArchive(NewsPage, ActionPage):
    model = NewsItem
    permission_required = "mission.archive_newsitem"
    action = staticmethod(archive_story)
    intro = "It disappears from the news for everyone but its editors. It cannot be brought back."
