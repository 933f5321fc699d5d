"""Records of fixed width: every value in its columns, nothing cut, nothing left out in silence (fiscal.md 29).

Pure functions over layouts: what is written reads back the same, and a record is exactly as long as its layout.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CONFIRM = "confirm with OA"


class Misfit(ValueError):  # noqa: N818
    """Values that do not fit their layout: `problems` are sentences, one for each."""

    def __init__(self, problems: list[str]):
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Field:
    """A value's place. Columns count from 1. Without `start` or `length` its columns are not known."""

    name: str
    start: int | None
    length: int | None
    right: bool = False
    constant: str = ""
    confirmed: bool = True

    @property
    def placed(self) -> bool:
        """Whether its columns are known."""
        return self.start is not None and self.length is not None

    @property
    def end(self) -> int:
        """Its last column."""
        return (self.start or 0) + (self.length or 0) - 1

    def columns(self) -> str:
        """“3 to 6”, as far as they are known."""
        if self.placed:
            return str(self.start) if self.length == 1 else f"{self.start} to {self.end}"
        return f"from {self.start}" if self.start else "columns not known"


@dataclass(frozen=True)
class Layout:
    """The fields of one kind of record. It ends with the last column that is known."""

    name: str
    fields: tuple[Field, ...]

    @property
    def placed(self) -> list[Field]:
        """The fields whose columns are known, in their order."""
        return sorted((one for one in self.fields if one.placed), key=lambda one: one.start or 0)

    @property
    def length(self) -> int:
        """How long a record is."""
        return max((one.end for one in self.placed), default=0)

    def overlaps(self) -> list[str]:
        """Fields that claim the same columns: such a layout writes nothing."""
        pairs = zip(self.placed, self.placed[1:], strict=False)
        return [f"“{a.name}” and “{b.name}” of {self.name} overlap." for a, b in pairs if b.start <= a.end]

    def marks(self) -> list[str]:
        """What OA has to confirm: fields nobody confirmed, fields without columns, columns without a field."""
        open_fields = [one for one in self.fields if not (one.confirmed and one.placed)]
        found = [f"{one.name} ({one.columns()}): {CONFIRM}" for one in open_fields]
        return found + [
            f"Columns {first} to {last}: not described, written as spaces; {CONFIRM}" for first, last in self.gaps()
        ]

    def gaps(self) -> list[tuple[int, int]]:
        """Columns inside the record that no field claims."""
        found, reached = [], 0
        for one in self.placed:
            if one.start > reached + 1:
                found.append((reached + 1, one.start - 1))
            reached = max(reached, one.end)
        return found


def write_record(layout: Layout, values: Mapping[str, str]) -> str:
    """The record. Raises `Misfit` with every value that is too long, has no place, or could not be read back."""
    problems = [*layout.overlaps(), *_strangers(layout, values)]
    columns = [" "] * layout.length
    for one in layout.fields:
        value = one.constant or values.get(one.name, "")
        wrong = list(_wrong(one, value, values))
        problems += wrong
        if one.placed and not wrong:
            written = value.rjust(one.length) if one.right else value.ljust(one.length)
            columns[one.start - 1 : one.end] = written
    if problems:
        raise Misfit(problems)
    return "".join(columns)


def read_record(layout: Layout, record: str) -> dict[str, str]:
    """The values of a record by field. Raises `Misfit` where it is not of this layout."""
    if len(record) != layout.length:
        raise Misfit([f"A record of {layout.name} is {layout.length} long; this one has {len(record)}."])
    found = {one.name: record[one.start - 1 : one.end].strip(" ") for one in layout.placed}
    wrong = [
        f"“{one.name}” of {layout.name} must be “{one.constant}”; there stands “{found[one.name]}”."
        for one in layout.placed
        if one.constant and found[one.name] != one.constant
    ]
    if wrong:
        raise Misfit(wrong)
    return found


def _strangers(layout: Layout, values: Mapping[str, str]) -> Iterable[str]:
    """Values the layout has no field for."""
    names = {one.name for one in layout.fields}
    for name, value in values.items():
        if value and name not in names:
            yield f"“{name}” holds “{value}” and has no field in the layout of {layout.name}: {CONFIRM}."


def _wrong(one: Field, value: str, values: Mapping[str, str]) -> Iterable[str]:
    """Why a value cannot stand in its field."""
    given = values.get(one.name, "")
    if one.constant and given not in ("", one.constant):
        yield f"“{one.name}” is always “{one.constant}”; “{given}” was given."
    if not value:
        return
    if not one.placed:
        yield f"“{one.name}” holds “{value}”, and its columns are not known: {CONFIRM}."
    elif len(value) > one.length:
        yield f"“{one.name}” holds “{value}” with {len(value)} characters; its width is {one.length}."
    if not (value.isascii() and value.isprintable()):
        yield f"“{one.name}” holds “{value}”; only letters, digits and signs of ASCII can be written."
    elif value != value.strip(" "):
        yield f"“{one.name}” holds “{value}” with spaces around it, which would be lost."
