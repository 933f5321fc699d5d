"""Courses with their versions, and what one can be certified in (training.md 3, item 1)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from doc_portal.core.display import plain_number
from doc_portal.core.models import Confirmed, PortalQuerySet, Record, Worksite
from doc_portal.core.models.rules import forever, guard
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models import JobClass
from training.models.rules import wrote


class CatalogueQuerySet(PortalQuerySet):
    def in_use(self):
        """Those that may still be chosen."""
        return self.filter(retired=False)

    def visible_to(self, user):
        """The catalogue is open to all staff."""
        return self if user.has_perm("training.view_course") else self.none()


class Certification(Confirmed, Record):
    """Something one is certified in, such as first aid: granted by a course, asked of instructors and before others."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    retired = models.BooleanField("no longer granted", default=False)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        default_permissions = ("add", "change", "view")
        triggers = [forever("certification_never_deleted")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("training:certification-edit", args=[self.pk])


class Category(models.TextChoices):
    """What a course is for."""

    PRE_SERVICE = "pre_service", "Pre-service"
    IN_SERVICE = "in_service", "In-service"
    SUPERVISORY = "supervisory", "Supervisory"
    SPECIALISED = "specialised", "Specialized"
    ELECTIVE = "elective", "Elective"


class Mode(models.TextChoices):
    """How it is taught."""

    IN_SEAT = "in_seat", "In seat"
    VILT = "vilt", "Virtual, with an instructor"
    ONLINE = "online", "Online, self-paced"
    LIVESTREAM = "livestream", "Livestream"
    OJT = "ojt", "On the job"


class CourseQuerySet(CatalogueQuerySet):
    def for_list(self):
        """With the version in force."""
        current = models.Prefetch("versions", CourseVersion.objects.current(), to_attr="in_force")
        return self.prefetch_related(current)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Course(Confirmed, Record):
    """A course by its code. The same title may be another course: match on code, never on title."""

    class Clash(models.TextChoices):
        NONE = "none", "Does not matter"
        WARN = "warn", "Warn"
        FORBID = "forbid", "Refuse"

    class Provider(models.TextChoices):
        DOCOTA = "docota", "DOCOTA"
        GPS = "gps", "GPS"
        MOLEARNING = "molearning", "MoLearning"

    class Kept(models.TextChoices):
        TRAINING = "training", "As training records"
        BBP = "bbp", "As records of bloodborne pathogen training"

    code = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=160)
    category = models.CharField(max_length=20, choices=Category)
    provider = models.CharField("online system", max_length=12, choices=Provider, blank=True)
    outside = models.BooleanField("held by others and approved beforehand", default=False)
    repeatable = models.BooleanField("counts more than once a fiscal year", default=False)
    needs_approval = models.BooleanField("a supervisor approves each enrollment", default=True)
    clash = models.CharField("where it clashes with one's own booking", max_length=10, choices=Clash, default="forbid")
    most_dates = models.PositiveSmallIntegerField("dates one person may hold at once", default=1)
    only_job_classes = models.ManyToManyField(
        JobClass, blank=True, related_name="+", verbose_name="only for these classes of job"
    )
    only_worksite_kinds = ArrayField(
        models.CharField(max_length=40, choices=Worksite.Kind), default=list, db_default=[], blank=True,
        verbose_name="only for these kinds of worksite",
    )  # fmt: skip
    only_supervisory = ArrayField(
        models.CharField(max_length=20, choices=JobClass.Supervisory), default=list, db_default=[], blank=True,
        verbose_name="only for who leads so",
    )  # fmt: skip
    about = models.TextField("what it teaches", blank=True)
    note = models.CharField(max_length=240, blank=True)
    kept_as = models.CharField(
        "how long its records are kept", max_length=10, choices=Kept, default=Kept.TRAINING, db_default=Kept.TRAINING
    )
    retired = models.BooleanField("no longer offered", default=False)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        default_permissions = ("add", "change", "view", "export", "import")
        constraints = [
            models.CheckConstraint(
                name="course_has_a_code_and_a_title",
                condition=~Q(code="") & ~Q(title=""),
                violation_error_message="Enter a code and a title.",
            ),
            models.CheckConstraint(
                name="course_dates_at_once_within_reason",
                condition=Q(most_dates__range=(1, 20)),
                violation_error_message="Enter how many dates one person may hold, from 1 to 20.",
            ),
            models.CheckConstraint(name="course_kept_as_known", condition=Q(kept_as__in=["training", "bbp"])),
        ]
        triggers = [forever("course_is_retired_never_deleted")]

    def __str__(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self):
        return reverse("training:course-detail", args=[self.pk])

    @property
    def editable(self):
        """What is no longer offered stays as it was."""
        return not self.retired

    @property
    def current(self) -> "CourseVersion | None":
        """The version in force; of rows of `for_list()` without a query."""
        found = self.in_force if hasattr(self, "in_force") else self.versions.current()
        return next(iter(found), None)


class CourseVersionQuerySet(PortalQuerySet):
    def current(self):
        """The version of each course that new classes are of."""
        return self.filter(status=CourseVersion.Status.APPROVED)

    def visible_to(self, user):
        """Approved and former ones for all staff, drafts for those who keep courses."""
        if any(user.has_perm(f"training.{verb}_courseversion") for verb in ("change", "approve")):
            return self
        rows = self.exclude(status=CourseVersion.Status.DRAFT)
        return rows if user.has_perm("training.view_course") else self.none()

    def for_list(self):
        return self.select_related("course", "grants", "instructor_cert")


HELD = """EXISTS (SELECT 1 FROM training_scheduledclass c WHERE c.course_version_id = OLD.id
          AND c.status IN ('in_progress', 'completed', 'finalised'))
       OR EXISTS (SELECT 1 FROM training_trainingcredit k WHERE k.course_version_id = OLD.id)"""
STAYS = (
    "course_id", "no", "contact_hours", "mode", "min_seats", "max_seats", "instructor_ratio", "instructor_cert_id",
    "room_features", "kit", "pass_mark", "max_attempts", "min_attendance_pct", "grants_id", "validity_months",
    "renew_window_days",
)  # fmt: skip
TOUCHED = f"({', '.join('OLD.' + c for c in STAYS)}) IS DISTINCT FROM ({', '.join('NEW.' + c for c in STAYS)})"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CourseVersion(WorkflowRecord):
    """What a course asks and gives, from one approval to the next. Once a class of it was held it stays as it is."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        APPROVED = "approved", "In force"
        FORMER = "former", "Former"

    STATUS_LEVELS = {Status.DRAFT: "warn", Status.APPROVED: "ok", Status.FORMER: "off"}
    TRANSITIONS = {
        "approve": Transition(frozenset({Status.DRAFT}), Status.APPROVED, "Approve version", "Version approved"),
        "supersede": Transition(frozenset({Status.APPROVED}), Status.FORMER, "End version", "Version ended"),
    }

    course = models.ForeignKey(Course, on_delete=models.PROTECT, editable=False, related_name="versions")
    no = models.PositiveSmallIntegerField("version", editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    contact_hours = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, help_text="Empty where no source gives them."
    )
    mode = models.CharField(max_length=12, choices=Mode, blank=True, help_text="Empty where it is not known.")
    min_seats = models.PositiveSmallIntegerField("fewest people", default=1)
    max_seats = models.PositiveSmallIntegerField("most people", default=25)
    instructor_ratio = models.PositiveSmallIntegerField("people to an instructor", null=True, blank=True)
    instructor_cert = models.ForeignKey(
        Certification, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="what instructors are certified in",
    )  # fmt: skip
    room_features = ArrayField(models.SlugField(max_length=30), default=list, blank=True)
    kit = ArrayField(models.SlugField(max_length=30), default=list, blank=True)
    pass_mark = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    max_attempts = models.PositiveSmallIntegerField("attempts", default=1)
    min_attendance_pct = models.PositiveSmallIntegerField("least presence in percent", null=True, blank=True)
    grants = models.ForeignKey(
        Certification, on_delete=models.PROTECT, null=True, blank=True, related_name="granted_by",
        verbose_name="certifies in",
    )  # fmt: skip
    validity_months = models.PositiveSmallIntegerField("valid for months", null=True, blank=True)
    renew_window_days = models.PositiveSmallIntegerField("renewed early within days", null=True, blank=True)
    lesson_plan = models.CharField("lesson plan", max_length=200, blank=True)
    lesson_plan_approved_on = models.DateField("lesson plan approved", null=True, blank=True)
    review_due_on = models.DateField("review due", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)

    objects = CourseVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version of a course"
        verbose_name_plural = "versions of courses"
        ordering = ["course", "-no"]
        default_permissions = ("add", "change", "view")
        permissions = [("approve_courseversion", "Can approve what somebody else wrote of a course")]
        constraints = [
            models.UniqueConstraint(fields=["course", "no"], name="course_version_numbered_once"),
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(status="approved"),
                name="course_version_one_in_force",
                violation_error_message="Another version of this course is in force. End it first.",
            ),
            models.CheckConstraint(
                name="course_version_fewest_not_above_most",
                condition=Q(min_seats__lte=F("max_seats"), min_seats__gte=1),
                violation_error_message="The fewest people are more than the most. Check both numbers.",
            ),
            models.CheckConstraint(
                name="course_version_hours_within_reason",
                condition=Q(contact_hours=None) | Q(contact_hours__gt=0, contact_hours__lte=400),
                violation_error_message="Enter the hours as a number above 0 and up to 400.",
            ),
            models.CheckConstraint(
                name="course_version_mode_known",
                condition=Q(mode__in=["", "in_seat", "vilt", "online", "livestream", "ojt"]),
            ),
            models.CheckConstraint(
                name="course_version_shares_are_percent",
                condition=(Q(pass_mark=None) | Q(pass_mark__range=(0, 100)))
                & (Q(min_attendance_pct=None) | Q(min_attendance_pct__range=(0, 100))),
                violation_error_message="Enter a percentage from 0 to 100.",
            ),
            models.CheckConstraint(
                name="course_version_counts_within_reason",
                condition=Q(max_attempts__range=(1, 20))
                & (Q(instructor_ratio=None) | Q(instructor_ratio__range=(1, 500)))
                & (Q(validity_months=None) | Q(validity_months__range=(1, 600)))
                & (Q(renew_window_days=None) | Q(renew_window_days__range=(0, 1000))),
                violation_error_message="A number of this version is out of range. Check attempts, ratio, months and "
                "days.",
            ),
            models.CheckConstraint(
                name="course_version_approved_by_another",
                condition=~Q(status="approved") | Q(created_by=None) | Q(approved_by__isnull=False),
                violation_error_message="Somebody else must approve a version.",
            ),
            models.CheckConstraint(
                name="course_version_not_approved_by_author",
                condition=Q(approved_by=None) | Q(created_by=None) | ~Q(approved_by=F("created_by")),
                violation_error_message="Somebody else must approve what you wrote.",
            ),
            models.CheckConstraint(
                name="course_version_days_within_reason",
                condition=(
                    Q(lesson_plan_approved_on__isnull=True)
                    | Q(lesson_plan_approved_on__range=("1900-01-01", "2199-12-31"))
                )
                & (Q(review_due_on__isnull=True) | Q(review_due_on__range=("1900-01-01", "2199-12-31"))),
                violation_error_message="Enter a year between 1900 and 2199.",
            ),
        ]
        triggers = [
            forever("course_version_never_deleted"),
            guard("course_version_once_held_is_frozen", HELD, pgtrigger.Update, condition=TOUCHED),
            guard(
                "course_version_approved_by_no_writer",
                wrote("courseversion", "NEW.approved_by_id"),
                pgtrigger.Update,
                condition="NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id",
            ),
        ]

    def __str__(self):
        return f"{self.course}, version {self.no}"

    def get_absolute_url(self):
        return reverse("training:courseversion-detail", args=[self.pk])

    @property
    def editable(self):
        """Drafts alone are changed; of others a new version is made."""
        return self.status == self.Status.DRAFT

    @property
    def hours_words(self) -> str:
        """The contact hours as a number: they are no amount of money."""
        return plain_number(self.contact_hours)
