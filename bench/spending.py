"""What `./portal bench fiscal` makes and times in a process where Django is set up, on a copy it may spoil."""

import json
import random
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import psycopg2
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from bench.lists import timed
from doc_portal.core.models import Job, User
from doc_portal.core.values import load_settings
from fiscal.actions.ledger import bring_ledger, run_ledger
from fiscal.actions.requisitions import keep_requisition
from fiscal.actions.year_end import decide_rest
from fiscal.asked import AskedLine
from fiscal.lapse import FITS, open_lines
from fiscal.models import (
    AccountingPeriod,
    Adjustment,
    Appropriation,
    CoaCode,
    CommodityClass,
    FiscalYear,
    FundingString,
    LedgerColumn,
    Requisition,
)
from fiscal.periods import fiscal_year_of

SPREAD, ROWS, DRAFTS, OPEN = 399, 100_000, 40, 5_000
TABLES = """
CREATE TABLE bench_appropriation AS SELECT id, authority, pre, enc, exp FROM fiscal_appropriation;
ALTER TABLE bench_appropriation ADD PRIMARY KEY (id), ADD CHECK (authority >= pre + enc + exp);
CREATE TABLE bench_entry (LIKE fiscal_budgetentry INCLUDING ALL);
CREATE TABLE bench_requisition (LIKE fiscal_requisition INCLUDING ALL);
INSERT INTO bench_requisition SELECT * FROM fiscal_requisition WHERE number LIKE 'BENCH-%';
CREATE TABLE bench_told (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, at timestamptz, act text, actor_id bigint,
       object_id bigint, words text);
CREATE INDEX ON bench_told (object_id, id);
VACUUM ANALYZE;
"""
CERTIFIED = """
WITH r AS (
    INSERT INTO fiscal_requisition (created_at, version, number, kind, need, need_by, pre_encumbering, status, warning,
           submitted_at, certified_at, budget_fy_id, certified_by_id, created_by_id, org_id, requested_by_id,
           worksite_id, writers)
    SELECT now(), 3, 'BENCH-' || n, 'goods', 'Bench', current_date + 30, true, 'certified', '', now(), now(), %(fy)s,
           %(certifier)s, %(clerk)s, s.org_id, %(requester)s, %(site)s,
           ARRAY[%(clerk)s]
      FROM generate_series(%(first)s, %(last)s) n
      JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS no, count(*) OVER () AS many
              FROM fiscal_fundingstring WHERE id = ANY(%(strings)s)) s ON s.no = mod(n, s.many::int)
    RETURNING id, number, org_id
), l AS (
    INSERT INTO fiscal_requisitionline (no, description, item_number, quantity, unit, price, requisition_id)
    SELECT 1, 'Bench', '', 1, 'each', 1, id FROM r RETURNING id, requisition_id
)
INSERT INTO fiscal_linefunding (percent, amount, released, funding_id, line_id)
SELECT 100, 1, 0, s.id, l.id
  FROM l JOIN r ON r.id = l.requisition_id
  JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS no, count(*) OVER () AS many
          FROM fiscal_fundingstring WHERE id = ANY(%(strings)s)) s
    ON s.no = mod(substr(r.number, 7)::int, s.many::int)
"""
CHARGED = """
SELECT r.id, a.id FROM fiscal_requisition r JOIN fiscal_requisitionline l ON l.requisition_id = r.id
  JOIN fiscal_linefunding f ON f.line_id = l.id JOIN fiscal_fundingstring s ON s.id = f.funding_id
  JOIN fiscal_coacode c ON c.id = s.appropriation_code_id
  JOIN fiscal_appropriation a ON a.budget_fy_id = s.budget_fy_id AND a.fund_id = s.fund_id AND a.code = c.code
 WHERE r.number LIKE 'BENCH-%' ORDER BY r.id
"""
GUARDED = ("fiscal_requisition", "fiscal_requisitionline", "fiscal_linefunding")


def prepare(file: str, requisitions: int, owner: str) -> None:
    """399 appropriations with money, requisitions that wait for approval, drafts, and plain tables beside; told in a
    file of what there is."""
    load_settings()
    people = {one.username: one.pk for one in User.objects.filter(sample=True)}
    fy = fiscal_year_of(timezone.localdate())
    strings = _money(fy)
    asked = {
        "fy": fy, "certifier": people["funds.certifier"], "clerk": people["office.bonneterre"],
        "requester": people["requester.bonneterre"],
        "site": User.objects.get(username="office.bonneterre").worksite_id,
    }  # fmt: skip
    with psycopg2.connect(owner) as direct, direct.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        spread = asked | {"strings": strings, "first": 1, "last": requisitions}
        cursor.execute(CERTIFIED, spread)
        cursor.execute(
            CERTIFIED, spread | {"strings": strings[:1], "first": requisitions + 1, "last": requisitions * 2}
        )
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute(CHARGED)
        waiting = cursor.fetchall()
    drafts = _drafts(strings[0], asked)
    direct.autocommit = True
    with direct.cursor() as cursor:
        for statement in filter(str.strip, TABLES.split(";")):
            cursor.execute(statement)
    direct.close()
    now = (timezone.localdate().month + 5) % 12 + 1
    spread_over = list(dict.fromkeys(appropriation for _, appropriation in waiting))
    told = {
        "period": AccountingPeriod.objects.get(year=fy, no=now).pk, "by": people["approver.bonneterre"],
        "spread": spread_over, "hot": [spread_over[0]], "approve spread": waiting[:requisitions],
        "approve hot": waiting[requisitions:], "drafts": drafts,
    }  # fmt: skip
    Path(file).write_text(json.dumps(told))


@transaction.atomic
def _money(fy: int) -> list[int]:
    """Strings of so many new appropriations of this year."""
    model = FundingString.objects.filter(budget_fy=fy).order_by("pk")[0]
    codes = CoaCode.objects.bulk_create(
        CoaCode(kind="appropriation_code", year_id=fy, code=f"X{n:03}", name=f"Bench {n}") for n in range(SPREAD)
    )
    made = Appropriation.objects.bulk_create(
        Appropriation(budget_fy_id=fy, fund_id=model.fund_id, agency_id=model.agency_id, code=one.code, name=one.name)
        for one in codes
    )
    Adjustment.objects.bulk_create(
        Adjustment(appropriation=one, kind="original", amount=Decimal(30_000_000), authority_document="Bench")
        for one in made
    )
    found = FundingString.objects.bulk_create(
        FundingString(
            budget_fy_id=fy, fund_id=model.fund_id, agency_id=model.agency_id, org_id=model.org_id,
            appropriation_code=one,
        )
        for one in codes
    )  # fmt: skip
    return [one.pk for one in found]


def _drafts(string: int, asked: dict) -> list[int]:
    """Requisitions of ten lines that somebody is about to submit."""
    charged = FundingString.objects.get(pk=string)
    clerk = User.objects.get(pk=asked["clerk"])
    hardware = CommodityClass.objects.get(code="450")
    lines = [
        AskedLine(f"Thing {n}", Decimal(n), Decimal("7.25"), "each", hardware, fundings=((charged, Decimal(100)),))
        for n in range(1, 11)
    ]
    return [
        keep_requisition(
            Requisition(
                worksite_id=asked["site"], budget_fy_id=asked["fy"], org_id=charged.org_id, need="Bench",
                need_by=timezone.localdate() + timedelta(days=30), requested_by_id=asked["requester"],
            ),
            lines, by=clerk,
        ).pk
        for _ in range(DRAFTS)
    ]  # fmt: skip


def ledger() -> None:
    """A ledger of 100,000 rows of this month, from the two files to loaded."""
    load_settings()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET transaction_timeout = 0")
    fy, chance = fiscal_year_of(timezone.localdate()), random.Random(1)
    by = User.objects.get(username="samii.analyst")
    period = AccountingPeriod.objects.get(year=fy, no=(timezone.localdate().month + 5) % 12 + 1)
    appropriations = list(Appropriation.objects.filter(budget_fy=fy).select_related("fund", "agency"))
    orgs = list(CoaCode.objects.filter(year=fy, kind="org").values_list("code", flat=True))
    day = timezone.localdate().replace(day=1)
    cells = {
        "budget_fy": lambda _: fy, "period": lambda _: f"{period.no:02}", "fund": lambda one: one.fund.code,
        "agency": lambda one: one.agency.code, "appropriation": lambda one: one.code,
        "org": lambda _: chance.choice(orgs), "document_type": lambda _: "P1", "posted_on": lambda _: day,
        "bucket": lambda _: chance.choice(("EXP", "ENC")),
        "amount": lambda _: f"{chance.randrange(100, 900_000) / 100:.2f}",
    }  # fmt: skip
    columns = list(LedgerColumn.objects.values_list("field", "heading"))
    rows = []
    for n in range(ROWS):
        one = appropriations[n % len(appropriations)]
        written = {name: str(value(one)) for name, value in cells.items()} | {"document_number": f"N{n:07}"}
        rows.append("|".join(written.get(name, "") for name, _ in columns))
    header = SimpleUploadedFile("head.txt", "|".join(heading for _, heading in columns).encode())
    data = SimpleUploadedFile("ledger.txt", "\n".join(rows).encode())
    sent, run = timed(lambda: bring_ledger(period, header=header, data=data, by=by, replace=True))
    seconds, _ = timed(lambda: run_ledger(Job.objects.get(pk=run.job_id), lambda *_: None))
    run.refresh_from_db()
    took = f"{sent:.1f} s in the page, {seconds:.1f} s in the worker"
    print(f"| ledger of {run.rows:,} rows | {run.status} | {took} | 30 s |")


def worksheet() -> None:
    """So many open lines of this year decided at once, each as what came of it lets."""
    load_settings()
    fy, by = fiscal_year_of(timezone.localdate()), User.objects.get(username="fiscal.director")
    keys = list(open_lines(fy).order_by("pk").values_list("pk", flat=True)[:OPEN])
    lines, year = open_lines(fy).filter(pk__in=keys), FiscalYear.objects.get(pk=fy)
    seconds, decided = timed(lambda: sum(decide_rest(year, lines, one, by=by) for one in FITS))
    print(f"| worksheet, {len(keys):,} open lines | {decided:,} decided | {seconds:.1f} s | 2 s |")
