"""`./portal bench survival`: kill the portal's processes in turn while people post, and count what was lost.

A portal of its own is started with a data folder and a port of its own. Clerks post stories over HTTP, each form with
a key, and note every acknowledged one in a file forced to disk. Meanwhile SIGKILL hits the web master, a web worker,
the database and the background worker in turn. A clerk who got no final answer sends the same form again, as a person
would. At the end every acknowledged story must stand exactly once, with its audit event.

This covers the death of processes, not the loss of power.
"""

import argparse
import contextlib
import csv
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
from datetime import timedelta
from pathlib import Path

import psutil
import psycopg2
from django.utils import timezone

PROJECT = Path(__file__).resolve().parent.parent
OURS = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SEALER_URL", "DATABASE_COUNTER_URL", "DATABASE_SUPER_URL",
    "PORTAL_DATABASE_ROLE",
)  # fmt: skip


PATIENCE = 120  # seconds


class Unexpected(Exception):  # noqa: N818
    """Something a clerk met that no killed process explains."""


def story(form: str, key: str) -> dict[str, str]:
    """What a clerk types into the form of a new story, with the first unit and contact it offers."""
    start = timezone.localtime() + timedelta(days=1)
    return {
        "_key": key, "title": key, "summary": "Survival", "body": "Survival", "category": "training",
        "unit": first_choice(form, "unit"), "worksite": "", "contact": first_choice(form, "contact"),
        "publish_at": f"{start:%Y-%m-%dT%H:%M}", "expire_at": f"{start + timedelta(days=3):%Y-%m-%dT%H:%M}",
    }  # fmt: skip


def first_choice(form: str, name: str) -> str:
    """The first thing that can be chosen in a list of a form."""
    block = re.search(rf'<select[^>]*name="{name}".*?</select>', form, re.S)[0]
    return re.search(r'<option value="(\d+)"', block)[1]


class Clerk:
    """One person at one browser: signs in, posts, and sends again what was not answered."""

    def __init__(self, port: int, name: str, password: str, notes: Path):
        self.port, self.name, self.password = port, name, password
        self.cookies: dict[str, str] = {}
        self.notes = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.kept = self.again = 0
        self.stopped = "did not come to an end"

    def ask(self, method: str, path: str, body: dict | None = None):
        """Status, address and text of one answer; raises OSError or HTTPException when there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
            sent = None
            if body is not None:
                sent = urllib.parse.urlencode({**body, "csrfmiddlewaretoken": self.token})
                headers |= {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Referer": f"http://127.0.0.1:{self.port}",
                }
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

    def work(self, stop: float) -> None:
        """Post until it is time; `stopped` then says what ended it early, if anything did."""
        try:
            self.post_until(stop)
        except Exception as reason:
            self.stopped = f"{type(reason).__name__}: {reason}"
        else:
            self.stopped = ""

    def post_until(self, stop: float) -> None:
        _, _, form = self.ask("GET", "/news/new/")
        while time.monotonic() < stop:
            key = str(uuid.uuid4())
            body = story(form, key)
            while True:
                try:
                    status, where, text = self.ask("POST", "/news/new/", body)
                except (OSError, http.client.HTTPException):
                    status, where, text = 0, "", ""
                if status == 302 and "login" not in where:
                    os.write(self.notes, f"{key}\n".encode())
                    os.fsync(self.notes)
                    self.kept += 1
                    break
                if status in {200, 302, 403, 409}:
                    raise Unexpected(f"a form was refused ({status} {where}): {re.sub('<[^>]+>', ' ', text)[:2000]}")
                if time.monotonic() > stop + PATIENCE:
                    raise Unexpected(f"a form had no final answer in {PATIENCE} s after the end")
                self.again += 1
                time.sleep(0.1)


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
        with open(folder / "sample-signins.csv", newline="") as file:
            editor = next(row for row in csv.DictReader(file) if row["role"].lower().startswith("news editor"))
        notes = folder / "acknowledged"
        clerks = [Clerk(port, editor["username"], editor["password"], notes) for _ in range(asked.clerks)]
        for clerk in clerks:
            clerk.sign_in()
        stop = time.monotonic() + asked.seconds
        threads = [threading.Thread(target=clerk.work, args=(stop,)) for clerk in clerks]
        for thread in threads:
            thread.start()
        kills, slowest = kill_in_turn(portal, folder, port, stop)
        for thread in threads:
            thread.join()
        wait_ready(port)
        return report(folder, notes, clerks, kills, slowest)
    finally:
        portal.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            portal.wait(90)
        shutil.rmtree(folder, ignore_errors=True)


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


def report(folder: Path, notes: Path, clerks, kills, slowest) -> int:
    """Compare what was acknowledged with what stands, in the database itself."""
    acknowledged = notes.read_text().split()
    home = home_of(folder)
    password = (home / "secret" / "postgres").read_text().strip()
    link = psycopg2.connect(host=str(home / "run"), user="postgres", password=password, dbname="portal")
    with contextlib.closing(link), link.cursor() as cursor:
        cursor.execute("SELECT title, count(*) FROM mission_newsitem WHERE summary = 'Survival' GROUP BY title")
        standing = dict(cursor.fetchall())
        cursor.execute(
            "SELECT n.title, count(e.id) FROM mission_newsitem n LEFT JOIN core_auditevent e ON e.object_id = n.id"
            " AND e.act = 'create' AND e.object_name = n.title WHERE n.summary = 'Survival' GROUP BY n.title"
        )
        recorded = dict(cursor.fetchall())
    lost = [key for key in acknowledged if key not in standing]
    double = [key for key, count in standing.items() if count > 1]
    partial = [key for key, count in recorded.items() if count != 1]
    out = sys.stdout.write
    told = (f"{kind} {count} (longest way back {slowest[kind]:.1f} s)" for kind, count in kills.items())
    out(f"Kills: {', '.join(told)}.\n")
    out(f"Acknowledged {len(acknowledged):,}; sent again {sum(clerk.again for clerk in clerks):,} times.\n")
    out(f"Lost {len(lost)}, twice {len(double)}, without their audit event {len(partial)}.\n")
    fallen = [clerk.stopped for clerk in clerks if clerk.stopped]
    for reason in fallen:
        out(f"A clerk stopped early: {reason}\n")
    miscounted = len(acknowledged) != sum(clerk.kept for clerk in clerks)
    return 1 if lost or double or partial or fallen or miscounted or not acknowledged else 0


if __name__ == "__main__":
    sys.exit(main())
