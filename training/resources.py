"""Which number people go by among what can be booked. Rooms, beds, vehicles and kit have theirs from the beginning."""

from collections.abc import Iterable

from django.db import connection

from training.models import Resource

MISSING = """
    INSERT INTO training_resource (kind, person_id)
    SELECT 'person', one FROM unnest(%s::bigint[]) AS one ORDER BY one
    ON CONFLICT (person_id) DO NOTHING
"""


def resources_of(people: Iterable[int]) -> dict[int, int]:
    """The resource of each person, by their keys; who was never booked before gets one."""
    wanted = sorted(set(people))
    found = _known(wanted)
    if absent := [one for one in wanted if one not in found]:
        with connection.cursor() as cursor:
            cursor.execute(MISSING, [absent])
        found |= _known(absent)
    return found


def _known(people: list[int]) -> dict[int, int]:
    return dict(Resource.objects.filter(person__in=people).values_list("person", "pk"))
