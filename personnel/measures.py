"""What the Office of Personnel counts of its own work."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q

from personnel.models import Position

TENTH = Decimal("0.1")


def vacancy_percent(on: date) -> Decimal | None:
    """The share of authorised positions nobody holds, as they stand now; None where there are none."""
    counted = Position.objects.authorised().aggregate(
        all=Count("pk"), vacant=Count("pk", filter=Q(status=Position.Status.VACANT))
    )
    if not counted["all"]:
        return None
    return (Decimal(100) * counted["vacant"] / counted["all"]).quantize(TENTH, ROUND_HALF_UP)
