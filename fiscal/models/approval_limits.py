"""Up to how much somebody approves (fiscal.md 3.9, 4.4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet, Record
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import forever, unchanged
from doc_portal.core.money import MoneyField, dollars


class LimitQuerySet(PortalQuerySet):
    def for_list(self):
        return self.select_related("user")

    def in_force(self, user):
        """Those of somebody that hold today, the highest first."""
        today = timezone.localdate()
        rows = self.filter(user=user, starts_on__lte=today).exclude(ends_on__lte=today)
        return rows.order_by("-up_to")


class ApprovalLimit(Record):
    """Up to how much somebody approves, from when until when, and who said so."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    up_to = MoneyField("up to")
    starts_on = models.DateField("from", default=timezone.localdate)
    ends_on = models.DateField("until", null=True, blank=True, help_text="The first day on which it no longer holds.")
    authority = models.CharField(max_length=160)

    objects = LimitQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                name="approval_limit_above_zero",
                condition=Q(up_to__gt=0),
                violation_error_message="Enter a limit above zero.",
            ),
            days_within_reason("approval_limit_days_within_reason", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="approval_limit_in_order",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="The end must come after the start.",
            ),
            models.CheckConstraint(
                name="approval_limit_not_given_to_oneself",
                condition=Q(created_by=None) | ~Q(user=F("created_by")),
                violation_error_message="Nobody sets their own limit. Ask somebody else to.",
            ),
        ]
        triggers = [
            forever("approval_limit_never_deleted"),
            unchanged("approval_limit_stays", "ends_on", "authority", "version", "updated_at"),
        ]

    def __str__(self):
        return f"{self.user}: up to {dollars(self.up_to)}"

    def get_absolute_url(self):
        return reverse("fiscal:approvallimit-edit", args=[self.pk])
