"""What is ordered of whom: orders, their lines, what was set aside for them, and their versions (fiscal.md 3.16)."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Now
from django.urls import reverse

from doc_portal.core.models import PortalQuerySet, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import agreed, begins_as, forever, guard, keeps_its_writers, moves, unchanged
from doc_portal.core.money import MoneyField
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.contracts import Contract
from fiscal.models.order_rules import (
    APPROVED_BY_WHO_ASKED,
    CAME_AND_NOT_BILLED,
    ENDS,
    ISSUED,
    ISSUED_UNPOSTED,
    NOT_AS_SOURCED,
    NOT_SOURCED,
    ORDERED_BY_WHO_ASKED,
    RECEIVED_ALREADY,
    UNDECIDED_BILLS,
    WITHOUT_REQUISITION,
)
from fiscal.models.purposes import REFUSED_FUND
from fiscal.models.requisitions import Requisition
from fiscal.models.vendors import Vendor
from fiscal.models.years import FiscalYear


class OrderStatus(models.TextChoices):
    """Where an order stands."""

    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"
    ISSUED = "issued", "Issued"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Canceled"
    ON_HOLD = "on_hold", "On hold"


STEPS = {
    "approve": Transition(frozenset({OrderStatus.DRAFT}), OrderStatus.APPROVED, "Approve order", "Approved"),
    "issue": Transition(frozenset({OrderStatus.APPROVED}), OrderStatus.ISSUED, "Issue order", "Issued to the vendor"),
    "hold": Transition(frozenset({OrderStatus.ISSUED}), OrderStatus.ON_HOLD, "Put on hold", "Put on hold"),
    "resume": Transition(frozenset({OrderStatus.ON_HOLD}), OrderStatus.ISSUED, "Resume", "Resumed"),
    "close": Transition(
        frozenset({OrderStatus.ISSUED}),
        OrderStatus.CLOSED,
        "Close short",
        "Closed; what was left was released",
        danger=True,
    ),
    "cancel": Transition(
        frozenset({OrderStatus.DRAFT, OrderStatus.APPROVED, OrderStatus.ISSUED, OrderStatus.ON_HOLD}),
        OrderStatus.CANCELLED,
        "Cancel order",
        "Canceled",
        danger=True,
    ),
}


class PurchaseOrderQuerySet(PortalQuerySet):
    def with_state(self):
        """Each with `total`, and `receipt` and `billing` (none, partial, full), which follow from its lines."""
        lines = self.of_model("OrderLine").filter(order=OuterRef("pk"))
        total = lines.order_by().values("order").annotate(sum=Sum("amount")).values("sum")
        live = lines.filter(quantity__gt=0)
        waits = live.exclude(match_rule="order_invoice")
        return self.annotate(
            total=Coalesce(Subquery(total), 0, output_field=MoneyField()),
            receipt=_axis(waits.filter(accepted__gt=0), waits.filter(accepted__lt=F("quantity"))),
            billing=_axis(live.filter(billed__gt=0), live.filter(billed__lt=F("quantity"))),
        )

    def with_stage(self):
        """Each with `stage`: of one that was issued what its bills and lines wait for, of others their status."""
        bills = self.of_model("Invoice").filter(order=OuterRef("pk"))
        differs = self.of_model("MatchException").open().filter(order=OuterRef("pk"))
        live = self.of_model("OrderLine").filter(order=OuterRef("pk"), order__status="issued", quantity__gt=0)
        waits = {
            "differs": differs.exclude(invoice__status="disputed"),
            "disputed": bills.filter(status="disputed"),
            "to_approve": bills.filter(status__in=["received", "matched"]),
            "to_voucher": bills.filter(status="approved").exclude(kind="credit"),
            "to_pay": bills.filter(status="vouchered"),
            "to_receive": live.exclude(match_rule="order_invoice").filter(accepted__lt=F("quantity")),
            "to_bill": live.filter(billed__lt=F("quantity")),
        }
        steps = (When(Exists(rows), then=Value(stage)) for stage, rows in waits.items())
        before = When(~Q(status__in=["issued", "closed"]), then=F("status"))
        over = When(status="closed", then=Value("closed"))
        found = Case(before, *steps, over, default=Value("completed"), output_field=models.CharField())
        return self.annotate(stage=found)

    def for_list(self):
        return self.with_state().naming("worksite").select_related("vendor", "requisition")

    def for_receiving(self):
        return self.naming("worksite").select_related("vendor")

    def open(self):
        """Issued, and neither closed nor canceled."""
        return self.filter(status__in=["issued", "on_hold"])

    def to_receive(self):
        """Issued ones of which something has not come."""
        waiting = self.of_model("OrderLine").filter(order=OuterRef("pk"), accepted__lt=F("quantity"))
        return self.filter(Exists(waiting.exclude(match_rule="order_invoice")), status="issued")


def _axis(begun, lacking):
    return Case(
        When(~Exists(lacking), then=Value("full")), When(Exists(begun), then=Value("partial")), default=Value("none")
    )


class PurchaseOrder(WorkflowRecord):
    """An order to a vendor on an approved requisition. What is received and billed follows from its lines."""

    WORKSITE_PATH = "worksite"

    Status = OrderStatus

    STATUS_LEVELS = {
        Status.DRAFT: "off", Status.APPROVED: "info", Status.ISSUED: "ok", Status.CLOSED: "off",
        Status.CANCELLED: "off", Status.ON_HOLD: "warn",
    }  # fmt: skip
    TRANSITIONS = STEPS

    number = models.CharField(max_length=20, unique=True, editable=False)
    requisition = models.ForeignKey(Requisition, on_delete=models.PROTECT, related_name="orders")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+", editable=False)
    budget_fy = models.ForeignKey(FiscalYear, on_delete=models.PROTECT, related_name="+", editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="orders")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="orders")
    own_use = models.BooleanField(
        "for the department's own use", default=True, help_text="Not to be sold on by the enterprise that pays for it."
    )
    own_use_reason = models.CharField(
        "why it is not for own use", max_length=300, blank=True, default="", db_default=""
    )
    deliver_by = models.DateField()
    deliver_to = models.CharField(max_length=200, blank=True, default="")
    in_service_on = models.DateField("in service on", null=True, blank=True)
    warning = models.TextField("kept warnings", blank=True, default="", editable=False)
    revision = models.PositiveSmallIntegerField(default=1, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    writers = ArrayField(models.BigIntegerField(), default=list, editable=False)
    """The accounts of everybody who wrote or sent it: none of them decides on it."""
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    issued_on = models.DateField(null=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    unbilled_reason = models.CharField(
        "why what came is not billed", max_length=1000, blank=True, default="", db_default="", editable=False
    )

    objects = PurchaseOrderQuerySet.as_manager()

    class Meta:
        verbose_name = "order"
        ordering = ["-pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [
            ("approve_purchaseorder", "Can approve an order"),
            ("issue_purchaseorder", "Can issue an order"),
            ("hold_purchaseorder", "Can put an order on hold"),
            ("resume_purchaseorder", "Can resume an order on hold"),
            ("close_purchaseorder", "Can close an order short"),
            ("cancel_purchaseorder", "Can cancel an order"),
            ("modify_purchaseorder", "Can change an issued order"),
            ("refer_purchaseorder", "Can note the document of an order in another system"),
        ]
        indexes = [
            models.Index(fields=["worksite", "-id"], name="orders_of_a_worksite"),
            models.Index(fields=["worksite", "-id"], condition=Q(status="issued"), name="orders_issued_of_a_worksite"),
            models.Index(fields=["status", "-id"], name="orders_by_status"),
            models.Index(
                fields=["budget_fy", "id"], condition=Q(status__in=["issued", "on_hold"]), name="orders_open_of_a_year"
            ),
        ]
        constraints = [
            days_within_reason("order_days_within_reason", "deliver_by", "in_service_on", "issued_on"),
            models.CheckConstraint(
                name="order_issued_once_approved",
                condition=Q(status__in=["draft", "approved", "cancelled"])
                | Q(approved_by__isnull=False, issued_on__isnull=False, issued_by__isnull=False),
                violation_error_message="An order is approved by another and then issued.",
            ),
            models.CheckConstraint(
                name="order_not_for_own_use_says_why",
                condition=Q(own_use=True) | ~Q(own_use_reason=""),
                violation_error_message="Say for whom it is, where it is not for the department’s own use.",
            ),
            models.CheckConstraint(
                name="order_unbilled_once_closed",
                condition=Q(unbilled_reason="") | Q(status="closed"),
                violation_error_message="Why what came is not billed is said as an order is closed.",
            ),
            models.CheckConstraint(
                name="order_approved_by_somebody",
                condition=Q(status__in=["draft", "cancelled"]) | Q(approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="order_not_approved_by_who_wrote_it",
                condition=Q(approved_by=None) | Q(created_by=None) | ~Q(approved_by=F("created_by")),
                violation_error_message="Somebody else than who wrote the order must approve it.",
            ),
        ]
        triggers = [
            forever("order_never_deleted"),
            begins_as("order_begins_as_a_draft", "draft"),
            keeps_its_writers("order_keeps_its_writers", "created_by_id"),
            guard(
                "order_keeps_who_approved", "true", pgtrigger.Update,
                condition="OLD.approved_by_id IS NOT NULL AND NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id",
            ),
            guard("order_needs_an_approved_requisition", WITHOUT_REQUISITION, pgtrigger.Insert),
            guard(
                "order_keeps_its_requisition", "true", pgtrigger.Update,
                condition="NEW.requisition_id <> OLD.requisition_id OR NEW.worksite_id <> OLD.worksite_id"
                " OR NEW.budget_fy_id <> OLD.budget_fy_id",
            ),
            guard(
                "order_not_approved_by_who_asked", APPROVED_BY_WHO_ASKED,
                condition="NEW.approved_by_id IS NOT NULL",
            ),
            guard(
                "order_received_is_returned_not_canceled", RECEIVED_ALREADY, pgtrigger.Update,
                condition="NEW.status = 'cancelled' AND OLD.status <> 'cancelled'",
            ),
            guard(
                "order_now_issued_once_sourced", NOT_SOURCED, pgtrigger.Update,
                condition=f"{ISSUED} AND OLD.status = 'approved'",
            ),
            guard(
                "order_now_issued_as_it_was_sourced", NOT_AS_SOURCED, pgtrigger.Update,
                condition=f"{ISSUED} AND OLD.status = 'approved'",
            ),
            guard(
                "order_paid_by_a_fund_for_it",
                REFUSED_FUND,
                pgtrigger.Update,
                condition="NEW.status = 'issued' AND OLD.status = 'approved'",
            ),
            guard("order_not_placed_by_who_asked", ORDERED_BY_WHO_ASKED),
            guard("order_not_approved_by_its_writers", "NEW.approved_by_id = ANY (NEW.writers)"),
            guard(
                "order_keeps_its_vendor",
                "true",
                pgtrigger.Update,
                condition="OLD.status <> 'draft' AND (NEW.vendor_id <> OLD.vendor_id"
                " OR NEW.contract_id IS DISTINCT FROM OLD.contract_id OR NEW.own_use <> OLD.own_use"
                " OR NEW.own_use_reason <> OLD.own_use_reason)",
            ),
            agreed(
                "order_issued_with_its_postings", ISSUED_UNPOSTED,
                condition=f"{ISSUED} AND OLD.status = 'approved'",
            ),
            guard("order_canceled_without_bills", UNDECIDED_BILLS, pgtrigger.Update, condition=ENDS),
            guard(
                "order_closed_once_billed", CAME_AND_NOT_BILLED, pgtrigger.Update,
                condition="NEW.status = 'closed' AND OLD.status <> 'closed'",
            ),
            guard(
                "order_keeps_why_it_is_unbilled", "true", pgtrigger.Update,
                condition="OLD.status = 'closed' AND NEW.unbilled_reason <> OLD.unbilled_reason",
            ),
            moves("order_moves_as_it_may", STEPS),
        ]  # fmt: skip

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("fiscal:purchaseorder-detail", args=[self.pk])

    @property
    def buyer(self):
        """Who settles what differs: the buyer of the requisition, or who wrote the order where none took it up."""
        return self.requisition.buyer or self.created_by

    @property
    def receive_url(self) -> str:
        """Where what came of it is counted."""
        return reverse("fiscal:receipt-create", args=[self.pk])

    @property
    def editable(self):
        """Whether it can be changed without a new version."""
        return self.status == self.Status.DRAFT

    @property
    def state_words(self) -> str:
        """What is still to come, by the lines (`with_state`)."""
        if self.status != self.Status.ISSUED:
            return self.get_status_display()
        to_receive, to_bill = self.receipt != "full", self.billing != "full"
        if to_receive and to_bill:
            return "To receive and bill"
        if to_receive:
            return "To receive"
        return "To bill" if to_bill else "Completed"


class OrderRevision(models.Model):
    """An order as it stood after a change, and why it was changed. Rows are only added."""

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="revisions")
    no = models.PositiveSmallIntegerField("version")
    reason = models.CharField(max_length=500)
    lines = models.JSONField()
    total = MoneyField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["order", "no"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["order", "no"], name="order_revision_once")]
        triggers = [unchanged("order_revision_stays")]

    def __str__(self):
        return f"Version {self.no}"
