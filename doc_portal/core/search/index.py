"""Writing the index. Nothing else may write `SearchEntry`: its folded columns do not follow an `.update()`."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from doc_portal.core.models import SearchEntry, SearchKey, SearchPin
from doc_portal.core.registry import SearchSource, declared, function
from doc_portal.core.search.folding import FOLDING, MAX_BODY_WORDS, keys_of, printable, squeezed, words
from doc_portal.core.search.near import keep_words, sync_words
from doc_portal.core.search.tabs import TABS

logger = logging.getLogger(__name__)

BATCH = 2000
SNIPPET_CHARACTERS = 6000
"""How much of a body is kept as written, to quote from. All of its first 2,000 words are findable."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a unit tells search about one thing.

    `identifiers` are numbers and abbreviations people type in any spelling; `aliases` former and other names. An
    empty `permission` opens it to every member of staff; otherwise it is found by those who hold the permission
    where the thing belongs (`unit_id`, `worksite_id`). `live_from` and `live_until` bound when it may be found.
    `weight` lifts it inside its tier; `dated` is the day of news; `pinned_for` the questions it answers first.
    """

    title: str
    url: str
    tab: str = ""
    body: str = ""
    summary: str = ""
    identifiers: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    unit_id: int | None = None
    worksite_id: int | None = None
    permission: str = ""
    live_from: datetime | None = None
    live_until: datetime | None = None
    weight: int = 0
    dated: datetime | None = None
    pinned_for: tuple[str, ...] = ()

    def __post_init__(self):
        if self.tab and self.tab not in TABS:
            raise ValueError(f"“{self.tab}” is no tab of the search page. Use one of {', '.join(TABS)}, or none.")
        if not self.url.startswith("/") or self.url.startswith("//"):
            raise ValueError(f"Search leads to addresses of the portal only, and {self.url!r} is none.")

    def fingerprint(self) -> str:
        """Changes when anything search knows of the thing changes."""
        told = json.dumps([FOLDING, *vars(self).items()], cls=DjangoJSONEncoder)
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass
class Rebuilt:
    """What a rebuild did: entries written, entries removed, and how many of both had not followed their record."""

    written: int = 0
    removed: int = 0
    unfollowed: dict[str, int] = field(default_factory=dict)


def source_of(model) -> SearchSource:
    """The declaration that makes records of this model findable; `kind` is the model's label ("mission.newsitem")."""
    for source in declared("search"):
        if source.kind == model._meta.label_lower:
            return source
    raise LookupError(f"No SearchSource of kind {model._meta.label_lower!r} is declared.")


def index_entry(record) -> None:
    """Bring the index up to date with one saved record, in the transaction of the change.

    The record is read again through the source's `rows()`, so this and `rebuild_search` always agree; a record that
    is not among them, or whose `entry()` is None, is taken out.
    """
    source = source_of(type(record))
    row = function(source.rows)().filter(pk=record.pk).first()
    entry = function(source.entry)(row) if row is not None else None
    if entry is None:
        remove_entry(record)
    else:
        with transaction.atomic():
            _write(source, {int(record.pk): entry})


def index_entries(model, keys: Iterable[int]) -> None:
    """Bring the index up to date with many saved records of one model, in the transaction of their change.

    For acts on hundreds of rows, such as a list brought in: two statements for a batch instead of three a record.
    """
    source, keys = source_of(model), sorted(set(keys))
    for batch in (keys[place : place + BATCH] for place in range(0, len(keys), BATCH)):
        rows = function(source.rows)().filter(pk__in=batch).order_by("pk")
        found = {int(row.pk): function(source.entry)(row) for row in rows}
        with transaction.atomic():
            _write(source, {key: entry for key, entry in found.items() if entry is not None})
            gone = [key for key in batch if found.get(key) is None]
            SearchEntry.objects.filter(kind=source.kind, object_id__in=gone).delete()


def index_again(kind: str, object_id: int) -> None:
    """Bring the entry of one record up to date, known by what the index calls it; nothing where it is gone."""
    for source in declared("search"):
        if source.kind == kind and (record := function(source.rows)().filter(pk=object_id).first()) is not None:
            index_entry(record)


def remove_entry(record) -> None:
    """Take one record out of the index."""
    source = source_of(type(record))
    SearchEntry.objects.filter(kind=source.kind, object_id=int(record.pk)).delete()


def rebuild_search(
    kind: str | None = None, report: Callable | None = None, *, only_unfollowed: bool = False
) -> Rebuilt:
    """Write every entry anew, or those of one kind, in batches that each commit: search stays usable throughout.

    `only_unfollowed` writes just what differs from the records. `report(done, total, note)` is told between batches.
    """
    sources = [source for source in declared("search") if kind in (None, source.kind)]
    if kind is not None and not sources:
        raise LookupError(f"No SearchSource of kind {kind!r} is declared.")
    done, rebuilt = 0, Rebuilt()
    total = sum(function(source.rows)().count() for source in sources) if report else 0
    for source in sources:
        last = None
        while True:
            with transaction.atomic():
                count, last = _rebuild_batch(source, last, rebuilt, only_unfollowed=only_unfollowed)
            done += count
            if report:
                report(done, total, source.label)
            if last is None:
                break
    if kind is None:
        with transaction.atomic():
            rebuilt.removed += _delete(SearchEntry.objects.exclude(kind__in=[source.kind for source in sources]))
            sync_words()
    return rebuilt


def _rebuild_batch(source: SearchSource, last, rebuilt: Rebuilt, *, only_unfollowed: bool):
    """The records after `last`, by key. Returns how many there were and the last of them; None when none is left.

    The entries are locked before the records are read: a change that is saved meanwhile waits and is written last.
    """
    rows = function(source.rows)().order_by("pk")
    stretch = SearchEntry.objects.filter(kind=source.kind)
    if last is not None:
        rows, stretch = rows.filter(pk__gt=last), stretch.filter(object_id__gt=int(last))
    upto = list(rows.values_list("pk", flat=True)[BATCH - 1 : BATCH])
    if upto:
        rows, stretch = rows.filter(pk__lte=upto[0]), stretch.filter(object_id__lte=int(upto[0]))
    stored = dict(stretch.select_for_update(no_key=True).order_by("object_id").values_list("object_id", "content_hash"))
    found = [(int(row.pk), function(source.entry)(row)) for row in rows]
    wanted = {pk: _with_tab(source, entry) for pk, entry in found if entry is not None}
    differing = {pk: entry for pk, entry in wanted.items() if stored.get(pk) != entry.fingerprint()}
    gone = stored.keys() - wanted.keys()
    if differing or gone:
        rebuilt.unfollowed[source.kind] = rebuilt.unfollowed.get(source.kind, 0) + len(differing) + len(gone)
    writing = differing if only_unfollowed else wanted
    _write(source, writing)
    rebuilt.written += len(writing)
    rebuilt.removed += _delete(stretch.filter(object_id__in=gone)) if gone else 0
    return len(found), upto[0] if upto else None


def _delete(entries) -> int:
    return entries.delete()[1].get(SearchEntry._meta.label, 0)


def _with_tab(source: SearchSource, entry: Entry) -> Entry:
    return entry if entry.tab else replace(entry, tab=source.tab)


def _write(source: SearchSource, entries: dict[int, Entry]) -> None:
    """Insert or update entries, their keys and the words of their titles, in one statement each."""
    pins = _pinned(source, entries)
    rows = SearchEntry.objects.bulk_create(
        [_row(source, pk, _with_tab(source, entry), pins.get(pk, ())) for pk, entry in entries.items()],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=[
            name.attname
            for name in SearchEntry._meta.concrete_fields
            if not name.generated and name.attname not in {"id", "kind", "object_id"}
        ],
    )
    SearchKey.objects.filter(entry__in=[row.pk for row in rows]).delete()
    SearchKey.objects.bulk_create(
        [
            SearchKey(entry_id=row.pk, key=key, whole=whole)
            for row in rows
            for key, whole in _keys(entries[row.object_id]).items()
        ],
        batch_size=BATCH,
    )
    keep_words([row.pk for row in rows])


def _keys(entry: Entry) -> dict[str, bool]:
    """Every key of every identifier; one that is the whole of any of them counts as whole."""
    found = {}
    for identifier in entry.identifiers:
        for key, whole in keys_of(identifier).items():
            found[key] = whole or found.get(key, False)
    return found


def _pinned(source: SearchSource, entries: dict[int, Entry]) -> dict[int, tuple[str, ...]]:
    """The questions editors have pinned each of these entries to."""
    found: dict[int, tuple[str, ...]] = {}
    pins = SearchPin.objects.live().filter(kind=source.kind, object_id__in=entries) if entries else ()
    for pin in pins:
        found[pin.object_id] = (*found.get(pin.object_id, ()), pin.question)
    return found


def _row(source: SearchSource, pk: int, entry: Entry, pins: tuple[str, ...]) -> SearchEntry:
    """The entry as stored. Aliases stand with the title, so that a former name is found as well as the present one."""
    now = timezone.now()
    return SearchEntry(
        kind=source.kind,
        tab=entry.tab,
        object_id=pk,
        title=printable(entry.title)[:300],
        summary=printable(entry.summary)[:500],
        body=printable(entry.body)[:SNIPPET_CHARACTERS],
        url=entry.url,
        folded_title=_up_to(600, words(" ".join((entry.title, *entry.identifiers, *entry.aliases)))),
        folded_body=words(f"{entry.summary} {entry.body}", MAX_BODY_WORDS),
        unit_id=entry.unit_id,
        worksite_id=entry.worksite_id,
        permission=entry.permission,
        live_from=entry.live_from,
        live_until=entry.live_until,
        over=entry.live_until is not None and entry.live_until <= now,
        weight=entry.weight,
        pinned_for=_pins((*entry.pinned_for, *pins)),
        dated=entry.dated,
        content_hash=entry.fingerprint(),
        indexed_at=now,
    )


def _pins(questions: tuple[str, ...]) -> str:
    kept = dict.fromkeys(key for question in questions if (key := squeezed(question)))
    return f"|{'|'.join(kept)}|" if kept else ""


def _up_to(characters: int, text: str) -> str:
    """As many whole words as fit."""
    return text if len(text) <= characters else text[: characters + 1].rpartition(" ")[0][:characters]


def nightly_check() -> dict[str, int]:
    """Mark what is over; compare every entry with its record, mend what differs and say how many did."""
    SearchEntry.objects.ended().update(over=True)
    rebuilt = rebuild_search(only_unfollowed=True)
    for kind, count in rebuilt.unfollowed.items():  # actions must not forget search
        logger.error("%d search entries of %s had not followed their record and were written again.", count, kind)
    return {"written": rebuilt.written, "removed": rebuilt.removed}
