"""Plans for the whole department: what went in, what is proposed, and why somebody was left without a seat."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q
from django.urls import reverse

from doc_portal.core.display import long_date
from doc_portal.core.models import Job, PortalQuerySet
from doc_portal.core.models.base import positive_period
from doc_portal.core.models.rules import guard
from doc_portal.core.ranges import DateSpan, OnePoint
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models import Person
from personnel.suppression import of_people_shown_to
from training.models.catalogue import Course


class PlanRunQuerySet(PortalQuerySet):
    def visible_to(self, user):
        return self if user.has_perm("training.view_planrun") else self.none()

    def for_list(self):
        return self.select_related("created_by", "committed_by").defer("classes", "inputs")


class PlanRun(WorkflowRecord):
    """One run of the planner. A proposal first; committed in one transaction, or stale once its inputs changed.

    `inputs` are what was chosen, `fingerprint` tells whether the facts behind it are still the same, `classes` are the
    classes proposed and `figures` the arithmetic shown beside them.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Being worked out"
        PROPOSED = "proposed", "Proposed"
        COMMITTED = "committed", "Committed"
        DROPPED = "dropped", "Dropped"
        FAILED = "failed", "Not worked out"

    STATUS_LEVELS = {
        Status.WAITING: "info", Status.PROPOSED: "warn", Status.COMMITTED: "ok", Status.DROPPED: "off",
        Status.FAILED: "bad",
    }  # fmt: skip
    TRANSITIONS = {
        "propose": Transition(frozenset({Status.WAITING}), Status.PROPOSED, "Propose", "Proposal worked out"),
        "commit": Transition(frozenset({Status.PROPOSED}), Status.COMMITTED, "Commit plan", "Plan committed"),
        "drop": Transition(
            frozenset({Status.WAITING, Status.PROPOSED}), Status.DROPPED, "Drop plan", "Plan dropped", danger=True
        ),
        "fail": Transition(frozenset({Status.WAITING}), Status.FAILED, "Note as failed", "Plan not worked out"),
    }

    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING, editable=False)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until")
    inputs = models.JSONField(default=dict, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    classes = models.JSONField(default=list, editable=False)
    figures = models.JSONField(default=dict, editable=False)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = PlanRunQuerySet.as_manager()

    class Meta:
        verbose_name = "plan"
        ordering = ["-pk"]
        default_permissions = ("add", "view", "export")
        permissions = [("commit_planrun", "Can commit or drop a plan")]
        constraints = [
            models.CheckConstraint(
                name="plan_ends_after_it_starts",
                condition=Q(ends_on__gt=models.F("starts_on")),
                violation_error_message="The end must come after the start.",
            ),
            models.CheckConstraint(
                name="plan_days_within_reason",
                condition=Q(starts_on__range=("2000-01-01", "2199-12-31"))
                & Q(ends_on__range=("2000-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
        ]
        triggers = [
            guard("plan_once_committed_stays", "OLD.status = 'committed'", pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self):
        return f"Plan {self.pk}, {long_date(self.starts_on)} to {long_date(self.ends_on)}"

    def get_absolute_url(self):
        return reverse("training:planrun-detail", args=[self.pk])


class PlannedSeat(models.Model):
    """One seat a plan proposes: this person in that proposed class (its place in `PlanRun.classes`)."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    class_no = models.PositiveIntegerField()
    due_on = models.DateField(null=True)

    class Meta:
        ordering = ["run", "class_no", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "class_no", "person"], name="planned_seat_once"),
        ]

    def __str__(self):
        return f"{self.person}, class {self.class_no}"


class UnplacedQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """Those of plans one may read; nothing of people who are not listed but to whom they are shown."""
        rows = self if user.has_perm("training.view_planrun") else self.none()
        return rows.filter(of_people_shown_to(user))

    def for_list(self):
        return self.select_related("person__worksite", "course")


class Unplaced(models.Model):
    """Somebody a plan found no seat for, and why."""

    class Reason(models.TextChoices):
        NO_SEAT = "no_seat", "No seat before the due date"
        RELIEF = "relief", "The shift would be short"
        DAY_OFF = "day_off", "Regular day off"
        LEAVE = "leave", "Away"
        NO_CLASS = "no_class", "No class in the region"
        CLASH = "clash", "Already booked then"
        NO_TEACHER = "no_teacher", "No certified instructor"
        BEFORE = "before", "Something needed before is missing"
        AUDIENCE = "audience", "The course is not for them"

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="unplaced")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason)
    due_on = models.DateField("due", null=True)
    words = models.CharField("in words", max_length=200, blank=True, default="")

    objects = UnplacedQuerySet.as_manager()

    class Meta:
        verbose_name = "person without a seat"
        verbose_name_plural = "people without a seat"
        ordering = ["run", "due_on", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["run", "person", "course"], name="unplaced_once")]

    def __str__(self):
        return f"{self.person}: {self.get_reason_display()}"

    def get_absolute_url(self):
        return self.person.get_absolute_url()


class DaysOff(models.Model):
    """The regular days off of somebody between two days: the days of the week on which they do not work."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="days_off")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), help_text="1 for Monday to 7 for Sunday.")
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True, help_text="The first day on which they no longer hold.")

    objects = PortalQuerySet.as_manager()

    class Meta:
        verbose_name = "regular days off"
        verbose_name_plural = "regular days off"
        ordering = ["person", "starts_on"]
        default_permissions = ("import",)
        constraints = [
            positive_period("days_off_end_after_they_start", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="days_off_are_days_of_the_week",
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]) & Q(weekdays__len__range=(1, 6)),
                violation_error_message="Name one to six days of the week.",
            ),
            models.CheckConstraint(
                name="days_off_within_reason",
                condition=Q(starts_on__range=("2000-01-01", "2199-12-31"))
                & (Q(ends_on__isnull=True) | Q(ends_on__range=("2000-01-01", "2199-12-31"))),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
            ExclusionConstraint(
                name="days_off_do_not_overlap",
                expressions=[
                    (OnePoint("person"), RangeOperators.OVERLAPS),
                    (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message="This person already has days off for some of that time.",
            ),
        ]

    def __str__(self):
        return f"{self.person}: off from {self.starts_on}"
