"""Documents as D and L records: their values put into the layouts of their type (fiscal.md 29)."""

from collections.abc import Iterable

from fiscal.fixed_width import Field, Layout, Misfit, write_record
from fiscal.models import ExternalDocRef, InterfaceField

HEADER, LINE = InterfaceField.RecordKind.HEADER, InterfaceField.RecordKind.LINE


def layout_of(code: str, record: str) -> Layout:
    """The fields of a record of one type of document: those of all documents, and its own."""
    rows = InterfaceField.objects.filter(layout__in=["", code], record=record).order_by("start", "pk")
    fields = (
        Field(one.field, one.start, one.length, one.justified == one.Justified.RIGHT, one.constant, one.confirmed)
        for one in rows
    )
    return Layout(f"{code}, {record}", tuple(fields))


def records_of(code: str, documents: Iterable[ExternalDocRef]) -> tuple[list[str], list[str]]:
    """The records of documents of one type, and what OA has to confirm about them.

    Raises `Misfit` with every value of every document that does not fit, naming the document.
    """
    layouts = {record: layout_of(code, record) for record in (HEADER, LINE)}
    records: list[str] = []
    problems: list[str] = []
    for one in documents:
        for record, no, values in _parts(one):
            try:
                records.append(write_record(layouts[record], _common(one, record) | values))
            except Misfit as misfit:
                where = f"{one.number}, line {no}" if no else one.number
                problems += [f"{where}: {sentence}" for sentence in misfit.problems]
    if problems:
        raise Misfit(problems)
    return records, [f"{record}: {mark}" for record, layout in layouts.items() for mark in layout.marks()]


def _parts(one: ExternalDocRef) -> Iterable[tuple[str, int, dict[str, str]]]:
    """Header and lines of a document: kind of record, number of the line, values."""
    yield HEADER, 0, one.values.get("header", {})
    for no, line in enumerate(one.values.get("lines", []), 1):
        yield LINE, no, line


def _common(one: ExternalDocRef, record: str) -> dict[str, str]:
    """What every record of a document says."""
    said = {"Document type": one.document_type.code, "Agency": one.agency}
    return said | ({"Document type (repeated)": one.document_type.code} if record == LINE else {})
