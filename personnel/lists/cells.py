"""What both lists have in common: cells that must be mended, days, and many rows written at once."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import models

from doc_portal.core.audit import event
from doc_portal.core.imports import Row
from doc_portal.core.models import AuditEvent, User

BROUGHT_IN = "brought in from a list"
BATCH = 1_000
CHANGED_MEANWHILE = "{} was changed while the list was being brought in. Nothing was written. Check the list again."


class Wrong(Exception):  # noqa: N818
    """One cell that must be mended: column and sentence."""


def day(row: Row, column: str) -> date | None:
    """The day in a cell; None where it is empty."""
    try:
        return date.fromisoformat(row[column]) if row[column] else None
    except ValueError:
        raise Wrong(column, "Write the day as year, month, day: 2026-01-31.") from None


def as_it_may_be(record: models.Model, *columns: str) -> None:
    """What the model itself says about these cells of a row."""
    unasked = {field.name for field in record._meta.concrete_fields} - {*columns}
    try:
        record.clean_fields(exclude=unasked)
    except ValidationError as problem:
        column, messages = next(iter(problem.message_dict.items()))
        raise Wrong(column, messages[0]) from None


def write(records: list[models.Model], columns: Iterable[str], said: Callable) -> None:
    """Keep these columns of rows that exist, a thousand in one statement; `said(number)` hears of each batch."""
    model = type(records[0]) if records else None
    for place in range(0, len(records), BATCH):
        batch = records[place : place + BATCH]
        model.objects.bulk_create(batch, update_conflicts=True, unique_fields=["id"], update_fields=[*columns])
        said(len(batch))


def add(records: list[models.Model], said: Callable) -> None:
    """Insert rows, a thousand in one statement."""
    for place in range(0, len(records), BATCH):
        batch = records[place : place + BATCH]
        type(batch[0]).objects.bulk_create(batch)
        said(len(batch))


def record_all(acts: Iterable[tuple[str, models.Model]], by: User) -> None:
    """Every row's act in the audit trail, as if each had been done by hand."""
    events = (event(act, record, by=by, reason=BROUGHT_IN) for act, record in acts)
    AuditEvent.objects.bulk_create(events, batch_size=BATCH)


class Progress:
    """Counts what is written and tells it to whoever watches the import."""

    def __init__(self, told: Callable, total: int):
        self.told, self.total, self.done = told, total, 0

    def __call__(self, number: int, note: str = "Writing the changes") -> None:
        self.done += number
        self.told(self.done, self.total, note)


def chosen(row: Row, column: str, choices: Iterable[tuple]) -> str:
    """The code of a choice, written as its code or in its words; empty where the cell is."""
    typed = row[column].casefold()
    if not typed:
        return ""
    pairs = [(str(code), str(label)) for code, label in choices]
    for code, label in pairs:
        if typed in (code.casefold(), label.casefold()):
            return code
    raise Wrong(column, f"“{row[column]}” is none of these: {', '.join(label for _, label in pairs)}.")


def yes_or_no(row: Row, column: str) -> bool:
    """Yes or no; no where the cell is empty."""
    words = {"yes": True, "no": False, "": False}
    if row[column].casefold() not in words:
        raise Wrong(column, "Write yes or no.")
    return words[row[column].casefold()]


def amount(row: Row, column: str) -> Decimal | None:
    """An amount of money above zero; None where the cell is empty."""
    typed = row[column].removeprefix("$").replace(",", "").strip()
    if not typed:
        return None
    try:
        value = Decimal(typed)
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or not 0 < value < 10**8 or value != value.quantize(Decimal("0.01")):
        raise Wrong(column, "Write an amount above zero, like 28872.00.")
    return value.quantize(Decimal("0.01"))
