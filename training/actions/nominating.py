"""Sending people to a class on their behalf: one, or a whole list at once with an answer for each line."""

import re
from dataclasses import dataclass, field

from django.db import transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock
from personnel.models import Person
from training.actions.seats import require_may_stand, stand, take_seat
from training.actions.waiting import wait_in_turn
from training.models import Enrolment, ScheduledClass
from training.teams import answers_for, team_of

NOMINATE, APPROVE = "training.nominate_enrolment", "training.approve_enrolment"
BETWEEN = re.compile(r"[,;\t]")


@dataclass
class Line:
    """One line of a pasted list: whom it names, and what came of it."""

    number: int
    text: str
    rest: str = ""
    person: Person | None = None
    problem: str = ""
    enrolment: Enrolment | None = None


@dataclass
class Outcome:
    """What a list came to."""

    lines: list[Line] = field(default_factory=list)

    @property
    def problems(self) -> list[Line]:
        """Lines nobody could be nominated for."""
        return [one for one in self.lines if one.problem]

    def counted(self, *statuses: str) -> int:
        """How many ended in one of these statuses."""
        return sum(one.enrolment is not None and one.enrolment.status in statuses for one in self.lines)

    @property
    def words(self) -> str:
        """“9 have a seat, 3 are on the waiting list, 2 were left out.”"""
        parts = (
            (self.counted("enrolled"), "have a seat", "has a seat"),
            (self.counted("waitlisted"), "are on the waiting list", "is on the waiting list"),
            (self.counted("nominated"), "wait for approval", "waits for approval"),
            (len(self.problems), "were left out", "was left out"),
        )
        return ", ".join(f"{n} {one if n == 1 else many}" for n, many, one in parts if n) + "."


class LinesRefused(Refused):
    """Some lines of a list cannot be carried out, so nothing was; `outcome` says which and why."""

    def __init__(self, outcome: Outcome):
        super().__init__(f"{len(outcome.problems)} of {len(outcome.lines)} lines cannot be nominated.")
        self.outcome = outcome


def read_lines(text: str, *, by: User, permission: str = NOMINATE) -> list[Line]:
    """Whom a pasted list names: an employee number first on each line, whatever stands behind it.

    A number of somebody one does not answer for is as unknown as one of nobody.
    """
    lines = [_line(place, row.strip()) for place, row in enumerate(text.splitlines(), 1) if row.strip()]
    people = _by_number({one.text for one in lines}, by, permission)
    seen: dict[str, int] = {}
    for one in lines:
        key = one.text.casefold()
        one.person = people.get(key)
        if key in seen:
            one.problem = f"{one.text} already stands on line {seen[key]}. Take one of the two away."
        elif one.person is None:
            one.problem = (
                f"Nobody you answer for has the employee number {one.text}. Check it, or ask their supervisor."
            )
        seen.setdefault(key, one.number)
    return lines


def _line(place: int, row: str) -> Line:
    """A line's number, and what stands behind it."""
    number, _, rest = BETWEEN.sub(" ", row).partition(" ")
    return Line(place, number, rest.strip())


def _by_number(numbers: set[str], by: User, permission: str) -> dict[str, Person]:
    spelled = {spelling for one in numbers for spelling in (one, one.upper(), one.lower())}
    rows = team_of(by, permission).filter(employee_number__in=spelled).select_related("worksite", "user")
    return {one.employee_number.casefold(): one for one in rows}


@transaction.atomic
def nominate_all(scheduled_class: ScheduledClass, text: str, *, by: User, leave_out: bool = False) -> Outcome:
    """Nominate everybody a pasted list names.

    Where lines cannot be carried out nothing is, and `LinesRefused` says which; `leave_out` nominates the others.
    People are taken in the order of the list, and booked in one order for all.
    """
    outcome = Outcome(read_lines(text, by=by))
    locked = lock(scheduled_class)
    wait_in_turn(locked, [one.person.pk for one in outcome.lines if one.person])
    for line in outcome.lines:
        if line.problem or line.person is None:
            continue
        try:
            with transaction.atomic():
                line.enrolment = nominate(locked, line.person, by=by)
        except Refused as refusal:
            line.problem = str(refusal)
    if outcome.problems and not leave_out:
        raise LinesRefused(outcome)
    return outcome


@transaction.atomic
def nominate(scheduled_class: ScheduledClass, person: Person, *, by: User) -> Enrolment:
    """Nominate one person. Whoever may approve them approves with it, and the seat is asked for at once."""
    if person.user_id == by.pk:
        raise Refused("Nobody nominates themselves. Enroll on the page of the class instead.")
    if not answers_for(by, person, NOMINATE):
        raise Refused(f"You do not answer for {person}. Ask their supervisor to nominate them.")
    if answers_for(by, person, APPROVE):
        made = take_seat(scheduled_class, person, by=by, approved_by=by)
        where = "have a seat in" if made.status == Enrolment.Status.ENROLLED else "wait for a seat in"
        notify(
            [person.user],
            "seat-nominated",
            f"{by.get_full_name()} sends you: you {where} {made.scheduled_class}",
            made.scheduled_class,
        )
        return made
    locked = lock(scheduled_class)
    require_may_stand(locked, person)
    made = stand(locked, person, Enrolment.Status.NOMINATED, by=by)
    log("nominate", made, by=by, after=made.status)
    return made
