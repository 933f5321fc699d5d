"""The whole portal as a person starts it: the first page, a sign-in, the end, and the start after that."""

import csv
import http.client
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

import psutil
import pytest

from doc_portal.launch import roles
from doc_portal.launch.account import database_account, web_account
from doc_portal.launch.database import EmbeddedDatabase
from doc_portal.launch.places import PROJECT
from doc_portal.launch.testing import temporary_folder

ALL = bool(os.environ.get("PORTAL_TEST_ALL"))
NOT_INHERITED = ("DATABASE_", "PG", "PORTAL_", "DJANGO_", "SECRET_KEY", "PYTEST_")
PATIENCE = 240  # seconds, of a machine that does much else
SECOND_START = 8 if ALL else 40  # seconds; the target holds on a machine that does nothing else


class Portal:
    """`./portal run` on a data folder and a port of its own."""

    def __init__(self, data, port):
        self.data, self.port, self.process = data, port, None

    def environment(self):
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
        return inherited | {"PORTAL_DATA": str(self.data), "PORT": str(self.port)}

    def start(self):
        """Start, wait for the first page, and give back how many seconds that took."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [PROJECT / "portal", "run"],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        while self.status("/accounts/login/") != 200:
            if self.process.poll() is not None or time.monotonic() - began > PATIENCE:
                pytest.fail(f"The portal did not come up: {self.end()}")
            time.sleep(0.05)
        return time.monotonic() - began

    def status(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def stop(self):
        """Ask it to stop and give back its exit code and those of its processes that are still there."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGTERM)
        self.said, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, [process for process in family if process.is_running()]

    def end(self):
        """Whatever happened, leave nothing; gives back what was said."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=PATIENCE)[0]

    def home_as(self, username, password):
        """The home page of somebody who signs in with these."""
        visitor = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        address = f"http://127.0.0.1:{self.port}/accounts/login/"
        with visitor.open(address) as answer:
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())[1]
        sent = {"csrfmiddlewaretoken": token, "login": username, "password": password}
        with visitor.open(address, urllib.parse.urlencode(sent).encode()) as answer:
            assert answer.url == f"http://127.0.0.1:{self.port}/"
            return answer.read().decode()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def portal():
    account = database_account()
    data = Path(tempfile.mkdtemp(prefix="portal-whole-", dir=temporary_folder(account)))
    data.chmod(0o755)
    portal = Portal(data, free_port())
    yield portal
    if portal.process and portal.process.poll() is None:
        portal.end()
    shutil.rmtree(data)


def fill_from_template(data, superuser_url):
    """The tables and reference data of the tests' template, so that the start need not make them one by one."""
    database = EmbeddedDatabase(data)
    database.enter()
    try:
        programs = database.cluster.programs
        dump = subprocess.run([programs / "pg_dump", "-N", "eeo", "-d", superuser_url], capture_output=True, check=True)
        target = database.cluster.url("postgres", roles.DATABASE)
        words = [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", target]
        subprocess.run(words, input=dump.stdout, capture_output=True, check=True)
    finally:
        database.leave()


@pytest.fixture
def template_copy(django_db_setup):
    """The address of this process's copy of the template, for the superuser."""
    parts = urllib.parse.urlsplit(os.environ["PORTAL_TEST_CLUSTER_SUPER_URL"])
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return urllib.parse.urlunsplit(parts._replace(path=f"/portal_{worker}"))


@pytest.mark.long
def test_the_portal_starts_signs_people_in_ends_cleanly_and_starts_again_quickly(portal, template_copy):
    if not ALL:
        fill_from_template(portal.data, template_copy)
    portal.start()
    with open(portal.data / "sample-signins.csv", newline="") as file:
        editor = next(row for row in csv.DictReader(file) if row["role"].startswith("News editor"))
    assert "Sign out" in portal.home_as(editor["username"], editor["password"])
    owners = {process.uids().real for process in psutil.Process(portal.process.pid).children(recursive=True)}
    assert owners == {web_account(database_account()).uid, database_account().uid}

    code, left = portal.stop()
    assert (code, left) == (0, [])
    assert f"http://127.0.0.1:{portal.port}/" in portal.said
    assert editor["password"] in portal.said
    assert portal.status("/healthz") is None

    seconds = portal.start()
    assert "Sign out" in portal.home_as(editor["username"], editor["password"])
    assert seconds < SECOND_START
    assert portal.stop() == (0, [])
    assert "Loading" not in portal.said
