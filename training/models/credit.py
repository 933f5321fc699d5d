"""What counts: the ledger of completions."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Func, Q, Sum
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.display import plain_number
from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.rules import guard, unchanged
from personnel.models import Assignment, Person
from training.models.catalogue import Category, Course, CourseVersion
from training.models.enrolment import Enrolment
from training.models.rules import own


class FiscalYear(Func):
    """The fiscal year of a day, July 1 to June 30, named by the year in which it ends."""

    template = "(extract(year FROM %(expressions)s + interval '6 months')::integer)"
    output_field = models.PositiveSmallIntegerField()


def about_people_read_by(user, rows, permission: str):
    """Rows about oneself, about those one leads, and of places where one holds the right; of people one may see."""
    read = scope_of(user, permission)
    rows = rows.filter(person__in=Person.objects.visible_to(user))
    if read.everywhere:
        return rows
    led = Assignment.objects.current().filter(supervisor__user=user).values("person")
    return rows.filter(Q(person__user=user) | Q(person__in=led) | read.rows_of(rows.model))


class TrainingCreditQuerySet(PortalQuerySet):
    def standing(self):
        """Those that were not voided."""
        return self.filter(voided_at=None)

    def counting(self):
        """Those whose hours count: of a course that does not repeat, one a fiscal year."""
        return self.standing().filter(counts=True)

    def in_year(self, fiscal_year: int):
        return self.filter(fiscal_year=fiscal_year)

    def hours(self):
        """The hours that count, in all."""
        return self.counting().aggregate(all=Sum("hours"))["all"] or 0

    def visible_to(self, user):
        """One's own, those of the people one leads, and of worksites where one reads transcripts."""
        return about_people_read_by(user, self, "training.view_trainingcredit")

    def for_list(self):
        return self.select_related("person", "course", "course_version")


class TrainingCredit(models.Model):
    """One completion. The transcript is this ledger: lines are added, and voided with a reason, never changed."""

    WORKSITE_PATH = "person__worksite"
    UNIT_PATH = ""

    class Source(models.TextChoices):
        CLASS = "class", "Class"
        LOCAL = "local", "Training held by a worksite"
        DOCOTA = "docota", "DOCOTA or GPS"
        MOLEARNING = "molearning", "MoLearning"
        EXTERNAL = "external", "Outside course"
        OJT = "ojt", "On the job"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credits", db_index=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="credits")
    course_version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="credits")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="credits")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="replaced_by"
    )
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    category = models.CharField(max_length=20, choices=Category)
    completed_on = models.DateField("completed")
    fiscal_year = models.GeneratedField(
        expression=FiscalYear("completed_on"),
        output_field=models.PositiveSmallIntegerField("fiscal year"),
        db_persist=True,
    )
    source = models.CharField(max_length=12, choices=Source)
    external_id = models.CharField("number there", max_length=120)
    repeatable = models.BooleanField(default=False)
    counts = models.BooleanField(default=True)
    authority = models.CharField(max_length=300, blank=True, default="")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=240, blank=True, default="")

    objects = TrainingCreditQuerySet.as_manager()

    class Meta:
        verbose_name = "credit"
        ordering = ["-completed_on", "-pk"]
        default_permissions = ("add", "view", "export", "import")
        permissions = [("void_trainingcredit", "Can void a credit")]
        indexes = [
            models.Index(fields=["person", "course", "-completed_on"], name="credit_of_person"),
            models.Index(fields=["fiscal_year", "person"], name="credit_of_year"),
            models.Index(fields=["-completed_on", "-id"], name="credit_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=Q(voided_at=None),
                name="credit_once_a_source",
                violation_error_message="This completion was already recorded.",
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(voided_at=None),
                name="credit_stands_once_an_enrolment",
                violation_error_message="This place in the class already has its credit.",
            ),
            models.UniqueConstraint(
                fields=["person", "course", "fiscal_year"],
                condition=Q(counts=True, repeatable=False, voided_at=None),
                name="credit_counts_once_a_fiscal_year",
                violation_error_message="This course already counts in that fiscal year.",
            ),
            models.CheckConstraint(
                name="credit_names_its_source",
                condition=~Q(external_id=""),
                violation_error_message="Enter the number of the completion.",
            ),
            models.CheckConstraint(
                name="credit_hours_within_reason",
                condition=Q(hours__gte=0, hours__lte=400),
                violation_error_message="Enter the hours, up to 400.",
            ),
            models.CheckConstraint(
                name="credit_day_within_reason",
                condition=Q(completed_on__range=("1950-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
            models.CheckConstraint(
                name="credit_voided_with_a_reason",
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                violation_error_message="Say why it is voided.",
            ),
            models.CheckConstraint(
                name="credit_source_known",
                condition=Q(source__in=["class", "local", "docota", "molearning", "external", "ojt"]),
            ),
        ]
        triggers = [
            unchanged(
                "credit_is_voided_never_changed", "fiscal_year", "counts", "voided_by_id", "voided_at", "void_reason"
            ),
            guard("credit_once_voided_stays_so", "OLD.voided_at IS NOT NULL", pgtrigger.Update),
            guard("credit_not_given_to_oneself", own("NEW.person_id", "NEW.recorded_by_id"), pgtrigger.Insert),
            guard("credit_not_voided_by_oneself", own("NEW.person_id", "NEW.voided_by_id"), pgtrigger.Update),
            guard(
                "credit_replaces_what_was_voided",
                """EXISTS (SELECT 1 FROM training_trainingcredit k
                    WHERE k.id = NEW.replaces_id AND k.voided_at IS NULL)""",
                pgtrigger.Insert,
                condition="NEW.replaces_id IS NOT NULL",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.course}"

    def get_absolute_url(self):
        return reverse("training:trainingcredit-detail", args=[self.pk])

    @property
    def hours_words(self) -> str:
        """The hours as a number: they are no amount of money."""
        return plain_number(self.hours)

    @property
    def year_words(self) -> str:
        """The fiscal year as it is said: no thousands between its digits."""
        return f"FY {self.fiscal_year}"

    @property
    def counts_words(self) -> str:
        """Whether its hours count."""
        if self.voided_at is not None:
            return "Voided"
        return "Counts" if self.counts else "Counted once this year"

    @property
    def is_derived(self) -> bool:
        """Whether it follows from a class: then the class is corrected, and the credit follows."""
        return self.enrolment_id is not None
