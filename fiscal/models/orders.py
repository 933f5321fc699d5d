"""What is ordered of whom: orders, their lines, what was set aside for them, and their versions (fiscal.md 3.16)."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Now, NullIf, Round
from django.urls import reverse

from doc_portal.core.models import PortalQuerySet, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import (
    ANY_WRITE,
    agreed,
    begins_as,
    but_for,
    forever,
    guard,
    keeps_its_writers,
    moves,
    unchanged,
)
from doc_portal.core.money import MoneyField
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.codes import FundingString
from fiscal.models.contracts import Contract
from fiscal.models.purposes import REFUSED_FUND
from fiscal.models.requisitions import LineFunding, Requisition, RequisitionLine
from fiscal.models.vendors import Vendor
from fiscal.models.years import FiscalYear

WITHOUT_REQUISITION = (
    "NOT EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id = NEW.requisition_id"
    " AND r.status IN ('approved', 'sourcing', 'closed') AND r.approved_by_id IS NOT NULL"
    " AND r.worksite_id = NEW.worksite_id AND r.budget_fy_id = NEW.budget_fy_id)"
)
APPROVED_BY_WHO_ASKED = (
    "EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id = NEW.requisition_id"
    " AND NEW.approved_by_id IN (r.requested_by_id, r.created_by_id))"
)
OF_A_FIXED_ORDER = (
    "EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id IN (OLD.order_id, NEW.order_id)"
    " AND o.status IN ('closed', 'cancelled'))"
)
SUMS = ("received", "accepted", "rejected", "weighed", "billed", "billed_amount", "billed_weight")
CHANGED_BUT_FOR_SUMS = but_for("amount", *SUMS).replace("TG_OP = 'DELETE'", "TG_OP <> 'UPDATE'")
NOT_SOURCED = (
    "NOT EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.requisition_id = NEW.requisition_id"
    " AND d.superseded_at IS NULL AND fiscal_papers_missing(d.id) = '{}')"
)
NOT_AS_SOURCED = (
    "EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.requisition_id = NEW.requisition_id"
    " AND d.superseded_at IS NULL"
    " AND (d.path = 1 AND NOT EXISTS (SELECT 1 FROM fiscal_vendor v WHERE v.id = NEW.vendor_id AND v.is_mve)"
    " OR d.path = 2 AND d.contract_id IS DISTINCT FROM NEW.contract_id))"
    " OR EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.requisition_id = NEW.requisition_id"
    " AND s.status = 'final') AND NOT EXISTS (SELECT 1 FROM fiscal_solicitation s"
    " JOIN fiscal_award a ON a.solicitation_id = s.id JOIN fiscal_quote q ON q.id = a.quote_id"
    " WHERE s.requisition_id = NEW.requisition_id AND s.status = 'final' AND q.vendor_id = NEW.vendor_id)"
)
LINE_WRITTEN_ANEW = but_for("amount", "quantity", "price", *SUMS).replace("TG_OP = 'DELETE'", "TG_OP <> 'UPDATE'")
OF_NO_DRAFT = (
    "EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id IN (OLD.order_id, NEW.order_id) AND o.status <> 'draft')"
)
OF_ONE_APPROVED = (
    "EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id = NEW.order_id AND o.status <> 'draft'"
    " AND o.issued_on IS NULL)"
)
NOT_AS_ITS_VERSION = """EXISTS (
    SELECT 1 FROM fiscal_orderline l JOIN fiscal_purchaseorder o ON o.id = l.order_id
     WHERE l.id = NEW.id AND o.issued_on IS NOT NULL AND (
           NOT EXISTS (
               SELECT 1 FROM fiscal_orderrevision v, jsonb_array_elements(v.lines) e
                WHERE v.order_id = o.id AND v.no = o.revision AND (e->>'no')::int = l.no
                  AND (e->>'quantity')::numeric = l.quantity AND (e->>'price')::numeric = l.price)
        OR l.amount IS DISTINCT FROM (SELECT sum(f.amount) FROM fiscal_orderfunding f WHERE f.line_id = l.id)))"""
ISSUED = "NEW.status = 'issued'"
FUNDING_CHANGED = (
    "(TG_OP <> 'UPDATE' OR NEW.line_id <> OLD.line_id OR NEW.funding_id <> OLD.funding_id"
    " OR NEW.line_funding_id <> OLD.line_funding_id OR NEW.appropriation_id <> OLD.appropriation_id)"
    " AND EXISTS (SELECT 1 FROM fiscal_orderline l JOIN fiscal_purchaseorder o ON o.id = l.order_id"
    " WHERE l.id IN (OLD.line_id, NEW.line_id) AND o.status <> 'draft')"
)
FUNDING_MOVES = " OR ".join(f"NEW.{one} <> OLD.{one}" for one in ("amount", "liquidated", "released", "spent"))
OF_ONE_NOT_ISSUED = (
    "EXISTS (SELECT 1 FROM fiscal_orderline l JOIN fiscal_purchaseorder o ON o.id = l.order_id"
    " WHERE l.id = NEW.line_id AND o.status <> 'draft' AND o.issued_on IS NULL)"
)
NOT_AS_POSTED = """EXISTS (
    SELECT 1 FROM fiscal_orderfunding f JOIN fiscal_orderline l ON l.id = f.line_id
      JOIN fiscal_purchaseorder o ON o.id = l.order_id
     WHERE f.id = NEW.id AND o.issued_on IS NOT NULL AND (
           f.amount - f.liquidated - f.released <> COALESCE((
               SELECT sum(e.amount) FROM fiscal_budgetentry e
                WHERE e.doc_type = 'PO' AND e.doc_id = o.id AND e.line = f.id AND e.bucket = 'enc'), 0)
        OR f.spent <> COALESCE((
               SELECT sum(e.amount) FROM fiscal_invoice i JOIN fiscal_budgetentry e
                   ON e.doc_type = 'INV' AND e.doc_id = i.id AND e.line = f.id AND e.bucket = 'exp'
                WHERE i.order_id = o.id), 0)
        OR l.amount IS DISTINCT FROM (SELECT sum(s.amount) FROM fiscal_orderfunding s WHERE s.line_id = l.id)))"""
ISSUED_UNPOSTED = """NOT EXISTS (SELECT 1 FROM fiscal_orderline l WHERE l.order_id = NEW.id) OR EXISTS (
    SELECT 1 FROM fiscal_orderline l LEFT JOIN fiscal_orderfunding f ON f.line_id = l.id
     WHERE l.order_id = NEW.id AND (f.id IS NULL OR f.amount - f.liquidated - f.released <> COALESCE((
               SELECT sum(e.amount) FROM fiscal_budgetentry e
                WHERE e.doc_type = 'PO' AND e.doc_id = NEW.id AND e.line = f.id AND e.bucket = 'enc'), 0)))"""
UNDECIDED_BILLS = (
    "EXISTS (SELECT 1 FROM fiscal_invoice i WHERE i.order_id = NEW.id"
    " AND i.status IN ('received', 'matched', 'exception', 'disputed'))"
)
ENDS = "NEW.status IN ('cancelled', 'closed') AND OLD.status <> NEW.status"
OVER_THE_MOST = """(TG_OP = 'INSERT' OR NEW.over_percent <> OLD.over_percent) AND NEW.over_percent > COALESCE((
    SELECT s.value::numeric FROM core_setting s JOIN core_settingkey k ON k.id = s.key_id
     WHERE k.key = 'fiscal_over_receipt_most' AND s.starts_on <= (now() AT TIME ZONE 'America/Chicago')::date
       AND (s.ends_on IS NULL OR s.ends_on > (now() AT TIME ZONE 'America/Chicago')::date)), 0)"""
GOODS_BILLED_ALONE = """(TG_OP = 'INSERT' OR NEW.match_rule <> OLD.match_rule OR NEW.match_reason <> OLD.match_reason)
    AND NOT EXISTS (
    SELECT 1 FROM fiscal_requisitionline r JOIN fiscal_commodityclass c ON c.id = r.commodity_id
     WHERE r.id = NEW.requisition_line_id AND c.kind = 'utility')"""
SERVICE_NOT_ACCEPTED = """(TG_OP = 'INSERT' OR NEW.match_rule <> OLD.match_rule OR NEW.match_reason <> OLD.match_reason)
    AND EXISTS (
    SELECT 1 FROM fiscal_requisitionline r JOIN fiscal_commodityclass c ON c.id = r.commodity_id
     WHERE r.id = NEW.requisition_line_id AND c.kind = 'service')"""
RECEIVED_ALREADY = (
    "EXISTS (SELECT 1 FROM fiscal_orderline l WHERE l.order_id = NEW.id AND (l.received > 0 OR l.billed > 0))"
)


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
        lines = OrderLine.objects.filter(order=OuterRef("pk"))
        total = lines.order_by().values("order").annotate(sum=Sum("amount")).values("sum")
        live = lines.filter(quantity__gt=0)
        waits = live.exclude(match_rule=OrderLine.MatchRule.ORDER_INVOICE)
        return self.annotate(
            total=Coalesce(Subquery(total), 0, output_field=MoneyField()),
            receipt=_axis(waits.filter(accepted__gt=0), waits.filter(accepted__lt=F("quantity"))),
            billing=_axis(live.filter(billed__gt=0), live.filter(billed__lt=F("quantity"))),
        )

    def with_stage(self):
        """Each with `stage`: of one that was issued what its bills and lines wait for, of others their status."""
        models_of = self.model._meta.apps
        bills = models_of.get_model("fiscal", "Invoice").objects.filter(order=OuterRef("pk"))
        differs = models_of.get_model("fiscal", "MatchException").objects.open().filter(order=OuterRef("pk"))
        live = OrderLine.objects.filter(order=OuterRef("pk"), order__status="issued", quantity__gt=0)
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
        waiting = OrderLine.objects.filter(order=OuterRef("pk"), accepted__lt=F("quantity"))
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
            guard("order_issued_once_sourced", NOT_SOURCED, pgtrigger.Insert, condition=ISSUED),
            guard(
                "order_now_issued_once_sourced", NOT_SOURCED, pgtrigger.Update,
                condition=f"{ISSUED} AND OLD.status = 'approved'",
            ),
            guard("order_issued_as_it_was_sourced", NOT_AS_SOURCED, pgtrigger.Insert, condition=ISSUED),
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


QUANTITY = models.DecimalField(max_digits=12, decimal_places=3)


class OrderLineQuerySet(PortalQuerySet):
    def standing(self, requisition, *, written=False):
        """Those that take something of a requisition, each with the quantity that `stands` and what it `comes_to`.

        Of a closed order that is what came or was billed. With `written` those of drafts and approved orders too.
        """
        live = ["issued", "on_hold", "closed", *(["draft", "approved"] if written else [])]
        done = Greatest("accepted", "billed")
        unbilled = Greatest(F("accepted") - F("billed"), Value(Decimal(0)))
        closed = Q(order__status="closed")
        spent = F("billed_amount") + Round(F("amount") * unbilled / NullIf(F("quantity"), Value(Decimal(0))), 2)
        return self.filter(order__requisition=requisition, order__status__in=live).annotate(
            stands=Case(When(closed, then=done), default=F("quantity"), output_field=QUANTITY),
            comes_to=Case(
                When(closed, then=Coalesce(spent, F("billed_amount"))), default=F("amount"), output_field=MoneyField()
            ),
        )


class OrderLine(models.Model):
    """One thing ordered. What was received, accepted, weighed and billed of it follows its receipts and bills.

    `over_percent` is how much more may arrive. Of a catch-weight line `price` is for each unit of weight, `weight` is
    what is expected, and the bill is for what was weighed.
    """

    class MatchRule(models.TextChoices):
        ORDER_INVOICE = "order_invoice", "Order and bill"
        THREE_WAY = "order_receipt_invoice", "Order, receipt and bill"
        SERVICE = "service_acceptance", "Order, acceptance by the worksite, and bill"

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="lines")
    no = models.PositiveSmallIntegerField("line")
    requisition_line = models.ForeignKey(RequisitionLine, on_delete=models.PROTECT, related_name="order_lines")
    description = models.CharField(max_length=300)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit = models.CharField(max_length=20, default="each")
    price = models.DecimalField(max_digits=14, decimal_places=4)
    weight = models.DecimalField("expected weight", max_digits=12, decimal_places=3, null=True, blank=True)
    weight_unit = models.CharField(max_length=10, blank=True, default="")
    amount = models.GeneratedField(
        expression=Round(
            Case(
                When(Q(quantity=0), then=Value(0, output_field=models.DecimalField())),
                default=Coalesce(F("weight"), F("quantity")) * F("price"),
                output_field=models.DecimalField(),
            ),
            precision=2,
        ),
        output_field=MoneyField(),
        db_persist=True,
    )
    match_rule = models.CharField(max_length=22, choices=MatchRule, default=MatchRule.THREE_WAY)
    match_reason = models.CharField("why its bill alone counts", max_length=200, blank=True, default="", db_default="")
    over_percent = models.DecimalField("over-receipt allowed, percent", max_digits=5, decimal_places=2, default=0)
    is_capital = models.BooleanField("capital object", default=False)
    received = models.DecimalField(max_digits=12, decimal_places=3, default=0, editable=False)
    accepted = models.DecimalField(max_digits=12, decimal_places=3, default=0, editable=False)
    rejected = models.DecimalField(max_digits=12, decimal_places=3, default=0, editable=False)
    weighed = models.DecimalField(max_digits=12, decimal_places=3, default=0, editable=False)
    billed = models.DecimalField(max_digits=12, decimal_places=3, default=0, editable=False)
    billed_amount = MoneyField(default=0, editable=False)
    billed_weight = models.DecimalField(max_digits=12, decimal_places=3, default=0, editable=False)

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        ordering = ["order", "no"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["order"], condition=Q(accepted__lt=F("quantity")) & ~Q(match_rule="order_invoice"),
                name="order_lines_to_receive",
            ),
            models.Index(fields=["order"], condition=Q(billed__lt=F("quantity")), name="order_lines_to_bill"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["order", "no"], name="order_line_once"),
            models.CheckConstraint(
                name="order_line_not_below_nothing",
                condition=Q(quantity__gte=0, price__gte=0, over_percent__gte=0, over_percent__lte=100)
                & (Q(weight=None) | Q(weight__gt=0)),
                violation_error_message="Enter a quantity and a price of zero or more.",
            ),
            models.CheckConstraint(
                name="order_line_accepts_what_came",
                condition=Q(accepted__gte=0, rejected__gte=0, weighed__gte=0, billed__gte=0, billed_amount__gte=0)
                & Q(received=F("accepted") + F("rejected")),
                violation_error_message="What came is accepted or rejected.",
            ),
            models.CheckConstraint(
                name="order_line_receives_what_is_allowed",
                condition=Q(accepted__lte=F("quantity") * (Value(1) + F("over_percent") / Value(100))),
                violation_error_message="More came than was ordered and may come over. The buyer decides on the rest.",
            ),
            models.CheckConstraint(
                name="order_line_billed_once_accepted",
                condition=Q(match_rule="order_invoice") | Q(billed__lte=F("accepted")),
                violation_error_message="No more is paid than was accepted.",
            ),
            models.CheckConstraint(
                name="order_line_billed_as_ordered",
                condition=~Q(match_rule="order_invoice") | Q(billed__lte=F("quantity")),
                violation_error_message="No more is paid than was ordered.",
            ),
        ]
        triggers = [
            guard("order_line_fixed_once_approved", f"({LINE_WRITTEN_ANEW}) AND {OF_NO_DRAFT}", ANY_WRITE),
            guard(
                "order_line_stays_until_it_is_issued", OF_ONE_APPROVED, pgtrigger.Update,
                condition="NEW.quantity <> OLD.quantity OR NEW.price <> OLD.price",
            ),
            agreed(
                "order_line_changes_by_version", NOT_AS_ITS_VERSION,
                condition="NEW.quantity <> OLD.quantity OR NEW.price <> OLD.price",
            ),
            guard("order_line_fixed_once_over", f"({CHANGED_BUT_FOR_SUMS}) AND {OF_A_FIXED_ORDER}", ANY_WRITE),
            guard(
                "order_line_sums_follow_rows", "pg_trigger_depth() < 2", pgtrigger.Update,
                condition=" OR ".join(f"NEW.{name} <> OLD.{name}" for name in SUMS),
            ),
            guard("order_line_over_no_more_than_allowed", OVER_THE_MOST, condition="NEW.over_percent > 0"),
            guard(
                "order_line_billed_alone_for_a_reason", GOODS_BILLED_ALONE,
                condition="NEW.match_rule = 'order_invoice' AND NEW.match_reason = ''",
            ),
            guard(
                "order_line_service_is_accepted", SERVICE_NOT_ACCEPTED,
                condition="NEW.match_rule = 'order_receipt_invoice' AND NEW.match_reason = ''",
            ),
            guard("order_line_begins_empty", " OR ".join(f"NEW.{name} <> 0" for name in SUMS), pgtrigger.Insert),
            guard("order_line_never_deleted", "true", pgtrigger.Delete, condition="OLD.received > 0 OR OLD.billed > 0"),
        ]  # fmt: skip

    def __str__(self):
        return f"Line {self.no}: {self.description}"

    @property
    def terms(self) -> list[str]:
        """What is out of the ordinary in how it is received and billed, for who decides on it."""
        found = []
        if self.match_rule != self.MatchRule.THREE_WAY:
            why = f" ({self.match_reason})" if self.match_reason else ""
            found.append(f"Matched by {self.get_match_rule_display().lower()}{why}")
        if self.over_percent:
            found.append(f"{self.over_percent.normalize():f} percent may come over")
        return found


class OrderFunding(models.Model):
    """What a string and its appropriation hold for a line: ordered, billed of it, and given back."""

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="fundings")
    line_funding = models.ForeignKey(LineFunding, on_delete=models.PROTECT, related_name="+")
    funding = models.ForeignKey(FundingString, on_delete=models.PROTECT, related_name="+")
    appropriation = models.ForeignKey("fiscal.Appropriation", on_delete=models.PROTECT, related_name="order_fundings")
    amount = MoneyField()
    liquidated = MoneyField(default=0)
    released = MoneyField(default=0)
    spent = MoneyField(default=0)
    freed = MoneyField(default=0, db_default=0)
    """Of what was given back, what the line no longer needed as it was billed in full; voiding a bill takes it back."""

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["line", "pk"]
        default_permissions = ()
        triggers = [
            guard("order_funding_stays_once_issued", FUNDING_CHANGED, ANY_WRITE),
            guard("order_funding_stays_until_issued", OF_ONE_NOT_ISSUED, pgtrigger.Update, condition=FUNDING_MOVES),
            agreed("order_funding_is_what_was_posted", NOT_AS_POSTED, condition=FUNDING_MOVES),
            guard(
                "order_funding_frees_what_it_gives_back",
                "true",
                pgtrigger.Update,
                condition="NEW.freed <> OLD.freed AND NEW.freed - OLD.freed <> NEW.released - OLD.released",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["line", "line_funding"], name="order_line_funded_once"),
            models.CheckConstraint(
                name="order_funding_liquidates_no_more",
                condition=Q(amount__gte=0, liquidated__gte=0, released__gte=0, spent__gte=0)
                & Q(liquidated__lte=F("amount") - F("released")),
                violation_error_message="No more is liquidated than was set aside.",
            ),
            models.CheckConstraint(
                name="order_funding_frees_no_more_than_it_gives_back",
                condition=Q(freed__gte=0, freed__lte=F("released")),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.funding}: {self.amount}"

    @property
    def held(self):
        """What is still set aside."""
        return self.amount - self.liquidated - self.released


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
