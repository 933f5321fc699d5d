"""Years of purchases of the whole department in the full sample: planned in SQL, then each kind written at once.

Row triggers would take hours over millions of rows. The owner of the tables sets them aside within the transaction of
the sample, takes the sums from the rows, and looks afterwards whether everything agrees (`years_agree`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.core.management.base import CommandError
from django.db import connection

from doc_portal.core.counters import count_on
from doc_portal.core.models import User, Worksite
from doc_portal.core.sample.context import MARK, Context, sample_people
from fiscal.models import CommodityClass, FiscalYear, ProcurementRule, Requisition, Vendor
from fiscal.numbers import ORDER, RECEIPT, REQUISITION
from fiscal.sample import years_planned, years_written
from fiscal.sample.budget import years_of
from fiscal.sample.purchases import NEEDS, THINGS, VENDORS
from fiscal.sample.years_agree import DEVIATIONS

TABLES = (
    "requisition", "requisitionline", "linefunding", "sourcingdecision", "purchaseorder", "orderline", "orderfunding",
    "orderrevision", "receipt", "receiptline", "invoice", "invoiceline", "matchexception", "paymentrequest",
    "budgetentry",
)  # fmt: skip
KEYED = {
    "": "requisition", "_line": "requisitionline", "_funding": "linefunding", "_order": "purchaseorder",
    "_order_line": "orderline", "_order_funding": "orderfunding", "_receipt": "receipt", "_invoice": "invoice",
}  # fmt: skip
"""Rows whose keys are given here, so that those which belong to them need not look them up."""
GUARDED = (*TABLES, "appropriation")
CENTRAL = {
    "certifiers": ("funds.certifier", 4), "buyers": ("buyer.central", 8), "managers": ("purchasing.manager", 2),
    "enter": ("payables.clerk", 5), "approve": ("payables.clerk2", 5), "pay": ("payables.clerk3", 4),
}  # fmt: skip
OFFICE = ("office.bonneterre", "approver.bonneterre", "receiver.bonneterre", "requester.bonneterre")
AT_A_SITE = 6
SUPPLIERS = 394
TRADES = ("Supply", "Paper", "Hardware", "Safety", "Lighting", "Paint", "Tools", "Textiles", "Filters", "Soap",
          "Furniture", "Radio", "Kitchen", "Glass", "Locks", "Plumbing")  # fmt: skip
SPAN = 300
"""Days of a year that is over within which everything is asked for, so that it ends within the year."""
STRINGS = """
INSERT INTO sample_string
SELECT row_number() OVER (ORDER BY f.id) - 1, f.id, f.org_id, a.id
  FROM fiscal_fundingstring f JOIN fiscal_coacode c ON c.id = f.appropriation_code_id
  JOIN fiscal_appropriation a ON a.budget_fy_id = f.budget_fy_id AND a.fund_id = f.fund_id AND a.code = c.code
 WHERE f.budget_fy_id = %(fy)s
"""
SUMS = """
UPDATE fiscal_appropriation a SET pre = e.pre, enc = e.enc, exp = e.exp
  FROM (SELECT appropriation_id, COALESCE(sum(amount) FILTER (WHERE bucket = 'pre'), 0) AS pre,
               COALESCE(sum(amount) FILTER (WHERE bucket = 'enc'), 0) AS enc,
               COALESCE(sum(amount) FILTER (WHERE bucket = 'exp'), 0) AS exp
          FROM fiscal_budgetentry GROUP BY appropriation_id) e
 WHERE e.appropriation_id = a.id
"""
LAST_PAID = """
UPDATE fiscal_vendor v SET last_paid_on = p.paid_on
  FROM (SELECT i.vendor_id, max(p.paid_on) AS paid_on
          FROM fiscal_paymentrequest p JOIN fiscal_invoice i ON i.id = p.invoice_id GROUP BY i.vendor_id) p
 WHERE p.vendor_id = v.id AND p.paid_on IS NOT NULL AND p.paid_on > COALESCE(v.last_paid_on, '-infinity')
"""


def buy_for_years(context: Context) -> int:
    """Every year's purchases where the size asks for them and there are none; how many requisitions were written."""
    size, before = context.size, Requisition.objects.count()
    if not size.requisitions_year or before >= size.requisitions_year:
        return 0
    _add_suppliers(context)
    places = _places()
    known = _people_and_things({one for _, people in places for one in people})
    with connection.cursor() as cursor, _triggers_set_aside(cursor):
        cursor.executemany(
            "INSERT INTO sample_site VALUES (%s, %s, %s, %s, %s, %s)",
            [(no, site, *people[:3], people[3:]) for no, (site, people) in enumerate(places)],
        )
        for fy in years_of(context):
            with context.timed(f"purchases of {fy}"):
                _write_year(cursor, context, fy, known)
        with context.timed("sums"):
            cursor.execute(SUMS)
            cursor.execute(LAST_PAID)
            _figure(cursor)
    with connection.cursor() as cursor, context.timed("agreement"):
        require_agreement(cursor)
    return Requisition.objects.count() - before


@contextmanager
def _triggers_set_aside(cursor) -> Iterator[None]:
    """Only the owner of the tables may; others wait with their writes until the sample is whole."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(years_planned.TABLES)
    for table in GUARDED:
        cursor.execute(f"ALTER TABLE fiscal_{table} DISABLE TRIGGER USER")
    yield
    for table in GUARDED:
        cursor.execute(f"ALTER TABLE fiscal_{table} ENABLE TRIGGER USER")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _add_suppliers(context: Context) -> None:
    """Invented suppliers, as many as a department has that buys for a hundred places."""
    rivers = [name.rsplit(" ", 1)[0] for name in VENDORS]
    Vendor.objects.bulk_create(
        Vendor(
            number=f"SMY{no:07}", registered_on=context.day(-4000),
            name=f"{rivers[no % len(rivers)]} {TRADES[no // len(rivers) % len(TRADES)]} {no} {MARK}",
        )
        for no in range(1, SUPPLIERS + 1)
    )  # fmt: skip


def _places() -> list[tuple[int, list[int]]]:
    """Who buys at each worksite: a clerk, an approver, a receiver and those who need something."""
    places: dict[int, list[int]] = {}
    for site, key in sample_people().filter(is_active=True, sample=False).values_list("worksite", "pk"):
        if site and len(places.setdefault(site, [])) < AT_A_SITE:
            places[site].append(key)
    named = dict(User.objects.filter(username__in=OFFICE).values_list("username", "pk"))
    home = Worksite.objects.get(slug="erdcc").pk
    places[home] = [*(named[name] for name in OFFICE), *places.get(home, [])[len(OFFICE) :]]
    return [(site, people) for site, people in sorted(places.items()) if len(people) >= len(OFFICE)]


def _people_and_things(busy: set[int]) -> dict:
    """Those who work for all worksites and for none of them alone, what is bought, and the rule it is bought by."""
    named = dict(User.objects.filter(sample=True).values_list("username", "pk"))
    rule = ProcurementRule.objects.effective().filter(method=3).order_by("-starts_on").first()
    vendors = Vendor.objects.usable_for_orders().filter(is_mve=False, created_by=None, changed_by=None).order_by("pk")
    known: dict = {"vendors": list(vendors.values_list("pk", flat=True)), "needs": list(NEEDS)}
    free = sample_people().filter(is_active=True, sample=False).exclude(pk__in=busy)
    others = iter(free.order_by("-pk").values_list("pk", flat=True))
    for role, (name, many) in CENTRAL.items():
        known[role] = [named[name], *(next(others) for _ in range(many - 1))]
    known |= {f"{name}_many": len(found) for name, found in known.items()}
    names, units, prices, codes = (list(column) for column in zip(*THINGS, strict=True))
    classes = dict(CommodityClass.objects.filter(code__in=codes).values_list("code", "pk"))
    rules = connection.ops.adapt_json_value([rule.frozen()] if rule else [], None)
    return (
        known
        | {"things": names, "units": units, "prices": prices, "things_many": len(names), "rules": rules}
        | {"classes": [classes[code] for code in codes]}
    )


def _write_year(cursor, context: Context, fy: int, known: dict) -> None:
    """Plan a year and write its rows; numbers and keys are taken for as many as there are."""
    size, year = context.size, FiscalYear.objects.get(fy=fy)
    running = year.ends_on >= context.today
    values = known | {
        "fy": fy, "yy": f"{fy % 100:02d}", "starts": year.starts_on, "today": context.today, "running": running,
        "span": _span(year.starts_on, context.today, running=running), "many": size.requisitions_year,
        "orders": size.orders_year, "bills": size.bills_year,
    }  # fmt: skip
    values |= {f"first{name}": _last_key(cursor, table) for name, table in KEYED.items()}
    cursor.execute(years_planned.EMPTY)
    for statement in (STRINGS, years_planned.PURCHASES, years_planned.LINES, years_planned.BILLS):
        cursor.execute(statement, values)
        cursor.execute("ANALYZE sample_string, sample_purchase, sample_line")
    cursor.execute("ANALYZE sample_bill, sample_billed")
    cursor.execute("SELECT count(order_no), count(receipt_no) FROM sample_purchase")
    orders, receipts = cursor.fetchone()
    values["first_number"] = _before(REQUISITION, fy, size.requisitions_year)
    values["first_order_number"] = _before(ORDER, fy, orders)
    values["first_receipt_number"] = _before(RECEIPT, fy, receipts)
    for statement in years_written.ALL:
        cursor.execute(statement, values)
    for table in TABLES:
        cursor.execute(f"SELECT setval('fiscal_{table}_id_seq', max(id)) FROM fiscal_{table}")  # noqa: S608


def _span(starts: date, today: date, *, running: bool) -> int:
    """Days within which everything of a year is asked for."""
    return (today - starts + timedelta(days=1)).days if running else SPAN


def _last_key(cursor, table: str) -> int:
    cursor.execute(f"SELECT COALESCE(max(id), 0) FROM fiscal_{table}")  # noqa: S608
    return cursor.fetchone()[0]


def _before(prefix: str, fy: int, many: int) -> int:
    """The count before the first of so many that are taken."""
    return count_on(prefix, fy, many)[0] - 1 if many else 0


def _figure(cursor) -> None:
    """Without figures of what was just written, the pages that read it are planned badly."""
    for table in (*GUARDED, "vendor"):
        cursor.execute(f"ANALYZE fiscal_{table}")


def require_agreement(cursor) -> None:
    """Refuse the whole sample where a sum is not that of its rows, or somebody decided on their own."""
    wrong = []
    for what, rows in DEVIATIONS.items():
        cursor.execute(f"SELECT count(*) FROM ({rows}) w")  # noqa: S608
        if count := cursor.fetchone()[0]:
            wrong.append(f"{what} ({count:,})")
    if wrong:
        raise CommandError(f"The purchases of the sample do not agree: {'; '.join(wrong)}. Nothing was kept.")
