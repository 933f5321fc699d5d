"""Rooms, beds and vehicles of the four centers, and who teaches there."""

from collections import Counter
from datetime import time
from itertools import combinations

from doc_portal.core.models import User
from doc_portal.core.sample.context import MARK, Context
from personnel.models import Person
from training.models import (
    Bed,
    Center,
    Equipment,
    Instructor,
    LodgingGroup,
    LodgingRoom,
    Room,
    RoomHours,
    TravelTime,
)
from training.sample.completions import bystanders

ROOMS = (("101", 30), ("102", 30), ("103", 24), ("104", 24), ("Mat room", 20), ("Range", 12))
FEATURES = {"Mat room": ["mats"], "Range": ["range"]}
OPENS, CLOSES = time(7), time(21)
MINUTES = 180
"""Between any two centers, invented: the real ways are entered by schedulers."""
LEAST = 2  # instructors at each center
BEDS = 6  # lodging rooms of two beds at each center


def furnish(context: Context) -> int:
    """Six rooms, twelve beds and a van at each center that has no room yet."""
    bare = list(Center.objects.in_use().filter(rooms=None).order_by("code"))
    rooms = [
        Room(center=center, code=code, seats=seats, features=FEATURES.get(code, ["projector"]), name=f"Room {MARK}")
        for center in bare
        for code, seats in ROOMS
    ]
    group, _ = LodgingGroup.objects.get_or_create(code="sample", defaults={"name": f"Everybody {MARK}"})
    lodging = [LodgingRoom(center=center, code=f"L{n}", group=group) for center in bare for n in range(1, BEDS + 1)]
    Room.objects.bulk_create(rooms)
    Bed.objects.bulk_create(
        Bed(room=room, code=code) for room in LodgingRoom.objects.bulk_create(lodging) for code in ("A", "B")
    )
    Equipment.objects.bulk_create(
        Equipment(center=center, kind="vehicle", code="V1", name=f"Van {MARK}") for center in bare
    )
    RoomHours.objects.bulk_create(
        RoomHours(room=room, weekday=weekday, opens=OPENS, closes=CLOSES) for room in rooms for weekday in range(1, 7)
    )
    _connect(bare)
    return len(rooms)


def _connect(centers: list[Center]) -> None:
    """How long the way between each two of the centers takes."""
    pairs = combinations(sorted(centers, key=lambda one: one.pk), 2)
    TravelTime.objects.bulk_create(
        TravelTime(one=one, other=other, minutes=MINUTES, source=MARK, confirmed=False) for one, other in pairs
    )


def hire_instructors(context: Context) -> int:
    """Everybody of the sample who works at a center teaches there, but for who lays out classes; two at the least."""
    homes = dict(Center.objects.in_use().order_by("code").values_list("worksite", "pk"))
    people = Person.objects.current().filter(sample=True, worksite__in=homes, instructor=None).order_by("pk")
    people = people.exclude(user__in=User.objects.filter(grants__role__slug="academy_scheduler"))
    made = [Instructor(person=person, home_center_id=homes[person.worksite_id]) for person in people]
    there = Counter(one.home_center_id for one in (*Instructor.objects.all(), *made))
    others = bystanders().filter(instructor=None, ended_on=None, user__sample=False).exclude(worksite__in=homes)
    missing = [center for center in homes.values() for _ in range(LEAST - there[center])]
    made += [
        Instructor(person=person, home_center_id=center)
        for person, center in zip(others.order_by("-pk"), missing, strict=False)
    ]
    return len(Instructor.objects.bulk_create(made))
