"""The top tasks of the home page: added, changed, moved, taken off (portal.md 21)."""

from django.db import transaction

from doc_portal.core.audit import log
from doc_portal.core.locks import hold
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock
from mission.models import TopTask
from mission.models.tasks import MOST_TASKS

ORDERING = "mission.top_tasks"
"""The lock under which the places of top tasks change."""


def _held(audience: str) -> list[TopTask]:
    """The tasks of an audience in order, while nobody else changes their places."""
    hold(ORDERING)
    return list(TopTask.objects.of_audience(audience).select_for_update(no_key=True, of=("self",)).order_by("order"))


def _room(audience: str) -> int:
    """The next free place; the ninth task is refused."""
    kept = _held(audience)
    if len(kept) >= MOST_TASKS:
        name = TopTask.Audience(audience).label.lower()
        raise Refused(f"There are {MOST_TASKS} top tasks for {name} already, as many as are shown. Take one off first.")
    return len(kept) + 1


@transaction.atomic
def add_task(task: TopTask, *, by: User | None) -> TopTask:
    """Put a task at the end of those of its audience."""
    task.order, task.created_by = _room(task.audience), by
    task.save()
    log("create", task, by=by)
    return task


@transaction.atomic
def revise_task(task: TopTask, *, by: User, changed: str = "") -> TopTask:
    """Keep what was changed. A task that moves to another audience goes to its end."""
    hold(ORDERING)
    stored = lock(task)
    if stored.audience != task.audience:
        task.order = _room(task.audience)
    task.save()
    if stored.audience != task.audience:
        _number(_held(stored.audience))
    log("edit", task, by=by, reason=changed)
    return task


@transaction.atomic
def move_task(task: TopTask, *, by: User, up: bool) -> TopTask:
    """Let a task change places with the one above or below it."""
    kept = _held(task.audience)
    place = next((place for place, one in enumerate(kept) if one.pk == task.pk), None)
    if place is None:
        raise Refused(f"“{task}” is not in this list any more. Nothing was changed.")
    other = place - 1 if up else place + 1
    if not 0 <= other < len(kept):
        raise Refused(f"“{task}” is already {'first' if up else 'last'}. Nothing was changed.")
    kept[place], kept[other] = kept[other], kept[place]
    _number(kept)
    log("move", kept[other], by=by, before=str(place + 1), after=str(other + 1))
    return kept[other]


@transaction.atomic
def remove_task(task: TopTask, *, by: User) -> TopTask:
    """Take a task off the home page; the others close up. Its history stays."""
    kept = _held(task.audience)
    if all(one.pk != task.pk for one in kept):
        raise Refused(f"“{task}” was already taken off. Nothing was changed.")
    log("remove", task, by=by)
    TopTask.objects.filter(pk=task.pk).delete()
    _number([one for one in kept if one.pk != task.pk])
    return task


def _number(tasks: list[TopTask]) -> None:
    changed = [(order, one) for order, one in enumerate(tasks, start=1) if one.order != order]
    for order, one in changed:
        one.order, one.version = order, one.version + 1
    TopTask.objects.bulk_update([one for _, one in changed], ["order", "version"])
