"""What reviewers decide on applications: qualified or not, on the list, referred, not selected (items 13, 17, 18).

A flag of an answer decides nothing: each step names the person who took it. Nobody decides on their own application.
"""

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock
from personnel.actions.moves import moved, require_another
from personnel.models import Application, ApplicationDocument, ApplicationNote, Posting, ReasonCode

STAGE_NAMES = {"scored": "scoring", "listed": "an eligible list", "referred": "a referral", "interview": "an interview"}


def start_review(application: Application, *, by: User, note: str = "") -> Application:
    """Begin to review the qualifications."""
    with moved(application, "review", by=by, note=note) as locked:
        pass
    return locked


def qualify_application(application: Application, *, by: User, note: str = "") -> Application:
    """Find somebody qualified."""
    with moved(application, "qualify", by=by, note=note) as locked:
        locked.reason = None
    return locked


def disqualify_application(application: Application, *, by: User, reason: ReasonCode | None, note: str) -> Application:
    """Find somebody not qualified: a person does, with a reason from the list and words of their own."""
    _require_reason(reason, ReasonCode.Use.NOT_QUALIFIED, "not qualified")
    if not note.strip():
        raise Refused("Say in a note what is missing. The reason alone does not tell it.")
    with moved(application, "disqualify", by=by, note=note, reason=reason.code) as locked:
        locked.reason = reason
    return locked


def list_application(application: Application, *, by: User, note: str = "") -> Application:
    """Put somebody qualified on the eligible list."""
    _require_stage(application.posting, "listed")
    with moved(application, "list", by=by, note=note) as locked:
        pass
    return locked


def refer_application(application: Application, *, by: User, note: str = "") -> Application:
    """Send a name to the managers of the announcement; the first one is when the list went out."""
    _require_stage(application.posting, "referred")
    with moved(application, "refer", by=by, note=note) as locked:
        pass
    Posting.objects.filter(pk=locked.posting_id, list_sent_at__isnull=True).update(list_sent_at=timezone.now())
    return locked


def interview_application(application: Application, *, by: User, note: str = "") -> Application:
    """Invite somebody to an interview."""
    _require_stage(application.posting, "interview")
    with moved(application, "interview", by=by, note=note) as locked:
        pass
    return locked


def pass_application(application: Application, *, by: User, reason: ReasonCode | None, note: str = "") -> Application:
    """Not select somebody, with a reason from the list."""
    _require_reason(reason, ReasonCode.Use.NOT_SELECTED, "not selected")
    with moved(application, "pass", by=by, note=note, reason=reason.code) as locked:
        locked.reason = reason
    return locked


def _require_reason(reason: ReasonCode | None, use: str, words: str) -> None:
    if reason is None or reason.use != use:
        raise Refused(f"Choose the reason why the application is {words}. Nothing was changed.")


def _require_stage(posting: Posting, stage: str) -> None:
    if stage not in posting.stages:
        raise Refused(
            f"The process of “{posting.title}” has no step for {STAGE_NAMES[stage]}. "
            "Choose another step, or another process for the next announcement."
        )


BULK = {
    "review": start_review,
    "qualify": qualify_application,
    "disqualify": disqualify_application,
    "list": list_application,
    "refer": refer_application,
    "interview": interview_application,
    "pass": pass_application,
}


def move_together(applications, verb: str, *, by: User, **details) -> tuple[list[Application], list[tuple]]:
    """Take one step with several applications: those it was taken with, and the others, each with its sentence."""
    done, refused = [], []
    for application in applications:
        try:
            with transaction.atomic():
                done.append(BULK[verb](application, by=by, **details))
        except Refused as refusal:
            refused.append((application, str(refusal)))
    return done, refused


@transaction.atomic
def see_document(paper: ApplicationDocument, *, by: User) -> ApplicationDocument:
    """Note that somebody has looked a paper over; the first look counts."""
    paper = lock(paper)
    require_another(paper.application, by)
    if paper.seen_at is not None:
        raise Refused(f"{paper} was already marked as seen. Nothing was changed.")
    paper.seen_by, paper.seen_at = by, timezone.now()
    paper.save(update_fields=["seen_by", "seen_at"])
    log("see_document", paper.application, by=by, reason=str(paper))
    return paper


@transaction.atomic
def write_note(application: Application, *, by: User, text: str) -> Application:
    """Keep a note on an application. The applicant never sees it, and nobody changes it."""
    require_another(application, by)
    ApplicationNote.objects.create(application=application, text=text, made_by=by)
    return application
