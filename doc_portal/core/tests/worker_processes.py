"""The worker in a process of its own, which tests may kill, and waiting for what it does."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import quote

from django.db import connection


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
