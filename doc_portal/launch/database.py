"""Which database the portal works with: the one DATABASE_URL names, else our own cluster.

Both give the environment that Django processes read: DATABASE_URL (requests), DATABASE_OWNER_URL (schema),
DATABASE_SEALER_URL (audit seals), DATABASE_COUNTER_URL (totals of the EEO vault).
"""

import contextlib
import hashlib
import os
import time
from pathlib import Path

import psycopg2
from psycopg2.extensions import make_dsn, parse_dsn

from doc_portal.launch import roles, vault
from doc_portal.launch.account import SYSTEM_HOME, database_account, postgres_programs
from doc_portal.launch.cluster import SUPERUSER, Cluster
from doc_portal.launch.failure import CannotStart
from doc_portal.launch.places import rotate, say, write_whole

ROLE_OF = {
    "DATABASE_URL": roles.APP,
    "DATABASE_OWNER_URL": roles.OWNER,
    "DATABASE_SEALER_URL": roles.SEALER,
    "DATABASE_COUNTER_URL": roles.COUNTER,
}
IDENTITY = (
    "SELECT coalesce(to_regclass('django_migrations')::oid, 0), "
    "(SELECT oid FROM pg_database WHERE datname = current_database())"
)


def chosen(data):
    """The database of this start: given by DATABASE_URL, or embedded in the data folder."""
    if os.environ.get("DATABASE_URL"):
        return GivenDatabase()
    return EmbeddedDatabase(data)


class EmbeddedDatabase:
    """Our own cluster, with roles and database made by us."""

    def __init__(self, data):
        self.account = database_account()
        self.cluster = Cluster(cluster_home(data, self.account), self.account, postgres_programs(self.account))

    def enter(self, pause=time.sleep):
        self.cluster.enter(pause)
        roles.make(self.cluster)

    def leave(self, *, keep_found=False):
        self.cluster.leave(keep_found=keep_found)

    def restart_if_gone(self, pause=time.sleep):
        return self.cluster.restart_if_gone(pause)

    def rotate_log(self):
        rotate(self.cluster.log)

    @property
    def environment(self):
        return {name: self.cluster.url(role, roles.DATABASE) for name, role in ROLE_OF.items()}

    @property
    def super_environment(self):
        """For benchmarks alone, which make databases of their own."""
        return {"DATABASE_SUPER_URL": self.cluster.url(SUPERUSER, "postgres")}

    @property
    def program_folder(self):
        """Where psql lies, for `./portal dbshell`."""
        return str(self.cluster.programs)


class GivenDatabase:
    """A PostgreSQL server that someone else runs; it is neither started nor stopped."""

    account = None
    program_folder = ""
    super_environment: dict[str, str] = {}

    def __init__(self):
        self.environment = {name: os.environ[name] for name in ROLE_OF if os.environ.get(name)}

    def enter(self, pause=time.sleep):
        for name, url in self.environment.items():
            with contextlib.closing(reach(url, name)):
                pass
        if "DATABASE_OWNER_URL" in self.environment:
            self.set_rights()

    def set_rights(self):
        """Rights by the owner, limits by each role for itself; what the server refuses is said."""
        app = parse_dsn(self.environment["DATABASE_URL"]).get("user")
        sealer, counter = (
            parse_dsn(self.environment.get(name, "")).get("user")
            for name in ("DATABASE_SEALER_URL", "DATABASE_COUNTER_URL")
        )
        refused = []
        for name, url in self.environment.items():
            with contextlib.closing(reach(url, name)) as connection:
                if name == "DATABASE_OWNER_URL":
                    refused += roles.open_given(connection, app, sealer, counter)
                    refused += vault.make_given(connection, app, counter)
                refused += roles.bound_given(connection, ROLE_OF[name])
        for refusal in refused:
            say(f"Warning: the database server refused a right of the portal's roles: {refusal}")

    def leave(self, *, keep_found=False):
        """Nothing to stop."""

    def restart_if_gone(self, pause=time.sleep):
        return False

    def rotate_log(self):
        """Its log is kept by whoever runs it."""


def reach(url, name):
    """Connect to a given server or say in one sentence that it cannot be reached; passwords are not repeated."""
    try:
        parts = parse_dsn(url)
        connection = psycopg2.connect(make_dsn(url, connect_timeout=parts.get("connect_timeout", "5")))
    except psycopg2.ProgrammingError as error:
        raise CannotStart(
            f"{name} is not a database address; write it as postgres://user:password@host:5432/database."
        ) from error
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[0].strip()
        where = f"{parts.get('host', 'the local socket')}, database {parts.get('dbname', 'unnamed')}"
        raise CannotStart(
            f"The database that {name} names cannot be reached ({where}: {reason}); start it, correct {name}, "
            "or unset DATABASE_URL to use the embedded one."
        ) from error
    connection.autocommit = True
    return connection


def identity(database):
    """Tells this database from another, and from itself after a restore; None where that cannot be told."""
    url = database.environment["DATABASE_URL"]
    with contextlib.closing(reach(url, "DATABASE_URL")) as connection, connection.cursor() as cursor:
        cursor.execute(IDENTITY)
        oids = cursor.fetchone()
        migrated = ()
        if oids[0]:
            try:
                cursor.execute("SELECT count(*), max(id), max(applied)::text FROM django_migrations")
            except psycopg2.errors.InsufficientPrivilege:
                return None
            migrated = cursor.fetchone()
    parts = {key: value for key, value in parse_dsn(url).items() if key in ("host", "port", "dbname")}
    made = database.cluster.data.stat().st_ino if database.account else 0
    return hashlib.sha256(repr((sorted(parts.items()), made, oids, migrated)).encode()).hexdigest()


def cluster_home(data, account):
    """Where the cluster lies: postgres/ in the data folder, unless the account cannot get there.

    Then (root, under a private home) a folder of the system's own, with a pointer to it in the data folder. The
    folder notes whose it is: a data folder that was moved keeps its database, a copied or new one gets its own.
    """
    if not account.name or account.can_enter(data):
        return data / "postgres"
    pointer = data / "postgres.path"
    home = pointed_to(pointer)
    if home is None or owned_elsewhere(home, pointer):
        home = free_home(data)
    write_whole(owner_note(home), str(pointer))
    write_whole(pointer, str(home))
    return home


def owner_note(home):
    """The file beside a cluster that names the pointer leading to it."""
    return home.with_name(f"{home.name}.owner")


def pointed_to(pointer):
    """The cluster that a data folder points to, None when it points to none."""
    try:
        return SYSTEM_HOME / Path(pointer.read_text().strip()).name
    except OSError:
        return None


def owned_elsewhere(home, pointer):
    """Whether another data folder, still there, points to the same cluster."""
    try:
        other = Path(owner_note(home).read_text())
    except OSError:
        return False
    return other != pointer and pointed_to(other) == home


def free_home(data):
    """A place no cluster lies in. One of an earlier checkout at the same path is left alone, and said so."""
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    home, number = SYSTEM_HOME / name, 1
    while home.exists():
        say(f"A database of an earlier checkout here stays in {home}; remove it if nobody needs it.")
        number += 1
        home = SYSTEM_HOME / f"{name}-{number}"
    return home
