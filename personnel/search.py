"""What search knows of people, contacts, job classes and requests. Employee numbers are found by nobody."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from doc_portal.core.registry import HelpLink
from doc_portal.core.search.folding import words
from doc_portal.core.search.index import Entry
from personnel.models import JobClass, Person, Requisition, RoleContact

FILLING = frozenset(
    [
        "vacancy",
        "vacancies",
        "vacant",
        "fill",
        "filling",
        "position",
        "positions",
        "post",
        "hire",
        "hiring",
        "requisition",
    ]
)
"""Words of somebody who wants a vacant position filled."""


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
    """After a search without a result: what may have been meant, and where to see whom to ask."""
    found = []
    if user.has_perm("personnel.add_requisition") and FILLING & set(words(query).split()):
        found.append(HelpLink("Ask to fill a position", reverse("personnel:requisition-create"), "A new requisition."))
    if user.has_perm("personnel.view_unpublished_posting"):
        found.append(
            HelpLink(
                "Look among all announcements",
                f"{reverse('personnel:posting-manage')}?{urlencode({'q': query})}",
                "Drafts and closed ones are found there.",
            )
        )
    if user.has_perm("personnel.view_rolecontact"):
        found.append(
            HelpLink("See whom to ask", reverse("personnel:rolecontact-list"), "Contacts by service and place.")
        )
    return found


def job_class_rows():
    """Every class; ended ones stay findable by those who look for them."""
    return JobClass.objects.prefetch_related("pay_ranges")


def job_class_entry(job_class: JobClass) -> Entry:
    """Found by title and class number; what is in use comes first."""
    told = [job_class.get_category_display(), job_class.pay_a_year and f"{job_class.pay_a_year} a year"]
    return Entry(
        title=job_class.title,
        url=job_class.get_absolute_url(),
        summary=", ".join(filter(None, told)) if job_class.is_in_use else f"{told[0]}, no longer used",
        body="\n".join(filter(None, [job_class.duties, job_class.min_quals, job_class.ksa])),
        identifiers=(job_class.code,) if job_class.code else (),
        permission="personnel.view_jobclass",
        weight=3 if job_class.is_in_use else 0,
    )


def requisition_rows():
    """Every request."""
    return Requisition.objects.select_related("job_class", "worksite")


def requisition_entry(requisition: Requisition) -> Entry:
    """Found by its number and class, by those who may read it at its worksite. Nobody is named."""
    return Entry(
        title=f"Requisition {requisition.number}: {requisition.job_class}",
        url=requisition.get_absolute_url(),
        summary=str(requisition.worksite),
        identifiers=(requisition.number,),
        worksite_id=requisition.worksite_id,
        permission="personnel.view_requisition",
    )
