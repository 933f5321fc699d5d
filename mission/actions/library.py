"""What happens to documents: written, revised, published version by version, withdrawn (portal.md 11)."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.search import index_entries, index_entry
from doc_portal.core.search.folding import normal_key
from doc_portal.core.workflow import Refused, lock, transition
from mission.file_words import KINDS, ReadFile
from mission.library import kinds_on
from mission.models import Document, DocumentVersion


@transaction.atomic
def write_document(document: Document, *, by: User) -> Document:
    """Keep a new document. Staff see it once a version is published; until then who writes its unit's documents.

    Refused for a kind that the portal does not keep.
    """
    _refuse_kind_off(document)
    document.created_by = by
    document.key = normal_key(document.number)
    document.save()
    log("create", document, by=by)
    index_entry(document)
    return document


@transaction.atomic
def revise_document(document: Document, *, by: User, changed: str = "") -> Document:
    """Keep what was changed about a document. Its number stays once staff know it by that."""
    stored = lock(document)
    _refuse_withdrawn(stored)
    if document.kind != stored.kind:
        _refuse_kind_off(document)
    document.key = normal_key(document.number)
    if document.key != stored.key and not stored.number_is_open:
        raise Refused(
            f"Staff know this document as {stored.number}, so its number stays. Add a document with the new number, "
            "and withdraw this one with the new one as its successor."
        )
    document.save()
    log("edit", document, by=by, reason=changed)
    index_entry(document)
    return document


@transaction.atomic
def draft_version(document: Document, *, by: User | None, file: ReadFile | None = None, **fields) -> DocumentVersion:
    """Start the next version as a draft. `fields`: its day, kind of change, “what changed” line and text."""
    locked = lock(document)
    _refuse_withdrawn(locked)
    latest = locked.versions.order_by("-n").values_list("n", flat=True).first() or 0
    version = DocumentVersion.objects.create(document=locked, n=latest + 1, created_by=by, **fields)
    _put_contents(version, file, by=by)
    log("create", version, by=by)
    return version


@transaction.atomic
def revise_version(
    version: DocumentVersion, *, by: User, changed: str = "", file: ReadFile | None = None, remove_file: bool = False
) -> DocumentVersion:
    """Keep what was changed in a draft; `version` holds the new values. A published version stays as it is."""
    if not lock(version).editable:
        raise frozen(version)
    if remove_file:
        version.file, version.file_text, version.has_text_layer = None, "", True
    version.save()
    _put_contents(version, file, by=by)
    log("edit", version, by=by, reason=changed)
    return version


def frozen(version: DocumentVersion) -> Refused:
    """Why a published version cannot be edited, and what to do instead."""
    return Refused(
        f"Version {version.n} of {version.document} is published and cannot be changed. Start a new version instead: "
        "a correction of wording need not be read again."
    )


@transaction.atomic
def publish_version(version: DocumentVersion, *, by: User | None, note: str = "") -> DocumentVersion:
    """Publish a draft: from its day on it is the document's text. It can never be changed afterwards.

    Refused without contents that can be searched and read aloud, without a word about what changed, for a withdrawn
    document, and where another published version takes effect on the same day.
    """
    with transition(version, "publish", by=by, note=note, n=version.n) as locked:
        document = lock(locked.document)
        _refuse_withdrawn(document)
        _refuse_incomplete(locked)
        taken = document.versions.published().filter(effective_on=locked.effective_on).first()
        if taken is not None:
            raise Refused(
                f"Version {taken.n} of {document} already takes effect on {long_date(locked.effective_on)}, and a day "
                "has one version. Edit this draft and choose another day."
            )
        locked.published_at = timezone.now()
        locked.published_by = by
    if not document.published or document.placeholder:
        document.published, document.placeholder = True, False
        document.version += 1
        document.save()
    index_entry(document)
    return locked


@transaction.atomic
def withdraw_document(document: Document, *, by: User, note: str, successor: Document | None = None) -> Document:
    """Take a document out of force for good. Its page stays, with the reason and the successor; its files do not."""
    if not note.strip():
        raise Refused(f"Say why {document} is withdrawn: its page stays and tells readers.")
    wanted = sorted({one.pk for one in (document, successor) if one is not None})
    locks = Document.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True, of=("self",))
    rows = {row.pk: row for row in locks}
    locked = rows[document.pk]
    _refuse_withdrawn(locked)
    if successor is not None:
        _refuse_as_successor(locked, rows[successor.pk])
        locked.successor = rows[successor.pk]
    locked.withdrawn_on, locked.withdrawn_because = timezone.localdate(), note.strip()
    locked.version += 1
    locked.save()
    log("withdraw", locked, by=by, reason=note, details={"successor": str(successor)} if successor else {})
    index_entry(locked)
    return locked


def index_documents_in_force() -> dict:
    """Let search know the versions that came into force today or in the last week; nightly, at its beginning."""
    today = timezone.localdate()
    recent = DocumentVersion.objects.in_force(today).filter(effective_on__gt=today - timedelta(days=8))
    keys = set(recent.values_list("document", flat=True))
    index_entries(Document, keys)
    return {"documents": len(keys)}


def _put_contents(version: DocumentVersion, file: ReadFile | None, *, by: User | None) -> None:
    """Hang a new file on a saved draft, and keep the hash of what the version says."""
    if file is not None:
        version.file = store(file.upload, version, by, KINDS)
        version.file_text, version.has_text_layer = file.text, file.has_text_layer
    if version.file is not None:
        version.sha256 = version.file.sha256
    else:
        version.sha256 = hashlib.sha256(version.text.encode()).hexdigest() if version.text else ""
    version.save()


def _refuse_incomplete(version: DocumentVersion) -> None:
    if version.change_kind == DocumentVersion.Change.MATERIAL and not version.summary.strip():
        raise Refused(
            f"Version {version.n} of {version.document} does not say what changed. Edit it and fill in “What changed”: "
            "staff read that line first."
        )
    if not version.text and version.file_id is None:
        raise Refused(
            f"Version {version.n} of {version.document} has neither a text nor a file. Edit it and add one of them."
        )
    if not version.text and not version.has_text_layer:
        raise Refused(
            f"The file of version {version.n} of {version.document} holds no words: it was scanned, so nobody can "
            "search it or have it read aloud. Edit the draft and enter the text as well."
        )


def _refuse_kind_off(document: Document) -> None:
    if document.kind not in dict(kinds_on()):
        raise Refused(
            f"The portal keeps no documents of the kind “{document.get_kind_display()}”. Choose another kind, or ask "
            "a portal administrator to allow it in the settings."
        )


def _refuse_withdrawn(document: Document) -> None:
    if document.withdrawn_on is not None:
        raise Refused(
            f"{document} was withdrawn on {long_date(document.withdrawn_on)} and stays as it was then. "
            "Add a new document instead."
        )


def _refuse_as_successor(document: Document, successor: Document) -> None:
    if successor.pk == document.pk:
        raise Refused(f"{document} cannot follow itself. Choose another document, or none.")
    if successor.withdrawn_on is not None:
        raise Refused(
            f"{successor} was itself withdrawn on {long_date(successor.withdrawn_on)}. Choose one that is in force."
        )
