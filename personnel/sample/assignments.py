"""Who does what where in the sample, on which shift, and led by whom: a tree at each worksite below the director's."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.utils import timezone

from doc_portal.core.models import Unit, Worksite
from doc_portal.core.sample.context import Context
from doc_portal.core.sample.rows import copy
from personnel.models import Assignment, Person

LED_BY_ONE = 12
RANKS = ("Warden", "Shift supervisor", "Manager", "Supervisor", "III", "Coordinator", "Executive", "II", "owner")
ROUND_THE_CLOCK = {
    Worksite.Kind.INSTITUTION,
    Worksite.Kind.TRANSITION_CENTER,
    Worksite.Kind.COMMUNITY_SUPERVISION_CENTER,
}
SHIFTS = (Assignment.Shift.DAY, Assignment.Shift.EVENING, Assignment.Shift.NIGHT)
ON_SHIFT = ("Corrections Officer", "Shift supervisor", "Transition Officer")
BESIDES = (
    "Field training officer", "Emergency squad member", "Safety committee member", "Peer support team member",
    "Instructor, part-time", "Honor guard member", "Fire safety officer",
)  # fmt: skip


def assign(context: Context) -> int:
    """A main assignment for everyone in the directory who has none, and others up to the size."""
    there = Assignment.objects.count()
    mains = list(_mains(context))
    others = context.missing(context.size.assignments, there + len(mains))
    if context.again:
        others = max(0, others - len(mains))
    further = list(_further(context, mains, others))
    return copy(Assignment, (*mains, *further))


def _mains(context: Context) -> Iterator[Assignment]:
    chance = context.chance("assignments")
    people = Person.objects.filter(sample=True).select_related("user__worksite").order_by("employee_number")
    everyone = list(people)
    leaders = _leaders(one for one in everyone if one.ended_on is None)
    placed = set(Assignment.objects.values_list("person", flat=True))
    for person in everyone:
        if person.pk not in placed:
            yield Assignment(
                person=person,
                title=person.user.title,
                unit_id=person.user.unit_id,
                worksite_id=person.user.worksite_id,
                supervisor_id=leaders.get(person.pk),
                shift=_shift(chance, person),
                starts_on=timezone.localdate(person.created_at),
                ends_on=person.ended_on,
                created_at=person.created_at,
            )


def _leaders(people: Iterable[Person]) -> dict[int, int]:
    """Whom each person is led by: twelve by one at their worksite, and the first of each by the first of all."""
    sites = defaultdict(list)
    for person in people:
        sites[person.user.worksite.slug].append(person)
    first_of_all = min(sites.get("co", ()), key=_rank, default=None)
    found = {}
    for there in sites.values():
        ordered = sorted(there, key=_rank)
        for place, person in enumerate(ordered):
            leader = ordered[(place - 1) // LED_BY_ONE] if place else first_of_all
            if leader is not None and leader.pk != person.pk:
                found[person.pk] = leader.pk
    return found


def _rank(person: Person) -> tuple:
    """The higher a title sounds, the earlier; among equals the longer service."""
    title = person.user.title
    return next((n for n, word in enumerate(RANKS) if word in title), len(RANKS)), person.created_at, person.pk


def _shift(chance: random.Random, person: Person) -> str:
    """Shifts are for those who keep watch where somebody always does."""
    drawn = chance.choices(SHIFTS, (45, 33, 22))[0]
    watches = any(word in person.user.title for word in ON_SHIFT) and person.user.worksite.kind in ROUND_THE_CLOCK
    return drawn if watches else ""


def _further(context: Context, mains: list[Assignment], number: int) -> Iterator[Assignment]:
    """Of each ten, six are held beside the main one, three were held before it, and one is yet to begin."""
    chance = context.chance("further assignments")
    current = [one for one in mains if one.ends_on is None and not one.person.user.sample]
    central = Worksite.objects.get(slug="co").pk
    some_unit = sorted(Unit.objects.seven().values_list("pk", flat=True))
    for place, main in enumerate(chance.sample(current, min(number, len(current)))):
        if place % 10 == 9:
            moves = context.day(chance.randrange(2, 60))
            main.ends_on = moves
            yield _like(main, starts_on=moves, worksite_id=central, unit_id=chance.choice(some_unit), shift="")
        elif place % 3 == 0:
            yield _before(chance, main, context.today)
        else:
            begun = main.starts_on + timedelta(days=chance.randrange(1, 29))
            yield _like(main, title=chance.choice(BESIDES), starts_on=begun, primary=False, shift="")


def _before(chance: random.Random, main: Assignment, today: date) -> Assignment:
    """What the person did first; the main assignment then begins later than the service."""
    hired = main.starts_on
    main.starts_on = hired + timedelta(days=chance.randrange(1, (today - hired).days))
    return _like(main, starts_on=hired, ends_on=main.starts_on, supervisor_id=None)


def _like(main: Assignment, **fields) -> Assignment:
    """Another assignment of the same person, in what is not named the same."""
    kept = ("person", "title", "unit_id", "worksite_id", "supervisor_id", "shift", "starts_on", "created_at")
    return Assignment(**{name: getattr(main, name) for name in kept} | fields)
