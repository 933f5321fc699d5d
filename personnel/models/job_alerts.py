"""Job alerts: standing wishes to hear of new announcements (personnel.md 3, item 9)."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet, Worksite
from personnel.models.announcements import Posting
from personnel.models.catalogue import JobCategory, JobClass


class JobAlertQuerySet(PortalQuerySet):
    def live(self, at=None):
        """Wishes that have not run out or been ended."""
        return self.filter(ended_at__isnull=True, expires_at__gt=at or timezone.now())

    def visible_to(self, user):
        """An alert is its owner's alone."""
        return self.filter(user=user)

    def for_list(self):
        return self.select_related("job_class", "worksite")


class JobAlert(models.Model):
    """A standing wish to hear of new announcements, for twelve months. Of a member of staff or of an applicant."""

    class Cadence(models.TextChoices):
        NOW = "now", "At once"
        DAILY = "daily", "Once a day"
        WEEKLY = "weekly", "Once a week"

    UNIT_PATH = ""
    WORKSITE_PATH = ""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="job_alerts"
    )
    applicant = models.ForeignKey(
        "personnel.Applicant", on_delete=models.CASCADE, null=True, blank=True, related_name="job_alerts"
    )
    job_class = models.ForeignKey(
        JobClass, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="job class"
    )
    category = models.CharField(max_length=20, choices=JobCategory, blank=True)
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cadence = models.CharField("how often", max_length=10, choices=Cadence, default=Cadence.DAILY)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField("ends")
    renewal_told_at = models.DateTimeField(null=True, editable=False)
    last_sent_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    unsubscribe_token = models.CharField(max_length=43, unique=True, default=secrets.token_urlsafe, editable=False)

    objects = JobAlertQuerySet.as_manager()

    class Meta:
        verbose_name = "job alert"
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add", "view")
        indexes = [
            models.Index(fields=["job_class"], name="job_alert_by_class", condition=Q(ended_at=None)),
            models.Index(fields=["category"], name="job_alert_by_category", condition=Q(ended_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_alert_has_one_owner",
                condition=Q(user__isnull=False, applicant=None) | Q(user=None, applicant__isnull=False),
            ),
            models.CheckConstraint(
                name="job_alert_looks_for_something",
                condition=Q(job_class__isnull=False) | ~Q(category="") | Q(worksite__isnull=False),
                violation_error_message="Choose a class, a category or a worksite. An alert for everything is the list "
                "of jobs itself.",
            ),
        ]

    def __str__(self):
        wanted = [self.job_class, self.get_category_display() if self.category else None, self.worksite]
        return ", ".join(str(one) for one in wanted if one)

    def get_absolute_url(self):
        return reverse("personnel:jobalert-list")

    @property
    def is_live(self) -> bool:
        """Whether it still looks for jobs."""
        return self.ended_at is None and self.expires_at > timezone.now()

    @property
    def wanted(self) -> str:
        """What it looks for, in words."""
        return str(self)

    @property
    def state(self) -> str:
        """Whether it is live, in a word."""
        return "Live" if self.is_live else "Ended"


class JobAlertMatch(models.Model):
    """An announcement an alert found. One row at most for each alert and announcement: nobody hears of it twice."""

    alert = models.ForeignKey(JobAlert, on_delete=models.CASCADE, related_name="matches")
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="matches")
    found_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["alert", "posting"], name="job_alert_match_once")]
        indexes = [models.Index(fields=["alert"], name="job_alert_match_unsent", condition=Q(sent_at=None))]

    def __str__(self):
        return f"{self.alert_id}: {self.posting_id}"
