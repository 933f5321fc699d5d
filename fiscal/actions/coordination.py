"""What other offices are owed: planned, changed, closed with an outcome; owners and the director are reminded."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.locks import hold
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.actions.telling import not_told_yet
from fiscal.models import CoordinationItem
from fiscal.refusals import broken
from personnel.deciding import holders

DOCUMENTS = ("pdf", "docx", "xlsx", "txt", "csv", "png", "jpg")
KIND = "fiscal-coordination"
OVERSEE = "fiscal.oversee_coordinationitem"
VIEW = "fiscal.view_coordinationitem"
LOCK = "fiscal.coordination"


@transaction.atomic
def keep_item(item: CoordinationItem, *, by: User, document=None, changed: str = "") -> CoordinationItem:
    """Plan an item, or keep it as changed; its new owner is told. `document` is kept with it."""
    require_owner(item.owner)
    before = CoordinationItem.objects.filter(pk=item.pk).first() if item.pk else None
    if before is None:
        item.created_by = by
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as error:
        raise broken(error) from error
    if document:
        store(document, item, by, DOCUMENTS)
    moved = before is not None and before.due_on != item.due_on
    days = {"before": long_date(before.due_on), "after": long_date(item.due_on)} if before and moved else {}
    log("edit" if before else "create", item, by=by, reason=changed, **days)
    if item.owner_id != by.pk and (before is None or before.owner_id != item.owner_id):
        notify([item.owner], KIND, f"Yours: {item.title}, due {long_date(item.due_on)}", item)
    return item


@transaction.atomic
def finish_item(
    item: CoordinationItem, *, by: User, outcome: str, needed: bool = True, document=None
) -> CoordinationItem:
    """Close an item with what came of it, and perhaps the paper that shows it."""
    with transition(item, "finish" if needed else "drop", by=by, note=outcome) as locked:
        locked.outcome, locked.finished_on = outcome, timezone.localdate()
    if document:
        store(document, locked, by, DOCUMENTS)
    return locked


@transaction.atomic
def give_item(item: CoordinationItem, owner: User, *, by: User) -> None:
    """Somebody else owns an item that is open."""
    item = lock(item)
    require_owner(owner)
    if not item.editable:
        raise Refused(f"“{item}” is closed. Nobody needs to own it any more.")
    before, item.owner, item.version = item.owner, owner, item.version + 1
    item.save(update_fields=["owner", "version"])
    log("assign", item, by=by, before=before.shown_name, after=owner.shown_name)
    notify([owner], KIND, f"Yours: {item.title}, due {long_date(item.due_on)}", item)


def require_owner(owner: User) -> None:
    """Refuse an owner who could not open what they own."""
    if not owner.is_active or not owner.has_perm(VIEW):
        raise Refused(
            f"{owner.shown_name} cannot open the coordination register, and so cannot own what stands in it. Choose "
            "somebody who can, or have a portal administrator grant them a role of Fiscal Management."
        )


def remind_of_items(on: date | None = None) -> dict[str, int]:
    """The morning's reminders: owners before the day, owners and the director after it, once a step."""
    on = on or timezone.localdate()
    with transaction.atomic():
        hold(LOCK)
        items = CoordinationItem.objects.open().select_related("owner").in_bulk()
        soon = not_told_yet(KIND, "due", _steps(items, on, days_of("fiscal_coordination_remind_days"), before=True))
        late = not_told_yet(KIND, "overdue", _steps(items, on, days_of("fiscal_coordination_late_days"), before=False))
        overseers = list(holders(OVERSEE, None)) if late else []
        for pk in soon:
            one = items[pk]
            notify([one.owner], KIND, f"Due {long_date(one.due_on)}: {one.title}", one)
        for pk in late:
            one, people = items[pk], {items[pk].owner_id: items[pk].owner} | {user.pk: user for user in overseers}
            notify(people.values(), KIND, f"Overdue since {long_date(one.due_on)}: {one.title}", one)
    return {"due": len(soon), "overdue": len(late)}


def days_of(key: str) -> list[int]:
    """The days of a setting, such as “14, 3”; what is no number is left out."""
    return [int(one) for one in str(value_of(key)).replace(",", " ").split() if one.isdigit()]


def _steps(items: dict, on: date, days: list[int], *, before: bool) -> list[tuple[int, int]]:
    """For each item the step it has come to; of steps that nights were missed for only the nearest."""
    found = []
    for item in items.values():
        left = (item.due_on - on).days if before else (on - item.due_on).days
        reached = [step for step in days if (0 <= left <= step if before else left >= step > 0)]
        if reached:
            found.append((item.pk, min(reached) if before else max(reached)))
    return found
