"""How applications of the sample are written: the row, what was sent, and the acts that led to where it stands.

For applications of people the database's gate stamps the moment they come, and asks whether the announcement takes
them then. Those of the sample came in days and years before: the owner of the tables sets the gate aside while they
are written, in the transaction of the sample and for nobody else.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from doc_portal.core.models import AuditEvent, User
from doc_portal.core.sample.rows import copy, numbers_by_year
from doc_portal.core.sample.traces import MARKED, RolesHeld
from personnel.models import Application, ApplicationVersion, ReasonCode

GATED = ("personnel_application", "personnel_applicationversion")
OWN = frozenset({"submit", "withdraw", "abandon", "decline"})
TURNED_DOWN = ("not_qualified", "not_selected")


@dataclass(frozen=True, slots=True)
class Act:
    """A step of an application, when it was taken, and by whom; by nobody where the applicant took it."""

    verb: str
    at: datetime
    by: User | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """An application as it stands now, and what happened to it, oldest first."""

    row: Application
    acts: tuple[Act, ...]


@contextmanager
def gate_set_aside() -> Iterator[None]:
    """Let applications carry the moment they came. Only the owner of the tables may; the others wait meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in GATED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER application_posting_open")
        yield
        for table in GATED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER application_posting_open")


def write(stories: list[Story]) -> int:
    """Write applications, numbered in the order in which they came; return how many."""
    if not stories:
        return 0
    rows = [story.row for story in stories]
    sent = sorted((row for row in rows if row.submitted_at), key=lambda row: row.submitted_at)
    numbers = numbers_by_year("APP", [timezone.localdate(row.submitted_at).year for row in sent])
    for row, number in zip(sent, numbers, strict=True):
        row.number = number
    with gate_set_aside():
        before = Application.objects.aggregate(last=Max("pk"))["last"] or 0
        copy(Application, rows)
        keys = Application.objects.filter(pk__gt=before).order_by("pk").values_list("pk", flat=True)
        for row, key in zip(rows, keys, strict=True):
            row.pk = key
        copy(ApplicationVersion, (_version(row) for row in sent))
    copy(AuditEvent, _events(stories))
    return len(rows)


def _version(row: Application) -> ApplicationVersion:
    body = {"statement": row.body["statement"], "phone": "", "places": [], "answers": [], "documents": []}
    return ApplicationVersion(application_id=row.pk, no=1, sent_at=row.submitted_at, body=body)


def _events(stories: Iterable[Story]) -> Iterator[AuditEvent]:
    """What was done with each application, over all of them in the order of time."""
    kind, roles = ContentType.objects.get_for_model(Application), cache(RolesHeld().at)
    steps, names = Application.TRANSITIONS, {}
    told: list[tuple] = []
    for place, story in enumerate(stories):
        before = Application.Status.DRAFT
        for act in story.acts:
            told.append((act.at, place, len(told), act, before, story.row))
            before = steps[act.verb].target
    for at, place, _, act, before, row in sorted(told, key=lambda one: one[:3]):
        name = names.setdefault(place, str(row)[:200])
        by = act.by.pk if act.by else row.person and row.person.user_id
        yield AuditEvent(
            at=at,
            act=act.verb,
            actor_id=by,
            actor_roles=roles(midnight(at), by) if by else "",
            actor_name="" if by else str(row.who)[:120],
            content_type=kind,
            object_id=row.pk,
            object_name=name,
            before=before,
            after=steps[act.verb].target,
            details=MARKED,
        )


def midnight(at: datetime) -> datetime:
    """The day of a moment: roles are held by days."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def reasons() -> dict[str, list[ReasonCode]]:
    """The reasons for each kind of decision that needs one; without any nobody is turned down."""
    return {status: list(ReasonCode.objects.for_use(status).order_by("pk")) for status in TURNED_DOWN}
