"""Bringing in attendance as a list: what a file would record, and recording it (training.md 3, item 12)."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from doc_portal.core.imports import CHANGED, NEW, Change, Plan, Row, RowError
from doc_portal.core.models import User
from personnel.lists.cells import Wrong
from training.actions.attendance import Mark, record_attendance
from training.models import Attendance, Meeting
from training.presence import AWAY, on_roster

STATUSES = {
    name.casefold(): value for value, label in Attendance.Status.choices for name in (value, label)
}  # fmt: skip
FROM_A_LIST = "Brought in from a list"


def plan(rows: Iterable[Row], by: User) -> Plan:
    """What the file would record; lines that say what already counts change nothing."""
    made, seen, known = Plan(), set(), _Known()
    for row in rows:
        try:
            change = _change(row, known, seen)
        except Wrong as wrong:
            made.errors.append(RowError(row.line, *wrong.args))
            continue
        if change is None:
            made.unchanged += 1
        else:
            made.changes.append(change)
    return made


class _Known:
    """Meetings, rosters and lines that were looked up: each once, however many lines name it."""

    def __init__(self):
        self.meetings: dict[tuple[str, str, str], Meeting] = {}
        self.rosters: dict[int, dict] = {}
        self.lines: dict[int, dict] = {}

    def meeting(self, row: Row) -> Meeting:
        """The meeting a line names by class, day and, where there are several, the time it starts."""
        key = (row["class"].upper(), row["day"], row["starts"])
        if key not in self.meetings:
            self.meetings[key] = _meeting(*key)
        return self.meetings[key]

    def enrolment(self, meeting: Meeting, number: str):
        """Whom of the roster a line names."""
        if meeting.scheduled_class_id not in self.rosters:
            rows = on_roster(meeting.scheduled_class)
            self.rosters[meeting.scheduled_class_id] = {
                one.person.employee_number.casefold(): one for one in rows if one.person.employee_number
            }
        found = self.rosters[meeting.scheduled_class_id].get(number.casefold())
        if found is None:
            raise Wrong("employee_number", f"Nobody with the number {number} has a seat in this class.")
        return found

    def line(self, meeting: Meeting, enrolment) -> Attendance | None:
        """What counts now."""
        if meeting.pk not in self.lines:
            rows = Attendance.objects.counting().filter(meeting=meeting)
            self.lines[meeting.pk] = {one.enrolment_id: one for one in rows}
        return self.lines[meeting.pk].get(enrolment.pk)


def _meeting(number: str, day: str, starts: str) -> Meeting:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Wrong("day", "Write the day as year, month, day: 2026-01-31.") from None
    rows = Meeting.objects.standing().filter(scheduled_class__number=number, starts_at__date=on)
    found = list(rows.select_related("scheduled_class__course_version").order_by("starts_at"))
    if starts:
        found = [one for one in found if f"{timezone.localtime(one.starts_at):%H:%M}" == starts.zfill(5)]
    if not found:
        raise Wrong("day", f"{number} has no meeting then. Check the class, the day and the time.")
    if len(found) > 1:
        raise Wrong("starts", f"{number} meets more than once on that day. Write when the meeting starts, like 13:00.")
    return found[0]


def _change(row: Row, known: _Known, seen: set) -> Change | None:
    meeting = known.meeting(row)
    enrolment = known.enrolment(meeting, row["employee_number"])
    status, minutes = _status(row), _minutes(row, meeting)
    minutes = 0 if status in AWAY else minutes
    key = f"{meeting.pk}:{enrolment.pk}"
    if key in seen:
        raise Wrong("employee_number", "This person already stands in the file for that meeting.")
    seen.add(key)
    before = known.line(meeting, enrolment)
    if before is not None and (before.status, before.minutes) == (status, minutes):
        return None
    was = (before.get_status_display(), str(before.minutes)) if before else ("", "")
    told = {"status": (was[0], Attendance.Status(status).label), "minutes": (was[1], str(minutes))}
    values = {"meeting": meeting.pk, "enrolment": enrolment.pk, "status": status, "minutes": minutes,
              "reason": row["reason"]}  # fmt: skip
    name = f"{enrolment.person.employee_number}, {meeting.scheduled_class.number}, {row['day']}"
    return Change(CHANGED if before else NEW, key, name, told, row.line, values)


def _status(row: Row) -> str:
    found = STATUSES.get(row["status"].casefold())
    if found is None:
        raise Wrong("status", f"Write one of: {', '.join(Attendance.Status.values)}.")
    return found


def _minutes(row: Row, meeting: Meeting) -> int:
    """The minutes of the line; the whole meeting where it names none."""
    text = row["minutes"]
    if not text:
        if row["status"].casefold() == Attendance.Status.LATE:
            raise Wrong("minutes", "Write how many minutes they were there.")
        return meeting.minutes
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Wrong("minutes", "Write the minutes as a whole number.")
    if int(text) > meeting.minutes:
        raise Wrong("minutes", f"The meeting was {meeting.minutes} minutes long.")
    return int(text)


def apply(made: Plan, by: User) -> None:
    """Record a plan, meeting by meeting, through the action a person would use."""
    wanted: dict[tuple[int, str], list[Mark]] = {}
    for change in made.changes:
        one = change.values
        mark = Mark(one["enrolment"], one["status"], one["minutes"])
        wanted.setdefault((one["meeting"], one["reason"] or FROM_A_LIST), []).append(mark)
    meetings = Meeting.objects.select_related("scheduled_class").in_bulk({key for key, _ in wanted})
    for (key, reason), marks in sorted(wanted.items(), key=lambda one: one[0]):
        record_attendance(meetings[key], marks, by=by, reason=reason)
