"""What happens to services: the tasks people come with, written, changed, archived (portal.md 29)."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock
from mission.models import Service


@transaction.atomic
def add_service(service: Service, *, by: User | None) -> Service:
    """Keep a new service under an address made of its title."""
    service.created_by = by
    service.slug = slug_of(service.title)
    if Service.objects.filter(slug=service.slug).exists():
        raise Refused(f"There is already a service called “{service.title}”. Choose another title, or edit that one.")
    service.save()
    log("create", service, by=by)
    index_entry(service)
    return service


def slug_of(title: str) -> str:
    """The last part of the address; refused where the title gives none, or the one of “New service”."""
    slug = slugify(title)[:80].strip("-")
    if not slug or slug == "new":
        raise Refused(f"“{title}” cannot become an address. Begin the title with a verb and say what is done.")
    return slug


@transaction.atomic
def revise_service(service: Service, *, by: User, changed: str = "") -> Service:
    """Keep what was changed; the address stays. An archived service stays as it was."""
    _refuse_archived(lock(service))
    service.save()
    log("edit", service, by=by, reason=changed)
    index_entry(service)
    return service


@transaction.atomic
def archive_service(service: Service, *, by: User, note: str) -> Service:
    """Take a service out of the list and of search. Its row and history stay."""
    service = lock(service)
    _refuse_archived(service)
    service.archived_at, service.version = timezone.now(), service.version + 1
    service.save()
    log("archive", service, by=by, reason=note)
    index_entry(service)
    return service


def _refuse_archived(service: Service) -> None:
    if service.archived_at is not None:
        raise Refused(
            f"“{service}” was archived on {long_date(timezone.localdate(service.archived_at))}, so nothing was "
            "changed. Add it as a new service if people need it again."
        )
