"""`./portal test`: pytest on a throw-away cluster, each of its processes with a database of its own.

The template database is prepared by the same roles and commands as the real one, and kept for the next run;
conftest.py copies it for every worker. Durability is off here and only here.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from doc_portal.launch import chromium, roles, web
from doc_portal.launch.account import Account, database_account, postgres_programs
from doc_portal.launch.cluster import SUPERUSER, Cluster
from doc_portal.launch.failure import CannotStart
from doc_portal.launch.interruption import Interrupted
from doc_portal.launch.kept_template import KeptTemplate
from doc_portal.launch.places import PROJECT, PYTHON, say
from doc_portal.launch.preparation import AS_APP, AS_OWNER, Preparation

TEMPLATE = "portal_template"
ALL = "--all"
PARALLEL = ["-n", "2", "--dist", "worksteal"]


class ThrowawayDatabase:
    """The throw-away cluster as the preparation sees it."""

    def __init__(self, home, account, programs):
        self.account = account
        self.cluster = Cluster(home, account, programs, throwaway=True)
        self.program_folder = str(programs)

    @property
    def environment(self):
        return {
            "DATABASE_URL": self.cluster.url(roles.APP, TEMPLATE),
            "DATABASE_OWNER_URL": self.cluster.url(roles.OWNER, TEMPLATE),
            "DATABASE_SEALER_URL": self.cluster.url(roles.SEALER, TEMPLATE),
            "DATABASE_COUNTER_URL": self.cluster.url(roles.COUNTER, TEMPLATE),
        }

    def freeze(self):
        """Make the prepared database a template that nobody can enter, so that nobody changes it."""
        with self.cluster.connect() as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER DATABASE {TEMPLATE} IS_TEMPLATE true ALLOW_CONNECTIONS false")
        connection.close()


def run_tests(words, interruption):
    """Run the tests and give back pytest's exit code."""
    browser = find_browser()
    account = database_account()
    home = Path(tempfile.mkdtemp(prefix="portal-test-", dir=temporary_folder(account)))
    database = None
    try:
        if account.name:
            home.chmod(0o711)
        data = home / "var"
        for folder in (data, data / "log", data / "run"):
            folder.mkdir()
        database = ThrowawayDatabase(home / "postgres", account, postgres_programs(account))
        database.cluster.enter(interruption.pause)
        roles.make(database.cluster, TEMPLATE)
        environment = pytest_environment(database, data, browser)
        prepare(Preparation(data, database, Account(), environment, interruption.pause))
        database.freeze()
        return run_pytest(words, environment, interruption)
    except Interrupted:
        return 130
    finally:
        if database:
            database.cluster.leave()
        shutil.rmtree(home, ignore_errors=True)


def prepare(preparation):
    """Bring the template up to date, from the last run's where that still holds, and collect the static files."""
    kept = KeptTemplate(preparation.database.cluster, TEMPLATE)
    restored = kept.restore()
    if restored:
        preparation.take_as_done((*AS_OWNER, *AS_APP))
    preparation.run(static=True)
    if not restored:
        kept.keep()


def temporary_folder(account):
    """Where the throw-away cluster goes: the usual place, unless the database's account cannot get there."""
    usual = tempfile.gettempdir()
    return usual if account.can_enter(usual) else "/var/tmp"  # noqa: S108


def find_browser():
    """The path of Chromium; None, loudly, where there is none. Where that must not pass unseen it is a failure."""
    path = chromium.find_or_install()
    if path is None:
        chromium.announce_absence()
        if os.environ.get("CI"):
            raise CannotStart("CI is set and there is no Chromium; install it, or unset CI to skip the browser tests.")
    return path


def pytest_environment(database, data, browser):
    """The environment of pytest: the portal's own, and what conftest.py needs to make databases."""
    environment = web.environment(data, database)
    environment.pop("PORTAL_HTTPS", None)
    cluster = database.cluster
    return {
        **environment,
        "FRAME_KEPT_SECONDS": "0",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright's loop runs in the thread of the tests
        "PORTAL_ENV": "sample",
        "PUBLIC_JOBS": "off",
        "PUBLIC_CERTIFICATES": "off",
        "PORTAL_TEST_CLUSTER_HOST": str(cluster.sock),
        "PORTAL_TEST_CLUSTER_APP_URL": database.environment["DATABASE_URL"],
        "PORTAL_TEST_CLUSTER_OWNER_URL": database.environment["DATABASE_OWNER_URL"],
        "PORTAL_TEST_CLUSTER_SUPER_URL": cluster.url(SUPERUSER, "postgres"),
        "PORTAL_TEST_CLUSTER_TEMPLATE": TEMPLATE,
        **({"PORTAL_CHROMIUM": browser} if browser else {"PORTAL_NO_BROWSER": "1"}),
    }


def pytest_words(words):
    """The words for pytest: in parallel unless told otherwise, and without our own --all."""
    rest = [word for word in words if word != ALL]
    chosen = any(word.startswith(("-n", "--numprocesses", "--dist")) for word in rest) or "no:xdist" in rest
    return [*([] if chosen or "-pno:xdist" in rest else PARALLEL), *rest]


def run_pytest(words, environment, interruption):
    """pytest in its own group: one that is interrupted is ended with all its workers and browsers."""
    if ALL in words:
        environment = {**environment, "PORTAL_TEST_ALL": "1"}
    process = subprocess.Popen(
        [PYTHON, "-m", "pytest", *pytest_words(words)], cwd=PROJECT, env=environment, start_new_session=True
    )
    try:
        while process.poll() is None:
            interruption.pause(0.1)
    except Interrupted:
        say("Interrupted: ending the tests …")
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        raise
    return 128 - process.returncode if process.returncode < 0 else process.returncode
