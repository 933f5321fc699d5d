"""Telling people once a step: what was told before is not told again, however often a night is made up."""

from collections.abc import Iterable

from django.db import connection

NEW = """
    INSERT INTO fiscal_told (about, object_id, rule, step)
    SELECT %s, one.object_id, %s, one.step FROM unnest(%s::bigint[], %s::int[]) AS one (object_id, step)
    ON CONFLICT ON CONSTRAINT told_once_a_step DO NOTHING
    RETURNING object_id, step
"""


def not_told_yet(about: str, rule: str, steps: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Of (object, step), those nobody was told of; they count as told from now on, with the caller's transaction."""
    rows = list(steps)
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(NEW, [about, rule, [one for one, _ in rows], [step for _, step in rows]])
        return dict(cursor.fetchall())
