"""What each role of the database may and may not do, asked of a real server."""

import contextlib
import shutil
import tempfile
from pathlib import Path

import psycopg2
import pytest

from doc_portal.launch import roles, vault
from doc_portal.launch.account import database_account, postgres_programs
from doc_portal.launch.cluster import Cluster
from doc_portal.launch.testing import temporary_folder


@pytest.fixture(scope="module")
def cluster():
    account = database_account()
    place = Path(tempfile.mkdtemp(prefix="pr-", dir=temporary_folder(account)))
    place.chmod(0o755)
    one = Cluster(place / "c", account, postgres_programs(account), throwaway=True)
    one.enter()
    roles.make(one)
    roles.make(one)  # a second start changes nothing
    with contextlib.closing(one.connect("portal", roles.OWNER)) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE journal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, line text)")
    yield one
    one.leave()
    shutil.rmtree(place)


def told(cluster, role, statement, database="portal"):
    """What the server answers to a role: a row, or the name of its refusal."""
    with contextlib.closing(cluster.connect(database, role)) as connection, connection.cursor() as cursor:
        try:
            cursor.execute(statement)
        except psycopg2.Error as error:
            return type(error).__name__
        return cursor.fetchone() if cursor.description else "done"


def test_the_app_reads_and_inserts_what_the_owner_made(cluster):
    assert told(cluster, roles.APP, "INSERT INTO journal (line) VALUES ('one')") == "done"
    assert told(cluster, roles.APP, "SELECT line FROM journal") == ("one",)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE journal SET line = 'two'",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "DROP TABLE journal",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "SET session_replication_role = replica",
        "SET ROLE portal_owner",
        "ALTER ROLE portal_app SUPERUSER",
    ],
)
def test_the_app_may_not(cluster, attack):
    assert told(cluster, roles.APP, attack) == "InsufficientPrivilege"


def test_the_sealer_reaches_nothing_that_it_was_not_given(cluster):
    assert told(cluster, roles.SEALER, "SELECT line FROM journal") == "InsufficientPrivilege"


def test_the_owner_owns_the_database_and_is_no_superuser(cluster):
    question = (
        "SELECT pg_get_userbyid(datdba), (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) "
        "FROM pg_database WHERE datname = 'portal'"
    )
    assert told(cluster, roles.OWNER, question) == ("portal_owner", False)


@pytest.mark.parametrize(("setting", "limit"), [*roles.REQUEST_TIMEOUTS.items()])
def test_no_statement_of_the_app_may_last_for_ever(cluster, setting, limit):
    assert told(cluster, roles.APP, f"SELECT current_setting('{setting}')::interval = '{limit}'::interval") == (True,)


@pytest.mark.parametrize(("version", "asked"), [(160000, False), (170000, True)])
def test_only_a_server_that_knows_the_transaction_timeout_is_asked_for_it(cluster, version, asked):
    with contextlib.closing(cluster.connect()) as connection:
        text = " ".join(line.as_string(connection) for line in roles.timeouts(roles.APP, "app", version))
    assert ("transaction_timeout" in text) == asked
    assert "statement_timeout" in text


def test_rights_hold_in_a_database_copied_from_a_template(cluster):
    with contextlib.closing(cluster.connect()) as connection, connection.cursor() as cursor:
        roles.make_database(cursor, "copied", "portal")
        roles.open_database(cursor, "copied")
    with contextlib.closing(cluster.connect("copied", roles.OWNER)) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (id int)")
    assert told(cluster, roles.APP, "INSERT INTO later VALUES (1)", "copied") == "done"
    assert told(cluster, roles.APP, "DELETE FROM later", "copied") == "InsufficientPrivilege"
    assert told(cluster, roles.APP, "CREATE TEMPORARY TABLE mine (id int)", "copied") == "InsufficientPrivilege"


def test_a_given_server_gets_the_rights_that_its_owner_may_grant(cluster):
    with contextlib.closing(cluster.connect("portal", roles.OWNER)) as connection:
        assert roles.open_given(connection, roles.APP, roles.SEALER, roles.COUNTER) == []


def test_a_role_of_a_given_server_bounds_its_own_statements(cluster):
    with contextlib.closing(cluster.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("ALTER ROLE portal_app RESET ALL")
    with contextlib.closing(cluster.connect("portal", roles.APP)) as connection:
        assert roles.bound_given(connection, roles.APP) == []
    assert told(cluster, roles.APP, "SHOW statement_timeout") == ("15s",)


def test_what_a_given_server_refuses_is_told(cluster):
    with contextlib.closing(cluster.connect("portal", roles.SEALER)) as connection:
        refused = roles.open_given(connection, roles.APP)
    assert [line.split(":")[0] for line in refused] == [
        'REVOKE ALL ON DATABASE "portal" FROM PUBLIC',
        'GRANT CONNECT ON DATABASE "portal" TO "portal_app"',
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        'GRANT USAGE ON SCHEMA public TO "portal_app"',
    ]


def given(cluster, name, *, may_make_roles):
    """A database on a server that is not ours, and a connection of the role that owns it."""
    with contextlib.closing(cluster.connect()) as connection, connection.cursor() as cursor:
        makes = "CREATEROLE" if may_make_roles else "NOCREATEROLE"
        cursor.execute(f"CREATE ROLE {name} LOGIN {makes} PASSWORD '{cluster.password(name)}'")
        cursor.execute(f"CREATE DATABASE {name} OWNER {name}")
        cursor.execute(f"GRANT CONNECT ON DATABASE {name} TO portal_app, portal_counter")
    return contextlib.closing(cluster.connect(name, name))


def test_a_given_server_gets_a_vault_where_its_owner_may_make_roles(cluster, monkeypatch):
    monkeypatch.setattr(vault, "VAULT", "given_eeo")
    with given(cluster, "maker", may_make_roles=True) as connection:
        assert vault.make_given(connection, roles.APP, roles.COUNTER) == []
        assert vault.make_given(connection, roles.APP, roles.COUNTER) == []
        assert vault.make_given(connection, roles.APP, roles.APP) == [
            "DATABASE_URL and DATABASE_COUNTER_URL name the same role"
        ]
    assert told(cluster, roles.APP, "SELECT eeo.record('A', 1, 'male', 'white')", "maker") == ("",)
    assert told(cluster, roles.COUNTER, "SELECT count(*) FROM eeo.selection('{1}')", "maker") == (0,)
    assert told(cluster, roles.APP, "SELECT 1 FROM eeo.selection('{1}')", "maker") == "InsufficientPrivilege"
    assert told(cluster, roles.APP, "SELECT 1 FROM eeo.answer", "maker") == "InsufficientPrivilege"
    assert told(cluster, "maker", "SELECT 1 FROM eeo.answer", "maker") == "InsufficientPrivilege"


def test_where_roles_cannot_be_made_there_is_no_vault_and_no_half_of_one(cluster, monkeypatch):
    monkeypatch.setattr(vault, "VAULT", "no_such_eeo")
    with given(cluster, "poor", may_make_roles=False) as connection:
        (refusal,) = vault.make_given(connection, roles.APP)
    assert refusal.startswith("the EEO vault stays off: permission denied")
    assert told(cluster, "poor", "SELECT 1 FROM pg_namespace WHERE nspname = 'eeo'", "poor") is None


def test_nobody_signs_in_as_the_vault(cluster):
    assert told(cluster, roles.OWNER, "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'portal_eeo'") == (False,)
    assert told(cluster, roles.OWNER, "SELECT 1 FROM eeo.answer") == "InsufficientPrivilege"
