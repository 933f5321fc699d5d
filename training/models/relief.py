"""How many of a shift may be away at once, where the share set for all is not right."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import Confirmed, PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import positive_period
from doc_portal.core.ranges import DateSpan, OnePoint
from personnel.models import Assignment


class ReliefCapQuerySet(PortalQuerySet):
    def in_force(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)

    def visible_to(self, user):
        return self if user.has_perm("training.view_reliefcap") else self.none()

    def for_list(self):
        return self.select_related("worksite")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ReliefCap(Confirmed, Record):
    """How many of a worksite's shift may be away for training on one day, where the share set for all is not right."""

    WORKSITE_PATH = "worksite"

    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="relief_caps")
    shift = models.CharField(max_length=10, choices=Assignment.Shift, blank=True)
    most = models.PositiveSmallIntegerField("people at most")
    authority = models.CharField(max_length=200)
    starts_on = models.DateField("in force from")
    ends_on = models.DateField("until", null=True, blank=True, help_text="The first day on which it no longer holds.")

    objects = ReliefCapQuerySet.as_manager()

    class Meta:
        verbose_name = "relief cap"
        ordering = ["worksite", "shift", "-starts_on"]
        default_permissions = ("add", "change", "view")
        constraints = [
            positive_period("relief_cap_ends_after_it_starts", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="relief_cap_names_its_authority",
                condition=~Q(authority=""),
                violation_error_message="Name who set this.",
            ),
            models.CheckConstraint(
                name="relief_cap_days_within_reason",
                condition=Q(starts_on__range=("2000-01-01", "2199-12-31"))
                & (Q(ends_on__isnull=True) | Q(ends_on__range=("2000-01-01", "2199-12-31"))),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
            models.CheckConstraint(
                name="relief_cap_shift_known", condition=Q(shift__in=["", "day", "evening", "night"])
            ),
            *(
                ExclusionConstraint(
                    name=f"relief_caps_do_not_overlap_{shift or 'none'}",
                    expressions=[
                        (OnePoint("worksite"), RangeOperators.OVERLAPS),
                        (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                    ],
                    condition=Q(shift=shift),
                    violation_error_message="This shift already has a cap for some of these days. End that one first.",
                )
                for shift in ("", "day", "evening", "night")
            ),
        ]

    def __str__(self):
        return f"{self.worksite}, {self.get_shift_display().lower()} shift: {self.most}"

    def validate_constraints(self, exclude=None):
        """What is asked of caps by shift cannot be asked where the shift was not understood."""
        if "shift" not in (exclude or ()):
            super().validate_constraints(exclude=exclude)

    def get_absolute_url(self):
        return reverse("training:reliefcap-list")
