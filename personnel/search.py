"""What search knows of people who work here and are listed, and of contacts. Employee numbers are found by nobody."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from doc_portal.core.registry import HelpLink
from doc_portal.core.search.index import Entry
from personnel.models import Person, RoleContact


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


def contact_rows():
    """Services that are offered."""
    return RoleContact.objects.kept().select_related("unit", "worksite", "holder__user", "backup__user")


def contact_entry(contact: RoleContact) -> Entry:
    """Found by the service and its place. Nobody is named: holders change, and some are not listed."""
    place = contact.worksite
    return Entry(
        title=str(contact),
        url=contact.get_absolute_url(),
        summary=contact.summary,
        body="\n".join(filter(None, [contact.summary, str(contact.unit)])),
        identifiers=(place.abbreviation,) if place is not None and place.abbreviation else (),
        unit_id=contact.unit_id,
        worksite_id=contact.worksite_id,
        permission="personnel.view_rolecontact",
        weight=5,
    )


def ways_on(user, query: str) -> list[HelpLink]:
    """After a search without a result: where to see whom to ask."""
    if not user.has_perm("personnel.view_rolecontact"):
        return []
    return [HelpLink("See whom to ask", reverse("personnel:rolecontact-list"), "Contacts by service and place.")]
