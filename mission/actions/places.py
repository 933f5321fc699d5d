"""What stewards and coordinators do with worksites (portal.md item 9)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User, Worksite
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock, transition
from personnel.models import Assignment, RoleContact
from personnel.supervision import hold_supervisors


@transaction.atomic
def add_worksite(site: Worksite, *, by: User) -> Worksite:
    """Add an open worksite. Its address comes from its abbreviation or its name and stays."""
    site.slug = site.slug or free_slug(site.abbreviation or site.name)
    site.created_by = by
    site.save()
    log("create", site, by=by)
    index_entry(site)
    return site


@transaction.atomic
def revise_worksite(site: Worksite, *, by: User, changed: str = "") -> Worksite:
    """Keep what was changed. A new name keeps the old one among the former names, so that search finds both."""
    stored = lock(site)
    if site.name != stored.name and stored.name.casefold() not in site.former_names.casefold():
        site.former_names = "; ".join(filter(None, [site.former_names.strip(), stored.name]))
    site.save()
    log("edit", site, by=by, reason=changed)
    index_entry(site)
    return site


@transaction.atomic
def confirm_worksite(site: Worksite, *, by: User, note: str) -> Worksite:
    """Somebody has checked the whole entry: every mark goes, and `note` says what confirms it."""
    if lock(site).sure:
        raise Refused(f"Everything about {site} is confirmed already. Nothing was changed.")
    with transition(site, "confirm", by=by, note=note) as locked:
        for name in Worksite.SURE:
            setattr(locked, name, True)
        locked.source = "; ".join(filter(None, [locked.source.strip(), note]))
    index_entry(locked)
    return locked


@transaction.atomic
def doubt_worksite(site: Worksite, *, by: User, note: str) -> Worksite:
    """Nobody should rely on the entry until it is confirmed; `note` says why."""
    with transition(site, "doubt", by=by, note=note) as locked:
        locked.confirmed = False
    index_entry(locked)
    return locked


@transaction.atomic
def restate_worksite(site: Worksite, status: str, *, by: User, note: str) -> Worksite:
    """Let a list say that a worksite is open or still to be confirmed; its marks are columns of their own."""
    with transition(site, "confirm" if status == Worksite.Status.OPEN else "doubt", by=by, note=note) as locked:
        pass
    index_entry(locked)
    return locked


@transaction.atomic
def close_worksite(site: Worksite, *, by: User, closed_on: date, note: str) -> Worksite:
    """Close a worksite from a day on. Refused while anybody works or is to work there, or a contact is kept for it.

    It waits for whoever changes assignments, so that nobody is assigned to a worksite that closes meanwhile.
    """
    hold_supervisors()
    with transition(site, "close", by=by, note=note) as locked:
        if closed_on > timezone.localdate():
            raise Refused(
                f"{locked} can be closed from today on back, not for a day to come. Choose today or an earlier day."
            )
        if locked.opens_on is not None and closed_on <= locked.opens_on:
            raise Refused(f"{locked} opened on {long_date(locked.opens_on)}. Choose a later day.")
        if sentence := kept_open_by(locked):
            raise Refused(sentence)
        locked.closed_on = closed_on
    index_entry(locked)
    return locked


def kept_open_by(site: Worksite) -> str:
    """Why a worksite cannot be closed now, with the way out; empty where nothing is in the way."""
    assigned = Assignment.objects.unended().filter(worksite=site).values("person").distinct().count()
    working = assigned + User.objects.filter(worksite=site, is_active=True, person__isnull=True).count()
    if working:
        people = "1 person works or is" if working == 1 else f"{working:,} people work or are"
        return f"{people} to work at {site}. Assign them to other worksites first, then close it."
    contacts = RoleContact.objects.kept().filter(worksite=site).count()
    if contacts:
        kept = "1 contact is" if contacts == 1 else f"{contacts:,} contacts are"
        return f"{kept} kept for {site}. End them or name them for a region first, then close it."
    return ""


def free_slug(text: str) -> str:
    """An address from `text` that no worksite has."""
    base = slugify(text)[:70] or "worksite"
    taken = {"new", "current"} | set(Worksite.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 3) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
