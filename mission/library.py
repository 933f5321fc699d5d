"""What the library tells the rest of the portal: search, the home page, unit pages; and what it starts with."""

from django.db.models import OuterRef, Subquery

from doc_portal.core.addresses import address_of
from doc_portal.core.reference import Brought, bring_in, read_rows, yes
from doc_portal.core.search.folding import normal_key
from doc_portal.core.search.index import Entry
from doc_portal.core.values import value_of
from mission.models import Document, DocumentVersion

RECENT = 5
KINDS = {
    "department_policy": Document.Kind.POLICY,
    "institutional_services_policy": Document.Kind.POLICY,
    "state_policy": Document.Kind.POLICY,
    "state_rule": Document.Kind.OTHER,
    "form": Document.Kind.FORM,
}
"""Kinds of `data/policies.csv` -> kinds of the library."""
REFERENCE_FIELDS = ("number", "kind", "title", "topic", "placeholder", "as_of", "confirmed", "source", "note")
KINDS_OFF = "document_kinds_off"
NOT_SUPPLIED = "Its text was not supplied."


def kinds_on() -> list[tuple[str, str]]:
    """The kinds a document may be of, with their names: all but those the setting keeps out of the portal."""
    off = {name.strip().casefold() for name in str(value_of(KINDS_OFF)).split(",")}
    return [(kind, name) for kind, name in Document.Kind.choices if name.casefold() not in off]


def document_rows():
    """Documents staff may know of, each with the words of the version in force today."""
    current = DocumentVersion.objects.current().filter(document=OuterRef("pk"))
    return Document.objects.exclude(published=False, placeholder=False).annotate(
        **{f"current_{name}": Subquery(current.values(name)[:1]) for name in ("text", "file_text", "summary")}
    )


def document_entry(document: Document) -> Entry:
    """Found by its number in any spelling. Drafts and versions not in force yet lend it no words."""
    said = DocumentVersion(text=document.current_text or "", file_text=document.current_file_text or "")
    withdrawn = document.withdrawn_on is not None
    if withdrawn:
        summary = f"Withdrawn. {document.withdrawn_because}"
    elif document.placeholder:
        summary = " ".join(filter(None, [f"Topic: {document.topic}." if document.topic else "", NOT_SUPPLIED]))
    else:
        summary = document.summary or document.current_summary or ""
    restricted = document.visibility == Document.Visibility.RESTRICTED
    return Entry(
        title=f"{document.number} {document.shown_title}",
        url=document.get_absolute_url(),
        summary=summary[:500],
        body="" if withdrawn else f"{document.summary}\n{said.words}",
        identifiers=(document.number,),
        aliases=tuple(filter(None, [document.title, document.topic])),
        unit_id=document.unit_id,
        permission="mission.view_restricted_document" if restricted else "mission.view_document",
        weight=-10 if withdrawn else 15,
    )


def _changed(user):
    """Versions that came into force, newest first, of documents this person may read that were not withdrawn."""
    documents = Document.objects.visible_to(user).kept()
    return (
        DocumentVersion.objects.in_force()
        .filter(document__in=documents)
        .select_related("document")
        .defer("text", "file_text")
        .order_by("-effective_on", "-pk")
    )


def recently_changed(request) -> dict | None:
    """The five policies and other documents that changed last, with what changed."""
    versions = list(_changed(request.user)[:RECENT])
    return {"versions": versions} if versions else None


def unit_documents(request, unit) -> dict | None:
    """The five documents of a unit that changed last."""
    versions = list(_changed(request.user).filter(document__unit=unit)[:RECENT])
    url = f"{address_of('mission:document-list')}?unit={unit.pk}"
    return {"versions": versions, "url": url} if versions else None


def load_policies() -> Brought:
    """Numbers and titles that are publicly known, as entries without text, marked as such. Nothing is made up."""
    rows = [
        Document(
            number=row["number"],
            key=normal_key(row["number"]),
            kind=KINDS[row["kind"]],
            title=row["title"],
            topic=row["topic"],
            placeholder=True,
            as_of=row["as_of"],
            confirmed=yes(row["confirmed"]),
            source=row["source"],
            note=row["note"],
        )
        for row in read_rows("policies.csv")
    ]
    return bring_in(rows, ("key",), REFERENCE_FIELDS)
