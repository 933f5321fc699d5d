"""Employee expectations: their levels, who belongs to which, and how they are written as one text."""

import re
from dataclasses import dataclass

from personnel.models import Assignment

LINE = re.compile(r"(\d{1,3})[.)]\s+(.+)")
HOW = (
    "Start each value with a line like “## Accountability”, and each expectation with its number, like “1. ”. "
    "Numbers are not repeated within a level."
)


@dataclass(frozen=True)
class Expectation:
    """One expectation before it is saved."""

    group: str
    number: int
    text: str


def leads_others(user) -> bool:
    """Whether this person supervises somebody today: the level “supervisors and above” is theirs."""
    return Assignment.objects.current().filter(supervisor__user=user).exists()


def read_expectations(text: str) -> list[Expectation]:
    """The expectations of one level, written as `HOW` says. Raises ValueError with a sentence.

    A line without a number goes on with the expectation above it.
    """
    found: list[Expectation] = []
    group, open_ = "", False
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.strip()
        if line.startswith("## "):
            group, open_ = line[3:].strip()[:160], False
        elif match := LINE.fullmatch(line):
            number = int(match[1])
            if not group:
                raise ValueError("Start with the value under which the expectations stand, like “## Accountability”.")
            if number == 0 or number in {one.number for one in found}:
                raise ValueError(f"The number {number} is there twice or is no number to count with. Change one.")
            found.append(Expectation(group, number, match[2].strip()))
            open_ = True
        elif line and open_:
            last = found[-1]
            found[-1] = Expectation(last.group, last.number, f"{last.text} {line}")
        elif line:
            raise ValueError(f"“{line[:60]}” has no number. Begin it with one, like “1. ”.")
    return found


def write_expectations(statements) -> str:
    """The text `read_expectations` reads, of saved expectations of one level."""
    lines, group = [], None
    for one in statements:
        if one.group != group:
            group = one.group
            lines.append(f"## {group}\n")
        lines.append(f"{one.number}. {one.text}\n")
    return "\n".join(lines)


def by_group(statements) -> list[dict]:
    """Expectations of one level under their values, in the order in which they are read."""
    found: list[dict] = []
    for one in statements:
        if not found or found[-1]["name"] != one.group:
            found.append({"name": one.group, "statements": []})
        found[-1]["statements"].append(one)
    return found
