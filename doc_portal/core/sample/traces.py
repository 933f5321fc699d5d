"""What use would have left behind: acts in the audit trail and notices. Every row says that it is a sample."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType

from doc_portal.core.models import AuditEvent, Notification, RoleGrant, User, Worksite
from doc_portal.core.sample.context import Context, sample_people
from doc_portal.core.sample.rows import copy

MARKED = {"sample": True}
DAYS = 730
ACTS = {  # act -> how often beside the others
    "sign_in": 60,
    "sign_out": 22,
    "sign_in_failed": 6,
    "export": 2,
    "edit": 6,
    "grant": 4,
}
NOTICES = (
    "Sample notice: your role was renewed for a year",
    "Sample notice: a story of your worksite was published",
    "Sample notice: the worksite list was brought up to date",
    "Sample notice: a role of yours ends next month",
)


def leave_traces(context: Context) -> int:
    """Fill the audit trail up to the size: mostly sign-ins, as in life, spread over two years."""
    there = AuditEvent.objects.filter(details__sample=True).count()
    return copy(AuditEvent, _events(context, context.missing(context.size.traces, there), there))


def _events(context: Context, number: int, there: int) -> Iterator[AuditEvent]:
    chance = context.chance(f"traces from {there}")
    people = list(sample_people().filter(is_active=True))
    kinds = {model: ContentType.objects.get_for_model(model) for model in (User, Worksite, RoleGrant)}
    records = {
        "edit": [(kinds[Worksite], place.pk, place.name) for place in Worksite.objects.order_by("slug")],
        "grant": [
            (kinds[RoleGrant], grant.pk, str(grant))
            for grant in RoleGrant.objects.select_related("role", "user").order_by("pk")[:2_000]
        ],
    }
    midnight = context.moment(0, hour=0)
    seconds = sorted((chance.randrange(1, DAYS * 86_400) for _ in range(number)), reverse=True)
    acts = chance.choices(list(ACTS), list(ACTS.values()), k=number)
    for count, (ago, act) in enumerate(zip(seconds, acts, strict=True)):
        actor = chance.choice(people)
        failed = act == "sign_in_failed"
        kind, key, name = (kinds[User], actor.pk, actor.get_full_name())
        if act in records:
            kind, key, name = chance.choice(records[act])
        yield AuditEvent(
            at=midnight - context.span(ago),
            act=act,
            actor=None if failed else actor,
            actor_name=actor.username if failed else "",
            content_type=None if failed else kind,
            object_id=None if failed else key,
            object_name="" if failed else name[:200],
            outcome=AuditEvent.Outcome.REFUSED if failed else AuditEvent.Outcome.DONE,
            details=MARKED,
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
