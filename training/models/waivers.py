"""What sets a rule aside for somebody: waivers, and times in which the clock stands still."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.display import long_date
from doc_portal.core.models import PortalQuerySet, Record
from doc_portal.core.models.base import positive_period
from doc_portal.core.models.rules import but_for, forever, guard
from doc_portal.core.ranges import DateSpan, OnePoint
from personnel.models import Person
from personnel.suppression import of_people_shown_to
from training.models.requirements import RequirementRule
from training.models.rules import own


class WaiverQuerySet(PortalQuerySet):
    def in_force(self, on=None):
        """Approved waivers that hold on a day."""
        on = on or timezone.localdate()
        return self.filter(
            Q(ended_on=None) | Q(ended_on__gt=on), approved_at__isnull=False, starts_on__lte=on, ends_on__gt=on
        )

    def waiting(self):
        """Asked for and not decided on."""
        return self.filter(approved_at=None, ended_on=None)

    def visible_to(self, user):
        """Where one reads waivers, and one's own; nothing of people who are not listed but to whom they are shown."""
        read = scope_of(user, "training.view_waiver")
        rows = self if read.everywhere else self.filter(Q(person__user=user) | read.rows_of(self.model))
        return rows.filter(of_people_shown_to(user))

    def for_list(self):
        return self.select_related("person__worksite", "rule", "approved_by", "created_by")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Waiver(Record):
    """A requirement set aside for one person between two days, with a reason, approved by somebody else."""

    WORKSITE_PATH = "person__worksite"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="waivers")
    rule = models.ForeignKey(RequirementRule, on_delete=models.PROTECT, related_name="waivers")
    reason = models.TextField(max_length=1000)
    starts_on = models.DateField("from", default=timezone.localdate)
    ends_on = models.DateField("until", help_text="The first day on which it no longer holds.")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    ended_on = models.DateField("taken back", null=True, editable=False)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        default_permissions = ("add", "view", "export")
        permissions = [
            ("approve_waiver", "Can approve a waiver somebody else asked for"),
            ("end_waiver", "Can take a waiver back"),
        ]
        constraints = [
            models.CheckConstraint(
                name="waiver_says_why", condition=~Q(reason=""), violation_error_message="Say why it is waived."
            ),
            models.CheckConstraint(
                name="waiver_ends_after_it_starts",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="The end must come after the start.",
            ),
            models.CheckConstraint(
                name="waiver_days_within_reason",
                condition=Q(starts_on__range=("2000-01-01", "2199-12-31"))
                & Q(ends_on__range=("2000-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
            models.CheckConstraint(
                name="waiver_approved_by_somebody",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="waiver_not_approved_by_who_asked",
                condition=Q(approved_by=None) | Q(created_by=None) | ~Q(approved_by=F("created_by")),
                violation_error_message="Somebody else must approve the waiver you asked for.",
            ),
        ]
        triggers = [
            forever("waiver_ends_and_is_never_deleted"),
            guard("waiver_not_approved_by_the_person", own("NEW.person_id", "NEW.approved_by_id")),
            guard(
                "waiver_once_approved_stays",
                but_for("ended_on", "version"),
                pgtrigger.Update,
                condition="OLD.approved_at IS NOT NULL",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.rule} waived"

    def stands(self, on=None):
        """How it stands on a day, in words, and the shape of them."""
        on = on or timezone.localdate()
        if self.ended_on is not None:
            return ("Taken back", "off") if self.approved_at else ("Declined", "off")
        if self.approved_at is None:
            return "Waits for approval", "warn"
        if self.starts_on > on:
            return "To come", "info"
        return ("In force", "ok") if self.ends_on > on else ("Over", "off")

    @property
    def state(self) -> str:
        """How it stands today."""
        return self.stands()[0]

    def get_absolute_url(self):
        return reverse("training:waiver-detail", args=[self.pk])


class ClockPauseQuerySet(PortalQuerySet):
    def in_force(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)

    def visible_to(self, user):
        """Where one keeps them; nothing of people who are not listed but to whom they are shown."""
        return super().visible_to(user).filter(of_people_shown_to(user))

    def for_list(self):
        return self.select_related("person__worksite")


class ClockPause(Record):
    """Leave that stops the clock of requirements. Which leave, and why, is kept nowhere here."""

    WORKSITE_PATH = "person__worksite"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="clock_pauses")
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True, help_text="The first day back.")

    objects = ClockPauseQuerySet.as_manager()

    class Meta:
        verbose_name = "pause of the clock"
        verbose_name_plural = "pauses of the clock"
        ordering = ["-starts_on", "-pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            positive_period("clock_pause_ends_after_it_starts", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="clock_pause_days_within_reason",
                condition=Q(starts_on__range=("2000-01-01", "2199-12-31"))
                & (Q(ends_on__isnull=True) | Q(ends_on__range=("2000-01-01", "2199-12-31"))),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
            ExclusionConstraint(
                name="clock_pauses_do_not_overlap",
                expressions=[
                    (OnePoint("person"), RangeOperators.OVERLAPS),
                    (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="The clock already stands still for some of these days. Change that pause.",
            ),
        ]

    def __str__(self):
        return f"{self.person}: away from {long_date(self.starts_on)}"

    def get_absolute_url(self):
        return reverse("training:clockpause-list")

    @property
    def edit_url(self) -> str:
        """Where it is changed."""
        return reverse("training:clockpause-edit", args=[self.pk])
