"""What a change of a code meets: whether its year has the code, what still uses one that is to end (fiscal.md 26)."""

from django.db.models import Exists, OuterRef

from doc_portal.core.display import listed
from fiscal.codes import KIND_NAMES
from fiscal.models import PARTS, BudgetEntry, CoaCode, CodeChange, FundingString, PurchaseOrder, SpendingPlan


def code_of(change: CodeChange) -> CoaCode | None:
    """The code as its year has it in use; None where it has none."""
    return CoaCode.objects.in_use().filter(year=change.year_id, kind=change.kind, code=change.code).first()


def refusal_for(change: CodeChange) -> str:
    """Why a change cannot be asked for, with the way out: empty where the year has the code, or lacks what is new."""
    what, there = f"{KIND_NAMES[change.kind].lower()} {change.code}", code_of(change) is not None
    if change.change == CodeChange.Change.ADD:
        already = f"FY {change.year_id} has {what} already. Ask for another name of it, or enter another code."
        return already if there else ""
    if there:
        return ""
    return (
        f"FY {change.year_id} has no {what} in use. Copy the codes of FY {change.year_id - 1} to it on the page of "
        "that fiscal year, or choose a year that has it."
    )


def uses_of(change: CodeChange) -> str:
    """What still uses a code that is to end, in its year or the one before; empty where nothing does, or none ends."""
    if change.change != CodeChange.Change.END or change.kind not in PARTS:
        return ""
    strings = FundingString.objects.filter(
        **{f"{change.kind}__code": change.code, "budget_fy__fy__range": (change.year_id - 1, change.year_id)}
    )
    orders = PurchaseOrder.objects.open().filter(lines__fundings__funding__in=strings)
    billed = BudgetEntry.objects.filter(funding=OuterRef("pk"), bucket=BudgetEntry.Bucket.EXP)
    found = [
        (orders.distinct().count(), "open order"), (_plans(change), "spending plan"),
        (strings.filter(Exists(billed)).count(), "billed funding string"),
    ]  # fmt: skip
    return listed([f"{n} {words}{'s' if n > 1 else ''}" for n, words in found if n])


def _plans(change: CodeChange) -> int:
    if change.kind not in (CoaCode.Kind.ORG, CoaCode.Kind.OBJECT):
        return 0
    years = (change.year_id - 1, change.year_id)
    return SpendingPlan.objects.filter(**{f"{change.kind}__code": change.code, "year__fy__range": years}).count()
