"""The department's statements as text: how values are told apart, and the anchors by which they are linked."""

import re
from dataclasses import dataclass

from django.utils.text import slugify

_HEADING = re.compile(r"^##\s+(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Wording:
    """One statement before it is saved."""

    part: str
    anchor: str
    heading: str
    text: str


def read_values(text: str) -> list[Wording]:
    """The values of a text in which each starts with a line “## Its name”. Raises ValueError with a sentence."""
    before, *pieces = _HEADING.split(text.replace("\r\n", "\n").strip())
    if before.strip():
        raise ValueError("Start each value with a line of two number signs and its name, like “## Accountability”.")
    found = []
    for heading, body in zip(pieces[::2], pieces[1::2], strict=True):
        anchor = slugify(heading)[:60]
        if not anchor:
            raise ValueError(f"Name the value “{heading}” with letters.")
        if not body.strip():
            raise ValueError(f"Write what the value “{heading}” says.")
        if anchor in {one.anchor for one in found} | {"mission", "vision"}:
            raise ValueError(f"The value “{heading}” is there twice, or is named like another statement. Rename one.")
        found.append(Wording("value", anchor, heading[:160], body.strip()))
    return found


def write_values(statements) -> str:
    """The text `read_values` reads, of saved values."""
    return "\n\n".join(f"## {one.heading}\n\n{one.text}" for one in statements)
