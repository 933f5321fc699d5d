"""Bringing in classes to be laid out: what would clash, line by line, before anything is kept (training.md 3, 6).

One line is one meeting; lines with the same word in “class” are one class. The check lays everything out for real and
takes it back again, so that it sees what the save will see: also two lines of one file that want the same room.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction

from doc_portal.core.display import short_moment
from doc_portal.core.imports import NEW, Change, Plan, Row, RowError
from doc_portal.core.local_time import moment_of
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from personnel.lists.cells import Progress, Wrong, chosen, day
from training.actions.classes import lay_out_class
from training.actions.instructing import assign_instructor
from training.actions.meetings import add_meetings
from training.models import Center, CourseVersion, Instructor, Mode, Room, ScheduledClass
from training.numbers import SERIES
from training.sittings import DatesTaken, Sitting

COLUMNS = ("class", "course", "seats", "date", "starts", "ends")
OPTIONAL = ("center", "room", "mode", "setup", "teardown", "instructor", "note")
MOST_MINUTES = 480
ANY_DAY = date(2026, 1, 5)
"""A day on which times are read where the day itself could not be."""


class _Known:
    """What a line may name: courses by code, centers by code or name, rooms by code, instructors by number."""

    def __init__(self):
        versions = CourseVersion.objects.current().filter(course__retired=False, course__outside=False)
        self.versions = {one.course.code.casefold(): one for one in versions.select_related("course")}
        self.centers = {word.casefold(): one for one in Center.objects.in_use() for word in (one.code, one.name)}
        rooms = Room.objects.in_use().select_related("center", "resource")
        self.rooms = {(one.center_id, one.code.casefold()): one for one in rooms}
        people = Instructor.objects.in_use().for_list().exclude(person__employee_number=None)
        self.instructors = {one.person.employee_number: one for one in people}


def plan(rows: Iterable[Row], by: User) -> Plan:
    """What the file would lay out. Nothing is kept: every class is laid out and taken back."""
    made, known = Plan(), _Known()
    with transaction.atomic():
        for label, lines in _by_class(rows, made).items():
            try:
                values = _read(lines, known)
                with transaction.atomic():
                    lay_out(values, by)
            except _Unread as unread:
                made.errors += unread.found
            except DatesTaken as taken:
                made.errors += _told(taken, lines)
            except Refused as refusal:
                made.errors.append(RowError(lines[0].line, "", str(refusal)))
            else:
                made.changes.append(_change(label, lines, values, known))
        transaction.set_rollback(True)
    return made


def apply(made: Plan, by: User) -> None:
    """Lay out the classes of a plan, inside the caller's transaction."""
    said = Progress(made.progress, len(made.changes))
    for change in made.changes:
        lay_out(change.values, by)
        said(1)


def lay_out(values: dict, by: User) -> ScheduledClass:
    """One class with its instructors and meetings, as `_read` gives them."""
    made = ScheduledClass(
        course_version_id=values["version"], center_id=values["center"], capacity=values["seats"], note=values["note"]
    )
    lay_out_class(made, by=by)
    for place, key in enumerate(values["instructors"]):
        instructor = Instructor.objects.for_list().get(pk=key)
        assign_instructor(made, instructor, "assist" if place else "lead", by=by)
    rooms = Room.objects.select_related("center", "resource").in_bulk(
        {one["room"] for one in values["meetings"]} - {None}
    )
    add_meetings(made, [_sitting(one, rooms) for one in values["meetings"]], by=by)
    return made


def _sitting(one: dict, rooms: dict[int, Room]) -> Sitting:
    return Sitting(
        planned_on=date.fromisoformat(one["day"]), starts_at=datetime.fromisoformat(one["starts_at"]),
        ends_at=datetime.fromisoformat(one["ends_at"]), room=rooms.get(one["room"]), mode=one["mode"],
        setup=one["setup"], teardown=one["teardown"],
    )  # fmt: skip


def _by_class(rows: Iterable[Row], made: Plan) -> dict[str, list[Row]]:
    """The lines of each class in the order of the file."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if not row["class"]:
            made.errors.append(RowError(row.line, "class", "Write a word all lines of the class share, such as A."))
        elif row["class"].upper().startswith(f"{SERIES}-"):
            made.errors.append(RowError(row.line, "class", "A class that has a number is changed on its own page."))
        else:
            found.setdefault(row["class"], []).append(row)
    return found


class _Unread(Exception):  # noqa: N818
    """The lines of a class could not be read; `found` is everything that is wrong with them."""

    def __init__(self, found: list[RowError]):
        super().__init__()
        self.found = found


class _Faults:
    """Reads the cells of a class one by one and keeps what is wrong with each, so that all of it is told at once."""

    def __init__(self):
        self.found: list[RowError] = []

    def of(self, row: Row, read: Callable, *args):
        """What `read` makes of a line; None where it is wrong."""
        try:
            return read(row, *args)
        except Wrong as wrong:
            self.found.append(RowError(row.line, *wrong.args))
            return None


def _read(lines: list[Row], known: _Known) -> dict:
    """One class as JSON can hold it. Raises `_Unread` with line, column and sentence of everything that is wrong."""
    faults, first = _Faults(), lines[0]
    version = faults.of(first, _named, "course", known.versions, "No course that is offered has the code")
    center = faults.of(first, _named, "center", known.centers, "No center is called") if first["center"] else None
    seats = faults.of(first, _number, "seats", 1, 2000)
    teaching = [one for row in lines for one in faults.of(row, _instructors, known) or ()]
    for row in lines:
        faults.of(row, _alike, first)
    meetings = [_meeting(row, center, known, faults) for row in lines]
    if faults.found:
        raise _Unread(sorted(faults.found, key=lambda one: one.line))
    return {
        "version": version.pk, "center": center.pk if center else None, "seats": seats, "note": first["note"][:400],
        "instructors": list(dict.fromkeys(one.pk for one in teaching)), "meetings": meetings,
    }  # fmt: skip


def _alike(row: Row, first: Row) -> None:
    for column in ("course", "center", "seats"):
        if row[column].casefold() != first[column].casefold():
            raise Wrong(column, f"The lines of “{row['class']}” differ. Write the same in all of them.")


def _meeting(row: Row, center: Center | None, known: _Known, faults: _Faults) -> dict:
    """The meeting of a line; with a fault in it, of no use."""
    on = faults.of(row, _day)
    room = faults.of(row, _room, center, known)
    starts_at, ends_at = (faults.of(row, _moment, column, on or ANY_DAY) for column in ("starts", "ends"))
    if starts_at and ends_at and starts_at >= ends_at:
        faults.found.append(RowError(row.line, "ends", "The meeting must end after it starts."))
    mode = faults.of(row, chosen, "mode", Mode.choices)
    setup, teardown = (faults.of(row, _number, name, 0, MOST_MINUTES, 0) for name in ("setup", "teardown"))
    return {
        "day": on and on.isoformat(), "starts_at": starts_at and starts_at.isoformat(),
        "ends_at": ends_at and ends_at.isoformat(), "room": room and room.pk, "mode": mode or Mode.IN_SEAT,
        "setup": setup, "teardown": teardown,
    }  # fmt: skip


def _day(row: Row) -> date:
    on = day(row, "date")
    if on is None:
        raise Wrong("date", "Write the day as year, month, day: 2026-01-31.")
    return on


def _room(row: Row, center: Center | None, known: _Known) -> Room | None:
    """The room a line names; of a center nobody knows, none."""
    if not row["room"] or (row["center"] and center is None):
        return None
    found = known.rooms.get((center.pk if center else None, row["room"].casefold()))
    if found is None:
        raise Wrong("room", f"{center or 'A class without a center'} has no room “{row['room']}”.")
    return found


def _moment(row: Row, column: str, on: date) -> datetime:
    try:
        return moment_of(datetime.combine(on, time.fromisoformat(row[column])))
    except ValueError:
        raise Wrong(column, "Write the time as hour and minute: 08:00.") from None
    except ValidationError as error:
        raise Wrong(column, " ".join(error.messages)) from None


def _instructors(row: Row, known: _Known) -> list[Instructor]:
    """Everybody a line names by employee number; of a class the first leads."""
    found = []
    for number in filter(None, (one.strip() for one in row["instructor"].replace(";", ",").split(","))):
        one = known.instructors.get(number)
        if one is None:
            raise Wrong("instructor", f"No instructor has the employee number “{number}”.")
        found.append(one)
    return found


def _named(row: Row, column: str, known: dict, sentence: str):
    found = known.get(row[column].casefold())
    if found is None:
        raise Wrong(column, f"{sentence} “{row[column]}”.")
    return found


def _number(row: Row, column: str, least: int, most: int, empty: int | None = None) -> int:
    typed = row[column]
    if not typed and empty is not None:
        return empty
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6 and least <= int(typed) <= most):
        raise Wrong(column, f"Write a whole number from {least} to {most}.")
    return int(typed)


def _told(taken: DatesTaken, lines: list[Row]) -> list[RowError]:
    """What stands in the way of each date, at its lines."""
    of_day = {row["date"]: row.line for row in lines}
    return [
        RowError(of_day.get(on.isoformat(), lines[0].line), "date", "; ".join(words))
        for on, words in taken.problems.items()
    ]


def _change(label: str, lines: list[Row], values: dict, known: _Known) -> Change:
    when = ", ".join(short_moment(datetime.fromisoformat(one["starts_at"])) for one in values["meetings"])
    course = known.versions[lines[0]["course"].casefold()].course
    fields = {
        "course": ("", str(course)), "seats": ("", str(values["seats"])), "meetings": ("", when),
        "room": ("", lines[0]["room"]), "instructor": ("", lines[0]["instructor"]),
    }  # fmt: skip
    return Change(NEW, label, f"{label}: {course}", fields, lines[0].line, values)
