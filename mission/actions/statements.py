"""Versions of the statements: drafted, changed while drafts, published once and then frozen (portal.md item 1)."""

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock, transition
from mission.models import Statement, StatementSet, StatementVersion
from mission.models.statements import EXPECTATIONS
from mission.wording import Wording, read_values


@transaction.atomic
def draft_version(
    statements: StatementSet, *, by: User | None, mission="", vision="", values="", **fields
) -> StatementVersion:
    """Start a version that nobody but its editors sees. `fields`: its day, change note, home strip and source."""
    version = StatementVersion.objects.create(set=statements, created_by=by, **fields)
    _write(version, mission, vision, values)
    log("create", version, by=by)
    return version


@transaction.atomic
def revise_version(
    version: StatementVersion, *, by: User, mission: str, vision: str, values: str, changed: str = ""
) -> StatementVersion:
    """Keep what was changed in a draft; `version` holds the new values. A published version stays as it is."""
    if not lock(version).editable:
        raise frozen(version)
    version.save()
    version.statements.all().delete()
    _write(version, mission, vision, values)
    log("edit", version, by=by, reason=changed)
    return version


def frozen(version: StatementVersion) -> Refused:
    """Why a published version cannot be edited, and what to do instead."""
    return Refused(
        f"The version in force from {long_date(version.effective_on)} is published and cannot be changed. "
        "Start a new version from it instead."
    )


@transaction.atomic
def publish_version(version: StatementVersion, *, by: User | None, note: str = "") -> StatementVersion:
    """Publish a complete draft. Refused where another version takes effect on the same day."""
    with transition(version, "publish", by=by, note=note) as locked:
        lock(locked.set)
        _refuse_incomplete(locked)
        taken = StatementVersion.objects.published().filter(set=locked.set, effective_on=locked.effective_on)
        if taken.exists():
            raise Refused(
                f"Another published version takes effect on {long_date(locked.effective_on)}. "
                "Edit this draft and choose another day."
            )
        locked.published_at = timezone.now()
        locked.published_by = by
    for published in StatementVersion.objects.published().filter(set=locked.set):
        index_entry(published)
    return locked


def _refuse_incomplete(version: StatementVersion) -> None:
    if version.set.slug == EXPECTATIONS:
        if not version.statements.exists():
            raise Refused("This draft has no expectations yet. Edit it and enter what the department expects.")
        return
    there = set(version.statements.values_list("part", flat=True))
    missing = [label.lower() for part, label in Statement.Part.choices[:3] if part not in there]
    if missing:
        raise Refused(f"This draft has no text yet for: {', '.join(missing)}. Edit it and enter what is missing.")


def _write(version: StatementVersion, mission: str, vision: str, values: str) -> None:
    """Make the statements of a draft anew, numbered in the order in which they are read."""
    texts = [
        Wording("mission", "mission", "Our mission", mission.strip()),
        Wording("vision", "vision", "Our vision", vision.strip()),
        *(read_values(values) if values.strip() else ()),
    ]
    Statement.objects.bulk_create(
        Statement(version=version, part=one.part, anchor=one.anchor, heading=one.heading, text=one.text, order=order)
        for order, one in enumerate((one for one in texts if one.text), start=1)
    )
