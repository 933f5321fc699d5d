"""What is done with a list: checked as a dry run, then applied once, in one transaction, or discarded.

The plan is made again when it is applied: a database that changed meanwhile is never overwritten unseen. An import
that would end more than a set share of the rows needs a second person (setting `import_stop_guard_percent`). A long
list is checked and applied in the worker, with progress; called off or killed in the middle it has written nothing.
"""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from doc_portal.core import attachments
from doc_portal.core.access import scope_of
from doc_portal.core.display import long_moment
from doc_portal.core.imports import Listing, Plan, Row, RowError, Unreadable, kind_named, read_rows, untold
from doc_portal.core.jobs import start_job
from doc_portal.core.locks import hold
from doc_portal.core.models import ImportRun, Job, User
from doc_portal.core.registry import ImportKind, function
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock, transition

KINDS_OF_FILE = ("csv", "xlsx")
DIRECTLY_UP_TO = 500
CHECK_JOB, APPLY_JOB = "check_import", "apply_import"


def may_import(user: User, kind: ImportKind) -> bool:
    """A list is of the whole department: the right must count everywhere."""
    return scope_of(user, kind.permission).everywhere


def check_import(
    kind: ImportKind, *, file: UploadedFile, rows: list[Row] | None, encoding: str, by: User, complete: bool = False
) -> ImportRun:
    """The dry run: keep the file and what it would change. Nothing else is written.

    At once where the list is short. A long one, and one whose rows were not read yet (None), goes to the worker.
    """
    with transaction.atomic():
        _allowed(kind, by)
        file_hash = _fingerprint(file)
        _not_applied_before(kind.name, file_hash)
        run = ImportRun.objects.create(
            kind=kind.name,
            file_name=attachments.judge(file, KINDS_OF_FILE)[1],
            file_hash=file_hash,
            status=ImportRun.Status.CHECKING,
            created_by=by,
            report={"encoding": encoding, "complete": complete and bool(kind.complete)},
        )
        run.attachment = attachments.store(file, run, by, KINDS_OF_FILE)
        run.save(update_fields=["attachment"])
        if rows is None or len(rows) > DIRECTLY_UP_TO:
            start_job(CHECK_JOB, f"Check of {run.file_name}", {"run": run.pk}, by=by)
            return run
        return _check(run, kind, rows, by)


def run_check(job: Job, report) -> dict:
    """The job of a long dry run. Started again after a kill it finds its list unchecked, or checked and done with."""
    report(0, 0, "Reading the list")
    with transaction.atomic():
        hold(f"import {job.payload['run']}")
        run = lock(ImportRun.objects.get(pk=job.payload["run"]))
        if run.status == ImportRun.Status.CHECKING:
            kind, by = _kind_of(run), run.created_by
            _allowed(kind, by)
            try:
                rows = _rows_of(run, kind, _kept_file(run))
            except Unreadable as reason:
                _record(run, Plan(errors=[RowError(1, "", str(reason))]), 0, by)
            else:
                _check(run, kind, rows, by, report)
    return {"url": run.get_absolute_url(), "label": "See what the list would change"}


def _check(run: ImportRun, kind: ImportKind, rows: list[Row], by: User, report=untold) -> ImportRun:
    plan = function(kind.plan)(Listing(rows, run.report["complete"], report), by)
    return _record(run, plan, len(rows), by)


def _record(run: ImportRun, plan: Plan, rows: int, by: User) -> ImportRun:
    """Keep what a dry run found."""
    counts = _counts(plan)
    verb = "reject" if plan.errors else "check"
    with transition(run, verb, by=by, **counts, errors=len(plan.errors)) as locked:
        for name, number in counts.items():
            setattr(locked, name, number)
        locked.report |= plan.report() | {"rows": rows}
    return locked


def apply_import(run: ImportRun, *, by: User) -> ImportRun:
    """Carry out a checked import: at once, or in the worker where it is long. Refused unless the plan still holds."""
    with transaction.atomic():
        run = _open_run(run, ImportRun.Status.CHECKED)
        kind = _kind_of(run)
        _allowed(kind, by)
        if not run.new + run.changed + run.ended:
            raise Refused(f"{run.file_name} changes nothing: every row is in the portal as it is. Discard it.")
        _guarded(run, by)
        if by != run.created_by:
            run.second_person = by
            run.save(update_fields=["second_person"])
        if max(run.new + run.changed + run.ended, run.report["rows"]) > DIRECTLY_UP_TO:
            start_job(APPLY_JOB, f"Import of {run.file_name}", {"run": run.pk, "by": by.pk}, by=by)
            return run
        return _carry_out(run, kind, by)


def discard_import(run: ImportRun, *, by: User) -> ImportRun:
    """Put a dry run aside, also one that was never finished. It stays on record with its differences."""
    with transaction.atomic():
        run = _open_run(run, ImportRun.Status.CHECKING, ImportRun.Status.CHECKED)
        with transition(run, "discard", by=by) as locked:
            pass
        return locked


def run_import(job: Job, report) -> dict:
    """The job of a long import. Started again after a kill it finds its import either applied or untouched."""
    report(0, 0, "Reading the list")
    with transaction.atomic():
        hold(f"import {job.payload['run']}")
        run = lock(ImportRun.objects.get(pk=job.payload["run"]))
        by = User.objects.get(pk=job.payload["by"])
        if run.status == ImportRun.Status.CHECKED:
            _allowed(_kind_of(run), by)
            _carry_out(run, _kind_of(run), by, report)
        elif run.status != ImportRun.Status.APPLIED:
            raise Refused(f"{run.file_name} is {run.get_status_display().lower()}. Nothing was changed.")
    return {"url": run.get_absolute_url(), "label": "See the import"}


def waiting_job(run: ImportRun) -> Job | None:
    """The job that is about to check or apply this import, or does so now."""
    return Job.objects.unfinished().filter(kind__in=[CHECK_JOB, APPLY_JOB], payload__run=run.pk).first()


def _open_run(run: ImportRun, *statuses: str) -> ImportRun:
    hold(f"import {run.pk}")
    run = lock(run)
    job = waiting_job(run)
    if job is not None:
        doing = "checked" if job.kind == CHECK_JOB else "applied"
        raise Refused(f"{run.file_name} is being {doing} right now. See Background work for how far it is.")
    if run.status == ImportRun.Status.CHECKING and run.status not in statuses:
        raise Refused(f"The check of {run.file_name} was never finished. Discard it and check the list again.")
    if run.status not in statuses:
        when = f" on {long_moment(run.applied_at)}" if run.applied_at else ""
        raise Refused(
            f"{run.file_name} is already “{run.get_status_display().lower()}”{when}. Nothing was changed. "
            "To bring the list in again, check it as a new import."
        )
    return run


def _carry_out(run: ImportRun, kind: ImportKind, by: User, report=untold) -> ImportRun:
    hold(f"imports of {kind.name}")
    _not_applied_before(kind.name, run.file_hash)
    plan = _planned_again(run, kind, _kept_file(run), by, report)
    plan.progress, plan.run = report, run.pk
    with transition(run, "apply", by=by, **_counts(plan)) as locked:
        function(kind.apply)(plan, by)
        locked.applied_at = timezone.now()
    return locked


def _kept_file(run: ImportRun) -> bytes:
    content = attachments.read(run.attachment)
    if hashlib.sha256(content).hexdigest() != run.file_hash:
        raise Refused(f"The kept file of {run.file_name} is not the one that was checked. Check the list again.")
    return content


def _rows_of(run: ImportRun, kind: ImportKind, content: bytes) -> list[Row]:
    encoding = run.report.get("encoding", "")
    return read_rows(content, kind, xlsx=run.attachment.kind == "xlsx", encoding=encoding)


def _planned_again(run: ImportRun, kind: ImportKind, content: bytes, by: User, report=untold) -> Plan:
    changed = Refused(
        f"The portal has changed since {run.file_name} was checked on {long_moment(run.created_at)}: "
        "it would now do something else than you saw. Discard this import and check the list again."
    )
    try:
        rows = _rows_of(run, kind, content)
    except Unreadable:
        raise changed from None
    plan = function(kind.plan)(Listing(rows, run.report.get("complete", False), report), by)
    if plan.errors or plan.digest() != run.report["digest"]:
        raise changed
    return plan


def _guarded(run: ImportRun, by: User) -> None:
    """The stop guard: who checked a list that ends much may not apply it alone."""
    limit, existing = value_of("import_stop_guard_percent"), run.report["existing"]
    if by == run.created_by and existing and run.ended * 100 > limit * existing:
        raise Refused(
            f"{run.file_name} would end {run.ended:,} of {existing:,} rows, more than {limit} percent. "
            "Someone else who may bring in this list must look at the differences and apply it."
        )


def _allowed(kind: ImportKind, by: User) -> None:
    if not may_import(by, kind):
        raise Refused(f"You may not bring in the list “{kind.label}”. Ask a directory steward.")


def _kind_of(run: ImportRun) -> ImportKind:
    kind = kind_named(run.kind)
    if kind is None:
        raise Refused(f"The portal no longer takes lists of the kind “{run.kind}”. Discard this import.")
    return kind


def _not_applied_before(kind: str, file_hash: str) -> None:
    first = ImportRun.objects.filter(kind=kind, file_hash=file_hash, status=ImportRun.Status.APPLIED).first()
    if first is not None:
        raise Refused(
            f"This very file was already applied on {long_moment(first.applied_at)} ({first.file_name}). "
            "If it is meant, change the list and check it again."
        )


def _fingerprint(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "new": len(plan.new),
        "changed": len(plan.changed),
        "ended": len(plan.ended),
        "unchanged": plan.unchanged,
    }
