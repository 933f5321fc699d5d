"""An application moved by somebody who works on it: recorded, and told to who applied."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, transition
from personnel.actions.application_notices import tell_status
from personnel.models import Application


def require_another(application: Application, by: User) -> None:
    """Refuse to work on one's own application, and on those of others where one applied as well."""
    if application.person_id is not None and application.person.user_id == by.pk:
        raise Refused(f"{application.number or 'This draft'} is your own application. Somebody else must work on it.")
    if Application.objects.live().sent().filter(posting=application.posting_id, person__user=by).exists():
        raise Refused(
            f"You applied for “{application.posting.title}” yourself, so you decide on nobody who applied there. "
            "Somebody else must."
        )


@contextmanager
def moved(application: Application, verb: str, *, by: User, note: str = "", **details) -> Iterator[Application]:
    """Carry out `verb` on somebody else's; the body gets the locked application and may refuse.

    All of it is kept, or nothing.
    """
    require_another(application, by)
    with transaction.atomic():
        with transition(application, verb, by=by, note=note, **details) as locked:
            before = locked.status
            yield locked
        tell_status(locked, before)
