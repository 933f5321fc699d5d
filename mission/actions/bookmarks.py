"""A person's own bookmarks (portal.md 21). Nothing of them is recorded: they are private."""

from django.db import transaction

from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from mission.models import Bookmark
from mission.models.own import MOST_BOOKMARKS


def _own(by: User) -> list[Bookmark]:
    """Their bookmarks in order. Two changes at once wait for each other at the person's own row."""
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
    return list(Bookmark.objects.filter(user=by).order_by("order"))


@transaction.atomic
def add_bookmark(path: str, label: str, *, by: User) -> Bookmark:
    """Keep a page as the last bookmark. Refused for a page kept already, and for the fifty-first."""
    kept = _own(by)
    if any(one.path == path for one in kept):
        raise Refused("You have already bookmarked this page. Nothing was added.")
    if len(kept) >= MOST_BOOKMARKS:
        raise Refused(f"You have {MOST_BOOKMARKS} bookmarks, which is as many as one can keep. Remove one first.")
    return Bookmark.objects.create(user_id=by.pk, path=path, label=label, order=len(kept) + 1)


@transaction.atomic
def move_bookmark(bookmark: Bookmark, *, by: User, up: bool) -> Bookmark:
    """Let a bookmark change places with the one above or below it."""
    kept = _own(by)
    place = next((place for place, one in enumerate(kept) if one.pk == bookmark.pk), None)
    if place is None:
        raise Refused("This bookmark was removed meanwhile. Nothing was changed.")
    other = place - 1 if up else place + 1
    if not 0 <= other < len(kept):
        raise Refused(f"“{bookmark}” is already {'first' if up else 'last'}. Nothing was changed.")
    kept[place], kept[other] = kept[other], kept[place]
    _number(kept)
    return kept[other]


@transaction.atomic
def remove_bookmark(bookmark: Bookmark, *, by: User) -> Bookmark:
    """Take a bookmark off the list; the others close up."""
    kept = _own(by)
    Bookmark.objects.filter(pk=bookmark.pk, user_id=by.pk).delete()
    _number([one for one in kept if one.pk != bookmark.pk])
    return bookmark


def _number(bookmarks: list[Bookmark]) -> None:
    changed = [(order, one) for order, one in enumerate(bookmarks, start=1) if one.order != order]
    for order, one in changed:
        one.order = order
    Bookmark.objects.bulk_update([one for _, one in changed], ["order"])
