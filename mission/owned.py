"""What people and units answer for in the mission unit, and must hand over before they leave."""

from django.db import transaction
from django.db.models import F

from doc_portal.core.actions.grants import grant_role
from doc_portal.core.audit import log
from doc_portal.core.models import ScopeKind, User
from doc_portal.core.workflow import Refused, lock
from mission.models import Feedback, HealthTask, NewsItem, UnitFunction, UnitPage
from personnel.models import Person

UNFINISHED = (NewsItem.Status.DRAFT, NewsItem.Status.SUBMITTED)


def unit_pages(user):
    """The pages of the units in which the person holds the page's owner role today.

    Of somebody whose access has stopped, those they owned and nobody owns yet.
    """
    held = user.grants.live() if user.is_active else user.grants.all()
    pages = UnitPage.objects.filter(unit__grants__in=held, unit__grants__role=F("owner_role")).distinct()
    if not user.is_active:
        pages = pages.filter(pk__in=UnitPage.objects.without_owner().values("pk"))
    return pages.select_related("unit")


def pages_of(unit):
    """The page of a unit."""
    return UnitPage.objects.filter(unit=unit).select_related("unit")


def functions(user):
    """What the units do whose pages the person answers for."""
    units = unit_pages(user).order_by().values("unit")
    return UnitFunction.objects.kept().filter(unit__in=units).select_related("unit").order_by("unit", "order", "pk")


def functions_of(unit):
    """What a unit does."""
    return UnitFunction.objects.kept().filter(unit=unit).select_related("unit").order_by("order", "pk")


def unfinished_stories(user):
    """Stories the person wrote that have not been approved."""
    return NewsItem.objects.filter(created_by=user, status__in=UNFINISHED).order_by("-pk")


def unfinished_stories_of(unit):
    """Stories of a unit that have not been approved."""
    return NewsItem.objects.filter(unit=unit, status__in=UNFINISHED).order_by("-pk")


def assigned_findings(user):
    """What the health board gave the person to see to."""
    return HealthTask.objects.open().filter(assigned_to=user).order_by("pk")


def account_of(person: Person) -> User:
    """The account of somebody who takes something over. Refused where they have none."""
    if person.user is None or not person.user.is_active:
        raise Refused(f"{person} has no account in the portal. Choose somebody who has one.")
    return person.user


def give_page(page: UnitPage, person: Person, *, by: User) -> None:
    """Somebody else owns the page: they get its owner role in its unit, where `by` may grant it."""
    grant_role(
        account_of(person),
        page.owner_role,
        by=by,
        scope_kind=ScopeKind.UNIT,
        unit=page.unit,
        reason="Handed over from somebody who left.",
    )


@transaction.atomic
def give_story(story: NewsItem, person: Person, *, by: User) -> None:
    """Somebody else is the author of a story that is not approved yet."""
    _give(story, "created_by", account_of(person), by=by)


@transaction.atomic
def give_feedback(feedback: Feedback, person: Person, *, by: User) -> None:
    """Somebody else answers the reader."""
    _give(feedback, "assigned_to", account_of(person), by=by)


@transaction.atomic
def give_finding(task: HealthTask, person: Person, *, by: User) -> None:
    """Somebody else sees to it."""
    _give(task, "assigned_to", account_of(person), by=by)


def _give(row, name: str, user: User, *, by: User) -> None:
    row = lock(row)
    before = getattr(row, name)
    setattr(row, name, user)
    row.version += 1
    row.save()
    log("assign", row, by=by, before=str(before or ""), after=str(user))
