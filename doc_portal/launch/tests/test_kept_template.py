"""The tests' database is kept between runs, and made anew where anything it depends on changed."""

import contextlib
import os
from pathlib import Path

import psycopg2
import pytest

from doc_portal.launch import kept_template, roles, vault
from doc_portal.launch.account import database_account, postgres_programs
from doc_portal.launch.kept_template import KeptTemplate, fingerprint

SUPER_URL = "PORTAL_TEST_CLUSTER_SUPER_URL"


class RunningCluster:
    """The cluster of this very run, as far as a kept template asks it."""

    programs = Path(postgres_programs(database_account()))

    def url(self, role, database):
        return os.environ[SUPER_URL].replace("/postgres?", f"/{database}?")


@pytest.fixture
def databases():
    """Two databases that hold what every new one does, by their names."""
    names = [f"{which}_{os.getpid()}" for which in ("first", "second")]
    with contextlib.closing(psycopg2.connect(os.environ[SUPER_URL])) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
                with contextlib.closing(psycopg2.connect(RunningCluster().url("", name))) as inside, inside:
                    vault.make(inside.cursor(), roles.APP, roles.COUNTER)
            yield names
            for name in names:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def asked(database, *statements):
    """What the last statement answers."""
    with contextlib.closing(psycopg2.connect(RunningCluster().url("", database))) as connection, connection:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchone()


def test_what_one_run_prepared_the_next_one_finds(databases, tmp_path):
    first, second = (KeptTemplate(RunningCluster(), name, tmp_path / "var" / "kept.sql") for name in databases)
    assert not first.restore()
    asked(databases[0], "CREATE TABLE line (words text)", "INSERT INTO line VALUES ('one') RETURNING 1")
    first.keep()
    assert second.restore()
    assert asked(databases[1], "SELECT * FROM line") == ("one",)


@pytest.mark.parametrize(("before", "after"), [("-- 18", "-- 17"), ("CREATE TABLE", "CREATE NOTHING")])
def test_a_dump_that_holds_no_more_or_is_broken_fills_nothing(databases, tmp_path, before, after):
    first, second = (KeptTemplate(RunningCluster(), name, tmp_path / "kept.sql") for name in databases)
    asked(databases[0], "CREATE TABLE line (words text)", "SELECT 1")
    first.keep()
    first.place.write_text(first.place.read_text().replace(before, after, 1))
    assert not second.restore()
    assert asked(databases[1], "SELECT to_regclass('line')") == (None,)


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ("mission/models/news.py", False),
        ("mission/migrations/0099_more.py", False),
        ("data/counties.csv", False),
        ("mission/views/news.py", True),
        ("mission/tests/test_news.py", True),
        ("templates/mission/news.html", True),
        ("personnel/urls.py", True),
    ],
)
def test_it_is_made_anew_for_all_but_what_only_draws(monkeypatch, tmp_path, changed, kept):
    monkeypatch.setattr(kept_template, "PROJECT", tmp_path)
    monkeypatch.setattr("doc_portal.launch.preparation.PROJECT", tmp_path)
    path = tmp_path / changed
    path.parent.mkdir(parents=True)
    path.write_text("one")
    before = fingerprint()
    path.write_text("two")
    assert (fingerprint() == before) is kept
