"""The supervisor of the embedded database, against real servers in throw-away folders."""

import contextlib
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg2
import pytest

from doc_portal.launch import processes, roles
from doc_portal.launch.account import database_account, postgres_programs
from doc_portal.launch.cluster import Cluster
from doc_portal.launch.failure import CannotStart
from doc_portal.launch.testing import temporary_folder


@pytest.fixture(scope="module")
def account():
    return database_account()


@pytest.fixture(scope="module")
def programs(account):
    return postgres_programs(account)


@pytest.fixture(scope="module")
def pristine(account, programs):
    """A cluster that was made and stopped; the tests work in copies, which spares each of them an initdb."""
    with folder(account) as place:
        cluster = Cluster(place / "pristine", account, programs)
        cluster.enter()
        roles.make(cluster)
        cluster.leave()
        yield cluster


@contextlib.contextmanager
def folder(account):
    """A short path that the account can reach; pytest's own temporary folders are private and long."""
    place = Path(tempfile.mkdtemp(prefix="pc-", dir=temporary_folder(account)))
    place.chmod(0o755)
    try:
        yield place
    finally:
        shutil.rmtree(place)


@pytest.fixture
def cluster(pristine, account):
    """A stopped cluster of its own for one test, ended whatever the test does to it."""
    with folder(account) as place:
        home = place / "postgres"
        subprocess.run(["cp", "-a", pristine.home, home], check=True)
        one = Cluster(home, account, pristine.programs)
        yield one
        one.stop()


def again(cluster):
    """The same cluster as another launcher sees it."""
    return Cluster(cluster.home, cluster.account, cluster.programs)


def ask(cluster, question, database="postgres", role="postgres"):
    with contextlib.closing(cluster.connect(database, role)) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_started_cluster_answers_and_a_stopped_one_leaves_nothing_running(cluster):
    cluster.enter()
    assert ask(cluster, "SELECT 1") == 1
    cluster.leave()
    assert cluster.alive() == set()
    assert not (cluster.data / "postmaster.pid").exists()


def test_nobody_is_trusted_without_a_password(cluster):
    rules = re.findall(r"^(?:local|host).*?(\S+)$", (cluster.data / "pg_hba.conf").read_text(), re.MULTILINE)
    assert set(rules) == {"scram-sha-256"}
    cluster.enter()
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(host=str(cluster.sock), user="postgres", password="guess", dbname="postgres")
    cluster.leave()


def test_socket_secrets_and_data_are_private(cluster):
    cluster.enter()
    assert [mode(cluster.sock), mode(cluster.secret), mode(cluster.data)] == [0o700] * 3
    assert {mode(path) for path in cluster.secret.iterdir()} == {0o600}
    assert mode(cluster.sock / ".s.PGSQL.5432") == 0o700
    assert ask(cluster, "SHOW listen_addresses") == ""
    cluster.leave()


def test_the_cluster_checks_its_pages_and_sorts_the_same_everywhere(cluster):
    cluster.enter()
    assert ask(cluster, "SHOW data_checksums") == "on"
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
    assert ask(cluster, "SELECT datlocale FROM pg_database WHERE datname = 'portal'") == "C.UTF-8"
    cluster.leave()


def test_a_stale_pid_file_that_names_a_stranger_does_not_prevent_a_start(cluster):
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        (cluster.data / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster.data}\n0\n5432\n{cluster.sock}\n\n")
        (cluster.sock / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n{cluster.data}\n")
        cluster.enter()
        assert ask(cluster, "SELECT 1") == 1
        assert stranger.poll() is None
        cluster.leave()
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_whose_launcher_was_killed_is_adopted(cluster):
    cluster.start()
    server = cluster.postmaster()
    successor = again(cluster)
    successor.enter()
    assert successor.postmaster() == server
    successor.leave()
    assert successor.alive() == set()


def test_a_one_off_command_leaves_an_unattended_server_as_it_was(cluster):
    cluster.start()
    successor = again(cluster)
    successor.enter()
    successor.leave(keep_found=True)
    assert successor.postmaster() is not None


def test_a_killed_server_with_a_busy_orphan_is_cleared_and_started(cluster):
    cluster.enter()
    with contextlib.closing(cluster.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        orphan = cursor.fetchone()[0]
        os.kill(orphan, signal.SIGSTOP)  # cannot notice that its server is gone
        os.kill(cluster.postmaster(), signal.SIGKILL)
        cluster.process.wait()
        deadline = time.monotonic() + 5
        while cluster.alive() != {orphan} and time.monotonic() < deadline:
            time.sleep(0.05)
        cluster.clear_stale(patience=0.2, pause=lambda seconds: wake(orphan, seconds))
        assert cluster.alive() == set()
    assert cluster.restart_if_gone()
    assert ask(cluster, "SELECT 1") == 1
    cluster.leave()


def wake(pid, seconds):
    """A stopped process receives SIGQUIT only once it goes on."""
    processes.send(pid, signal.SIGCONT)
    time.sleep(seconds)


def test_what_was_acknowledged_survives_sigkill_of_the_server(cluster):
    cluster.enter()
    with contextlib.closing(cluster.connect("portal")) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(cluster.postmaster(), signal.SIGKILL)
    cluster.process.wait()
    assert cluster.restart_if_gone()
    assert ask(cluster, "SELECT answer FROM kept", "portal") == 42
    cluster.leave()


def test_simultaneous_starts_share_one_server_and_the_last_to_leave_stops_it(cluster):
    launchers = [again(cluster) for _ in range(4)]
    barrier = threading.Barrier(len(launchers))

    def enter(launcher):
        barrier.wait()
        launcher.enter()

    threads = [threading.Thread(target=enter, args=[launcher]) for launcher in launchers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({launcher.postmaster() for launcher in launchers}) == 1
    for launcher in launchers[1:]:
        launcher.leave()
    assert ask(cluster, "SELECT 1") == 1
    launchers[0].leave()
    assert cluster.alive() == set()
    for launcher in launchers:
        if launcher.process:
            launcher.process.wait(5)


def test_a_path_too_long_for_a_socket_is_refused_in_one_sentence(account, programs):
    with folder(account) as place:
        deep = Cluster(place / ("deep" * 25), account, programs)
        with pytest.raises(CannotStart, match="set PORTAL_DATA to a folder with a shorter"):
            deep.enter()
        assert not deep.home.exists()


def test_data_of_another_version_is_refused_and_left_alone(cluster):
    (cluster.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(CannotStart, match="written by PostgreSQL 16 and this is 18"):
        cluster.enter()
    assert (cluster.data / "PG_VERSION").read_text() == "16\n"
    assert cluster.alive() == set()


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_set_to_forget_is_refused_and_stopped(cluster, setting):
    with open(cluster.data / "postgresql.conf", "a") as settings:
        settings.write(f"{setting} = off\n")
    with pytest.raises(CannotStart, match=f"could lose acknowledged entries .*{setting} = off"):
        cluster.enter()
    assert cluster.alive() == set()


def test_a_role_set_to_forget_is_refused(cluster):
    cluster.enter()
    with contextlib.closing(cluster.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("ALTER ROLE portal_app SET synchronous_commit = off")
    cluster.leave()
    with pytest.raises(CannotStart, match="synchronous_commit=off"):
        cluster.enter()


def test_an_interrupted_initdb_is_done_again(account, programs):
    with folder(account) as place:
        one = Cluster(place / "c", account, programs, throwaway=True)
        (place / "c" / "data.new" / "base").mkdir(parents=True)
        (place / "c" / "data.new" / "PG_VERSION").write_text("18")
        one.enter()
        assert ask(one, "SHOW fsync") == "off"
        one.leave()


def test_a_server_that_cannot_start_says_why(cluster):
    with open(cluster.data / "postgresql.conf", "a") as settings:
        settings.write("max_connections = 'many'\n")
    with pytest.raises(CannotStart, match=r"did not start \(.*FATAL.*postgres\.log"):
        cluster.enter()
    assert cluster.alive() == set()
