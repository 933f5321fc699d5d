"""How far the portal's figures are known to agree with SAM II, said wherever a balance is shown (fiscal.md 28)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from doc_portal.core.display import long_date
from doc_portal.core.kept import kept
from fiscal.models import Appropriation, Reconciliation, ReconciliationItem
from fiscal.models.reconciliation import compared

LINES = compared("%(period)s", "%(reconciliation)s")


def control_label() -> str:
    """“Portal control – last reconciled to SAM II on May 12, 2026”, for every page that shows a balance."""
    signed_on = kept("last reconciled", _last_signed)
    if signed_on is None:
        return "Portal control – never reconciled to SAM II yet"
    return f"Portal control – last reconciled to SAM II on {long_date(signed_on)}"


def _last_signed():
    return Reconciliation.objects.signed().order_by("-signed_on").values_list("signed_on", flat=True).first()


@dataclass(frozen=True)
class Compared:
    """The two books of one appropriation and bucket."""

    appropriation: Appropriation
    bucket: str
    portal: Decimal
    ledger: Decimal
    explained: Decimal

    @property
    def key(self) -> str:
        """How a form names the place."""
        return f"{self.appropriation.pk}-{self.bucket}"

    @property
    def bucket_name(self) -> str:
        """“Ordered” or “Billed”."""
        return str(ReconciliationItem.Bucket(self.bucket).label)

    @property
    def difference(self) -> Decimal:
        """What the portal has beyond SAM II."""
        return self.portal - self.ledger

    @property
    def unexplained(self) -> Decimal:
        """What is left of it."""
        return self.difference - self.explained


def compare(one: Reconciliation) -> list[Compared]:
    """The books of a period as they stand now, place by place. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(LINES, {"period": one.period_id, "reconciliation": one.pk})
        rows = cursor.fetchall()
    known = Appropriation.objects.select_related("fund").in_bulk({row[0] for row in rows})
    lines = [Compared(known[pk], *rest) for pk, *rest in rows]
    return sorted(lines, key=lambda line: (line.appropriation.budget_fy_id, line.appropriation.code, line.bucket))
