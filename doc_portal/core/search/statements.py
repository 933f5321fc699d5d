"""How search reads: statements of its own over what one person may see, bounded in time, leaving nothing behind."""

import logging

from django.db import OperationalError, connection, transaction

from doc_portal.core.models import SearchEntry

logger = logging.getLogger(__name__)

TIMEOUT_MS = 800
CANCELED = "57014"
_BOUNDS = "SET LOCAL statement_timeout = {timeout}; SET LOCAL enable_seqscan = off; SET LOCAL jit = off;"


def visible_sql(user) -> tuple[str, dict]:
    """The SQL of the entries a person may see, with named parameters, to stand inside a statement."""
    columns = ("id", "tab", "unit_id", "worksite_id", "weight", "dated", "words", "title_words")
    sql, given = SearchEntry.objects.visible_to(user).values(*columns).query.sql_with_params()
    names = [f"visible_{number}" for number in range(len(given))]
    return sql % tuple(f"%({name})s" for name in names), dict(zip(names, given, strict=True))


def rows_of(statement: str, values: dict) -> list[tuple] | None:
    """What the statement finds; None when it took longer than `TIMEOUT_MS`.

    It runs in a savepoint that is always rolled back: it only reads, and its time limit ends with it.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{_BOUNDS.format(timeout=TIMEOUT_MS)}\n{statement}", values)
            found = cursor.fetchall()
            transaction.set_rollback(True)
            return found
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != CANCELED:
            raise
        logger.warning("A search took longer than %d ms and was stopped.", TIMEOUT_MS)
        return None
