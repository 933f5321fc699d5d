"""Announcements of the sample: open, scheduled, closed and a few on somebody's desk; and alerts. All plainly invented.

An announcement is made from an approved request of the sample, as long as there are any; the others stand by
themselves.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.utils import timezone

from doc_portal.core.counters import next_numbers
from doc_portal.core.models import AuditEvent, User, Worksite
from doc_portal.core.sample.context import MARK, Context, phone, sample_people
from doc_portal.core.sample.places import workplaces
from doc_portal.core.sample.rows import copy
from doc_portal.core.sample.traces import MARKED, RolesHeld
from personnel.announcing import STAGES, yearly_range
from personnel.models import JobAlert, JobCategory, JobClass, Posting, PostingLocation, Question, Requisition, Shift

Status = Posting.Status
EEO = f"No EEO statement was supplied. This line stands in its place {MARK}."
DUTIES = (
    "Sample text, which describes no real job. Somebody in this post would do what the class says, on the shift that "
    "is named, at the worksite above.",
    "Sample text. Writes down what happened, answers questions, keeps a room, a store or a file in order, and tells "
    "the next shift what it must know.",
)
QUALIFICATIONS = f"The qualifications of this class are not known here. This line stands in their place {MARK}."
SCHEDULES = ("Days, Monday to Friday", "Four days on, two days off", "Rotating, with every other weekend")
QUESTION = f"Can you work at the worksite and on the shift named above? {MARK}"
WRITERS, APPROVER = ("analyst.central2", "hr.jefferson"), "analyst.central"
PAST = 3 * 365
DESK = (Status.DRAFT, Status.IN_REVIEW, Status.APPROVED)
TO_PUBLISH = timedelta(days=1)
PATH = {
    Status.DRAFT: (),
    Status.IN_REVIEW: ("submit",),
    Status.APPROVED: ("submit", "approve"),
    Status.PUBLISHED: ("submit", "approve", "publish"),
    Status.EVALUATING: ("submit", "approve", "publish", "evaluate"),
    Status.COMPLETED: ("submit", "approve", "publish", "evaluate", "complete"),
}


def announce(context: Context) -> dict[str, int]:
    """Announcements and alerts up to the size; nothing where the catalogue has no classes."""
    if not JobClass.objects.in_use().exists():
        return {}
    there, size = Posting.objects.filter(eeo_statement=EEO), context.size
    wanted = (
        ("open", context.missing(size.jobs_open, there.open().count())),
        ("scheduled", context.missing(size.jobs_scheduled, there.scheduled().count())),
        ("closed", context.missing(size.jobs_closed, there.closed().count())),
        ("desk", context.missing(len(DESK) if size.jobs_open else 0, there.unfinished().count())),
    )
    press = _Press(context, there.count())
    made = press.print([kind for kind, number in wanted for _ in range(number)])
    return {"announcements": made, "job alerts": wish(context, size.job_alerts)}


def publish(context: Context) -> dict[str, int]:
    """Note when what is announced was published: the last thing, since from then on it stays as it is."""
    rows = Posting.objects.filter(eeo_statement=EEO, published_at=None).exclude(status__in=DESK)
    rows.update(published_at=F("approved_at") + TO_PUBLISH, announced_closes_at=F("closes_at"))
    return {}


@dataclass(frozen=True)
class _Plan:
    """What one announcement is made of, before it has a key."""

    posting: Posting
    places: list[tuple[int, str, int]]
    request: Requisition | None


class _Press:
    """Where announcements are made: the people, classes, places and requests they name."""

    def __init__(self, context: Context, there: int):
        self.context = context
        self.chance: random.Random = context.chance(f"announcements from {there}")
        self.people = {one.username: one for one in User.objects.filter(username__in=(*WRITERS, APPROVER))}
        self.classes = list(JobClass.objects.in_use().order_by("slug"))
        self.sites: list[Worksite] = workplaces(context)
        waiting = Requisition.objects.filter(status=Requisition.Status.APPROVED, postings__isnull=True)
        self.requests = iter(list(waiting.select_related("job_class", "worksite").order_by("pk")))

    def print(self, kinds: list[str]) -> int:
        """Make one announcement of each kind named, with its places, a question and its history."""
        numbers = next_numbers("JOA", self.context.today.year, len(kinds)) if kinds else []
        plans = [self._plan(kind, number) for kind, number in zip(kinds, numbers, strict=True)]
        made = copy(Posting, (plan.posting for plan in plans))
        keys = dict(Posting.objects.filter(number__in=numbers).values_list("number", "pk"))
        copy(PostingLocation, self._places(plans, keys))
        copy(Question, self._questions(plans, keys))
        covers = Posting.requisitions.through
        covers.objects.bulk_create(
            covers(posting_id=keys[plan.posting.number], requisition_id=plan.request.pk)
            for plan in plans
            if plan.request
        )
        announced = [plan.request.pk for plan in plans if plan.request and plan.posting.status not in DESK]
        Requisition.objects.filter(pk__in=announced).update(status=Requisition.Status.POSTED)
        rows = Posting.objects.filter(pk__in=keys.values()).order_by("pk")
        held = RolesHeld()
        events = (event for row in rows for event in self._history(row, held))
        copy(AuditEvent, sorted(events, key=lambda event: event.at))
        return made

    def _plan(self, kind: str, number: str) -> _Plan:
        request = next(self.requests, None)
        job_class = request.job_class if request else self.chance.choice(self.classes)
        places = [(request.worksite_id, request.shift, request.vacancies)] if request else self._invented_places()
        opens, closes = self._days(kind)
        status = self._status(kind)
        low, high = self._pay(job_class, opens)
        writer = self.people[self.chance.choice(WRITERS)]
        written = min(opens, self.context.moment(0)) - timedelta(days=6)
        decided, published = "approve" in PATH[status], "publish" in PATH[status]
        posting = Posting(
            number=number,
            public_slug=f"{self.chance.getrandbits(48):012x}",
            title=job_class.title if job_class.title.endswith(MARK) else f"{job_class.title} {MARK}",
            job_class=job_class,
            category=job_class.category,
            audience=self._audience(),
            pay_low=low,
            pay_high=high,
            duties=job_class.duties or "\n\n".join(DUTIES),
            min_quals=job_class.min_quals or QUALIFICATIONS,
            ksa=job_class.ksa,
            work_schedule=self.chance.choice(SCHEDULES),
            appointment_type=self.chance.choice(["permanent"] * 8 + ["temporary", "hourly"]),
            service=job_class.service,
            supervisory=job_class.supervisory or job_class.Supervisory.NONE,
            contact_words=f"Office of Personnel {MARK}, {phone(self.chance.randrange(100))}",
            eeo_statement=EEO,
            outside_boards="MO Careers" if self.chance.random() < 0.2 else "",
            closing_type=Posting.ClosingType.FIXED,
            opens_at=opens,
            closes_at=closes,
            stages=list(STAGES),
            status=status,
            created_by=writer,
            created_at=written,
            approved_by=self.people[APPROVER] if decided else None,
            approved_at=written + timedelta(days=2) if decided else None,
            alerts_matched_at=opens if published and opens <= timezone.now() else None,
            version=1 + len(PATH[status]),
        )
        return _Plan(posting, places, request)

    def _days(self, kind: str) -> tuple[datetime, datetime]:
        """When it opens and closes: at eight in the morning and at one minute to midnight."""
        opens, length = {
            "open": (-self.chance.randrange(1, 12), self.chance.randrange(13, 30)),
            "scheduled": (self.chance.randrange(2, 10), self.chance.randrange(12, 20)),
            "closed": (-self.chance.randrange(30, PAST if self.context.size.years else 60), 14),
            "desk": (self.chance.randrange(3, 6), 14),
        }[kind]
        last = self.context.day(opens + length)
        return self.context.moment(opens), timezone.make_aware(datetime.combine(last, time(23, 59)))

    def _status(self, kind: str) -> str:
        if kind == "desk":
            self.desk = getattr(self, "desk", 0)
            self.desk += 1
            return DESK[(self.desk - 1) % len(DESK)]
        if kind == "closed":
            return self.chance.choice((Status.PUBLISHED, Status.EVALUATING, Status.EVALUATING, Status.COMPLETED))
        return Status.PUBLISHED

    def _audience(self) -> str:
        return self.chance.choice(["public"] * 6 + ["department", "promotional"])

    def _pay(self, job_class: JobClass, opens: datetime) -> tuple[Decimal, Decimal]:
        """The range of the class, or an invented one where none is known."""
        found = yearly_range(job_class, timezone.localdate(opens))
        if found is not None:
            return found.low, found.high
        low = Decimal(self.chance.randrange(30, 52)) * 1200
        return low, low + Decimal(self.chance.randrange(4, 16)) * 1200

    def _invented_places(self) -> list[tuple[int, str, int]]:
        sites = self.chance.sample(self.sites, self.chance.choice((1, 1, 1, 2, 3)))
        return [(site.pk, self.chance.choice(Shift.values), self.chance.randrange(1, 5)) for site in sites]

    def _places(self, plans: list[_Plan], keys: dict[str, int]) -> Iterator[PostingLocation]:
        for plan in plans:
            for worksite, shift, vacancies in plan.places:
                yield PostingLocation(
                    posting_id=keys[plan.posting.number], worksite_id=worksite, shift=shift, vacancies=vacancies
                )

    def _questions(self, plans: list[_Plan], keys: dict[str, int]) -> Iterator[Question]:
        for plan in plans:
            yield Question(posting_id=keys[plan.posting.number], text=QUESTION, kind="yes_no", knockout_value="no")

    def _history(self, row: Posting, held: RolesHeld) -> Iterator[AuditEvent]:
        """The acts that brought an announcement where it is."""
        over = row.closes_at
        at = {
            "submit": row.created_at + timedelta(hours=20),
            "approve": row.approved_at,
            "publish": row.approved_at and row.approved_at + TO_PUBLISH,
            "evaluate": over + timedelta(hours=10),
            "complete": over + timedelta(days=12),
        }
        before = ""
        for verb in ("create", *PATH[row.status]):
            step = Posting.TRANSITIONS.get(verb)
            moment = row.created_at if verb == "create" else at[verb]
            by = row.created_by_id if verb in ("create", "submit") else self.people[APPROVER].pk
            after = step.target if step else ""
            yield AuditEvent(
                at=min(moment, timezone.now()),
                act=verb,
                actor_id=by,
                actor_roles=held.at(moment, by),
                workstation=AuditEvent.Workstation.OWN,
                content_type=ContentType.objects.get_for_model(Posting),
                object_id=row.pk,
                object_name=str(row)[:200],
                before=before or (Status.DRAFT if step else ""),
                after=after,
                details=MARKED,
            )
            before = after


def wish(context: Context, number: int) -> int:
    """Job alerts up to a number, of the people of the sample; none has found anything yet."""
    there = JobAlert.objects.filter(user__employee_number__startswith="SAMPLE-").count()
    wanted = context.missing(number, there)
    chance = context.chance(f"job alerts from {there}")
    owners = list(sample_people().filter(is_active=True).exclude(email=""))
    sites, classes = workplaces(context), list(JobClass.objects.in_use().order_by("slug"))
    return copy(JobAlert, (_alert(context, chance, owners, sites, classes) for _ in range(wanted))) if owners else 0


def _alert(context: Context, chance: random.Random, owners, sites, classes) -> JobAlert:
    made = context.moment(-chance.randrange(1, 330), chance.randrange(6, 20), chance.randrange(60))
    kind = chance.choice(("class", "category", "category", "worksite"))
    return JobAlert(
        user=chance.choice(owners),
        job_class=chance.choice(classes) if kind == "class" else None,
        category=chance.choice(JobCategory.values) if kind == "category" else "",
        worksite=chance.choice(sites) if kind == "worksite" or chance.random() < 0.3 else None,
        cadence=chance.choice(JobAlert.Cadence.values),
        created_at=made,
        expires_at=made + timedelta(days=365),
        unsubscribe_token=f"{chance.getrandbits(256):064x}"[:43],
    )
