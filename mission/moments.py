"""Days as moments: when a day begins where the department is."""

from datetime import date, datetime, time

from django.utils import timezone


def start_of(day: date) -> datetime:
    """Midnight in Chicago at which `day` begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
