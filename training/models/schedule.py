"""Classes with their meetings, who teaches them, for whom seats are kept, and cohorts of recruits."""

import uuid
from datetime import timedelta

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.display import long_date, short_moment
from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import positive_period
from doc_portal.core.ranges import DateSpan, OnePoint
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models import Appointment, JobClass, Person
from training.models.catalogue import Certification, CourseVersion, Mode
from training.models.places import Center, Room
from training.models.rules import forever, guard, while_open

FITS = "PERFORM training_require_fit((COALESCE(NEW, OLD)).{of}); RETURN NULL;"
"""A class that is offered keeps within its rooms, its course and its instructors, whatever of it changes."""


def fits(name: str, of: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Look again whether a class fits. At the end of each statement, or of the transaction where that is asked for."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Immediate,
        func=FITS.format(of=of),
    )


class InstructorQuerySet(PortalQuerySet):
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


RETENTION_DAYS = (30, 90, 365)
"""After how many days it is counted who of a cohort is still here."""


BEGAN = Q(members__appointment__not_begun_at=None)
"""Recruits of a cohort, less those who did not come on their first day."""


def still_here(days: int) -> models.Count:
    """How many recruits of a cohort had not left so many days after its first; those of the directory count alone."""
    left = "members__appointment__person__ended_on"
    stayed = Q(**{f"{left}__isnull": True}) | Q(**{f"{left}__gt": F("starts_on") + timedelta(days=days)})
    return models.Count("members", filter=BEGAN & Q(members__appointment__person__isnull=False) & stayed)


class CohortQuerySet(PortalQuerySet):
    def for_list(self):
        return self.select_related("job_class", "worksite").annotate(
            people=models.Count("members", filter=BEGAN),
            known=models.Count("members__appointment__person", filter=BEGAN),
            **{f"here_{days}": still_here(days) for days in RETENTION_DAYS},
        )


class Cohort(Record):
    """Recruits who start together: one class of job, one worksite, one first day."""

    WORKSITE_PATH = "worksite"

    job_class = models.ForeignKey(JobClass, on_delete=models.PROTECT, related_name="+")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("first day")

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "worksite", "pk"]
        default_permissions = ("view", "export")
        constraints = [
            models.UniqueConstraint(fields=["job_class", "worksite", "starts_on"], name="cohort_once"),
        ]

    def __str__(self):
        return f"{self.job_class}, {self.worksite}, {long_date(self.starts_on)}"

    def get_absolute_url(self):
        return reverse("training:cohort-detail", args=[self.pk])

    def holds(self, person: Person) -> bool:
        """Whether somebody is one of its recruits."""
        return self.members.filter(appointment__person=person).exists()


class CohortMemberQuerySet(models.QuerySet):
    def standing(self):
        """All but those who did not begin: no seat is kept for them."""
        return self.filter(appointment__not_begun_at=None)


class CohortMember(models.Model):
    """One recruit of a cohort, by the appointment; the person is known once they are in the directory."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="members")
    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="cohort_place")

    objects = CohortMemberQuerySet.as_manager()

    class Meta:
        ordering = ["cohort", "pk"]
        default_permissions = ()
        triggers = [
            guard(
                "cohort_member_was_appointed_for_it",
                """NOT EXISTS (SELECT 1 FROM personnel_appointment a JOIN training_cohort c ON c.id = NEW.cohort_id
                    WHERE a.id = NEW.appointment_id AND a.job_class_id = c.job_class_id
                      AND a.worksite_id = c.worksite_id AND a.starts_on = c.starts_on)""",
            )
        ]

    def __str__(self):
        return str(self.appointment)


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
        CANCELLED = "cancelled", "Cancelled"

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
            "Cancel class", "Class cancelled", danger=True,
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
    reason = models.CharField("why postponed or cancelled", max_length=400, blank=True, editable=False)
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
    instructor = models.ForeignKey(Instructor, on_delete=models.PROTECT, related_name="classes")
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


class SeatQuotaQuerySet(PortalQuerySet):
    def kept(self, at=None):
        """Those whose seats are still kept at a moment; the clock frees them, no job."""
        return self.filter(release_at__gt=at or Now())


class SeatQuota(Record):
    """Seats of a class kept for a worksite, a region or a cohort until a moment."""

    WORKSITE_PATH = "scheduled_class__center__worksite"

    scheduled_class = models.ForeignKey(ScheduledClass, on_delete=models.PROTECT, editable=False, related_name="quotas")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region = models.CharField(max_length=60, blank=True)
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="quotas"
    )
    seats = models.PositiveSmallIntegerField()
    release_at = models.DateTimeField("free for all from")

    objects = SeatQuotaQuerySet.as_manager()

    class Meta:
        verbose_name = "kept seats"
        verbose_name_plural = "kept seats"
        ordering = ["scheduled_class", "pk"]
        default_permissions = ("add", "change", "delete")
        constraints = [
            models.CheckConstraint(
                name="seat_quota_is_for_one",
                condition=Q(worksite__isnull=False, region="", cohort=None)
                | (Q(worksite=None, cohort=None) & ~Q(region=""))
                | Q(worksite=None, region="", cohort__isnull=False),
                violation_error_message="Choose a worksite or a region, one of the two.",
            ),
            models.CheckConstraint(
                name="seat_quota_keeps_a_seat",
                condition=Q(seats__range=(1, 2000)),
                violation_error_message="Enter how many seats are kept, at least 1.",
            ),
            models.UniqueConstraint(
                fields=["scheduled_class", "worksite", "region", "cohort"],
                nulls_distinct=False,
                name="seat_quota_once",
                violation_error_message="Seats are already kept there. Change their number.",
            ),
            models.CheckConstraint(
                name="seat_quota_day_within_reason",
                condition=Q(release_at__range=("2000-01-01T00:00Z", "2199-12-31T00:00Z")),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
        ]
        triggers = [
            guard(
                "seat_quotas_within_the_class",
                """(SELECT coalesce(sum(q.seats), 0) FROM training_seatquota q
                     WHERE q.scheduled_class_id = NEW.scheduled_class_id AND q.id <> NEW.id) + NEW.seats
                   > (SELECT c.capacity FROM training_scheduledclass c WHERE c.id = NEW.scheduled_class_id
                       FOR NO KEY UPDATE)""",
            )
        ]

    def __str__(self):
        return f"{self.seats} for {self.worksite or self.region or self.cohort}"

    def get_absolute_url(self):
        return self.scheduled_class.get_absolute_url()
