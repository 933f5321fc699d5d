"""Whom somebody answers for in training: the people they lead, and those of worksites where they hold the right."""

from django.db.models import Q

from doc_portal.core.access import scope_of
from doc_portal.core.models import RoleGrant, User
from personnel.models import Assignment, Person


def led_by(user: User):
    """The keys of the people an account leads today, as a query."""
    return Assignment.objects.current().filter(supervisor__user=user).values("person")


def team_of(user: User, permission: str):
    """Current people on whom `user` holds this permission: led by them, or at a worksite where it counts.

    People who are not listed are among them only for those who may see them.
    """
    scope = scope_of(user, permission)
    if not scope:
        return Person.objects.none()
    rows = Person.objects.current().visible_to(user)
    if scope.everywhere:
        return rows
    inside = Q(worksite__in=scope.worksites) if scope.worksites else Q(pk__in=())
    return rows.filter(inside | Q(pk__in=led_by(user)))


def answers_for(user: User, person: Person, permission: str) -> bool:
    """Whether `user` holds this permission on one person: by worksite, or as who leads them."""
    scope = scope_of(user, permission)
    if not scope:
        return False
    return scope.covers(worksite=person.worksite_id) or led_by(user).filter(person=person).exists()


def coordinators_of(worksite: int | None, user: User) -> list[Person]:
    """Who looks after training at a worksite, as far as `user` sees them; three at most."""
    grants = RoleGrant.objects.live().filter(role__slug="training_coordinator", worksite=worksite)
    rows = Person.objects.current().visible_to(user).filter(user__in=grants.values("user"))
    return list(rows.order_by("last_name", "first_name", "pk")[:3]) if worksite else []
