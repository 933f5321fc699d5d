"""Lists brought in from a file: reading it, and the plan of what it would change.

An `ImportKind` declares columns and two functions. `plan(listing, by) -> Plan` compares the rows with the database and
changes nothing; `apply(plan, by)` carries out a plan, inside the caller's transaction, and tells `plan.progress` how
far it is. What happens around them (dry run, second person, once only) is in `actions/imports.py`.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import count

from openpyxl import load_workbook

from doc_portal.core.export import DANGEROUS
from doc_portal.core.registry import ImportKind, declared

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows (Western European)"),
    ("iso-8859-1", "ISO 8859-1 (Latin 1)"),
    ("mac_roman", "Mac Roman"),
    ("cp437", "DOS (United States)"),
)
NEW, CHANGED, ENDED = "new", "changed", "ended"
TOLD_EVERY = 100


def untold(done: int, total: int = 0, note: str = "") -> None:
    """Progress that nobody watches."""


class Unreadable(Exception):  # noqa: N818
    """The file cannot be read as a list. The message says where and how to mend it."""


@dataclass(frozen=True)
class Row:
    """One line of the file: its number there (the heading is line 1) and its text by column, trimmed."""

    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True)
class Listing:
    """The rows of a file, gone through once; `complete` where the list names all there is. Says how far it is."""

    rows: list[Row]
    complete: bool = False
    progress: Callable = untold

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        for number, row in enumerate(self.rows):
            if number % TOLD_EVERY == 0:
                self.progress(number, len(self.rows), "Comparing the list with the portal")
            yield row


@dataclass(frozen=True)
class RowError:
    """Something a person must mend in the file; `column` is empty where the whole line is meant."""

    line: int
    column: str
    message: str


@dataclass(frozen=True)
class Change:
    """What one row of the database would become.

    `key` names the row for good (its natural key), `name` is what people call it, `fields` holds the text before and
    after by column (see `difference`), `values` whatever `apply` needs to carry it out (plain JSON values only).
    """

    kind: str
    key: str
    name: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    line: int | None = None
    values: dict = field(default_factory=dict)


@dataclass
class Plan:
    """All that a file would change. `existing` counts the live rows it is compared with, for the stop guard.

    `run` is the key of the import it is carried out for.
    """

    changes: list[Change] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    unchanged: int = 0
    existing: int = 0
    progress: Callable = untold
    run: int | None = None

    def of(self, kind: str) -> list[Change]:
        """The changes of one kind."""
        return [change for change in self.changes if change.kind == kind]

    @property
    def new(self) -> list[Change]:
        """Rows that would be added."""
        return self.of(NEW)

    @property
    def changed(self) -> list[Change]:
        """Rows that would read differently."""
        return self.of(CHANGED)

    @property
    def ended(self) -> list[Change]:
        """Rows that would end, counted by the stop guard."""
        return self.of(ENDED)

    def ends_percent(self) -> Decimal:
        """The share of the existing rows that would end, in percent."""
        return Decimal(len(self.ended) * 100) / self.existing if self.existing else Decimal(0)

    def report(self) -> dict:
        """The plan as JSON, for the dry run's record and its page."""
        return {
            "changes": [asdict(change) for change in self.changes],
            "errors": [asdict(error) for error in self.errors],
            "existing": self.existing,
            "digest": self.digest(),
        }

    def digest(self) -> str:
        """A fingerprint of the differences a person sees: made again with another one, it meets a changed database."""
        told = sorted(json.dumps([change.kind, change.key, change.name, change.fields]) for change in self.changes)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def difference(before: dict, after: dict) -> dict[str, tuple[str, str]]:
    """The fields in which two rows differ, as text: column -> (before, after)."""
    return {
        name: (text(before.get(name)), text(after[name]))
        for name in after
        if text(before.get(name)) != text(after[name])
    }


def text(value) -> str:
    """A value as a list would hold it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return str(value).strip()


def kind_named(name: str) -> ImportKind | None:
    """The declared kind of list of this name; None where no app takes it any more."""
    return next((kind for kind in declared("import_kinds") if kind.name == name), None)


def read_rows(content: bytes, kind: ImportKind, *, xlsx: bool = False, encoding: str = "") -> list[Row]:
    """The rows of a file, its columns checked against the kind's.

    CSV is read as UTF-8 first and then in `encoding`. Raises `Unreadable` with one sentence.
    """
    columns, lines = _opened(content, kind, xlsx=xlsx, encoding=encoding)
    rows = list(_rows(lines, columns))
    if not rows:
        raise Unreadable("The file has a heading but no rows.")
    return rows


def read_heading(content: bytes, kind: ImportKind, *, xlsx: bool = False, encoding: str = "") -> None:
    """Check the columns alone: all that is told at once of a file too long to be read while somebody waits."""
    _opened(content, kind, xlsx=xlsx, encoding=encoding)


def _opened(content: bytes, kind: ImportKind, *, xlsx: bool, encoding: str):
    """The columns of a file, checked against the kind's, and its further lines."""
    if len(content) > MAX_BYTES:
        raise Unreadable("The file is larger than 10 MB. Split it, or leave out columns the portal does not ask for.")
    lines = _xlsx_lines(content) if xlsx else _csv_lines(decoded(content, encoding))
    heading = next(lines, None)
    if heading is None:
        raise Unreadable("The file is empty. Its first line must name the columns.")
    return _columns(heading[1], kind), lines


def _columns(cells: list[str], kind: ImportKind) -> list[str]:
    names = [cell.strip().casefold() for cell in cells]
    while names and not names[-1]:
        names.pop()
    known = {*kind.columns, *kind.optional}
    twice = sorted({name for name in names if names.count(name) > 1})
    unknown = [name or f"(column {place} has no name)" for place, name in enumerate(names, 1) if name not in known]
    missing = [name for name in kind.columns if name not in names]
    wrong = [
        f"{label}: {', '.join(found)}"
        for label, found in (("unknown", unknown), ("missing", missing), ("named twice", twice))
        if found
    ]
    if wrong:
        raise Unreadable(
            f"The columns do not match ({'; '.join(wrong)}). The first line must name {', '.join(kind.columns)}"
            + (f", and may name {', '.join(kind.optional)}." if kind.optional else ".")
        )
    return names


def _rows(lines: Iterable[tuple[int, list[str]]], columns: list[str]) -> Iterator[Row]:
    found = 0
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        found += 1
        if found > MAX_ROWS:
            raise Unreadable(f"The file has more than {MAX_ROWS:,} rows. Split it and bring in one part at a time.")
        if any(cell.strip() for cell in cells[len(columns) :]):
            raise Unreadable(
                f"Line {line} has {len(cells)} cells, but the heading names {len(columns)} columns. "
                "Look for a comma that should be inside quotation marks."
            )
        for name, cell in zip(columns, cells, strict=False):
            if "\0" in cell:
                raise Unreadable(f"Line {line}, column “{name}” holds a NUL character. Remove it and try again.")
        padded = [*cells, *[""] * (len(columns) - len(cells))]
        yield Row(line, {name: _bare(cell) for name, cell in zip(columns, padded, strict=False)})


def _bare(cell: str) -> str:
    """A cell without the blanks around it and the apostrophe with which exports make formulas harmless."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(DANGEROUS) else cell


def decoded(content: bytes, encoding: str = "") -> str:
    """The text of a CSV file: UTF-8 first, then the encoding named."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not encoding or encoding == "utf-8":
            raise Unreadable(
                f"{_place(content, error.start)}: a character is not UTF-8. "
                "Save the file as “CSV UTF-8”, or name the encoding it was saved in."
            ) from None
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"{_place(content, error.start)}: a character cannot be read as {dict(ENCODINGS).get(encoding, encoding)}. "
            "Name another encoding, or save the file as “CSV UTF-8”."
        ) from None


def _place(content: bytes, offset: int) -> str:
    """The line and, as far as it can be told, the column in which a byte of a CSV file lies, in words."""
    before = content[:offset]
    line = before.count(b"\n") + 1
    start = before.rfind(b"\n") + 1
    cells = _cells(content[start:offset])
    heading = _cells(content.split(b"\n", 1)[0].removeprefix(b"\xef\xbb\xbf"))
    if cells is None or heading is None:
        return f"Line {line}"
    place = max(1, len(cells))
    name = heading[place - 1].strip() if place <= len(heading) and line > 1 else str(place)
    return f"Line {line}, column “{name}”"


def _cells(line: bytes) -> list[str] | None:
    """The cells of one line; None where it is none that CSV knows, as with a cell too long or old Mac line ends."""
    try:
        return next(csv.reader([line.decode("latin-1")]), [])
    except csv.Error:
        return None


def _csv_lines(content: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                f"Line {line} cannot be read ({error}). Look for a quotation mark that is not closed."
            ) from None
        yield line, cells


def _xlsx_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        lines = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
        for line in count(1):
            cells = next(lines, None)
            if cells is None:
                return
            if line > MAX_ROWS * 2:
                raise Unreadable(f"The sheet has more than {MAX_ROWS:,} rows. Split it, or remove its empty rows.")
            yield line, [_sheet_text(cell, line, place) for place, cell in enumerate(cells, 1)]
    except Unreadable:
        raise
    except Exception:  # whatever a broken workbook makes the library meet
        raise Unreadable("The workbook cannot be opened. Save it again as .xlsx, or as “CSV UTF-8”.") from None


def _sheet_text(cell, line: int, place: int) -> str:
    found = text(cell)
    if found.startswith("#") and found.rstrip("!?").isupper() and found[-1] in "!?":
        raise Unreadable(f"Line {line}, column {place} holds the error {found}. Mend the formula and try again.")
    return found
