"""The first weeks: a checklist for each new hire (personnel.md 3, item 20)."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import PortalQuerySet, Record
from doc_portal.core.models.base import days_within_reason
from personnel.models.people import Person
from personnel.models.selection import Appointment


class ChecklistQuerySet(PortalQuerySet):
    def in_force(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)

    def visible_to(self, user):
        return self if user.has_perm("personnel.view_checklistitem") else self.none()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ChecklistItem(Record):
    """Something every new hire of one kind does or is shown in the first weeks; copied to who begins while in force."""

    class Track(models.TextChoices):
        ALL = "all", "Everyone"
        CUSTODY = "custody", "Facility custody"
        PROBATION = "probation", "Probation and Parole"

    class Who(models.TextChoices):
        NEW_HIRE = "new_hire", "The new hire"
        SUPERVISOR = "supervisor", "The supervisor"
        PERSONNEL = "personnel", "Personnel"

    track = models.CharField("for", max_length=20, choices=Track, default=Track.ALL)
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField("what is to be done", max_length=240)
    who = models.CharField("who does it", max_length=20, choices=Who, default=Who.NEW_HIRE)
    due_days = models.PositiveSmallIntegerField("due so many days after the first", default=7)
    link = models.CharField("page of the portal", max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    confirmed = models.BooleanField(default=False)
    starts_on = models.DateField("from", default=timezone.localdate)
    ends_on = models.DateField("until", null=True, blank=True)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = "checklist item"
        ordering = ["track", "order", "pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            days_within_reason("checklist_item_days_within_reason", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="checklist_item_says_something",
                condition=~Q(text=""),
                violation_error_message="Say what is to be done.",
            ),
            models.CheckConstraint(
                name="checklist_item_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="The end must come after the start.",
            ),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("personnel:checklistitem-detail", args=[self.pk])


class NewHireTaskQuerySet(PortalQuerySet):
    def open(self):
        """Not done yet, of people who began or will."""
        return self.filter(done_at=None, appointment__not_begun_at=None)

    def visible_to(self, user):
        """One's own, those of whom one supervises, and those of one's worksites for Personnel."""
        read = scope_of(user, "personnel.view_newhiretask")
        if read.everywhere:
            return self.all()
        own = Q(person__user=user) | Q(
            person__assignments__supervisor__user=user,
            person__assignments__ends_on=None,
        )
        if read:
            own |= Q(appointment__worksite__in=read.worksites)
        return self.filter(pk__in=self.model._default_manager.filter(own).values("pk"))

    def for_list(self):
        return self.select_related("person", "appointment__worksite", "done_by")


class NewHireTask(models.Model):
    """One item of one new hire's checklist."""

    UNIT_PATH = ""
    WORKSITE_PATH = "appointment__worksite"

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="tasks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="new_hire_tasks")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=240)
    who = models.CharField(max_length=20, choices=ChecklistItem.Who)
    due_on = models.DateField("due")
    done_at = models.DateTimeField("done", null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = NewHireTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "task of a new hire"
        verbose_name_plural = "tasks of new hires"
        ordering = ["due_on", "pk"]
        default_permissions = ("view",)
        permissions = [
            ("view_own_newhiretask", "Can see their own first weeks"),
            ("finish_newhiretask", "Can note what a new hire has done"),
        ]
        indexes = [models.Index(fields=["person", "due_on"], name="new_hire_task_open", condition=Q(done_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["appointment", "item"], name="new_hire_task_once"),
            models.CheckConstraint(
                name="new_hire_task_done_by_somebody",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("personnel:newhiretask-list")

    @property
    def new_hire(self) -> str:
        """Whose first weeks they are: the entry in the directory, or the applicant until there is one."""
        return str(self.person or self.appointment.application.who)
