"""The way between centers, and from worksites to them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from doc_portal.core.models import Confirmed, PortalQuerySet, Record, Worksite
from training.models.places import Center


class TravelTime(Confirmed, models.Model):
    """How long an instructor is on the road between two centers; it counts both ways."""

    one = models.ForeignKey(Center, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Center, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()

    objects = PortalQuerySet.as_manager()

    class Meta:
        verbose_name = "travel time"
        ordering = ["one", "other"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="travel_time_once",
                violation_error_message="The time between these centers is already given. Change it.",
            ),
            models.CheckConstraint(
                name="travel_time_between_two_centers",
                condition=Q(one__lt=F("other")),
                violation_error_message="Choose two different centers.",
            ),
            models.CheckConstraint(name="travel_takes_some_time", condition=Q(minutes__range=(1, 1440))),
        ]

    def __str__(self):
        return f"{self.one} to {self.other}: {self.minutes} minutes"


class DistanceQuerySet(PortalQuerySet):
    def for_list(self):
        return self.select_related("worksite", "center")


class Distance(Confirmed, Record):
    """How far a worksite lies from a center by road. From a set distance on, beds are offered to those who come."""

    WORKSITE_PATH = "center__worksite"

    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    center = models.ForeignKey(Center, on_delete=models.PROTECT, related_name="distances")
    miles = models.PositiveSmallIntegerField()

    objects = DistanceQuerySet.as_manager()

    class Meta:
        ordering = ["center", "worksite"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["worksite", "center"],
                name="distance_given_once",
                violation_error_message="This distance is already given. Change it instead.",
            ),
            models.CheckConstraint(
                name="distance_within_the_state",
                condition=Q(miles__lte=500),
                violation_error_message="Enter the miles, up to 500.",
            ),
        ]

    def __str__(self):
        return f"{self.worksite} to {self.center}: {self.miles} miles"

    def get_absolute_url(self):
        return reverse("training:distance-list")
