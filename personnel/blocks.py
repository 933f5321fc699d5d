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
