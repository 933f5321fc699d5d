"""What a worksite asks to buy: requisitions, their lines, and the strings that pay (fiscal.md 3.9, 4.3, 4.4)."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import (
    ANY_WRITE,
    agreed,
    begins_as,
    forever,
    guard,
    keeps_its_writers,
    moves,
    unchanged,
)
from doc_portal.core.money import MoneyField, dollars
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.codes import CoaCode, FundingString
from fiscal.models.commodities import CommodityClass
from fiscal.models.vendors import Vendor
from fiscal.models.years import FiscalYear

OPEN_TO_CHANGE = "'draft', 'returned'"
OF_A_FIXED_REQUISITION = (
    "EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id IN (OLD.requisition_id, NEW.requisition_id)"  # noqa: S608
    f" AND r.status NOT IN ({OPEN_TO_CHANGE}))"
)
OF_A_FIXED_LINE = (
    "EXISTS (SELECT 1 FROM fiscal_requisitionline l JOIN fiscal_requisition r ON r.id = l.requisition_id"  # noqa: S608
    f" WHERE l.id IN (OLD.line_id, NEW.line_id) AND r.status NOT IN ({OPEN_TO_CHANGE}))"
)
NOT_WHAT_IS_SET_ASIDE = """EXISTS (
    SELECT 1 FROM fiscal_linefunding f JOIN fiscal_requisitionline l ON l.id = f.line_id
      JOIN fiscal_requisition r ON r.id = l.requisition_id
     WHERE f.id = NEW.id AND (NOT r.pre_encumbering OR f.amount - f.released <> COALESCE((
               SELECT sum(e.amount) FROM fiscal_budgetentry e
                WHERE e.doc_type = 'REQ' AND e.doc_id = r.id AND e.line = f.id AND e.bucket = 'pre'), 0)))"""
DECIDED_BY_A_WRITER = (
    "NEW.approved_by_id = ANY (NEW.writers) OR NEW.certified_by_id = ANY (NEW.writers)"
    " OR NEW.endorsed_by_id = ANY (NEW.writers)"
)
FIXED = (
    "number", "worksite_id", "budget_fy_id", "org_id", "kind", "need", "need_by", "requested_by_id", "created_by_id",
    "pre_encumbering",
)  # fmt: skip
"""What of a requisition stays once it is submitted."""
BEYOND_EVERY_LIMIT = """NOT EXISTS (
    SELECT 1 FROM fiscal_approvallimit a
     WHERE a.user_id = NEW.approved_by_id AND a.starts_on <= (now() AT TIME ZONE 'America/Chicago')::date
       AND (a.ends_on IS NULL OR a.ends_on > (now() AT TIME ZONE 'America/Chicago')::date)
       AND a.up_to >= (SELECT sum(l.amount) FROM fiscal_requisitionline l WHERE l.requisition_id = NEW.id))"""
NOTHING_SET_ASIDE = """(
    SELECT sum(f.amount) FROM fiscal_linefunding f JOIN fiscal_requisitionline l ON l.id = f.line_id
     WHERE l.requisition_id = NEW.id) IS DISTINCT FROM (
    SELECT sum(e.amount) FROM fiscal_budgetentry e
     WHERE e.doc_type = 'REQ' AND e.doc_id = NEW.id AND e.bucket = 'pre' AND e.amount > 0)"""
NOTHING_TO_BUY = "NOT EXISTS (SELECT 1 FROM fiscal_requisitionline l WHERE l.requisition_id = NEW.id)"
NOT_WHOLLY_PAID = """EXISTS (
    SELECT 1 FROM fiscal_requisitionline l LEFT JOIN fiscal_linefunding f ON f.line_id = l.id
     WHERE l.requisition_id = NEW.id
     GROUP BY l.id HAVING COALESCE(sum(f.percent), 0) <> 100 OR COALESCE(sum(f.amount), 0) <> l.amount)"""
PAID_BY_ANOTHER_YEAR = """EXISTS (
    SELECT 1 FROM fiscal_requisitionline l JOIN fiscal_linefunding f ON f.line_id = l.id
      JOIN fiscal_fundingstring s ON s.id = f.funding_id
     WHERE l.requisition_id = NEW.id AND s.budget_fy_id <> NEW.budget_fy_id)"""
WITHOUT_A_CLASS = (
    "EXISTS (SELECT 1 FROM fiscal_requisitionline l WHERE l.requisition_id = NEW.id AND l.commodity_id IS NULL)"
)
NEEDS_ANOTHER_YES = """NEW.endorsed_by_id IS NULL AND EXISTS (
    SELECT 1 FROM fiscal_requisitionline l JOIN fiscal_commodityclass c ON c.id = l.commodity_id
     WHERE l.requisition_id = NEW.id AND c.second_approver)"""


class RequisitionStatus(models.TextChoices):
    """Where a requisition stands."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    CERTIFIED = "certified", "Funds certified"
    APPROVED = "approved", "Approved"
    SOURCING = "sourcing", "With a buyer"
    CLOSED = "closed", "Closed"
    RETURNED = "returned", "Returned"
    REJECTED = "rejected", "Rejected"
    CANCELLED = "cancelled", "Canceled"


STEPS = {
    "submit": Transition(
        frozenset({RequisitionStatus.DRAFT, RequisitionStatus.RETURNED}),
        RequisitionStatus.SUBMITTED,
        "Submit",
        "Submitted",
    ),
    "certify": Transition(
        frozenset({RequisitionStatus.SUBMITTED}), RequisitionStatus.CERTIFIED, "Certify funds", "Funds certified"
    ),
    "endorse": Transition(
        frozenset({RequisitionStatus.CERTIFIED}), RequisitionStatus.CERTIFIED, "Approve as second", "Second approval"
    ),
    "approve": Transition(frozenset({RequisitionStatus.CERTIFIED}), RequisitionStatus.APPROVED, "Approve", "Approved"),
    "source": Transition(
        frozenset({RequisitionStatus.APPROVED}), RequisitionStatus.SOURCING, "Take up", "Taken up by a buyer"
    ),
    "return": Transition(
        frozenset({RequisitionStatus.SUBMITTED, RequisitionStatus.CERTIFIED}),
        RequisitionStatus.RETURNED,
        "Return",
        "Returned to be changed",
    ),
    "close": Transition(
        frozenset({RequisitionStatus.APPROVED, RequisitionStatus.SOURCING}),
        RequisitionStatus.CLOSED,
        "Close",
        "Closed; what was left was released",
    ),
    "reject": Transition(
        frozenset({RequisitionStatus.SUBMITTED, RequisitionStatus.CERTIFIED}),
        RequisitionStatus.REJECTED,
        "Reject",
        "Rejected",
        danger=True,
    ),
    "cancel": Transition(
        frozenset(
            {
                RequisitionStatus.DRAFT,
                RequisitionStatus.RETURNED,
                RequisitionStatus.SUBMITTED,
                RequisitionStatus.CERTIFIED,
                RequisitionStatus.APPROVED,
                RequisitionStatus.SOURCING,
            }
        ),
        RequisitionStatus.CANCELLED,
        "Cancel",
        "Canceled",
        danger=True,
    ),
}


YOU = "You"
NEXT = {
    RequisitionStatus.DRAFT: ("Submit it", YOU),
    RequisitionStatus.RETURNED: ("Change it and submit again", YOU),
    RequisitionStatus.SUBMITTED: ("Certify funds", "Funds certifier"),
    RequisitionStatus.CERTIFIED: ("Approve", "Approver"),
    RequisitionStatus.APPROVED: ("Take up", "Buyer"),
    RequisitionStatus.SOURCING: ("Order", "Buyer"),
}
"""What is to be done next with a requisition at a status, and by whom."""
SECOND = ("Approve as second", "Second approver")
"""The same while a second approval is due, which comes before the first."""
ORDERED = {
    "draft": ("Approve the order", "Purchasing Manager"),
    "approved": ("Issue the order", "Buyer"),
    "on_hold": ("Settle what holds the order", "Buyer"),
    "differs": ("Settle what differs", "Whoever owns the exception"),
    "disputed": ("Settle the dispute with the vendor", "Accounts payable"),
    "to_receive": ("Receive", "Vendor, then receiver"),
    "to_bill": ("Enter the bill", "Accounts payable"),
    "to_approve": ("Approve the bill", "Accounts payable"),
    "to_voucher": ("Enter the voucher", "Accounts payable"),
    "to_pay": ("Record the payment", "Accounts payable"),
    "completed": ("Close the purchase", "Buyer"),
    "closed": ("Close the purchase", "Buyer"),
}
"""The same once there is an order, by what it waits for; of several orders the first of these counts."""


class RequisitionQuerySet(PortalQuerySet):
    def with_total(self):
        """Each with `total`, what its lines are estimated at together."""
        lines = RequisitionLine.objects.filter(requisition=OuterRef("pk")).order_by().values("requisition")
        total = Subquery(lines.annotate(sum=Sum("amount")).values("sum"))
        return self.annotate(total=Coalesce(total, 0, output_field=MoneyField()))

    def for_list(self):
        rows = self.with_total().with_order_status().with_second_due()
        return rows.naming("worksite").select_related("requested_by", "buyer")

    def with_second_due(self):
        """Each with `second_due`: something on it needs a second approver, and none approved it."""
        lines = RequisitionLine.objects.filter(requisition=OuterRef("pk"), commodity__second_approver=True)
        return self.annotate(
            second_due=ExpressionWrapper(Q(Exists(lines), endorsed_by=None), output_field=BooleanField())
        )

    def with_order_status(self):
        """Each with `order_status`, what the least advanced of its live orders waits for."""
        orders = self.model._meta.apps.get_model("fiscal", "PurchaseOrder").objects
        live = orders.filter(requisition=OuterRef("pk")).exclude(status="cancelled").with_stage()
        far = Case(*(When(stage=one, then=Value(no)) for no, one in enumerate(ORDERED)), default=Value(len(ORDERED)))
        return self.annotate(order_status=Subquery(live.order_by(far, "pk").values("stage")[:1]))

    def being_bought(self):
        """Those a buyer has to do with: approved and open, or with an order that is."""
        orders = self.model._meta.apps.get_model("fiscal", "PurchaseOrder").objects
        live = orders.filter(requisition=OuterRef("pk")).exclude(status__in=["closed", "cancelled"])
        return self.filter(Q(status__in=["approved", "sourcing"]) | Q(Exists(live), status="closed"))

    def decided_open(self):
        """Approved, and not at their end."""
        return self.filter(status__in=["approved", "sourcing"])

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
            "approve": Q(status="certified", second_due=False, total__lte=limit) & ~Q(endorsed_by=user),
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


class LineQuerySet(PortalQuerySet):
    def with_strings(self):
        """With their class, and with who pays for them as it is written."""
        strings = FundingString.objects.for_list()
        return self.select_related("commodity").prefetch_related(Prefetch("fundings__funding", strings))


class RequisitionLine(models.Model):
    """One thing to buy. `amount` is quantity times estimated price, in cents."""

    requisition = models.ForeignKey(Requisition, on_delete=models.PROTECT, related_name="lines")
    no = models.PositiveSmallIntegerField("line")
    description = models.CharField(max_length=300)
    item_number = models.CharField(max_length=60, blank=True, default="")
    commodity = models.ForeignKey(
        CommodityClass, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="class"
    )
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit = models.CharField(max_length=20, default="each")
    price = models.DecimalField("estimated price", max_digits=14, decimal_places=4)
    amount = models.GeneratedField(
        expression=Round(F("quantity") * F("price"), precision=2), output_field=MoneyField(), db_persist=True
    )

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["requisition", "no"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["requisition", "no"], name="requisition_line_once"),
            models.CheckConstraint(
                name="requisition_line_of_some_quantity",
                condition=Q(quantity__gt=0),
                violation_error_message="Enter a quantity above zero.",
            ),
            models.CheckConstraint(
                name="requisition_line_price_not_negative",
                condition=Q(price__gte=0),
                violation_error_message="Enter a price of zero or more.",
            ),
            models.CheckConstraint(
                name="requisition_line_says_what",
                condition=Q(description__regex=r"\S"),
                violation_error_message="Say what the line is for.",
            ),
        ]
        triggers = [guard("requisition_line_fixed_once_submitted", OF_A_FIXED_REQUISITION, ANY_WRITE)]

    def __str__(self):
        return f"Line {self.no}: {self.description}"


class LineFunding(models.Model):
    """Which string pays which share of a line. `released` of what was set aside for it is given back or ordered."""

    line = models.ForeignKey(RequisitionLine, on_delete=models.CASCADE, related_name="fundings")
    funding = models.ForeignKey(FundingString, on_delete=models.PROTECT, related_name="+")
    percent = models.DecimalField(max_digits=6, decimal_places=3)
    amount = MoneyField()
    released = MoneyField(default=0)

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["line", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["line", "funding"], name="line_funded_once_by_a_string"),
            models.CheckConstraint(
                name="line_funding_share_of_hundred",
                condition=Q(percent__gt=0, percent__lte=100),
                violation_error_message="Enter a share above 0 and up to 100 percent.",
            ),
            models.CheckConstraint(
                name="line_funding_releases_no_more",
                condition=Q(amount__gte=0, released__gte=0, released__lte=F("amount")),
                violation_error_message="No more is released than was set aside.",
            ),
        ]
        triggers = [
            guard(
                "line_funding_fixed_once_submitted",
                f"(TG_OP <> 'UPDATE' OR to_jsonb(OLD) - 'released' IS DISTINCT FROM to_jsonb(NEW) - 'released')"
                f" AND {OF_A_FIXED_LINE}",
                ANY_WRITE,
            ),
            agreed(
                "line_funding_releases_what_is_posted",
                NOT_WHAT_IS_SET_ASIDE,
                condition="NEW.released <> OLD.released",
            ),
        ]

    def __str__(self):
        return f"{self.percent} percent"


class LimitQuerySet(PortalQuerySet):
    def for_list(self):
        return self.select_related("user")

    def in_force(self, user):
        """Those of somebody that hold today, the highest first."""
        today = timezone.localdate()
        rows = self.filter(user=user, starts_on__lte=today).exclude(ends_on__lte=today)
        return rows.order_by("-up_to")


class ApprovalLimit(Record):
    """Up to how much somebody approves, from when until when, and who said so."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    up_to = MoneyField("up to")
    starts_on = models.DateField("from", default=timezone.localdate)
    ends_on = models.DateField("until", null=True, blank=True, help_text="The first day on which it no longer holds.")
    authority = models.CharField(max_length=160)

    objects = LimitQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                name="approval_limit_above_zero",
                condition=Q(up_to__gt=0),
                violation_error_message="Enter a limit above zero.",
            ),
            days_within_reason("approval_limit_days_within_reason", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="approval_limit_in_order",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="The end must come after the start.",
            ),
            models.CheckConstraint(
                name="approval_limit_not_given_to_oneself",
                condition=Q(created_by=None) | ~Q(user=F("created_by")),
                violation_error_message="Nobody sets their own limit. Ask somebody else to.",
            ),
        ]
        triggers = [
            forever("approval_limit_never_deleted"),
            unchanged("approval_limit_stays", "ends_on", "authority", "version", "updated_at"),
        ]

    def __str__(self):
        return f"{self.user}: up to {dollars(self.up_to)}"

    def get_absolute_url(self):
        return reverse("fiscal:approvallimit-edit", args=[self.pk])
