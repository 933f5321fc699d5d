"""Writing the record of acts. Middleware supplies who, from where and in which request."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType

from doc_portal.core.models import AuditEvent, RoleGrant, ScopeKind, User


@dataclass
class Origin:
    """Where the current request comes from, and the refusals to be written once its transaction has ended."""

    address: str | None = None
    request_id: str = ""
    workstation: str = ""
    refusals: list[AuditEvent] = field(default_factory=list)


STATES = AuditEvent._meta.get_field("before").max_length
"""As many signs of what was before and after stand in the columns of the record; longer words stand whole beside."""

_origin: ContextVar[Origin | None] = ContextVar("audit_origin", default=None)


@contextmanager
def origin(address: str | None, request_id: str):
    """Everything recorded inside carries this address and request id; refusals are written at its end."""
    here = Origin(address, request_id)
    token = _origin.set(here)
    try:
        yield here
    finally:
        _origin.reset(token)
        if here.refusals:
            AuditEvent.objects.bulk_create(here.refusals)


def at_workstation(kind: str) -> None:
    """Note what the session says of the computer in use; everything recorded later in this request carries it."""
    if (here := _origin.get()) is not None:
        here.workstation = kind


def told_together(grants: Iterable[RoleGrant]) -> str:
    """The roles of these grants in words: “Staff; Unit editor (one unit)”. Which unit, the grants themselves tell."""
    held = {(grant.role.order, grant.role.name, grant.scope_kind) for grant in grants if not grant.role.retired}
    return "; ".join(
        name if kind == ScopeKind.ALL else f"{name} ({ScopeKind(kind).label.lower()})" for _, name, kind in sorted(held)
    )


def event(
    act: str,
    record=None,
    *,
    by: User | None,
    before: str = "",
    after: str = "",
    reason: str = "",
    outcome: str = AuditEvent.Outcome.DONE,
    details: dict[str, Any] | None = None,
    actor_name: str = "",
) -> AuditEvent:
    """An unsaved event with what the current request tells about itself, and the roles `by` holds at this moment."""
    here = _origin.get() or Origin()
    whole = {f"{name}_in_full": words for name, words in (("before", before), ("after", after)) if len(words) > STATES}
    return AuditEvent(
        act=act,
        actor=by if by is not None and by.pk else None,
        actor_roles=told_together(by.live_grants) if by is not None and by.pk else "",
        actor_name=actor_name[:120],
        content_type=ContentType.objects.get_for_model(record) if record is not None else None,
        object_id=record.pk if record is not None and isinstance(record.pk, int) else None,
        object_name=str(record)[:200] if record is not None else "",
        outcome=outcome,
        before=_shortened(before),
        after=_shortened(after),
        reason=reason,
        details=whole | (details or {}),
        workstation=here.workstation,
        address=here.address,
        request_id=here.request_id,
    )


def _shortened(words: str) -> str:
    return words if len(words) <= STATES else f"{words[: STATES - 1]}…"


def log(act: str, record=None, *, by: User | None, **facts) -> AuditEvent:
    """Record an act that is kept with the change it tells of, or not at all."""
    made = event(act, record, by=by, **facts)
    made.save()
    return made


def log_refusal(act: str, record=None, *, by: User | None, reason: str, **facts) -> None:
    """Record that the rules forbade an act, although the act's own transaction is rolled back.

    Inside a request it is written when the request has ended; elsewhere at once.
    """
    refusal = event(act, record, by=by, reason=reason, outcome=AuditEvent.Outcome.REFUSED, **facts)
    here = _origin.get()
    if here is None:
        refusal.save()
    else:
        here.refusals.append(refusal)
