"""What services tell the rest of the portal: search under “How do I”, and unit pages."""

from doc_portal.core.prose import plain
from doc_portal.core.search.index import Entry
from mission.models import Service

SHOWN = 8


def service_rows():
    return Service.objects.filter(archived_at__isnull=True)


def service_entry(service: Service) -> Entry:
    return Entry(
        title=service.title,
        url=service.get_absolute_url(),
        summary=service.summary,
        body=plain(service.body),
        unit_id=service.unit_id,
        permission="mission.view_service",
        weight=25,
    )


def unit_services(request, unit) -> dict | None:
    """What a unit helps with; eight at most, the rest is in the list from A to Z."""
    services = list(Service.objects.kept().filter(unit=unit).order_by("title", "pk")[:SHOWN])
    return {"services": services} if services else None
