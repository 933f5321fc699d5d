"""One's own bookmarks: kept from any page, put in order, removed."""

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.forms import ConfirmForm
from doc_portal.core.views.pages import ActionPage, AskPage, Page
from mission.actions.bookmarks import add_bookmark, move_bookmark, remove_bookmark
from mission.addresses import in_portal, reachable
from mission.forms.own import BookmarkForm
from mission.models import Bookmark
from mission.views.managing import MovingPage

BOOKMARKS = "My bookmarks"


def keep_this_page(request, view) -> dict | None:
    """The form in the account menu that keeps the page one is on; nothing on the answer to a form."""
    if request.method != "GET" or not isinstance(view, Page):
        return None
    path = request.get_full_path()
    return {"path": path if in_portal(path) else request.path, "label": view.get_title()[:160]}


class BookmarkList(MovingPage):
    """One's bookmarks in one's own order. Of a page that is gone or hidden nothing is told."""

    permission_required = "core.use_portal"
    template_name = "mission/bookmarks.html"
    title = BOOKMARKS
    intro = "Pages you want to find again, 50 at most. Nobody else sees them."
    move = staticmethod(move_bookmark)

    @cached_property
    def rows(self):
        rows = list(Bookmark.objects.visible_to(self.request.user).order_by("order"))
        there = reachable(self.request, [row.path for row in rows])
        for row in rows:
            row.there = row.path in there
            row.label = row.label if row.there else "No longer available"
        return rows

    def links(self, row):
        return [("Remove", reverse("mission:bookmark-remove", args=[row.pk]), False)]


class BookmarkCreate(AskPage):
    """Keep a page; the account menu of every page sends its own address here."""

    permission_required = "core.use_portal"
    form_class = BookmarkForm
    title = "Bookmark a page"
    button = "Bookmark"
    keeps_draft = False

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def trail(self):
        return [(BOOKMARKS, reverse("mission:bookmark-list"))]

    def work(self, form):
        kept = add_bookmark(form.cleaned_data["path"], form.cleaned_data["label"], by=self.request.user)
        messages.success(self.request, f"“{kept.label}” was bookmarked. You find it under “{BOOKMARKS}”.")
        return kept.path


class BookmarkRemove(ActionPage):
    """Take a bookmark off the list."""

    model = Bookmark
    permission_required = "core.use_portal"
    form_class = ConfirmForm
    action = staticmethod(remove_bookmark)
    title = "Remove a bookmark"
    button = "Remove"
    done = "Bookmark removed."

    def trail(self):
        return [(BOOKMARKS, reverse("mission:bookmark-list"))]

    def get_success_url(self):
        return reverse("mission:bookmark-list")
