"""Who needs a class most: the order of a waiting list (training.md 4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone

from training.models import Course, Enrolment, PersonRequirement, ScheduledClass


@dataclass(frozen=True, order=True)
class Need:
    """How much somebody needs a course; the greater goes before the lesser."""

    gate_overdue: bool = False
    days_overdue: int = 0
    required: bool = False

    @property
    def words(self) -> str:
        """“overdue by 12 days, needed before a post”."""
        if not self.required:
            return "Elective"
        late = f"overdue by {self.days_overdue} days" if self.days_overdue else "owed"
        return (late + (", needed before a post" if self.gate_overdue else "")).capitalize()


NONE = Need()


def needs_of(course: Course | int, people: Iterable[int], on: date | None = None) -> dict[int, Need]:
    """How much each person needs a course, by what they owe; who owes nothing of it is left out."""
    on = on or timezone.localdate()
    key = getattr(course, "pk", course)
    asks = Q(terms__courses=key) | Q(terms__curricula__items__course=key)
    rows = PersonRequirement.objects.open().filter(asks, person__in=set(people))
    found: dict[int, Need] = {}
    for person, due_on, gate in rows.values_list("person", "due_on", "rule__is_post_gate").distinct():
        late = max(0, (on - due_on).days)
        before = found.get(person, NONE)
        found[person] = Need(before.gate_overdue or (gate and late > 0), max(before.days_overdue, late), True)
    return found


@dataclass(frozen=True)
class Waiting:
    """Somebody on a waiting list with how much they need the class."""

    enrolment: Enrolment
    need: Need = field(default=NONE)


def place_of(enrolment: Enrolment) -> str:
    """“Place 2 of 5”: where somebody stands on the waiting list of a class."""
    waiting = [one.enrolment.pk for one in in_order(enrolment.scheduled_class)]
    return f"Place {waiting.index(enrolment.pk) + 1} of {len(waiting)}"


def owed_for(course: Course | int, person: int):
    """What somebody owes that this course clears, what is due first on top."""
    asks = Q(terms__courses=course) | Q(terms__curricula__items__course=course)
    rows = PersonRequirement.objects.open().filter(asks, person=person).with_standing().select_related("rule")
    return rows.distinct().order_by("due_on", "pk")


def in_order(scheduled_class: ScheduledClass) -> list[Waiting]:
    """The waiting list: overdue for a post, then most days overdue, then what is required, then who was first."""
    rows = list(
        Enrolment.objects.waiting()
        .filter(scheduled_class=scheduled_class)
        .select_related("person__worksite", "person__user")
    )
    needs = needs_of(scheduled_class.course_version.course_id, [one.person_id for one in rows])
    waiting = [Waiting(one, needs.get(one.person_id, NONE)) for one in rows]
    waiting.sort(key=lambda one: (one.enrolment.nominated_at, one.enrolment.pk))
    waiting.sort(key=lambda one: one.need, reverse=True)
    return waiting
