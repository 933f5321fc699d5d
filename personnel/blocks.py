"""What the directory shows on pages of units and worksites."""

from doc_portal.core.addresses import address_of
from personnel.models import RoleContact

SHOWN = 12


def unit_contacts(request, unit) -> dict | None:
    """The services a unit offers the asking person: of each the contact nearest to their worksite."""
    rows = RoleContact.objects.for_place(request.user.worksite).filter(unit=unit).for_rows()
    contacts = list(rows.order_by("service", "pk")[: SHOWN + 1])
    if not contacts:
        return None
    url = f"{address_of('personnel:rolecontact-list')}?unit={unit.pk}"
    return {"contacts": contacts[:SHOWN], "url": url}


def contacts_at(worksite) -> list[RoleContact]:
    """Who helps at a worksite, service by service."""
    return list(RoleContact.objects.for_place(worksite).for_rows().order_by("service", "pk")[:SHOWN])


OFFICE = "office-of-personnel"
HIRING_LINKS = (
    ("Transfers", "Wish for the same class of job at another worksite.", "transferwish-mine", "view_own_transferwish"),
    ("Job classes", "Kinds of job, what they ask for and what they pay.", "jobclass-list", "view_jobclass"),
    ("My requests", "What you have asked for, who holds it and since when.", "requisition-mine", "add_requisition"),
    ("Requisitions", "Every request to fill positions that you may read.", "requisition-list", "view_requisition"),
    ("Positions", "Who holds them, which are vacant or frozen.", "position-list", "view_position"),
)


def hiring_links(request, unit) -> dict | None:
    """On the page of the Office of Personnel: what the person asking may open of hiring and transfers. No query."""
    may = request.user.has_perm
    links = [
        (label, note, address_of(f"personnel:{name}"))
        for label, note, name, right in HIRING_LINKS
        if unit.reference_key == OFFICE and may(f"personnel.{right}")
    ]
    return {"links": links} if links else None
