"""Reading the ledger's files: a header file that names the columns, and rows whose cells stand between bars.

Nothing here asks the database: how a row is written is judged here, whether its codes are known in the worker's SQL.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from doc_portal.core.imports import Unreadable, decoded

BAR = "|"
AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")
YEAR, PERIOD = re.compile(r"(19|20|21)[0-9]{2}"), re.compile(r"0?[1-9]|1[0-3]")
DAY = re.compile(r"(199[0-9]|20[0-9]{2}|21[0-9]{2})-[0-9]{2}-[0-9]{2}")
BUCKETS = {"ENC": "enc", "EXP": "exp"}
LONGEST = {
    "document_type": 8, "document_number": 30, "org": 30, "object": 30, "fund": 30, "agency": 30, "appropriation": 30,
}  # fmt: skip
STAGED = (
    "budget_fy", "fund", "agency", "appropriation", "org", "object", "document_type", "document_number", "posted_on",
    "bucket", "amount",
)  # fmt: skip
"""The columns of the staging table, in the order in which rows are copied into it."""
NEEDED = ("fund", "agency", "appropriation", "document_type", "document_number")
"""Those that no row is without."""
TYPED = {"budget_fy", "posted_on", "amount"}
"""Those of them that hold nothing where the cell is empty or unreadable."""


@dataclass(frozen=True)
class Heading:
    """Where each field stands in a row, what its column is called, and the columns nobody asks for."""

    places: dict[str, int]
    names: dict[str, str]
    width: int
    unused: list[str]


@dataclass(frozen=True)
class Found:
    """Something to mend: the line, the column by its heading, what stands there, and why."""

    line: int
    column: str
    value: str
    reason: str


@dataclass
class StagedRow:
    """A row as it goes into the staging table, with what is wrong in the way it is written."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    problems: list[Found] = field(default_factory=list)

    def copied(self) -> str:
        """The row for COPY: its line and cells between bars, empty ones of typed columns as none."""
        return BAR.join((str(self.line), *(self._copied(name) for name in STAGED)))

    def _copied(self, name: str) -> str:
        cell = self.cells.get(name, "")
        return r"\N" if not cell and name in TYPED else cell.replace("\\", "\\\\").replace("\t", " ")


def read_heading(content: bytes, known: dict[str, tuple[str, bool]]) -> Heading:
    """The columns a header file names. `known`: field -> (its heading, whether it is needed). Raises `Unreadable`."""
    first = next((line for line in decoded(content, "cp1252").splitlines() if line.strip()), "")
    names = [cell.strip().upper() for cell in first.split(BAR)]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Unreadable("The header file is empty. It names the columns of the ledger between bars.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Unreadable(f"The header file names {', '.join(twice)} twice. Send the header file of this ledger.")
    headings = {heading.upper(): name for name, (heading, _) in known.items()}
    missing = [heading for heading, needed in known.values() if needed and heading.upper() not in names]
    if missing:
        raise Unreadable(f"The header file does not name {', '.join(missing)}. Send the header file of this ledger.")
    places = {headings[name]: place for place, name in enumerate(names) if name in headings}
    unused = [name for name in names if name not in headings]
    return Heading(places, {name: heading for name, (heading, _) in known.items()}, len(names), unused)


def read_rows(content: bytes, heading: Heading, period: int) -> Iterator[StagedRow]:
    """Every row of a ledger file of a period, judged by how it is written. Empty lines are none."""
    for line, text in enumerate(decoded(content, "cp1252").splitlines(), 1):
        if text.strip():
            yield _row(line, text, heading, period)


def _row(line: int, text: str, heading: Heading, period: int) -> StagedRow:
    cells = [cell.strip() for cell in text.split(BAR)]
    if len(cells) == heading.width + 1 and not cells[-1]:
        cells.pop()
    if len(cells) != heading.width:
        reason = f"The line has {len(cells)} cells; the header file names {heading.width} columns."
        return StagedRow(line, problems=[Found(line, "", text[:80], reason)])
    row = StagedRow(line, {name: cells[place] for name, place in heading.places.items()})
    for name, reason in _wrong(row.cells, period):
        row.problems.append(Found(line, heading.names[name], row.cells[name][:80], reason))
        row.cells[name] = ""
    row.cells["bucket"] = BUCKETS.get(row.cells.get("bucket", "").upper(), "")
    return row


def _wrong(cells: dict[str, str], period: int) -> Iterator[tuple[str, str]]:
    """The fields that are not written as they must be, and why."""
    if not YEAR.fullmatch(cells["budget_fy"]):
        yield "budget_fy", "Write a fiscal year of four digits."
    if not PERIOD.fullmatch(cells["period"]):
        yield "period", "Write a period from 1 to 13."
    elif int(cells["period"]) != period:
        yield "period", f"This line is of another period than {period}, for which the file is brought in."
    if cells["bucket"].upper() not in BUCKETS:
        yield "bucket", "Write ENC for ordered or EXP for billed."
    if not AMOUNT.fullmatch(cells["amount"]):
        yield "amount", "Write dollars and cents, like 1234.50 or -1234.50."
    if not _is_day(cells["posted_on"]):
        yield "posted_on", "Write year, month and day, like 2026-01-31."
    for name in NEEDED:
        if not cells[name]:
            yield name, "Nothing stands there."
    for name, most in LONGEST.items():
        if len(cells.get(name, "")) > most:
            yield name, f"It has {len(cells[name])} characters; {most} is the most."


def _is_day(text: str) -> bool:
    try:
        return bool(DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False
