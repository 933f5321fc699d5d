"""Days on which offices of the state are closed beyond the law's rule, entered as they are proclaimed."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.business_days import YEARS
from doc_portal.core.display import listed, long_date
from doc_portal.core.models import StateHoliday, User
from doc_portal.core.models.holidays import LAW
from doc_portal.core.refusals import broken
from doc_portal.core.registry import declared, function
from doc_portal.core.workflow import Refused, lock

SENTENCES = {
    "core_stateholiday_day_key": "Offices are closed on that day already. Correct that holiday, or enter another day.",
    "state_holiday_of_a_day_to_come": (
        "Deadlines were counted on a day that is past, and it stays as it was. Enter a day to come."
    ),
}


@transaction.atomic
def add_holiday(holiday: StateHoliday, *, by: User) -> StateHoliday:
    """Close offices on a day to come. What was counted before keeps its day."""
    _require_to_come(holiday.day)
    _require_proclaimed(holiday.authority)
    _keep(holiday)
    log("create", holiday, by=by, reason=holiday.authority)
    return holiday


@transaction.atomic
def correct_holiday(
    holiday: StateHoliday, *, by: User, day: date, name: str, authority: str, removed: bool, note: str
) -> StateHoliday:
    """Say otherwise what was entered of a day to come, or take it back, while no deadline rests on it."""
    try:
        holiday = lock(holiday)
    except StateHoliday.DoesNotExist as gone:
        raise Refused(f"{holiday} was taken back meanwhile. Nothing was changed; see the list of holidays.") from gone
    if why := why_it_stays(holiday):
        raise Refused(why)
    _require_proclaimed(authority)
    if removed or day != holiday.day:
        _require_to_come(holiday.day)
        _require_free(holiday.day)
    if removed:
        log("delete", holiday, by=by, reason=note)
        holiday.delete()
        return holiday
    if day != holiday.day:
        _require_to_come(day)
    holiday.day, holiday.name, holiday.authority = day, name, authority
    _keep(holiday)
    log("edit", holiday, by=by, reason=note)
    return holiday


def why_it_stays(holiday: StateHoliday) -> str:
    """Why nothing of a holiday is corrected: the law keeps it. Empty of those that were proclaimed."""
    return f"{holiday} is kept by the law ({LAW}) and stays." if holiday.authority == LAW else ""


def resting_on(day: date) -> list[str]:
    """Deadlines that were counted over a day and kept, by their names."""
    return [name for one in declared("day_counts") for name in function(one.rests_on)(day)]


def _keep(holiday: StateHoliday) -> None:
    try:
        with transaction.atomic():
            holiday.save()
    except IntegrityError as error:
        raise broken(error, SENTENCES) from error


def _require_to_come(day: date) -> None:
    if day <= timezone.localdate():
        raise Refused(f"{long_date(day)} is not to come. Deadlines were counted on it already; enter a later day.")
    if day.year not in YEARS:
        raise Refused(f"Holidays are kept for {YEARS[0]} to {YEARS[-1]}. Enter a day of these years.")


def _require_proclaimed(authority: str) -> None:
    if LAW in authority:
        raise Refused(
            f"The holidays of {LAW} are kept here for every year already. Name the proclamation or order that closes "
            "offices on this day."
        )


def _require_free(day: date) -> None:
    if found := resting_on(day):
        raise Refused(
            f"{long_date(day)} was passed over when {listed(found)} {'was' if len(found) == 1 else 'were'} counted. "
            "The day stays as vendors were told; its name can be corrected, and another day can be entered beside it."
        )
