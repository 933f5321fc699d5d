"""People who are not listed: nobody learns of them but stewards, their supervisor and themselves (portal.md 8)."""

from collections.abc import Iterable

from django.db.models import Q

from doc_portal.core.audit import event
from doc_portal.core.models import AuditEvent, User, accounts
from personnel.models import Person

NOT_LISTED = accounts.NOT_LISTED
"""What stands where a name would, for those who may not read it."""


def note_override(people: Iterable[Person], *, by: User) -> None:
    """Record that somebody was shown people who are not listed; one's own entry is no override."""
    shown = [event("view_suppressed", one, by=by) for one in people if one.suppressed and one.user_id != by.pk]
    if shown:
        AuditEvent.objects.bulk_create(shown)


def shown_to(user: User, people: Iterable[Person]) -> set[int]:
    """The keys of those among `people` whom `user` may see. No query where all are listed or the person's own."""
    people = list(people)
    hidden = {one.pk for one in people if one.suppressed and one.user_id != user.pk}
    allowed = (
        set(Person.objects.visible_to(user).filter(pk__in=hidden).values_list("pk", flat=True)) if hidden else set()
    )
    return {one.pk for one in people} - hidden | allowed


def of_people_shown_to(user: User) -> Q:
    """Rows about a `person` that tell this user of nobody they may not see."""
    hidden = Person.objects.visible_to(user).filter(suppressed=True)
    return Q(person__suppressed=False) | Q(person__in=hidden)


def accounts_not_listed():
    """The accounts of people who are not listed, as a query of their keys."""
    return Person.objects.filter(suppressed=True, user__isnull=False).values("user")
