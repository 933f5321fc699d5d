"""What a killed supervisor left is ended; strangers are not touched."""

import os
import subprocess
import sys
import time

import pytest

from doc_portal.launch import places, processes, serve
from doc_portal.launch.account import Account
from doc_portal.launch.places import PROJECT
from doc_portal.launch.serve import Child

SLEEP = "import time; print(flush=True); time.sleep(60)  # a leftover"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"


@pytest.fixture
def started():
    """Starts processes in groups of their own and ends them after the test."""
    running = []

    def start(code, cwd):
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=cwd, start_new_session=True, stdout=subprocess.PIPE
        )
        running.append(process)
        process.stdout.readline()  # its command line is there once it runs
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_leftover_is_recognised_and_ended(started, tmp_path):
    leftover = started(SLEEP, tmp_path)
    assert processes.group_members(leftover.pid, tmp_path, "a leftover") == {leftover.pid}
    processes.end_group(leftover.pid, tmp_path, "a leftover", 5)
    assert leftover.wait(5) < 0


def test_a_leftover_that_does_not_heed_is_ended_after_the_grace_period(started, tmp_path):
    leftover = started(STUBBORN, tmp_path)
    processes.end_group(leftover.pid, tmp_path, "SIG_IGN", 0.2)
    assert leftover.wait(5) == -9


@pytest.mark.parametrize("difference", ["folder", "command"])
def test_a_stranger_with_a_recycled_number_is_left_alone(started, tmp_path, difference):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    stranger = started(SLEEP, elsewhere if difference == "folder" else tmp_path)
    processes.end_group(stranger.pid, tmp_path, "a leftover" if difference == "folder" else "doc_portal.wsgi", 0.2)
    assert stranger.poll() is None


@pytest.fixture
def data(tmp_path):
    for name in ("run", "log"):
        (tmp_path / name).mkdir()
    return tmp_path


def make_child(data, code):
    return Child("sleeper", "time.sleep", ["-c", code], data, dict(os.environ), Account())


def watch_until(child, condition, patience=5):
    deadline = time.monotonic() + patience
    while not condition() and time.monotonic() < deadline:
        child.watch()
        time.sleep(0.02)
    assert condition()


def test_a_process_that_dies_is_started_again_later_each_time(data):
    child = make_child(data, "import time; time.sleep(60)")
    child.start()
    delays = []
    for _ in range(2):
        before = child.process
        before.kill()
        before.wait()
        watch_until(child, lambda before=before: child.process is not before)
        delays.append(child.delay)
    assert delays == [0.5, 1.0]
    child.ask_to_stop()
    child.stop()
    assert child.process.returncode == -15
    assert not child.note.exists()


def test_the_pid_file_leads_the_next_supervisor_to_the_leftover(data):
    child = make_child(data, "import time; time.sleep(60)")
    child.start()
    successor = make_child(data, "")
    successor.end_rest(5)
    assert child.process.wait(5) == -15
    assert processes.group_members(child.process.pid, PROJECT, "time.sleep") == set()


@pytest.fixture
def child(tmp_path):
    """A watched process that ends by itself."""
    for name in ("run", "log"):
        (tmp_path / name).mkdir()
    child = Child("web", "pass", ["-c", "pass"], tmp_path, dict(os.environ), Account())
    child.start()
    child.process.wait()
    yield child
    child.process.wait()


def test_a_process_that_ran_well_and_died_is_started_again_at_once(child):
    first, child.started = child.process.pid, time.monotonic() - serve.HEALTHY - 1
    child.watch()
    assert child.process.pid != first
    assert child.delay == 0


def test_a_process_that_dies_as_soon_as_it_starts_is_started_later_each_time(child):
    first, delays = child.process.pid, []
    for _ in range(9):
        child.watch()
        delays.append(child.delay)
        child.due = None
    assert delays == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert child.process.pid == first


def test_a_log_is_moved_aside_while_its_process_runs(child, monkeypatch):
    monkeypatch.setattr(serve, "rotate", lambda path: places.rotate(path, largest=5))
    child.command = [sys.executable, "-c", "import time; print('x' * 9, flush=True); time.sleep(60)"]
    child.start()
    while not child.log.read_text():
        time.sleep(0.02)
    child.watch()
    child.process.kill()
    assert child.log.read_text() == ""
    assert child.log.with_name("web.log.1").read_text() == "x" * 9 + "\n"
