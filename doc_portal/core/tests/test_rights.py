"""What the role that serves requests may not do, tried over a connection of its own; and that no table is forgotten."""

import os

import pytest
from django.db import DatabaseError, connection, transaction

from doc_portal.core import rights
from doc_portal.core.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_app():
    """A cursor of the role that serves requests: tests use it throughout."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (rights.role_named_in("DATABASE_URL"), False)
        yield cursor


@pytest.fixture
def event():
    return AuditEvent.objects.create(act="attack", object_name="Something that happened")


INSUFFICIENT_PRIVILEGE = "42501"

ATTACKS = [
    "UPDATE core_auditevent SET act = 'nothing'",
    "UPDATE core_auditevent SET reason = 'nothing' WHERE false",
    "DELETE FROM core_auditevent",
    "TRUNCATE core_auditevent",
    "TRUNCATE core_setting CASCADE",
    "DELETE FROM core_userevent",
    "UPDATE core_rolegrantevent SET reason = 'nothing'",
    "TRUNCATE core_worksiteevent",
    "DROP TABLE core_auditevent",
    "ALTER TABLE core_auditevent DISABLE TRIGGER ALL",
    "ALTER TABLE core_auditevent DROP CONSTRAINT audit_event_names_a_whole_record",
    "ALTER TABLE core_setting DISABLE TRIGGER USER",
    "SET session_replication_role = replica",
    "SET ROLE portal_owner",
    "SET SESSION AUTHORIZATION portal_owner",
    "CREATE TABLE core_mine (id int)",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TRIGGER mine BEFORE INSERT ON core_user FOR EACH ROW EXECUTE FUNCTION pg_catalog.tsvector_update_trigger()",
    "GRANT portal_owner TO portal_app",
    "DELETE FROM django_migrations",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('core', 'mine', now())",
    "UPDATE auth_permission SET codename = 'mine'",
    "COPY core_user TO PROGRAM 'cat'",
    "SELECT pg_read_file('postgresql.conf')",
    "ALTER ROLE portal_app SUPERUSER",
    "SELECT setval('core_auditevent_id_seq', 1)",
    "LOCK TABLE core_auditevent IN ACCESS EXCLUSIVE MODE",
    "CREATE EXTENSION vector",
    "CREATE TEMPORARY TABLE core_auditevent (id int)",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_app_role_is_refused(attack, as_app, event):
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        as_app.execute(attack)
    assert refusal.value.__cause__.pgcode == INSUFFICIENT_PRIVILEGE, refusal.value
    assert AuditEvent.objects.get(pk=event.pk).act == "attack"


def test_the_app_role_may_add_events_and_change_ordinary_rows(as_app):
    as_app.execute(
        "INSERT INTO core_auditevent (at, act, actor_name, object_name, outcome, before, after, reason, details,"
        " request_id) VALUES (now(), 'noted', '', '', 'done', '', '', '', '{}', '') RETURNING id"
    )
    assert as_app.fetchone()
    as_app.execute("INSERT INTO core_counter (series, year, last) VALUES ('T', 2026, 1)")
    as_app.execute("UPDATE core_counter SET last = 2 WHERE series = 'T'")
    as_app.execute("DELETE FROM core_counter WHERE series = 'T'")
    assert as_app.rowcount == 1


def test_every_table_is_on_a_list():
    assert rights.unlisted_tables() == set()


def test_a_table_nobody_declared_is_found(monkeypatch):
    known = rights.ordinary_tables() - {"core_counter"}
    monkeypatch.setattr(rights, "ordinary_tables", lambda: known)
    assert rights.unlisted_tables() == {"core_counter"}


def test_audit_events_and_every_row_history_are_append_only():
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT table_name FROM information_schema.columns WHERE column_name = 'pgh_obj_id'")
        histories = {name for (name,) in cursor.fetchall()}
    assert "core_userevent" in histories
    assert histories | {"core_auditevent"} <= rights.append_only_tables()


def test_the_app_role_holds_exactly_the_rights_of_the_lists(as_app):
    as_app.execute(
        "SELECT c.relname, array_remove(array_agg(CASE WHEN has_table_privilege(c.oid, p) THEN p END), NULL)"
        " FROM pg_class c, unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) p"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY c.relname"
    )
    held = {name: set(found) for name, found in as_app.fetchall()}
    for table, found in held.items():
        if table in rights.append_only_tables():
            assert found == {"SELECT", "INSERT"}, table
        elif table in rights.READ_ONLY:
            assert found == {"SELECT"}, table
        else:
            assert found == {"SELECT", "INSERT", "UPDATE", "DELETE"}, table


def test_one_role_for_everything_says_that_triggers_alone_remain(monkeypatch):
    user = connection.settings_dict["USER"]
    monkeypatch.setitem(os.environ, "DATABASE_URL", f"postgres://{user}@/somewhere")
    with pytest.raises(rights.NotApplied, match="triggers alone"):
        rights.apply_rights()


def test_a_role_the_server_does_not_know_gets_nothing(monkeypatch):
    monkeypatch.setitem(os.environ, "DATABASE_URL", "postgres://nobody_here@/somewhere")
    with pytest.raises(rights.NotApplied, match="no role nobody_here"):
        rights.apply_rights()


def test_only_the_owner_sets_rights(monkeypatch):
    owner = rights.role_named_in("DATABASE_OWNER_URL")
    monkeypatch.setitem(os.environ, "DATABASE_URL", f"postgres://{owner}@/somewhere")
    with pytest.raises(rights.NotApplied, match="Run this as the owner"):
        rights.apply_rights()
