"""Extensions, “special applications”: a later deadline for one person, or a case on record without one (item 11)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.locks import hold
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from personnel.actions.application_notices import tell_who_applied
from personnel.applying import Asker, live_application, unfit_sentence
from personnel.deadlines import deadline
from personnel.models import Application, ApplicationExtension, Posting

OWN = "Nobody grants an extension to themselves. Ask another analyst."


@transaction.atomic
def grant_extension(
    posting: Posting, asker: Asker, *, kind: str, justification: str, until: datetime | None, by: User
) -> ApplicationExtension:
    """Let one person send or change their application until later; without `until` the case is recorded alone.

    Who has no application yet gets a draft. Refused: for oneself, without a justification, for a moment that has
    passed, and where a number of applications or the last vacancy filled closed the announcement.
    """
    if asker.user is not None and asker.user.pk == by.pk:
        raise Refused(OWN)
    if not justification.strip():
        raise Refused("Say why the extension is granted. It stands on record.")
    if until is not None:
        _require_use(posting, until)
    application = live_application(posting, asker) or _draft_for(posting, asker, by)
    granted = _write(application, kind=kind, justification=justification, until=until, by=by)
    log("extend", application, by=by)  # why stands with the extension: it may tell of somebody's health
    if until is not None:
        title = f"You may apply later: {posting.title}"
        words = f"For you the announcement is open until {deadline(until)}."
        tell_who_applied(application, "application-extended", title, words, occasion=str(granted.pk))
    return granted


def _require_use(posting: Posting, until: datetime) -> None:
    if until <= timezone.now():
        raise Refused("That moment has passed. Enter a later one, or leave it out to record the case alone.")
    if posting.cap_reached_at is not None:
        raise Refused(
            f"“{posting.title}” closed {posting.full_because}, and a later deadline opens no further place. "
            "Leave it out to record the case alone."
        )


def _draft_for(posting: Posting, asker: Asker, by: User) -> Application:
    if asker.user is not None and asker.person is None:
        raise Refused(f"{asker.name} has no entry in the directory. Ask a directory steward to add one first.")
    if sentence := unfit_sentence(posting, asker):
        raise Refused(f"{asker.name} may not apply. The portal would tell them: {sentence}")
    hold(f"personnel.extensions {posting.pk}")
    if (begun := live_application(posting, asker)) is not None:
        return begun
    draft = Application.objects.create(posting=posting, person=asker.person, applicant=asker.applicant, created_by=by)
    log("create", draft, by=by, reason="Begun to grant an extension.")
    return draft


def _write(application: Application, *, by: User, **fields) -> ApplicationExtension:
    try:
        with transaction.atomic():
            return ApplicationExtension.objects.create(application=application, granted_by=by, **fields)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name != "application_extension_not_granted_to_oneself":
            raise
        raise Refused(OWN) from None
