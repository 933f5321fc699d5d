"""What the mission unit counts of its own work."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import TruncMonth
from django.utils import timezone

from doc_portal.core.charts import LineChart, line
from doc_portal.core.models import AuditEvent, Worksite
from mission.models import NewsItem

SPAN = timedelta(days=90)
MONTHS = 12
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


def stories_published(on: date) -> int:
    """How many stories appeared in the twelve full months before the month of `on`."""
    return sum(_stories_by_month(on).values())


def stories_by_month(on: date) -> LineChart | None:
    """The same month by month; nothing where no story ever appeared in them."""
    found = _stories_by_month(on)
    months = _full_months(on)
    points = [(f"{month:%b}", found.get(month, 0)) for month in months]
    return line(points, name=f"Stories by month, {months[0]:%B %Y} to {months[-1]:%B %Y}") if found else None


def _full_months(on: date) -> list[date]:
    """The first days of the twelve months that had ended by `on`, oldest first."""
    months = on.year * 12 + on.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(months - MONTHS, months)]


def _stories_by_month(on: date) -> dict[date, int]:
    """Stories that were approved, by the month in which they appeared; months without one are left out."""
    appeared = NewsItem.objects.filter(
        approved_at__isnull=False, publish_at__date__gte=_full_months(on)[0], publish_at__date__lt=on.replace(day=1)
    )
    by_month = appeared.order_by().annotate(month=TruncMonth("publish_at")).values_list("month").annotate(Count("pk"))
    return {timezone.localdate(month): count for month, count in by_month}


def worksites_to_confirm(on: date) -> int:
    """Open worksites of which something still waits to be confirmed, as they stand now."""
    return Worksite.objects.unsure().count()
