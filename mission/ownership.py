"""Units whose page nobody answers for any more (portal.md items 2 and 18)."""

from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import Notification, RoleGrant, ScopeKind, Unit, User
from doc_portal.core.notifications import notify
from doc_portal.core.registry import TodoItem
from mission.models import UnitPage

NOTICE = "unit-without-owner"
REMIND_AFTER = timedelta(days=7)


def ownerless(user: User) -> QuerySet[UnitPage]:
    """Pages nobody answers for, as far as this person must see to it: administrators, and the division's owner."""
    scope, pages = scope_of(user, "core.add_rolegrant"), UnitPage.objects.without_owner()
    if scope.everywhere:
        return pages
    return pages.filter(unit__parent__in=scope.units, unit__parent__level=Unit.Level.DIVISION)


def units_to_give_an_owner(user: User) -> list[TodoItem]:
    """Pages nobody answers for. One query."""
    scope = scope_of(user, "core.add_rolegrant")
    return [
        TodoItem(
            title=f"Find an owner for {page.unit}",
            url=_grant_url(page) if scope.everywhere else page.get_absolute_url(),
            note=f"Nobody holds the role “{page.owner_role}” there.",
        )
        for page in ownerless(user).select_related("unit", "owner_role")
    ]


def _grant_url(page: UnitPage) -> str:
    """The form that grants the page's owner role in its unit, filled in as far as it is known."""
    told = {"role": page.owner_role_id, "scope_kind": ScopeKind.UNIT, "unit": page.unit_id}
    return f"{reverse('core:rolegrant-create')}?{urlencode(told)}"


def tell_of_units_without_owner() -> None:
    """Each night: one notice for each page nobody answers for, and again each week until somebody does."""
    since = timezone.now() - REMIND_AFTER + timedelta(hours=1)
    told = set(Notification.objects.filter(kind=NOTICE, at__gt=since).values_list("user", "url"))
    for page in UnitPage.objects.without_owner().select_related("unit", "owner_role"):
        url = page.get_absolute_url()
        people = [person for person in answerable_for(page) if (person.pk, url) not in told]
        notify(people, NOTICE, f"{page.unit} has no owner: nobody holds the role “{page.owner_role}” there", page)


def answerable_for(page: UnitPage) -> QuerySet[User]:
    """Who must see to it that a page has an owner: administrators, and whoever owns the page above it."""
    above = RoleGrant.objects.live().filter(unit=page.unit.parent_id, role=page.owner_role_id)
    administrators = RoleGrant.objects.administrators()
    return User.objects.filter(Q(grants__in=above) | Q(grants__in=administrators), is_active=True).distinct()
