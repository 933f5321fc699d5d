"""Times to protest that were counted in business days and are kept with their last day (fiscal.md 3.13)."""

from datetime import date

from doc_portal.core.display import long_date
from fiscal.models import Solicitation


def over_day(day: date) -> list[str]:
    """Those that run and pass a day over, by the number of their solicitation."""
    running = Solicitation.objects.filter(status=Solicitation.Status.PROTEST_WINDOW)
    rows = running.filter(awarded_on__lt=day, protest_ends_on__gte=day).order_by("number")
    return [f"the time to protest against {one.number} (until {long_date(one.protest_ends_on)})" for one in rows]
