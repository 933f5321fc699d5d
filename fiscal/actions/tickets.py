"""Rolls of prenumbered tickets: entered whole, counted against the money of a day (fiscal.md 3.24)."""

from django.db import transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from fiscal.models import ReceiptBatch, TicketCount, TicketRoll
from fiscal.refusals import kept_or_told


@transaction.atomic
def add_roll(roll: TicketRoll, *, by: User) -> TicketRoll:
    """Add a roll: all of its tickets are on hand."""
    roll.next_no = roll.first_no
    with kept_or_told():
        roll.save()
    log("create", roll, by=by)
    return roll


@transaction.atomic
def count_tickets(
    roll: TicketRoll, *, by: User, batch: ReceiptBatch, next_no: int, spoiled: int = 0, spoiled_reason: str = ""
) -> TicketRoll:
    """Count a roll for a day's receipts; what was sold and its price are worked out in the database."""
    count = TicketCount(
        roll=roll, batch=batch, next_no=next_no, spoiled=spoiled, spoiled_reason=spoiled_reason, created_by=by
    )
    with kept_or_told():
        count.save()
    log("count", roll, by=by, reason=f"First number on hand: {next_no}")
    roll.refresh_from_db()
    return roll
