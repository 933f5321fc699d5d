"""The supervised worker: does the jobs one after another, and beside them keeps house.

Keeping house, in a thread of its own so that a long job delays nothing: its heartbeat, jobs of dead workers, what is
due by the clock, mail. Losing the database ends neither; both try again, waiting longer each time. On SIGTERM the
job in hand is asked to stop, goes back to waiting, and the process ends with 0.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection, connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from doc_portal.core.jobs import DEAD_AFTER, ending, recover_jobs, worker_is_gone, worker_name
from doc_portal.core.models import WorkerProcess
from doc_portal.core.outbox import send_outbox
from doc_portal.core.schedules import tick

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
HOUSE_SECONDS = 5.0
LONGEST_WAIT_SECONDS = 15.0
TIMEOUTS = {
    "statement_timeout": "10min",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "5min",
    "transaction_timeout": "30min",
}
SINCE_VERSION_17 = "transaction_timeout"


def live_workers():
    """The workers whose heartbeat is recent enough to believe in."""
    return WorkerProcess.objects.filter(heartbeat_at__gte=timezone.now() - DEAD_AFTER)


class Worker:
    """One worker process."""

    def __init__(self):
        self.name = worker_name()
        self.left_a_job = False

    def run(self) -> None:
        """Work until told to end."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        allow_long_work()
        house = threading.Thread(target=self.repeat, args=(self.keep_house, HOUSE_SECONDS), name="house", daemon=True)
        house.start()
        self.repeat(self.work_until_idle, LOOK_SECONDS)
        house.join(LONGEST_WAIT_SECONDS)
        self.leave()

    def stop(self, number, frame) -> None:
        """Told to end. Told again, the process ends at once; its job is found and taken up by the next worker."""
        ending.asked = True
        signal.signal(number, signal.SIG_DFL)

    def repeat(self, work: Callable[[], None], seconds: float) -> None:
        """Do `work` again and again. A lost database is waited for; any other fault is logged and outlived."""
        wait = seconds
        while not ending.asked:
            try:
                close_old_connections()
                work()
                wait = seconds
            except (OperationalError, InterfaceError) as error:
                logger.warning("The worker lost the database and tries again in %.0f s: %s", wait, error)
                connection.close()
                wait = min(wait * 2, LONGEST_WAIT_SECONDS)
            except Exception:
                logger.exception("The worker met a fault and goes on")
                wait = LONGEST_WAIT_SECONDS
            self.sleep(wait)
        connection.close()

    def sleep(self, seconds: float) -> None:
        """Wait, and stop waiting when told to end."""
        until = time.monotonic() + seconds
        while not ending.asked and time.monotonic() < until:
            time.sleep(0.1)

    def work_until_idle(self) -> None:
        """Do every hand-out that is ready, the oldest first; begin with the job a fault made this worker drop."""
        if self.left_a_job:
            recover_jobs(own=True)
        self.left_a_job = True
        while not ending.asked and (handed := self.take()):
            self.carry_out(handed)
        self.left_a_job = False

    def take(self) -> DBTaskResult | None:
        """Claim the next hand-out that no other worker holds."""
        with transaction.atomic():
            handed = DBTaskResult.objects.ready().select_for_update(skip_locked=True, no_key=True).first()
            if handed is not None:
                handed.claim(self.name)
            return handed

    def carry_out(self, handed: DBTaskResult) -> None:
        """Do one piece of work and keep how it ended; a lost database leaves it to be taken up again."""
        try:
            task = handed.task
            answer = task.call(*handed.args_kwargs["args"], **handed.args_kwargs["kwargs"])
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            logger.exception("The hand-out %s failed", handed.pk)
            handed.set_failed(error)
        else:
            handed.set_successful(answer)

    def keep_house(self) -> None:
        """Every duty in turn; a fault in one does not keep the others from being done."""
        for duty in (self.beat, recover_jobs, tick, send_outbox):
            try:
                duty()
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                logger.exception("The worker could not %s and goes on", duty.__name__)

    def beat(self) -> None:
        """Say that this worker lives, and strike those off that do not."""
        now = timezone.now()
        WorkerProcess.objects.update_or_create(name=self.name, defaults={"heartbeat_at": now})
        for other in WorkerProcess.objects.exclude(name=self.name):
            if worker_is_gone(other.name) or other.heartbeat_at < now - timedelta(days=1):
                other.delete()

    def leave(self) -> None:
        """Take this process off the list, so that nobody waits for its next beat."""
        try:
            WorkerProcess.objects.filter(name=self.name).delete()
        except (OperationalError, InterfaceError) as error:
            logger.warning("The worker could not say that it ends: %s", error)
        connection.close()


def allow_long_work() -> None:
    """The limits of a request are too short for a job: every later connection of this process has longer ones.

    Behind a pooler connections are shared, so its own settings must allow the worker's role longer work.
    """
    if settings.DATABASES["default"].get("DISABLE_SERVER_SIDE_CURSORS"):
        return
    with connection.temporary_connection():
        left_out = set() if connection.pg_version >= 170_000 else {SINCE_VERSION_17}
    connection.close()
    options = connections.settings["default"].setdefault("OPTIONS", {})
    options["options"] = " ".join(f"-c {name}={value}" for name, value in TIMEOUTS.items() if name not in left_out)
