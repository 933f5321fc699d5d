"""Under which numbers other systems hold documents of the portal: in all of them, while one replaces another."""

from collections.abc import Iterable
from dataclasses import dataclass

from fiscal.documents import kind_of
from fiscal.models import ExternalDocRef, ExternalSystem


@dataclass(frozen=True)
class Elsewhere:
    """A system, and what it holds for a document; nothing where no number is noted."""

    system: ExternalSystem
    documents: tuple[ExternalDocRef, ...]


def elsewhere(records: Iterable) -> dict[int, list[Elsewhere]]:
    """For records of one kind, by their keys: each system, in the order in which they are kept."""
    rows = list(records)
    if not rows:
        return {}
    found = ExternalDocRef.objects.filter(portal_type=kind_of(rows[0]), portal_id__in=[one.pk for one in rows])
    noted = list(found.for_list().order_by("pk"))
    systems = list(ExternalSystem.objects.order_by("pk"))
    return {
        row.pk: [
            Elsewhere(system, tuple(one for one in noted if one.portal_id == row.pk and one.system_id == system.pk))
            for system in systems
        ]
        for row in rows
    }
