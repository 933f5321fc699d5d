"""Who began lately in which class, worksite and shift, and the announcements they will have answered."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import F, Q
from django.utils import timezone

from doc_portal.core.sample.context import MARK, Context
from personnel.models import Assignment, JobClass, Person, Position, Posting, Requisition
from personnel.sample.announcements import Plan, last_minute
from personnel.sample.requisitions import shift_of

YEAR = 365
LONGEST = 81  # days from the opening of an announcement to the first day of work


@dataclass(frozen=True)
class Beginning:
    """Somebody who began in a class at a worksite on a day."""

    person: Person
    job_class: JobClass
    worksite: int
    shift: str
    day: date
    position: int | None

    @property
    def from_outside(self) -> bool:
        """Whether it was the first day in the department."""
        return timezone.localdate(self.person.created_at) >= self.day


@dataclass(frozen=True)
class Hiring:
    """What was announced once, and who began for it."""

    plan: Plan
    begun: list[Beginning]

    @property
    def worksite(self) -> int:
        """Where they began."""
        return self.begun[0].worksite

    def asked_for_by(self, request: Requisition) -> "Hiring":
        """The same as the answer to a request."""
        return replace(self, plan=replace(self.plan, request=request))


def planned_hirings(context: Context, chance: random.Random) -> list[Hiring]:
    """Each announcement by when it opened; its last applicant began at least LONGEST days after the first year."""
    groups = defaultdict(list)
    for one in _beginnings(context):
        groups[one.job_class.pk, one.worksite, one.day.year, (one.day.month - 1) // 3].append(one)
    found = []
    for begun in groups.values():
        first = min(one.day for one in begun)
        closes = first - timedelta(days=chance.randrange(36, 60))
        opens = context.moment((closes - context.today).days - chance.choice((14, 14, 21)))
        places = [(begun[0].worksite, shift, many) for shift, many in Counter(one.shift for one in begun).items()]
        plan = Plan(opens, last_minute(closes), Posting.Status.COMPLETED, begun[0].job_class, places)
        found.append(Hiring(plan, begun))
    return sorted(found, key=lambda one: one.plan.opens)


def _beginnings(context: Context) -> Iterator[Beginning]:
    """Listed people without a sign-in whose main assignment began in the years to be told of."""
    since = context.day(LONGEST - YEAR * context.size.past_years)
    mains = Assignment.objects.filter(primary=True, starts_on__range=(since, context.day(-1)), person__sample=True)
    mains = mains.filter(person__suppressed=False, person__user__sample=False, person__appointments=None)
    mains = mains.filter(Q(ends_on=None) | Q(ends_on__gt=context.today) | Q(ends_on=F("person__ended_on")))
    classes = {one.pk: one for one in JobClass.objects.all()}
    titles = {one.title: one for one in JobClass.objects.order_by("ended_on", "pk")}
    held = {one.holder_id: one for one in Position.objects.filled()}
    for main in mains.select_related("person").order_by("starts_on", "pk") if context.size.past_years else ():
        chair, gone = held.get(main.person_id), main.person.ended_on is not None
        job_class = titles.get(f"{main.title} {MARK}") if gone else chair and classes[chair.job_class_id]
        if job_class is None or (chair and chair.worksite_id != main.worksite_id):
            continue
        yield Beginning(
            main.person, job_class, main.worksite_id, shift_of(main.shift), main.starts_on, chair and chair.pk
        )
