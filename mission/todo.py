"""What the news gives people to do."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.utils import timezone

from doc_portal.core.models import AuditEvent
from doc_portal.core.registry import TodoItem
from mission.models import NewsItem

SHOWN = 20


def awaiting(user):
    """Stories waiting where a person may approve, but for those they wrote or changed."""
    rows = NewsItem.objects.permitted(user, "mission.approve_newsitem").awaiting_decision()
    return rows.exclude(created_by=user).exclude(revised_by=user, worksite=None)


def to_approve(user) -> list[TodoItem]:
    """Stories that wait for this person's approval. Due when one is to appear."""
    return [
        TodoItem(
            title=f"Approve or return “{story.title}”",
            url=story.get_absolute_url(),
            note=f"Written by {story.created_by or 'the portal'} for {story.worksite or 'the whole department'}.",
            due_on=timezone.localdate(story.publish_at),
        )
        for story in awaiting(user).for_list().order_by("publish_at", "pk")[:SHOWN]
    ]


def returned(user) -> list[TodoItem]:
    """One's own drafts that an editor gave back. Due when the story is to appear."""
    return [
        TodoItem(
            title=f"Change “{story.title}” and send it again",
            url=story.get_absolute_url(),
            note="An editor returned it to you.",
            due_on=timezone.localdate(story.publish_at),
        )
        for story in given_back(user).order_by("publish_at", "pk")[:SHOWN]
    ]


def given_back(user):
    """A person's drafts that an editor gave back."""
    returned = AuditEvent.objects.filter(
        content_type=ContentType.objects.get_for_model(NewsItem),
        object_id=OuterRef("pk"),
        act="return",
        outcome=AuditEvent.Outcome.DONE,
    )
    return NewsItem.objects.filter(Exists(returned), created_by=user, status=NewsItem.Status.DRAFT)
