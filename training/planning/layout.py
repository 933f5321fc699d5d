"""Classes for what is needed: each on a day when a room and certified instructors of its center are free.

Classes of a course at a center are spread over all days, none after its people are due, the earliest due first.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import ceil

from training.models import CourseVersion
from training.planning.asked import HOURS, LATEST, Asked
from training.planning.supply import Laid, Place, Supply, Teacher, laid, week_of


@dataclass(slots=True)
class Line:
    """One course at one center: by which days its people are due, and how far its classes are laid out."""

    version: CourseVersion
    center: int
    dues: list[int]
    rooms: list[Place] = field(default_factory=list)
    teachers: list[Teacher] = field(default_factory=list)
    seats: int = 0
    served: int = 0
    made: int = 0
    phase: float = 0.5

    @property
    def key(self) -> tuple[int, int]:
        """Course and center."""
        return self.version.course_id, self.center


@dataclass
class Layout:
    """The classes that were laid out, and in words why some course cannot be held at some center."""

    classes: list[Laid] = field(default_factory=list)
    impossible: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    short: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    """Course and center: (reason, words); and for how many people no day had room and instructors."""


def lay_out(asked: Asked, supply: Supply, lines: list[Line], report) -> Layout:
    """Lay out classes for all lines in turn, those due first before the others."""
    found = Layout()
    turn = []
    _stagger(lines)
    for place, line in enumerate(lines):
        if why := _prepare(asked, supply, line):
            found.impossible[line.key] = why
        elif line.dues:
            turn.append((line.dues[0], 0, place))
    heapify(turn)
    total = sum(len(one.dues) for one in lines) or 1
    done = 0
    while turn:
        _, _, place = heappop(turn)
        line = lines[place]
        before = line.served
        _next_class(asked, line, found)
        done += line.served - before
        report(min(done * 40 // total, 40), 100, f"{len(found.classes):,} classes laid out")
        if line.served < _wanted(asked, line):
            heappush(turn, (_due(asked, line), line.made, place))
    return found


def _stagger(lines: list[Line]) -> None:
    """Courses of one center do not all begin on the same days."""
    many, so_far = Counter(one.center for one in lines), Counter()
    for one in lines:
        one.phase = (so_far[one.center] + 0.5) / many[one.center]
        so_far[one.center] += 1


def _wanted(asked: Asked, line: Line) -> int:
    """Seats to lay out: what is needed and the slack."""
    return ceil(len(line.dues) * (100 + asked.slack) / 100)


def _due(asked: Asked, line: Line) -> int:
    """The day by which the next class must be over; for who is late already, any day of the plan."""
    due = line.dues[min(line.served, len(line.dues) - 1)]
    return asked.days - 1 if due < 0 else min(due, asked.days - 1)


def _prepare(asked: Asked, supply: Supply, line: Line) -> tuple[str, str] | None:
    """Find what a line can use; (reason, words) where nothing will do on any day."""
    version, center = line.version, supply.centers[line.center]
    needed = set(version.room_features)
    line.rooms = [one for one in supply.rooms[line.center] if needed <= one.features]
    if not line.rooms:
        return "no_class", f"{center} has no room with what {version.course.code} needs."
    cert = version.instructor_cert_id
    line.teachers = [one for one in supply.teachers[line.center] if cert is None or one.certified.get(cert)]
    if not line.teachers:
        what = f"certified for {version.course.code}" if cert else "at all"
        return "no_teacher", f"{center} has no instructor {what} in these days."
    line.seats = min(version.max_seats, max(seats_of(one, version) for one in line.rooms))
    if version.instructor_ratio:
        line.seats = min(line.seats, version.instructor_ratio * len(line.teachers))
    line.rooms.sort(key=lambda one: (max(0, line.seats - seats_of(one, version)), seats_of(one, version), one.pk))
    return None


def seats_of(room: Place, version: CourseVersion) -> int:
    """How many a room seats for a course."""
    return room.by_course.get(version.course_id, room.seats)


def _next_class(asked: Asked, line: Line, found: Layout) -> None:
    """Lay out one class on the free day nearest to its turn; where none is left, count who goes without."""
    due = _due(asked, line)
    made = _place(asked, line, due)
    line.made += 1
    if made is not None:
        found.classes.append(made)
        line.served += made.seats
        return
    after = next((n for n in range(line.served, len(line.dues)) if line.dues[n] > due), None)
    stop = len(line.dues) if after is None or due == asked.days - 1 else after
    found.short[line.key] += max(0, stop - line.served)
    line.served = _wanted(asked, line) if stop == len(line.dues) else stop


def _place(asked: Asked, line: Line, due: int) -> Laid | None:
    hours = ceil(line.version.contact_hours)
    spans = [min(asked.day_hours, hours - taken) for taken in range(0, hours, asked.day_hours)]
    days = asked.class_days
    last = bisect_right(days, due) - len(spans)
    if last < 0:
        return None
    classes = max(1, ceil(_wanted(asked, line) / line.seats))
    turn = line.served / _wanted(asked, line) + line.phase / classes
    target = min(last, int(turn * (len(days) - len(spans) + 1)))
    for begin in _outward(target, last):
        if made := _on(asked, line, days[begin : begin + len(spans)], spans):
            return made
    return None


def _outward(target: int, last: int):
    """The target, then the days around it, nearest first."""
    yield target
    for step in range(1, last + 1):
        if target + step <= last:
            yield target + step
        if target - step >= 0:
            yield target - step


def _on(asked: Asked, line: Line, days, spans) -> Laid | None:
    """The class on these days, where a room and instructors are free; they are booked for it."""
    for room in line.rooms:
        sittings = []
        for day, hours in zip(days, spans, strict=True):
            begin = room.free(day, asked.day(day).isoweekday(), hours)
            if begin is None or begin + hours > LATEST:
                break
            sittings.append((day, begin, hours))
        else:
            version = line.version
            seats = min(line.seats, seats_of(room, version))
            count = -(-seats // version.instructor_ratio) if version.instructor_ratio else 1
            teachers = _teachers(asked, line, sittings, count)
            if teachers:
                return _book(asked, line, room, teachers, sittings, seats)
            return None
    return None


def _teachers(asked: Asked, line: Line, sittings, count: int) -> list[Teacher]:
    """So many who are certified, free and within their hours, those who taught least first."""
    mask = _mask(sittings)
    days = sum(1 << day for day, *_ in sittings)
    cert = line.version.instructor_cert_id
    found: list[Teacher] = []
    for one in line.teachers:
        if (cert is None or not days & ~one.certified[cert]) and not one.busy & mask and _within(asked, one, sittings):
            found.append(one)
            if len(found) == count:
                return found
    return []


def _within(asked: Asked, one: Teacher, sittings) -> bool:
    weeks: dict[int, int] = defaultdict(int)
    for day, _, hours in sittings:
        weeks[week_of(asked, day)] += hours
        if one.taught[day] + hours > one.day_hours:
            return False
    return all(one.weeks[week] + hours <= one.week_hours for week, hours in weeks.items())


def _mask(sittings) -> int:
    found = 0
    for day, begin, hours in sittings:
        found |= ((1 << hours) - 1) << (day * HOURS + begin)
    return found


def _book(asked: Asked, line: Line, room: Place, teachers: list[Teacher], sittings, seats: int) -> Laid:
    mask = _mask(sittings)
    room.busy |= mask
    for one in teachers:
        one.busy |= mask
        for day, _, hours in sittings:
            one.taught[day] += hours
            one.weeks[week_of(asked, day)] += hours
            one.total += hours
    line.teachers.sort(key=lambda one: (one.total, one.pk))
    version = line.version
    return laid(
        asked, version.pk, version.course_id, line.center, room.pk, seats, [day for day, *_ in sittings], mask,
        sittings=tuple(sittings), teachers=tuple(one.pk for one in teachers), free=seats,
    )  # fmt: skip
