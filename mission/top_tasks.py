"""The top tasks one person is shown, and those the portal starts with."""

from django.urls import reverse

from doc_portal.core.history import event_model
from doc_portal.core.reference import Brought
from doc_portal.core.registry import declared
from mission.addresses import may_open
from mission.expectations import leads_others
from mission.models import TopTask
from mission.models.tasks import MOST_TASKS


def tasks_of(user) -> list[TopTask]:
    """Eight at most, of those this person may do: what is meant for supervisors comes first for who leads others."""
    rows = [task for task in TopTask.objects.order_by("order", "pk") if may_open(user, task.path)]
    special = [task for task in rows if task.audience == TopTask.Audience.SUPERVISORS]
    general = [task for task in rows if task.audience == TopTask.Audience.STAFF]
    if special and leads_others(user):
        paths = {task.path for task in special}
        general = [*special, *(task for task in general if task.path not in paths)]
    return general[:MOST_TASKS]


def load_tasks() -> Brought:
    """What apps declare, once each: what an editor took off or changed stays as it is. A ninth finds no place."""
    known = set(event_model(TopTask).objects.values_list("path", flat=True))
    order = TopTask.objects.of_audience(TopTask.Audience.STAFF).count()
    made = []
    for one in declared("top_tasks"):
        path = reverse(one.url_name)
        if path not in known and order < MOST_TASKS:
            order += 1
            made.append(TopTask(label=one.label, icon=one.icon, path=path, order=order))
    TopTask.objects.bulk_create(made)
    return Brought("top tasks", len(made), 0)
