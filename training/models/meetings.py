"""The meetings of a class: when its room is needed, and when people come."""

import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from doc_portal.core.display import short_moment
from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.rules import forever
from doc_portal.core.ranges import OnePoint, TimeSpan
from training.models.catalogue import Mode
from training.models.places import Room
from training.models.rules import while_open
from training.models.schedule import ScheduledClass, fits


class MeetingQuerySet(PortalQuerySet):
    def standing(self):
        """Those that take place."""
        return self.filter(canceled_at=None)

    def visible_to(self, user):
        return self.filter(scheduled_class__in=ScheduledClass.objects.visible_to(user))

    def for_list(self):
        return self.select_related("room__center", "scheduled_class__course_version__course")


SPAN = """
    UPDATE training_scheduledclass c
       SET starts_at = s.starts_at, ends_at = s.ends_at
      FROM (SELECT min(m.starts_at) AS starts_at, max(m.ends_at) AS ends_at
              FROM training_meeting m
             WHERE m.scheduled_class_id = NEW.scheduled_class_id AND m.canceled_at IS NULL) s
     WHERE c.id = NEW.scheduled_class_id AND (c.starts_at, c.ends_at) IS DISTINCT FROM (s.starts_at, s.ends_at);
    RETURN NULL;
"""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Meeting(models.Model):
    """One sitting of a class. `during` is when the room is needed, setup and teardown included; people come for
    `starts_at` to `ends_at`. A meeting that falls away stays on record, for calendars."""

    WORKSITE_PATH = "scheduled_class__center__worksite"
    UNIT_PATH = ""

    scheduled_class = models.ForeignKey(ScheduledClass, on_delete=models.PROTECT, related_name="meetings")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    during = DateTimeRangeField(default_bounds="[)", editable=False)
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.IN_SEAT)
    canceled_at = models.DateTimeField(null=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["starts_at"], name="meeting_by_start")]
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="The meeting must end after it starts.",
            ),
            models.CheckConstraint(
                name="meeting_bounds",
                condition=Q(
                    during__isempty=False,
                    during__lower_inf=False,
                    during__upper_inf=False,
                    during__lower_inc=True,
                    during__upper_inc=False,
                ),
            ),
            models.CheckConstraint(
                name="meeting_shown_within_its_booking",
                condition=Q(starts_at__gte=F("during__startswith"), ends_at__lte=F("during__endswith")),
                violation_error_message="Setup and teardown must lie before and after the meeting.",
            ),
            ExclusionConstraint(
                name="class_meets_once_at_a_time",
                expressions=[
                    (OnePoint("scheduled_class"), RangeOperators.OVERLAPS),
                    (TimeSpan("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(canceled_at=None),
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message=(
                    "The class meets at that time already. Choose another time, or move that meeting."
                ),
            ),
            models.CheckConstraint(
                name="meeting_days_within_reason",
                condition=Q(starts_at__range=("2000-01-01T00:00Z", "2199-12-31T00:00Z"))
                & Q(ends_at__range=("2000-01-01T00:00Z", "2199-12-31T00:00Z")),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
        ]
        triggers = [
            while_open("meeting_of_a_finalised_class_stays", "r.scheduled_class_id"),
            forever("meeting_is_canceled_never_deleted"),
            pgtrigger.Trigger(
                name="class_spans_its_meetings",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("starts_at", "ends_at", "canceled_at"),
                func=SPAN,
            ),
            fits(
                "meeting_fits_its_class",
                "scheduled_class_id",
                pgtrigger.Insert | pgtrigger.UpdateOf("during", "room_id", "canceled_at"),
            ),
        ]

    def __str__(self):
        return f"{self.scheduled_class}, {short_moment(self.starts_at)}"

    @property
    def minutes(self) -> int:
        """How long people are there."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)
