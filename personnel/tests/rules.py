"""How a rule of the database is tried: by plain SQL, around everything that stands before it."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

RULES: dict[str, Callable[[], None]] = {}
"""Every case by the name of the rule it tries."""


def rule(case: Callable[[], None]) -> Callable[[], None]:
    """Note a case; its name is the rule's."""
    RULES[case.__name__] = case
    return case


def run(sql, *values, **named):
    """A statement, with what is checked at the end of a transaction checked at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, named or values)
        changed = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return changed


def refused(name, sql, *values, **named):
    """The statement is refused, and by the rule of this name."""
    with pytest.raises(IntegrityError) as refusal:
        run(sql, *values, **named)
    assert refusal.value.__cause__.diag.constraint_name == name, refusal.value


def bad(name, row, change, *values):
    """The row is not changed so."""
    refused(name, f"UPDATE {row._meta.db_table} SET {change} WHERE id = %s", *values, row.pk)  # noqa: S608


def fine(row, change, *values):
    """The row may be changed so: the rule refuses no more than it says."""
    assert run(f"UPDATE {row._meta.db_table} SET {change} WHERE id = %s", *values, row.pk) == 1  # noqa: S608


def protected(row, change=""):
    """The row is not deleted, or where `change` is given not changed so, by the trigger that protects it."""
    table = row._meta.db_table
    sql = f"UPDATE {table} SET {change} WHERE id = %s" if change else f"DELETE FROM {table} WHERE id = %s"  # noqa: S608
    words = "update" if change else "delete"
    with pytest.raises(DatabaseError, match=f"Cannot ([a-z]+ or )?{words}"):
        run(sql, row.pk)


def copy_of(name, row, /, *, but=(), **changed):
    """A second row like this one is refused by the rule of this name; `changed` columns differ, `but` are left out."""
    columns = [field.column for field in row._meta.concrete_fields if field.column not in {"id", *but, *changed}]
    into = ", ".join(f'"{column}"' for column in (*columns, *changed))
    values = ", ".join([*(f'"{column}"' for column in columns), *(["%s"] * len(changed))])
    table = row._meta.db_table
    refused(
        name,
        f"INSERT INTO {table} ({into}) SELECT {values} FROM {table} WHERE id = %s",  # noqa: S608
        *changed.values(),
        row.pk,
    )
