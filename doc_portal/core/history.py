"""What happened to one row: its acts, and every change of its fields as the database's own triggers kept them.

Triggers also see changes that no page made, so a change without a name was made by the portal itself or by hand.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

import pghistory.models
from django.apps import apps
from django.db import models

from doc_portal.core.display import BLANK, written
from doc_portal.core.models import AuditEvent, User

MOST = 200
PAST_ACTS = {
    "create": "Added",
    "edit": "Changed",
    "delete": "Removed",
    "grant": "Granted",
    "end": "Ended",
    "renew": "Renewed",
    "withdraw": "Withdrawn",
    "download": "Downloaded",
    "allot": "Released",
    "amend": "Amended",
    "answer": "Answered",
    "ask": "Asked",
    "assign": "Given to somebody else",
    "attach": "Paper attached",
    "certify": "Certified",
    "count": "Counted",
    "decide": "Decided",
    "enter": "Entered",
    "explain": "Difference explained",
    "finish": "Finished",
    "hand_over": "Given to somebody else",
    "modify": "Changed to a new version",
    "pay": "Paid",
    "protest": "Protested",
    "question": "Question entered",
    "receive": "Received",
    "resolve": "Settled",
    "return": "Sent back",
    "void": "Voided",
}
APART = "Not shown here"
APART_REFUSAL = "Why is told to those who decide on such records alone."
UNTOLD = {"id", "version", "created_at", "updated_at"}
LABELS = {
    "insert": "Row added", "begin": "Row as it stood when its history began", "update": "Row changed",
    "delete": "Row removed",
}  # fmt: skip


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, as both are written on pages."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Happening:
    """One line of a record's history: an act somebody took, or a change of the row."""

    at: datetime
    what: str
    who: str
    reason: str = ""
    refused: bool = False
    changes: list[FieldChange] = field(default_factory=list)
    url: str = ""

    @property
    def is_new(self) -> bool:
        """The row began here: its fields had no values before."""
        return self.what in (LABELS["insert"], LABELS["begin"])


@cache
def event_model(model: type[models.Model]) -> type[models.Model] | None:
    """The table that keeps the row history of `model`; None where none is kept."""
    for one in apps.get_models():
        if issubclass(one, pghistory.models.Event) and one.pgh_tracked_model is model:
            return one
    return None


def act_past(model, act: str) -> str:
    """An act as something that happened: a step by its own words, others by those of the model (`PAST_ACTS`)."""
    step = getattr(model, "TRANSITIONS", {}).get(act)
    told = {**PAST_ACTS, **getattr(model, "PAST_ACTS", {})}
    return step.past if step else told.get(act, act.replace("_", " ").capitalize())


def history_of(model: type[models.Model], pk: int) -> list[Happening]:
    """Acts and row changes together, newest first: of each the latest 200."""
    latest = AuditEvent.objects.of(model(pk=pk)).select_related("actor").order_by("-at", "-pk")[:MOST]
    acts = [
        Happening(
            at=act.at,
            what=act_past(model, act.act),
            who=act.who,
            reason=act.reason,
            refused=act.outcome == AuditEvent.Outcome.REFUSED,
            url=act.get_absolute_url(),
        )
        for act in latest
    ]
    return sorted([*acts, *row_changes(model, pk)], key=lambda one: one.at, reverse=True)


def fields_apart(model: type[models.Model]) -> frozenset[str]:
    """The fields of `model` that only those who decide on them read: `KEPT_APART` names them, where there are any.

    An auditor learns that they changed, when and by whom, never to what. `VALUES_APART` names fields of which that
    alone holds: the record's name and what it refused tell nothing of them.
    """
    return getattr(model, "KEPT_APART", frozenset())


def row_changes(model: type[models.Model], pk: int) -> list[Happening]:
    """What changed in the row each time, newest first. Empty where no row history is kept."""
    events = event_model(model)
    if events is None:
        return []
    fields = [one for one in events._meta.fields if not one.name.startswith("pgh_") and one.name not in UNTOLD]
    apart = fields_apart(model) | getattr(model, "VALUES_APART", frozenset())
    rows = list(events.objects.filter(pgh_obj_id=pk).order_by("-pgh_id")[: MOST + 1])
    names = _names_of(rows, fields)
    people = User.objects.in_bulk({_user_id(row) for row in rows} - {None})
    found = []
    for place, row in enumerate(rows[:MOST]):
        before = rows[place + 1] if place + 1 < len(rows) else None
        changes = [] if row.pgh_label == "delete" else _differences(before, row, fields, names, apart)
        found.append(
            Happening(
                at=row.pgh_created_at,
                what=LABELS.get(row.pgh_label, row.pgh_label),
                who=str(people.get(_user_id(row), "The portal")),
                changes=changes,
            )
        )
    return found


def _user_id(row) -> int | None:
    return (row.pgh_context or {}).get("user")


def _differences(before, after, fields, names, apart) -> list[FieldChange]:
    found = []
    for one in fields:
        old = getattr(before, one.attname) if before is not None else None
        new = getattr(after, one.attname)
        if old != new and not (before is None and new in (None, "")):
            label = str(one.verbose_name)
            told = [APART, APART] if one.name in apart else [_told(one, old, names), _told(one, new, names)]
            found.append(FieldChange(label[:1].upper() + label[1:], *told))
    return found


def _told(one, value, names) -> str:
    if value is None or value == "":
        return BLANK
    if one.is_relation:
        return names.get((one.related_model, value), f"No. {value}")
    if one.choices:
        return str(dict(one.flatchoices).get(value, value))
    return written(value, long=True)


def _names_of(rows, fields) -> dict:
    """(model, id) -> name for everything the rows point to: one query for each kind of thing."""
    wanted = defaultdict(set)
    for one in fields:
        if one.is_relation:
            wanted[one.related_model] |= {getattr(row, one.attname) for row in rows} - {None}
    return {
        (model, thing.pk): str(thing)
        for model, ids in wanted.items()
        if ids
        for thing in model._base_manager.filter(pk__in=ids)
    }
