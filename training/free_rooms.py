"""Rooms that are free when a class wants to meet: what to choose instead of one that is taken."""

from doc_portal.core.models import User
from training.booking import clashing
from training.models import Hold, Room, ScheduledClass
from training.obstacles import LAYS_OUT
from training.rooms import RoomRules, days_ahead, lacking, seats_for
from training.sittings import Sitting

MOST = 3


def free_rooms(scheduled_class: ScheduledClass, sittings: list[Sitting], *, by: User) -> list[Room]:
    """Up to three rooms of its center with enough seats and all it needs, free at all of these times."""
    if scheduled_class.center_id is None or not sittings:
        return []
    rows = Room.objects.in_use().filter(center=scheduled_class.center_id).select_related("center", "resource")
    ahead = days_ahead()
    suited = [
        one for one in rows.prefetch_related("hours", "seats_by_course").order_by("seats", "code")
        if _suits(one, scheduled_class, sittings, ahead) and any(by.has_perm(right, one) for right in LAYS_OUT)
    ]  # fmt: skip
    wishes = {one.booking(room.resource.pk, Hold.Source.MEETING): room for room in suited for one in sittings}
    taken = {wishes[one].pk for one in clashing(wishes)}
    return [one for one in suited if one.pk not in taken][:MOST]


def _suits(room: Room, scheduled_class: ScheduledClass, sittings: list[Sitting], ahead: int) -> bool:
    version, rules = scheduled_class.course_version, RoomRules(room, ahead)
    return (
        seats_for(room, version.course) >= scheduled_class.capacity
        and not lacking(room, version)
        and not any(rules.problems(one.start, one.stop) for one in sittings)
    )
