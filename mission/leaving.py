"""What of the mission unit ends at once when somebody leaves."""

from collections.abc import Iterable

from django.utils import timezone

from doc_portal.core.models import User
from mission.models import CalendarFeed


def revoke_feeds(users: Iterable[User]) -> None:
    """The secret addresses of their calendars answer no more."""
    CalendarFeed.objects.filter(user__in=users, revoked_at__isnull=True).update(revoked_at=timezone.now())
