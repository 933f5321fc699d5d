"""Who or what is busy when. One table, one constraint: nothing is booked twice (training.md 4)."""

from datetime import UTC, datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, Q
from django.db.models.functions import Now

from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.rules import forever
from doc_portal.core.ranges import OnePoint
from personnel.models import Person
from training.models.lodging import Bed
from training.models.places import Equipment, Room


class Resource(models.Model):
    """Anything that can be in one place at a time, under one number: a room, a person, a bed, a vehicle, kit.

    Rooms, beds, vehicles and kit have theirs from the moment they exist; people when they are first booked.
    """

    class Kind(models.TextChoices):
        ROOM = "room", "Room"
        PERSON = "person", "Person"
        BED = "bed", "Bed"
        VEHICLE = "vehicle", "Vehicle"
        KIT = "kit", "Kit"

    kind = models.CharField(max_length=10, choices=Kind)
    room = models.OneToOneField(Room, on_delete=models.PROTECT, null=True, related_name="resource")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, related_name="resource")
    bed = models.OneToOneField(Bed, on_delete=models.PROTECT, null=True, related_name="resource")
    equipment = models.OneToOneField(Equipment, on_delete=models.PROTECT, null=True, related_name="resource")

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="resource_is_one_thing_of_its_kind",
                condition=Q(kind="room", room__isnull=False)
                | Q(kind="person", person__isnull=False)
                | Q(kind="bed", bed__isnull=False)
                | Q(kind__in=["vehicle", "kit"], equipment__isnull=False),
            ),
            models.CheckConstraint(
                name="resource_is_one_thing_alone",
                condition=Q(room__isnull=False, person=None, bed=None, equipment=None)
                | Q(room=None, person__isnull=False, bed=None, equipment=None)
                | Q(room=None, person=None, bed__isnull=False, equipment=None)
                | Q(room=None, person=None, bed=None, equipment__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.thing)

    @property
    def thing(self):
        """What it is: the room, the person, the bed, the vehicle or the kit."""
        return self.room or self.person or self.bed or self.equipment


class HoldQuerySet(PortalQuerySet):
    def firm(self):
        """Those that count: tentative ones may overlap until they are approved, released ones are over."""
        return self.filter(status=Hold.Status.FIRM)

    def standing(self):
        """Firm and tentative ones."""
        return self.exclude(status=Hold.Status.RELEASED)

    def touching(self, start, stop):
        """Those that share a moment with [start, stop)."""
        return self.filter(during__overlap=(start, stop))

    def ahead(self):
        """Those that are not over."""
        return self.filter(during__endswith__gt=Now())

    def for_list(self):
        return self.select_related(
            "resource__room__center", "resource__person", "resource__bed__room__center", "resource__equipment__center",
            "meeting__scheduled_class__course_version__course",
        )  # fmt: skip


class Hold(models.Model):
    """One resource busy for one interval, [start, end). `note` is read by schedulers and says nothing of a person."""

    class Status(models.TextChoices):
        TENTATIVE = "tentative", "Tentative"
        FIRM = "firm", "Firm"
        RELEASED = "released", "Released"

    class Source(models.TextChoices):
        MEETING = "meeting", "Class"
        TEACHING = "teaching", "Teaching"
        ENROLMENT = "enrolment", "Training"
        LEAVE = "leave", "Away"
        TRAVEL = "travel", "On the road"
        LODGING = "lodging", "Lodging"
        BLOCK = "block", "Blocked"
        CLOSED = "closed", "Closed"
        OTHER = "other", "Other work"

    STATUS_LEVELS = {Status.TENTATIVE: "warn", Status.FIRM: "ok", Status.RELEASED: "off"}

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="holds")
    during = DateTimeRangeField(default_bounds="[)")
    status = models.CharField(max_length=10, choices=Status, default=Status.FIRM)
    source = models.CharField(max_length=10, choices=Source)
    meeting = models.ForeignKey(
        "training.Meeting", on_delete=models.PROTECT, null=True, blank=True, related_name="holds"
    )
    enrolment = models.ForeignKey(
        "training.Enrolment", on_delete=models.PROTECT, null=True, blank=True, related_name="holds"
    )
    note = models.CharField(max_length=120, blank=True, default="", db_default="")
    created_at = models.DateTimeField("booked", db_default=Now())

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = "booking"
        ordering = ["resource", "during"]
        default_permissions = ("add", "change", "view")
        indexes = [
            models.Index(fields=["meeting"], name="hold_of_meeting", condition=Q(meeting__isnull=False)),
            models.Index(fields=["enrolment"], name="hold_of_enrolment", condition=Q(enrolment__isnull=False)),
        ]
        constraints = [
            ExclusionConstraint(
                name="hold_no_overlap",
                expressions=[(OnePoint("resource"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                condition=Q(status="firm"),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="Already booked for that time.",
            ),
            models.CheckConstraint(
                name="hold_bounds",
                condition=Q(
                    during__isempty=False,
                    during__lower_inf=False,
                    during__upper_inf=False,
                    during__lower_inc=True,
                    during__upper_inc=False,
                ),
                violation_error_message="A booking needs a beginning and an end after it.",
            ),
            models.CheckConstraint(
                name="hold_within_reason",
                condition=Q(
                    during__startswith__gte=datetime(2000, 1, 1, tzinfo=UTC),
                    during__endswith__lte=datetime(2200, 1, 1, tzinfo=UTC),
                ),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
            models.CheckConstraint(name="hold_status_known", condition=Q(status__in=["tentative", "firm", "released"])),
        ]
        triggers = [forever("hold_is_released_never_deleted")]

    def __str__(self):
        return f"{self.resource}: {self.get_source_display().lower()}"
