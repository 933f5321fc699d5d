"""What happens to a story: one person writes it, another decides (portal.md item 5)."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from doc_portal.core.attachments import PICTURES, store
from doc_portal.core.audit import log
from doc_portal.core.display import long_moment
from doc_portal.core.locks import hold
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock, transition
from mission.models import NewsItem

TAKEN_ADDRESSES = {"new"}
LONGEST_ADDRESS = 100


@transaction.atomic
def write_story(story: NewsItem, *, by: User, picture=None) -> NewsItem:
    """Keep a new story as its author's draft, under an address made from its title."""
    hold("mission.news addresses")
    story.created_by = by
    story.slug = _address_for(story.title)
    story.save()
    _put_picture(story, picture, by=by)
    log("create", story, by=by)
    return story


@transaction.atomic
def revise_story(
    story: NewsItem, *, by: User, changed: str = "", picture=None, remove_picture: bool = False
) -> NewsItem:
    """Keep what was changed in a draft. Its address stays, so that a form somebody else has open still arrives.

    `story` holds the new values; `changed` names the fields for the record of acts. What waits for a decision or
    was approved is refused: an approver must find what they decided on.
    """
    stored = lock(story)
    if not stored.editable:
        raise Refused(
            f"“{stored}” is {stored.phase.lower()} and cannot be changed. "
            + (
                "Ask an editor to return it to you first."
                if stored.status == NewsItem.Status.SUBMITTED
                else "Write a new story instead."
            )
        )
    if remove_picture:
        story.image, story.image_alt = None, ""
    story.revised_by = by
    story.save()
    _put_picture(story, picture, by=by)
    log("edit", story, by=by, reason=changed)
    return story


def submit_story(story: NewsItem, *, by: User, note: str = "") -> NewsItem:
    """Send a draft to the editors. Refused once its end has passed."""
    with transition(story, "submit", by=by, note=note) as locked:
        if locked.expire_at <= timezone.now():
            raise Refused(
                f"“{locked}” would have ended on {long_moment(locked.expire_at)}. Edit it and choose a later end."
            )
    return locked


@transaction.atomic
def approve_story(story: NewsItem, *, by: User, note: str = "") -> NewsItem:
    """Let a story appear: at its hour, or at once where that has passed.

    Refused to who wrote or last changed a story for the whole department, and once the story's end has passed. A
    pinned story takes the place at the top from the one that had it, for the same readers.
    """
    with transition(story, "approve", by=by, note=note) as locked:
        if locked.needs_another_approver_than(by):
            raise Refused(
                f"“{locked}” was written by you and is for the whole department. Someone else must approve it."
                if locked.created_by_id == by.pk
                else f"You were the last to change “{locked}”, which is for the whole department. Someone else must "
                "approve it, or return it to its author to send it again."
            )
        now = timezone.now()
        if locked.expire_at <= now:
            raise Refused(
                f"“{locked}” was to end on {long_moment(locked.expire_at)}, which has passed. "
                "Return it to its author for a later end."
            )
        locked.publish_at = max(locked.publish_at, now)
        locked.approved_by, locked.approved_at = by, now
        if locked.pinned:
            _take_the_pin(locked, by=by)
    index_entry(locked)
    _tell_author(locked, "story-approved", f"Your story “{locked}” was approved", by=by)
    return locked


@transaction.atomic
def return_story(story: NewsItem, *, by: User, note: str) -> NewsItem:
    """Give a story back to its author, saying why."""
    if not note.strip():
        raise Refused("Say what the author should change.")
    with transition(story, "return", by=by, note=note) as locked:
        pass
    _tell_author(locked, "story-returned", f"Your story “{locked}” was returned for changes", by=by)
    return locked


@transaction.atomic
def archive_story(story: NewsItem, *, by: User, note: str = "") -> NewsItem:
    """Take an approved story down. It stays in the records; nothing published is deleted."""
    with transition(story, "archive", by=by, note=note) as locked:
        pass
    index_entry(locked)
    return locked


def _take_the_pin(story: NewsItem, *, by: User) -> None:
    """One story is at the top for the department, and one for each worksite."""
    hold(f"mission.news pin {story.worksite_id or 'department'}")
    pinned = NewsItem.objects.holding_the_pin(story.worksite_id).order_by("pk")
    for previous in pinned.select_for_update(no_key=True, of=("self",)):
        previous.pinned = False
        previous.version += 1
        previous.save()
        log("unpin", previous, by=by, reason=f"“{story}” is now kept at the top.")


def _put_picture(story: NewsItem, picture, *, by: User) -> None:
    """Hang a picture on a saved story. A former one stays with the story's other files, shown no more."""
    if picture is None:
        return
    story.image = store(picture, story, by, PICTURES)
    story.save(update_fields=["image", "updated_at"])


def _tell_author(story: NewsItem, kind: str, title: str, *, by: User) -> None:
    if story.created_by_id not in (None, by.pk):
        notify([story.created_by], kind, title, story)


def _address_for(title: str) -> str:
    """The title as an address nobody else has. Call with the lock on addresses held."""
    wanted = slugify(title)[:LONGEST_ADDRESS].strip("-") or "story"
    taken = set(NewsItem.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)) | TAKEN_ADDRESSES
    number, address = 1, wanted
    while address in taken:
        number += 1
        address = f"{wanted}-{number}"
    return address
