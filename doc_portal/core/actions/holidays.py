"""Days on which offices of the state are closed beyond the law's rule, entered as they are proclaimed."""

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.business_days import YEARS
from doc_portal.core.display import long_date
from doc_portal.core.models import StateHoliday, User
from doc_portal.core.workflow import Refused


@transaction.atomic
def add_holiday(holiday: StateHoliday, *, by: User) -> StateHoliday:
    """Close offices on a day to come. What was counted before keeps its day."""
    if holiday.day <= timezone.localdate():
        raise Refused(
            f"{long_date(holiday.day)} is not to come. Deadlines were counted on it already; enter a later day."
        )
    if holiday.day.year not in YEARS:
        raise Refused(f"Holidays are kept for {YEARS[0]} to {YEARS[-1]}. Enter a day of these years.")
    holiday.save()
    log("create", holiday, by=by, reason=holiday.authority)
    return holiday
