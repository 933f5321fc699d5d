"""What is wrong in an entry: anyone says so, a steward decides, and who said it is told (portal.md item 8)."""

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock
from personnel.models import Correction, Person


@transaction.atomic
def suggest_correction(correction: Correction, *, by: User) -> Correction:
    """Hand a suggestion to the stewards of the person's place. Refused once the person has left."""
    if not correction.person.is_current:
        raise Refused(f"{correction.person} has left, and the entry is not kept up any more.")
    correction.created_by = by
    correction.save()
    log("create", correction, by=by)
    return correction


@transaction.atomic
def take_correction(correction: Correction, *, by: User, note: str = "") -> Correction:
    """Say that the entry was corrected as suggested."""
    return _decide(correction, Correction.Outcome.TAKEN, by=by, answer=note)


@transaction.atomic
def decline_correction(correction: Correction, *, by: User, note: str) -> Correction:
    """Leave the entry as it is, saying why."""
    if not note.strip():
        raise Refused("Say why the entry stays as it is.")
    return _decide(correction, Correction.Outcome.DECLINED, by=by, answer=note)


def _decide(correction: Correction, outcome: str, *, by: User, answer: str) -> Correction:
    correction = lock(correction)
    if correction.decided_at is not None:
        decided = long_date(timezone.localdate(correction.decided_at))
        raise Refused(
            f"This suggestion was already decided on {decided} ({correction.get_outcome_display().lower()}). "
            "Nothing was changed."
        )
    correction.outcome, correction.answer = outcome, answer
    correction.decided_at, correction.decided_by = timezone.now(), by
    correction.version += 1
    correction.save()
    log("take" if outcome == Correction.Outcome.TAKEN else "decline", correction, by=by, reason=answer)
    suggester = correction.created_by
    if suggester not in (None, by) and Person.objects.visible_to(suggester).filter(pk=correction.person_id).exists():
        word = "was taken over" if outcome == Correction.Outcome.TAKEN else "was not taken over"
        title = f"Your correction for {correction.person} {word}"
        notify([suggester], "correction-decided", title, correction)
    return correction
