"""Two versions of a text side by side: which lines stay, go and come, and inside a changed line which words."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

LONGEST = 60_000
"""Characters of each text that are compared; more would keep a reader waiting."""
MOST_WORDS = 1_500
"""Words of a line that are compared one by one; a longer line is shown as gone and come."""
AROUND = 2
"""Unchanged lines shown before and after a change."""

SAME, GONE, COME = "same", "gone", "come"


@dataclass(frozen=True)
class Piece:
    """Words of a line that stay, go or come."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """A line of the earlier text beside one of the later. `skipped`: so many unchanged lines are left out here."""

    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()
    skipped: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything in it differs."""
        return any(piece.kind != SAME for piece in (*self.before, *self.after))


def compare(before: str, after: str) -> list[Row]:
    """The rows of both texts, unchanged stretches shortened to the lines next to a change."""
    return list(_shortened([*_rows(before[:LONGEST].splitlines(), after[:LONGEST].splitlines())]))


def _rows(before: list[str], after: list[str]) -> Iterator[Row]:
    for tag, b1, b2, a1, a2 in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            for line in before[b1:b2]:
                yield Row((Piece(SAME, line),), (Piece(SAME, line),))
        else:
            for gone, come in zip_longest(before[b1:b2], after[a1:a2]):
                yield _line(gone, come)


def _line(gone: str | None, come: str | None) -> Row:
    if gone is None or come is None:
        return Row((Piece(GONE, gone),) if gone is not None else (), (Piece(COME, come),) if come is not None else ())
    old, new = gone.split(), come.split()
    if max(len(old), len(new)) > MOST_WORDS:
        return Row((Piece(GONE, gone),), (Piece(COME, come),))
    before, after = [], []
    for tag, b1, b2, a1, a2 in SequenceMatcher(None, old, new).get_opcodes():
        if b2 > b1:
            before.append(Piece(SAME if tag == "equal" else GONE, " ".join(old[b1:b2])))
        if a2 > a1:
            after.append(Piece(SAME if tag == "equal" else COME, " ".join(new[a1:a2])))
    return Row(tuple(before), tuple(after))


def _shortened(rows: list[Row]) -> Iterator[Row]:
    near = set()
    for place, row in enumerate(rows):
        if row.changed:
            near.update(range(place - AROUND, place + AROUND + 1))
    skipped = 0
    for place, row in enumerate(rows):
        if place in near:
            if skipped:
                yield Row(skipped=skipped)
                skipped = 0
            yield row
        else:
            skipped += 1
    if skipped:
        yield Row(skipped=skipped)
