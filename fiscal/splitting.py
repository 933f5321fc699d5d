"""Whether a purchase is one of several that together reach a limit: the split test (fiscal.md 3.11).

Added up is what was asked for or ordered within so many days, from the same vendor or of the same class: by whatever
worksite for the same tree of organizations, and by the same worksite for whatever organization it names. An order
counts in place of what it was asked for with; a draft counts not. What was bought with a card counts too: by its
vendor's name, or by the class of the requisition it was bought on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.urls import reverse

from doc_portal.core.display import long_date
from doc_portal.core.locks import hold
from doc_portal.core.money import CENT, dollars
from doc_portal.core.values import value_of
from fiscal.models import Requisition

SHOWN = 10
RELATED = """
WITH RECURSIVE above AS (
    SELECT c.id AS org, c.code, c.parent_id FROM fiscal_coacode c WHERE c.kind = 'org'
    UNION ALL
    SELECT a.org, p.code, p.parent_id FROM above a JOIN fiscal_coacode p ON p.id = a.parent_id
), top AS (
    SELECT org, code FROM above WHERE parent_id IS NULL
), one_tree AS (
    SELECT org FROM top WHERE code = (SELECT code FROM top WHERE org = %(org)s)
), near AS (
    SELECT r.id FROM one_tree JOIN fiscal_requisition r ON r.org_id = one_tree.org
    UNION
    SELECT r.id FROM fiscal_requisition r WHERE r.worksite_id = %(worksite)s
), bought AS (
    SELECT r.id, r.number, r.worksite_id, o.number AS order_number, CASE WHEN o.id IS NULL THEN l.amount
                WHEN r.status = 'closed' OR count(*) OVER (PARTITION BY l.id) > 1 THEN ol.amount
                ELSE greatest(ol.amount, l.amount) END AS amount,
           coalesce(o.issued_on,
                    (coalesce(r.submitted_at, r.created_at) AT TIME ZONE 'America/Chicago')::date) AS bought_on
      FROM near JOIN fiscal_requisition r ON r.id = near.id
      JOIN fiscal_requisitionline l ON l.requisition_id = r.id
      LEFT JOIN (fiscal_orderline ol JOIN fiscal_purchaseorder o
                    ON o.id = ol.order_id AND o.status IN ('issued', 'on_hold', 'closed'))
             ON ol.requisition_line_id = l.id
     WHERE r.id <> %(but)s
       AND r.status NOT IN ('draft', 'returned', 'rejected', 'cancelled')
       AND (ol.id IS NOT NULL OR r.status <> 'closed')
       AND (coalesce(o.vendor_id, r.suggested_vendor_id) = %(vendor)s OR l.commodity_id = ANY(%(classes)s))
), carded AS (
    SELECT t.id, t.vendor_name, c.worksite_id, t.amount, t.posted_on
      FROM fiscal_card c JOIN fiscal_cardtransaction t ON t.card_id = c.id
     WHERE (c.worksite_id = %(worksite)s OR c.org_id IN (SELECT org FROM one_tree))
       AND t.requisition_id IS DISTINCT FROM %(but)s
       AND t.status <> 'disputed' AND NOT EXISTS (SELECT 1 FROM bought b WHERE b.id = t.requisition_id)
       AND (EXISTS (SELECT 1 FROM fiscal_vendor v WHERE v.id = %(vendor)s AND v.name_upper = upper(t.vendor_name))
            OR EXISTS (SELECT 1 FROM fiscal_requisitionline l
                        WHERE l.requisition_id = t.requisition_id AND l.commodity_id = ANY(%(classes)s)))
), counted AS (
    SELECT id, number, coalesce(order_number, '') AS order_number, worksite_id, bought_on, amount, false AS by_card
      FROM bought
    UNION ALL
    SELECT id, 'Card purchase, ' || vendor_name, '', worksite_id, posted_on, amount, true FROM carded
)
SELECT b.id, b.number, b.order_number, w.name, min(b.bought_on), sum(b.amount), b.by_card
  FROM counted b JOIN core_worksite w ON w.id = b.worksite_id
 WHERE b.bought_on > %(on)s::date - %(days)s::integer AND b.bought_on <= %(on)s
 GROUP BY b.id, b.number, b.order_number, w.name, b.by_card ORDER BY 5, 1, 3
"""

TREE = """
WITH RECURSIVE above AS (
    SELECT c.code, c.parent_id FROM fiscal_coacode c WHERE c.id = %s
    UNION ALL
    SELECT p.code, p.parent_id FROM above a JOIN fiscal_coacode p ON p.id = a.parent_id
)
SELECT code FROM above WHERE parent_id IS NULL
"""


@dataclass(frozen=True)
class Related:
    """A purchase that counts together with the one that is looked at."""

    requisition: int
    number: str
    order: str
    worksite: str
    bought_on: date
    amount: Decimal
    by_card: bool = False

    @property
    def url(self) -> str:
        """The page of the requisition, or of the purchase with a card."""
        page = "cardtransaction" if self.by_card else "requisition"
        return reverse(f"fiscal:{page}-detail", args=[self.requisition])

    @property
    def name(self) -> str:
        """The order where there is one, else the requisition."""
        return self.order or self.number

    def __str__(self):
        return f"{self.name} of {self.worksite} ({long_date(self.bought_on)}, {dollars(self.amount)})"


@dataclass(frozen=True)
class Split:
    """What a purchase comes to with related ones, against the first amount its way to buy does not cover."""

    amount: Decimal
    limit: Decimal | None
    days: int
    warn_percent: int
    related: tuple[Related, ...]

    @property
    def total(self) -> Decimal:
        """All of it together."""
        return self.amount + sum((one.amount for one in self.related), Decimal(0))

    @property
    def is_over(self) -> bool:
        """Whether the limit is reached, and the Purchasing Manager's reason is needed."""
        return self.limit is not None and bool(self.related) and self.total >= self.limit

    @property
    def is_near(self) -> bool:
        """Whether so much of the limit is reached that it is warned of."""
        return (
            self.limit is not None
            and bool(self.related)
            and self.total * 100 >= (self.limit - CENT) * self.warn_percent
        )

    @property
    def says(self) -> str:
        """The finding in a sentence; empty where there is nothing to say."""
        if not self.is_near:
            return ""
        shown = ", ".join(str(one) for one in self.related[:SHOWN])
        more = f" and {len(self.related) - SHOWN} more" if len(self.related) > SHOWN else ""
        begins = "reaches the limit of" if self.is_over else f"is over {self.warn_percent} percent of the limit of"
        return (
            f"With related purchases of the last {self.days} days it comes to {dollars(self.total)}, which {begins} "
            f"{dollars(self.limit)}: {shown}{more}."
        )


def hold_related(requisition: Requisition) -> None:
    """Wait until nobody else decides on or issues what would count together with a requisition, and keep them off.

    What is read after it stands until the transaction ends: of two purchases at the same moment, one sees the other.
    """
    with connection.cursor() as cursor:
        cursor.execute(TREE, [requisition.org_id])
        (tree,) = cursor.fetchone()
    hold(f"purchases of organization {tree}")
    hold(f"purchases of worksite {requisition.worksite_id}")


def related_purchases(
    *, org: int, worksite: int, vendor: int | None, classes: Iterable[int], on: date, days: int, but: int = 0
) -> tuple[Related, ...]:
    """What a tree of organizations or a worksite bought from a vendor or of one of the classes: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            RELATED,
            {
                "org": org, "worksite": worksite, "vendor": vendor, "classes": list(classes), "on": on, "days": days,
                "but": but,
            },
        )  # fmt: skip
        return tuple(Related(*row) for row in cursor.fetchall())


def split_test(
    amount: Decimal,
    limit: Decimal | None,
    *,
    org: int,
    worksite: int,
    vendor: int | None,
    classes: Iterable[int],
    on: date,
    but: int = 0,
) -> Split:
    """The test of one purchase on a day, by the days and the share in force then."""
    classes = [one for one in classes if one is not None]
    if limit is None or (vendor is None and not classes):
        return Split(amount, limit, 0, 0, ())
    days, warn = int(value_of("split_days", on)), int(value_of("split_warn_percent", on))
    found = related_purchases(org=org, worksite=worksite, vendor=vendor, classes=classes, on=on, days=days, but=but)
    return Split(amount, limit, days, warn, found)
