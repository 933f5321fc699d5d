"""Plans and adjustments for tests."""

from decimal import Decimal
from itertools import count

from fiscal.models import Adjustment, BudgetEntry, SpendingPlan
from fiscal.tests.factories import DOCUMENT, make_appropriation, make_code, make_string, make_year, period

_document = count(1)


def make_adjustment(appropriation=None, kind="supplemental", amount="10.00", **fields) -> Adjustment:
    """One more row of an appropriation."""
    return Adjustment.objects.create(
        appropriation=appropriation or make_appropriation(), kind=kind, amount=Decimal(amount),
        authority_document=DOCUMENT, **fields,
    )  # fmt: skip


def make_plan(year=None, **fields) -> SpendingPlan:
    """A hundred dollars a month."""
    year = year or make_year()
    for part in ("org", "object"):
        fields.setdefault(part, make_code(part, year))
    return SpendingPlan.objects.create(year=year, amounts=[Decimal("100.00")] * 12, basis="Last year", **fields)


def make_charged(authority="1000.00", year=None, **fields):
    """An appropriation and a funding string that is charged to it."""
    string = make_string(year, **fields)
    appropriation = make_appropriation(
        authority, string.budget_fy, fund=string.fund, agency=string.agency, code=string.appropriation_code.code
    )
    return appropriation, string


def make_billed(appropriation, string, amount="25.00", no=1) -> BudgetEntry:
    """Something billed on a string."""
    return BudgetEntry.objects.create(
        appropriation=appropriation, funding=string, period=period(string.budget_fy_id, no), bucket="exp",
        amount=Decimal(amount), doc_type="P1", doc_id=next(_document),
    )  # fmt: skip
