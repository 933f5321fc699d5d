"""What one person has to do: collected from every app's to-do providers, overdue first."""

import logging

from django.db import transaction

from doc_portal.core.registry import TodoItem, declared, function, open_to

logger = logging.getLogger(__name__)


def todo_items(user) -> list[TodoItem]:
    """Everything `user` has to do. A provider that fails shows as “could not be loaded” and is logged."""
    found = []
    for provider in open_to(user, declared("todo")):
        try:
            with transaction.atomic():
                found += function(provider.items)(user)
        except Exception:
            logger.exception("The to-do provider %s failed", provider.name)
            found.append(TodoItem(f"{provider.label} could not be loaded", "", "Try again in a few minutes."))
    return sorted(found, key=lambda item: (item.due_on is None, item.due_on or 0, item.title))
