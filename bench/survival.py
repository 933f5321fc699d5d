"""`./portal bench survival`: kill the portal's processes in turn while people post and apply, and count what was lost.

A portal of its own is started with a data folder and a port of its own. Clerks post stories over HTTP, staff submit
applications with a paper and withdraw them (`stories.py`), each form with a key, and note every acknowledged one in a
file forced to disk. Meanwhile SIGKILL hits the web master, a web worker, the database and the background worker in
turn. Whoever got no final answer sends the same form again, as a person would. At the end everything acknowledged
must stand exactly once, whole, with its audit events, and the file of every paper with its own content.

This covers the death of processes, not the loss of power.
"""

import argparse
import contextlib
import csv
import hashlib
import http.client
import http.cookies
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
from pathlib import Path

import psutil
import psycopg2

from bench.stories import KINDS, Typed

PROJECT = Path(__file__).resolve().parent.parent
OURS = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SEALER_URL", "DATABASE_COUNTER_URL", "DATABASE_SUPER_URL",
    "PORTAL_DATABASE_ROLE",
)  # fmt: skip


PATIENCE = 120  # seconds


class Unexpected(Exception):  # noqa: N818
    """Something a clerk met that no killed process explains."""


class Clerk:
    """One person at one browser: signs in, posts, and sends again what was not answered."""

    def __init__(self, port: int, name: str, password: str, notes: Path):
        self.port, self.name, self.password = port, name, password
        self.cookies: dict[str, str] = {}
        self.notes = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.kept = self.again = 0
        self.stopped = "did not come to an end"

    def ask(self, method: str, path: str, body: dict | None = None, files: dict | None = None):
        """Status, address and text of one answer; raises OSError or HTTPException when there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
            sent = None
            if body is not None:
                kind, sent = packed({**body, "csrfmiddlewaretoken": self.token}, files or {})
                headers |= {"Content-Type": kind, "Referer": f"http://127.0.0.1:{self.port}"}
            connection.request(method, path, sent, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            for line in answer.headers.get_all("Set-Cookie") or ():
                for name, morsel in http.cookies.SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self.token = found[1]
        return answer.status, answer.headers.get("Location", ""), text

    def sign_in(self) -> None:
        self.ask("GET", "/accounts/login/")
        status, _, _ = self.ask("POST", "/accounts/login/", {"login": self.name, "password": self.password})
        if status != 302:
            raise SystemExit(f"{self.name} could not sign in ({status}).")

    def read(self, path: str) -> str:
        """A page, asked for again until it is there."""
        return self.insist(lambda: self.ask("GET", path), 200)[1]

    def work(self, kind: type, stop: float) -> None:
        """Do one kind of thing until it is time; `stopped` then says what ended it early, if anything did."""
        self.stop = stop
        try:
            doing = kind(self)
            while time.monotonic() < stop:
                self.carry_through(doing, str(uuid.uuid4()))
        except Exception as reason:
            self.stopped = f"{type(reason).__name__}: {reason}"
        else:
            self.stopped = ""

    def carry_through(self, doing, key: str) -> None:
        """Send every form of one thing until it is answered, and note each answer before the next."""
        for step in doing.steps(key):
            typed: Typed = step(self)
            self.led_to, _ = self.insist(lambda: self.ask("POST", typed.path, typed.body, typed.files), 302)  # noqa: B023
        os.write(self.notes, f"{key}\n".encode())
        os.fsync(self.notes)
        self.kept += 1

    def insist(self, asking, wanted: int) -> tuple[str, str]:
        """The address and the text of the answer; what was not answered for good is asked again, unchanged."""
        while True:
            try:
                status, where, text = asking()
            except (OSError, http.client.HTTPException):
                status, where, text = 0, "", ""
            if status == wanted and "login" not in where:
                return where, text
            if status in {200, 302, 403, 404, 409}:
                raise Unexpected(f"refused ({status} {where}): {re.sub('<[^>]+>', ' ', text)[:2000]}")
            if time.monotonic() > self.stop + PATIENCE:
                raise Unexpected(f"no final answer in {PATIENCE} s after the end")
            self.again += 1
            time.sleep(0.1)


def packed(body: dict[str, str], files: dict[str, tuple[str, bytes]]) -> tuple[str, bytes]:
    """A form as browsers send it: its type and its bytes."""
    if not files:
        return "application/x-www-form-urlencoded", urllib.parse.urlencode(body).encode()
    edge = uuid.uuid4().hex
    named = [(f'name="{name}"', value.encode()) for name, value in body.items()]
    named += [(f'name="{name}"; filename="{called}"', content) for name, (called, content) in files.items()]
    parts = (
        f"--{edge}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"
        for head, content in named
    )
    return f"multipart/form-data; boundary={edge}", b"".join(parts) + f"--{edge}--\r\n".encode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_ready(port: int, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise SystemExit("The portal did not become ready.")


def victims(supervisor: psutil.Process, data: Path) -> dict[str, list[psutil.Process]]:
    """The processes to kill, by what they are. Only children of the portal we started, and its database."""
    found: dict[str, list[psutil.Process]] = {"web master": [], "web worker": [], "worker": [], "database": []}
    for child in supervisor.children():
        with contextlib.suppress(psutil.Error):
            words = " ".join(child.cmdline())
            if "doc_portal.wsgi" in words:
                found["web master"].append(child)
                found["web worker"] += child.children()
            elif "manage.py work" in words:
                found["worker"].append(child)
    for pid in (data / "postmaster.pid",):
        with contextlib.suppress(OSError, ValueError, psutil.Error):
            found["database"].append(psutil.Process(int(pid.read_text().split()[0])))
    return found


def main() -> int:
    words = argparse.ArgumentParser(prog="./portal bench survival")
    words.add_argument("--seconds", type=int, default=90)
    words.add_argument("--clerks", type=int, default=4)
    asked = words.parse_args()
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="portal-survival-"))
    folder.chmod(0o755)
    environment = {k: v for k, v in os.environ.items() if k not in OURS} | {
        "PORTAL_DATA": str(folder),
        "PORT": str(port),
    }
    portal = subprocess.Popen([PROJECT / "portal", "run"], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        threading.Thread(target=lambda: [None for _ in portal.stdout], daemon=True).start()
        wait_ready(port)
        clerks = {name: hired(kind, name, asked.clerks, port, folder) for name, kind in KINDS.items()}
        stop = time.monotonic() + asked.seconds
        threads = [
            threading.Thread(target=clerk.work, args=(KINDS[name], stop))
            for name, some in clerks.items()
            for clerk in some
        ]
        for thread in threads:
            thread.start()
        kills, slowest = kill_in_turn(portal, folder, port, stop)
        for thread in threads:
            thread.join()
        wait_ready(port)
        return report(folder, clerks, kills, slowest)
    finally:
        portal.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            portal.wait(90)
        shutil.rmtree(folder, ignore_errors=True)


def hired(kind: type, name: str, number: int, port: int, folder: Path) -> list[Clerk]:
    """So many people who do one kind of thing, signed in; each has an account of their own where there are enough."""
    with open(folder / "sample-signins.csv", newline="") as file:
        fitting = [row for row in csv.DictReader(file) if row["role"].lower() in kind.roles]
    found = [fitting[n % len(fitting)] for n in range(min(number, len(fitting)) if kind.alone else number)]
    clerks = [Clerk(port, row["username"], row["password"], folder / f"acknowledged-{name}") for row in found]
    for clerk in clerks:
        clerk.sign_in()
    return clerks


def kill_in_turn(portal, folder: Path, port: int, stop: float) -> tuple[dict[str, int], dict[str, float]]:
    """SIGKILL one kind after the other until time is up: how many of each, and the longest way back in seconds."""
    kills = dict.fromkeys(("web master", "web worker", "database", "worker"), 0)
    slowest, turn = dict.fromkeys(kills, 0.0), 0
    supervisor = psutil.Process(portal.pid)
    while time.monotonic() < stop - 5:
        time.sleep(2)
        kind = list(kills)[turn % len(kills)]
        turn += 1
        found = victims(supervisor, home_of(folder) / "data")[kind]
        if not found:
            continue
        with contextlib.suppress(psutil.Error):
            found[0].send_signal(signal.SIGKILL)
            kills[kind] += 1
        began = time.monotonic()
        time.sleep(0.3)
        wait_ready(port, 120)
        slowest[kind] = max(slowest[kind], time.monotonic() - began)
    return kills, slowest


def home_of(folder: Path) -> Path:
    """Where the embedded database of this data folder lies; as root a pointer in the folder says so."""
    here = folder / "postgres"
    if (here / "data").exists():
        return here
    notes = (path.read_text(errors="ignore").strip() for path in folder.iterdir() if path.is_file())
    return Path(next(note for note in notes if note.startswith("/var/lib/doc-portal/")))


def report(folder: Path, clerks: dict[str, list[Clerk]], kills, slowest) -> int:
    """Compare what was acknowledged with what stands, in the database itself."""
    home = home_of(folder)
    password = (home / "secret" / "postgres").read_text().strip()
    out, failed = sys.stdout.write, False
    told = (f"{kind} {count} (longest way back {slowest[kind]:.1f} s)" for kind, count in kills.items())
    out(f"Kills: {', '.join(told)}.\n")
    link = psycopg2.connect(host=str(home / "run"), user="postgres", password=password, dbname="portal")
    with contextlib.closing(link), link.cursor() as cursor:
        for name, some in clerks.items():
            failed |= told_of(name, some, (folder / f"acknowledged-{name}").read_text().split(), cursor, out)
        damaged = damaged_files(cursor, folder)
    out(f"Files of papers missing or damaged: {damaged}.\n")
    return int(failed or damaged > 0)


def told_of(name: str, clerks: list[Clerk], acknowledged: list[str], cursor, out) -> bool:
    """Say what became of one kind of thing; whether anything is wrong."""
    kind, standing, whole = KINDS[name], {}, set()
    cursor.execute(kind.standing)
    standing = {title.split()[-1]: count for title, count in cursor.fetchall()}
    cursor.execute(kind.whole)
    whole = {title.split()[-1] for (title,) in cursor.fetchall()}
    lost = [key for key in acknowledged if key not in standing]
    double = [key for key, count in standing.items() if count > 1]
    partial = [key for key in acknowledged if key in standing and key not in whole]
    again = sum(clerk.again for clerk in clerks)
    out(f"{name.capitalize()}: acknowledged {len(acknowledged):,}; sent again {again:,} times. ")
    out(f"Lost {len(lost)}, twice {len(double)}, not whole {len(partial)}.\n")
    fallen = [clerk.stopped for clerk in clerks if clerk.stopped]
    for reason in fallen:
        out(f"A clerk stopped early: {reason}\n")
    miscounted = len(acknowledged) != sum(clerk.kept for clerk in clerks)
    return bool(lost or double or partial or fallen or miscounted or not acknowledged)


def damaged_files(cursor, folder: Path) -> int:
    """How many papers have no file, or one with other content than was sent."""
    cursor.execute("SELECT uuid, sha256 FROM core_attachment")
    found = 0
    for number, digest in cursor.fetchall():
        name = str(number).replace("-", "")
        path = folder / "files" / name[:2] / name[2:4] / name
        found += not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest
    return found


if __name__ == "__main__":
    sys.exit(main())
