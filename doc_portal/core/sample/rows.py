"""Many rows at once, through COPY: every trigger and constraint holds as for single rows."""

import io
import json
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from django.db import connection, models

from doc_portal.core.counters import next_numbers

BATCH = 20_000
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy(model: type[models.Model], rows: Iterable[models.Model]) -> int:
    """Insert unsaved rows as they are and return their number. Their keys are given by the database.

    Unlike `bulk_create` it keeps the `created_at` a row carries, and takes a tenth of the time.
    """
    fields = [
        field for field in model._meta.concrete_fields if not field.generated and field is not model._meta.auto_field
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    made, rows = 0, iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            lines = ("\t".join(_text(field, getattr(row, field.attname)) for field in fields) for row in batch)
            cursor.copy_expert(statement, io.StringIO("\n".join(lines)))
            made += len(batch)
    return made


def numbers_by_year(series: str, years: list[int]) -> list[str]:
    """A number of a series for each of these years, in this order."""
    taken = {year: iter(next_numbers(series, year, many)) for year, many in sorted(Counter(years).items())}
    return [next(taken[year]) for year in years]


def _text(field: models.Field, value) -> str:
    """A value as COPY's text format writes it."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(field, models.JSONField):
        value = json.dumps(value)
    if isinstance(value, list):
        parts = (str(one).replace("\\", r"\\").replace('"', r"\"") for one in value)
        value = "{" + ",".join(f'"{part}"' for part in parts) + "}"
    return str(value).translate(ESCAPES)
