"""The database of one pytest process: a copy of the template, brought back after each test that commits.

A copy is a thousand files, so it is made once. Afterwards only the tables that differ from what they held at the
beginning are written anew, beside all triggers: append-only tables refuse every other way. Where the shape of the
database itself was changed, it is copied again.
"""

import contextlib
import io
import os
from dataclasses import dataclass

import psycopg2
from django.db import connections
from psycopg2 import sql

from doc_portal.launch import roles

SECONDS_TO_LEAVE = 30
TABLES = """
    SELECT relname, array_agg(attname::text ORDER BY attnum)
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    GROUP BY relname ORDER BY relname
"""
CONTENTS = "SELECT {name}, count(*), coalesce(sum(hashtextextended(one::text, 0)), 0) FROM {table} one"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
CATALOGS = (
    "pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_trigger", "pg_proc", "pg_type", "pg_namespace",
    "pg_policy",
)  # fmt: skip
SHAPE = "SELECT {name}, count(*), coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) FROM {table}"


@dataclass
class Kept:
    """What a database held when it was copied: rows of each table that has any, and marks to compare by."""

    columns: dict[str, list[str]]
    rows: dict[str, bytes]
    contents: dict
    sequences: dict
    shape: dict


class WorkerDatabase:
    """The database of one pytest process."""

    def __init__(self, worker):
        self.name = f"portal_{worker}"
        self.kept = None

    def use(self):
        """Point every connection of Django, in this and in later threads, to this database."""
        for alias in connections:
            connections.settings[alias]["NAME"] = self.name

    @contextlib.contextmanager
    def superuser(self, name="postgres"):
        """A cursor whose statements are each a transaction of their own."""
        url = os.environ["PORTAL_TEST_CLUSTER_SUPER_URL"]
        with contextlib.closing(psycopg2.connect(url, dbname=name)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor

    def remake(self):
        """Throw the database away, whoever is still connected, copy the template and note what the copy holds."""
        connections.close_all()
        with self.superuser() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))
            roles.make_database(cursor, self.name, os.environ["PORTAL_TEST_CLUSTER_TEMPLATE"])
            roles.open_database(cursor, self.name)
            self.allow_long_transactions(cursor)
        with self.superuser(self.name) as cursor:
            self.kept = keep(cursor)

    def allow_long_transactions(self, cursor):
        """A test is one transaction; on a busy machine it may last longer than a request ever should."""
        for limit in ("transaction_timeout", "idle_in_transaction_session_timeout"):
            words = "ALTER ROLE {} IN DATABASE {} SET {} = '10min'"
            names = sql.Identifier(roles.APP), sql.Identifier(self.name), sql.Identifier(limit)
            cursor.execute(sql.SQL(words).format(*names))

    def bring_back(self):
        """Make the database what it was when it was copied, whoever is still connected."""
        connections.close_all()
        with self.superuser(self.name) as cursor:
            send_away(cursor)
            same_shape = marks(cursor, SHAPE, CATALOGS) == self.kept.shape
            if same_shape:
                restore(cursor, self.kept)
        if not same_shape:
            self.remake()


def keep(cursor) -> Kept:
    """Note what the database holds."""
    cursor.execute(TABLES)
    columns = dict(cursor.fetchall())
    contents = marks(cursor, CONTENTS, columns)
    rows = {table: read_out(cursor, table, columns[table]) for table, (count, _) in contents.items() if count}
    return Kept(columns, rows, contents, sequences(cursor), marks(cursor, SHAPE, CATALOGS))


def marks(cursor, words, tables) -> dict[str, tuple]:
    """How many rows each table has, and a number that changes with any of them."""
    parts = [sql.SQL(words).format(name=sql.Literal(name), table=sql.Identifier(name)) for name in tables]
    cursor.execute(sql.SQL(" UNION ALL ").join(parts))
    return {name: (count, mark) for name, count, mark in cursor.fetchall()}


def sequences(cursor) -> dict[str, int | None]:
    cursor.execute(SEQUENCES)
    return dict(cursor.fetchall())


def send_away(cursor):
    """End every other session, and wait until it has gone."""
    cursor.execute(
        "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
        [SECONDS_TO_LEAVE * 1000],
    )


def restore(cursor, kept: Kept):
    """Write every table and sequence anew that is not as it was kept."""
    cursor.execute("SET session_replication_role = replica")
    for table, found in marks(cursor, CONTENTS, kept.columns).items():
        if found != kept.contents[table]:
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            if table in kept.rows:
                write_back(cursor, table, kept.columns[table], kept.rows[table])
    for name, found in sequences(cursor).items():
        if found != (before := kept.sequences[name]):
            cursor.execute("SELECT setval(%s, %s, %s)", [name, before or 1, before is not None])


def read_out(cursor, table, columns) -> bytes:
    found = io.BytesIO()
    cursor.copy_expert(copying(cursor, table, columns, "TO STDOUT"), found)
    return found.getvalue()


def write_back(cursor, table, columns, rows):
    cursor.copy_expert(copying(cursor, table, columns, "FROM STDIN"), io.BytesIO(rows))


def copying(cursor, table, columns, direction) -> str:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    words = sql.SQL("COPY {} ({}) " + direction).format(sql.Identifier(table), names)
    return words.as_string(cursor)
