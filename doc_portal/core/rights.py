"""What the role that serves requests may do to each table.

It may read and insert everywhere. Changing and deleting is granted table by table, never on an append-only table: a
fault or an injected statement then cannot rewrite history, triggers or not. `apply_rights` runs after migrations, as
the owner; role names are the users of DATABASE_URL, DATABASE_OWNER_URL and DATABASE_SEALER_URL.
"""

from typing import NamedTuple

import environ
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from psycopg2 import sql

READ_ONLY = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
    "pghistory_context",
}
SEALER_READS = {"core_auditevent"}
APPEND_ONLY_TRIGGER = "append_only"


TRIGGERS_STAND = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT trigger_name = ANY (coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}')::text[])
       AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = 'public.core_role'::regclass), 'USAGE')
$$
"""
"""Every trigger asks this function whether it is set aside; as the library makes it, any role could say so."""


class NotApplied(Exception):  # noqa: N818
    """The rights of the roles cannot be set here. The message says why and what follows from it."""


def append_only_tables() -> set[str]:
    """The tables whose model carries the trigger that refuses change and removal: audit events, row history."""
    return {
        model._meta.db_table
        for model in apps.get_models()
        if any(trigger.name == APPEND_ONLY_TRIGGER for trigger in getattr(model._meta, "triggers", ()))
    }


def ordinary_tables() -> set[str]:
    """The tables whose rows may change: those of every other model, and the cache."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    caches = {cache["LOCATION"] for cache in settings.CACHES.values() if cache["BACKEND"].endswith("DatabaseCache")}
    return (tables | caches) - append_only_tables() - READ_ONLY


def unlisted_tables() -> set[str]:
    """Tables of the database on no list; a test fails while there is one."""
    with connection.cursor() as cursor:
        found = set(connection.introspection.table_names(cursor))
    return found - append_only_tables() - ordinary_tables() - READ_ONLY


def role_named_in(variable: str) -> str:
    """The user of the database address in an environment variable; empty where there is none."""
    env = environ.Env()
    return env.db_url(variable)["USER"] if env.str(variable, default="") else ""


def apply_rights() -> str:
    """Set the rights of the app and sealer roles on every table, in one transaction. Returns what was done, in words.

    Raises `NotApplied` where there are no roles of their own to give rights to.
    """
    app, sealer = role_named_in("DATABASE_URL"), role_named_in("DATABASE_SEALER_URL")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user, array(SELECT rolname::text FROM pg_roles)")
        owner, roles = cursor.fetchone()
        if not app or app == owner:
            raise NotApplied(
                f"One database role ({owner}) serves requests and owns the tables: its rights stay as they are, "
                "and what is append-only is kept so by triggers alone."
            )
        if app not in roles:
            raise NotApplied(f"The database has no role {app}: no rights were set.")
        foreign = _tables_of_others(cursor)
        if foreign:
            raise NotApplied(f"{owner} does not own {', '.join(foreign)}: no rights were set. Run this as the owner.")
        for statement in _statements(cursor, app, sealer if sealer in roles else ""):
            cursor.execute(statement)
        cursor.execute(TRIGGERS_STAND)
    kept = len(append_only_tables())
    return f"{app} may change {len(ordinary_tables())} tables and only add to {kept}."


def _tables_of_others(cursor) -> list[str]:
    cursor.execute(
        "SELECT tablename::text FROM pg_tables"
        " WHERE schemaname = 'public' AND NOT pg_has_role(current_user, tableowner, 'USAGE') ORDER BY 1"
    )
    return [name for (name,) in cursor.fetchall()]


def _statements(cursor, app: str, sealer: str) -> list[sql.Composed]:
    """REVOKE everything, then GRANT what the lists say; a table on no list may only be read."""
    role = sql.Identifier(app)
    everything = sql.SQL("REVOKE ALL ON ALL {} IN SCHEMA public FROM {}")
    statements = [
        everything.format(sql.SQL(kind), of)
        for kind in ("TABLES", "SEQUENCES")
        for of in (sql.SQL("PUBLIC"), role, *([sql.Identifier(sealer)] if sealer else []))
    ]
    statements += [
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {}").format(role),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
        sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(role),
        sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(role),
    ]
    present = set(connection.introspection.table_names(cursor))
    for tables, right in ((append_only_tables(), "INSERT"), (ordinary_tables(), "INSERT, UPDATE, DELETE")):
        statements += [
            sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(right), sql.Identifier(table), role)
            for table in sorted(tables & present)
        ]
    if sealer:
        statements += [
            sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(table), sql.Identifier(sealer))
            for table in sorted(SEALER_READS & present)
        ]
    return statements


def vault_is_open() -> bool:
    """Whether the EEO vault takes answers from the role that serves requests (doc_portal/launch/vault.py)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(bool_and(has_schema_privilege(n.oid, 'USAGE')"
            "  AND has_function_privilege(p.oid, 'EXECUTE')), false)"
            " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = 'eeo' AND p.proname = 'record'"
        )
        return cursor.fetchone() == (True,)


class RoleRights(NamedTuple):
    """What a database role may do: everything, as owner of tables, and rewriting append-only rows but for triggers."""

    name: str
    superuser: bool
    owner: bool
    may_rewrite: bool


def rights_of_role(name: str = "") -> RoleRights:
    """The rights of the role that serves requests, or of the one named."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname::text, rolsuper,"
            " EXISTS (SELECT 1 FROM pg_tables"
            "  WHERE schemaname = 'public' AND pg_has_role(rolname, tableowner, 'USAGE')),"
            " EXISTS (SELECT 1 FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND"
            "  (has_table_privilege(rolname, oid, 'UPDATE') OR has_table_privilege(rolname, oid, 'DELETE')))"
            " FROM pg_roles WHERE rolname = coalesce(nullif(%s, ''), current_user)",
            [sorted(append_only_tables()), name],
        )
        return RoleRights(*cursor.fetchone())
