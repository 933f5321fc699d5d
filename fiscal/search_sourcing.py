"""What search knows of solicitations: those posted, by number and title. Of quotes it knows nothing."""

from doc_portal.core.search.index import Entry
from fiscal.models import Solicitation


def solicitation_rows():
    """Those that were posted."""
    return Solicitation.objects.filter(posted_at__isnull=False)


def solicitation_entry(one: Solicitation) -> Entry:
    """Found by number, title and what is asked for."""
    return Entry(
        title=str(one),
        url=one.get_absolute_url(),
        summary=f"{one.get_method_display()}, closes {one.closes_at:%B %-d, %Y}",
        body=one.asks,
        identifiers=(one.number,),
        permission="fiscal.view_solicitation",
    )
