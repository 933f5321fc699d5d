"""Drafts of the employee expectations; they are published and frozen like the other statements (portal.md 4)."""

from collections.abc import Iterable

from django.db import transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import lock
from mission.actions.statements import frozen
from mission.expectations import Expectation
from mission.models import Statement, StatementSet, StatementVersion
from mission.models.statements import EXPECTATIONS

Levels = dict[str, list[Expectation]]
"""The expectations of each level, by the level's value."""


@transaction.atomic
def draft_expectations(*, by: User | None, levels: Levels, **fields) -> StatementVersion:
    """Start a version that nobody but its editors sees. `fields`: its day, change note and source."""
    version = StatementVersion.objects.create(set=StatementSet.objects.get(slug=EXPECTATIONS), created_by=by, **fields)
    _write(version, levels)
    log("create", version, by=by)
    return version


@transaction.atomic
def revise_expectations(version: StatementVersion, *, by: User, levels: Levels, changed: str = "") -> StatementVersion:
    """Keep what was changed in a draft. A published version keeps its wording and its numbers."""
    if not lock(version).editable:
        raise frozen(version)
    version.save()
    version.statements.all().delete()
    _write(version, levels)
    log("edit", version, by=by, reason=changed)
    return version


def _write(version: StatementVersion, levels: Levels) -> None:
    """Make the expectations of a draft anew. The anchor is level and number, the same from version to version."""
    rows = [(level, one) for level in Statement.Level.values for one in levels.get(level, ())]
    Statement.objects.bulk_create(_rows(version, rows))


def _rows(version: StatementVersion, rows: Iterable[tuple[str, Expectation]]) -> list[Statement]:
    return [
        Statement(
            version=version,
            part=Statement.Part.EXPECTATION,
            anchor=f"{level}-{one.number}",
            heading=f"{one.group}, number {one.number}",
            text=one.text,
            order=order,
            level=level,
            group=one.group,
            number=one.number,
        )
        for order, (level, one) in enumerate(rows, start=1)
    ]
