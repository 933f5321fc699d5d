"""What a person answers for in the mission unit, and must hand over before they leave."""

from django.db.models import F

from mission.models import UnitPage


def unit_pages(user):
    """The pages of the units in which the person holds the page's owner role today."""
    held = user.grants.live()
    return UnitPage.objects.filter(unit__grants__in=held, unit__grants__role=F("owner_role")).distinct()
