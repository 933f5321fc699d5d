"""Numbers that only count up, one series a year: "JOA-26-0107".

The next number is taken in the transaction of the record that carries it. A number is therefore kept only with its
record, so none is missing; whoever asks meanwhile waits until that transaction has ended.
"""

from django.db import connection
from django.db.transaction import TransactionManagementError


def next_number(series: str, year: int) -> str:
    """The next number of a series in a (fiscal) year, in the way it is written."""
    (number,) = next_numbers(series, year, 1)
    return number


def next_numbers(series: str, year: int, many: int) -> list[str]:
    """The next so many numbers of a series at once, for many records that are written together."""
    return [f"{series}-{year % 100:02d}-{number:04d}" for number in count_on(series, year, many)]


def count_on(series: str, year: int, many: int = 1) -> range:
    """The next so many counts of a series in a year, for numbers that are written in another way ("CLS-2026-00123")."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("A number is taken in the transaction of the record that carries it.")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_counter AS counter (series, year, last) VALUES (%s, %s, %s)"
            " ON CONFLICT ON CONSTRAINT counter_once_per_series_and_year"
            " DO UPDATE SET last = counter.last + excluded.last RETURNING last",
            [series, year, many],
        )
        (last,) = cursor.fetchone()
    return range(last - many + 1, last + 1)
