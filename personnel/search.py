"""What search knows of people: who works here and is listed. Employee numbers are found by nobody."""

from datetime import datetime, time

from django.utils import timezone

from doc_portal.core.search.index import Entry
from personnel.models import Person


def person_rows():
    """Current people of the directory; who is not listed or has left is found by nobody."""
    return Person.objects.directory().select_related("unit", "worksite")


def person_entry(person: Person) -> Entry:
    """Found by either first name, title, place and what they help with; until the day they leave."""
    leaves = person.ended_on
    return Entry(
        title=person.full_name,
        url=person.get_absolute_url(),
        summary=", ".join(filter(None, [person.title, str(person.worksite or person.unit or "")])),
        body="\n".join(filter(None, [person.title, str(person.unit or ""), person.languages, person.can_help_with])),
        aliases=(f"{person.first_name} {person.last_name}",) if person.preferred_name else (),
        permission="personnel.view_person",
        unit_id=person.unit_id,
        worksite_id=person.worksite_id,
        live_until=timezone.make_aware(datetime.combine(leaves, time())) if leaves else None,
    )
