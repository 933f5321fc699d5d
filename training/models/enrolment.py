"""Who comes to which class: from the nomination to the seat, and the waiting list."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.rules import forever, guard
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models import Assignment, Person
from training.models.rules import own, while_open
from training.models.schedule import ClassInstructor, ScheduledClass

SEATED = ("enrolled", "offered", "attended", "partial", "no_show")
"""Statuses that take a seat; an offer holds one until it runs out."""
LIVE = ("nominated", "pending_supervisor", "approved", "enrolled", "waitlisted", "offered")
"""Statuses of an enrolment that still stands: one of these a person and class."""
TAKES = f"status IN ({', '.join(repr(one) for one in SEATED)})"
COUNT_SEATS = """
    UPDATE training_scheduledclass c SET seats_taken = c.seats_taken + d.seats
      FROM (SELECT scheduled_class_id, sum(seats) AS seats FROM ({changes}) AS one
             GROUP BY scheduled_class_id HAVING sum(seats) <> 0) AS d
     WHERE c.id = d.scheduled_class_id;
    RETURN NULL;
"""
TAKEN = f"SELECT scheduled_class_id, 1 AS seats FROM new_rows WHERE {TAKES}"  # noqa: S608 - our own words
GIVEN_BACK = f"SELECT scheduled_class_id, -1 FROM old_rows WHERE {TAKES}"  # noqa: S608 - our own words


class EnrolmentQuerySet(PortalQuerySet):
    def live(self):
        """Those that still stand."""
        return self.filter(status__in=LIVE)

    def seated(self):
        """Those that take a seat."""
        return self.filter(status__in=SEATED)

    def passed(self):
        """Those that earned the credit: there long enough, and passed what was tested."""
        return self.filter(status=Enrolment.Status.ATTENDED, outcome=Enrolment.Outcome.PASSED)

    def waiting(self):
        """Those on the waiting list."""
        return self.filter(status=Enrolment.Status.WAITLISTED)

    def without_seat(self):
        """Those that were asked for and have no seat yet, in classes that have not begun."""
        ahead = Q(scheduled_class__starts_at=None) | Q(scheduled_class__starts_at__gt=timezone.now())
        return self.live().filter(ahead).exclude(status__in=SEATED)

    def of(self, user):
        """One's own."""
        return self.filter(person__user=user)

    def visible_to(self, user):
        """One's own, those of the people one leads, of one's worksites, and of the classes one teaches."""
        read = scope_of(user, "training.view_enrolment")
        if read.everywhere:
            return self
        led = Assignment.objects.current().filter(supervisor__user=user).values("person")
        taught = ClassInstructor.objects.standing().filter(instructor__person__user=user)
        return self.filter(
            Q(person__user=user) | Q(person__in=led) | Q(scheduled_class__in=taught.values("scheduled_class"))
            | read.rows_of(self.model)
        )  # fmt: skip

    def for_list(self):
        return self.select_related("person__worksite", "scheduled_class__course_version__course")


@pghistory.track(pghistory.UpdateEvent())
class Enrolment(WorkflowRecord):
    """One person and one class. Approval is a fact apart from the seat: promotion never asks again."""

    WORKSITE_PATH = "person__worksite"

    class Status(models.TextChoices):
        NOMINATED = "nominated", "Nominated"
        PENDING_SUPERVISOR = "pending_supervisor", "Waiting for the supervisor"
        DENIED = "denied", "Denied"
        APPROVED = "approved", "Approved"
        ENROLLED = "enrolled", "Enrolled"
        WAITLISTED = "waitlisted", "On the waiting list"
        OFFERED = "offered", "Seat offered"
        ATTENDED = "attended", "Attended"
        PARTIAL = "partial", "Attended in part"
        NO_SHOW = "no_show", "Did not come"
        EXCUSED = "excused", "Excused"
        WITHDRAWN = "withdrawn", "Withdrawn"
        BUMPED = "bumped", "Gave way to a higher need"

    class Outcome(models.TextChoices):
        NONE = "", "None yet"
        PASSED = "passed", "Passed"
        FAILED = "failed", "Failed"
        REMEDIAL = "remedial", "Remedial training"
        INCOMPLETE = "incomplete", "Incomplete"

    STATUS_LEVELS = {
        Status.NOMINATED: "info", Status.PENDING_SUPERVISOR: "warn", Status.DENIED: "bad", Status.APPROVED: "info",
        Status.ENROLLED: "ok", Status.WAITLISTED: "warn", Status.OFFERED: "warn", Status.ATTENDED: "ok",
        Status.PARTIAL: "warn", Status.NO_SHOW: "bad", Status.EXCUSED: "off", Status.WITHDRAWN: "off",
        Status.BUMPED: "off",
    }  # fmt: skip
    TRANSITIONS = {
        "ask": Transition(
            frozenset({Status.NOMINATED}), Status.PENDING_SUPERVISOR, "Ask the supervisor", "Supervisor asked"
        ),
        "deny": Transition(
            frozenset({Status.NOMINATED, Status.PENDING_SUPERVISOR}), Status.DENIED, "Deny", "Denied", danger=True
        ),
        "approve": Transition(
            frozenset({Status.NOMINATED, Status.PENDING_SUPERVISOR}), Status.APPROVED, "Approve", "Approved"
        ),
        "enrol": Transition(
            frozenset({Status.NOMINATED, Status.APPROVED, Status.WAITLISTED, Status.OFFERED}), Status.ENROLLED,
            "Enroll", "Enrolled",
        ),
        "wait": Transition(
            frozenset({Status.NOMINATED, Status.APPROVED, Status.OFFERED}), Status.WAITLISTED,
            "Put on the waiting list", "Put on the waiting list",
        ),
        "offer": Transition(frozenset({Status.WAITLISTED}), Status.OFFERED, "Offer the seat", "Seat offered"),
        "withdraw": Transition(
            frozenset(LIVE), Status.WITHDRAWN, "Withdraw", "Withdrawn", danger=True
        ),
        "bump": Transition(
            frozenset({Status.ENROLLED, Status.OFFERED}), Status.BUMPED, "Give the seat to a higher need",
            "Gave way to a higher need", danger=True,
        ),
        "excuse": Transition(
            frozenset({Status.ENROLLED, Status.NO_SHOW, Status.PARTIAL}), Status.EXCUSED, "Excuse", "Excused"
        ),
        "attend": Transition(
            frozenset({Status.ENROLLED, Status.PARTIAL, Status.NO_SHOW, Status.EXCUSED}), Status.ATTENDED,
            "Note as attended", "Attended",
        ),
        "part": Transition(
            frozenset({Status.ENROLLED, Status.ATTENDED, Status.NO_SHOW, Status.EXCUSED}), Status.PARTIAL,
            "Note as attended in part", "Attended in part",
        ),
        "miss": Transition(
            frozenset({Status.ENROLLED, Status.ATTENDED, Status.PARTIAL, Status.EXCUSED}), Status.NO_SHOW,
            "Note as not come", "Did not come",
        ),
    }  # fmt: skip

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scheduled_class = models.ForeignKey(
        ScheduledClass, on_delete=models.PROTECT, editable=False, related_name="enrolments", verbose_name="class"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, editable=False, related_name="enrolments")
    status = models.CharField(max_length=20, choices=Status, default=Status.NOMINATED, editable=False)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default="", editable=False)
    required = models.BooleanField("owed by a requirement", default=False, editable=False)
    nominated_at = models.DateTimeField("nominated", default=timezone.now, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField("approved", null=True, editable=False)
    offer_expires_at = models.DateTimeField("offer stands until", null=True, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    note = models.CharField(max_length=240, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "enrollment"
        ordering = ["scheduled_class", "nominated_at", "pk"]
        default_permissions = ("add", "view", "export")
        permissions = [
            ("enrol_enrolment", "Can enroll themselves"),
            ("nominate_enrolment", "Can nominate other people"),
            ("approve_enrolment", "Can approve and deny nominations"),
            ("withdraw_enrolment", "Can withdraw other people"),
            ("bump_enrolment", "Can give a seat to a higher need"),
            ("excuse_enrolment", "Can excuse who did not come"),
        ]
        indexes = [models.Index(fields=["person", "status"], name="enrolment_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["scheduled_class", "person"],
                condition=Q(status__in=LIVE),
                name="enrolment_one_live",
                violation_error_message="This person already stands on the list of the class.",
            ),
            models.CheckConstraint(
                name="enrolment_offer_has_an_end",
                condition=Q(status="offered", offer_expires_at__isnull=False)
                | (~Q(status="offered") & Q(offer_expires_at=None)),
            ),
            models.CheckConstraint(
                name="enrolment_approved_by_somebody",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="enrolment_status_known",
                condition=Q(
                    status__in=[
                        "nominated", "pending_supervisor", "denied", "approved", "enrolled", "waitlisted", "offered",
                        "attended", "partial", "no_show", "excused", "withdrawn", "bumped",
                    ]
                ),
            ),
        ]  # fmt: skip
        triggers = [
            while_open("enrolment_of_a_finalised_class_stays", "r.scheduled_class_id"),
            forever("enrolment_never_deleted"),
            guard("enrolment_not_approved_by_the_person", own("NEW.person_id", "NEW.approved_by_id")),
            pgtrigger.Trigger(
                name="seats_taken_by_new_enrolments",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func=COUNT_SEATS.format(changes=TAKEN),
            ),
            pgtrigger.Trigger(
                name="seats_taken_and_given_back",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
                func=COUNT_SEATS.format(changes=f"{TAKEN} UNION ALL {GIVEN_BACK}"),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.scheduled_class}"

    def get_absolute_url(self):
        return self.scheduled_class.get_absolute_url()

    @property
    def is_live(self) -> bool:
        """Whether it still stands."""
        return self.status in LIVE

    @property
    def offer_stands(self) -> bool:
        """Whether the offered seat can still be taken."""
        return self.status == self.Status.OFFERED and self.offer_expires_at > timezone.now()


class PromotionSkip(models.Model):
    """Why somebody on the waiting list was passed over for a freed seat. Written once."""

    class Reason(models.TextChoices):
        CLASH = "clash", "Already booked then"
        RELIEF = "relief", "The shift would be short"
        APPROVAL = "approval", "Not approved yet"
        PREREQUISITE = "prerequisite", "Something needed before is missing"
        QUOTA = "quota", "The seat is kept for another worksite"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="skips")
    reason = models.CharField(max_length=20, choices=Reason)
    words = models.CharField("in words", max_length=240, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "passing over"
        ordering = ["-at", "-pk"]
        default_permissions = ()
        triggers = [
            guard("promotion_skip_stays_as_written", "true", pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.enrolment}: {self.get_reason_display()}"


CLASS_OF_ENROLMENT = "(SELECT e.scheduled_class_id FROM training_enrolment e WHERE e.id = r.enrolment_id)"
