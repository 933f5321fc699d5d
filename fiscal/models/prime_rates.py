"""The average predominant prime rate as it was published, on which interest on late payment rests (RSMo 34.055)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from doc_portal.core.models import PortalQuerySet, Record
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import unchanged


class PrimeRate(Record):
    """A rate from a day until the next one begins. One entered again for the same day takes the place of the first."""

    percent = models.DecimalField(max_digits=6, decimal_places=3)
    starts_on = models.DateField("in force from")
    authority = models.CharField("published by", max_length=160, help_text="Where it was read, and of what quarter.")

    objects = PortalQuerySet.as_manager()

    class Meta:
        verbose_name = "prime rate"
        ordering = ["-starts_on", "-pk"]
        default_permissions = ("add", "view")
        constraints = [
            days_within_reason("prime_rate_days_within_reason", "starts_on"),
            models.CheckConstraint(
                name="prime_rate_is_a_percentage",
                condition=Q(percent__range=(0, 100)),
                violation_error_message="Enter a rate between 0 and 100 percent.",
            ),
            models.CheckConstraint(
                name="prime_rate_says_who_published_it",
                condition=Q(authority__regex=r"\S"),
                violation_error_message="Say where the rate was published.",
            ),
        ]
        triggers = [unchanged("prime_rate_stays")]

    def __str__(self):
        return f"{self.percent.normalize():f} percent from {self.starts_on:%B %-d, %Y}"

    def get_absolute_url(self):
        return reverse("fiscal:primerate-list")
