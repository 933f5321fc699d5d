"""What people and units answer for in the mission unit, and must hand over before they leave."""

from django.db.models import F

from mission.models import NewsItem, UnitFunction, UnitPage

UNFINISHED = (NewsItem.Status.DRAFT, NewsItem.Status.SUBMITTED)


def unit_pages(user):
    """The pages of the units in which the person holds the page's owner role today."""
    held = user.grants.live()
    pages = UnitPage.objects.filter(unit__grants__in=held, unit__grants__role=F("owner_role")).distinct()
    return pages.select_related("unit")


def pages_of(unit):
    """The page of a unit."""
    return UnitPage.objects.filter(unit=unit).select_related("unit")


def functions(user):
    """What the units do whose pages the person answers for."""
    units = unit_pages(user).order_by().values("unit")
    return UnitFunction.objects.filter(unit__in=units).select_related("unit").order_by("unit", "order", "pk")


def functions_of(unit):
    """What a unit does."""
    return UnitFunction.objects.filter(unit=unit).select_related("unit").order_by("order", "pk")


def unfinished_stories(user):
    """Stories the person wrote that have not been approved."""
    return NewsItem.objects.filter(created_by=user, status__in=UNFINISHED).order_by("-pk")


def unfinished_stories_of(unit):
    """Stories of a unit that have not been approved."""
    return NewsItem.objects.filter(unit=unit, status__in=UNFINISHED).order_by("-pk")
