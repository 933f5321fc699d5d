"""Imprest funds: set up with an authorized amount, counted against it (fiscal.md 3.24)."""

from decimal import Decimal

from django.db import transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.money import dollars
from doc_portal.core.workflow import Refused
from fiscal.models import ImprestCount, ImprestFund
from fiscal.refusals import kept_or_told


@transaction.atomic
def count_fund(
    fund: ImprestFund, *, by: User, stamps: Decimal, cash: Decimal, vouchers: Decimal, reason: str = ""
) -> ImprestFund:
    """Count a fund. A count that differs from the authorized amount is closed with the reason alone."""
    difference = stamps + cash + vouchers - fund.authorized
    if difference and not reason:
        raise Refused(
            f"{fund}: stamps, cash and vouchers are {dollars(stamps + cash + vouchers)}, "
            f"{dollars(fund.authorized)} is authorized, a difference of {dollars(difference)}. Count again, or give "
            "the reason for the difference."
        )
    count = ImprestCount(fund=fund, stamps=stamps, cash=cash, vouchers=vouchers, reason=reason, created_by=by)
    with kept_or_told():
        count.save()
    log("count", fund, by=by, reason=f"Difference of {dollars(difference)}: {reason}"[:240] if difference else "")
    return fund
