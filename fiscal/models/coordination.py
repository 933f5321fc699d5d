"""What other state offices ask for or are owed: due when, owned by whom, with what outcome (fiscal.md 38)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet, Record
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import forever
from doc_portal.core.workflow import Transition, WorkflowRecord


class Office(models.TextChoices):
    """The offices fiscal works with."""

    TREASURER = "treasurer", "State Treasurer"
    AUDITOR = "auditor", "State Auditor"
    OA = "oa", "Office of Administration"
    REVENUE = "revenue", "Department of Revenue"
    OVERSIGHT = "oversight", "Oversight"
    FEDERAL = "federal", "Federal office"


class RecurringDeliverable(Record):
    """What an office is owed again and again, as far as a source names it. Without month and day none is known."""

    key = models.SlugField(max_length=40, unique=True)
    office = models.CharField(max_length=12, choices=Office)
    title = models.CharField(max_length=160)
    month = models.PositiveSmallIntegerField(null=True)
    day = models.PositiveSmallIntegerField(null=True)
    due_words = models.CharField("due", max_length=120, blank=True, default="")
    confirmed = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="recurring_on_a_whole_day",
                condition=Q(month=None, day=None) | Q(month__range=(1, 12), day__range=(1, 31)),
            )
        ]

    def __str__(self):
        return self.title

    def due_in(self, fy: int) -> date | None:
        """The day it is due in a fiscal year; None where no day is known."""
        return date(fy - (self.month >= 7), self.month, self.day) if self.month else None


class CoordinationItemQuerySet(PortalQuerySet):
    def open(self):
        """Those without an outcome."""
        return self.filter(status=CoordinationItem.Status.OPEN)

    def overdue(self, on=None):
        """Open ones whose day has passed."""
        return self.open().filter(due_on__lt=on or timezone.localdate())

    def for_list(self):
        return self.select_related("owner")


class CoordinationItem(WorkflowRecord):
    """One request of an office, or one thing it is owed. Nothing is without owner or day."""

    class Kind(models.TextChoices):
        REQUEST = "request", "Request"
        DELIVERABLE = "deliverable", "Deliverable"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "No longer needed"

    STATUS_LEVELS = {Status.OPEN: "info", Status.DONE: "ok", Status.DROPPED: "off"}
    TRANSITIONS = {
        "finish": Transition(frozenset({Status.OPEN}), Status.DONE, "Record outcome", "Outcome recorded"),
        "drop": Transition(frozenset({Status.OPEN}), Status.DROPPED, "Drop", "Dropped"),
    }

    office = models.CharField(max_length=12, choices=Office)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.DELIVERABLE)
    title = models.CharField(max_length=160)
    about = models.TextField("what it is about", max_length=2000, blank=True, default="")
    due_on = models.DateField("due")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recurring = models.ForeignKey(
        RecurringDeliverable, on_delete=models.PROTECT, null=True, blank=True, related_name="items",
        verbose_name="recurring item",
    )  # fmt: skip
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, editable=False)
    outcome = models.TextField(max_length=2000, blank=True, default="", editable=False)
    finished_on = models.DateField("closed on", null=True, editable=False)

    objects = CoordinationItemQuerySet.as_manager()

    class Meta:
        verbose_name = "coordination item"
        ordering = ["due_on", "pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [
            ("finish_coordinationitem", "Can record the outcome of a coordination item"),
            ("oversee_coordinationitem", "Is told of coordination items that are overdue"),
        ]
        constraints = [
            days_within_reason("coordination_days_within_reason", "due_on"),
            models.UniqueConstraint(
                fields=["recurring", "due_on"],
                name="recurring_item_once_a_day",
                violation_error_message="This recurring item is planned for that day already.",
            ),
            models.CheckConstraint(
                name="coordination_status_known", condition=Q(status__in=["open", "done", "dropped"])
            ),
            models.CheckConstraint(
                name="coordination_ends_with_an_outcome",
                condition=Q(status="open", finished_on=None) | (~Q(status="open") & ~Q(outcome="")),
                violation_error_message="Say what came of it.",
            ),
        ]
        triggers = [forever("coordination_item_never_deleted")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("fiscal:coordinationitem-detail", args=[self.pk])

    @property
    def editable(self) -> bool:
        """Whether it can still be changed."""
        return self.status == self.Status.OPEN

    def stands(self) -> tuple[str, str]:
        """How it stands today, and the shape of the words."""
        if self.status == self.Status.OPEN and self.due_on < timezone.localdate():
            return "Overdue", "bad"
        return self.get_status_display(), self.STATUS_LEVELS[self.status]

    @property
    def state(self) -> str:
        """How it stands today."""
        return self.stands()[0]
