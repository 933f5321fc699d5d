"""Years, codes and appropriations of the sample."""

from datetime import date

from doc_portal.core.sample.context import Context
from fiscal.models import AccountingPeriod, FiscalYear
from fiscal.models.years import ADJUSTING


def open_years(context: Context) -> int:
    """This fiscal year and the one before."""
    this = context.today.year + (context.today.month >= 7)
    return sum(_open(fy) for fy in (this - 1, this))


def _open(fy: int) -> bool:
    year, made = FiscalYear.objects.get_or_create(
        fy=fy,
        defaults={
            "starts_on": date(fy - 1, 7, 1), "ends_on": date(fy, 6, 30), "closes_on": date(fy, 7, 31),
            "expires_on": date(fy, 12, 31),
        },
    )  # fmt: skip
    if made:
        AccountingPeriod.objects.bulk_create(AccountingPeriod(year=year, no=no) for no in range(1, ADJUSTING + 1))
    return made
