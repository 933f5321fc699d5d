"""The worker in a process of its own, which tests may kill, and waiting for what it does."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import quote

from django.db import connection, transaction

PATIENCE = 90


def worker_process(**environment: str) -> subprocess.Popen:
    """The real command in this test's database."""
    given = connection.settings_dict
    secret = f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else ""
    host = given["HOST"] or given["OPTIONS"].get("host", "")
    url = f"postgres://{given['USER']}{secret}@/{given['NAME']}?host={quote(host, safe='')}"
    return subprocess.Popen(
        [sys.executable, "-m", "doc_portal.core.tests.run_worker"],
        env={**os.environ, "DATABASE_URL": url, "PORTAL_DATABASE_ROLE": "app", **environment},
        stderr=subprocess.PIPE,
    )


def end_process(process: subprocess.Popen, number: int) -> tuple[int, str]:
    """Send the process a signal; its exit code and what it complained of."""
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    return process.returncode, errors.decode()


def wait_for(condition: Callable, seconds: float = 15):
    """What the condition gives once it holds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing after {seconds} s")


def stopped_at(table: str) -> bool:
    """Whether somebody waits for a table that this test holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table])
        return cursor.fetchone() is not None


def killed_at(table: str, **environment: str) -> None:
    """A worker is killed at the moment at which it would write this table; what it had written is gone."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        worker = worker_process(**environment)
        try:
            wait_for(lambda: stopped_at(table), PATIENCE)
        finally:
            end_process(worker, signal.SIGKILL)
    wait_for(lambda: not stopped_at(table), PATIENCE)


@contextlib.contextmanager
def working(**environment: str):
    """A worker that works until the block ends, and then is told to end."""
    worker = worker_process(**environment)
    try:
        yield worker
    finally:
        end_process(worker, signal.SIGTERM)
