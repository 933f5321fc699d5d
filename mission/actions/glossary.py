"""What happens to terms of the glossary: added, changed, archived (portal.md 17)."""

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock
from mission.glossary import folded
from mission.models import GlossaryTerm


@transaction.atomic
def add_term(term: GlossaryTerm, *, by: User | None) -> GlossaryTerm:
    """Keep a new term; the database refuses the same term with the same expansion after folding."""
    term.created_by = by
    term.folded = folded(term.term, term.expansion)
    term.save()
    log("create", term, by=by)
    index_entry(term)
    return term


@transaction.atomic
def revise_term(term: GlossaryTerm, *, by: User, changed: str = "") -> GlossaryTerm:
    """Keep what was changed; `term` holds the new values. An archived term stays as it was."""
    _refuse_archived(lock(term))
    term.folded = folded(term.term, term.expansion)
    term.save()
    log("edit", term, by=by, reason=changed)
    index_entry(term)
    return term


@transaction.atomic
def archive_term(term: GlossaryTerm, *, by: User, note: str) -> GlossaryTerm:
    """Take a term out of the glossary, of search and of the texts. Its row and history stay."""
    term = lock(term)
    _refuse_archived(term)
    term.archived_at, term.version = timezone.now(), term.version + 1
    term.save()
    log("archive", term, by=by, reason=note)
    index_entry(term)
    return term


def _refuse_archived(term: GlossaryTerm) -> None:
    if term.archived_at is not None:
        raise Refused(
            f"“{term}” was archived on {long_date(timezone.localdate(term.archived_at))}, so nothing was changed. "
            "Add it as a new term if it is needed again."
        )
