"""Bringing in classes to be laid out: what would clash, line by line, before anything is kept (training.md 3, 6).

One line is one meeting; lines with the same word in “class” are one class. The check lays everything out for real and
takes it back again, so that it sees what the save will see: also two lines of one file that want the same room.
"""

from collections.abc import Iterable
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
            except Wrong as wrong:
                made.errors.append(RowError(*wrong.args))
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


def _read(lines: list[Row], known: _Known) -> dict:
    """One class as JSON can hold it. Raises `Wrong` with line, column and sentence."""
    try:
        row = lines[0]
        version = _named(row, "course", known.versions, "No course that is offered has the code")
        center = _named(row, "center", known.centers, "No center is called") if row["center"] else None
        values = {
            "version": version.pk, "center": center.pk if center else None,
            "seats": _number(row, "seats", 1, 2000), "note": row["note"][:400],
            "instructors": [one.pk for one in _instructors(lines, known)], "meetings": [],
        }  # fmt: skip
        for row in lines:
            for column in ("course", "center", "seats"):
                if row[column].casefold() != lines[0][column].casefold():
                    raise Wrong(column, f"The lines of “{row['class']}” differ. Write the same in all of them.")
            values["meetings"].append(_meeting(row, center, known))
    except Wrong as wrong:
        raise Wrong(row.line, *wrong.args) from None
    return values


def _meeting(row: Row, center: Center | None, known: _Known) -> dict:
    on = day(row, "date")
    if on is None:
        raise Wrong("date", "Write the day as year, month, day: 2026-01-31.")
    room = None
    if row["room"]:
        room = known.rooms.get((center.pk if center else None, row["room"].casefold()))
        if room is None:
            raise Wrong("room", f"{center or 'A class without a center'} has no room “{row['room']}”.")
    starts_at, ends_at = _moment(row, "starts", on), _moment(row, "ends", on)
    if starts_at >= ends_at:
        raise Wrong("ends", "The meeting must end after it starts.")
    return {
        "day": on.isoformat(), "starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat(),
        "room": room.pk if room else None, "mode": chosen(row, "mode", Mode.choices) or Mode.IN_SEAT,
        "setup": _number(row, "setup", 0, MOST_MINUTES, 0), "teardown": _number(row, "teardown", 0, MOST_MINUTES, 0),
    }  # fmt: skip


def _moment(row: Row, column: str, on: date) -> datetime:
    try:
        return moment_of(datetime.combine(on, time.fromisoformat(row[column])))
    except ValueError:
        raise Wrong(column, "Write the time as hour and minute: 08:00.") from None
    except ValidationError as error:
        raise Wrong(column, " ".join(error.messages)) from None


def _instructors(lines: list[Row], known: _Known) -> list[Instructor]:
    """Everybody the lines name by employee number, each once; the first leads."""
    found = []
    for row in lines:
        for number in filter(None, (one.strip() for one in row["instructor"].replace(";", ",").split(","))):
            one = known.instructors.get(number)
            if one is None:
                raise Wrong("instructor", f"No instructor has the employee number “{number}”.")
            if one not in found:
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
