"""`./portal run`: everything in order, watched by one supervisor, ended together.

Order: what a killed supervisor left is ended, the database, preparation, gunicorn, the worker. Stopping goes the
other way round: pages first, then the database, so that no request meets a closed one.
"""

import contextlib
import csv
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import time

from doc_portal.launch import database as databases
from doc_portal.launch import processes, web
from doc_portal.launch.failure import CannotStart
from doc_portal.launch.interruption import Interrupted
from doc_portal.launch.places import PROJECT, PYTHON, data_folder, last_lines, open_log, rotate, say, write_whole
from doc_portal.launch.preparation import Preparation

HOST = "127.0.0.1"
GRACE = 35  # seconds: gunicorn finishes requests for 30
LONGEST_DELAY = 30  # seconds between two attempts to start a process that keeps dying
HEALTHY = 8  # seconds after which a process counts as running well: should it die then, it is started at once
READY_WITHIN = 60  # seconds


class Child:
    """One watched process: started as its own group, noted in a pid file, started again when it dies."""

    def __init__(self, name, marker, words, data, environment, account):
        self.name = name
        self.marker = marker
        self.command = [PYTHON, *words]
        self.note = data / "run" / f"{name}.pid"
        self.log = data / "log" / f"{name}.log"
        self.environment = environment
        self.account = account
        self.process = None
        self.started = 0.0
        self.delay = 0.0
        self.due = None

    def start(self):
        rotate(self.log)
        with open_log(self.log) as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.account.popen_options,
            )
        self.account.own(self.log)
        write_whole(self.note, str(self.process.pid))
        self.started = time.monotonic()
        self.due = None

    def watch(self):
        """Start the process again if it died: at once, or each time later if it keeps dying as soon as it starts."""
        if self.process.poll() is None:
            rotate(self.log)
            return
        now = time.monotonic()
        if self.due is None:
            self.delay = 0 if now - self.started > HEALTHY else min(max(self.delay, 0.25) * 2, LONGEST_DELAY)
            self.due = now + self.delay
            when = f"in {self.delay:g} s" if self.delay else "now"
            say(f"The {self.name} process ended ({self.ending()}); starting it again {when}.")
        if now >= self.due:
            self.end_rest(0)
            self.start()

    def ending(self):
        code = self.process.returncode
        return f"exit code {code}" if code >= 0 else signal.Signals(-code).name

    def ask_to_stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self):
        """Wait for the process and whatever it started; insist after the grace period."""
        if self.process is None:  # was never reached
            return
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.end_rest(0)

    def end_rest(self, grace):
        """End what is left of the group that the pid file names: from here, or from a supervisor that was killed."""
        with contextlib.suppress(OSError, ValueError):
            processes.end_group(int(self.note.read_text()), PROJECT, self.marker, grace)
        self.note.unlink(missing_ok=True)


def children(data, environment, account):
    gunicorn = ["-m", "gunicorn", "--config", "doc_portal/gunicorn.py", "--no-control-socket", "doc_portal.wsgi"]
    return [
        Child("web", "doc_portal.wsgi", gunicorn, data, environment, account),
        Child("worker", "manage.py work", ["manage.py", "work"], data, environment, account),
    ]


@contextlib.contextmanager
def only_one(data):
    """One supervisor per data folder. The lock goes with the process, however that ends."""
    with open(data / "run" / "supervisor", "a+") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note.seek(0)
            raise CannotStart(
                f"The portal already runs from {data} (process {note.read() or 'unknown'}); "
                "stop that one, or set PORTAL_DATA and PORT to run a second."
            ) from None
        note.truncate(0)
        note.write(str(os.getpid()))
        note.flush()
        yield


def refuse_port_in_use(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise CannotStart(f"Port {port} is reserved for root; set PORT to one from 1024 up.") from error
        except OSError as error:
            raise CannotStart(
                f"Port {port} is in use by another program; stop that program or set PORT to a free one."
            ) from error


def run(interruption):
    """Serve until someone stops us."""
    data = data_folder()
    with only_one(data):
        try:
            serve(data, interruption)
        except Interrupted:
            say("Stopped.")
    return 0


def serve(data, interruption):
    port = web.port()
    for child in children(data, {}, None):
        child.end_rest(GRACE)
    refuse_port_in_use(port)
    database = databases.chosen(data)
    watched = []
    try:
        database.enter(interruption.pause)
        account = web.account_for(database, data)
        environment = web.environment(data, database)
        Preparation(data, database, account, environment, interruption.pause).run(sample=True, static=True)
        watched = children(data, environment, account)
        page_server, worker = watched
        page_server.start()
        wait_until_ready(page_server, port, interruption)
        worker.start()  # second, so that it takes nothing from the first page
        announce(data, port, environment)
        while True:
            interruption.pause(0.3)
            if database.restart_if_gone(interruption.pause):
                say("The database had ended and was started again.")
            for child in watched:
                child.watch()
            database.rotate_log()
    finally:
        if watched:
            say("\nStopping …")
        for child in watched:
            child.ask_to_stop()
        for child in watched:
            child.stop()
        database.leave()


def wait_until_ready(child, port, interruption):
    """Ready is: a page is answered, whatever the answer."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        interruption.pause(0.05)
        if child.process.poll() is not None:
            break
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
    reason = (last_lines(child.log, 1, "Error") or last_lines(child.log, 1) or ["no reason given"])[-1].strip()
    raise CannotStart(f"The web server did not come up ({reason}); mend that and start again; more in {child.log}.")


def announce(data, port, environment):
    """The address, and in a sample portal who may sign in."""
    say(f"The portal is ready: http://{HOST}:{port}/")
    if environment["PORTAL_ENV"] != "production":
        show_sign_ins(data / "sample-signins.csv")
    say("Stop it with Ctrl-C.")


def show_sign_ins(path):
    try:
        with open(path, newline="") as file:
            rows = list(csv.reader(file))
    except OSError:
        return
    if len(rows) < 2:
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=False)]
    say(f"Sample sign-ins (also in {path}):")
    for row in rows:
        say("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip())
