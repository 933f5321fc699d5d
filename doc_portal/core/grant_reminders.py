"""Grants that will end unless somebody renews them."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.models import Notification, RoleGrant, ScopeKind, User
from doc_portal.core.notifications import notify
from doc_portal.core.registry import TodoItem

SOON = timedelta(days=30)
LAST_SOON = timedelta(days=60)
"""How long before the last administrator's grant runs out everybody who can mend it is told."""
NOTICE = "last-administrator"


def ending_soon(user):
    """The grants a person gave to others that end within thirty days, where they may renew them."""
    ending = RoleGrant.objects.permitted(user, "core.renew_rolegrant").live()
    return ending.filter(created_by=user, ends_on__lte=timezone.localdate() + SOON).exclude(user=user)


def to_renew(user) -> list[TodoItem]:
    """The grants this person gave to others that end within thirty days. One query."""
    return [
        TodoItem(
            title=f"Renew or let end: {grant.role} for {grant.user}",
            url=reverse("core:rolegrant-detail", args=[grant.pk]),
            note=f"Counts in {grant.place}.",
            due_on=grant.ends_on,
        )
        for grant in ending_soon(user).for_list().order_by("ends_on", "pk")[:20]
    ]


def administered_until() -> date | None:
    """The day from which nobody would be portal administrator if no grant were renewed; None where none runs out.

    A grant to come counts where it begins before the running ones have ended.
    """
    running = RoleGrant.objects.administrators().values_list("ends_on", flat=True)
    ends = list(running)
    if not ends:
        return timezone.localdate()
    if None in ends:
        return None
    until = max(ends)
    coming = RoleGrant.objects.coming().filter(
        role__slug="portal_administrator", role__retired=False, scope_kind=ScopeKind.ALL, user__is_active=True
    )
    for starts_on, ends_on in coming.order_by("starts_on").values_list("starts_on", "ends_on"):
        if starts_on <= until:
            if ends_on is None:
                return None
            until = max(until, ends_on)
    return until


def runs_out_soon(until: date | None) -> bool:
    """Whether that day is so near that somebody must act."""
    return until is not None and until <= timezone.localdate() + LAST_SOON


def administrators_to_renew(user) -> list[TodoItem]:
    """One thing to do for administrators while nobody's grant reaches further than sixty days. Two queries at most."""
    if not any(one.role.slug == "portal_administrator" for one in user.live_grants):
        return []
    until = administered_until()
    if not runs_out_soon(until):
        return []
    return [
        TodoItem(
            title=f"From {long_date(until)} on nobody would be portal administrator",
            url=f"{reverse('core:rolegrant-list')}?state=live",
            note="Have another administrator renew your grant, or grant the role to somebody else.",
            due_on=until,
        )
    ]


def remind_administrators() -> dict[str, int]:
    """Each night: tell every administrator once of the day on which the last grant runs out, from sixty days before."""
    until = administered_until()
    if not runs_out_soon(until):
        return {"told": 0}
    title = f"From {long_date(until)} on nobody would be portal administrator: renew or grant the role"
    told = Notification.objects.filter(kind=NOTICE, title=title).values("user")
    people = User.objects.filter(grants__in=RoleGrant.objects.administrators()).exclude(pk__in=told).distinct()
    return {"told": notify(people, NOTICE, title, f"{reverse('core:rolegrant-list')}?state=live")}
