"""What readers say of a page, and what its owners do with it (portal.md 16)."""

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, transition
from mission.feedback import Subject
from mission.models import Feedback
from mission.models.words import RATINGS

ANSWERED = "feedback-answered"
CLOSED = "feedback-closed"


@transaction.atomic
def rate_page(subject: Subject, *, by: User, kind: str, comment: str = "") -> Feedback:
    """Keep whether a page was useful. A second rating of the same version takes the place of the first.

    Two presses at once wait for each other at the person's own row.
    """
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
    first = Feedback.objects.ratings().filter(created_by=by, path=subject.path, page_version=subject.version).first()
    if first is None:
        return _keep(subject, by=by, kind=kind, comment=comment)
    with transition(first, "rate", by=by) as rating:
        rating.kind, rating.comment, rating.reply = kind, comment, ""
        rating.page_title, rating.unit_id = subject.title, subject.unit
        rating.answered_by = rating.answered_at = rating.assigned_to = None
    return rating


@transaction.atomic
def report_problem(subject: Subject, *, by: User, kind: str, comment: str) -> Feedback:
    """Keep what is wrong with a page, for the page's unit or else for those who look after the whole portal."""
    return _keep(subject, by=by, kind=kind, comment=comment)


def _keep(subject: Subject, *, by: User, kind: str, comment: str) -> Feedback:
    made = Feedback.objects.create(
        path=subject.path,
        page_title=subject.title,
        page_version=subject.version,
        unit_id=subject.unit,
        kind=kind,
        comment=comment,
        created_by=by,
    )
    log("create", made, by=by)
    return made


@transaction.atomic
def take_feedback(feedback: Feedback, *, by: User, note: str = "") -> Feedback:
    """Take something on, so that others see who answers it."""
    with transition(feedback, "take", by=by, note=note) as taken:
        taken.assigned_to = by
    return taken


@transaction.atomic
def answer_feedback(feedback: Feedback, *, by: User, note: str) -> Feedback:
    """Reply to the reader, who is told. Nobody answers themselves."""
    if feedback.created_by_id == by.pk:
        raise Refused(
            "You wrote this yourself, so somebody else must answer it. Close it instead if it has been settled."
        )
    with transition(feedback, "answer", by=by) as answered:
        answered.reply, answered.answered_by, answered.answered_at = note.strip(), by, timezone.now()
        answered.assigned_to = answered.assigned_to or by
    _tell(answered, ANSWERED, "was answered")
    return answered


@transaction.atomic
def close_feedback(feedback: Feedback, *, by: User, note: str = "") -> Feedback:
    """Put something away for good. A reader who has had no reply is told, with the reason in the record."""
    with transition(feedback, "close", by=by, note=note) as closed:
        unanswered = closed.answered_at is None
    if unanswered and closed.created_by_id != by.pk and closed.kind not in RATINGS:
        _tell(closed, CLOSED, "was closed")
    return closed


def _tell(feedback: Feedback, kind: str, what: str) -> None:
    notify(
        [feedback.created_by], kind, f"What you said about “{feedback.page_title or feedback.path}” {what}", feedback
    )
