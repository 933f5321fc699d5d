"""Named locks: one at a time, for things that have no row to lock."""

from django.db import connection


def hold(name: str) -> None:
    """Wait for the lock of this name and keep it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
