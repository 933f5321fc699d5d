"""Every way to fail at the start is one sentence that names the way out, and a non-zero exit."""

import os
import socket
import stat
import subprocess
import sys

import psycopg2
import pytest

from doc_portal.launch import database, environment, serve, web
from doc_portal.launch.failure import CannotStart
from doc_portal.launch.places import PROJECT, data_folder

DISPATCH = [sys.executable, "-m", "doc_portal.launch.dispatch"]


def launch(*words, **changes):
    """Start the launcher as a person would, and give back its exit code and what it wrote to stderr."""
    done = subprocess.run(
        [*DISPATCH, *words], cwd=PROJECT, env={**os.environ, **changes}, capture_output=True, text=True, timeout=30
    )
    return done.returncode, done.stderr


def assert_one_sentence(text, *pieces):
    assert len(text.strip().splitlines()) == 1
    assert "Traceback" not in text
    for piece in pieces:
        assert piece in text


@pytest.fixture
def taken_port():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield str(holder.getsockname()[1])


def test_a_port_in_use_is_named_before_anything_is_started(taken_port, tmp_path):
    code, text = launch("run", PORT=taken_port, PORTAL_DATA=str(tmp_path / "var"))
    assert code == 1
    assert_one_sentence(text, f"Port {taken_port} is in use", "set PORT")
    assert not (tmp_path / "var" / "postgres").exists()


def test_an_unreachable_given_database_is_named_without_its_password(tmp_path):
    url = "postgres://someone:a-secret@127.0.0.1:1/portal"
    code, text = launch("run", DATABASE_URL=url, PORT="8999", PORTAL_DATA=str(tmp_path / "var"))
    assert code == 1
    assert_one_sentence(text, "DATABASE_URL", "cannot be reached", "127.0.0.1")
    assert "a-secret" not in text


def test_a_given_address_that_is_none_is_refused():
    with pytest.raises(CannotStart, match="is not a database address") as refusal:
        database.reach("mysql:portal:a-secret", "DATABASE_URL")
    assert isinstance(refusal.value.__cause__, psycopg2.ProgrammingError)
    assert "a-secret" not in str(refusal.value)


def test_an_unwritable_data_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    code, text = launch("run", PORTAL_DATA=str(tmp_path / "file" / "var"))
    assert code == 1
    assert_one_sentence(text, "cannot be written", "PORTAL_DATA")


@pytest.mark.parametrize("text", ["0", "65536", "http", "８０００"])
def test_a_port_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(CannotStart, match="set it to a number from 1 to 65535"):
        web.port()


def test_an_unknown_environment_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("PORTAL_ENV", "prod")
    with pytest.raises(CannotStart, match="set it to sample or production"):
        web.environment(tmp_path, database.GivenDatabase())


def test_a_python_too_old_is_refused():
    with pytest.raises(CannotStart, match=r"needs Python 3\.11 or newer and was started with 3\.10"):
        environment.refuse_old_python((3, 10, 13))


def test_the_script_finds_no_python_and_says_so(tmp_path):
    for name in ("readlink", "dirname"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", PROJECT / "portal", "run"], env={"PATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert_one_sentence(done.stderr, "needs Python 3.11 or newer")


def test_the_script_works_from_elsewhere_and_through_a_link(tmp_path):
    link = tmp_path / "portal"
    link.symlink_to(PROJECT / "portal")
    done = subprocess.run([link, "--help"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0
    assert "./portal run" in done.stdout


def test_a_second_portal_on_the_same_data_is_refused(tmp_path):
    (tmp_path / "run").mkdir()
    with (
        serve.only_one(tmp_path),
        pytest.raises(CannotStart, match=f"already runs from .*process {os.getpid()}"),
        serve.only_one(tmp_path),
    ):
        pass


def test_secrets_are_kept_private_and_stay_the_same(monkeypatch, tmp_path):
    monkeypatch.setenv("PORTAL_DATA", str(tmp_path))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    folder = data_folder()
    key = web.secret_key(folder)
    assert len(key) >= 50
    assert web.secret_key(folder) == key
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
