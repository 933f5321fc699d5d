"""Bringing in completions of online systems: each once by its source and number there, however often it is sent.

What is credited as the list says stays as it is. What the list says otherwise takes the place of the line that said
so before. What names nobody or no course waits in the queue (`UnplacedCompletion`), as does what a registrar voided
and what would give credit to whoever brings the list in, or change it: nothing of a file that was taken is dropped.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from doc_portal.core.imports import CHANGED, NEW, Change, Plan, Row, RowError
from doc_portal.core.models import User
from personnel.lists.cells import Wrong
from personnel.models import Person
from training.actions.completions import Line, keep_completions
from training.models import CourseVersion, TrainingCredit, UnplacedCompletion

SOURCES = {
    "docota": "docota", "gps": "docota", "docota or gps": "docota", "molearning": "molearning",
}  # fmt: skip
COLUMNS = ("source", "external_id", "employee_number", "course", "completed_on")
OPTIONAL = ("hours",)
MOST_HOURS = 400
Problem = UnplacedCompletion.Problem


class Unplaced(Exception):  # noqa: N818
    """A line that waits: the problem and what was wrong in words."""


def plan(rows: Iterable[Row], by: User) -> Plan:
    """What the file would credit, replace and put into the queue."""
    made, read = Plan(), {}
    for row in rows:
        try:
            key, told = _read(row)
            if key in read and read[key][1] != told:
                raise Wrong("external_id", "This completion stands in the file twice, and reads otherwise.")
        except Wrong as wrong:
            made.errors.append(RowError(row.line, *wrong.args))
            continue
        if key in read:
            made.unchanged += 1
        else:
            read[key] = (row.line, told)
    known = _Known.of(read)
    for key, (line, told) in read.items():
        change = _change(key, told, line, known, by)
        if change is None:
            made.unchanged += 1
        else:
            made.changes.append(change)
    return made


def _read(row: Row) -> tuple[tuple[str, str], dict[str, str]]:
    """Source and number, and the cells as they stand; the two that name a completion must be there."""
    source = SOURCES.get(row["source"].casefold())
    if source is None:
        raise Wrong("source", "Write DOCOTA, GPS or MoLearning.")
    if not row["external_id"]:
        raise Wrong("external_id", "Write the number the completion has at its source.")
    if len(row["external_id"]) > 120:
        raise Wrong("external_id", "Shorten the number to 120 characters.")
    return (source, row["external_id"]), {name: row[name] for name in (*COLUMNS[2:], *OPTIONAL)}


@dataclass
class _Known:
    """What the rows name, looked up together."""

    people: dict[str, Person] = field(default_factory=dict)
    versions: dict[str, CourseVersion] = field(default_factory=dict)
    credits: dict[tuple[str, str], TrainingCredit] = field(default_factory=dict)
    queued: dict[tuple[str, str], UnplacedCompletion] = field(default_factory=dict)

    @classmethod
    def of(cls, read: dict) -> "_Known":
        """Of these rows: the latest line of the ledger and of the queue for each."""
        made, ids = cls(), [number for _, number in read]
        numbers = {told["employee_number"].upper() for _, told in read.values()}
        for one in Person.objects.filter(employee_number__in=numbers):
            made.people[one.employee_number.upper()] = one
        made.versions = versions_by_code({told["course"].upper() for _, told in read.values()})
        credits = TrainingCredit.objects.filter(external_id__in=ids).select_related("person", "course").order_by("pk")
        made.credits = {(one.source, one.external_id): one for one in credits}
        waiting = UnplacedCompletion.objects.filter(external_id__in=ids).order_by("pk")
        made.queued = {(one.source, one.external_id): one for one in waiting}
        return made


def versions_by_code(codes: Iterable[str]) -> dict[str, CourseVersion]:
    """The version in force of each course, else its last one; by the code of the course."""
    rows = CourseVersion.objects.exclude(status=CourseVersion.Status.DRAFT).filter(course__code__in=set(codes))
    ordered = rows.select_related("course").order_by("no")
    last = {one.course.code.upper(): one for one in ordered}
    return last | {one.course.code.upper(): one for one in ordered if one.status == CourseVersion.Status.APPROVED}


def _change(key, told: dict[str, str], line: int, known: _Known, by: User) -> Change | None:
    """What comes of one completion; None where nothing does."""
    queued, before = known.queued.get(key), known.credits.get(key)
    seen = queued is not None and queued.row == told
    if seen and queued.settled_at is not None:
        return None
    try:
        placed = _placed(key, told, known, before)
        person = known.people[told["employee_number"].upper()]
        _require_changeable(placed, before, person, by)
    except Unplaced as problem:
        return None if seen else _waits(key, told, line, problem, queued)
    if before is not None and _says(before) == _wanted(placed):
        return None
    return _credits(key, told, line, placed, before)


def _placed(key, told: dict[str, str], known: _Known, before: TrainingCredit | None) -> Line:
    """Whom and what a completion is about; hours it does not name are those it has, else those of the course."""
    person = known.people.get(told["employee_number"].upper())
    if person is None:
        raise Unplaced(Problem.PERSON, f"“{told['employee_number']}” is nobody's employee number.")
    version = known.versions.get(told["course"].upper())
    if version is None:
        raise Unplaced(Problem.COURSE, f"“{told['course']}” is the code of no course in use.")
    day, hours = _day(told["completed_on"]), _hours(told["hours"])
    if hours is None:
        same = before is not None and before.course_id == version.course_id
        hours = before.hours if same else version.contact_hours or Decimal(0)
    return Line(*key, person.pk, version.course_id, version.pk, day, hours)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Unplaced(Problem.UNREADABLE, f"“{text}” is no day. It is written like 2026-01-31.") from None
    if not date(1950, 1, 1) <= day <= timezone.localdate():
        raise Unplaced(Problem.UNREADABLE, f"“{text}” is still to come, or too long ago.")
    return day


def _hours(text: str) -> Decimal | None:
    """The hours a line names; None where it names none."""
    if not text:
        return None
    try:
        hours = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        hours = None
    if hours is None or not hours.is_finite() or not 0 <= hours <= MOST_HOURS:
        raise Unplaced(Problem.UNREADABLE, f"“{text}” are no hours from 0 to {MOST_HOURS}.")
    return hours


def _require_changeable(placed: Line, before: TrainingCredit | None, person: Person, by: User) -> None:
    """What a registrar voided comes back by hand alone, and nobody gives or changes their own credit with a list."""
    if before is not None and _says(before) == _wanted(placed):
        return
    if before is not None and before.voided_at is not None:
        raise Unplaced(Problem.VOIDED, f"It was voided: {before.void_reason}"[:240])
    if by.pk in (person.user_id, before.person.user_id if before is not None else None):
        raise Unplaced(Problem.OWN, "It is credit of whoever brings the list in. Another registrar decides.")


def _says(credit: TrainingCredit) -> tuple:
    return credit.person_id, credit.course_id, credit.completed_on, credit.hours


def _wanted(placed: Line) -> tuple:
    return placed.person, placed.course, placed.completed_on, placed.hours


def _credits(key, told, line: int, placed: Line, before: TrainingCredit | None) -> Change:
    """A line of the ledger, new or in the place of another."""
    was = _in_cells(before) if before else {}
    now = told | {"hours": f"{placed.hours.normalize():f}", "course": told["course"].upper()}
    fields = {name: (was.get(name, ""), now[name]) for name in now if was.get(name, "") != now[name]}
    values = {"line": placed.as_values(), "replaces": before.pk if before else None}
    return Change(CHANGED if before else NEW, ":".join(key), " ".join(key), fields, line, values)


def _in_cells(credit: TrainingCredit) -> dict[str, str]:
    return {
        "employee_number": credit.person.employee_number or "",
        "course": credit.course.code.upper(),
        "completed_on": credit.completed_on.isoformat(),
        "hours": credit.hours_words,
    }


def _waits(key, told, line: int, problem: Unplaced, queued: UnplacedCompletion | None) -> Change:
    """A line of the queue, new or read otherwise than before."""
    kind, words = problem.args
    fields = {"problem": ("", f"Waits in the queue: {words}")}
    values = {"waits": told, "source": key[0], "external_id": key[1], "problem": str(kind), "words": words[:240]}
    still = queued is not None and queued.settled_at is None
    return Change(CHANGED if still else NEW, ":".join(key), " ".join(key), fields, line, values)


def apply(made: Plan, by: User) -> None:
    """Carry out a plan: all of it in a few statements."""
    values = [change.values for change in made.changes]
    lines = [Line.of(one["line"], one["replaces"]) for one in values if "line" in one]
    made.progress(0, len(values), "Writing the completions")
    keep_completions(lines, [one for one in values if "waits" in one], by=by, run=made.run)
    made.progress(len(values), len(values), "Writing the completions")
