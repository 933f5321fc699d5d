"""What training counts: who is compliant, seats that were used, hours, and recruits who stay."""

from datetime import date, timedelta

from django.db.models import Count, Sum

from doc_portal.core.access import Scope
from training.compliance import standings, summed
from training.models import Cohort, ScheduledClass, TrainingCredit
from training.models.cohorts import still_here
from training.owing import fiscal_year_of

YEAR, TWO_YEARS, STEP = timedelta(days=365), timedelta(days=730), 90
HELD = (ScheduledClass.Status.COMPLETED, ScheduledClass.Status.FINALISED)


def compliance_percent(on: date) -> int | None:
    """The share of listed people with a worksite who have nothing overdue; none where there is nobody."""
    whole = summed(standings(Scope(everywhere=True), on))
    return whole.percent if whole.people else None


def seats_used_percent(on: date) -> int | None:
    """The seats taken of those offered, in classes of the twelve months up to a day that were held."""
    held = ScheduledClass.objects.filter(status__in=HELD, ends_at__date__gt=on - YEAR, ends_at__date__lte=on)
    found = held.order_by().aggregate(taken=Sum("seats_taken"), offered=Sum("capacity"))
    return _percent(found["taken"], found["offered"])


def hours_of_year(on: date) -> int:
    """The hours that count of the fiscal year of a day, up to that day."""
    rows = TrainingCredit.objects.in_year(fiscal_year_of(on)).filter(completed_on__lte=on)
    return round(rows.hours())


def retention_percent(on: date) -> int | None:
    """The recruits of the last two years' cohorts who were here after 90 days; those not in the directory in none."""
    reached = Cohort.objects.order_by().filter(starts_on__gt=on - TWO_YEARS, starts_on__lte=on - timedelta(days=STEP))
    counted = reached.annotate(known=Count("members__appointment__person"), here=still_here(STEP))
    found = counted.aggregate(all_known=Sum("known"), all_here=Sum("here"))
    return _percent(found["all_here"], found["all_known"])


def _percent(part: int | None, whole: int | None) -> int | None:
    return 100 * (part or 0) // whole if whole else None
