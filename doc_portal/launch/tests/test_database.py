"""Where the cluster lies when root works under a private home, and how a database is told from another."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from doc_portal.launch import database, roles
from doc_portal.launch.account import Account, database_account, postgres_programs
from doc_portal.launch.testing import ThrowawayDatabase, temporary_folder

only_root = pytest.mark.skipif(os.getuid() != 0, reason="an ordinary user's cluster always lies in the data folder")


def test_the_cluster_of_an_ordinary_user_lies_in_the_data_folder(tmp_path):
    assert database.cluster_home(tmp_path, Account()) == tmp_path / "postgres"


@pytest.fixture
def private(tmp_path, monkeypatch):
    """A folder nobody but root may enter, and a place of the system's for clusters."""
    system = tmp_path / "system"
    system.mkdir()
    monkeypatch.setattr(database, "SYSTEM_HOME", system)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return home


def data_in(folder):
    folder.mkdir()
    return folder


def place(data):
    """Where the cluster of a data folder goes, and make it there as a start would."""
    home = database.cluster_home(data, database_account())
    home.mkdir(exist_ok=True)
    return home


@only_root
def test_under_a_private_home_the_cluster_lies_outside_and_no_folder_is_opened(private):
    data = data_in(private / "var")
    home = place(data)
    assert home.parent == database.SYSTEM_HOME
    assert (data / "postgres.path").read_text() == str(home)
    assert private.stat().st_mode & 0o777 == 0o700
    assert place(data) == home


@only_root
def test_a_moved_data_folder_keeps_its_cluster_and_a_new_one_at_its_place_gets_another(private):
    data = data_in(private / "var")
    home = place(data)
    moved = data.rename(private / "moved")
    assert place(moved) == home
    assert place(data_in(private / "var")) != home


@only_root
def test_a_copied_data_folder_gets_a_cluster_of_its_own(private):
    data = data_in(private / "var")
    home = place(data)
    copy = Path(shutil.copytree(data, private / "copy"))
    assert place(copy) != home
    assert place(data) == home


@only_root
def test_a_fresh_checkout_does_not_find_the_data_of_an_earlier_one(private, capsys):
    data = data_in(private / "var")
    home = place(data)
    shutil.rmtree(data)
    assert place(data_in(private / "var")) != home
    assert f"stays in {home}" in capsys.readouterr().out


@pytest.fixture
def throwaway():
    """A prepared database as the launcher sees it, on a server of its own."""
    account = database_account()
    folder = Path(tempfile.mkdtemp(prefix="pd-", dir=temporary_folder(account)))
    folder.chmod(0o755)
    one = ThrowawayDatabase(folder / "c", account, postgres_programs(account))
    one.cluster.enter()
    roles.make(one.cluster, "portal_template")
    yield one
    one.cluster.leave()
    shutil.rmtree(folder)


def as_owner(one, *statements):
    with contextlib.closing(one.cluster.connect("portal_template", roles.OWNER)) as connection:
        for statement in statements:
            connection.cursor().execute(statement)


MIGRATIONS = "CREATE TABLE django_migrations (id int, applied timestamptz)"


def test_a_database_is_another_one_once_it_was_migrated_or_made_anew(throwaway):
    seen = [database.identity(throwaway)]
    for change in (
        [MIGRATIONS],
        ["INSERT INTO django_migrations VALUES (1, '2030-01-01 00:00Z')"],
        ["DROP TABLE django_migrations", MIGRATIONS, "INSERT INTO django_migrations VALUES (1, '2030-01-01 00:00Z')"],
    ):
        as_owner(throwaway, *change)
        seen.append(database.identity(throwaway))
        assert database.identity(throwaway) == seen[-1]
    assert len(set(seen)) == len(seen)


def test_a_database_that_does_not_show_its_migrations_is_never_taken_for_prepared(throwaway):
    as_owner(throwaway, MIGRATIONS, "REVOKE ALL ON django_migrations FROM portal_app")
    assert database.identity(throwaway) is None
