"""What an import could not place: it waits and is never dropped."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import ImportRun, PortalQuerySet
from doc_portal.core.models.rules import forever, guard
from training.models.credit import TrainingCredit


class UnplacedCompletionQuerySet(PortalQuerySet):
    def open(self):
        return self.filter(settled_at=None)

    def visible_to(self, user):
        return self if user.has_perm("training.import_trainingcredit") else self.none()

    def for_list(self):
        return self.select_related("settled_by")


class UnplacedCompletion(models.Model):
    """A line of an import that fits no person or no course. It waits here and is never dropped."""

    class Problem(models.TextChoices):
        PERSON = "person", "Nobody has this employee number"
        COURSE = "course", "No course has this code"
        UNREADABLE = "unreadable", "A value cannot be read"
        VOIDED = "voided", "It was voided here, and now it reads otherwise"
        OWN = "own", "It is credit of who brought the list in"

    source = models.CharField(max_length=12, choices=TrainingCredit.Source)
    external_id = models.CharField("number there", max_length=120)
    row = models.JSONField()
    problem = models.CharField(max_length=12, choices=Problem)
    words = models.CharField("in words", max_length=240, blank=True)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, null=True, related_name="+")
    arrived_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    credit = models.ForeignKey(TrainingCredit, on_delete=models.PROTECT, null=True, related_name="+")
    settled_because = models.CharField(max_length=240, blank=True, default="")

    objects = UnplacedCompletionQuerySet.as_manager()

    class Meta:
        verbose_name = "completion not placed"
        verbose_name_plural = "completions not placed"
        ordering = ["arrived_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=Q(settled_at=None),
                name="unplaced_completion_once",
                violation_error_message="This completion already waits.",
            ),
            models.CheckConstraint(
                name="unplaced_completion_settled_by_somebody",
                condition=Q(settled_at=None, settled_by=None)
                | (Q(settled_at__isnull=False, settled_by__isnull=False)
                   & (Q(credit__isnull=False) | ~Q(settled_because=""))),
            ),
        ]  # fmt: skip
        triggers = [
            forever("unplaced_completion_never_dropped"),
            guard("unplaced_completion_once_settled_stays", "OLD.settled_at IS NOT NULL", pgtrigger.Update),
            guard(
                "unplaced_completion_not_matched_to_oneself",
                """EXISTS (SELECT 1 FROM training_trainingcredit k JOIN personnel_person p ON p.id = k.person_id
                    WHERE k.id = NEW.credit_id AND p.user_id = NEW.settled_by_id)""",
                pgtrigger.Update,
            ),
        ]

    def __str__(self):
        return f"{self.get_source_display()} {self.external_id}"

    def get_absolute_url(self):
        return reverse("training:unplacedcompletion-settle", args=[self.pk])

    @property
    def state_words(self) -> str:
        """Whether it still waits, and else what became of it."""
        if self.settled_at is None:
            return "Waits"
        return "Matched" if self.credit_id else "Set aside"
