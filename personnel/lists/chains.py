"""Who would lead whom after a list: chains of supervisors that come back to where they began.

The database refuses them too (`assignment_supervisors_form_no_loop`); this says in which lines of a file they lie.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

FOREVER = date.max


@dataclass(frozen=True)
class Led:
    """`person` is led by `supervisor` from a day on; `line` where a file says so."""

    person: int
    supervisor: int
    starts: date
    ends: date | None
    line: int | None = None


def loops(chain: list[Led]) -> Iterator[tuple[Led, list[int]]]:
    """Every line of a file that stands in a loop, with all lines of that loop."""
    suspects = _in_circles(chain)
    above = defaultdict(list)
    for one in suspects:
        above[one.person].append(one)
    for one in suspects:
        if one.line is not None and (found := _way_back(one, above)):
            yield one, sorted(step.line for step in found if step.line is not None)


def _in_circles(chain: list[Led]) -> list[Led]:
    """What is left once those who lead nobody, and those whom nobody leads, are taken out again and again.

    Of a tree nothing is left, so that a list without loops costs one pass for each level.
    """
    left = chain
    while True:
        led, leaders = {one.person for one in left}, {one.supervisor for one in left}
        kept = [one for one in left if one.person in leaders and one.supervisor in led]
        if len(kept) == len(left):
            return kept
        left = kept


def _way_back(start: Led, above: dict[int, list[Led]]) -> list[Led]:
    """The steps from a supervisor up to the person they lead, all in force at one time; empty where there are none."""
    seen = set()
    ways = [(start, start.starts, start.ends or FOREVER, [start])]
    while ways:
        last, begins, ends, steps = ways.pop()
        for one in above[last.supervisor]:
            first, until = max(begins, one.starts), min(ends, one.ends or FOREVER)
            if first >= until or (one, first, until) in seen:
                continue
            seen.add((one, first, until))
            if one.supervisor == start.person:
                return [*steps, one]
            ways.append((one, first, until, [*steps, one]))
    return []
