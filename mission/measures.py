"""What the mission unit counts of its own work."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, OuterRef, Subquery

from doc_portal.core.models import AuditEvent, Worksite
from mission.models import NewsItem

SPAN = timedelta(days=90)
DAY_SECONDS = 24 * 60 * 60
TENTH = Decimal("0.1")


def days_to_approval(on: date) -> Decimal | None:
    """The median of days from sending a story to its approval, of stories approved in the ninety days up to `on`."""
    sent = AuditEvent.objects.filter(
        content_type=ContentType.objects.get_for_model(NewsItem),
        object_id=OuterRef("pk"),
        act="submit",
        outcome=AuditEvent.Outcome.DONE,
        at__lte=OuterRef("approved_at"),
    )
    last_sent = sent.order_by().values("object_id").annotate(last=Max("at")).values("last")
    approved = NewsItem.objects.filter(approved_at__date__gt=on - SPAN, approved_at__date__lte=on).order_by("pk")
    waits = [
        (approved_at - sent_at).total_seconds() / DAY_SECONDS
        for approved_at, sent_at in approved.annotate(sent_at=Subquery(last_sent)).values_list("approved_at", "sent_at")
        if sent_at is not None
    ]
    return Decimal(median(waits)).quantize(TENTH, ROUND_HALF_UP) if waits else None


def worksites_to_confirm(on: date) -> int:
    """Open worksites of which something still waits to be confirmed, as they stand now."""
    return Worksite.objects.unsure().count()
