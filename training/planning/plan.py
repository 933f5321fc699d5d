"""A proposal from the facts as they stand: read, lay out, give out seats, and do the sums."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import ceil

from django.utils import timezone

from training.models import CourseVersion
from training.planning.asked import Asked
from training.planning.layout import Layout, Line, lay_out
from training.planning.needs import Need, Needs, needs_of, plannable
from training.planning.people import Crowd, crowd_of
from training.planning.placing import Placing, Seats
from training.planning.supply import Laid, Supply, supply_of
from training.rooms import days_ahead


def untold(done: int, total: int = 0, note: str = "") -> None:
    """A report nobody listens to."""


@dataclass
class Proposal:
    """Classes with their people, and everybody left."""

    asked: Asked
    versions: dict[int, CourseVersion]
    needs: Needs
    supply: Supply
    layout: Layout
    placing: Placing
    classes: list[Laid] = field(default_factory=list)


def propose(asked: Asked, report=untold) -> Proposal:
    """Work out a proposal. Nothing is written."""
    today = timezone.localdate()
    report(0, 100, "Reading who owes what")
    versions = plannable(asked)
    needs = needs_of(asked, versions, today)
    courses = sorted({one.course for one in needs.wanted})
    supply = supply_of(asked, set(courses), days_ahead())
    crowd = crowd_of(asked, sorted({one.person for one in needs.wanted}), supply, courses, today)
    layout = lay_out(asked, supply, _lines(asked, versions, needs.wanted, supply, crowd), report)
    _keep_from_teachers(asked, supply, layout, crowd)
    classes = [*supply.standing, *layout.classes]
    placing = Seats(asked, crowd, classes, layout).give_out(needs.wanted, report)
    kept = [one for one in classes if one.people]
    return Proposal(asked, versions, needs, supply, layout, placing, kept)


def _keep_from_teachers(asked: Asked, supply: Supply, layout: Layout, crowd: Crowd) -> None:
    """Who teaches a class of the plan sits in no other at that time, and in none of their own."""
    people = {one.pk: one.person for those in supply.teachers.values() for one in those}
    for one in layout.classes:
        for teacher in one.teachers:
            if person := crowd.people.get(people[teacher]):
                person.busy |= one.hours
                person.busy_days |= one.days


def _lines(asked: Asked, versions, wanted: list[Need], supply: Supply, crowd: Crowd) -> list[Line]:
    """For each course and center by when its people are due, less the seats of classes that stand."""
    dues: dict[tuple[int, int], list[int]] = defaultdict(list)
    for need in wanted:
        one = crowd.people.get(need.person)
        if one is not None and one.reach and (need.person, need.course) not in crowd.barred:
            dues[need.course, one.reach[0]].append(asked.number(need.due))
    free = Counter()
    for one in supply.standing:
        free[one.course, one.center] += one.free
    return [
        Line(versions[course], center, sorted(those)[min(len(those), free[course, center]) :])
        for (course, center), those in sorted(dues.items())
    ]


def figures_of(found: Proposal) -> dict:
    """The arithmetic with the numbers of this database, and what came of it."""
    asked, needs = found.asked, found.needs.wanted
    new = [one for one in found.classes if not one.stands]
    hours = sum(float(found.versions[one.course].contact_hours) for one in needs)
    seats = [line.seats for line in new] or [found.versions[one.course].max_seats for one in needs] or [25]
    usual = round(sum(seats) / len(seats))
    class_days = hours / (usual * asked.day_hours)
    days = max(1, len(asked.class_days))
    return {
        "people": len({one.person for one in needs}), "needs": len(needs), "hours": round(hours), "usual": usual,
        "day_hours": asked.day_hours, "class_days": ceil(class_days), "days": days,
        "with_slack": ceil(class_days * (100 + asked.slack) / 100), "slack": asked.slack,
        "rooms_at_once": round(class_days / days, 1), "rooms": sum(map(len, found.supply.rooms.values())),
        "peaks": _peaks(found, new), "placed": found.placing.placed, "moved": found.placing.moved,
        "left": len(found.placing.left), "new_classes": len(new),
        "new_seats": sum(len(one.people) for one in new), "laid_out": len(found.layout.classes),
        "standing_seats": sum(len(one.people) for one in found.classes if one.stands),
        "standing_classes": sum(one.stands > 0 for one in found.classes), "seated": found.needs.seated,
        "elsewhere": found.needs.elsewhere, "hours_left": found.needs.hours_left,
        "without_hours": sorted(found.needs.unknown),
        "impossible": sorted({words for _, words in found.layout.impossible.values()}),
        "reasons": dict(Counter(one.reason for one in found.placing.left)),
    }  # fmt: skip


def _peaks(found: Proposal, new: list[Laid]) -> dict[str, int]:
    """At each center the most rooms used on one day."""
    used: dict[int, Counter] = defaultdict(Counter)
    for center, day, _ in {(one.center, day, one.room) for one in new for day in one.each}:
        used[center][day] += 1
    return {str(found.supply.centers[center]): max(days.values()) for center, days in sorted(used.items())}
