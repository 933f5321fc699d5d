"""The roles of the database: who owns it, who serves requests, who seals the audit trail.

`portal_owner` owns the database and changes its schema. `portal_app` serves requests: it reads and inserts
by default; what it may update or delete is granted table by table after migration (`apply_rights`).
`portal_sealer` reaches only what `apply_rights` gives it. `portal_eeo` owns the EEO vault and signs in nowhere
(vault.py); `portal_counter` may call what counts there, and nothing else. Roles, their settings and rights on a
database are not copied with a template: `open_database` is run for each new one; default privileges and schema
rights are copied.
"""

import contextlib

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import encrypt_password

from doc_portal.launch import vault

OWNER = "portal_owner"
APP = "portal_app"
SEALER = "portal_sealer"
COUNTER = "portal_counter"
DATABASE = "portal"
ROLES = (OWNER, APP, SEALER, COUNTER)
REQUEST_TIMEOUTS = {
    "statement_timeout": "15s",
    "lock_timeout": "3s",
    "transaction_timeout": "60s",
    "idle_in_transaction_session_timeout": "30s",
}
TIMEOUTS = {OWNER: {"lock_timeout": "2s"}, APP: REQUEST_TIMEOUTS, SEALER: REQUEST_TIMEOUTS, COUNTER: REQUEST_TIMEOUTS}
SINCE_VERSION_17 = {"transaction_timeout"}
BOOTSTRAP_LOCK = 7_286_001


def make(cluster, database=DATABASE):
    """Make roles and database in our own cluster, or bring them up to date."""
    with contextlib.closing(cluster.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [BOOTSTRAP_LOCK])
        for role in ROLES:
            make_role(cursor, role, cluster.password(role))
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if not cursor.fetchone():
            make_database(cursor, database)
        open_database(cursor, database)
        with contextlib.closing(cluster.connect(database)) as inside, inside.cursor() as inner:
            open_schema(inner)
            vault.make(inner, APP, COUNTER)


def make_role(cursor, role, password):
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
    verifier = encrypt_password(password, role, cursor.connection, "scram-sha-256")
    cursor.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}").format(
            verb, sql.Identifier(role), sql.Literal(verifier)
        )
    )
    for statement in timeouts(role, role, cursor.connection.server_version):
        cursor.execute(statement)


def timeouts(kind, role, server_version):
    """What bounds the statements of a role; a limit the server does not know yet is left out."""
    return [
        sql.SQL("ALTER ROLE {} SET {} = {}").format(sql.Identifier(role), sql.Identifier(name), sql.Literal(value))
        for name, value in TIMEOUTS[kind].items()
        if server_version >= 170000 or name not in SINCE_VERSION_17
    ]


def make_database(cursor, name, template="template0"):
    """Make a database that the owner owns; from a template it takes everything but the rights to enter it."""
    cursor.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
        )
    )


def open_database(cursor, name):
    """Close a database to everyone and open it to the roles that work in it."""
    for statement in database_rights(name, APP, SEALER, COUNTER):
        cursor.execute(statement)


def database_rights(name, *entering):
    database = sql.Identifier(name)
    statements = [sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database)]
    for role in filter(None, entering):
        statements.append(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(role)))
    return statements


def open_schema(cursor, owner=OWNER, app=APP, sealer=SEALER):
    """In the database itself: nobody but the owner makes tables; the app reads and inserts by default."""
    for statement in schema_rights(owner, app, sealer):
        cursor.execute(statement)


def schema_rights(owner, app, sealer):
    owner, app = sql.Identifier(owner), sql.Identifier(app)
    defaults = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} ").format(owner)
    statements = [
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app),
        defaults + sql.SQL("GRANT SELECT, INSERT ON TABLES TO {}").format(app),
        defaults + sql.SQL("GRANT USAGE ON SEQUENCES TO {}").format(app),
    ]
    if sealer:
        statements.append(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(sealer)))
    return statements


def open_given(connection, app, sealer=None, counter=None):
    """The same on a server that is not ours, as far as its owner role may; returns the refusals, one line each.

    The roles exist there already. What is refused is off, and the status page says so.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_user")
        database, owner = cursor.fetchone()
    if owner == app:
        return ["DATABASE_URL and DATABASE_OWNER_URL name the same role"]
    return tried(connection, [*database_rights(database, app, sealer, counter), *schema_rights(owner, app, sealer)])


def bound_given(connection, kind):
    """Let a role of a given server bound its own statements: each may do that for itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return tried(connection, timeouts(kind, cursor.fetchone()[0], connection.server_version))


def tried(connection, statements):
    """Run what the role may run; the rest comes back as refusals. PostgreSQL only warns of a grant in vain."""
    refused = []
    with connection.cursor() as cursor:
        for statement in statements:
            connection.notices.clear()
            try:
                cursor.execute(statement)
                answers = [notice for notice in connection.notices if notice.startswith("WARNING")]
            except psycopg2.Error as error:
                answers = [str(error)]
            refused += [f"{statement.as_string(connection)}: {answer.splitlines()[0]}" for answer in answers]
    return refused
