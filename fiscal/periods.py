"""Which accounting period a day posts to (fiscal.md 3.1, trap 1): the year of a day is not always the budget's."""

from datetime import date, datetime

from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.workflow import Refused
from fiscal.models import ADJUSTING, AccountingPeriod, Appropriation


def fiscal_year_of(day: date) -> int:
    """The fiscal year a day lies in: July begins the next."""
    return day.year + (day.month >= 7)


def period_on(day: date | datetime, fy: int, *, biennial: bool = False) -> AccountingPeriod:
    """The period that a day posts to for a budget year; a moment counts by the clock in Chicago.

    Within the year it is the month. In the July after it bills of the year that is over go to its period of
    adjustments; a biennial budget runs on, in the periods of its second year. Later claims are posted in the month
    they are paid in, and stay of the year whose authority pays.
    """
    day = timezone.localdate(day) if isinstance(day, datetime) else day
    own = fiscal_year_of(day)
    lapsing = own == fy + 1 and day.month == 7 and not biennial
    year, no = (fy, ADJUSTING) if lapsing else (own, (day.month + 5) % 12 + 1)
    found = AccountingPeriod.objects.filter(year=year, no=no).first()
    if found is None:
        raise Refused(
            f"{long_date(day)} lies in FY {own}, and period {no} of FY {year} does not exist. "
            "Create the fiscal year first, or choose another day."
        )
    return found


def period_for(appropriation: Appropriation, day: date | datetime) -> AccountingPeriod:
    """The period that a posting to an appropriation takes on a day."""
    biennial = appropriation.kind == Appropriation.Kind.CAPITAL_BIENNIAL
    return period_on(day, appropriation.budget_fy_id, biennial=biennial)
