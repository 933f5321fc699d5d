"""Around the application, with plain SQL: what the database refuses, and by which of its rules."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction


def run(sql: str, *values) -> None:
    """One statement in a transaction of its own; what is checked at its end is checked here."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def refusing(name: str) -> Iterator[None]:
    """What is done in it is refused by the database, and by the rule of this name."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    assert refusal.value.__cause__.diag.constraint_name == name, refusal.value


def refused(name: str, sql: str, *values) -> None:
    """The statement is refused, and by the rule of this name."""
    with refusing(name):
        run(sql, *values)


def update(row, **columns) -> tuple:
    """An UPDATE of one row, for `run` and `refused`."""
    sets = ", ".join(f"{name} = %s" for name in columns)
    return f"UPDATE {row._meta.db_table} SET {sets} WHERE id = %s", *columns.values(), row.pk  # noqa: S608


def delete(row) -> tuple:
    """A DELETE of one row."""
    return f"DELETE FROM {row._meta.db_table} WHERE id = %s", row.pk  # noqa: S608


def copied(row, **columns) -> tuple:
    """An INSERT of a copy of one row, with these columns otherwise."""
    names = [field.column for field in row._meta.concrete_fields if not field.primary_key and not field.generated]
    chosen = ", ".join("%s" if name in columns else f'"{name}"' for name in names)
    values = [columns[name] for name in names if name in columns]
    listed = ", ".join(f'"{name}"' for name in names)
    table = row._meta.db_table
    return f"INSERT INTO {table} ({listed}) SELECT {chosen} FROM {table} WHERE id = %s", *values, row.pk  # noqa: S608
