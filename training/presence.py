"""Who was at a meeting and how long, as it counts now, and what that comes to over a class (training.md 3, item 12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from doc_portal.core.models import User
from doc_portal.core.values import value_of
from personnel.suppression import NOT_LISTED, shown_to
from training.models import Assessment, Attendance, ClassInstructor, Enrolment, Meeting, ScheduledClass

Status = Enrolment.Status
ON_ROSTER = (Status.ENROLLED, Status.ATTENDED, Status.PARTIAL, Status.NO_SHOW, Status.EXCUSED)
"""Whose attendance is recorded: those with a seat, and what became of them."""
AWAY = (Attendance.Status.ABSENT, Attendance.Status.APOLOGY)
SHORT = {Attendance.Status.LATE: "Late or left early", Attendance.Status.APOLOGY: "Apology"}
"""What a list says; forms say it in full."""


def words_of(line: Attendance) -> str:
    """“Present, 240 minutes”; who was away was there for none."""
    told = SHORT.get(line.status) or line.get_status_display()
    return told if line.status in AWAY else f"{told}, {line.minutes} minutes"


def may_record(user: User, scheduled_class: ScheduledClass) -> bool:
    """Whether somebody keeps the roster of a class: they teach it, or record attendance of any class there."""
    if user.has_perm("training.record_attendance", scheduled_class):
        return True
    taught = ClassInstructor.objects.standing().filter(scheduled_class=scheduled_class, instructor__person__user=user)
    return user.has_perm("training.teach_scheduledclass") and taught.exists()


def on_roster(scheduled_class: ScheduledClass):
    """The places whose attendance is recorded, by name."""
    rows = Enrolment.objects.filter(scheduled_class=scheduled_class, status__in=ON_ROSTER)
    return rows.select_related("person__worksite").order_by("person__last_name", "person__first_name", "pk")


def known_as(user: User, enrolment: Enrolment) -> str:
    """What somebody on a roster is called towards who keeps it."""
    return str(enrolment.person) if enrolment.person_id in shown_to(user, [enrolment.person]) else NOT_LISTED


@dataclass
class SheetLine:
    """One person of a sign-in sheet, with what is recorded so far."""

    no: int
    enrolment: Enrolment
    name: str
    line: Attendance | None = None
    listed: bool = True

    @property
    def words(self) -> str:
        """“Present, 240 minutes”."""
        return words_of(self.line) if self.line else "Not recorded"

    @property
    def level(self) -> str:
        """The shape of its mark."""
        levels = {"present": "ok", "late": "warn", "absent": "bad", "apology": "off"}
        return levels[self.line.status] if self.line else "info"


def roster_lines(scheduled_class: ScheduledClass, user: User, meeting: Meeting | None = None) -> list[SheetLine]:
    """Everybody on the roster of a class, numbered by name, with what is recorded of one meeting where it is named."""
    rows = list(on_roster(scheduled_class))
    shown = shown_to(user, [one.person for one in rows])
    counting = Attendance.objects.counting().filter(meeting=meeting) if meeting else ()
    lines = {one.enrolment_id: one for one in counting}
    return [
        SheetLine(no, one, _name(one, shown), lines.get(one.pk), one.person_id in shown)
        for no, one in enumerate(rows, 1)
    ]


def _name(one: Enrolment, shown: set[int]) -> str:
    """By last name, as on paper."""
    if one.person_id not in shown:
        return NOT_LISTED
    return f"{one.person.last_name}, {one.person.preferred_name or one.person.first_name}"


@dataclass(frozen=True)
class Result:
    """What somebody's presence and scores come to."""

    enrolment: Enrolment
    minutes: int
    of: int
    verb: str
    outcome: str

    @property
    def percent(self) -> int:
        """The share of the class they were there."""
        return 100 * self.minutes // self.of if self.of else 0


def least_presence(scheduled_class: ScheduledClass) -> Decimal:
    """The share in percent that earns credit: of the version, else what is set for all."""
    own = scheduled_class.course_version.min_attendance_pct
    return Decimal(value_of("training_attendance_percent") if own is None else own)


def unrecorded(scheduled_class: ScheduledClass) -> list[tuple[Meeting, int]]:
    """The meetings for which the attendance of so many people is missing."""
    people = set(on_roster(scheduled_class).values_list("pk", flat=True))
    meetings = list(scheduled_class.meetings.standing())
    rows = Attendance.objects.filter(meeting__in=meetings, enrolment__in=people).values_list("meeting", "enrolment")
    there: dict[int, set[int]] = {}
    for meeting, enrolment in rows:
        there.setdefault(meeting, set()).add(enrolment)
    found = [(one, len(people - there.get(one.pk, set()))) for one in meetings]
    return [(one, missing) for one, missing in found if missing]


def results(scheduled_class: ScheduledClass) -> list[Result]:
    """What became of everybody on the roster, from the lines that count."""
    meetings = list(scheduled_class.meetings.standing())
    total = sum(one.minutes for one in meetings)
    lines: dict[int, list[Attendance]] = {}
    for line in Attendance.objects.counting().filter(meeting__in=meetings):
        lines.setdefault(line.enrolment_id, []).append(line)
    scores = _scores(scheduled_class)
    parts = {part for (_, part) in scores}
    least = least_presence(scheduled_class)
    return [
        _result(scheduled_class, one, lines.get(one.pk, []), total, least, _best(scores, parts, one))
        for one in on_roster(scheduled_class)
    ]


def _scores(scheduled_class: ScheduledClass) -> dict[tuple[int, str], list[Assessment]]:
    found: dict[tuple[int, str], list[Assessment]] = {}
    rows = Assessment.objects.filter(enrolment__scheduled_class=scheduled_class).order_by("attempt")
    for one in rows:
        found.setdefault((one.enrolment_id, one.component), []).append(one)
    return found


def _best(scores: dict, parts: Iterable[str], one: Enrolment) -> list[list[Assessment]]:
    """Somebody's attempts at every part that is tested in the class."""
    return [scores.get((one.pk, part), []) for part in sorted(parts)]


def _result(scheduled_class, one: Enrolment, lines: list[Attendance], total: int, least: Decimal, tried) -> Result:
    minutes = sum(line.minutes for line in lines)
    if minutes == 0:
        excused = bool(lines) and all(line.status == Attendance.Status.APOLOGY for line in lines)
        return Result(one, 0, total, "excuse" if excused or one.status == Status.EXCUSED else "miss", "")
    if minutes * 100 < least * total:
        return Result(one, minutes, total, "part", Enrolment.Outcome.INCOMPLETE)
    return Result(one, minutes, total, "attend", outcome_of(scheduled_class.course_version, tried))


def outcome_of(version, tried: list[list[Assessment]]) -> str:
    """Passed without a pass mark; else by the best attempt at each part, and whether another is left."""
    if version.pass_mark is None:
        return Enrolment.Outcome.PASSED
    if not tried or not all(tried):
        return Enrolment.Outcome.INCOMPLETE
    below = [part for part in tried if max(one.score for one in part) < version.pass_mark]
    if not below:
        return Enrolment.Outcome.PASSED
    left = all(len(part) < version.max_attempts for part in below)
    return Enrolment.Outcome.REMEDIAL if left else Enrolment.Outcome.FAILED
