"""Slow work in the supervised worker: started in the transaction that needs it, watched, called off, taken up again.

A job is waiting, running, or at its end. A worker claims it by one UPDATE, so no two run it. While it runs, a thread
beats on a connection of its own: long statements do not look dead, progress shows before the work is committed, and
a wish to cancel is heard. A job whose worker died is put back to waiting and given up after three tries. The work
must therefore bear being started again: whole in one transaction, or in batches that know what is done.
"""

import logging
import os
import socket
import threading
import time
import uuid
from datetime import timedelta
from pathlib import Path

from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from doc_portal.core.audit import log
from doc_portal.core.models import Job
from doc_portal.core.notifications import notify
from doc_portal.core.registry import JobKind, Schedule, declared, function
from doc_portal.core.workflow import Refused, lock

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
DEAD_AFTER = timedelta(seconds=60)
BEAT_SECONDS = 2.0
REPORT_SECONDS = 0.5


class Canceled(Exception):  # noqa: N818
    """Somebody called the job off."""


class Stopped(Exception):  # noqa: N818
    """This process must end: the job goes back to waiting."""


class Lost(Exception):  # noqa: N818
    """Another worker has taken the job up: this one writes nothing more about it."""


class Ending:
    """Whether this process was told to end. A plain flag, since a signal handler sets it."""

    asked = False


ending = Ending()


def worker_name() -> str:
    """This process, told apart from every other that ever had its number: host, number, start."""
    pid = os.getpid()
    return f"{_host()}:{pid}:{_start_of(pid)}"


def worker_is_gone(name: str) -> bool:
    """Whether a worker of this host has certainly ended. Of a worker elsewhere only its heartbeat tells."""
    host, _, rest = name.partition(":")
    pid, _, start = rest.partition(":")
    return host == _host() and pid.isdigit() and start != "" and _start_of(int(pid)) != start


def _host() -> str:
    return socket.gethostname().replace(":", "-")[:60]


def _start_of(pid: int) -> str:
    """When a process started, in the kernel's count; empty where it is gone, dead, or the system does not tell."""
    try:
        state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return ""
    return "" if state in "ZX" else rest[18]


def kinds() -> dict[str, JobKind | Schedule]:
    """Everything the worker can run, by name: what people start, and what starts by itself."""
    return {kind.name: kind for kind in (*declared("job_kinds"), *declared("schedules"))}


def start_job(kind: str, title: str, payload: dict | None = None, *, by=None) -> Job:
    """Ask for slow work. The worker sees it once the caller's transaction is kept, and never otherwise."""
    if kind not in kinds():
        raise LookupError(f"No app declares a job kind or a schedule named {kind!r}.")
    with transaction.atomic():
        job = Job.objects.create(kind=kind, title=title[:200], payload=payload or {}, created_by=by)
        run_job.enqueue(job.pk)
        if by is not None:
            log("start", job, by=by)
    return job


def cancel_job(job: Job, *, by) -> Job:
    """Call a job off: at once while it waits, at its next report while it runs."""
    with transaction.atomic():
        job = lock(job)
        if job.status == Job.Status.WAITING:
            job.status, job.finished_at, job.note = Job.Status.CANCELED, timezone.now(), f"Canceled by {by}"
        elif job.status != Job.Status.RUNNING:
            raise Refused(f"“{job.title}” is already {job.get_status_display().lower()}. Nothing was changed.")
        elif job.cancel_requested:
            raise Refused(f"“{job.title}” has already been told to stop. It ends at its next step.")
        job.cancel_requested = True
        job.save(update_fields=["status", "finished_at", "note", "cancel_requested"])
        log("cancel", job, by=by)
    return job


@task()
def run_job(job_id: int) -> None:
    """What the worker is handed. Does nothing where the job no longer waits: another worker has it."""
    claimed = Job.objects.filter(pk=job_id, status=Job.Status.WAITING).update(
        status=Job.Status.RUNNING,
        attempts=F("attempts") + 1,
        worker=worker_name(),
        heartbeat_at=timezone.now(),
        done=0,
        total=0,
        note="",
        error="",
    )
    if claimed:
        Run(Job.objects.get(pk=job_id)).carry_out()


class Run:
    """One try at one job by this process. `verdict` is why it must end early, once something says so."""

    def __init__(self, job: Job):
        self.job = job
        self.progress = (0, 0, "")
        self.verdict: type[Exception] | None = None
        self.told_at = 0.0
        self.over = threading.Event()
        self.working_connection = connections[connection.alias]

    def carry_out(self) -> None:
        """Do the work under a heartbeat and write how it ended. A lost database is the worker's business."""
        beat = threading.Thread(target=self._beat, name=f"heartbeat of job {self.job.pk}", daemon=True)
        beat.start()
        try:
            result = self._work()
        except Exception as error:
            self._end(beat)
            self._fail(error)
        else:
            self._end(beat)
            self._finish(Job.Status.DONE, result=result if isinstance(result, dict) else {})

    def _work(self):
        kind = kinds().get(self.job.kind)
        if kind is None:
            raise Refused(f"No part of the portal knows work of the kind “{self.job.kind}” any more.")
        run = function(kind.run)
        return run() if isinstance(kind, Schedule) else run(self.job, self.report)

    def report(self, done: int, total: int = 0, note: str = "") -> None:
        """Say how far the work is; raises where it must end. Cheap enough to call for every row."""
        self.progress = (done, total, note[:300])
        if ending.asked:
            self.verdict = self.verdict or Stopped
        if not connection.in_atomic_block and time.monotonic() - self.told_at >= REPORT_SECONDS:
            self._tell()
        if self.verdict:
            raise self.verdict

    def _beat(self) -> None:
        """The heartbeat's thread: tells progress, hears verdicts, and breaks off a statement that will not end."""
        try:
            while not self.over.wait(BEAT_SECONDS):
                if self.verdict:
                    self._break_off()
                if ending.asked:
                    self.verdict = self.verdict or Stopped
                try:
                    self._tell()
                except (OperationalError, InterfaceError) as error:
                    logger.warning("Job %s could not beat: %s", self.job.pk, error)
                    connection.close()
        finally:
            connection.close()

    def _tell(self) -> None:
        self.told_at = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE core_job SET heartbeat_at = %s, done = %s, total = %s, note = %s"
                " WHERE id = %s AND status = 'running' AND attempts = %s RETURNING cancel_requested",
                [timezone.now(), *self.progress, self.job.pk, self.job.attempts],
            )
            if row := cursor.fetchone():
                self.verdict = self.verdict or (Canceled if row[0] else None)
                return
            cursor.execute("SELECT 1 FROM core_job WHERE id = %s", [self.job.pk])
            if cursor.fetchone():
                self.verdict = Lost

    def _break_off(self) -> None:
        """Cancel the statement the work is waiting for; it then fails, and the verdict is its reason."""
        raw = self.working_connection.connection
        if raw is not None and not raw.closed:
            raw.cancel()

    def _end(self, beat: threading.Thread) -> None:
        self.over.set()
        beat.join()

    def _fail(self, error: Exception) -> None:
        verdict = type(error) if isinstance(error, Canceled | Stopped | Lost) else None
        if verdict is None and isinstance(error, OperationalError | InterfaceError):
            verdict = self.verdict
            if verdict is None and not connection.is_usable():
                raise error
        if verdict is Canceled:
            self._finish(Job.Status.CANCELED)
        elif verdict is Stopped:
            put_back(self.job, attempts=self.job.attempts - 1)
        elif verdict is Lost:
            logger.warning("Job %s was taken up by another worker; this one keeps nothing.", self.job.pk)
        elif isinstance(error, Refused):
            self._finish(Job.Status.FAILED, error=str(error))
        else:
            reference = uuid.uuid4().hex[:8]
            logger.exception("Job %s failed, reference %s", self.job.pk, reference, exc_info=error)
            self._finish(
                Job.Status.FAILED,
                error=f"A fault in the portal ended this work. Tell the help desk the reference {reference}.",
            )

    def _finish(self, status: str, **fields) -> None:
        done, total, note = self.progress
        with transaction.atomic():
            ended = Job.objects.filter(pk=self.job.pk, status=Job.Status.RUNNING, attempts=self.job.attempts).update(
                status=status, done=done, total=total, note=note, finished_at=timezone.now(), **fields
            )
            if ended and self.job.created_by_id:
                word = Job.Status(status).label.lower()
                notify([self.job.created_by], f"job-{status}", f"{self.job.title}: {word}", self.job, mail=False)
        if not ended:
            logger.warning("Job %s was taken up by another worker before it ended here.", self.job.pk)


def put_back(job: Job, *, attempts: int) -> bool:
    """Let a running job wait again, or end it: three tries are enough, and who called it off gets their wish."""
    if job.cancel_requested:
        after = {"status": Job.Status.CANCELED, "finished_at": timezone.now()}
    elif attempts >= MAX_ATTEMPTS:
        after = {
            "status": Job.Status.FAILED,
            "finished_at": timezone.now(),
            "error": f"Given up: the worker ended in the middle of this work {attempts} times. Tell the help desk.",
        }
    else:
        after = {"status": Job.Status.WAITING, "attempts": attempts, "heartbeat_at": None}
    with transaction.atomic():
        running = Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING, attempts=job.attempts)
        if not running.update(worker="", **after):
            return False
        if after["status"] == Job.Status.WAITING:
            run_job.enqueue(job.pk)
    return True


def recover_jobs(*, own: bool = False) -> int:
    """Take up what dead workers left: the number of jobs put back or given up.

    `own`: also the jobs of this process, which then runs none (it lost the database in the middle of one).
    """
    now, me = timezone.now(), worker_name()
    found = 0
    for job in Job.objects.filter(status=Job.Status.RUNNING):
        silent = job.heartbeat_at is None or job.heartbeat_at < now - DEAD_AFTER
        if silent or worker_is_gone(job.worker) or (own and job.worker == me):
            found += put_back(job, attempts=job.attempts)
    return found + _hand_out_again(now)


def _hand_out_again(now) -> int:
    """Waiting jobs that no worker was handed, because it died between being handed one and claiming it."""
    waiting = set(
        Job.objects.filter(status=Job.Status.WAITING, created_at__lt=now - DEAD_AFTER).values_list("pk", flat=True)
    )
    if not waiting:
        return 0
    handed = DBTaskResult.objects.filter(task_path=run_job.module_path)
    waiting -= {given["args"][0] for given in handed.ready().values_list("args_kwargs", flat=True)}
    held = handed.running().values_list("args_kwargs", "worker_ids", "started_at")
    waiting -= {
        given["args"][0]
        for given, workers, started_at in held
        if started_at > now - DEAD_AFTER and not worker_is_gone(workers[-1])
    }
    for pk in waiting:
        run_job.enqueue(pk)
    return len(waiting)


def forget_old_handouts(days: int = 7) -> int:
    """Remove the worker's finished hand-outs, and those of workers that died. The jobs themselves stay."""
    old = timezone.now() - timedelta(days=days)
    deleted, _ = DBTaskResult.objects.filter(enqueued_at__lt=old).exclude(status="READY").delete()
    return deleted
