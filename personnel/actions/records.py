"""Legal hold on hiring records: while a charge is open, nothing is disposed of (item 21)."""

from django.db import transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock


@transaction.atomic
def hold_record(record, *, by: User, note: str):
    """Put a requisition, an announcement or an application on hold, saying why. It holds what hangs on it as well."""
    return _set(record, True, by=by, note=note)


@transaction.atomic
def release_record(record, *, by: User, note: str):
    """End a hold, saying why."""
    return _set(record, False, by=by, note=note)


def _set(record, held: bool, *, by: User, note: str):
    if not note.strip():
        raise Refused("Say why: the charge, or how it ended.")
    locked = lock(record)
    if locked.legal_hold == held:
        raise Refused(f"{locked} is {'already' if held else 'not'} on legal hold. Nothing was changed.")
    locked.legal_hold = held
    locked.version += 1
    locked.save()
    log("hold" if held else "release", locked, by=by, reason=note)
    return locked
