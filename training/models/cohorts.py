"""Recruits who start together, and how many of them are still here."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from doc_portal.core.display import long_date
from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.models.rules import guard
from personnel.models import Appointment, JobClass, Person

RETENTION_DAYS = (30, 90, 365)
"""After how many days it is counted who of a cohort is still here."""
BEGAN = Q(members__appointment__not_begun_at=None)
"""Recruits of a cohort, less those who did not come on their first day."""


def still_here(days: int) -> models.Count:
    """How many recruits of a cohort had not left so many days after its first; those of the directory count alone."""
    left = "members__appointment__person__ended_on"
    stayed = Q(**{f"{left}__isnull": True}) | Q(**{f"{left}__gt": F("starts_on") + timedelta(days=days)})
    return models.Count("members", filter=BEGAN & Q(members__appointment__person__isnull=False) & stayed)


class CohortQuerySet(PortalQuerySet):
    def for_list(self):
        return self.select_related("job_class", "worksite").annotate(
            people=models.Count("members", filter=BEGAN),
            known=models.Count("members__appointment__person", filter=BEGAN),
            **{f"here_{days}": still_here(days) for days in RETENTION_DAYS},
        )


class Cohort(Record):
    """Recruits who start together: one class of job, one worksite, one first day."""

    WORKSITE_PATH = "worksite"

    job_class = models.ForeignKey(JobClass, on_delete=models.PROTECT, related_name="+")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("first day")

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "worksite", "pk"]
        default_permissions = ("view", "export")
        constraints = [
            models.UniqueConstraint(fields=["job_class", "worksite", "starts_on"], name="cohort_once"),
        ]

    def __str__(self):
        return f"{self.job_class}, {self.worksite}, {long_date(self.starts_on)}"

    def get_absolute_url(self):
        return reverse("training:cohort-detail", args=[self.pk])

    def holds(self, person: Person) -> bool:
        """Whether somebody is one of its recruits."""
        return self.members.filter(appointment__person=person).exists()


class CohortMemberQuerySet(models.QuerySet):
    def standing(self):
        """All but those who did not begin: no seat is kept for them."""
        return self.filter(appointment__not_begun_at=None)


class CohortMember(models.Model):
    """One recruit of a cohort, by the appointment; the person is known once they are in the directory."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="members")
    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="cohort_place")

    objects = CohortMemberQuerySet.as_manager()

    class Meta:
        ordering = ["cohort", "pk"]
        default_permissions = ()
        triggers = [
            guard(
                "cohort_member_was_appointed_for_it",
                """NOT EXISTS (SELECT 1 FROM personnel_appointment a JOIN training_cohort c ON c.id = NEW.cohort_id
                    WHERE a.id = NEW.appointment_id AND a.job_class_id = c.job_class_id
                      AND a.worksite_id = c.worksite_id AND a.starts_on = c.starts_on)""",
            )
        ]

    def __str__(self):
        return str(self.appointment)
