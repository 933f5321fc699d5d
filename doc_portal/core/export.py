"""Lists as spreadsheets: streamed, logged, and harmless when opened (ASVS 1.2.10)."""

import csv
import tempfile
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import chain

from django.db import models
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from doc_portal.core.audit import log
from doc_portal.core.display import long_moment

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\0")
ILLEGAL_IN_XLSX = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def inert(value):
    """The value as a spreadsheet may hold it: numbers stay numbers, text that could be a formula gets an apostrophe."""
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case int() | float() | Decimal():
            return value
        case datetime():
            return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if hasattr(value, "isoformat"):
        return value
    text = str(value).replace("\0", "")
    return f"'{text}" if text.startswith(DANGEROUS) else text


class _Echo:
    """A file that hands back what is written to it, for streaming."""

    def write(self, line):
        """Hand the line back to whoever streams it."""
        return line


def _chunks(rows):
    return rows.iterator(chunk_size=2_000) if isinstance(rows, models.QuerySet) else iter(rows)


def respond(form: str, table, rows, *, title: str, filter_words: str, by):
    """The download of one list. Recorded before the first byte leaves, with count and with the filter in words."""
    count = rows.count() if isinstance(rows, models.QuerySet) else len(rows)
    words = filter_words or "none"
    log("export", by=by, reason=f"{title}; filter {words}", details={"rows": count, "format": form})
    rows_told = f"{count:,} {'row' if count == 1 else 'rows'}"
    head = [
        [title],
        [f"Exported {long_moment(timezone.now())} by {by}. Filter: {inert(words)}. {rows_told}."],
        [],
        table.export_head(),
    ]
    name = f"{slugify(title)}-{timezone.localdate():%Y-%m-%d}.{form}"
    if form == "csv":
        response = StreamingHttpResponse(_csv_lines(head, table, rows), content_type=FORMATS["csv"])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return FileResponse(_workbook(head, table, rows), as_attachment=True, filename=name, content_type=FORMATS["xlsx"])


def _csv_lines(head, table, rows) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for line in head:
        yield writer.writerow([inert(value) for value in line])
    for line in table.export_rows(_chunks(rows)):
        yield writer.writerow([inert(value) for value in line])


def _workbook(head, table, rows):
    return _saved(head, table.export_rows(_chunks(rows)))


def _saved(head, lines):
    """A workbook in a file that is gone once it is closed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Export")
    for line in head:
        sheet.append([inert(value) for value in line])
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet, value):
    value = inert(value)
    cell = WriteOnlyCell(sheet, value.translate(ILLEGAL_IN_XLSX) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def lines_to_bring_in(columns: tuple[str, ...], rows: Iterator[list], *, title: str, by) -> StreamingHttpResponse:
    """A long list as a CSV file that can be changed and brought in again, sent while it is written."""
    lines = list(rows)
    log("export", by=by, reason=f"{title}; filter none", details={"rows": len(lines), "format": "csv"})
    writer = csv.writer(_Echo())
    told = (writer.writerow([inert(value) for value in line]) for line in (columns, *lines))
    response = StreamingHttpResponse(chain(["\ufeff"], told), content_type=FORMATS["csv"])
    name = f"{slugify(title)}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def import_ready(columns: tuple[str, ...], rows: Iterator[list], *, title: str, by) -> FileResponse:
    """A workbook that can be changed and brought in again: one heading with the columns' names, then the rows."""
    lines = list(rows)
    log("export", by=by, reason=f"{title}; filter none", details={"rows": len(lines), "format": "xlsx"})
    file = _saved([columns], lines)
    name = f"{slugify(title)}-{timezone.localdate():%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS["xlsx"])
