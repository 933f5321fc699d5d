"""Beds for those who come from afar: groups, rooms, beds and stays."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from doc_portal.core.models import Record
from doc_portal.core.models.rules import ANY_WRITE, guard
from doc_portal.core.ranges import OnePoint
from training.models.enrolment import CLASS_OF_ENROLMENT, Enrolment
from training.models.places import Center, PlaceQuerySet, booked_as
from training.models.rules import is_final


class LodgingGroup(models.Model):
    """Whom a lodging room is kept for: chosen from this list, so that policy and no free text keeps rooms apart."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    authority = models.CharField(max_length=200, blank=True)
    retired = models.BooleanField("no longer chosen", default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        default_permissions = ("add", "change", "view")

    def __str__(self):
        return self.name


class LodgingRoom(models.Model):
    """A room to sleep in at a center. All its beds are for one group."""

    center = models.ForeignKey(Center, on_delete=models.PROTECT, related_name="lodging_rooms")
    code = models.CharField(max_length=20)
    group = models.ForeignKey(LodgingGroup, on_delete=models.PROTECT, related_name="rooms")
    retired = models.BooleanField("no longer used", default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["center", "code"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["center", "code"],
                name="lodging_room_code_once_per_center",
                violation_error_message="This center already has a lodging room with that code. Choose another code.",
            ),
        ]

    def __str__(self):
        return f"{self.center}, lodging {self.code}"


class Bed(models.Model):
    """One bed of a lodging room."""

    room = models.ForeignKey(LodgingRoom, on_delete=models.PROTECT, related_name="beds")
    code = models.CharField(max_length=10)
    retired = models.BooleanField("no longer used", default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["room", "code"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["room", "code"], name="bed_code_once_per_room")]
        triggers = [booked_as("'bed'", "bed")]

    def __str__(self):
        return f"{self.room}, bed {self.code}"


GIVEN_BACK_ALONE = """(TG_OP = 'UPDATE' AND to_jsonb(OLD) - ARRAY['ended_at', 'version']
                        = to_jsonb(NEW) - ARRAY['ended_at', 'version'])"""
"""A bed may be given back when the class is final: somebody else needs it."""


class BedStay(Record):
    """A bed for somebody who comes from afar. The bed's room is kept for the group chosen; the booking is its hold."""

    WORKSITE_PATH = "bed__room__center__worksite"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="stays")
    group = models.ForeignKey(LodgingGroup, on_delete=models.PROTECT, related_name="+")
    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="stays")
    during = DateTimeRangeField(default_bounds="[)")
    ended_at = models.DateTimeField("given back", null=True, editable=False)

    class Meta:
        verbose_name = "stay"
        ordering = ["during", "pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            ExclusionConstraint(
                name="bed_stays_do_not_overlap",
                expressions=[(OnePoint("bed"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                condition=Q(ended_at=None),
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message="This bed is taken for some of these nights. Choose another bed.",
            ),
            models.CheckConstraint(
                name="bed_stay_bounds",
                condition=Q(
                    during__isempty=False,
                    during__lower_inf=False,
                    during__upper_inf=False,
                    during__lower_inc=True,
                    during__upper_inc=False,
                ),
            ),
        ]
        triggers = [
            guard(
                "bed_is_kept_for_the_group",
                """NOT EXISTS (SELECT 1 FROM training_bed b JOIN training_lodgingroom r ON r.id = b.room_id
                    WHERE b.id = NEW.bed_id AND r.group_id = NEW.group_id)""",
            ),
            guard(
                "stay_of_a_finalised_class_stays",
                f"{is_final(CLASS_OF_ENROLMENT)} AND NOT {GIVEN_BACK_ALONE}",
                ANY_WRITE,
            ),
        ]

    def __str__(self):
        return f"{self.enrolment.person}: {self.bed}"
