"""Where training happens: centers, rooms with their hours, vehicles and kit."""

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from doc_portal.core.models import Confirmed, PortalQuerySet, Record, Worksite
from doc_portal.core.models.rules import forever

RESOURCE_OF_ITS_OWN = """
    INSERT INTO training_resource (kind, {column}_id) VALUES ({kind}, NEW.id);
    RETURN NULL;
"""


def booked_as(kind: str, column: str) -> pgtrigger.Trigger:
    """Whatever can be booked is a resource from its first moment on. `kind` is SQL."""
    return pgtrigger.Trigger(
        name=f"{column}_can_be_booked",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func=RESOURCE_OF_ITS_OWN.format(kind=kind, column=column),
    )


class PlaceQuerySet(PortalQuerySet):
    def in_use(self):
        """Those that may still be chosen."""
        return self.filter(retired=False)

    def visible_to(self, user):
        """All staff may see where training happens."""
        return self if user.has_perm("training.view_center") else self.none()


class CenterQuerySet(PlaceQuerySet):
    def for_list(self):
        return self.select_related("worksite")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Center(Confirmed, Record):
    """A training center. Centers come and go: they are data, each at a worksite."""

    WORKSITE_PATH = "worksite"
    NAMED_BY = ("code", "name")

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    worksite = models.OneToOneField(Worksite, on_delete=models.PROTECT, related_name="training_center")
    region = models.CharField(max_length=60, blank=True)
    trainees = models.PositiveIntegerField("room for trainees", null=True, blank=True)
    opened_on = models.DateField("in use since", null=True, blank=True)
    note = models.CharField(max_length=240, blank=True)
    retired = models.BooleanField("no longer used", default=False)

    objects = CenterQuerySet.as_manager()

    class Meta:
        verbose_name = "training center"
        ordering = ["name"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(name="center_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="center_days_within_reason",
                condition=Q(opened_on__isnull=True) | Q(opened_on__range=("1900-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 1900 and 2199.",
            ),
        ]
        triggers = [forever("center_is_retired_never_deleted")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("training:center-detail", args=[self.code])


class RoomQuerySet(PlaceQuerySet):
    def for_list(self):
        return self.select_related("center")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Room(Record):
    """A room of a center. A course may seat fewer or more there than the room does (`RoomSeats`)."""

    WORKSITE_PATH = "center__worksite"

    center = models.ForeignKey(Center, on_delete=models.PROTECT, related_name="rooms")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80, blank=True)
    seats = models.PositiveSmallIntegerField()
    features = ArrayField(models.SlugField(max_length=30), default=list, blank=True)
    ahead_days = models.PositiveSmallIntegerField(
        "bookable so many days ahead", null=True, blank=True, help_text="Empty for what is set for all rooms."
    )
    retired = models.BooleanField("no longer used", default=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["center", "code"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["center", "code"],
                name="room_code_once_per_center",
                violation_error_message="This center already has a room with that code. Choose another code.",
            ),
            models.CheckConstraint(
                name="room_seats_somebody",
                condition=Q(seats__range=(1, 2000)),
                violation_error_message="Enter how many people the room seats, from 1 to 2000.",
            ),
            models.CheckConstraint(
                name="room_has_a_code", condition=~Q(code=""), violation_error_message="Enter a code for the room."
            ),
        ]
        triggers = [
            forever("room_is_retired_never_deleted"),
            booked_as("'room'", "room"),
            pgtrigger.Trigger(
                name="room_still_seats_its_classes",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("seats"),
                condition=pgtrigger.Condition("NEW.seats < OLD.seats"),
                func="""
                    PERFORM training_require_fit(c.id) FROM training_scheduledclass c
                      WHERE c.id IN (SELECT m.scheduled_class_id FROM training_meeting m
                                      WHERE m.room_id = NEW.id AND upper(m.during) > now());
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.center}, room {self.code}"

    def get_absolute_url(self):
        return reverse("training:room-detail", args=[self.pk])


class RoomHours(models.Model):
    """When a room can be booked, by day of the week. A room without any line can be booked at any hour."""

    class Weekday(models.IntegerChoices):
        MONDAY = 1, "Monday"
        TUESDAY = 2, "Tuesday"
        WEDNESDAY = 3, "Wednesday"
        THURSDAY = 4, "Thursday"
        FRIDAY = 5, "Friday"
        SATURDAY = 6, "Saturday"
        SUNDAY = 7, "Sunday"

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        verbose_name = "bookable hours"
        verbose_name_plural = "bookable hours"
        ordering = ["room", "weekday"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["room", "weekday"],
                name="room_hours_once_a_weekday",
                violation_error_message="The hours of that day are already given. Change them instead.",
            ),
            models.CheckConstraint(
                name="room_closes_after_it_opens",
                condition=Q(closes__gt=F("opens")),
                violation_error_message="The room must close after it opens.",
            ),
            models.CheckConstraint(name="room_hours_weekday_known", condition=Q(weekday__range=(1, 7))),
        ]

    def __str__(self):
        return f"{self.room}, {self.get_weekday_display()}"


class RoomSeats(models.Model):
    """How many a room seats for one course, where that differs: defensive tactics needs more floor than a lecture."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="seats_by_course")
    course = models.ForeignKey("training.Course", on_delete=models.PROTECT, related_name="seats_by_room")
    seats = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "seats of a room for a course"
        verbose_name_plural = "seats of rooms for courses"
        ordering = ["room", "course"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["room", "course"],
                name="room_seats_once_a_course",
                violation_error_message="The seats of this room for that course are already given. Change them.",
            ),
            models.CheckConstraint(
                name="room_seats_somebody_for_a_course",
                condition=Q(seats__range=(1, 2000)),
                violation_error_message="Enter how many people the room seats, from 1 to 2000.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="room_still_seats_the_course",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    PERFORM training_require_fit(c.id) FROM training_scheduledclass c
                      WHERE c.id IN (SELECT m.scheduled_class_id FROM training_meeting m
                                      WHERE m.room_id = (COALESCE(NEW, OLD)).room_id AND upper(m.during) > now());
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.room}: {self.seats} for {self.course}"


class Equipment(Record):
    """A vehicle or a piece of kit that one class at a time can use."""

    WORKSITE_PATH = "center__worksite"

    class Kind(models.TextChoices):
        VEHICLE = "vehicle", "Vehicle"
        KIT = "kit", "Kit"

    center = models.ForeignKey(Center, on_delete=models.PROTECT, related_name="equipment")
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    feature = models.SlugField("what it serves as", max_length=30, blank=True)
    retired = models.BooleanField("no longer used", default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "vehicle or kit"
        verbose_name_plural = "vehicles and kit"
        ordering = ["center", "kind", "code"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["center", "code"],
                name="equipment_code_once_per_center",
                violation_error_message="This center already has something with that code. Choose another code.",
            ),
            models.CheckConstraint(name="equipment_kind_known", condition=Q(kind__in=["vehicle", "kit"])),
        ]
        triggers = [forever("equipment_retired_never_deleted"), booked_as("NEW.kind", "equipment")]

    def __str__(self):
        return f"{self.name} ({self.code}), {self.center}"

    def get_absolute_url(self):
        return reverse("training:equipment-edit", args=[self.pk])
