"""Fiscal's part of the sample department: years of purchases in every state, invented."""

from doc_portal.core.sample.context import Context
from doc_portal.core.sample.traces import untold
from fiscal.sample.budget import add_codes, appropriate, close_past_years, decide_open_lines, open_years, plan_spending
from fiscal.sample.cards import use_cards
from fiscal.sample.cash import count_funds, follow_commissions, gather_needs, hand_over_cash, receive, sell_tickets
from fiscal.sample.purchases import add_vendors, buy, set_limits
from fiscal.sample.sam_ii import exchange_files, fill_registers, work_the_desk
from fiscal.sample.sourcing import ask_about_mve, ask_suppliers
from fiscal.sample.suppliers import keep_contracts, keep_suppliers
from fiscal.sample.years import buy_for_years

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
                "suppliers": keep_suppliers,
                "contracts": keep_contracts,
                "approval limits": set_limits,
                "requisitions": buy,
                "receipts": receive,
                "rolls of tickets": sell_tickets,
                "imprest funds": count_funds,
                "months of commission": follow_commissions,
                "cash hand-overs": hand_over_cash,
                "lists of needs": gather_needs,
                "questions to MVE": ask_about_mve,
                "solicitations": ask_suppliers,
                "registers": fill_registers,
                "SAM II desk": work_the_desk,
                "interface files and ledgers": exchange_files,
                "decisions at year end": decide_open_lines,
                "purchases of years": buy_for_years,
                "purchases with cards": use_cards,
                "years that are over": close_past_years,
            }
        )
