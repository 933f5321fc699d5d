"""Training a worksite held by itself, as it reports it."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from doc_portal.core.models import Attachment, PortalQuerySet, Worksite
from doc_portal.core.models.rules import guard
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models import Person
from training.models.catalogue import CourseVersion


class LocalReportQuerySet(PortalQuerySet):
    def waiting(self):
        return self.filter(status=LocalReport.Status.SENT)

    def for_list(self):
        return self.select_related("worksite", "course_version__course")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LocalReport(WorkflowRecord):
    """Training a worksite held by itself, with its roster and lesson plan; the registrar accepts or returns it."""

    WORKSITE_PATH = "worksite"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SENT = "sent", "Sent to the registrar"
        RETURNED = "returned", "Returned"
        ACCEPTED = "accepted", "Accepted"

    STATUS_LEVELS = {
        Status.DRAFT: "off", Status.SENT: "warn", Status.RETURNED: "bad", Status.ACCEPTED: "ok",
    }  # fmt: skip
    TRANSITIONS = {
        "send": Transition(
            frozenset({Status.DRAFT, Status.RETURNED}), Status.SENT, "Send report", "Report sent to the registrar"
        ),
        "accept": Transition(frozenset({Status.SENT}), Status.ACCEPTED, "Accept report", "Report accepted"),
        "return": Transition(frozenset({Status.SENT}), Status.RETURNED, "Return report", "Report returned"),
    }

    number = models.CharField(max_length=20, unique=True, editable=False)
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    course_version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+", verbose_name="course")
    held_on = models.DateField("held on")
    taught_by = models.CharField("taught by", max_length=160)
    lesson_plan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    answer = models.CharField("what the registrar says", max_length=400, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = LocalReportQuerySet.as_manager()

    class Meta:
        verbose_name = "report of training"
        verbose_name_plural = "reports of training"
        ordering = ["-held_on", "-pk"]
        default_permissions = ("add", "change", "view")
        permissions = [
            ("send_localreport", "Can send a report of training held"),
            ("accept_localreport", "Can accept or return a report of training held"),
        ]
        constraints = [
            models.CheckConstraint(
                name="local_report_day_within_reason",
                condition=Q(held_on__range=("2000-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
            models.CheckConstraint(
                name="local_report_decided_by_another",
                condition=Q(decided_by=None) | Q(created_by=None) | ~Q(decided_by=F("created_by")),
                violation_error_message="Somebody else must decide on the report you wrote.",
            ),
        ]
        triggers = [
            guard(
                "local_report_once_accepted_stays",
                "OLD.status = 'accepted'",
                pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self):
        return f"{self.number} {self.course_version.course.title}"

    def get_absolute_url(self):
        return reverse("training:localreport-detail", args=[self.pk])

    @property
    def editable(self):
        """What was sent waits for the registrar."""
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)


class LocalReportPerson(models.Model):
    """Somebody on the roster of a worksite's own training."""

    report = models.ForeignKey(LocalReport, on_delete=models.CASCADE, related_name="roster")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "person on a roster"
        verbose_name_plural = "people on rosters"
        ordering = ["report", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["report", "person"],
                name="local_report_names_a_person_once",
                violation_error_message="This person is already on the roster.",
            )
        ]
        triggers = [
            guard(
                "roster_of_an_accepted_report_stays",
                """EXISTS (SELECT 1 FROM training_localreport l
                    WHERE l.id = (COALESCE(NEW, OLD)).report_id AND l.status = 'accepted')""",
                pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self):
        return str(self.person)
