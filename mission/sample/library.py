"""Sample documents: plainly samples by number, title and text, each with versions, some coming, some withdrawn."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from random import Random

from doc_portal.core.models import Unit, User
from doc_portal.core.sample.context import Context
from doc_portal.core.sample.rows import copy
from doc_portal.core.search.folding import normal_key
from mission.models import Document, DocumentVersion
from personnel.models import RoleContact

Kind, Status, Change = Document.Kind, DocumentVersion.Status, DocumentVersion.Change
FULL_VERSIONS = 4
EARLIEST, LATEST = -1_400, 25
"""The days from today between which sample versions take effect."""
WITHDRAWN_EVERY, RESTRICTED_EVERY = 15, 12
SUBJECTS = (
    "keys and doors", "vehicles", "time sheets", "visitors", "radios", "mail", "travel", "uniforms", "stock counts",
    "training records", "parking", "lost property", "meetings", "telephones", "printing", "cleaning rosters",
)  # fmt: skip
TOPICS = ("Leave", "Pay", "Security", "Supplies", "Training", "Vehicles")
KINDS = (Kind.POLICY, Kind.POLICY, Kind.PROCEDURE, Kind.FORM, Kind.PROCEDURE, Kind.MANUAL)
SENTENCES = (
    "This is sample text and binds nobody.",
    "Every rule in it is invented, so that lists, comparison and search have something to work on.",
    "A real document would say here who does what, and by when.",
    "Requisitions, rosters and inventories are named so that these words can be looked for.",
    "The forms it speaks of do not exist.",
    "Two people sign the sheet and one of them keeps it.",
    "The shift that begins counts again and notes the number.",
    "What is missing is told to the supervisor the same day.",
)
CHANGES = (
    "Sample change: two people sign instead of one.",
    "Sample change: the sheet is kept a year longer.",
    "Sample change: the count is made at the start of the shift.",
    "Sample change: the form has a new number.",
)


@dataclass(frozen=True)
class _Shelf:
    """Where sample documents stand: the units and contacts that answer for them, and who publishes."""

    units: list[Unit]
    owners: list[RoleContact]
    manager: User | None


def write_documents(context: Context) -> int:
    """As many documents as the size asks for, with their versions."""
    there = Document.objects.filter(sample=True).count()
    number = context.missing(context.size.documents, there)
    if not number:
        return 0
    manager = User.objects.filter(sample=True, grants__role__slug="policy_manager").order_by("pk").first()
    shelf = _Shelf(
        list(Unit.objects.seven()),
        list(RoleContact.objects.kept().order_by("pk")[:200]),
        manager or User.objects.filter(sample=True).order_by("pk").first(),
    )
    made = copy(Document, _documents(context, shelf, there, number))
    rows = list(Document.objects.filter(sample=True).order_by("pk")[there:])
    copy(DocumentVersion, _versions(context, shelf, there, rows))
    _name_successors(rows)
    return made


def _documents(context: Context, shelf: _Shelf, there: int, number: int) -> Iterator[Document]:
    chance = context.chance(f"documents from {there}")
    for own in range(there + 1, there + number + 1):
        kind = KINDS[own % len(KINDS)]
        shown = f"S{own % 9 + 1}-{own:04}"
        withdrawn = own % WITHDRAWN_EVERY == 0
        restricted = own % RESTRICTED_EVERY == 0
        yield Document(
            number=shown,
            key=normal_key(shown),
            kind=kind,
            title=f"Sample {kind.label.lower()} {own}: {chance.choice(SUBJECTS)}",
            summary="A sample: it shows how documents look and binds nobody.",
            topic=chance.choice(TOPICS),
            unit=chance.choice(shelf.units),
            owner=chance.choice(shelf.owners) if shelf.owners else None,
            visibility=Document.Visibility.RESTRICTED if restricted else Document.Visibility.STAFF,
            published=True,
            reviewed_on=context.day(-chance.randrange(10, 500)),
            withdrawn_on=context.day(-chance.randrange(1, 60)) if withdrawn else None,
            withdrawn_because="Sample reason: another sample took its place." if withdrawn else "",
            sample=True,
            created_by=shelf.manager,
            created_at=context.moment(EARLIEST - 1),
        )


def _versions(context: Context, shelf: _Shelf, there: int, rows: list[Document]) -> Iterator[DocumentVersion]:
    chance = context.chance(f"versions from {there}")
    for document in rows:
        number = FULL_VERSIONS if context.size.name == "full" else chance.randrange(2, FULL_VERSIONS + 1)
        days = sorted(chance.sample(range(EARLIEST, LATEST), number))
        days[0] = min(days[0], -1)
        text = [chance.choice(SENTENCES) for _ in range(8)]
        for n, day in enumerate(days, start=1):
            yield _version(context, shelf, chance, document, n, day, text)


def _version(
    context: Context, shelf: _Shelf, chance: Random, document: Document, n: int, day: int, text: list[str]
) -> DocumentVersion:
    """The next version: one sentence of the text before is another."""
    text[chance.randrange(len(text))] = chance.choice(SENTENCES)
    said = f"## What it is about\n\n{' '.join(text[:4])}\n\n## What is done\n\n{' '.join(text[4:])}\n"
    typo = n > 1 and chance.random() < 0.2
    published = context.moment(min(day, 0) - 1)
    return DocumentVersion(
        document=document,
        n=n,
        effective_on=context.day(day),
        change_kind=Change.TYPO if typo else Change.MATERIAL,
        summary="Sample correction of wording." if typo else "Sample: first version." if n == 1 else CHANGES[n % 4],
        text=said,
        sha256=hashlib.sha256(said.encode()).hexdigest(),
        status=Status.PUBLISHED,
        published_at=published,
        published_by=shelf.manager,
        created_by=shelf.manager,
        created_at=published - timedelta(days=2),
        version=2,
    )


def _name_successors(rows: list[Document]) -> None:
    """Every other withdrawn document is followed by the one after it."""
    withdrawn = [(one, after) for one, after in pairwise(rows) if one.withdrawn_on and not after.withdrawn_on][::2]
    for one, after in withdrawn:
        one.successor = after
    Document.objects.bulk_update([one for one, _ in withdrawn], ["successor"])
