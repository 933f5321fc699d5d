"""Years, codes and appropriations for tests."""

from datetime import date
from decimal import Decimal
from itertools import count

from doc_portal.core.models import User
from doc_portal.core.tests.factories import make_user
from fiscal.models import (
    AccountingPeriod,
    Adjustment,
    Appropriation,
    ApprovalLimit,
    CoaCode,
    FiscalYear,
    FundingString,
)

_serial = count(1)
DOCUMENT = "HB 9, 2026"


def make_year(fy: int = 2027, **fields) -> FiscalYear:
    """A fiscal year with its thirteen periods, all open; the one that stands, if it does."""
    year, made = FiscalYear.objects.get_or_create(
        fy=fy,
        defaults={
            "starts_on": date(fy - 1, 7, 1), "ends_on": date(fy, 6, 30), "closes_on": date(fy, 7, 31),
            "expires_on": date(fy, 12, 31), **fields,
        },
    )  # fmt: skip
    if made:
        AccountingPeriod.objects.bulk_create(AccountingPeriod(year=year, no=no) for no in range(1, 14))
    return year


def make_code(kind: str = "fund", year: FiscalYear | None = None, **fields) -> CoaCode:
    defaults = {"code": f"{next(_serial):04}", "name": f"A {kind}"}
    return CoaCode.objects.create(kind=kind, year=year or make_year(), **defaults | fields)


def make_string(year: FiscalYear | None = None, **fields) -> FundingString:
    """A string of the four codes that none is without."""
    year = year or make_year()
    for kind in ("fund", "agency", "org", "appropriation_code"):
        fields.setdefault(kind, make_code(kind, year))
    return FundingString.objects.create(budget_fy=year, **fields)


def make_appropriation(authority: str | Decimal = "1000.00", year: FiscalYear | None = None, **fields) -> Appropriation:
    """An appropriation with authority, nothing held back."""
    year = year or make_year()
    fields.setdefault("fund", make_code("fund", year))
    fields.setdefault("agency", make_code("agency", year))
    made = Appropriation.objects.create(
        budget_fy=year, **{"code": f"{next(_serial):04}", "name": "Expense and equipment", **fields}
    )
    if Decimal(authority):
        Adjustment.objects.create(
            appropriation=made, kind="original", amount=Decimal(authority), authority_document=DOCUMENT
        )
    made.refresh_from_db()
    return made


def period(fy: int = 2027, no: int = 1) -> AccountingPeriod:
    return AccountingPeriod.objects.get(year=make_year(fy), no=no)


def make_approver(up_to: str = "1000000.00", **fields) -> User:
    """Somebody with a limit."""
    user = make_user("fiscal.approve_requisition", **fields)
    ApprovalLimit.objects.create(user=user, up_to=Decimal(up_to), authority="Delegation of 2026")
    return user
