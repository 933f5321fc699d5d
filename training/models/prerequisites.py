"""What stands for what, and what comes before what (training.md 3, item 2)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from doc_portal.core.models import Record
from training.models.catalogue import CatalogueQuerySet, Certification, Course


class CourseEquivalence(Record):
    """From a day on, who completed the old course has done what the new one asks."""

    old = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="replaced_by")
    new = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="replaces")
    starts_on = models.DateField("from")
    authority = models.CharField(max_length=200, blank=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = "equivalence"
        ordering = ["new", "old"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new"],
                name="course_equivalence_once",
                violation_error_message="This is already known. Change it instead.",
            ),
            models.CheckConstraint(
                name="course_equals_another",
                condition=~Q(old=F("new")),
                violation_error_message="Choose two different courses.",
            ),
            models.CheckConstraint(
                name="course_equivalence_day_within_reason",
                condition=Q(starts_on__range=("1900-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 1900 and 2199.",
            ),
        ]

    def __str__(self):
        return f"{self.old} stands for {self.new}"

    def get_absolute_url(self):
        return reverse("training:courseequivalence-edit", args=[self.pk])


NO_CYCLES = """
    PERFORM pg_advisory_xact_lock(hashtextextended('training.prerequisites', 0));
    IF EXISTS (
        WITH RECURSIVE before(first, asked) AS (
            SELECT course_id, needs_course_id FROM changed WHERE needs_course_id IS NOT NULL
            UNION
            SELECT b.first, p.needs_course_id
              FROM before b JOIN training_prerequisite p ON p.course_id = b.asked
             WHERE p.needs_course_id IS NOT NULL)
        SELECT 1 FROM before WHERE first = asked)
    THEN
        RAISE EXCEPTION 'prerequisites_form_no_cycle'
            USING ERRCODE = '23514', CONSTRAINT = 'prerequisites_form_no_cycle';
    END IF;
    RETURN NULL;
"""


def no_cycles(name: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """A course is never needed before itself, by whatever chain; for one kind of statement."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="changed"),
        func=NO_CYCLES,
    )


class Prerequisite(Record):
    """What must be done before a course: another course, or a certification valid on the last day of the class."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, editable=False, related_name="prerequisites")
    needs_course = models.ForeignKey(
        Course, on_delete=models.PROTECT, null=True, blank=True, related_name="needed_before", verbose_name="course"
    )
    needs_certification = models.ForeignKey(
        Certification, on_delete=models.PROTECT, null=True, blank=True, related_name="needed_before",
        verbose_name="certification",
    )  # fmt: skip

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["course", "pk"]
        default_permissions = ("add", "delete", "view")
        constraints = [
            models.CheckConstraint(
                name="prerequisite_is_a_course_or_a_certification",
                condition=Q(needs_course__isnull=False, needs_certification=None)
                | Q(needs_course=None, needs_certification__isnull=False),
                violation_error_message="Choose a course or a certification, one of the two.",
            ),
            models.UniqueConstraint(
                fields=["course", "needs_course"],
                name="prerequisite_course_once",
                violation_error_message="This course is already needed.",
            ),
            models.UniqueConstraint(
                fields=["course", "needs_certification"],
                name="prerequisite_certification_once",
                violation_error_message="This certification is already needed.",
            ),
        ]
        triggers = [
            no_cycles("prerequisites_form_no_cycle", pgtrigger.Insert),
            no_cycles("prerequisites_changed_form_no_cycle", pgtrigger.Update),
        ]

    def __str__(self):
        return str(self.needs_course or self.needs_certification)
