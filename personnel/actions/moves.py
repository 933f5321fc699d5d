"""An application moved by somebody who works on it: recorded, counted in the vault, and told to who applied."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from doc_portal.core.models import User
from doc_portal.core.workflow import transition
from personnel.actions.application_notices import tell_status
from personnel.models import Application
from personnel.vault import advance


@contextmanager
def moved(application: Application, verb: str, *, by: User, note: str = "", **details) -> Iterator[Application]:
    """Carry out `verb`; the body gets the locked application and may refuse. All of it is kept, or nothing."""
    with transaction.atomic():
        with transition(application, verb, by=by, note=note, **details) as locked:
            before = locked.status
            yield locked
        advance(locked)
        tell_status(locked, before)
