"""Courses that belong together, in their order."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from doc_portal.core.models import Confirmed, Record
from doc_portal.core.models.rules import forever
from training.models.catalogue import CatalogueQuerySet, Course


class CurriculumQuerySet(CatalogueQuerySet):
    def for_list(self):
        return self.annotate(courses=models.Count("items"))


class Curriculum(Confirmed, Record):
    """Courses that belong together, in their order: a level of the academy, a section of the 2018 matrix."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    hours = models.DecimalField(
        "hours in all", max_digits=5, decimal_places=2, null=True, blank=True, help_text="Empty where not known."
    )
    note = models.CharField(max_length=240, blank=True)
    retired = models.BooleanField("no longer used", default=False)

    objects = CurriculumQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "curricula"
        ordering = ["title", "pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                name="curriculum_hours_within_reason", condition=Q(hours=None) | Q(hours__gt=0, hours__lte=999)
            )
        ]
        triggers = [forever("curriculum_is_retired_never_deleted")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("training:curriculum-detail", args=[self.code])


class CurriculumItem(models.Model):
    """One course of a curriculum: its place in the order, and the day block it falls into where that is known."""

    curriculum = models.ForeignKey(Curriculum, on_delete=models.CASCADE, related_name="items")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="curriculum_items")
    order = models.PositiveSmallIntegerField(default=0)
    day_block = models.CharField("day", max_length=20, blank=True)
    optional = models.BooleanField(default=False)

    class Meta:
        verbose_name = "course of a curriculum"
        verbose_name_plural = "courses of curricula"
        ordering = ["curriculum", "order", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["curriculum", "course"],
                name="curriculum_holds_a_course_once",
                violation_error_message="This course is already part of the curriculum.",
            )
        ]

    def __str__(self):
        return str(self.course)
