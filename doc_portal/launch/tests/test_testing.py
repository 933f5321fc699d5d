"""`./portal test` without a browser: loud where a person reads it, a failure where nobody does."""

import os
import subprocess
import sys

import pytest

from doc_portal.launch import testing
from doc_portal.launch.failure import CannotStart
from doc_portal.launch.places import PROJECT


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    """A machine without any browser, and without a way to install one."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def program(folder, name):
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_without_a_browser_the_skip_is_told_loudly(bare_machine, capsys):
    assert testing.find_browser() is None
    said = capsys.readouterr().out
    assert "NO CHROMIUM FOUND: THE BROWSER TESTS ARE SKIPPED." in said
    assert "apt install chromium" in said


def test_without_a_browser_a_run_nobody_watches_fails(bare_machine, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(CannotStart, match="CI is set and there is no Chromium"):
        testing.find_browser()


@pytest.mark.parametrize("name", ["chromium", "google-chrome"])
def test_a_browser_on_the_path_is_taken_without_a_word(bare_machine, monkeypatch, capsys, name):
    monkeypatch.setenv("CI", "true")
    path = program(bare_machine, name)
    assert testing.find_browser() == path
    assert capsys.readouterr().out == ""


def test_a_browser_that_playwright_installed_is_found(bare_machine):
    folder = bare_machine / ".cache" / "ms-playwright" / "chromium-1200" / "chrome-linux"
    folder.mkdir(parents=True)
    path = program(folder, "chrome")
    assert testing.find_browser() == path


PROBE = """\
def test_opens_a_page(browser_page):
    raise AssertionError("No browser was asked for.")

def test_does_without():
    assert True
"""


def test_without_a_browser_only_the_browser_tests_are_skipped(tmp_path):
    (tmp_path / "test_probe.py").write_text(PROBE)
    words = ["-m", "pytest", "-q", "-c", os.devnull, "--rootdir", tmp_path, "-p", "doc_portal.tests.browser"]
    done = subprocess.run(
        [sys.executable, *words, "-p", "no:django", "-p", "no:xdist", "-p", "no:cacheprovider", tmp_path],
        cwd=PROJECT,
        env={**os.environ, "PORTAL_NO_BROWSER": "1"},
        capture_output=True,
        text=True,
    )
    assert "1 passed, 1 skipped" in done.stdout
