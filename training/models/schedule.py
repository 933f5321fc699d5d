"""Classes and who teaches them: from the draft to the class that was held and made final."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.rules import forever, guard
from doc_portal.core.workflow import Transition, WorkflowRecord
from training.models.catalogue import CourseVersion
from training.models.cohorts import Cohort
from training.models.places import Center
from training.models.rules import while_open

FITS = "PERFORM training_require_fit((COALESCE(NEW, OLD)).{of}); RETURN NULL;"
"""A class that is offered keeps within its rooms, its course and its instructors, whatever of it changes."""
COUNTED = """
    IF pg_trigger_depth() = 1 THEN
        NEW.seats_taken := OLD.seats_taken;
    END IF;
    RETURN NEW;
"""
"""The enrolments' triggers count the seats: a row read before they did, and saved after, writes no old count."""


def fits(name: str, of: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Look again whether a class fits. At the end of each statement, or of the transaction where that is asked for."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Immediate,
        func=FITS.format(of=of),
    )


class ScheduledClassQuerySet(PortalQuerySet):
    def open_to_staff(self):
        """Those that are no longer in preparation."""
        return self.exclude(status=ScheduledClass.Status.DRAFT)

    def visible_to(self, user):
        """What is published for all staff; drafts for those who lay out classes there, and for who teaches them."""
        if not user.has_perm("training.view_scheduledclass"):
            return self.none()
        taught = ClassInstructor.objects.standing().filter(instructor__person__user=user).values("scheduled_class")
        return self.filter(
            ~Q(status="draft") | Q(created_by=user) | Q(pk__in=taught)
            | Q(pk__in=self.model.objects.permitted(user, "training.change_scheduledclass").values("pk"))
        )  # fmt: skip

    def coming(self, at=None):
        """Those that have not begun, or whose day is not known yet."""
        return self.filter(Q(starts_at__isnull=True) | Q(starts_at__gt=at or Now()))

    def enrolling(self, at=None):
        """Those one can enrol in at a moment."""
        at = at or Now()
        return self.coming(at).filter(
            Q(enrol_opens_at=None) | Q(enrol_opens_at__lte=at), Q(enrol_closes_at=None) | Q(enrol_closes_at__gt=at),
            status__in=ScheduledClass.OFFERED,
        )  # fmt: skip

    def next_by_course(self, courses) -> dict[int, "ScheduledClass"]:
        """The next one of each course that has a day, a free seat and takes enrollments, by the course's key."""
        found = self.enrolling().filter(
            course_version__course__in=courses, starts_at__isnull=False, seats_taken__lt=F("capacity")
        )
        first = found.order_by("course_version__course_id", "starts_at", "pk").distinct("course_version__course_id")
        return {one.course_version.course_id: one for one in first.select_related("course_version", "center")}

    def due_to_decide(self, until):
        """Published ones that begin by then: confirmed, or canceled or merged where too few come."""
        return self.filter(status=ScheduledClass.Status.PUBLISHED, starts_at__gt=Now(), starts_at__lte=until)

    def taught_by(self, user):
        """Those somebody teaches."""
        found = ClassInstructor.objects.standing().filter(instructor__person__user=user)
        return self.filter(pk__in=found.values("scheduled_class"))

    def for_list(self):
        return self.select_related("course_version__course", "center")

    def with_waiting(self):
        """With how many wait for a seat."""
        waits = Q(enrolments__status="waitlisted")
        counted = self.model.objects.filter(pk=models.OuterRef("pk")).order_by()
        counted = counted.annotate(people=models.Count("enrolments", filter=waits)).values("people")
        return self.annotate(waiting=models.Subquery(counted))


FINALISED_KEPT = """NOT (
    to_jsonb(OLD) - ARRAY['reopen_asked_by_id', 'reopen_asked_at', 'reopen_reason', 'version']
        = to_jsonb(NEW) - ARRAY['reopen_asked_by_id', 'reopen_asked_at', 'reopen_reason', 'version']
    OR NEW.status = 'completed' AND NEW.reopened_by_id IS NOT NULL AND OLD.reopen_asked_by_id IS NOT NULL
       AND NEW.reopened_by_id <> OLD.reopen_asked_by_id
       AND to_jsonb(OLD) - ARRAY['status', 'version', 'reopened_by_id', 'finalised_by_id', 'finalised_at']
         = to_jsonb(NEW) - ARRAY['status', 'version', 'reopened_by_id', 'finalised_by_id', 'finalised_at'])"""


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["seats_taken", "version"]
)
class ScheduledClass(WorkflowRecord):
    """One offering of a course. Its first and last moment follow its meetings; taken seats follow its enrollments.

    Both are kept by the database. Enrolling opens and closes by the clock.
    """

    WORKSITE_PATH = "center__worksite"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        CONFIRMED = "confirmed", "Confirmed"
        IN_PROGRESS = "in_progress", "In progress"
        COMPLETED = "completed", "Completed"
        FINALISED = "finalised", "Finalized"
        POSTPONED = "postponed", "Postponed"
        CANCELLED = "cancelled", "Canceled"

    OFFERED = (Status.PUBLISHED, Status.CONFIRMED)
    STATUS_LEVELS = {
        Status.DRAFT: "off", Status.PUBLISHED: "info", Status.CONFIRMED: "ok", Status.IN_PROGRESS: "ok",
        Status.COMPLETED: "warn", Status.FINALISED: "off", Status.POSTPONED: "warn", Status.CANCELLED: "bad",
    }  # fmt: skip
    TRANSITIONS = {
        "publish": Transition(
            frozenset({Status.DRAFT, Status.POSTPONED}), Status.PUBLISHED, "Publish class", "Class published"
        ),
        "confirm": Transition(frozenset({Status.PUBLISHED}), Status.CONFIRMED, "Confirm class", "Class confirmed"),
        "start": Transition(
            frozenset({Status.PUBLISHED, Status.CONFIRMED}), Status.IN_PROGRESS, "Start class", "Class started"
        ),
        "complete": Transition(
            frozenset({Status.PUBLISHED, Status.CONFIRMED, Status.IN_PROGRESS}), Status.COMPLETED, "Complete class",
            "Class completed",
        ),
        "finalise": Transition(frozenset({Status.COMPLETED}), Status.FINALISED, "Finalize class", "Class finalized"),
        "reopen": Transition(
            frozenset({Status.FINALISED}), Status.COMPLETED, "Reopen class", "Class reopened", danger=True
        ),
        "postpone": Transition(
            frozenset({Status.PUBLISHED, Status.CONFIRMED}), Status.POSTPONED, "Postpone class", "Class postponed",
            danger=True,
        ),
        "cancel": Transition(
            frozenset({Status.DRAFT, Status.PUBLISHED, Status.CONFIRMED, Status.POSTPONED}), Status.CANCELLED,
            "Cancel class", "Class canceled", danger=True,
        ),
    }  # fmt: skip

    number = models.CharField(max_length=20, unique=True, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course_version = models.ForeignKey(
        CourseVersion, on_delete=models.PROTECT, related_name="classes", verbose_name="course"
    )
    center = models.ForeignKey(Center, on_delete=models.PROTECT, null=True, blank=True, related_name="classes")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    capacity = models.PositiveSmallIntegerField("seats")
    seats_taken = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    starts_at = models.DateTimeField("starts", null=True, editable=False)
    ends_at = models.DateTimeField("ends", null=True, editable=False)
    enrol_opens_at = models.DateTimeField("enrolling opens", null=True, blank=True)
    enrol_closes_at = models.DateTimeField("enrolling closes", null=True, blank=True)
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="classes"
    )
    note = models.CharField("for those who come", max_length=400, blank=True)
    reason = models.CharField("why postponed or canceled", max_length=400, blank=True, editable=False)
    finalised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    finalised_at = models.DateTimeField("finalized", null=True, editable=False)
    reopen_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    reopen_asked_at = models.DateTimeField(null=True, editable=False)
    reopen_reason = models.CharField("why it must be reopened", max_length=400, blank=True, editable=False)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = ScheduledClassQuerySet.as_manager()

    class Meta:
        verbose_name = "class"
        verbose_name_plural = "classes"
        ordering = ["starts_at", "number"]
        default_permissions = ("add", "change", "view", "export", "import")
        permissions = [
            ("publish_scheduledclass", "Can publish a class"),
            ("confirm_scheduledclass", "Can confirm a class"),
            ("postpone_scheduledclass", "Can postpone a class"),
            ("cancel_scheduledclass", "Can cancel a class"),
            ("start_scheduledclass", "Can start a class"),
            ("complete_scheduledclass", "Can complete a class"),
            ("finalise_scheduledclass", "Can finalize a class"),
            ("askreopen_scheduledclass", "Can ask that a finalized class be reopened"),
            ("reopen_scheduledclass", "Can reopen a class somebody else asks to be reopened"),
            ("teach_scheduledclass", "Can work on the roster of the classes they teach"),
            ("view_board_scheduledclass", "Can see the compliance board"),
        ]
        indexes = [
            models.Index(fields=["status", "starts_at"], name="class_by_start"),
            models.Index(fields=["center", "starts_at"], name="class_at_center"),
        ]
        constraints = [
            models.CheckConstraint(
                name="class_capacity",
                condition=Q(seats_taken__lte=F("capacity")),
                violation_error_message="More seats are taken than that. Move people to another class first.",
            ),
            models.CheckConstraint(
                name="class_seats_somebody",
                condition=Q(capacity__range=(1, 2000)),
                violation_error_message="Enter the seats of the class, from 1 to 2000.",
            ),
            models.CheckConstraint(
                name="class_enrolling_closes_after_it_opens",
                condition=Q(enrol_opens_at=None) | Q(enrol_closes_at=None) | Q(enrol_closes_at__gt=F("enrol_opens_at")),
                violation_error_message="Enrolling must close after it opens.",
            ),
            models.CheckConstraint(
                name="class_dates_within_reason",
                condition=(
                    Q(enrol_opens_at__isnull=True)
                    | Q(enrol_opens_at__range=("2000-01-01T00:00Z", "2199-12-31T00:00Z"))
                )
                & (
                    Q(enrol_closes_at__isnull=True)
                    | Q(enrol_closes_at__range=("2000-01-01T00:00Z", "2199-12-31T00:00Z"))
                ),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
            models.CheckConstraint(
                name="class_finalised_by_somebody",
                condition=Q(status="finalised", finalised_by__isnull=False, finalised_at__isnull=False)
                | (~Q(status="finalised") & Q(finalised_by=None, finalised_at=None)),
            ),
            models.CheckConstraint(
                name="class_cancelled_for_a_reason",
                condition=~Q(status__in=["cancelled", "postponed"]) | ~Q(reason=""),
                violation_error_message="Say why.",
            ),
            models.CheckConstraint(
                name="class_reopened_by_a_second_person",
                condition=Q(reopened_by=None) | ~Q(reopened_by=F("reopen_asked_by")),
                violation_error_message="A second person must reopen the class.",
            ),
            models.CheckConstraint(
                name="class_status_known",
                condition=Q(
                    status__in=[
                        "draft", "published", "confirmed", "in_progress", "completed", "finalised", "postponed",
                        "cancelled",
                    ]
                ),
            ),
        ]  # fmt: skip
        triggers = [
            forever("class_is_cancelled_never_deleted"),
            guard(
                "class_finalised_is_read_only", FINALISED_KEPT, pgtrigger.Update, condition="OLD.status = 'finalised'"
            ),
            guard(
                "class_has_the_seats_it_keeps",
                """(SELECT coalesce(sum(q.seats), 0) FROM training_seatquota q
                     WHERE q.scheduled_class_id = NEW.id AND q.release_at > now()) > NEW.capacity""",
                pgtrigger.Update,
                condition="NEW.capacity < OLD.capacity",
            ),
            pgtrigger.Trigger(
                name="class_seats_are_counted_alone",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.seats_taken IS DISTINCT FROM OLD.seats_taken"),
                func=COUNTED,
            ),
            fits("class_fits", "id", pgtrigger.Insert | pgtrigger.UpdateOf("status", "capacity", "course_version_id")),
        ]

    def __str__(self):
        return f"{self.number} {self.course_version.course.title}"

    def get_absolute_url(self):
        return reverse("training:scheduledclass-detail", args=[self.number])

    @property
    def course(self):
        return self.course_version.course

    @property
    def seats_left(self) -> int:
        """Seats nobody has, kept ones included."""
        return self.capacity - self.seats_taken

    @property
    def editable(self):
        """Once it was held, or will not be, its plan stays as it was."""
        return self.status in (self.Status.DRAFT, *self.OFFERED, self.Status.POSTPONED)

    @property
    def has_not_begun(self) -> bool:
        """Whether it starts later, or on a day not known yet."""
        return self.starts_at is None or self.starts_at > timezone.now()

    @property
    def takes_enrolments(self) -> bool:
        """Whether one can enrol now."""
        now = timezone.now()
        return (
            self.status in self.OFFERED
            and (self.starts_at is None or self.starts_at > now)
            and (self.enrol_opens_at is None or self.enrol_opens_at <= now)
            and (self.enrol_closes_at is None or self.enrol_closes_at > now)
        )


class ClassInstructorQuerySet(PortalQuerySet):
    def standing(self):
        """Those who teach it still."""
        return self.filter(ended_at=None)

    def teaching(self):
        """Those who count for the ratio and must be certified; evaluators do not teach."""
        return self.standing().exclude(role=ClassInstructor.Role.EVALUATOR)


class ClassInstructor(models.Model):
    """Who teaches a class, and as what. Who is replaced stays on record."""

    class Role(models.TextChoices):
        LEAD = "lead", "Lead instructor"
        ASSIST = "assist", "Instructor"
        EVALUATOR = "evaluator", "Evaluator"

    scheduled_class = models.ForeignKey(ScheduledClass, on_delete=models.PROTECT, related_name="instructors")
    instructor = models.ForeignKey("training.Instructor", on_delete=models.PROTECT, related_name="classes")
    role = models.CharField(max_length=10, choices=Role, default=Role.ASSIST)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = ClassInstructorQuerySet.as_manager()

    class Meta:
        verbose_name = "instructor of a class"
        verbose_name_plural = "instructors of classes"
        ordering = ["scheduled_class", "role", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["scheduled_class", "instructor"],
                condition=Q(ended_at=None),
                name="class_has_an_instructor_once",
                violation_error_message="This instructor already teaches the class.",
            ),
            models.UniqueConstraint(
                fields=["scheduled_class"],
                condition=Q(ended_at=None, role="lead"),
                name="class_has_one_lead",
                violation_error_message="The class already has a lead instructor.",
            ),
        ]
        triggers = [
            while_open("instructor_of_a_finalised_class_stays", "r.scheduled_class_id"),
            forever("class_instructor_never_deleted"),
            fits(
                "class_has_the_instructors_it_needs",
                "scheduled_class_id",
                pgtrigger.Insert | pgtrigger.UpdateOf("role", "ended_at", "instructor_id"),
            ),
        ]

    def __str__(self):
        return f"{self.scheduled_class}: {self.instructor}, {self.get_role_display().lower()}"

    def get_absolute_url(self):
        return self.scheduled_class.get_absolute_url()
