"""Requisitions: the request to fill positions, and the numbered steps it passes (personnel.md 3, items 3 and 4)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import days_within_reason, positive_period
from doc_portal.core.ranges import DateSpan, OnePoint
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models.catalogue import JobClass
from personnel.models.people import Person
from personnel.models.positions import Position, Shift


class StepKind(models.TextChoices):
    """Who decides a step. Each kind has a permission of its own, `decide_<kind>_requisition`."""

    CAO = "cao", "Worksite head (CAO)"
    ANALYST = "analyst", "Personnel analyst"
    BUDGET = "budget", "FMU budget review"
    APPOINTING = "appointing", "Appointing authority"


def step_permission(kind: str) -> str:
    """The right to decide a step of this kind."""
    return f"personnel.decide_{kind}_requisition"


class ApprovalRouteQuerySet(PortalQuerySet):
    def in_force(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)

    def visible_to(self, user):
        """Everyone who may read requisitions may read which steps they pass."""
        return self if user.has_perm("personnel.view_requisition") else self.none()

    def for_list(self):
        return self.select_related("worksite")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ApprovalRoute(Record):
    """One step that requisitions submitted between two days pass: for the department, or for one worksite instead."""

    no = models.PositiveSmallIntegerField("step")
    kind = models.CharField("decided by", max_length=20, choices=StepKind)
    worksite = models.ForeignKey(
        Worksite, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="only for worksite"
    )
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)
    authority = models.CharField(max_length=200)
    confirmed = models.BooleanField(default=False)

    objects = ApprovalRouteQuerySet.as_manager()

    class Meta:
        verbose_name = "approval step of the route"
        verbose_name_plural = "approval steps"
        ordering = [F("worksite").asc(nulls_first=True), "no", "starts_on"]
        default_permissions = ("add", "change")
        constraints = [
            days_within_reason("approval_route_days_within_reason", "starts_on", "ends_on"),
            positive_period("approval_route_ends_after_it_starts", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="approval_route_is_numbered_from_one",
                condition=Q(no__range=(1, 9)),
                violation_error_message="Number the steps from 1 to 9.",
            ),
            ExclusionConstraint(
                name="approval_route_step_once",
                expressions=[
                    (OnePoint("worksite", or_none=True), RangeOperators.OVERLAPS),
                    (OnePoint("no"), RangeOperators.OVERLAPS),
                    (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="That step already stands on the route on some of these days. End it first, or "
                "begin on the day on which it ends.",
            ),
        ]

    def __str__(self):
        return f"Step {self.no}: {self.get_kind_display()}"

    def get_absolute_url(self):
        return reverse("personnel:approvalroute-list")

    @property
    def words(self) -> str:
        """What lists call it."""
        return str(self)


class RequisitionQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """Those of one's worksites and units, one's own, and those whose steps one decides."""
        kinds = [scope_of(user, permission) for permission in READING]
        if any(scope.everywhere for scope in kinds):
            return self.all()
        condition = Q(requester=user)
        for scope in kinds:
            condition |= scope.rows_of(self.model)
        return self.filter(condition)

    def undecided(self):
        return self.filter(status__in=UNDECIDED)

    def committing(self):
        """Requests that have used up vacancies: approved or already announced, and not yet filled."""
        return self.filter(status__in=COMMITTING)

    def awaiting(self, user):
        """Those whose open step `user` may decide here and now."""
        condition = Q(pk__in=())
        for kind in StepKind.values:
            scope = scope_of(user, step_permission(kind))
            if scope:
                condition |= Q(Exists(ApprovalStep.objects.open().filter(requisition=OuterRef("pk"), kind=kind))) & (
                    scope.rows_of(self.model)
                )
        decided = ApprovalStep.objects.filter(requisition=OuterRef("pk"), round=OuterRef("round"), decided_by=user)
        return self.undecided().filter(~Exists(decided), condition).exclude(requester=user)

    def for_list(self):
        return self.select_related("job_class", "worksite", "requester")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Requisition(WorkflowRecord):
    """The request to fill one or more vacancies of one class at one worksite.

    “Filled” follows from appointments alone: closing an announcement never sets it.
    """

    WORKSITE_PATH = "worksite"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        IN_APPROVAL = "in_approval", "In approval"
        RETURNED = "returned", "Returned for changes"
        DENIED = "denied", "Denied"
        APPROVED = "approved", "Approved"
        POSTED = "posted", "Announced"
        PARTLY_FILLED = "partly_filled", "Partly filled"
        FILLED = "filled", "Filled"
        CANCELLED = "cancelled", "Cancelled"

    class Reason(models.TextChoices):
        REPLACEMENT = "replacement", "Somebody left"
        NEW = "new", "New position"
        TRANSFER = "transfer", "Somebody moved to another post"
        TEMPORARY = "temporary", "Temporary need"
        OTHER = "other", "Other"

    STATUS_LEVELS = {
        Status.DRAFT: "off",
        Status.SUBMITTED: "warn",
        Status.IN_APPROVAL: "warn",
        Status.RETURNED: "warn",
        Status.DENIED: "bad",
        Status.APPROVED: "ok",
        Status.POSTED: "info",
        Status.PARTLY_FILLED: "info",
        Status.FILLED: "ok",
        Status.CANCELLED: "off",
    }
    TRANSITIONS = {
        "submit": Transition(
            frozenset({Status.DRAFT, Status.RETURNED}), Status.SUBMITTED, "Send for approval", "Requisition sent"
        ),
        "take_back": Transition(
            frozenset({Status.SUBMITTED}), Status.DRAFT, "Take back for changes", "Taken back for changes"
        ),
        "approve": Transition(
            frozenset({Status.SUBMITTED, Status.IN_APPROVAL}), Status.IN_APPROVAL, "Approve step", "Step approved"
        ),
        "return": Transition(
            frozenset({Status.SUBMITTED, Status.IN_APPROVAL}),
            Status.RETURNED,
            "Return for changes",
            "Requisition returned",
        ),
        "deny": Transition(
            frozenset({Status.SUBMITTED, Status.IN_APPROVAL}),
            Status.DENIED,
            "Deny requisition",
            "Requisition denied",
            danger=True,
        ),
        "complete": Transition(
            frozenset({Status.SUBMITTED, Status.IN_APPROVAL}),
            Status.APPROVED,
            "Approve last step",
            "All steps approved",
        ),
        "post": Transition(frozenset({Status.APPROVED}), Status.POSTED, "Announce", "Announced"),
        "unpost": Transition(frozenset({Status.POSTED}), Status.APPROVED, "Take back", "Announcement taken back"),
        "part_fill": Transition(
            frozenset({Status.POSTED, Status.PARTLY_FILLED}),
            Status.PARTLY_FILLED,
            "Note an appointment",
            "Partly filled",
        ),
        "fill": Transition(
            frozenset({Status.POSTED, Status.PARTLY_FILLED}), Status.FILLED, "Note the last appointment", "Filled"
        ),
        "part_reopen": Transition(
            frozenset({Status.FILLED}), Status.PARTLY_FILLED, "Note who did not begin", "Partly open again"
        ),
        "reopen": Transition(
            frozenset({Status.FILLED, Status.PARTLY_FILLED}), Status.POSTED, "Note who did not begin", "Open again"
        ),
        "reapprove": Transition(
            frozenset({Status.FILLED, Status.PARTLY_FILLED}),
            Status.APPROVED,
            "Note who did not begin",
            "To be announced again",
        ),
        "cancel": Transition(
            frozenset(
                {Status.DRAFT, Status.SUBMITTED, Status.IN_APPROVAL, Status.RETURNED, Status.APPROVED, Status.POSTED}
                | {Status.PARTLY_FILLED}
            ),
            Status.CANCELLED,
            "Cancel requisition",
            "Requisition cancelled",
            danger=True,
        ),
    }
    PAST_ACTS = {"choose_positions": "Positions chosen"}

    number = models.CharField(max_length=20, unique=True, editable=False)
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="requisitions"
    )
    job_class = models.ForeignKey(JobClass, on_delete=models.PROTECT, related_name="requisitions")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="requisitions")
    shift = models.CharField(max_length=10, choices=Shift, default=Shift.DAYS)
    vacancies = models.PositiveSmallIntegerField("vacancies to fill", default=1)
    positions = models.ManyToManyField(
        Position, blank=True, related_name="requisitions", through="personnel.RequisitionPosition"
    )
    expected_pay = models.DecimalField("expected yearly pay", max_digits=10, decimal_places=2, null=True, blank=True)
    reason = models.CharField(max_length=20, choices=Reason, default=Reason.REPLACEMENT)
    replaces = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="replaces"
    )
    explanation = models.TextField("why it is needed", blank=True, max_length=2000)
    needed_by = models.DateField("needed by", null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    round = models.PositiveSmallIntegerField(default=0, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    retention_until = models.DateField("kept until", null=True, editable=False)
    legal_hold = models.BooleanField(default=False, editable=False)

    objects = RequisitionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [
            ("submit_requisition", "Can send a requisition for approval"),
            ("cancel_requisition", "Can cancel a requisition"),
            ("decide_cao_requisition", "Can decide a requisition as worksite head"),
            ("decide_analyst_requisition", "Can decide a requisition as personnel analyst"),
            ("decide_budget_requisition", "Can decide a requisition as budget reviewer"),
            ("decide_appointing_requisition", "Can decide a requisition as appointing authority"),
            ("hold_requisition", "Can put hiring records on legal hold"),
        ]
        indexes = [
            models.Index(fields=["job_class", "worksite", "status"], name="requisition_by_kind"),
            models.Index(fields=["status", "-created_at"], name="requisition_by_status"),
            models.Index(fields=["worksite", "-created_at"], name="requisition_at_worksite"),
        ]
        constraints = [
            models.CheckConstraint(
                name="requisition_asks_for_somebody",
                condition=Q(vacancies__range=(1, 500)),
                violation_error_message="Ask for 1 to 500 vacancies.",
            ),
            models.CheckConstraint(
                name="requisition_pay_is_positive",
                condition=Q(expected_pay__isnull=True) | Q(expected_pay__gt=0),
                violation_error_message="Enter the expected pay as an amount above zero.",
            ),
            models.CheckConstraint(
                name="requisition_dates_within_reason",
                condition=Q(needed_by__isnull=True) | Q(needed_by__range=("2000-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
            models.CheckConstraint(
                name="requisition_submitted_once_it_left_the_desk",
                condition=Q(status__in=["draft", "cancelled"]) | Q(submitted_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["id", "requester"], name="requisition_with_its_requester"),
        ]
        triggers = [
            pgtrigger.Protect(name="requisition_is_cancelled_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="requisition_approved_by_every_step",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.status = 'approved' AND OLD.status IN ('submitted', 'in_approval')"),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM personnel_approvalstep s
                                   WHERE s.requisition_id = NEW.id AND s.round = NEW.round)
                       OR EXISTS (SELECT 1 FROM personnel_approvalstep s
                                  WHERE s.requisition_id = NEW.id AND s.round = NEW.round
                                    AND s.decision IS DISTINCT FROM 'approved')
                    THEN RAISE EXCEPTION 'A requisition is approved once every step is.'
                        USING ERRCODE = '23514', CONSTRAINT = 'requisition_approved_by_every_step';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="requisition_left_the_draft_by_its_steps",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.status IN ('approved', 'posted', 'partly_filled', 'filled')"
                    " AND OLD.status IN ('draft', 'returned', 'denied', 'cancelled')"
                ),
                func="RAISE EXCEPTION 'A requisition reaches approval through its steps.'"
                " USING ERRCODE = '23514', CONSTRAINT = 'requisition_left_the_draft_by_its_steps';",
            ),
            pgtrigger.Trigger(
                name="requisition_filled_by_appointments",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.status = 'filled' AND OLD.status <> 'filled'"),
                func="""
                    IF (SELECT count(*) FROM personnel_appointment a
                         WHERE a.requisition_id = NEW.id AND a.not_begun_at IS NULL) < NEW.vacancies
                    THEN RAISE EXCEPTION 'A requisition is filled by appointments alone.'
                        USING ERRCODE = '23514', CONSTRAINT = 'requisition_filled_by_appointments';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.number}, {self.job_class}"

    def get_absolute_url(self):
        return reverse("personnel:requisition-detail", args=[self.number])

    @property
    def editable(self):
        """Only what its requester still has on the desk may be edited."""
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)

    @property
    def step_now(self) -> "ApprovalStep | None":
        """The step that is to be decided next; None where nothing waits for a decision."""
        if self.status not in UNDECIDED:
            return None
        waiting = [one for one in self.steps.all() if one.round == self.round and one.decision is None]
        return min(waiting, key=lambda one: one.no, default=None)

    @property
    def held_by(self) -> str:
        """With whom the request is now, in words; empty once nobody has to do anything before it is announced."""
        if step := self.step_now:
            return step.get_kind_display()
        return "Requester" if self.editable else ""

    @property
    def held_since(self):
        """Since when it has been there: the last decision, or the sending."""
        decided = [one.decided_at for one in self.steps.all() if one.round == self.round and one.decided_at]
        if self.step_now:
            return max(decided, default=self.submitted_at)
        return max(decided, default=self.created_at) if self.editable else None


UNDECIDED = (Requisition.Status.SUBMITTED, Requisition.Status.IN_APPROVAL)
COMMITTING = (Requisition.Status.APPROVED, Requisition.Status.POSTED, Requisition.Status.PARTLY_FILLED)
READING = ("personnel.view_requisition", *(step_permission(kind) for kind in StepKind.values))


class RequisitionPosition(models.Model):
    """A chair a requisition is to fill; one that a live request names is named by no other."""

    requisition = models.ForeignKey(Requisition, on_delete=models.CASCADE, related_name="chairs")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="requests")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["requisition", "position"], name="requisition_names_a_position_once")
        ]

    def __str__(self):
        return f"{self.requisition_id}: {self.position_id}"


class ApprovalStepQuerySet(PortalQuerySet):
    def open(self):
        """The step that is to be decided next: undecided, and every earlier one of its round approved."""
        earlier = ApprovalStep.objects.filter(
            requisition=OuterRef("requisition"), round=OuterRef("round"), no__lt=OuterRef("no")
        ).exclude(decision=ApprovalStep.Decision.APPROVED)
        return self.filter(
            ~Exists(earlier), decision__isnull=True, round=F("requisition__round"), requisition__status__in=UNDECIDED
        )

    def visible_to(self, user):
        return self.filter(requisition__in=Requisition.objects.visible_to(user))


class ApprovalStep(models.Model):
    """One numbered decision on a requisition. `requester` is copied down so that a CHECK can compare (personnel.md 4).

    Each sending for approval is a round; a round's steps are decided in order, and nobody decides two of them.
    """

    UNIT_PATH = ""
    WORKSITE_PATH = "requisition__worksite"

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned for changes"
        DENIED = "denied", "Denied"

    requisition = models.ForeignKey(Requisition, on_delete=models.PROTECT, related_name="steps")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    no = models.PositiveSmallIntegerField("step")
    kind = models.CharField("decided by", max_length=20, choices=StepKind)
    decision = models.CharField(max_length=10, choices=Decision, null=True)  # noqa: DJ001 - null: not decided
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, max_length=1000)

    objects = ApprovalStepQuerySet.as_manager()

    class Meta:
        ordering = ["requisition", "round", "no"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["requisition", "round", "no"], name="approval_step_once"),
            models.UniqueConstraint(
                fields=["requisition", "round", "decided_by"],
                name="approval_step_one_person",
                condition=Q(decided_by__isnull=False),
                violation_error_message="One person decides one step.",
            ),
            models.CheckConstraint(
                name="approval_step_not_own_request",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requester")),
                violation_error_message="Nobody decides a step of their own request.",
            ),
            models.CheckConstraint(
                name="approval_step_decided_by_somebody",
                condition=Q(decision__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(decision__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="approval_step_refused_with_a_reason",
                condition=Q(decision__isnull=True) | Q(decision="approved") | ~Q(reason=""),
                violation_error_message="Say why.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="approval_step_in_its_turn",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.decision IS NOT NULL AND OLD.decision IS NULL"),
                func="""
                    IF EXISTS (SELECT 1 FROM personnel_approvalstep s
                               WHERE s.requisition_id = NEW.requisition_id AND s.round = NEW.round AND s.no < NEW.no
                                 AND s.decision IS DISTINCT FROM 'approved')
                    THEN RAISE EXCEPTION 'An earlier step comes first.'
                        USING ERRCODE = '23514', CONSTRAINT = 'approval_step_in_its_turn';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="approval_step_starts_undecided",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.decision IS NOT NULL AND NEW.no > 1"),
                func="""
                    IF EXISTS (SELECT 1 FROM personnel_approvalstep s
                               WHERE s.requisition_id = NEW.requisition_id AND s.round = NEW.round AND s.no < NEW.no
                                 AND s.decision IS DISTINCT FROM 'approved')
                    THEN RAISE EXCEPTION 'An earlier step comes first.'
                        USING ERRCODE = '23514', CONSTRAINT = 'approval_step_starts_undecided';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="approval_step_once_decided_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.decision IS NOT NULL"),
            ),
        ]

    def __str__(self):
        return f"Step {self.no}: {self.get_kind_display()}"
