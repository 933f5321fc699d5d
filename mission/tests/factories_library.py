"""Documents and their versions for tests."""

import hashlib
from datetime import timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.core.search.folding import normal_key
from mission.file_words import KINDS
from mission.models import Document, DocumentVersion

_serial = count(1)
Status = DocumentVersion.Status


def make_document(**fields) -> Document:
    """A policy open to all staff, without any version."""
    n = next(_serial)
    fields = {"number": f"T{n}-1", "title": f"Document {n}", "kind": Document.Kind.POLICY} | fields
    return Document.objects.create(**{"key": normal_key(fields["number"])} | fields)


def make_version(document: Document | None = None, *, days: int = -10, published: bool = True, **fields):
    """A version in force from so many days from today; published unless told otherwise. Its document follows."""
    document = document or make_document()
    text = fields.setdefault("text", f"What {document.number} says.")
    last = document.versions.order_by("-n").values_list("n", flat=True).first() or 0
    defaults = {
        "n": last + 1,
        "effective_on": timezone.localdate() + timedelta(days=days),
        "summary": "Something changed.",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    if published:
        defaults |= {
            "status": Status.PUBLISHED,
            "published_at": timezone.now(),
            "published_by": fields.get("created_by"),
        }
        Document.objects.filter(pk=document.pk).update(published=True, placeholder=False)
        document.refresh_from_db()
    return DocumentVersion.objects.create(document=document, **defaults | fields)


def make_file_version(document: Document | None = None, *, content: bytes = b"Sample words.", by=None, **fields):
    """A version whose contents are a plain text file."""
    draft = make_version(document, published=False, text="", created_by=by, **fields)
    draft.file = store(SimpleUploadedFile("order.txt", content), draft, by, KINDS)
    draft.sha256, draft.file_text = draft.file.sha256, content.decode()
    draft.status, draft.published_at, draft.published_by = Status.PUBLISHED, timezone.now(), by
    draft.save()
    Document.objects.filter(pk=draft.document_id).update(published=True)
    return draft
