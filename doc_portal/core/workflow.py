"""Move a record from one status to another: checked, locked, recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import models, transaction

from doc_portal.core.audit import log
from doc_portal.core.display import long_moment
from doc_portal.core.models import AuditEvent, Record, User
from doc_portal.core.models.base import Transition


class Refused(Exception):  # noqa: N818
    """The portal's rules forbid this now. The message is read by the person who asked.

    It names the record, the rule and the way out, and the authority where there is one.
    """


class WorkflowRecord(Record):
    """A record whose `status` changes only through `transition()`."""

    TRANSITIONS: dict[str, Transition] = {}

    class Meta:
        abstract = True

    def allowed_verbs(self) -> list[str]:
        """The verbs legal from the present status, in the order declared."""
        return [verb for verb, step in self.TRANSITIONS.items() if self.status in step.sources]


W = TypeVar("W", bound=models.Model)


def lock(record: W) -> W:
    """The same row, fresh from the database and locked until the transaction ends."""
    return type(record)._base_manager.select_for_update(no_key=True, of=("self",)).get(pk=record.pk)


@contextmanager
def transition(
    record: W, verb: str, *, by: User | None, note: str = "", actor_name: str = "", **details
) -> Iterator[W]:
    """Lock `record` and carry out `verb`; keep nothing if the body raises.

    The body receives the freshly locked record and may set its other fields. Raises `Refused` when the present
    status does not allow the move. Somebody without an account (`by` None) is recorded under `actor_name`.
    """
    step = record.TRANSITIONS[verb]
    with transaction.atomic():
        locked = lock(record)
        if locked.status not in step.sources:
            raise Refused(_already(locked, step))
        yield locked
        before, locked.status = locked.status, step.target
        locked.version += 1
        locked.save()
        log(
            verb, locked, by=by, before=before, after=locked.status, reason=note, details=details, actor_name=actor_name
        )


def _already(record, step) -> str:
    """Where the record stands and since when: what whoever pressed the button a second time wants to know."""
    name, status = record._meta.verbose_name, record.get_status_display()
    moves = AuditEvent.objects.of(record).filter(after=record.status, outcome=AuditEvent.Outcome.DONE)
    moved_at = moves.values_list("at", flat=True).last()
    stands = f"has stood as “{status}” since {long_moment(moved_at)}" if moved_at else f"stands as “{status}”"
    way_out = "Open it again to see what can be done now." if record.status == step.target else _possible(record, step)
    return f"This {name} {stands}. Nothing was changed. {way_out}"


def _possible(record, step) -> str:
    names = [str(label) for value, label in record._meta.get_field("status").choices if value in step.sources]
    return f"“{step.label}” is possible only from: {', '.join(names)}."


def not_from_here(record: WorkflowRecord, step: Transition) -> str:
    """Why a step is not to be taken from where a record stands; empty where it may be."""
    if record.status in step.sources:
        return ""
    stands = f"This {record._meta.verbose_name} stands as “{record.get_status_display()}”."
    return f"{stands} {_possible(record, step)}"
