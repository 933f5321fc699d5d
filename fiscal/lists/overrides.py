"""Bringing in SAM II's log of overrides: lines the portal does not have yet are added, none is changed."""

from collections.abc import Iterable
from datetime import date

from doc_portal.core.imports import NEW, Change, Plan, Row, RowError
from doc_portal.core.models import User
from fiscal.lists.kinds import OVERRIDE_KEY as KEY
from fiscal.models import DocumentType, OverrideLog


def plan(rows: Iterable[Row], by: User) -> Plan:
    """The lines that are new; the others stand already."""
    types = dict(DocumentType.objects.values_list("code", "pk"))
    known = {
        (kind, *rest[:-1], rest[-1].isoformat())
        for kind, *rest in OverrideLog.objects.values_list("document_type__code", *KEY[1:])
    }
    made = Plan(existing=len(known))
    for row in rows:
        if wrong := _wrong(row, types):
            made.errors.append(RowError(row.line, *wrong))
            continue
        key = tuple(row[column] for column in KEY)
        if key in known:
            made.unchanged += 1
            continue
        known.add(key)
        values = dict(zip(KEY, key, strict=True)) | {"type": types[row["document_type"]], "note": row["note"][:300]}
        name = f"{row['document_type']} {row['agency']} {row['number']}"
        fields = {column: ("", row[column]) for column in (*KEY, "note") if row[column]}
        made.changes.append(Change(NEW, "|".join(key), name, fields, row.line, values))
    return made


def _wrong(row: Row, types: dict[str, int]) -> tuple[str, str] | None:
    """The first thing to mend in a line: its column and what to do."""
    if row["document_type"] not in types:
        return "document_type", f"{row['document_type'] or '(empty)'} is no type of document we know."
    for column in KEY[1:5]:
        most = OverrideLog._meta.get_field(column).max_length
        if not row[column]:
            return column, "Fill it in."
        if len(row[column]) > most:
            return column, f"It has {len(row[column])} characters; {most} is the most."
    try:
        day = date.fromisoformat(row["overridden_on"])
    except ValueError:
        return "overridden_on", "Write year, month and day: 2026-01-31."
    return None if 1990 <= day.year <= 2199 else ("overridden_on", "Write a year between 1990 and 2199.")


def apply(made: Plan, by: User) -> None:
    """Add the new lines."""
    OverrideLog.objects.bulk_create(
        [
            OverrideLog(
                document_type_id=one.values["type"],
                note=one.values["note"],
                **{column: one.values[column] for column in KEY[1:]},
            )
            for one in made.changes
        ],
        ignore_conflicts=True,
    )
