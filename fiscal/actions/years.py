"""Fiscal years: opened with periods, then lapse, closed and expired; periods opened and closed (fiscal.md 3.1)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import listed, long_date
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.models import ADJUSTING, AccountingPeriod, FiscalYear
from fiscal.reference import load_account_codes
from fiscal.refusals import kept_or_told

BEFORE_ADJUSTING = range(1, ADJUSTING)


@transaction.atomic
def open_year(year: FiscalYear, *, by: User) -> FiscalYear:
    """Create a year with its thirteen periods, all open, and the codes that are known of every year."""
    year.created_by = by
    year.save(force_insert=True)
    AccountingPeriod.objects.bulk_create(AccountingPeriod(year=year, no=no) for no in range(1, ADJUSTING + 1))
    load_account_codes()
    log("create", year, by=by)
    return year


@transaction.atomic
def set_days(year: FiscalYear, *, by: User, changed: str = "") -> FiscalYear:
    """Correct when SAM II closes a year and its appropriations expire, in the name of who does."""
    year.changed_by, year.changed_at = by, timezone.now()
    with kept_or_told():
        year.save()
    log("edit", year, by=by, reason=changed)
    return year


def begin_lapse(year: FiscalYear, *, by: User, note: str = "") -> FiscalYear:
    """Nothing is ordered from it any more; its months are closed and July's adjustments stay open."""
    with kept_or_told(), transition(year, "lapse", by=by, note=note) as locked:
        _not_before(locked, "The lapse period begins", locked.ends_on, after=True)
        locked.periods.filter(no__in=BEFORE_ADJUSTING).update(is_open=False)
    return locked


def close_year(year: FiscalYear, *, by: User, note: str = "") -> FiscalYear:
    """All its periods are closed."""
    with kept_or_told(), transition(year, "close", by=by, note=note) as locked:
        _not_before(locked, "SAM II closes the year", locked.closes_on)
        locked.periods.update(is_open=False)
    return locked


def expire_year(year: FiscalYear, *, by: User, note: str = "") -> FiscalYear:
    """Its appropriations pay nothing any more."""
    with kept_or_told(), transition(year, "expire", by=by, note=note) as locked:
        _not_before(locked, "Its appropriations expire", locked.expires_on)
    return locked


def _not_before(year: FiscalYear, what: str, day: date, *, after: bool = False) -> None:
    today = timezone.localdate()
    if today < day or (after and today == day):
        raise Refused(
            f"{what} {'after' if after else 'on'} {long_date(day)}. {year} was not changed. Come back then, or correct "
            "the days of the year."
        )


@transaction.atomic
def set_periods(year: FiscalYear, open_numbers: set[int], *, by: User) -> FiscalYear:
    """Let just these periods of a year be open; a year that SAM II closed has none."""
    year = lock(year)
    if open_numbers and year.status in (FiscalYear.Status.CLOSED, FiscalYear.Status.EXPIRED):
        raise Refused(f"{year} is {year.get_status_display().lower()}: none of its periods is opened again. Post to a "
                      "period of the year in which the bill is paid.")  # fmt: skip
    before = set(year.periods.open().values_list("no", flat=True))
    for opened, numbers in ((True, open_numbers - before), (False, before - open_numbers)):
        if numbers:
            year.periods.filter(no__in=numbers).update(is_open=opened)
            words = listed([str(no) for no in sorted(numbers)])
            log("open_periods" if opened else "close_periods", year, by=by, reason=f"Periods: {words}")
    return year
