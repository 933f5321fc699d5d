"""Recording who was there and what they scored. What is recorded stays: a correction is a further line."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_moment
from doc_portal.core.models import User
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock, transition
from personnel.models import Person
from training.actions.seats import require_audience, require_done_before, require_not_on_the_list, stand
from training.models import Assessment, Attendance, Enrolment, Meeting, ScheduledClass
from training.presence import AWAY, known_as, may_record, on_roster
from training.refusals import READ_ONLY, broken
from training.seats import free_seats

S = ScheduledClass.Status
OPEN = (S.PUBLISHED, S.CONFIRMED, S.IN_PROGRESS, S.COMPLETED)
AGAIN = "Entered again"


@dataclass(frozen=True)
class Mark:
    """What is to be recorded of one person: `minutes` None stands for the whole meeting, or none of it."""

    enrolment: int
    status: str
    minutes: int | None = None

    def minutes_at(self, meeting: Meeting) -> int:
        """How long they were there."""
        if self.status in AWAY:
            return 0
        return meeting.minutes if self.minutes is None else self.minutes


@transaction.atomic
def record_attendance(meeting: Meeting, marks: Iterable[Mark], *, by: User, reason: str = "") -> int:
    """Record people of one meeting, all or none; how many lines were written.

    Who was recorded otherwise before gets a further line that corrects the first. The first line of a class that was
    only offered so far starts it.
    """
    locked = lock(meeting.scheduled_class)
    marks = list(marks)
    _require_open(locked, meeting, by)
    _require_begun(meeting, marks)
    rows = {one.pk: one for one in on_roster(locked)}
    lines = {one.enrolment_id: one for one in Attendance.objects.counting().filter(meeting=meeting)}
    written = [_write(meeting, rows, lines.get(one.enrolment), one, by=by, reason=reason) for one in marks]
    if not any(written):
        return 0
    if locked.status in ScheduledClass.OFFERED and meeting.starts_at <= timezone.now():
        with transition(locked, "start", by=by):
            pass
    log("attend", locked, by=by, details={"meeting": meeting.pk, "lines": sum(written)})
    return sum(written)


def _require_open(locked: ScheduledClass, meeting: Meeting, by: User) -> None:
    """Refuse what is final, not offered or canceled, and who does not keep the roster."""
    if locked.status == S.FINALISED:
        raise Refused(f"{locked.number}: {READ_ONLY}")
    if locked.status not in OPEN:
        raise Refused(f"{locked.number} is {locked.get_status_display().lower()}: nothing is recorded for it.")
    if meeting.canceled_at is not None:
        raise Refused(f"This meeting of {locked.number} was canceled. Record the others.")
    if not may_record(by, locked):
        raise Refused(f"You do not teach {locked.number}. Its instructors and the registrar keep its roster.")


def _require_begun(meeting: Meeting, marks: list[Mark]) -> None:
    """Before a meeting begins only apologies are known."""
    early = any(one.status != Attendance.Status.APOLOGY for one in marks)
    if early and meeting.starts_at > timezone.now():
        raise Refused(
            f"The meeting begins on {long_moment(meeting.starts_at)}. Until then only who cannot come can be noted."
        )


def _write(meeting: Meeting, rows: dict, before: Attendance | None, mark: Mark, *, by: User, reason: str) -> bool:
    """One line, unless it says what already counts."""
    enrolment = rows.get(mark.enrolment)
    if enrolment is None:
        raise Refused("Somebody on the list no longer has a seat in this class. Open the page again.")
    minutes = mark.minutes_at(meeting)
    if before is not None and (before.status, before.minutes) == (mark.status, minutes):
        return False
    if minutes > meeting.minutes:
        raise Refused(
            f"{known_as(by, enrolment)}: {minutes} minutes are longer than the meeting was ({meeting.minutes}). "
            "Check the minutes."
        )
    _append(
        meeting=meeting, enrolment=enrolment, minutes=minutes, status=mark.status, recorded_by=by,
        corrects=before, reason=(reason or AGAIN) if before else "",
    )  # fmt: skip
    return True


def _append(**columns) -> Attendance:
    try:
        with transaction.atomic():
            return Attendance.objects.create(**columns)
    except IntegrityError as error:
        raise broken(error) from error


@transaction.atomic
def add_walk_in(meeting: Meeting, person: Person, *, by: User) -> Enrolment:
    """Seat somebody who came without enrolling, where that is allowed and a seat is free, and record them."""
    locked = lock(meeting.scheduled_class)
    _require_open(locked, meeting, by)
    if str(value_of("training_walk_ins")).casefold() != "yes":
        raise Refused(
            f"Nobody sits in without enrolling, as it is set now. {person} can enroll in a later class; a portal "
            "administrator can change the setting."
        )
    require_not_on_the_list(locked, person)
    require_audience(locked, person)
    require_done_before(locked, person)
    if free_seats(locked, person) < 1:
        raise Refused(f"{locked.number} has no free seat. {person} can enroll in a later class.")
    made = stand(locked, person, Enrolment.Status.ENROLLED, by=by, approved_by=by, note="Came without enrolling")
    log("enrol", made, by=by, after=made.status, reason="Came without enrolling")
    record_attendance(meeting, [Mark(made.pk, Attendance.Status.PRESENT)], by=by)
    return made


@transaction.atomic
def correct_attendance(line: Attendance, *, by: User, status: str, minutes: int, reason: str) -> Attendance:
    """Correct one line with a reason; the line itself stays."""
    locked = lock(line.enrolment.scheduled_class)
    if locked.status == S.FINALISED:
        raise Refused(f"{locked.number}: {READ_ONLY}")
    if Attendance.objects.filter(corrects=line).exists():
        raise Refused("This line was already corrected. Correct the line that counts now.")
    minutes = 0 if status in AWAY else minutes
    if (line.status, line.minutes) == (status, minutes):
        raise Refused("The line already says that. Nothing was changed.")
    if minutes > line.meeting.minutes:
        raise Refused(f"{minutes} minutes are longer than the meeting was ({line.meeting.minutes}). Check the minutes.")
    made = _append(
        meeting=line.meeting, enrolment=line.enrolment, minutes=minutes, status=status, recorded_by=by, corrects=line,
        reason=reason,
    )  # fmt: skip
    log(
        "correct", locked, by=by, reason=reason, before=f"{line.status} {line.minutes}", after=f"{status} {minutes}",
        details={"enrolment": line.enrolment_id, "meeting": line.meeting_id},
    )  # fmt: skip
    return made


@transaction.atomic
def record_scores(scheduled_class: ScheduledClass, component: str, scores: dict[int, Decimal], *, by: User) -> int:
    """Record an attempt of several people at one part of a test; each counts as their next attempt."""
    locked = lock(scheduled_class)
    if locked.status == S.FINALISED:
        raise Refused(f"{locked.number}: {READ_ONLY}")
    if locked.status not in (S.IN_PROGRESS, S.COMPLETED):
        raise Refused(f"{locked.number} has not begun. Scores are recorded once attendance is.")
    rows = {one.pk: one for one in on_roster(locked)}
    most = locked.course_version.max_attempts
    tried = _attempts(scores, component)
    for key, score in scores.items():
        if key not in rows:
            raise Refused("Somebody on the list no longer has a seat in this class. Open the page again.")
        if tried.get(key, 0) >= most:
            raise Refused(
                f"{known_as(by, rows[key])}: every attempt at “{component}” the course allows was used ({most}). "
                "Leave their score empty."
            )
        _score(rows[key], component, tried.get(key, 0) + 1, score, by)
    log("score", locked, by=by, details={"part": component, "people": len(scores)})
    return len(scores)


def _attempts(scores: Iterable[int], component: str) -> dict[int, int]:
    rows = Assessment.objects.filter(enrolment__in=list(scores), component=component)
    found: dict[int, int] = {}
    for key, attempt in rows.values_list("enrolment", "attempt"):
        found[key] = max(attempt, found.get(key, 0))
    return found


def _score(enrolment: Enrolment, component: str, attempt: int, score: Decimal, by: User) -> None:
    try:
        with transaction.atomic():
            Assessment.objects.create(
                enrolment=enrolment, component=component, attempt=attempt, score=score, evaluator=by
            )
    except IntegrityError as error:
        raise broken(error) from error
