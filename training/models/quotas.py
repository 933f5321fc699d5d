"""Seats of a class kept for a worksite, a region or a cohort."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.models.rules import guard
from training.models.cohorts import Cohort
from training.models.schedule import ScheduledClass


class SeatQuotaQuerySet(PortalQuerySet):
    def kept(self, at=None):
        """Those whose seats are still kept at a moment; the clock frees them, no job."""
        return self.filter(release_at__gt=at or Now())


class SeatQuota(Record):
    """Seats of a class kept for a worksite, a region or a cohort until a moment."""

    WORKSITE_PATH = "scheduled_class__center__worksite"

    scheduled_class = models.ForeignKey(ScheduledClass, on_delete=models.PROTECT, editable=False, related_name="quotas")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region = models.CharField(max_length=60, blank=True)
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="quotas"
    )
    seats = models.PositiveSmallIntegerField()
    release_at = models.DateTimeField("free for all from")

    objects = SeatQuotaQuerySet.as_manager()

    class Meta:
        verbose_name = "kept seats"
        verbose_name_plural = "kept seats"
        ordering = ["scheduled_class", "pk"]
        default_permissions = ("add", "change", "delete")
        constraints = [
            models.CheckConstraint(
                name="seat_quota_is_for_one",
                condition=Q(worksite__isnull=False, region="", cohort=None)
                | (Q(worksite=None, cohort=None) & ~Q(region=""))
                | Q(worksite=None, region="", cohort__isnull=False),
                violation_error_message="Choose a worksite or a region, one of the two.",
            ),
            models.CheckConstraint(
                name="seat_quota_keeps_a_seat",
                condition=Q(seats__range=(1, 2000)),
                violation_error_message="Enter how many seats are kept, at least 1.",
            ),
            models.UniqueConstraint(
                fields=["scheduled_class", "worksite", "region", "cohort"],
                nulls_distinct=False,
                name="seat_quota_once",
                violation_error_message="Seats are already kept there. Change their number.",
            ),
            models.CheckConstraint(
                name="seat_quota_day_within_reason",
                condition=Q(release_at__range=("2000-01-01T00:00Z", "2199-12-31T00:00Z")),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
        ]
        triggers = [
            guard(
                "seat_quotas_within_the_class",
                """(SELECT coalesce(sum(q.seats), 0) FROM training_seatquota q
                     WHERE q.scheduled_class_id = NEW.scheduled_class_id AND q.id <> NEW.id) + NEW.seats
                   > (SELECT c.capacity FROM training_scheduledclass c WHERE c.id = NEW.scheduled_class_id
                       FOR NO KEY UPDATE)""",
            )
        ]

    def __str__(self):
        return f"{self.seats} for {self.worksite or self.region or self.cohort}"

    def get_absolute_url(self):
        return self.scheduled_class.get_absolute_url()
