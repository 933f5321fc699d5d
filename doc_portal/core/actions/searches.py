"""What editors do for those who search: pin a result to a question, end a pin, see to a question without an answer."""

from django.db import transaction
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.audit import log
from doc_portal.core.jobs import start_job
from doc_portal.core.locks import hold
from doc_portal.core.models import Job, SearchAnswer, SearchEntry, SearchLog, SearchPin, User
from doc_portal.core.search.folding import squeezed
from doc_portal.core.search.index import index_again, rebuild_search
from doc_portal.core.workflow import Refused, lock

REBUILD = "rebuild_search"
ROOM = SearchEntry._meta.get_field("pinned_for").max_length


def pin_result(entry: SearchEntry, *, question: str, by: User) -> SearchPin:
    """Let this result come first when somebody searches for these words. Refused outside the units one edits."""
    with transaction.atomic():
        entry = lock(entry)
        key = squeezed(question)
        if not scope_of(by, "core.add_searchpin").covers(unit=entry.unit_id, worksite=entry.worksite_id):
            raise Refused(
                f"“{entry.title}” belongs to {_place(entry)}, where you edit nothing. "
                "Choose a result of your own unit, or ask an editor there."
            )
        there = SearchPin.objects.live().filter(key=key, kind=entry.kind, object_id=entry.object_id)
        if there.exists():
            raise Refused(f"“{entry.title}” is already pinned to “{question}”. Nothing had to be done.")
        if len(entry.pinned_for) + len(key) + 2 > ROOM:
            raise Refused(f"“{entry.title}” is pinned to as many words as it can be. End one of its pins first.")
        pin = SearchPin.objects.create(
            question=question,
            key=key,
            kind=entry.kind,
            object_id=entry.object_id,
            title=entry.title,
            url=entry.url,
            unit_id=entry.unit_id,
            worksite_id=entry.worksite_id,
            created_by=by,
        )
        index_again(pin.kind, pin.object_id)
        log("pin", pin, by=by, after="pinned")
        return pin


def end_pin(pin: SearchPin, *, by: User, note: str) -> SearchPin:
    """Let the result take its own place again for these words."""
    with transaction.atomic():
        entry = SearchEntry.objects.filter(kind=pin.kind, object_id=pin.object_id).first()
        if entry is not None:
            lock(entry)
        pin = lock(pin)
        if pin.ended_at is not None:
            raise Refused("This pin has already ended. Nothing had to be done.")
        pin.ended_at = timezone.now()
        pin.version += 1
        pin.save(update_fields=["ended_at", "version"])
        index_again(pin.kind, pin.object_id)
        log("end", pin, by=by, before="pinned", after="ended", reason=note)
        return pin


def answer_question(search: SearchLog, *, by: User) -> SearchLog:
    """Take a question that found nothing off the list; searched for again without a result it comes back.

    The record of acts keeps no words anybody searched for.
    """
    with transaction.atomic():
        key = search.query.lower()
        SearchAnswer.objects.create(key=key, by=by)
        log("answer_search", by=by)
        return search


def _place(entry: SearchEntry) -> str:
    return str(entry.unit or entry.worksite or "the whole department")


def start_rebuild(*, by: User) -> Job:
    """Have the worker write the whole index anew; search goes on meanwhile. Refused while that is under way."""
    with transaction.atomic():
        hold(REBUILD)
        if Job.objects.unfinished().filter(kind=REBUILD).exists():
            raise Refused("The search index is being written anew already. See Background work for how far it is.")
        return start_job(REBUILD, "Search index written anew", by=by)


def run_rebuild(job: Job, report) -> dict[str, int]:
    """The job: in batches that each commit. Started again after a kill it begins anew, which does no harm."""
    rebuilt = rebuild_search(report=report)
    return {"written": rebuilt.written, "removed": rebuilt.removed}
