"""Classes, positions and requests at every step of the sample; plainly invented, made for bulk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice

from django.utils.text import slugify

from doc_portal.core.counters import next_number
from doc_portal.core.models import User, Worksite
from doc_portal.core.sample.context import EMPLOYEE_PREFIX, MARK, Context
from doc_portal.core.sample.rows import copy
from personnel.models import (
    ApprovalStep,
    Assignment,
    JobClass,
    PayRange,
    Position,
    Requisition,
    RequisitionPosition,
    Shift,
    StepKind,
)
from personnel.reference import MEETS_INMATES, category_of

Status = Requisition.Status
AUTHORITY = f"Invented pay plan {MARK}"
SOURCE = "Invented for the sample"
NUMBER = "S-"
PLACES = ("jccc", "fcc", "erdcc", "acc", "mcc")
REASONS = (
    "Overtime covers the post.", "Two people retired.", "The wing opens again in spring.", "The caseload has grown.",
)  # fmt: skip
CLERK = "hr.jefferson"
DECIDED = {StepKind.CAO: "warden.jefferson", StepKind.ANALYST: "analyst.central", StepKind.BUDGET: "budget.reviewer",
           StepKind.APPOINTING: "appointing.authority"}  # fmt: skip


@dataclass(frozen=True)
class Numbers:
    """How much of everything there shall be. `sent` requests for each of the eight places a request can be in."""

    classes: int
    frozen: int
    sent: int
    approved: int
    posted: int
    wishes: int


NUMBERS = {
    "small": Numbers(classes=66, frozen=6, sent=2, approved=4, posted=20, wishes=40),
    "full": Numbers(classes=220, frozen=150, sent=40, approved=100, posted=540, wishes=3_000),
}
NOTHING = Numbers(0, 0, 0, 0, 0, 0)


def numbers_of(context: Context) -> Numbers:
    """The numbers of the size; a size without any makes nothing here."""
    return NUMBERS.get(context.size.name, NOTHING)


def make_classes(context: Context) -> int:
    """Classes in use up to a number: one for each title that ended in 2020, then numbered ones; with invented pay."""
    number = numbers_of(context).classes
    wanted = number - JobClass.objects.in_use().count()
    if wanted <= 0:
        return 0
    titles = [f"{one} {MARK}" for one in JobClass.objects.exclude(ended_on=None).values_list("title", flat=True)]
    titles += [f"Specialist {n:03} {MARK}" for n in range(1, number)]
    there = set(JobClass.objects.values_list("title", flat=True))
    rows = [_class(title, context) for title in islice((one for one in titles if one not in there), wanted)]
    made = copy(JobClass, rows)
    new = JobClass.objects.filter(slug__in=[one.slug for one in rows]).order_by("slug")
    copy(PayRange, (_pay(one, context) for one in new))
    return made


def _class(title: str, context: Context) -> JobClass:
    category = category_of(title)
    return JobClass(
        slug=slugify(title),
        title=title,
        scheme=JobClass.Scheme.UCP,
        kind=JobClass.Kind.CLASS,
        category=category,
        custody=category == "custody",
        inmate_contact=category in MEETS_INMATES,
        duties=f"Duties as a class specification would tell them. {MARK}",
        min_quals=f"Qualifications as a class specification would tell them. {MARK}",
        confirmed=False,
        source=SOURCE,
        created_at=context.moment(-800),
    )


def _pay(job_class: JobClass, context: Context) -> PayRange:
    low = Decimal(1_440 + context.chance(job_class.slug).randrange(1_200)) * 24
    return PayRange(
        job_class=job_class,
        basis=PayRange.Basis.ANNUAL,
        low=low,
        high=low + 24 * 700,
        starts_on=context.day(-700),
        authority=AUTHORITY,
        confirmed=False,
        source=SOURCE,
        created_at=context.moment(-800),
    )


def seat_people(context: Context) -> int:
    """A position for everybody who works in the sample and has none, and some frozen ones."""
    if not numbers_of(context).classes:
        return 0
    classes = dict(JobClass.objects.order_by("ended_on").values_list("title", "pk"))
    mains = Assignment.objects.primary().filter(person__sample=True, person__ended_on=None, person__positions=None)
    chance, first = context.chance("positions"), Position.objects.count()
    rows = []
    for main in mains.order_by("person_id").values_list("title", "worksite", "unit", "shift", "person"):
        title, worksite, unit, shift, person = main
        job_class = classes.get(f"{title} {MARK}") or classes.get(title) or classes[f"Executive I {MARK}"]
        rows.append(_position(first + len(rows), job_class, worksite, context, unit_id=unit, holder_id=person,
                              status=Position.Status.FILLED, shift=shift_of(shift)))  # fmt: skip
    kinds = sorted({(row.job_class_id, row.worksite_id) for row in rows})
    for job_class, worksite in chance.sample(kinds, min(numbers_of(context).frozen, len(kinds))):
        rows.append(_position(first + len(rows), job_class, worksite, context, status=Position.Status.FROZEN))
    return copy(Position, rows)


def _position(number: int, job_class: int, worksite: int, context: Context, **fields) -> Position:
    return Position(
        position_no=f"{NUMBER}{number + 1:06}",
        job_class_id=job_class,
        worksite_id=worksite,
        created_at=context.moment(-700),
        **fields,
    )


def shift_of(worked: str) -> str:
    """The shift of a position, as the directory writes it."""
    return {"day": Shift.FIRST, "evening": Shift.SECOND, "night": Shift.THIRD}.get(worked, Shift.DAYS)


def ask(context: Context) -> int:
    """Requests in every place: drafts, one for each open step, returned, denied, cancelled, approved and announced.

    Each comes with the vacant positions it asks for, so that the guard lets announcements be made of the approved.
    """
    numbers, there = numbers_of(context), Requisition.objects.filter(requester__sample=True)
    if not numbers.sent or (there.exclude(status=Status.FILLED).exists() and not context.again):
        return 0
    office, planned = Office(context), list(_planned(numbers))
    near = len(planned) - numbers.approved - numbers.posted
    rows = [office.request(n if n >= near else 0, status, decided) for n, (status, decided) in enumerate(planned)]
    made = copy(Requisition, rows)
    kept = {one.number: one for one in Requisition.objects.filter(number__in=[row.number for row in rows])}
    first = Position.objects.count()
    chairs = [row.number for row in rows for _ in range(row.vacancies)]
    copy(
        Position,
        (
            _position(first + n, kept[number].job_class_id, kept[number].worksite_id, context, shift=kept[number].shift)
            for n, number in enumerate(chairs)
        ),
    )
    new = Position.objects.filter(position_no__gt=f"{NUMBER}{first:06}", position_no__startswith=NUMBER)
    named = zip(chairs, new.order_by("position_no").values_list("pk", flat=True), strict=True)
    copy(RequisitionPosition, (RequisitionPosition(requisition=kept[number], position_id=pk) for number, pk in named))
    sent_ones = [(kept[row.number], decided) for row, (_, decided) in zip(rows, planned, strict=True) if row.round]
    copy(ApprovalStep, (step for one, decided in sent_ones for step in office.steps(one, decided)))
    return made


def _planned(numbers: Numbers) -> Iterator[tuple[str, int]]:
    """Status and number of decided steps of every request to be made."""
    for _ in range(numbers.sent):
        yield Status.DRAFT, 0
        yield Status.SUBMITTED, 0
        yield from ((Status.IN_APPROVAL, done) for done in (1, 2, 3))
        yield Status.RETURNED, 2
        yield Status.DENIED, 3
        yield Status.CANCELLED, 0
    yield from ((Status.APPROVED, 4) for _ in range(numbers.approved))
    yield from ((Status.POSTED, 4) for _ in range(numbers.posted))


class Office:
    """Who asks and who decides at each worksite: the sample sign-ins where they work, elsewhere somebody there."""

    def __init__(self, context: Context):
        self.context, self.chance = context, context.chance("requests")
        classes = JobClass.objects.in_use().filter(title__endswith=MARK).order_by("pk")
        self.classes = list(classes.values_list("pk", flat=True))
        sites = dict(Worksite.objects.filter(slug__in=PLACES).values_list("slug", "pk"))
        self.people = {one.username: one.pk for one in User.objects.filter(username__in=[CLERK, *DECIDED.values()])}
        there = User.objects.filter(sample=False, is_active=True, employee_number__startswith=EMPLOYEE_PREFIX)
        self.clerks = dict(there.order_by("pk").values_list("worksite", "pk"))
        self.heads = dict(there.order_by("-pk").values_list("worksite", "pk"))
        home = sites[PLACES[0]]
        self.clerks[home], self.heads[home] = self.people[CLERK], self.people[DECIDED[StepKind.CAO]]
        staffed = [sites[one] for one in PLACES if one in sites]
        self.places = [one for one in staffed if self.is_staffed(one)]
        self.everywhere = sorted(filter(self.is_staffed, self.clerks)) if context.size.offices else self.places

    def is_staffed(self, worksite: int) -> bool:
        """Whether somebody asks there and somebody else decides."""
        return self.clerks.get(worksite) != self.heads.get(worksite)

    def request(self, n: int, status: str, decided: int) -> Requisition:
        """One request at the `n`th worksite. What is announced was asked for earlier, in the full sample anywhere."""
        context, chance, posted = self.context, self.chance, status == Status.POSTED
        days = chance.randrange(75, 110) if posted else chance.randrange(3, 60)
        places = self.everywhere if posted else self.places
        asked, place = context.moment(-days, 9), places[n % len(places)]
        return self.asked(
            asked,
            place,
            status,
            decided,
            number=next_number("REQ", asked.year),
            job_class_id=chance.choice(self.classes),
            shift=chance.choice(list(Shift.values)),
            vacancies=chance.choice([1, 1, 1, 2, 3]),
            needed_by=context.day(chance.randrange(20, 120)),
        )

    def asked(self, asked: datetime, place: int, status: str, decided: int, **fields) -> Requisition:
        """A request of a moment and a worksite, whose first steps are decided."""
        was_sent = status not in (Status.DRAFT, Status.CANCELLED)
        return Requisition(
            requester_id=self.clerks[place],
            created_by_id=self.clerks[place],
            worksite_id=place,
            reason=self.chance.choice(list(Requisition.Reason.values)),
            explanation=f"{self.chance.choice(REASONS)} {MARK}",
            status=status,
            round=int(was_sent),
            submitted_at=asked + timedelta(hours=3) if was_sent else None,
            approved_at=asked + timedelta(days=2) if decided == len(StepKind.values) else None,
            created_at=asked,
            **fields,
        )

    def steps(self, requisition: Requisition, decided: int) -> Iterator[ApprovalStep]:
        """The steps of a request, as far as they are decided; the last of these says what became of it."""
        for no, kind in enumerate(StepKind.values, 1):
            outcome = ApprovalStep.Decision.APPROVED if no <= decided else None
            if no == decided and requisition.status in ApprovalStep.Decision.values:
                outcome = requisition.status
            head = self.heads[requisition.worksite_id] if kind == StepKind.CAO else self.people[DECIDED[kind]]
            yield ApprovalStep(
                requisition=requisition,
                requester_id=requisition.requester_id,
                round=1,
                no=no,
                kind=kind,
                decision=outcome,
                decided_by_id=head if outcome else None,
                decided_at=requisition.submitted_at + timedelta(hours=5 * no) if outcome else None,
                reason="" if outcome in (None, ApprovalStep.Decision.APPROVED) else f"Name the position first. {MARK}",
            )
