"""Whether everything a request needs is there, and how each part is doing."""

import logging
import os
import platform
import shutil
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import django
import psycopg2
from django.conf import settings
from django.core.cache import cache as portal_cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from doc_portal.core.display import long_date, long_moment
from doc_portal.core.grant_reminders import administered_until, runs_out_soon
from doc_portal.core.models import RoleGrant, WorkerProcess
from doc_portal.core.outbox import waiting_since
from doc_portal.core.rights import rights_of_role, vault_is_open
from doc_portal.core.signin import BY_ADMINISTRATOR, locked_names

logger = logging.getLogger(__name__)

OUTBOX_LIMIT = timedelta(minutes=15)
WORKER_LIMIT = timedelta(minutes=2)
FREE_BYTES = 500 * 1024 * 1024
NOT_COUNTED = "Kept in a vault, uncounted: DATABASE_COUNTER_URL names no role"
VAULT_IS_OFF = "Off: this database cannot make the vault's own role, so sex and race are not asked"


@dataclass(frozen=True)
class Reading:
    """One thing that was looked at: what it is, what was found, and whether that is well (ok, warn, bad, info)."""

    label: str
    found: str
    level: str = "info"

    WORDS = {"ok": "Good", "warn": "Look at this", "bad": "Not good"}

    @property
    def word(self) -> str:
        """The level in a word, so that color is not all that tells it."""
        return self.WORDS[self.level]


def database_answers() -> bool:
    """Whether the database answers a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


@cache
def migrations_carried() -> frozenset:
    """The migrations this code carries; they do not change while a process lives."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def migrations_applied() -> bool:
    """Whether the database has every migration this code carries."""
    return migrations_carried() <= set(MigrationRecorder(connection).applied_migrations())


def cache_works() -> bool:
    """Whether the cache's table can be read."""
    portal_cache.get("readyz")
    return True


def outbox_moves() -> bool:
    """Whether no mail waits longer than it may."""
    oldest = waiting_since()
    return oldest is None or timezone.now() - oldest < OUTBOX_LIMIT


def file_store() -> Path:
    """The file store, or the nearest folder above it that exists: the store is made with its first file."""
    place = Path(settings.FILE_STORE)
    while not place.exists():
        place = place.parent
    return place


def files_writable() -> bool:
    """Whether uploads can be stored."""
    return os.access(file_store(), os.W_OK | os.X_OK)


def disk_has_room() -> bool:
    """Whether the disk of the file store has room left."""
    return shutil.disk_usage(file_store()).free >= FREE_BYTES


NEEDED = (database_answers, migrations_applied, cache_works, outbox_moves, files_writable, disk_has_room)


def is_ready() -> bool:
    """Whether everything needed is there. What is missing goes to the log, never to who asked."""
    for check in NEEDED:
        try:
            well = check()
        except (DatabaseError, OSError) as error:
            logger.warning("Not ready: %s: %s", check.__name__, error)
            return False
        if not well:
            logger.warning("Not ready: %s", check.__name__)
            return False
    return True


def report() -> list[list[tuple[str, list[Reading]]]]:
    """What the status page shows: two columns of titled readings."""
    return [
        [("Database", _database()), ("Sign-in", _sign_in()), ("Administrators", _administrators())],
        [("Background work", _work()), ("Files and disk", _files()), ("Versions", _versions())],
    ]


def _database():
    role = rights_of_role()
    kept = "Append-only tables are protected by rights and by triggers"
    if role.may_rewrite:
        kept = "Append-only tables are protected by triggers alone: this role could remove them"
    applied = migrations_applied()
    return [
        Reading("Role that serves requests", role.name),
        Reading("Superuser", "Yes" if role.superuser else "No", "bad" if role.superuser else "ok"),
        Reading("Owns tables", "Yes" if role.owner else "No", "warn" if role.owner else "ok"),
        Reading("Records that must not change", kept, "warn" if role.may_rewrite else "ok"),
        Reading("EEO answers", *_answers()),
        Reading("Migrations", "All applied" if applied else "Some are missing", "ok" if applied else "bad"),
    ]


def _answers() -> tuple[str, str]:
    if not vault_is_open():
        return VAULT_IS_OFF, "warn"
    return ("Kept in a vault that no role can read", "ok") if settings.DATABASE_COUNTER_URL else (NOT_COUNTED, "warn")


def _work():
    beat = WorkerProcess.objects.order_by("-heartbeat_at").values_list("heartbeat_at", flat=True).first()
    alive = beat is not None and timezone.now() - beat < WORKER_LIMIT
    waiting = waiting_since()
    return [
        Reading("Worker last seen", long_moment(beat) if beat else "Never", "ok" if alive else "bad"),
        Reading(
            "Oldest mail waiting since",
            long_moment(waiting) if waiting else "Nothing is waiting",
            "ok" if outbox_moves() else "bad",
        ),
    ]


def _sign_in():
    release = f"after {settings.SIGN_IN_WINDOW_MINUTES} minutes (CJIS asks for an administrator)"
    if settings.SIGN_IN_RELEASE == BY_ADMINISTRATOR:
        release = "by an administrator"
    locked = locked_names().count()
    return [
        Reading(
            "A name is locked at",
            f"{settings.SIGN_IN_FAILURES} failures in {settings.SIGN_IN_WINDOW_MINUTES} minutes",
        ),
        Reading("A locked name is released", release),
        Reading("Names locked now", str(locked), "warn" if locked else "ok"),
        Reading("A session ends unused after", f"{settings.SESSION_IDLE_MINUTES} minutes"),
        Reading("A session ends at the latest after", f"{settings.SESSION_ABSOLUTE_HOURS} hours"),
        Reading("Passwords worked on at once in each process", str(settings.SIGN_IN_HASHES_AT_ONCE)),
    ]


def _administrators():
    until, number = administered_until(), RoleGrant.objects.administrators().values("user").distinct().count()
    soon = runs_out_soon(until)
    return [
        Reading("Portal administrators", str(number), "ok" if number else "bad"),
        Reading("The last of their grants ends", long_date(until) if until else "Never", "warn" if soon else "ok"),
    ]


def _files():
    free = shutil.disk_usage(file_store()).free
    writable = files_writable()
    return [
        Reading("File store", "Writable" if writable else "Not writable", "ok" if writable else "bad"),
        Reading("Free disk space", f"{free / 1024**3:,.1f} GB", "ok" if free >= FREE_BYTES else "bad"),
    ]


def _versions():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    return [
        Reading("Python", platform.python_version()),
        Reading("Django", django.get_version()),
        Reading("PostgreSQL", server),
        Reading("psycopg2", psycopg2.__version__.split()[0]),
        Reading("Runs as", "Production" if settings.PRODUCTION else "Sample system"),
        Reading("HTTPS", "On" if settings.PORTAL_HTTPS else "Off", "ok" if settings.PORTAL_HTTPS else "warn"),
    ]
