"""Rooms, beds and vehicles of the four centers, and who teaches there."""

from doc_portal.core.sample.context import MARK, Context
from personnel.models import Person
from training.models import Bed, Center, Equipment, Instructor, LodgingGroup, LodgingRoom, Room

ROOMS = (("101", 30), ("102", 30), ("103", 24), ("104", 24), ("Mat room", 20), ("Range", 12))
FEATURES = {"Mat room": ["mats"], "Range": ["range"]}
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
    return len(rooms)


def hire_instructors(context: Context) -> int:
    """Everybody of the sample who works at a center teaches there."""
    homes = dict(Center.objects.values_list("worksite", "pk"))
    people = Person.objects.current().filter(sample=True, worksite__in=homes, instructor=None).order_by("pk")
    return len(
        Instructor.objects.bulk_create(
            Instructor(person=person, home_center_id=homes[person.worksite_id]) for person in people
        )
    )
