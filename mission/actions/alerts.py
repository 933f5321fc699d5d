"""What happens to an alert: it is published at once, ended early, or kept longer with a reason (portal.md item 6).

Nobody approves an alert, since speed matters. Instead who published it, when and why stays on record, and the owners
of units are told.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.audit import log
from doc_portal.core.display import long_moment
from doc_portal.core.models import RoleGrant, User, Worksite
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock
from mission.models import Alert
from mission.models.today import CRITICAL_AT_MOST


@transaction.atomic
def publish_alert(alert: Alert, worksites: Iterable[Worksite], *, by: User) -> Alert:
    """Put an alert above the pages of these worksites, or of everybody's where it is for the whole department.

    Refused for worksites outside the publisher's scope, without any worksite, with an end that has passed, and for a
    critical one that would stand longer than 72 hours: that takes an extension with a reason.
    """
    sites = list(worksites)
    _require_reach(alert, sites, by=by)
    if alert.ends_at <= timezone.now():
        raise Refused(f"The alert was to end on {long_moment(alert.ends_at)}, which has passed. Choose a later end.")
    if alert.ends_at <= alert.starts_at:
        raise Refused("The alert would end before it starts. Choose a later end.")
    if alert.severity == Alert.Severity.CRITICAL and alert.ends_at > alert.starts_at + CRITICAL_AT_MOST:
        raise Refused(
            f"A critical alert lasts 72 hours at most, here until {long_moment(alert.starts_at + CRITICAL_AT_MOST)}. "
            "Choose an earlier end. It can be extended later with a reason."
        )
    alert.created_by = by
    alert.save()
    alert.worksites.set(sites)
    log("publish", alert, by=by, reason=alert.reason, details={"for": alert.readers, "severity": alert.severity})
    _tell_owners(alert, "alert", f"{alert.get_severity_display()} alert published", by=by)
    return alert


@transaction.atomic
def extend_alert(alert: Alert, *, by: User, ends_at, note: str) -> Alert:
    """Keep an alert longer, saying why. Refused once it is over, and for an end no later than it has."""
    locked = lock(alert)
    _require_standing(locked, "extended. Publish a new one")
    if not note.strip():
        raise Refused("Say why the alert must stand longer.")
    if ends_at <= locked.ends_at:
        raise Refused(f"The alert ends on {long_moment(locked.ends_at)} already. Choose a later end.")
    before, locked.ends_at, locked.extended_because = locked.ends_at, ends_at, note
    locked.version += 1
    locked.save()
    log("extend", locked, by=by, before=long_moment(before), after=long_moment(ends_at), reason=note)
    _tell_owners(locked, "alert-extended", f"{locked.get_severity_display()} alert extended", by=by)
    return locked


@transaction.atomic
def end_alert(alert: Alert, *, by: User, note: str) -> Alert:
    """Take an alert down before its end, saying why. It stays in the list of ended ones."""
    locked = lock(alert)
    _require_standing(locked, "ended again")
    if not note.strip():
        raise Refused("Say why the alert ends early.")
    locked.ended_at = timezone.now()
    locked.version += 1
    locked.save()
    log("end", locked, by=by, before=long_moment(locked.ends_at), reason=note)
    return locked


def _require_reach(alert: Alert, sites: list[Worksite], *, by: User) -> None:
    scope = scope_of(by, "mission.add_alert")
    if alert.everywhere and sites:
        raise Refused("The alert names worksites and the whole department. Choose one of the two.")
    if alert.everywhere and not scope.everywhere:
        raise Refused(
            "You publish alerts for your own worksites, not for the whole department. Choose worksites of yours."
        )
    if not alert.everywhere and not sites:
        raise Refused("Choose the worksites the alert is for, or the whole department.")
    beyond = [site.name for site in sites if not scope.covers(worksite=site.pk)]
    if beyond:
        raise Refused(
            f"You may not publish alerts for {', '.join(sorted(beyond))}. Choose worksites of yours, or ask an alert "
            "publisher there."
        )


def _require_standing(alert: Alert, what: str) -> None:
    if alert.ended_at is not None:
        raise Refused(f"“{alert}” was ended on {long_moment(alert.ended_at)} and cannot be {what}.")
    if alert.ends_at <= timezone.now():
        raise Refused(f"“{alert}” ended on {long_moment(alert.ends_at)} and cannot be {what}.")


def _tell_owners(alert: Alert, kind: str, title: str, *, by: User) -> None:
    """Whoever holds a unit page's owner role in its unit. The notice says where, never the words of the alert."""
    grants = RoleGrant.objects.live().filter(role=F("unit__page__owner_role"))
    owners = User.objects.filter(grants__in=grants, is_active=True).exclude(pk=by.pk).distinct()
    where = alert.readers if len(alert.readers) <= 120 else f"{alert.worksites.count()} worksites"
    notify(owners, kind, f"{title}: {where}", alert)
