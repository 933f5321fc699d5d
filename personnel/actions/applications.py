"""What applicants do: keep a draft, send it, send it again, take it back (personnel.md 3, items 10 and 12).

A version is written before the application is marked as submitted: the database's gate closes an announcement with
a number of places in that second step.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.attachments import FileRefused, fingerprint, store
from doc_portal.core.audit import log
from doc_portal.core.counters import next_number
from doc_portal.core.display import long_moment
from doc_portal.core.models import Attachment
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock, transition
from personnel.actions.application_notices import send_receipt
from personnel.applying import (
    PAPERS,
    Asker,
    closed_sentence,
    live_application,
    refusal_of,
    takes_now,
    unfit_sentence,
)
from personnel.models import (
    Application,
    ApplicationDocument,
    ApplicationVersion,
    Posting,
    PreaAnswer,
    PreferenceClaim,
)
from personnel.models.applications import UNDER_REVIEW

SERIES = "APP"
LONGEST_DRAFT = 200_000
MOST_PAPERS = 60  # those taken back are counted: they are kept too


@dataclass(frozen=True)
class Sheet:
    """What stands in a form: `typed` as a draft keeps it, and what reviewers never see, kept in rows of its own.

    `seen`: the moment of the draft the form was filled from, so that another window's text is not lost unseen.
    """

    typed: dict
    seen: str = ""
    claims: list[str] | None = None
    prea: dict[int, tuple[bool, str]] = field(default_factory=dict)


def stamp(application: Application | None) -> str:
    """Which state of a draft a form was filled from."""
    return application.saved_at.isoformat() if application is not None else ""


def elsewhere_sentence(application: Application) -> str:
    return (
        f"This application was changed in another window on {long_moment(application.saved_at)}. What you typed stands "
        "below and is not saved yet. Save or submit it again to put it in the place of what was saved there."
    )


@transaction.atomic
def save_draft(posting: Posting, sheet: Sheet, *, asker: Asker) -> Application:
    """Keep what is being typed, complete or not. The first time begins the draft.

    Refused over what another window saved meanwhile, and once the application is being worked on.
    """
    if sum(len(value) for value in sheet.typed.values()) > LONGEST_DRAFT:
        raise Refused("The text is too long to be kept. Shorten it, or attach it as a document.")
    application = live_application(posting, asker) or begin_draft(posting, asker=asker, seen=sheet.seen)
    application = lock(application)
    require_changeable(application)
    require_as_seen(application, sheet)
    if not application.is_draft and not takes_now(posting, application):
        raise Refused(closed_sentence(posting))
    application.body, application.saved_at = sheet.typed, timezone.now()
    application.save(update_fields=["body", "saved_at"])
    if application.is_draft:
        _keep_apart(application, sheet)
    return application


def begin_draft(posting: Posting, *, asker: Asker, seen: str = "") -> Application:
    """A new draft of this person, or what another window began at the same moment."""
    if sentence := unfit_sentence(posting, asker):
        raise Refused(sentence)
    if seen:
        raise Refused("This draft was thrown away in another window. Open the announcement again to begin a new one.")
    draft = Application(posting=posting, person=asker.person, applicant=asker.applicant, created_by=asker.user)
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as error:
        if (there := live_application(posting, asker)) is not None:
            return there
        if (refused := refusal_of(error, posting, asker)) is None:
            raise
        raise refused from None
    log("create", draft, **asker.acting)
    return draft


def require_as_seen(application: Application, sheet: Sheet) -> None:
    """Refuse to write over what another window saved after this form was opened, unless it is the very same."""
    began = not application.body and application.is_draft
    if not began and sheet.seen != stamp(application) and not _says_the_same(application, sheet):
        raise Refused(elsewhere_sentence(application))


def _says_the_same(application: Application, sheet: Sheet) -> bool:
    """Whether all that stands in the form is kept already, as where it was sent twice."""
    claimed, answered = application.claims.values_list("kind", flat=True), application.prea_answers.all()
    return (
        application.body == sheet.typed
        and (sheet.claims is None or set(claimed) == set(sheet.claims))
        and sheet.prea == {one.question_id: (one.yes, one.explanation) for one in answered}
    )


def require_changeable(application: Application) -> None:
    """Refuse to change what is being worked on or has ended."""
    if application.is_draft or application.status in UNDER_REVIEW:
        return
    raise Refused(
        f"Application {application.number} is already being worked on and cannot be changed any more. "
        "If something in it is wrong, tell whom the announcement names."
    )


@contextmanager
def told_in_sentences(posting: Posting, asker: Asker) -> Iterator[None]:
    """Put what the database refuses here into the sentence of its rule."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if (refused := refusal_of(error, posting, asker)) is None:
            raise
        raise refused from None


@transaction.atomic
def submit_application(posting: Posting, sheet: Sheet, *, told: dict, asker: Asker, files=()) -> Application:
    """Send an application, or send it again: `told` becomes its next version, and the newest counts.

    `files` are (kind, file) attached with it. Sending what was already sent changes nothing. The database's clock
    decides whether it comes in time.
    """
    if sentence := unfit_sentence(posting, asker):
        raise Refused(sentence)
    with told_in_sentences(posting, asker):
        application = lock(live_application(posting, asker) or begin_draft(posting, asker=asker, seen=sheet.seen))
        for kind, file in files:
            attach_document(application, kind, file, asker=asker)
        whole = told | {"documents": _named(application)}
        newest = application.version_sent
        if newest is not None and newest.body == whole:
            return application
        require_changeable(application)
        require_as_seen(application, sheet)
        send = _send_first if newest is None else _send_again
        return send(application, sheet, whole, asker)


def _send_first(application: Application, sheet: Sheet, told: dict, asker: Asker) -> Application:
    with transition(application, "submit", **asker.acting) as locked:
        _put(locked, sheet, told)
        version = ApplicationVersion.objects.create(application=locked, no=1, body=told)
        locked.submitted_at = timezone.now()
        locked.number = next_number(SERIES, timezone.localdate().year)
    locked.refresh_from_db(fields=["submitted_at"])
    if locked.posting.applicant_cap:
        index_entry(locked.posting)  # the last place may be taken
    send_receipt(locked, version)
    return locked


def _send_again(application: Application, sheet: Sheet, told: dict, asker: Asker) -> Application:
    no = application.version_sent.no + 1
    version = ApplicationVersion.objects.create(application=application, no=no, body=told)
    _put(application, sheet, told)
    application.version += 1
    application.save()
    log("resubmit", application, **asker.acting, details={"version": no})
    version.refresh_from_db(fields=["sent_at"])
    send_receipt(application, version)
    return application


def _put(application: Application, sheet: Sheet, told: dict) -> None:
    application.body, application.saved_at = sheet.typed, timezone.now()
    application.flagged = any(answer["flagged"] for answer in told["answers"])
    _keep_apart(application, sheet)


def _keep_apart(application: Application, sheet: Sheet) -> None:
    """What is not for reviewers: answers under 28 CFR 115.17, and claims to preference."""
    for question, (yes, explanation) in sheet.prea.items():
        PreaAnswer.objects.update_or_create(
            application=application,
            question_id=question,
            defaults={"yes": yes, "explanation": explanation, "answered_at": timezone.now()},
        )
    if sheet.claims is not None:
        _keep_claims(application, sheet.claims)


def _keep_claims(application: Application, kinds: list[str]) -> None:
    """Claims ticked now. One that was decided stays, ticked or not; proof attached later is put to open ones."""
    proof = application.documents.kept().filter(kind=ApplicationDocument.Kind.PREFERENCE).last()
    claimed = application.claims.filter(status=PreferenceClaim.Status.CLAIMED)
    claimed.exclude(kind__in=kinds).delete()
    there = set(application.claims.values_list("kind", flat=True))
    for kind in kinds:
        if kind not in there:
            PreferenceClaim.objects.create(application=application, kind=kind, evidence=proof)
    if proof is not None:
        claimed.filter(evidence=None).update(evidence=proof)


def _named(application: Application) -> list[dict]:
    """The papers that go with a version, papers of preference left out."""
    papers = application.documents.kept().exclude(kind=ApplicationDocument.Kind.PREFERENCE).select_related("attachment")
    return [{"document": paper.pk, "kind": paper.get_kind_display(), "name": paper.attachment.name} for paper in papers]


@transaction.atomic
def attach_document(application: Application, kind: str, file, *, asker: Asker) -> ApplicationDocument:
    """Keep a paper with an application that may still be changed; one that is there already stays the only one.

    Raises `FileRefused` for what it is not, and for one too many.
    """
    require_changeable(application)
    same = application.documents.kept().filter(kind=kind, attachment__sha256=fingerprint(file)).first()
    if same is not None:
        return same
    if application.documents.count() >= MOST_PAPERS:
        raise FileRefused(
            f"{MOST_PAPERS} files were attached to this application, those taken back counted, and more are not kept. "
            "Ask whom the announcement names how to hand in the rest."
        )
    attachment = store(file, None, asker.user, PAPERS)
    paper = ApplicationDocument.objects.create(application=application, attachment=attachment, kind=kind)
    attachment.record = paper
    Attachment.objects.filter(pk=attachment.pk).update(
        content_type=attachment.content_type, object_id=attachment.object_id
    )
    return paper


@transaction.atomic
def remove_document(application: Application, pk: int, *, asker: Asker) -> None:
    """Take a paper back. What was sent with a version stays with that version."""
    application = lock(application)
    require_changeable(application)
    paper = application.documents.kept().filter(pk=pk).first()
    if paper is None:
        raise Refused("That document was already taken back. Nothing was changed.")
    PreferenceClaim.objects.filter(evidence=paper, status=PreferenceClaim.Status.CLAIMED).update(evidence=None)
    paper.removed_at = timezone.now()
    paper.save(update_fields=["removed_at"])


@transaction.atomic
def withdraw_application(application: Application, *, asker: Asker, note: str = "") -> Application:
    """Take an application back. Once the announcement has closed there is no way to apply to it again."""
    _require_own(application, asker)
    with transition(application, "withdraw", **asker.acting, note=note) as locked:
        pass
    return locked


@transaction.atomic
def abandon_draft(application: Application, *, asker: Asker) -> Application:
    """Throw a draft away, with what it says of preference and of 28 CFR 115.17."""
    _require_own(application, asker)
    with transition(application, "abandon", **asker.acting) as locked:
        locked.body = {}
        locked.claims.all().delete()
        locked.prea_answers.all().delete()
        locked.documents.kept().update(removed_at=timezone.now())
    return locked


def _require_own(application: Application, asker: Asker) -> None:
    if not asker.applications().filter(pk=application.pk).exists():
        raise Refused("Only who applied takes an application back.")
