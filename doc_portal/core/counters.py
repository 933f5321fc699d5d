"""Numbers that only count up, one series a year: "JOA-26-0107".

The next number is taken in the transaction of the record that carries it. A number is therefore kept only with its
record, so none is missing; whoever asks meanwhile waits until that transaction has ended.
"""

from django.db import connection
from django.db.transaction import TransactionManagementError


def next_number(series: str, year: int) -> str:
    """The next number of a series in a (fiscal) year, in the way it is written."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("A number is taken in the transaction of the record that carries it.")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_counter AS counter (series, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT ON CONSTRAINT counter_once_per_series_and_year"
            " DO UPDATE SET last = counter.last + 1 RETURNING last",
            [series, year],
        )
        (last,) = cursor.fetchone()
    return f"{series}-{year % 100:02d}-{last:04d}"
