"""The top tasks one person is shown, and those the portal starts with."""

from doc_portal.core.addresses import address_of
from doc_portal.core.history import event_model
from doc_portal.core.kept import kept
from doc_portal.core.reference import Brought
from doc_portal.core.registry import declared
from mission.addresses import permission_of
from mission.expectations import leads_others
from mission.models import TopTask
from mission.models.tasks import MOST_TASKS


def tasks_of(user) -> list[TopTask]:
    """Eight at most, of those this person may do: what is meant for supervisors comes first for who leads others."""
    rows = [task for task, permission in kept("top tasks", _in_order) if user.has_perm(permission)]
    special = [task for task in rows if task.audience == TopTask.Audience.SUPERVISORS]
    general = [task for task in rows if task.audience == TopTask.Audience.STAFF]
    if special and leads_others(user):
        paths = {task.path for task in special}
        general = [*special, *(task for task in general if task.path not in paths)]
    return general[:MOST_TASKS]


def _in_order() -> list[tuple[TopTask, str]]:
    """Every task whose address leads to a page, with that page's permission."""
    rows = [(task, permission_of(task.path)) for task in TopTask.objects.order_by("order", "pk")]
    return [(task, permission) for task, permission in rows if permission is not None]


def load_tasks() -> Brought:
    """The first eight that apps declare, until an editor touches the list: from then on it is theirs.

    The row history tells both, so this is one query where nothing is new.
    """
    events = list(event_model(TopTask).objects.values_list("path", "pgh_label", "created_by"))
    if any(label != "insert" or person is not None for _, label, person in events):
        return Brought("top tasks", 0, 0)
    known = {path for path, _, _ in events}
    wanted = [(one, address_of(one.url_name)) for one in declared("top_tasks")]
    new = [(one, path) for one, path in wanted if path not in known][: MOST_TASKS - len(known)]
    made = [
        TopTask(label=one.label, icon=one.icon, path=path, order=order)
        for order, (one, path) in enumerate(new, start=len(known) + 1)
    ]
    TopTask.objects.bulk_create(made)
    return Brought("top tasks", len(made), 0)
