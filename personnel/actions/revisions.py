"""Changes of a published announcement (personnel.md 3, item 6).

An extension takes effect at once. Closing earlier, or other pay, qualifications or words need a reason and a second
person; then they are numbered, applied and told to everybody who began to apply. The database refuses any other way.
Lock order: the announcement, then the change.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from doc_portal.core.audit import log
from doc_portal.core.display import heading, long_moment
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock
from personnel.actions.telling import tell_applicants
from personnel.announcing import problems_of
from personnel.changes import AT_ONCE, CONTENT_FIELDS, text_of, told_words
from personnel.deadlines import deadline
from personnel.models import Posting, PostingRevision

Kind = PostingRevision.Kind


@transaction.atomic
def extend_posting(posting: Posting, *, by: User, closes_at: datetime, reason: str) -> Posting:
    """Give people longer to apply. It takes effect at once, without another person's approval."""
    locked = _hold_open(posting)
    if locked.closes_at is None:
        raise Refused(f"“{locked}” has no closing time, so there is nothing to extend.")
    if closes_at <= locked.closes_at:
        raise Refused(
            f"“{locked}” closes at {locked.deadline}. An extension is later than that; to close it earlier, "
            "ask for an earlier close."
        )
    made = PostingRevision(
        posting=locked,
        kind=Kind.EXTENSION,
        changes={"closes_at": [locked.closes_at.isoformat(), closes_at.isoformat()]},
        reason=_said(reason),
        made_by=by,
    )
    locked.announced_closes_at = max(locked.announced_closes_at or closes_at, closes_at)
    _apply(locked, made, {"closes_at": closes_at}, by)
    return locked


@transaction.atomic
def ask_early_close(posting: Posting, *, by: User, closes_at: datetime | None, reason: str) -> PostingRevision:
    """Ask for an earlier close: at a moment, or (None) when it is approved. Another person decides."""
    locked = _hold_open(posting)
    if locked.opens_at > timezone.now():
        raise Refused(f"“{locked}” opens on {long_moment(locked.opens_at)}. Withdraw it instead of closing it.")
    if closes_at is not None:
        _require_earlier(locked, closes_at)
    after = closes_at.isoformat() if closes_at else AT_ONCE
    before = locked.closes_at.isoformat() if locked.closes_at else ""
    return _ask(locked, Kind.EARLY_CLOSE, {"closes_at": [before, after]}, by=by, reason=reason)


def _require_earlier(posting: Posting, closes_at: datetime) -> None:
    if closes_at <= timezone.now():
        raise Refused(f"{deadline(closes_at)} has passed. Choose a later time, or leave it empty to close at once.")
    if posting.closes_at is not None and closes_at >= posting.closes_at:
        raise Refused(f"“{posting}” already closes at {posting.deadline}. Choose an earlier time, or extend it.")


@transaction.atomic
def ask_change(posting: Posting, *, by: User, reason: str, **values: Any) -> PostingRevision:
    """Ask for other pay, qualifications or words. Another person decides; until then nothing changes."""
    locked = _hold_open(posting)
    values = {name: Posting._meta.get_field(name).to_python(value) for name, value in values.items()}
    differing = {
        name: [text_of(getattr(locked, name)), text_of(value)]
        for name, value in values.items()
        if name in CONTENT_FIELDS and text_of(getattr(locked, name)) != text_of(value)
    }
    if not differing:
        raise Refused(f"Nothing differs from “{locked}” as it is. Change what is to be changed, then send it again.")
    for name in differing:
        setattr(locked, name, values[name])
    _require_whole(locked)
    return _ask(lock(posting), Kind.CONTENT, differing, by=by, reason=reason)


@transaction.atomic
def approve_revision(revision: PostingRevision, *, by: User, note: str = "") -> PostingRevision:
    """Let a change take effect: number it, apply it, and tell everybody who has begun to apply."""
    posting = _hold_open(revision.posting)
    fresh = _undecided(revision)
    if fresh.made_by_id == by.pk:
        raise Refused("You asked for this change yourself. Someone else must decide on it.")
    values = _values(posting, fresh)
    _apply(posting, fresh, values, by, note)
    _tell_asker(fresh, "announcement-change-approved", f"Your change of “{posting}” was approved", by)
    return fresh


@transaction.atomic
def refuse_revision(revision: PostingRevision, *, by: User, note: str) -> PostingRevision:
    """Turn a change down, saying why. Who asked may take it back the same way."""
    if not note.strip():
        raise Refused("Say why the change is turned down.")
    posting = lock(revision.posting)
    fresh = _undecided(revision)
    if fresh.made_by_id != by.pk and not by.has_perm("personnel.approve_posting", posting):
        raise Refused(
            f"{fresh.made_by} asked for this change. They take it back, or a personnel analyst turns it down."
        )
    fresh.refused_at, fresh.refused_by = timezone.now(), by
    fresh.save()
    log("refuse_change", posting, by=by, reason=note, details={"change": fresh.pk})
    _tell_asker(fresh, "announcement-change-refused", f"Your change of “{posting}” was turned down", by)
    return fresh


def _hold_open(posting: Posting) -> Posting:
    """The announcement, locked, while it is scheduled or open: what is closed is changed no more."""
    locked = lock(posting)
    if locked.status != Posting.Status.PUBLISHED:
        raise Refused(f"“{locked}” is {locked.get_status_display().lower()}. Only a published one is changed this way.")
    if Posting.objects.closed().filter(pk=locked.pk).exists():
        raise Refused(
            f"“{locked}” has closed, so it is changed no more. To give one person longer, grant an extension to their "
            "application; to look further, announce the request anew."
        )
    return locked


def _ask(posting: Posting, kind: str, changes: dict, *, by: User, reason: str) -> PostingRevision:
    waiting = posting.revisions.undecided().first()
    if waiting is not None:
        raise Refused(
            f"A change of “{posting}” already waits for a decision: {waiting.get_kind_display().lower()}, asked for by "
            f"{waiting.made_by}. Wait until it is decided, or have it turned down."
        )
    made = PostingRevision.objects.create(posting=posting, kind=kind, changes=changes, reason=_said(reason), made_by=by)
    log("ask_change", posting, by=by, reason=reason, details={"change": made.pk, "kind": kind})
    return made


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why it changes.")
    return reason.strip()


def _undecided(revision: PostingRevision) -> PostingRevision:
    fresh = lock(revision)
    if not fresh.is_undecided:
        done = "approved" if fresh.approved_at else "turned down"
        raise Refused(f"This change was already {done}. Nothing was done.")
    return fresh


def _values(posting: Posting, revision: PostingRevision) -> dict[str, Any]:
    """What the change sets, checked against the announcement as it is now."""
    if revision.kind == Kind.EARLY_CLOSE:
        wanted = revision.changes["closes_at"][1]
        moment = None if wanted == AT_ONCE else parse_datetime(wanted)
        now = timezone.now()
        if moment is None or moment <= now:
            moment = now
        else:
            _require_earlier(posting, moment)
        return {"closes_at": moment}
    for name, (before, _) in revision.changes.items():
        if text_of(getattr(posting, name)) != before:
            raise Refused(
                f"“{posting}” was changed after this change was asked for ({heading(Posting, name).lower()}). "
                "Turn it down, and ask for it again."
            )
    fields = {name: Posting._meta.get_field(name) for name in revision.changes}
    values = {
        name: fields[name].to_python(after) if after != "" or not fields[name].null else None
        for name, (_, after) in revision.changes.items()
    }
    for name, value in values.items():
        setattr(posting, name, value)
    _require_whole(posting)
    return values


def _require_whole(posting: Posting) -> None:
    problems = problems_of(posting, posting.locations.select_related("worksite"))
    if problems:
        raise Refused(f"“{posting}” cannot be changed so. {' '.join(problems.values())}")


def _apply(posting: Posting, revision: PostingRevision, values: dict[str, Any], by: User, note: str = "") -> None:
    """Number the change, write the announcement, and tell those who began to apply."""
    now = timezone.now()
    revision.no, revision.approved_by, revision.approved_at = posting.revision + 1, by, now
    revision.notified_at = now
    revision.save()
    for name, value in values.items():
        setattr(posting, name, value)
    posting.revision, posting.version = revision.no, posting.version + 1
    posting.save()
    log(
        "revise",
        posting,
        by=by,
        reason=note or revision.reason,
        details={"revision": revision.no, "kind": revision.kind, "changes": revision.changes},
    )
    index_entry(posting)
    told = told_words(posting, revision)
    drafts = posting.applications.drafts()
    tell_applicants(posting, drafts, f"job-change-{revision.no}", told, f"{told}. {revision.reason}")


def _tell_asker(revision: PostingRevision, kind: str, title: str, by: User) -> None:
    if revision.made_by_id != by.pk:
        notify([revision.made_by], kind, title, revision)
