"""Who teaches, and what they are certified to teach."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.urls import reverse

from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import positive_period
from doc_portal.core.models.rules import forever
from doc_portal.core.ranges import DateSpan, OnePoint
from personnel.models import Person
from training.models.catalogue import Certification
from training.models.places import Center
from training.models.schedule import ScheduledClass


class InstructorQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """Where one looks after them; nobody who is not listed but to whom they are shown."""
        return super().visible_to(user).filter(person__in=Person.objects.visible_to(user))

    def in_use(self):
        """Those who still teach."""
        return self.filter(retired=False)

    def for_list(self):
        return self.select_related("person", "home_center", "adjunct_worksite")


class Instructor(Record):
    """Somebody who teaches: of the academy, or an adjunct lent by a worksite."""

    WORKSITE_PATH = "home_center__worksite"

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="instructor")
    home_center = models.ForeignKey(Center, on_delete=models.PROTECT, related_name="instructors")
    adjunct_worksite = models.ForeignKey(
        Worksite, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lent by"
    )
    hours_a_day = models.DecimalField("most hours a day", max_digits=4, decimal_places=2, default=8)
    hours_a_week = models.DecimalField("most hours a week", max_digits=5, decimal_places=2, default=40)
    retired = models.BooleanField("no longer teaches", default=False)

    objects = InstructorQuerySet.as_manager()

    class Meta:
        ordering = ["person__last_name", "person__first_name", "pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                name="instructor_hours_within_reason",
                condition=Q(hours_a_day__gt=0, hours_a_day__lte=24, hours_a_week__gt=0, hours_a_week__lte=168),
                violation_error_message="Enter the most hours a day, up to 24, and a week, up to 168.",
            )
        ]
        triggers = [forever("instructor_never_deleted")]

    def __str__(self):
        return str(self.person)

    def get_absolute_url(self):
        return reverse("training:instructor-detail", args=[self.pk])

    @property
    def day_words(self) -> str:
        """The most hours a day as a number: they are no amount of money."""
        return f"{self.hours_a_day.normalize():f}"

    @property
    def week_words(self) -> str:
        """The most hours a week as a number."""
        return f"{self.hours_a_week.normalize():f}"

    def teaches_still(self):
        """The classes that are not over and that they teach."""
        over = (ScheduledClass.Status.COMPLETED, ScheduledClass.Status.FINALISED, ScheduledClass.Status.CANCELLED)
        mine = self.classes.standing().values("scheduled_class")
        return ScheduledClass.objects.filter(pk__in=mine).exclude(status__in=over)


class InstructorCertificate(Record):
    """What an instructor is certified to teach, from one day to another."""

    instructor = models.ForeignKey(Instructor, on_delete=models.PROTECT, editable=False, related_name="certificates")
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True, help_text="The first day on which it no longer holds.")

    class Meta:
        verbose_name = "certificate of an instructor"
        verbose_name_plural = "certificates of instructors"
        ordering = ["instructor", "certification", "-starts_on"]
        default_permissions = ()
        constraints = [
            positive_period("instructor_certificate_ends_after_start", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="instructor_certificate_within_reason",
                condition=Q(starts_on__range=("1950-01-01", "2199-12-31"))
                & (Q(ends_on__isnull=True) | Q(ends_on__range=("1950-01-01", "2199-12-31"))),
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
            ExclusionConstraint(
                name="instructor_certificates_do_not_overlap",
                expressions=[
                    (OnePoint("instructor"), RangeOperators.OVERLAPS),
                    (OnePoint("certification"), RangeOperators.OVERLAPS),
                    (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="The instructor already has this certificate for some of these days.",
            ),
        ]

    def __str__(self):
        return f"{self.instructor}: {self.certification}"

    def get_absolute_url(self):
        return self.instructor.get_absolute_url()
