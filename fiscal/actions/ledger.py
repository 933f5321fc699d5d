"""Bringing in SAM II's ledger: kept at once, checked and loaded in the worker, all of a file or nothing (fiscal.md 27).

The whole work is one transaction: a worker that is killed in the middle leaves the import as it was, and the next one
begins anew. Rows go in by COPY, codes are checked and lines loaded by a handful of statements.
"""

import io
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection, transaction

from doc_portal.core import attachments
from doc_portal.core.audit import log
from doc_portal.core.display import long_moment
from doc_portal.core.imports import Unreadable
from doc_portal.core.jobs import Lost, Stopped, start_job
from doc_portal.core.locks import hold
from doc_portal.core.models import Job, User
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.ledger_file import STAGED, Found, Heading, read_heading, read_rows
from fiscal.models import (
    AccountingPeriod,
    LedgerColumn,
    LedgerImport,
    LedgerLine,
    LedgerProblem,
    LedgerStaging,
    Reconciliation,
)

JOB = "load_ledger"
FILES = ("txt", "csv")
TOLD_EVERY = 5_000
COPY_ROWS = (
    f"COPY fiscal_ledgerstaging (line, {', '.join(STAGED)}, run_id) FROM STDIN WITH (FORMAT text, DELIMITER '|')"
)
COPY_PROBLEMS = 'COPY fiscal_ledgerproblem (line, "column", value, reason, run_id) FROM STDIN WITH (FORMAT text)'
UNKNOWN_CODE = """
    INSERT INTO fiscal_ledgerproblem (run_id, line, "column", value, reason)
    SELECT s.run_id, s.line, %(heading)s, s.{name},
           CASE WHEN o.year IS NULL THEN 'No ' || %(what)s || ' of FY ' || s.budget_fy || ' has this code.'
                ELSE 'This code is of FY ' || o.year || ', not of FY ' || s.budget_fy || '.' END
      FROM fiscal_ledgerstaging s
      LEFT JOIN LATERAL (SELECT max(c.year_id) AS year FROM fiscal_coacode c
                          WHERE c.kind = '{name}' AND c.code = s.{name}) o ON true
     WHERE s.run_id = %(run)s AND s.budget_fy IS NOT NULL AND s.{name} <> ''
       AND NOT EXISTS (SELECT 1 FROM fiscal_coacode c
                        WHERE c.kind = '{name}' AND c.year_id = s.budget_fy AND c.code = s.{name})
"""
UNKNOWN_YEAR = """
    INSERT INTO fiscal_ledgerproblem (run_id, line, "column", value, reason)
    SELECT s.run_id, s.line, %(heading)s, s.budget_fy, 'The portal has no fiscal year ' || s.budget_fy || '.'
      FROM fiscal_ledgerstaging s
     WHERE s.run_id = %(run)s AND s.budget_fy IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM fiscal_fiscalyear y WHERE y.fy = s.budget_fy)
"""
UNKNOWN_APPROPRIATION = """
    INSERT INTO fiscal_ledgerproblem (run_id, line, "column", value, reason)
    SELECT s.run_id, s.line, %(heading)s, s.appropriation,
           'FY ' || s.budget_fy || ' has no appropriation of this code from fund ' || s.fund || '.'
      FROM fiscal_ledgerstaging s
     WHERE s.run_id = %(run)s AND s.budget_fy IS NOT NULL AND s.fund <> '' AND s.appropriation <> ''
       AND NOT EXISTS (SELECT 1 FROM fiscal_appropriation a JOIN fiscal_coacode f ON f.id = a.fund_id
                        WHERE a.budget_fy_id = s.budget_fy AND a.code = s.appropriation AND f.code = s.fund)
"""
UNKNOWN_TYPE = """
    INSERT INTO fiscal_ledgerproblem (run_id, line, "column", value, reason)
    SELECT s.run_id, s.line, %(heading)s, left(s.document_type, 80), 'This is no type of document we know.'
      FROM fiscal_ledgerstaging s
     WHERE s.run_id = %(run)s AND s.document_type <> ''
       AND NOT EXISTS (SELECT 1 FROM fiscal_documenttype d WHERE d.code = s.document_type)
"""
LOAD = """
    INSERT INTO fiscal_ledgerline
           (run_id, line, appropriation_id, bucket, amount, org, object, document_type, document_number, posted_on)
    SELECT s.run_id, s.line, a.id, s.bucket, s.amount, s.org, s.object, s.document_type, s.document_number, s.posted_on
      FROM fiscal_ledgerstaging s
      JOIN fiscal_coacode f ON f.kind = 'fund' AND f.year_id = s.budget_fy AND f.code = s.fund
      JOIN fiscal_appropriation a ON a.budget_fy_id = s.budget_fy AND a.fund_id = f.id AND a.code = s.appropriation
     WHERE s.run_id = %(run)s
"""
CODES = (("fund", "fund"), ("agency", "agency"), ("org", "organization"), ("object", "object"))


def known_columns() -> dict[str, tuple[str, bool]]:
    """Field -> what its column is called, and whether it is needed."""
    return {one.field: (one.heading, one.needed) for one in LedgerColumn.objects.all()}


def standing_ledger(period: AccountingPeriod) -> LedgerImport | None:
    """The ledger whose lines stand for a period; None where none is loaded."""
    return LedgerImport.objects.loaded().filter(period=period).first()


def what_is_replaced(standing: LedgerImport) -> str:
    """What a further file of its period takes away."""
    rows = f"{standing.rows:,} {'row' if standing.rows == 1 else 'rows'}"
    return f"{rows} of {standing.file_name} ({_brought_in(standing)}) would be replaced."


def _brought_in(run: LedgerImport) -> str:
    return f"brought in on {long_moment(run.created_at)}"


@transaction.atomic
def bring_ledger(period: AccountingPeriod, *, header, data, by: User, replace: bool = False) -> LedgerImport:
    """Keep the two files and hand them to the worker. The same file is not taken twice.

    A ledger that stands for the period is replaced where `replace` says so, and that one alone: one that is loaded
    meanwhile is not.
    """
    _require_open(period)
    standing = standing_ledger(period)
    if standing and not replace:
        raise Refused(f"{what_is_replaced(standing)} Say that this is meant, or choose another period.")
    try:
        heading = read_heading(header.read(), known_columns())
    except Unreadable as reason:
        raise Refused(str(reason)) from None
    finally:
        header.seek(0)
    file_hash = attachments.fingerprint(data)
    hold(f"ledger {file_hash}")
    _require_new(file_hash)
    run = LedgerImport.objects.create(
        period=period, file_name=attachments.judge(data, FILES)[1], file_hash=file_hash, created_by=by,
        replaces=standing, unused=", ".join(heading.unused)[:400],
    )  # fmt: skip
    run.header, run.data = (attachments.store(file, run, by, FILES) for file in (header, data))
    run.job = start_job(JOB, f"Ledger {run}", {"run": run.pk}, by=by)
    run.save(update_fields=["header", "data", "job"])
    log("create", run, by=by)
    return run


def run_ledger(job: Job, report: Callable) -> dict:
    """The job that checks a file and loads it. Started again after a kill it finds it waiting, or done with.

    An import whose work fails ends with it; one whose worker or database went away is taken up again.
    """
    report(0, 0, "Reading the ledger")
    run = LedgerImport.objects.get(pk=job.payload["run"])
    try:
        _work_through(run, report)
    except (Stopped, Lost, OperationalError, InterfaceError):
        raise
    except Exception as error:
        _put_aside(run, error)
        raise
    return {"url": run.get_absolute_url(), "label": "See the ledger import"}


def _work_through(run: LedgerImport, report: Callable) -> None:
    with transaction.atomic():
        hold(f"ledger of period {run.period_id}")
        run = lock(run)
        if run.status == LedgerImport.Status.WAITING:
            _check_and_load(run, report)


def _put_aside(run: LedgerImport, error: Exception) -> None:
    """Nothing of it was loaded, and nobody waits for it any more. The job says why."""
    note = str(error)[:200] if isinstance(error, Refused) else "The work ended before the file was loaded"
    with transaction.atomic():
        if lock(run).status == LedgerImport.Status.WAITING:
            with transition(run, "stop", by=run.created_by, note=note):
                pass


def _check_and_load(run: LedgerImport, report: Callable) -> None:
    heading = read_heading(attachments.read(run.header), known_columns())
    try:
        rows = _stage(run, heading, report)
    except Unreadable as reason:
        raise Refused(str(reason)) from None
    report(rows, rows, "Checking codes")
    _check_codes(run, heading)
    problems = LedgerProblem.objects.filter(run=run).count()
    if problems or not rows:
        with transition(run, "reject", by=run.created_by, errors=problems) as locked:
            locked.rows, locked.problems_found = rows, problems
    else:
        report(rows, rows, "Loading the lines")
        _swap(run, rows)
    LedgerStaging.objects.filter(run=run).delete()


def _stage(run: LedgerImport, heading: Heading, report: Callable) -> int:
    """Copy every row into the staging table, and what is written wrongly beside it; how many rows there are."""
    rows, problems, count, end = io.StringIO(), io.StringIO(), 0, f"|{run.pk}\n"
    content = attachments.read(run.data)
    for count, row in enumerate(read_rows(content, heading, run.period.no), 1):
        rows.write(row.copied() + end)
        for found in row.problems:
            problems.write(_problem(found, run))
        if count % TOLD_EVERY == 0:
            report(count, 0, "Reading the ledger")
    for statement, file in ((COPY_ROWS, rows), (COPY_PROBLEMS, problems)):
        file.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(statement, file)
    return count


def _problem(found: Found, run: LedgerImport) -> str:
    value = found.value.replace("\\", "\\\\").replace("\t", " ")
    return f"{found.line}\t{found.column}\t{value}\t{found.reason}\t{run.pk}\n"


def _check_codes(run: LedgerImport, heading: Heading) -> None:
    """Look for codes that the year of their row does not have, in one statement for each column."""
    statements = [
        ("budget_fy", UNKNOWN_YEAR), ("appropriation", UNKNOWN_APPROPRIATION), ("document_type", UNKNOWN_TYPE),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        for name, statement in statements:
            cursor.execute(statement, {"run": run.pk, "heading": heading.names[name]})
        for name, what in CODES:
            cursor.execute(
                UNKNOWN_CODE.format(name=name), {"run": run.pk, "heading": heading.names[name], "what": what}
            )


def _swap(run: LedgerImport, rows: int) -> None:
    """The new lines stand for the period, those of the import before go: one step, seen whole or not at all."""
    _require_open(run.period)
    by, before = run.created_by, standing_ledger(run.period)
    if before is not None:
        _require_meant(run, before)
        with transition(before, "replace", by=by, note=f"By {run.file_name}"):
            pass
        LedgerLine.objects.filter(run=before).delete()
    with connection.cursor() as cursor:
        cursor.execute(LOAD, {"run": run.pk})
        loaded = cursor.rowcount
    with transition(run, "load", by=by, rows=loaded) as locked:
        locked.rows = loaded
    if loaded != rows:
        raise Refused(f"{loaded:,} of {rows:,} lines could be loaded, so none was. Tell the help desk.")


def _require_meant(run: LedgerImport, before: LedgerImport) -> None:
    if run.replaces_id != before.pk:
        raise Refused(f"Meanwhile “{before}” was loaded. Bring the files in again, and say that it is replaced.")


def _require_open(period: AccountingPeriod) -> None:
    signed = Reconciliation.objects.signed().filter(period=period).first()
    if signed:
        raise Refused(f"{signed} is signed, and what it was signed on stays. Bring in the ledger of another period.")


def _require_new(file_hash: str) -> None:
    """Refuse a file that is loaded or being checked, naming it; one whose work ended in the middle is put aside.

    One that another file replaced may come back: a wrong file is put right with the one before it.
    """
    kept = [LedgerImport.Status.REJECTED, LedgerImport.Status.STOPPED, LedgerImport.Status.REPLACED]
    first = LedgerImport.objects.filter(file_hash=file_hash).exclude(status__in=kept).order_by("pk").first()
    if first is None:
        return
    if first.status == LedgerImport.Status.WAITING and not Job.objects.unfinished().filter(pk=first.job_id).exists():
        with transition(first, "stop", by=first.created_by):
            return
    raise Refused(
        f"This very file was {_brought_in(first)} as “{first}”. Bring in the file of another "
        "period, or a newer file of this one."
    )
