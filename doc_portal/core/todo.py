"""What one person has to do: collected from every app's to-do providers, overdue first, then by date."""

import logging
from datetime import date
from functools import cache

from django.db import transaction
from django.db.models import Exists, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from doc_portal.core.display import short_date, status_mark
from doc_portal.core.models import User
from doc_portal.core.prepared import USER, Prepared
from doc_portal.core.registry import TodoItem, TodoProvider, declared, function, open_to

logger = logging.getLogger(__name__)

SOON_DAYS = 7


def todo_items(user) -> list[TodoItem]:
    """Everything `user` has to do. A provider that fails shows as “could not be loaded”, without an address.

    One savepoint serves all providers: they only read, so going back to it after a failure loses nothing.
    """
    found = []
    savepoint = transaction.savepoint()
    for provider in _with_something(user, list(open_to(user, declared("todo"))), savepoint):
        try:
            found += list(function(provider.items)(user))
        except Exception:
            logger.exception("The to-do provider %s failed.", provider.name)
            _go_back_to(savepoint)
            found.append(_not_loaded(provider))
    if savepoint is not None:
        transaction.savepoint_commit(savepoint)
    return sorted(found, key=lambda item: (item.due_on or date.max, item.title))


def _with_something(user, providers: list[TodoProvider], savepoint) -> list[TodoProvider]:
    """Those that have something for this person; all of them where that cannot be read."""
    try:
        empty = without_anything(user, providers)
    except Exception:
        logger.exception("What waits for somebody could not be read at once.")
        _go_back_to(savepoint)
        return providers
    return [one for one in providers if one not in empty]


def without_anything(user, providers: list[TodoProvider]) -> set[TodoProvider]:
    """The providers that have nothing for this person: two statements, however many there are."""
    own = tuple(one for one in declared("todo") if one.own)
    others = [one for one in providers if one.waiting and not one.own]
    found = zip(own, *_own_statement(own)(user=user.pk), strict=True) if {*own} & {*providers} else ()
    if others:
        asked = _account(user.pk, (Exists(function(one.waiting)(user)) for one in others))
        found = [*found, *zip(others, asked.get(), strict=True)]
    return {one for one, some in found if not some}


@cache
def _own_statement(own: tuple[TodoProvider, ...]) -> Prepared:
    return Prepared(lambda: _account(USER, (Exists(function(one.waiting)(USER)) for one in own)))


def _account(pk, questions) -> QuerySet:
    """One row with the answers."""
    return User.objects.order_by().filter(pk=pk).values_list(*questions)


def _go_back_to(savepoint) -> None:
    """Make the transaction usable again. Outside of one (`savepoint` None) each statement stood alone."""
    if savepoint is not None:
        transaction.savepoint_rollback(savepoint)
        transaction.set_rollback(False)


def _not_loaded(provider: TodoProvider) -> TodoItem:
    return TodoItem(f"“{provider.label}” could not be loaded", "", "Try again in a few minutes.")


def overdue_count(items: list[TodoItem]) -> int:
    """How many of the items were due before today."""
    today = timezone.localdate()
    return sum(item.due_on is not None and item.due_on < today for item in items)


def summary(items: list[TodoItem]) -> str:
    """The items in one sentence: “You have 4 things to do, 1 of them overdue.” What failed to load is none."""
    things = [item for item in items if item.url]
    if not things:
        return "You have nothing to do."
    late = overdue_count(things)
    count = "1 thing" if len(things) == 1 else f"{len(things):,} things"
    whose = "and it is overdue" if len(things) == 1 else f"{late:,} of them overdue"
    return f"You have {count} to do, {whose}." if late else f"You have {count} to do."


def due_mark(due_on: date | None) -> SafeString | str:
    """When a thing is due, in words and shape: overdue, today, within a week, later. Nothing without a date."""
    if due_on is None:
        return ""
    days = (due_on - timezone.localdate()).days
    if days < 0:
        return status_mark("1 day overdue" if days == -1 else f"{-days:,} days overdue", "bad")
    if days == 0:
        return status_mark("Due today", "warn")
    return status_mark(f"Due {short_date(due_on)}", "info" if days <= SOON_DAYS else "off")
