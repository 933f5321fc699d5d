"""What use would have left behind: acts in the audit trail and notices. Every row says that it is a sample."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from heapq import merge
from operator import attrgetter

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.utils import timezone

from doc_portal.core.audit import told_together
from doc_portal.core.models import AuditEvent, Notification, OutboxMail, RoleGrant, User, Worksite
from doc_portal.core.sample.context import Context, sample_people
from doc_portal.core.sample.rows import copy

MARKED = {"sample": True}
DAYS = 730
ACTS = {  # act -> how often beside the others
    "sign_in": 60,
    "sign_out": 22,
    "sign_in_failed": 6,
    "export": 2,
    "edit": 8,
}
NOTICES = (
    "Sample notice: your role was renewed for a year",
    "Sample notice: a story of your worksite was published",
    "Sample notice: the worksite list was brought up to date",
    "Sample notice: a role of yours ends next month",
)


class RolesHeld:
    """Which roles everybody held on any day, read once: an act of the sample keeps them as an act of a person does."""

    def __init__(self):
        self.grants = defaultdict(list)
        for grant in RoleGrant.objects.filter(role__retired=False).select_related("role"):
            self.grants[grant.user_id].append(grant)

    def at(self, moment: datetime, user: int | None) -> str:
        """The roles of the person with this key, in words."""
        day = timezone.localdate(moment)
        return told_together(
            grant
            for grant in self.grants[user]
            if grant.starts_on <= day and (grant.ends_on is None or grant.ends_on > day)
        )


def leave_traces(context: Context) -> int:
    """Who granted what, and beside it acts up to the size: mostly sign-ins, as in life, spread over two years."""
    there = AuditEvent.objects.filter(request_id__startswith="sample-").count()
    number = context.missing(context.size.traces, there)
    held = RolesHeld()
    return copy(AuditEvent, merge(_granted(held), _events(context, held, number, there), key=attrgetter("at")))


def _granted(held: RolesHeld) -> Iterator[AuditEvent]:
    """The act behind every grant that gave more than being staff, oldest first."""
    kind = ContentType.objects.get_for_model(RoleGrant)
    told = AuditEvent.objects.filter(content_type=kind, act="grant").values("object_id")
    grants = RoleGrant.objects.exclude(role__slug="staff").exclude(pk__in=told).order_by("created_at", "pk")
    for grant in grants.select_related("role", "user"):
        yield AuditEvent(
            at=grant.created_at,
            act="grant",
            actor_id=grant.created_by_id,
            actor_roles=held.at(grant.created_at, grant.created_by_id),
            content_type=kind,
            object_id=grant.pk,
            object_name=str(grant)[:200],
            reason=grant.reason,
            details=MARKED,
        )


def _events(context: Context, held: RolesHeld, number: int, there: int) -> Iterator[AuditEvent]:
    chance = context.chance(f"traces from {there}")
    people = list(sample_people().filter(is_active=True))
    users, places = (ContentType.objects.get_for_model(model) for model in (User, Worksite))
    coordinators = list(
        RoleGrant.objects.filter(role__slug="worksite_coordinator").select_related("user", "worksite").order_by("pk")
    )
    midnight = context.moment(0, hour=0)
    seconds = sorted((chance.randrange(1, DAYS * 86_400) for _ in range(number)), reverse=True)
    acts = chance.choices(list(ACTS), list(ACTS.values()), k=number)
    for count, (ago, act) in enumerate(zip(seconds, acts, strict=True)):
        actor = chance.choice(people)
        failed = act == "sign_in_failed"
        kind, record = (None, None) if failed or act == "export" else (users, actor)
        if act == "edit":
            own = chance.choice(coordinators)
            actor, kind, record = own.user, places, own.worksite
        at = midnight - context.span(ago)
        yield AuditEvent(
            at=at,
            act=act,
            actor=None if failed else actor,
            actor_roles="" if failed else held.at(at, actor.pk),
            actor_name=actor.username if failed else "",
            content_type=kind,
            object_id=record and record.pk,
            object_name=str(record or "")[:200],
            outcome=AuditEvent.Outcome.REFUSED if failed else AuditEvent.Outcome.DONE,
            details=MARKED,
            workstation="" if failed else AuditEvent.Workstation.OWN,
            address=f"192.0.2.{chance.randrange(1, 255)}",
            request_id=f"sample-{there + count + 1}",
        )


def send_notices(context: Context) -> int:
    """Notices for sample people, those with a sign-in first; one in three is unread."""
    there = Notification.objects.filter(dedupe_key__startswith="sample:").count()
    number = context.missing(context.size.notices, there)
    people = list(sample_people().filter(is_active=True).order_by("-sample", "employee_number"))
    return copy(Notification, _notices(context, number, there, people))


def _notices(context: Context, number: int, there: int, people: list[User]) -> Iterator[Notification]:
    chance = context.chance(f"notices from {there}")
    for count in range(there, there + number):
        at = context.moment(-chance.randrange(1, 90), chance.randrange(6, 18), chance.randrange(60))
        yield Notification(
            user=people[count % len(people)],
            kind="sample",
            title=NOTICES[count % len(NOTICES)],
            dedupe_key=f"sample:{count}",
            at=at,
            read_at=None if count % 3 == 0 else at + context.span(3_600),
        )


@contextmanager
def untold() -> Iterator[None]:
    """What is done for the sample as a person would do it tells nobody: its notices and mails are taken back."""
    last = {model: model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in (Notification, OutboxMail)}
    yield
    for model, before in last.items():
        model.objects.filter(pk__gt=before).delete()
