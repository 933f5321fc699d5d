"""Querysets whose SQL is written once in a process and then only told its values.

Django writes the SQL of a queryset anew each time it is read. For what every page reads that is most of its time. The
rows themselves are read each time: nothing of them is kept.
"""

import copy
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.db.models import BigIntegerField, DateField, DateTimeField, Field, QuerySet, Value
from django.utils.functional import cached_property


class Given(Value):
    """A value that is told by its name when a prepared queryset is read. None is told as NULL, which equals nothing."""

    def __init__(self, name: str, output_field: Field):
        super().__init__(name, output_field)

    def as_sql(self, compiler, connection):
        """A place for the value, held by this expression until it is told."""
        return "%s", [self]

    def told(self, values: dict[str, Any], connection) -> Any:
        """The value as the driver takes it."""
        return self.output_field.get_db_prep_value(values[self.value], connection=connection)


USER = Given("user", BigIntegerField())
WORKSITE = Given("worksite", BigIntegerField())
TODAY = Given("today", DateField())
NOW = Given("now", DateTimeField())


class Prepared:
    """A queryset that is made once by `build()`, with `Given` in the places of what differs from one read to the next.

    Everything else `build` looks at, the clock above all, must not differ.
    """

    def __init__(self, build: Callable[[], QuerySet]):
        self.build = build

    def __call__(self, **values) -> list:
        """The rows for these values, as the queryset gives them."""
        rows, compiler, sql, params = self._written
        ready = copy.copy(compiler)
        ready.connection = connections[rows.db]
        told = tuple(one.told(values, ready.connection) if isinstance(one, Given) else one for one in params)
        ready.as_sql = lambda *args, **kwargs: (sql, told)
        rows = rows.all()
        rows.query.get_compiler = lambda *args, **kwargs: ready
        return list(rows)

    @cached_property
    def _written(self):
        rows = self.build()
        compiler = rows.query.get_compiler(rows.db)
        return rows, compiler, *compiler.as_sql()
