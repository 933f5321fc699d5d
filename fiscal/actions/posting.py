"""Post to the buckets of appropriations: all of it or nothing, never beyond what is there (fiscal.md 4.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, connection, transaction

from doc_portal.core.models import User
from doc_portal.core.money import dollars
from doc_portal.core.refusals import rule_broken
from doc_portal.core.workflow import Refused
from fiscal.documents import documents_of
from fiscal.models import AccountingPeriod, Appropriation, BudgetEntry
from fiscal.refusals import broken

OVERSPENT = {"appropriation_cannot_be_overspent", "appropriation_keeps_to_what_is_released"}
MOST_SHOWN = 3
INSERT = """
    INSERT INTO fiscal_budgetentry
           (appropriation_id, funding_id, period_id, bucket, amount, doc_type, doc_id, line, seq, created_by_id)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::numeric[], %s::text[], %s::bigint[],
                         %s::int[], %s::int[], %s::bigint[])
    ON CONFLICT ON CONSTRAINT budget_entry_is_posted_once DO NOTHING
"""


@dataclass(frozen=True)
class Posting:
    """What a line of a document does to a bucket; below zero it gives back. `seq` counts its postings there."""

    appropriation: int
    bucket: str
    amount: Decimal
    doc_type: str
    doc_id: int
    line: int = 0
    seq: int = 1
    funding: int | None = None


def post_entries(postings: Iterable[Posting], *, period: AccountingPeriod, by: User | None) -> int:
    """Post all of it in one statement, and say how many rows are new: what was posted before is not posted again.

    One statement nets what a document gives back against what it takes, appropriation by appropriation in the order of
    their keys, so that nobody waits in a ring and nothing is refused for the order of its rows. Raises `Refused` with
    the shortfall and the documents that hold most of the money.
    """
    rows = [one for one in postings if one.amount]
    if not rows:
        return 0
    columns = [
        [one.appropriation for one in rows], [one.funding for one in rows], [period.pk for _ in rows],
        [one.bucket for one in rows], [one.amount for one in rows], [one.doc_type for one in rows],
        [one.doc_id for one in rows], [one.line for one in rows], [one.seq for one in rows],
        [by.pk if by else None for _ in rows],
    ]  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT, columns)
            return cursor.rowcount
    except IntegrityError as error:
        if rule_broken(error) in OVERSPENT:
            raise Refused(_shortfall(rows, rule_broken(error))) from error
        raise broken(error, way_out=_next_open(period)) from error


def _next_open(period: AccountingPeriod) -> str:
    later = AccountingPeriod.objects.next_open(period.year_id, period.no).first()
    return f"Post to {later}, the next that is open." if later else f"No later period of FY {period.year_id} is open."


def _shortfall(rows: list[Posting], rule: str) -> str:
    """Which appropriation has too little, how much is missing, and what holds most of it."""
    wanted: dict[int, Decimal] = {}
    for one in rows:
        if rule == "appropriation_cannot_be_overspent" or one.bucket != BudgetEntry.Bucket.PRE:
            wanted[one.appropriation] = wanted.get(one.appropriation, Decimal(0)) + one.amount
    for found in Appropriation.objects.filter(pk__in=wanted).order_by("pk"):
        left = (
            found.available if rule == "appropriation_cannot_be_overspent" else found.released - found.enc - found.exp
        )
        if wanted[found.pk] > left:
            return (
                f"Appropriation {found} has {dollars(left)} left and {dollars(wanted[found.pk])} is asked for: "
                f"{dollars(wanted[found.pk] - left)} are missing. {_holders(found)}"
            )
    return "The appropriation had too little left at that moment. Try again."


def _holders(appropriation: Appropriation) -> str:
    """The documents that hold most of the money."""
    held = list(BudgetEntry.objects.filter(appropriation=appropriation).held_by_document()[:MOST_SHOWN])
    known = documents_of((one["doc_type"], one["doc_id"]) for one in held)
    named = ", ".join(f"{known[one['doc_type'], one['doc_id']].name} ({dollars(one['held'])})" for one in held)
    return f"Most is held by {named}." if named else "Nothing is set aside yet; ask for less, or for more authority."
