"""What is left of funding strings: for the panel beside a line, and before anything is asked for (fiscal.md 3.60)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Sum

from doc_portal.core.money import dollars
from fiscal.models import Appropriation, FundingString, LineFunding, Requisition

LEFT = """
    SELECT f.id, a.id, a.code || ', FY ' || a.budget_fy_id, a.name, a.allotment_controlled,
           a.authority - a.reserve - a.restricted - a.pre - a.enc - a.exp, a.released - a.enc - a.exp
      FROM fiscal_fundingstring f
      JOIN fiscal_coacode c ON c.id = f.appropriation_code_id
      LEFT JOIN fiscal_appropriation a ON a.budget_fy_id = f.budget_fy_id AND a.fund_id = f.fund_id AND a.code = c.code
     WHERE f.id = ANY(%s)
"""


@dataclass(frozen=True)
class Funds:
    """What a line asks of an appropriation, and what is left there before and after it.

    `left` counts what earlier lines of the same request ask for; `released` is what can still be ordered of the
    allotments. `appropriation` is None where the string is charged to none.
    """

    string: int
    appropriation: int | None
    name: str
    asked: Decimal
    left: Decimal
    released: Decimal
    controlled: bool

    @property
    def after(self) -> Decimal:
        """What would be left."""
        return self.left - self.asked

    @property
    def fits(self) -> bool:
        """Whether it could be ordered: there is authority, and where allotments bind, it is released."""
        return self.appropriation is not None and self.after >= 0 and not (self.controlled and self.beyond > 0)

    @property
    def beyond(self) -> Decimal:
        """How much goes beyond what is released."""
        return max(self.asked - self.released, Decimal(0))

    def words(self) -> str:
        """What is to be told beside the line."""
        if self.appropriation is None:
            return "No appropriation of the year has this fund and code. Choose another funding string."
        if self.after < 0:
            return (
                f"{dollars(-self.after)} over what is left in appropriation {self.name}. Lower the amount or choose "
                "another appropriation."
            )
        if self.beyond > 0:
            return beyond_words(self.name, self.beyond, controlled=self.controlled)
        return f"{dollars(self.after)} would be left in appropriation {self.name}."


def funds_of(strings: Sequence[int], amounts: Sequence[Decimal]) -> list[Funds]:
    """For each line, in order, what is left and whether it fits; one query for any number of lines."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT, [list(set(strings))])
        known = {row[0]: row[1:] for row in cursor.fetchall()}
    asked_before: dict[int, Decimal] = {}
    found = []
    for string, amount in zip(strings, amounts, strict=True):
        key, name, _, controlled, left, released = known.get(string, (None, "", "", False, None, None))
        before = asked_before.get(key, Decimal(0)) if key else Decimal(0)
        if key:
            asked_before[key] = before + amount
        found.append(
            Funds(
                string, key, name or "", amount, (left or Decimal(0)) - before, (released or Decimal(0)) - before,
                bool(controlled),
            )
        )  # fmt: skip
    return found


def appropriation_of(string: FundingString) -> Appropriation | None:
    """The appropriation that a funding string is charged to."""
    return Appropriation.objects.paying_for(string).first()


def pending_of(appropriation: Appropriation) -> Decimal:
    """What is asked for and not yet approved, for information: nothing of it is set aside."""
    asked = LineFunding.objects.filter(
        line__requisition__in=Requisition.objects.pending(), funding__budget_fy=appropriation.budget_fy_id,
        funding__fund=appropriation.fund_id, funding__appropriation_code__code=appropriation.code,
    )  # fmt: skip
    return asked.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def allotment_warning(appropriation: Appropriation, amount: Decimal) -> str:
    """What a document keeps that goes beyond what is released; empty where it does not.

    Where allotments bind, the database refuses it instead.
    """
    beyond = amount - appropriation.released_left
    if beyond <= 0 or not appropriation.released:
        return ""
    return beyond_words(str(appropriation), beyond, controlled=appropriation.allotment_controlled)


def allotment_warnings(asked: Mapping[Appropriation, Decimal]) -> str:
    """What is kept on a document that asks these amounts of appropriations; empty where all of it is released."""
    return " ".join(filter(None, (allotment_warning(one, amount) for one, amount in asked.items())))


def beyond_words(name: str, beyond: Decimal, *, controlled: bool) -> str:
    """That more is asked than is released."""
    way_out = "Wait for the next allotment or lower the amount." if controlled else "It can go on; the warning is kept."
    return f"{dollars(beyond)} beyond what is released of appropriation {name}. {way_out}"
