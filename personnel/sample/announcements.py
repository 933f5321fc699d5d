"""Announcements of the sample: open, scheduled, closed and a few on somebody's desk; and alerts. All plainly invented.

An announcement answers a request of the sample, as long as there are any; the others stand by themselves.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from operator import attrgetter

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.utils import timezone

from doc_portal.core.models import AuditEvent, User, Worksite
from doc_portal.core.sample.context import MARK, Context, phone, sample_people
from doc_portal.core.sample.places import workplaces
from doc_portal.core.sample.rows import copy, numbers_by_year
from doc_portal.core.sample.traces import MARKED, RolesHeld
from personnel.announcing import STAGES
from personnel.models import (
    JobAlert,
    JobCategory,
    JobClass,
    PayRange,
    Posting,
    PostingLocation,
    Question,
    Requisition,
    Shift,
)

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
TO_PUBLISH = timedelta(days=1)  # after the approval
DESK = (Status.DRAFT, Status.IN_REVIEW, Status.APPROVED)
PATH = {
    Status.DRAFT: (),
    Status.IN_REVIEW: ("submit",),
    Status.APPROVED: ("submit", "approve"),
    Status.PUBLISHED: ("submit", "approve", "publish"),
    Status.EVALUATING: ("submit", "approve", "publish", "evaluate"),
    Status.COMPLETED: ("submit", "approve", "publish", "evaluate", "complete"),
}


def announce(context: Context) -> int:
    """Announcements up to the size; none where the catalogue has no classes."""
    if not JobClass.objects.in_use().exists():
        return 0
    there, size = Posting.objects.filter(eeo_statement=EEO), context.size
    wanted = (
        ("open", context.missing(size.jobs_open, there.open().count())),
        ("scheduled", context.missing(size.jobs_scheduled, there.scheduled().count())),
        ("closed", context.missing(size.jobs_closed, there.closed().count())),
        ("desk", context.missing(len(DESK) if size.jobs_open else 0, there.unfinished().count())),
    )
    press = Press(context, there.count())
    planner = _Planner(context, press)
    return len(press.print([planner.plan(kind) for kind, number in wanted for _ in range(number)]))


@dataclass(frozen=True)
class Plan:
    """What is to be announced, when it opens and closes, and how far it has come."""

    opens: datetime
    closes: datetime
    status: str
    job_class: JobClass
    places: list[tuple[int, str, int]]
    """Worksite, shift and vacancies of each."""
    request: Requisition | None = None


class _Planner:
    """Announcements of today and the weeks around it. What was announced answers a request that was; drafts, others."""

    def __init__(self, context: Context, press: "Press"):
        self.context, self.chance = context, press.chance
        self.classes = list(JobClass.objects.in_use().order_by("slug"))
        self.sites: list[Worksite] = workplaces(context)
        waiting = Requisition.objects.filter(postings__isnull=True).select_related("job_class").order_by("pk")
        self.announced = iter(list(waiting.filter(status=Requisition.Status.POSTED)))
        self.approved = iter(list(waiting.filter(status=Requisition.Status.APPROVED)))
        self.desk = cycle(DESK)

    def plan(self, kind: str) -> Plan:
        """One announcement of a kind: of a request, as long as there are any."""
        request = next(self.approved if kind == "desk" else self.announced, None)
        opens, closes = self._days(kind)
        job_class = request.job_class if request else self.chance.choice(self.classes)
        places = [(request.worksite_id, request.shift, request.vacancies)] if request else self._invented_places()
        return Plan(opens, closes, self._status(kind), job_class, places, request)

    def _days(self, kind: str) -> tuple[datetime, datetime]:
        """When it opens and closes: at eight in the morning and at one minute to midnight."""
        opens, length = {
            "open": (-self.chance.randrange(1, 12), self.chance.randrange(13, 30)),
            "scheduled": (self.chance.randrange(2, 10), self.chance.randrange(12, 20)),
            "closed": (-self.chance.randrange(30, 60), 14),
            "desk": (self.chance.randrange(3, 6), 14),
        }[kind]
        return self.context.moment(opens), last_minute(self.context.day(opens + length))

    def _status(self, kind: str) -> str:
        if kind == "desk":
            return next(self.desk)
        if kind == "closed":
            return self.chance.choice((Status.PUBLISHED, Status.EVALUATING, Status.EVALUATING, Status.COMPLETED))
        return Status.PUBLISHED

    def _invented_places(self) -> list[tuple[int, str, int]]:
        sites = self.chance.sample(self.sites, self.chance.choice((1, 1, 1, 2, 3)))
        return [(site.pk, self.chance.choice(Shift.values), self.chance.randrange(1, 5)) for site in sites]


def last_minute(day: date) -> datetime:
    """The minute at which what is announced until a day closes."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


class Press:
    """Where planned announcements are written, with their places, a question and what was done with them."""

    def __init__(self, context: Context, there: int):
        self.context = context
        self.chance: random.Random = context.chance(f"announcements from {there}")
        self.people = {one.username: one for one in User.objects.filter(username__in=(*WRITERS, APPROVER))}
        self.held = RolesHeld()
        self.pay = defaultdict(list)
        for one in PayRange.objects.filter(basis=PayRange.Basis.ANNUAL).order_by("starts_on"):
            self.pay[one.job_class_id].append(one)

    def print(self, plans: list[Plan]) -> list[Posting]:
        """One announcement for each plan, numbered in this order."""
        written = [min(plan.opens, self.context.moment(0)) - timedelta(days=6) for plan in plans]
        numbers = numbers_by_year("JOA", [timezone.localdate(moment).year for moment in written])
        drawn = list(map(self._posting, plans, written, numbers))
        copy(Posting, drawn)
        rows = Posting.objects.filter(number__in=numbers).select_related("job_class")
        kept = {one.number: one for one in rows}
        postings = [kept[number] for number in numbers]
        copy(PostingLocation, self._places(plans, postings))
        copy(Question, (Question(posting=one, text=QUESTION, kind="yes_no", knockout_value="no") for one in postings))
        self._publish(postings)
        covers = Posting.requisitions.through
        covers.objects.bulk_create(
            covers(posting=one, requisition=plan.request)
            for plan, one in zip(plans, postings, strict=True)
            if plan.request
        )
        copy(AuditEvent, sorted((act for one in postings for act in self._history(one)), key=attrgetter("at")))
        return postings

    def _publish(self, postings: list[Posting]) -> None:
        """Note when each was published, once its places and questions stand: from then on it stays as it is."""
        published = [one.pk for one in postings if "publish" in PATH[one.status]]
        rows = Posting.objects.filter(pk__in=published)
        rows.update(published_at=F("approved_at") + TO_PUBLISH, announced_closes_at=F("closes_at"))

    def _places(self, plans: list[Plan], postings: list[Posting]) -> Iterator[PostingLocation]:
        for plan, posting in zip(plans, postings, strict=True):
            for worksite, shift, vacancies in plan.places:
                yield PostingLocation(posting=posting, worksite_id=worksite, shift=shift, vacancies=vacancies)

    def _posting(self, plan: Plan, written: datetime, number: str) -> Posting:
        job_class = plan.job_class
        low, high = self._pay(job_class, plan.opens)
        decided, published = "approve" in PATH[plan.status], "publish" in PATH[plan.status]
        return Posting(
            number=number,
            public_slug=f"{self.chance.getrandbits(48):012x}",
            title=job_class.title if job_class.title.endswith(MARK) else f"{job_class.title} {MARK}",
            job_class=job_class,
            category=job_class.category,
            audience=self.chance.choice(["public"] * 6 + ["department", "promotional"]),
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
            outside_closed_on=None,
            closing_type=Posting.ClosingType.FIXED,
            opens_at=plan.opens,
            closes_at=plan.closes,
            list_sent_at=plan.closes + timedelta(days=8) if "evaluate" in PATH[plan.status] else None,
            stages=list(STAGES),
            status=plan.status,
            created_by=self.people[self.chance.choice(WRITERS)],
            created_at=written,
            approved_by=self.people[APPROVER] if decided else None,
            approved_at=written + timedelta(days=2) if decided else None,
            alerts_matched_at=plan.opens if published and plan.opens <= timezone.now() else None,
            version=1 + len(PATH[plan.status]),
        )

    def _pay(self, job_class: JobClass, opens: datetime) -> tuple[Decimal, Decimal]:
        """The range of the class, or an invented one where none is known."""
        day = timezone.localdate(opens)
        known = [one for one in self.pay[job_class.pk] if one.starts_on <= day and (one.ends_on or date.max) > day]
        if known:
            return known[0].low, known[0].high
        low = Decimal(self.chance.randrange(30, 52)) * 1200
        return low, low + Decimal(self.chance.randrange(4, 16)) * 1200

    def _history(self, row: Posting) -> Iterator[AuditEvent]:
        """The acts that brought an announcement where it is."""
        over = row.closes_at
        at = {
            "submit": row.created_at + timedelta(hours=20),
            "approve": row.approved_at,
            "publish": row.approved_at and row.approved_at + TO_PUBLISH,
            "evaluate": over + timedelta(hours=10),
            "complete": over + timedelta(days=32),
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
                actor_roles=self.held.at(moment, by),
                workstation=AuditEvent.Workstation.OWN,
                content_type=ContentType.objects.get_for_model(Posting),
                object_id=row.pk,
                object_name=str(row)[:200],
                before=before or (Status.DRAFT if step else ""),
                after=after,
                details=MARKED,
            )
            before = after


def wish(context: Context) -> int:
    """Job alerts up to the size, of the people of the sample; none has found anything yet."""
    there = JobAlert.objects.filter(user__employee_number__startswith="SAMPLE-").count()
    wanted = context.missing(context.size.job_alerts, there)
    owners = list(sample_people().filter(is_active=True).exclude(email="")) if wanted else []
    if not owners or not JobClass.objects.in_use().exists():
        return 0
    chance = context.chance(f"job alerts from {there}")
    sites, classes = workplaces(context), list(JobClass.objects.in_use().order_by("slug"))
    return copy(JobAlert, (_alert(context, chance, owners, sites, classes) for _ in range(wanted)))


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
