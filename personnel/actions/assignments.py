"""What a person does where, and for how long (portal.md item 8). Each change places the person anew."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User, Worksite
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock
from personnel.models import Assignment, Person
from personnel.placing import place_people
from personnel.supervision import hold_supervisors, leads_back, loop_sentence


@transaction.atomic
def add_assignment(assignment: Assignment, *, by: User) -> Assignment:
    """Give a person something to do, from a day on. Refused once they have left."""
    _check(assignment)
    assignment.created_by = by
    assignment.save()
    log("create", assignment, by=by)
    _follow(assignment.person)
    return assignment


@transaction.atomic
def revise_assignment(assignment: Assignment, *, by: User, changed: str = "") -> Assignment:
    """Keep what was changed in an assignment. `assignment` holds the new values; `changed` names the fields."""
    _check(assignment)
    assignment.save()
    log("edit", assignment, by=by, reason=changed)
    _follow(assignment.person)
    return assignment


@transaction.atomic
def end_assignment(assignment: Assignment, *, by: User, ends_on: date, note: str = "") -> Assignment:
    """End an assignment: `ends_on` is the first day on which it no longer holds. Refused once it has ended."""
    hold_supervisors()
    assignment = lock(assignment)
    if assignment.ends_on is not None and assignment.ends_on <= timezone.localdate():
        raise Refused(f"This assignment ended on {long_date(assignment.ends_on)}. Nothing was changed.")
    if ends_on <= assignment.starts_on:
        raise Refused(f"It began on {long_date(assignment.starts_on)}. Choose a later day for its end.")
    if assignment.ends_on is not None and ends_on > assignment.ends_on:
        raise Refused(f"It ends on {long_date(assignment.ends_on)} already. Edit it to let it go on.")
    before, assignment.ends_on = assignment.ends_on, ends_on
    assignment.version += 1
    assignment.save()
    log("end", assignment, by=by, before=str(before or ""), after=str(ends_on), reason=note)
    _follow(assignment.person)
    return assignment


def other_primary(assignment: Assignment) -> Assignment | None:
    """The person's other main assignment in that time, where there is one."""
    if not assignment.primary or assignment.starts_on is None:
        return None
    others = Assignment.objects.filter(person=assignment.person_id, primary=True).exclude(pk=assignment.pk)
    others = others.exclude(ends_on__lte=assignment.starts_on)
    if assignment.ends_on:
        others = others.filter(starts_on__lt=assignment.ends_on)
    return others.order_by("starts_on", "pk").first()


def two_primaries_sentence(other: Assignment) -> str:
    """What is said of a second main assignment: which one is in the way, and the way out."""
    until = f" until {long_date(other.ends_on)}" if other.ends_on else ""
    return (
        f"“{other.title}” is the main assignment from {long_date(other.starts_on)}{until}. "
        "End it first, or make this one an additional assignment."
    )


def _check(assignment: Assignment) -> None:
    """The rules that span people, under the lock that every change of supervisors takes."""
    hold_supervisors()
    person = lock(Person(pk=assignment.person_id))
    if not person.is_current:
        raise Refused(f"{person} left on {long_date(person.ended_on)}. Assignments of leavers are not changed.")
    if Worksite.objects.get(pk=assignment.worksite_id).status == Worksite.Status.CLOSED and _goes_on(assignment):
        raise Refused(f"{assignment.worksite} is closed. Choose the worksite where they work.")
    if other := other_primary(assignment):
        raise Refused(two_primaries_sentence(other))
    if assignment.supervisor_id is None:
        return
    if not assignment.supervisor.is_current:
        raise Refused(f"{assignment.supervisor} has left. Choose another supervisor.")
    if leads_back(
        person.pk, assignment.supervisor_id, assignment.starts_on, assignment.ends_on, replaced=assignment.pk
    ):
        raise Refused(loop_sentence(person, assignment.supervisor))


def _goes_on(assignment: Assignment) -> bool:
    return assignment.ends_on is None or assignment.ends_on > timezone.localdate()


def _follow(person: Person) -> None:
    place_people([person.pk])
    index_entry(person)
