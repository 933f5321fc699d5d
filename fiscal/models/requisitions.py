"""What a worksite asks to buy: requisitions, their lines, and the strings that pay (fiscal.md 3.9, 4.3, 4.4)."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import PortalQuerySet, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import agreed, begins_as, forever, guard, keeps_its_writers, moves
from doc_portal.core.money import MoneyField
from doc_portal.core.workflow import WorkflowRecord
from fiscal.models.approval_limits import ApprovalLimit
from fiscal.models.codes import CoaCode
from fiscal.models.requisition_rules import (
    BEYOND_EVERY_LIMIT,
    BOUGHT_BY_WHO_ASKED,
    DECIDED_BY_A_WRITER,
    FIXED,
    NEEDS_ANOTHER_YES,
    NOT_WHOLLY_PAID,
    NOTHING_SET_ASIDE,
    NOTHING_TO_BUY,
    OPEN_TO_CHANGE,
    PAID_BY_ANOTHER_YEAR,
    WITHOUT_A_CLASS,
)
from fiscal.models.requisition_steps import ALL_BOUGHT, NEXT, ORDERED, SECOND, STEPS, RequisitionStatus
from fiscal.models.vendors import Vendor
from fiscal.models.years import FiscalYear


class RequisitionQuerySet(PortalQuerySet):
    def with_total(self):
        """Each with `total`, what its lines are estimated at together."""
        lines = self.of_model("RequisitionLine").filter(requisition=OuterRef("pk")).order_by().values("requisition")
        total = Subquery(lines.annotate(sum=Sum("amount")).values("sum"))
        return self.annotate(total=Coalesce(total, 0, output_field=MoneyField()))

    def for_list(self):
        rows = self.with_total().with_order_status().with_second_due()
        return rows.naming("worksite").select_related("requested_by", "buyer")

    def with_second_due(self):
        """Each with `second_due`: something on it needs a second approver, and none approved it."""
        lines = self.of_model("RequisitionLine").filter(requisition=OuterRef("pk"), commodity__second_approver=True)
        return self.annotate(
            second_due=ExpressionWrapper(Q(Exists(lines), endorsed_by=None), output_field=BooleanField())
        )

    def with_order_status(self):
        """Each with `order_status`, what the least advanced of its live orders waits for."""
        orders = self.of_model("PurchaseOrder").filter(requisition=OuterRef("pk"))
        live = orders.exclude(status="cancelled").with_stage()
        far = Case(*(When(stage=one, then=Value(no)) for no, one in enumerate(ORDERED)), default=Value(len(ORDERED)))
        return self.annotate(order_status=Subquery(live.order_by(far, "pk").values("stage")[:1]))

    def being_bought(self):
        """Those a buyer has to do with: approved and open, or with an order that is."""
        orders = self.of_model("PurchaseOrder").filter(requisition=OuterRef("pk"))
        live = orders.exclude(status__in=["closed", "cancelled"])
        return self.filter(Q(status__in=["approved", "sourcing"]) | Q(Exists(live), status="closed"))

    def decided_open(self):
        """Approved, and not at their end."""
        return self.filter(status__in=["approved", "sourcing"])

    def without_order(self):
        """Taken up, and nothing is ordered on them: no order was written, or each was canceled."""
        live = self.of_model("PurchaseOrder").filter(requisition=OuterRef("pk")).exclude(status="cancelled")
        return self.filter(~Exists(live), status="sourcing")

    def pending(self):
        """Submitted, and not approved yet: money that is asked for and not set aside."""
        return self.filter(status__in=["submitted", "certified"])

    def of_person(self, user):
        """What somebody asked for or wrote."""
        return self.filter(Q(requested_by=user) | Q(created_by=user))

    def awaiting(self, user):
        """What waits for a step this person may do there now: none of their own, nothing beyond their limit."""
        limit = Subquery(ApprovalLimit.objects.in_force(user).values("up_to")[:1])
        steps = {
            "certify": Q(status="submitted"),
            "endorse": Q(status="certified", second_due=True),
            "approve": Q(
                status="certified", second_due=False, total__lte=limit, budget_fy__starts_on__lte=timezone.localdate()
            )
            & ~Q(endorsed_by=user),
        }
        rows = Q(pk__in=())
        for verb, waits in steps.items():
            rows |= scope_of(user, f"fiscal.{verb}_requisition").rows_of(self.model) & waits
        return (
            self.visible_to(user)
            .with_total()
            .with_second_due()
            .filter(rows)
            .exclude(Q(requested_by=user) | Q(created_by=user) | Q(writers__contains=[user.pk]))
        )

    def unfinished(self):
        return self.exclude(status__in=["closed", "rejected", "cancelled"])


class Requisition(WorkflowRecord):
    """What a worksite needs, why and by when. Nothing is ordered or paid without one that is approved.

    `requested_by` needs it; `created_by` wrote it down. Neither certifies or approves it, whoever they do it for.
    """

    WORKSITE_PATH = "worksite"

    Status = RequisitionStatus

    class Kind(models.TextChoices):
        GOODS = "goods", "Goods"
        SERVICE = "service", "Services"
        CONSTRUCTION = "construction", "Construction or repair"
        VEHICLE = "vehicle", "Vehicle"

    STATUS_LEVELS = {
        Status.DRAFT: "off", Status.SUBMITTED: "info", Status.CERTIFIED: "info", Status.APPROVED: "ok",
        Status.SOURCING: "ok", Status.CLOSED: "off", Status.RETURNED: "warn", Status.REJECTED: "bad",
        Status.CANCELLED: "off",
    }  # fmt: skip
    TRANSITIONS = STEPS

    number = models.CharField(max_length=20, unique=True, editable=False)
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    budget_fy = models.ForeignKey(
        FiscalYear, on_delete=models.PROTECT, related_name="+", verbose_name="fiscal year that pays"
    )
    org = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+", verbose_name="organization")
    kind = models.CharField("what is bought", max_length=12, choices=Kind, default=Kind.GOODS)
    need = models.TextField("business need", max_length=2000)
    need_by = models.DateField("needed by")
    suggested_vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pre_encumbering = models.BooleanField(
        "sets money aside", default=True, help_text="A requisition of the type NR sets none aside before it is ordered."
    )
    in_service_on = models.DateField(
        "in service on",
        null=True,
        blank=True,
        help_text="When it will be in use. Asked of what is bought late in the fiscal year.",
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    writers = ArrayField(models.BigIntegerField(), default=list, editable=False)
    """The accounts of everybody who wrote or sent it: none of them decides on it."""
    submitted_at = models.DateTimeField(null=True, editable=False)
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    certified_at = models.DateTimeField(null=True, editable=False)
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="second approver",
    )  # fmt: skip
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    warning = models.TextField("kept warnings", blank=True, default="", editable=False)

    objects = RequisitionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [
            ("view_approvals_requisition", "Can list requisitions that wait for a decision"),
            ("submit_requisition", "Can submit a requisition"),
            ("certify_requisition", "Can certify the funds of a requisition"),
            ("endorse_requisition", "Can approve a requisition as second approver"),
            ("approve_requisition", "Can approve a requisition"),
            ("source_requisition", "Can take up an approved requisition as buyer"),
            ("return_requisition", "Can return a requisition to be changed"),
            ("close_requisition", "Can close a requisition"),
            ("reject_requisition", "Can reject a requisition"),
            ("cancel_requisition", "Can cancel a requisition"),
            ("give_requisition", "Can give a purchase to another buyer"),
        ]
        indexes = [
            models.Index(fields=["worksite", "-id"], name="requisitions_of_a_worksite"),
            models.Index(fields=["status", "-id"], name="requisitions_by_status"),
            models.Index(
                fields=["worksite"],
                condition=~Q(status__in=["closed", "rejected", "cancelled"]),
                name="requisitions_unfinished",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="requisition_says_why",
                condition=Q(need__regex=r"\S"),
                violation_error_message="Say what it is needed for.",
            ),
            days_within_reason("requisition_days_within_reason", "need_by", "in_service_on"),
            models.CheckConstraint(
                name="requisition_approved_by_somebody",
                condition=Q(status__in=["draft", "submitted", "certified", "returned", "rejected", "cancelled"])
                | Q(approved_by__isnull=False, approved_at__isnull=False, certified_by__isnull=False),
                violation_error_message="A requisition counts once funds are certified and another approved it.",
            ),
            models.CheckConstraint(
                name="requisition_not_approved_by_who_asked",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("requested_by")) & (Q(created_by=None) | ~Q(approved_by=F("created_by")))),
                violation_error_message="Somebody else than who asked for it or wrote it must approve it.",
            ),
            models.CheckConstraint(
                name="requisition_not_certified_by_who_asked",
                condition=Q(certified_by=None)
                | (~Q(certified_by=F("requested_by")) & (Q(created_by=None) | ~Q(certified_by=F("created_by")))),
                violation_error_message="Somebody else than who asked for it or wrote it must certify its funds.",
            ),
            models.CheckConstraint(
                name="requisition_second_is_another",
                condition=Q(endorsed_by=None)
                | (
                    ~Q(endorsed_by=F("requested_by"))
                    & (Q(created_by=None) | ~Q(endorsed_by=F("created_by")))
                    & (Q(approved_by=None) | ~Q(endorsed_by=F("approved_by")))
                ),
                violation_error_message="The second approver is neither who asked, who wrote it, nor the first.",
            ),
        ]
        triggers = [
            forever("requisition_never_deleted"),
            begins_as("requisition_begins_as_a_draft", "draft"),
            keeps_its_writers("requisition_keeps_its_writers", "created_by_id", "requested_by_id"),
            guard(
                "requisition_approved_within_a_limit", BEYOND_EVERY_LIMIT, pgtrigger.Update,
                condition="NEW.status = 'approved' AND OLD.status <> 'approved'",
            ),
            agreed(
                "requisition_approved_sets_money_aside", NOTHING_SET_ASIDE,
                condition="NEW.status = 'approved' AND OLD.status <> 'approved' AND NEW.pre_encumbering",
            ),
            guard(
                "requisition_asks_for_something", NOTHING_TO_BUY, pgtrigger.Update,
                condition="NEW.status = 'submitted' AND OLD.status <> 'submitted'",
            ),
            guard(
                "requisition_line_is_wholly_paid", NOT_WHOLLY_PAID, pgtrigger.Update,
                condition="NEW.status IN ('submitted', 'approved') AND OLD.status <> NEW.status",
            ),
            guard(
                "requisition_paid_by_its_year", PAID_BY_ANOTHER_YEAR, pgtrigger.Update,
                condition="NEW.status = 'submitted' AND OLD.status <> 'submitted'",
            ),
            guard(
                "requisition_lines_name_their_class", WITHOUT_A_CLASS, pgtrigger.Update,
                condition=f"NEW.status NOT IN ({OPEN_TO_CHANGE}, 'cancelled') AND OLD.status IN ({OPEN_TO_CHANGE})",
            ),
            guard(
                "requisition_second_approval_stays", "true", pgtrigger.Update,
                condition="OLD.endorsed_by_id IS NOT NULL AND NEW.endorsed_by_id IS DISTINCT FROM OLD.endorsed_by_id"
                " AND (NEW.endorsed_by_id IS NOT NULL OR NEW.status NOT IN ('returned', 'rejected'))",
            ),
            guard(
                "requisition_has_its_second_approval", NEEDS_ANOTHER_YES, pgtrigger.Update,
                condition="NEW.status = 'approved' AND OLD.status <> 'approved'",
            ),
            guard("requisition_not_decided_by_its_writers", DECIDED_BY_A_WRITER),
            guard(
                "requisition_not_bought_by_who_asked", BOUGHT_BY_WHO_ASKED, condition="NEW.buyer_id IS NOT NULL"
            ),
            guard(
                "requisition_fixed_once_submitted",
                "true",
                pgtrigger.Update,
                condition=f"OLD.status NOT IN ({OPEN_TO_CHANGE}) AND ("
                + " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FIXED)
                + ")",
            ),
            moves("requisition_moves_as_it_may", STEPS),
        ]  # fmt: skip

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("fiscal:requisition-detail", args=[self.pk])

    @property
    def editable(self):
        """Whether lines and need can still be changed."""
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)

    @property
    def is_late(self):
        """Whether it is needed already."""
        return self.need_by < timezone.localdate()

    def is_being_bought(self) -> bool:
        """Whether a buyer has to do with it (`being_bought`)."""
        return type(self).objects.being_bought().filter(pk=self.pk).exists()

    @property
    def all_bought(self) -> bool:
        """Whether nothing more is to come or to be paid on it (`with_order_status`), so that it can be closed."""
        over = getattr(self, "order_status", None) in ("completed", "closed")
        return over and self.status in (self.Status.APPROVED, self.Status.SOURCING)

    @property
    def state_words(self) -> str:
        """Where it stands, by its orders too."""
        return ALL_BOUGHT if self.all_bought else self.get_status_display()

    @property
    def need_words(self) -> str:
        """The need in a line."""
        return self.need if len(self.need) <= 60 else f"{self.need[:59]}…"

    @property
    def next_step(self) -> str:
        """What is to be done next, in words."""
        return self._next()[0]

    def _next(self) -> tuple[str, str]:
        ordered = ORDERED.get(getattr(self, "order_status", None) or "")
        if ordered and self.status in ("approved", "sourcing"):
            return ordered
        return SECOND if self._second_is_due() else NEXT.get(self.status, ("", ""))

    def _second_is_due(self) -> bool:
        if self.status != self.Status.CERTIFIED or self.endorsed_by_id:
            return False
        told = getattr(self, "second_due", None)
        return self.lines.filter(commodity__second_approver=True).exists() if told is None else told

    @property
    def waits_for(self) -> str:
        """Whom it waits for."""
        whom = self._next()[1]
        return self.buyer.shown_name if whom == "Buyer" and self.buyer_id else whom

    @property
    def waits_since(self):
        """Since when it stands where it stands."""
        return self.approved_at or self.certified_at or self.submitted_at or self.created_at

    @property
    def days_waiting(self) -> int:
        """For how many days."""
        return (timezone.localdate() - timezone.localdate(self.waits_since)).days
