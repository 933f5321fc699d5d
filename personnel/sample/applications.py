"""Applications of the sample: invented people from outside and of the department, at every stage. No EEO answers.

The database's gate counts here as well: an application arrives now, and where the announcement takes it. What happened
to it since is told in the record of acts.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from doc_portal.core.counters import next_numbers
from doc_portal.core.models import AuditEvent, User
from doc_portal.core.sample.context import MARK, Context
from doc_portal.core.sample.names import invent
from doc_portal.core.sample.rows import copy
from doc_portal.core.sample.traces import MARKED, RolesHeld
from personnel.models import Applicant, Application, ApplicationVersion, Person, Posting, ReasonCode

TAKING = (Posting.Status.PUBLISHED, Posting.Status.EVALUATING)
DRAWS = 50  # tries to find somebody who has not applied there yet
CLOSED = 3  # closed announcements that get applicants
FROM_OUTSIDE = 0.7  # share of applications to announcements for the public that come from outside
PATHS = {
    "draft": (),
    "abandoned": ("abandon",),
    "submitted": ("submit",),
    "mq_review": ("submit", "review"),
    "qualified": ("submit", "review", "qualify"),
    "not_qualified": ("submit", "review", "disqualify"),
    "scored": ("submit", "review", "qualify", "score"),
    "listed": ("submit", "review", "qualify", "list"),
    "referred": ("submit", "review", "qualify", "list", "refer"),
    "interview": ("submit", "review", "qualify", "list", "refer", "interview"),
    "not_selected": ("submit", "review", "qualify", "list", "refer", "interview", "pass"),
    "withdrawn": ("submit", "withdraw"),
}
"""How an application came to its status. Offers and what follows are made where offers are."""
BY_PROCESS = ("scored", "listed", "referred", "interview")
WEIGHTS = {
    "draft": 8, "abandoned": 2, "submitted": 30, "mq_review": 10, "qualified": 10, "not_qualified": 10, "scored": 4,
    "listed": 8, "referred": 8, "interview": 5, "not_selected": 10, "withdrawn": 5,
}  # fmt: skip
STATEMENTS = (
    "Three years in a warehouse with a hundred people, two of them as a lead. High school diploma.",
    "Five years in home care, shift work, nights. Associate degree in human services.",
    "Military police, four years, honorable discharge. Certificates attached.",
    "Two summers at a county jail as a clerk. Bachelor of science, criminal justice.",
    "Ten years in kitchens, the last four as a cook for eighty.",
    "Customer service for a utility, six years. I de-escalate for a living.",
)


def make(context: Context) -> dict[str, int]:
    """Applicants and their applications, where there are announcements of the sample to apply to."""
    size = context.size
    made = applicants(context, context.missing(size.applicants, Applicant.objects.filter(sample=True).count()))
    wanted = context.missing(size.applications, Application.objects.count())
    over = Posting.objects.closed().filter(status__in=TAKING, applications=None, published_at=None)
    over = list(over.order_by("pk")[:CLOSED])
    with opened_again(over) if wanted else nullcontext():
        postings = [*over, *Posting.objects.open().exclude(pk__in=[one.pk for one in over]).order_by("pk")]
        return {"applicants": made, "applications": apply_for_jobs(context, postings, wanted)}


@contextmanager
def opened_again(postings: list[Posting]) -> Iterator[None]:
    """Let closed announcements take applications for a moment; they then close now, after the last one came.

    They are not noted as published yet: from then on nothing about them may change.
    """
    keys = [posting.pk for posting in postings]
    _set(keys, closes_at=timezone.now() + timedelta(hours=1))
    yield
    _set(keys, closes_at=timezone.now())


def _set(keys: list[int], **values) -> None:
    Posting.objects.filter(pk__in=keys).update(**values)


def applicants(context: Context, wanted: int) -> int:
    """People from outside with confirmed addresses and no usable password."""
    chance = context.chance(f"applicants after {Applicant.objects.count()}")
    first = Applicant.objects.filter(sample=True).count()
    return copy(Applicant, (_applicant(chance, number) for number in range(first + 1, first + wanted + 1)))


def _applicant(chance: random.Random, number: int) -> Applicant:
    name, surname = invent(chance)
    return Applicant(
        email=f"applicant.{number}@example.com",
        first_name=name,
        last_name=f"{surname} {MARK}",
        phone=f"573-555-01{number % 100:02d}",
        verified_at=timezone.now(),
        sample=True,
    )


def apply_for_jobs(context: Context, postings: list[Posting], wanted: int) -> int:
    """So many applications, spread over announcements that take them now, at every stage their process has."""
    postings = [posting for posting in postings if posting.apply_here and posting.applicant_cap is None]
    if not postings or wanted <= 0:
        return 0
    chance = context.chance(f"applications after {Application.objects.count()}")
    made = copy(Application, _drafts(chance, postings, wanted))
    drafts = list(
        Application.objects.drafts()
        .filter(posting__in=postings, body__sample=True)
        .select_related("person", "applicant")
        .order_by("pk")
    )
    _send(chance, drafts, {posting.pk: posting for posting in postings})
    return made


def _drafts(chance: random.Random, postings: list[Posting], wanted: int) -> Iterator[Application]:
    """Nobody applies twice to one announcement."""
    staff = list(Person.objects.directory().filter(sample=True).values_list("pk", flat=True))
    outside = list(Applicant.objects.filter(sample=True).values_list("pk", flat=True))
    taken = set()
    for number in range(wanted):
        posting = postings[number % len(postings)]
        public = posting.audience == Posting.Audience.PUBLIC and chance.random() < FROM_OUTSIDE
        kind, people = ("applicant_id", outside) if public else ("person_id", staff)
        draws = ((kind, chance.choice(people)) for _ in range(DRAWS if people else 0))
        who = next((one for one in draws if (posting.pk, *one) not in taken), None)
        if who is None:
            continue
        taken.add((posting.pk, *who))
        body = {"statement": chance.choice(STATEMENTS), "phone": "", "sample": True}
        yield Application(posting=posting, body=body, created_at=timezone.now(), **dict([who]))


def _send(chance: random.Random, drafts: list[Application], postings: dict[int, Posting]) -> None:
    """Versions first, then numbers and statuses in one statement; the acts that led there beside them."""
    targets = _targets(chance, drafts, postings)
    sent = [one for one in drafts if "submit" in PATHS[targets[one.pk]]]
    copy(ApplicationVersion, (ApplicationVersion(application=one, no=1, body=_told(one)) for one in sent))
    taken = next_numbers("APP", timezone.localdate().year, len(sent)) if sent else []
    numbers = {one.pk: number for one, number in zip(sent, taken, strict=True)}
    _move(targets, numbers)
    _tell(chance, drafts, targets)


def _targets(chance: random.Random, drafts: list[Application], postings: dict[int, Posting]) -> dict[int, str]:
    """Where each application stands: each status once where there is room, then by weight."""
    reasons = _reasons()
    possible = [status for status in PATHS if reasons.get(status, True) is not None]
    found, once = {}, list(possible)
    for draft in drafts:
        stages = postings[draft.posting_id].stages
        fits = [status for status in possible if status in stages or status not in BY_PROCESS]
        due = next((status for status in once if status in fits), None)
        if due is not None:
            once.remove(due)
        found[draft.pk] = due or chance.choices(fits, [WEIGHTS[status] for status in fits])[0]
    return found


def _told(draft: Application) -> dict:
    return {"statement": draft.body["statement"], "phone": "", "places": [], "answers": [], "documents": []}


def _reasons() -> dict[str, ReasonCode | None]:
    """The first reason of each kind of decision that needs one; without one nobody is turned down."""
    return {use: ReasonCode.objects.for_use(use).first() for use in ("not_qualified", "not_selected")}


def _move(targets: dict[int, str], numbers: dict[int, str]) -> None:
    reasons = _reasons()
    rows = [
        (pk, status, numbers.get(pk), reasons[status].pk if reasons.get(status) else None)
        for pk, status in targets.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE personnel_application a SET status = t.status, number = t.number, reason_id = t.reason,"
            " submitted_at = CASE WHEN t.number IS NULL THEN NULL ELSE now() END,"
            " body = a.body - 'sample', version = 2"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[]) AS t(id, status, number, reason)"
            " WHERE a.id = t.id",
            [list(column) for column in zip(*rows, strict=True)],
        )


def _tell(chance: random.Random, drafts: list[Application], targets: dict[int, str]) -> None:
    """The acts that led to each status, a few minutes apart, by the analysts of the sample."""
    kind, held = ContentType.objects.get_for_model(Application), RolesHeld()
    analysts = list(User.objects.filter(sample=True, username__startswith="analyst."))
    now = timezone.now()

    def events():
        for draft in drafts:
            path = PATHS[targets[draft.pk]]
            before = Application.Status.DRAFT
            for place, verb in enumerate(path):
                own = verb in ("submit", "withdraw", "abandon") or not analysts
                after = Application.TRANSITIONS[verb].target
                at = now - timedelta(minutes=5 * (len(path) - place))
                by = None if own else chance.choice(analysts)
                yield AuditEvent(
                    at=at,
                    act=verb,
                    actor=by,
                    actor_roles=held.at(at, by.pk) if by else "",
                    actor_name=str(draft.who)[:120] if own else "",
                    content_type=kind,
                    object_id=draft.pk,
                    object_name=str(draft)[:200],
                    before=before,
                    after=after,
                    details=MARKED,
                )
                before = after

    copy(AuditEvent, events())
