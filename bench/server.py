"""The real server, as `./portal run` starts it, on a port of its own."""

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.databases import PROJECT, Place

COMMAND = ["-m", "gunicorn", "--config", "doc_portal/gunicorn.py", "--no-control-socket"]
READY_WITHIN = 60  # seconds


@contextlib.contextmanager
def serving(place: Place) -> Iterator[int]:
    """gunicorn over one database; gives its port and ends it afterwards."""
    port = _free_port()
    log = Path(place.environment["PORTAL_DATA"]) / "log" / f"bench-{place.label.replace(' ', '-')}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, *COMMAND, "--error-logfile", str(log), "doc_portal.wsgi"],
        cwd=PROJECT,
        env={**place.environment, "PORT": str(port), "DJANGO_SETTINGS_MODULE": "bench.settings"},
        stdin=subprocess.DEVNULL,
    )
    try:
        _wait(process, port, log)
        yield port
    finally:
        process.terminate()
        process.wait(40)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(process: subprocess.Popen, port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    sys.exit(f"The server did not come up; the reason is at the end of {log}.")
