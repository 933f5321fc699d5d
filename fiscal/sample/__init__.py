"""Fiscal's part of the sample department: years of purchases in every state, invented."""

from doc_portal.core.sample.context import Context
from doc_portal.core.sample.traces import untold
from fiscal.sample.budget import add_codes, appropriate, close_past_years, open_years, plan_spending
from fiscal.sample.purchases import add_vendors, buy, set_limits

__all__ = ["make"]


def make(context: Context) -> dict[str, int]:
    """What was made of each, room by room; years that are over are closed once everything is posted."""
    if not context.size.fiscal_years:
        return {}
    with untold():
        return context.in_parts(
            {
                "fiscal years": open_years,
                "account codes": add_codes,
                "appropriations": appropriate,
                "spending plans": plan_spending,
                "vendors for purchases": add_vendors,
                "approval limits": set_limits,
                "requisitions": buy,
                "years that are over": close_past_years,
            }
        )
