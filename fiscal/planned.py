"""What was billed of a plan: by the funding strings of its organization and object class, never by the day (trap 1)."""

from decimal import Decimal

from django.db.models import OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from doc_portal.core.money import MoneyField
from fiscal.models import ADJUSTING, BudgetEntry, FundingString, SpendingPlan


def with_billed(rows):
    """Plans with what was billed on their strings so far."""
    strings = FundingString.objects.filter(
        budget_fy=OuterRef(OuterRef("year")), org=OuterRef(OuterRef("org")), object=OuterRef(OuterRef("object"))
    )
    billed = (
        BudgetEntry.objects.filter(bucket="exp", funding__in=strings.values("pk"))
        .order_by()
        .values("bucket")
        .annotate(total=Sum("amount"))
    )
    nothing = Value(Decimal(0), output_field=MoneyField())
    return rows.annotate(billed=Coalesce(Subquery(billed.values("total")), nothing))


def billed_by_month(plan: SpendingPlan) -> dict[int, Decimal]:
    """What was billed in each period on the strings of a plan; what is billed in a later year counts at its end."""
    strings = FundingString.objects.filter(budget_fy=plan.year_id, org=plan.org_id, object=plan.object_id)
    rows = BudgetEntry.objects.filter(bucket="exp", funding__in=strings.values("pk")).order_by()
    found: dict[int, Decimal] = {}
    for year, no, total in rows.values_list("period__year", "period__no").annotate(Sum("amount")):
        month = no if year == plan.year_id else ADJUSTING
        found[month] = found.get(month, Decimal(0)) + total
    return found
