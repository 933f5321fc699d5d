"""Fiscal's part of the sample department: two years of purchases in every state, invented."""

from doc_portal.core.sample.context import Context
from doc_portal.core.sample.traces import untold
from fiscal.sample.budget import open_years

__all__ = ["make"]


def make(context: Context) -> dict[str, int]:
    """What was made of each, room by room."""
    with untold():
        return context.in_parts({"fiscal years": open_years})
