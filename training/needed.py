"""What every meeting of a class needs beside its room: who teaches it, its vehicles and kit."""

from training.models import ClassInstructor, Hold, Resource, ScheduledClass
from training.resources import resources_of

Source = Hold.Source


def teachers_of(scheduled_class: ScheduledClass) -> list:
    """Who teaches or evaluates the class, the lead first."""
    rows = ClassInstructor.objects.standing().filter(scheduled_class=scheduled_class)
    return [one.instructor for one in rows.select_related("instructor__person").order_by("-role", "pk")]


def needed_by(scheduled_class: ScheduledClass) -> list[tuple[int, str]]:
    """What each meeting of the class needs beside its room: who teaches, vehicles and kit."""
    people = resources_of(one.person_id for one in teachers_of(scheduled_class))
    kit = [one.pk for one in kit_of(scheduled_class)]
    return [*((one, Source.TEACHING) for one in people.values()), *((one, Source.MEETING) for one in kit)]


def kit_of(scheduled_class: ScheduledClass) -> list[Resource]:
    """Vehicles and kit that are booked for the class."""
    held = Hold.objects.standing().filter(meeting__scheduled_class=scheduled_class)
    rows = Resource.objects.filter(holds__in=held).exclude(equipment=None)
    return list(rows.select_related("equipment__center").distinct())
