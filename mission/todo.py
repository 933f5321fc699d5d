"""What the news gives people to do."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.utils import timezone

from doc_portal.core.models import AuditEvent
from doc_portal.core.prepared import USER, Prepared
from doc_portal.core.registry import TodoItem
from mission.models import NewsItem

SHOWN = 20


def to_approve(user) -> list[TodoItem]:
    """Stories waiting where this person may approve, but for those they wrote or changed. Due when one is to appear."""
    waiting = NewsItem.objects.permitted(user, "mission.approve_newsitem").awaiting_decision()
    waiting = waiting.exclude(created_by=user).exclude(revised_by=user, worksite=None)
    waiting = waiting.select_related("unit", "worksite", "created_by")
    return [
        TodoItem(
            title=f"Approve or return “{story.title}”",
            url=story.get_absolute_url(),
            note=f"Written by {story.created_by or 'the portal'} for {story.worksite or 'the whole department'}.",
            due_on=timezone.localdate(story.publish_at),
        )
        for story in waiting.order_by("publish_at", "pk")[:SHOWN]
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
        for story in _given_back(user=user.pk)
    ]


@Prepared
def _given_back():
    returned = AuditEvent.objects.filter(
        content_type=ContentType.objects.get_for_model(NewsItem),
        object_id=OuterRef("pk"),
        act="return",
        outcome=AuditEvent.Outcome.DONE,
    )
    drafts = NewsItem.objects.filter(Exists(returned), created_by=USER, status=NewsItem.Status.DRAFT)
    return drafts.order_by("publish_at", "pk")[:SHOWN]
