"""Courses taken elsewhere: somebody shows evidence, and another says whether it counts (training.md 3, item 1)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from doc_portal.core.access import scope_of
from doc_portal.core.models import Attachment, PortalQuerySet
from doc_portal.core.models.rules import guard
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models import Assignment, Person
from training.models.catalogue import CourseVersion
from training.models.credit import TrainingCredit
from training.models.rules import own


class OutsideCompletionQuerySet(PortalQuerySet):
    def waiting(self):
        return self.filter(status=OutsideCompletion.Status.WAITING)

    def visible_to(self, user):
        """One's own, those one handed in, those of people one leads, and of worksites where one reads transcripts."""
        read = scope_of(user, "training.view_trainingcredit")
        rows = self.filter(person__in=Person.objects.visible_to(user))
        if read.everywhere:
            return rows
        led = Assignment.objects.current().filter(supervisor__user=user).values("person")
        near = Q(person__user=user) | Q(created_by=user) | Q(person__in=led)
        return rows.filter(near | read.rows_of(self.model))

    def for_list(self):
        return self.select_related("person", "course_version__course")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OutsideCompletion(WorkflowRecord):
    """A course somebody took elsewhere, with its evidence, until the registrar accepts it or turns it down."""

    WORKSITE_PATH = "person__worksite"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waits for the registrar"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Turned down"

    STATUS_LEVELS = {Status.WAITING: "warn", Status.ACCEPTED: "ok", Status.REFUSED: "bad"}
    TRANSITIONS = {
        "accept": Transition(frozenset({Status.WAITING}), Status.ACCEPTED, "Accept course", "Course accepted"),
        "refuse": Transition(frozenset({Status.WAITING}), Status.REFUSED, "Turn down", "Course turned down"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="outside_completions")
    course_version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+", verbose_name="course")
    held_by = models.CharField("held by", max_length=160)
    completed_on = models.DateField("completed")
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    evidence = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING, editable=False)
    answer = models.CharField("what the registrar says", max_length=400, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    credit = models.OneToOneField(
        TrainingCredit, on_delete=models.PROTECT, null=True, editable=False, related_name="outside"
    )

    objects = OutsideCompletionQuerySet.as_manager()

    class Meta:
        verbose_name = "course taken elsewhere"
        verbose_name_plural = "courses taken elsewhere"
        ordering = ["-completed_on", "-pk"]
        default_permissions = ("add", "view")
        permissions = [("accept_outsidecompletion", "Can accept or turn down a course taken elsewhere")]
        constraints = [
            models.CheckConstraint(
                name="outside_completion_day_within_reason",
                condition=Q(completed_on__range=("1950-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
            models.CheckConstraint(
                name="outside_completion_hours_within_reason",
                condition=Q(hours__gt=0, hours__lte=400),
                violation_error_message="Enter the hours, above 0 and up to 400.",
            ),
            models.CheckConstraint(
                name="outside_completion_decided_by_another",
                condition=Q(decided_by=None) | Q(created_by=None) | ~Q(decided_by=F("created_by")),
                violation_error_message="Somebody else must decide on what you handed in.",
            ),
            models.CheckConstraint(
                name="outside_completion_accepted_on_evidence",
                condition=~Q(status="accepted")
                | Q(evidence__isnull=False, credit__isnull=False, decided_by__isnull=False),
                violation_error_message="A course is accepted on evidence.",
            ),
            models.CheckConstraint(
                name="outside_completion_status_known", condition=Q(status__in=["waiting", "accepted", "refused"])
            ),
        ]
        triggers = [
            guard(
                "outside_completion_once_decided_stays", "OLD.status <> 'waiting'", pgtrigger.Update | pgtrigger.Delete
            ),
            guard(
                "outside_completion_not_decided_by_the_person",
                own("NEW.person_id", "NEW.decided_by_id"),
                pgtrigger.Update,
            ),
        ]

    def __str__(self):
        return f"{self.course_version.course.title}, taken elsewhere"

    def get_absolute_url(self):
        return reverse("training:outsidecompletion-detail", args=[self.pk])

    @property
    def editable(self):
        """It is accepted or turned down as it was handed in."""
        return False
