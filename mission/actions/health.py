"""Giving what the health board found to one person, and being done with it (portal.md 27)."""

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.locks import hold
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock
from mission.models import HealthTask


@transaction.atomic
def give_task(task: HealthTask, *, by: User) -> HealthTask:
    """Give a finding to somebody, or to somebody else; `task` is not saved yet. They are told.

    Refused for somebody without a working account, and where that person already sees to it.
    """
    hold(f"mission.health {task.finding} {task.about}")
    person = task.assigned_to
    if not person.is_active:
        raise Refused(f"{person} has left. Choose somebody who works here.")
    same = HealthTask.objects.open().filter(finding=task.finding, about=task.about)
    given = same.select_for_update(no_key=True, of=("self",)).first()
    if given is None:
        task.created_by = by
        task.save()
        log("create", task, by=by, after=str(person))
        given = task
    else:
        if given.assigned_to_id == person.pk:
            raise Refused(f"{person} already sees to “{given}”. Choose somebody else, or leave it.")
        before, given.assigned_to, given.note = given.assigned_to, person, task.note or given.note
        given.version += 1
        given.save()
        log("assign", given, by=by, before=str(before), after=str(person))
    if person.pk != by.pk:
        notify([person], "health-task", f"Please see to: {given}", given)
    return given


@transaction.atomic
def finish_task(task: HealthTask, *, by: User, note: str = "") -> HealthTask:
    """Say that it is seen to. Refused a second time. What is still not well stays on the board."""
    task = lock(task)
    if task.done_at is not None:
        day = long_date(timezone.localdate(task.done_at))
        raise Refused(f"“{task}” was already marked as done on {day}. Nothing was changed.")
    task.done_at, task.done_by = timezone.now(), by
    task.version += 1
    task.save()
    log("finish", task, by=by, reason=note)
    return task
