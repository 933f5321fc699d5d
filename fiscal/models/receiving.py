"""What arrived, counted against its order without seeing what was ordered (fiscal.md 3.17)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import Attachment, PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import but_for, forever, guard, unchanged
from doc_portal.core.money import MoneyField
from fiscal.models.order_lines import OrderLine
from fiscal.models.orders import PurchaseOrder

RECEIVED_BY_WHO_APPROVED = """EXISTS (
    SELECT 1 FROM fiscal_purchaseorder o JOIN fiscal_requisition r ON r.id = o.requisition_id
      CROSS JOIN unnest(ARRAY[NEW.received_by_id, NEW.created_by_id]) AS who
     WHERE o.id = NEW.order_id AND (
           who IN (o.approved_by_id, r.approved_by_id, r.endorsed_by_id)
        OR EXISTS (SELECT 1 FROM fiscal_invoice i LEFT JOIN fiscal_paymentrequest p ON p.invoice_id = i.id
                    WHERE i.order_id = o.id
                      AND who IN (i.approved_by_id, p.paid_by_id, p.recorded_by_id, p.voided_by_id))))"""
OF_AN_ORDER_NOT_ISSUED = (
    "NOT EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id = NEW.order_id AND o.worksite_id = NEW.worksite_id"
    " AND (o.status = 'issued' OR NEW.is_return AND o.status IN ('on_hold', 'closed')))"
)
FOLLOWS_NO_RECEIPT = (
    "NEW.is_return AND NEW.original_id IS NULL OR NEW.original_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
    " fiscal_receipt t WHERE t.id = NEW.original_id AND t.order_id = NEW.order_id AND NOT t.is_return)"
)
FAMILY = """SELECT COALESCE(sum(r.{column}), 0) FROM fiscal_receiptline r JOIN fiscal_receipt x ON x.id = r.receipt_id
             WHERE r.order_line_id = {line} AND (x.id = {original} OR x.original_id = {original}{only})"""
"""SQL: what stands of a line of a receipt, with what followed it."""


def _still(column: str, *, returns_alone: bool) -> str:
    only = " AND x.is_return" if returns_alone else ""
    return FAMILY.format(column=column, line="NEW.order_line_id", original="t.original_id", only=only)


TAKES_BACK_MORE = f"""EXISTS (
    SELECT 1 FROM fiscal_receipt t JOIN fiscal_purchaseorder o ON o.id = t.order_id
     WHERE t.id = NEW.receipt_id AND (
           t.is_return AND (NEW.received > 0 OR NEW.surplus > 0) OR NOT t.is_return AND NEW.received < 0
        OR t.is_return AND NEW.received <> 0 AND o.status <> 'issued'
        OR t.original_id IS NULL AND NEW.surplus < 0
        OR t.is_return AND ({_still("accepted", returns_alone=True)}) + NEW.accepted < 0
        OR t.is_return AND ({_still("weight", returns_alone=True)}) + NEW.weight < 0
        OR t.original_id IS NOT NULL AND ({_still("surplus", returns_alone=False)}) + NEW.surplus < 0))"""  # noqa: S608
RECEIPT_CHANGED = f"{but_for('support_id')} OR OLD.support_id IS NOT NULL"
SERVICE_UNSUPPORTED = """NEW.accepted > 0 AND EXISTS (
    SELECT 1 FROM fiscal_orderline l WHERE l.id = NEW.order_line_id AND l.match_rule = 'service_acceptance')
    AND NOT EXISTS (SELECT 1 FROM fiscal_receipt t WHERE t.id = NEW.receipt_id AND t.support_id IS NOT NULL)"""
OF_ANOTHER_ORDER = """NOT EXISTS (
    SELECT 1 FROM fiscal_receipt t JOIN fiscal_orderline l ON l.order_id = t.order_id
     WHERE t.id = NEW.receipt_id AND l.id = NEW.order_line_id)"""


class ReceiptQuerySet(PortalQuerySet):
    def for_list(self):
        return self.naming("worksite").select_related("order__vendor", "received_by")


class Receipt(Record):
    """What arrived at a worksite on a day against one order, or which services it accepted. A return takes back.

    `created_at` is when it was entered, `received_on` the day (Chicago) on which it came.
    """

    WORKSITE_PATH = "worksite"

    number = models.CharField(max_length=20, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="receipts")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+", editable=False)
    received_on = models.DateField("came on", default=timezone.localdate)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    packing_slip = models.CharField(max_length=60, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    support = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="support",
        help_text="What shows that a service was done: without it none is accepted.",
    )
    is_return = models.BooleanField("return", default=False, editable=False)
    original = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="followed_by",
        verbose_name="receiving report it follows",
    )  # fmt: skip
    """What it takes goods of back, or whose surplus it keeps or sends back."""

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "receiving report"
        ordering = ["-pk"]
        default_permissions = ("add", "view", "export")
        permissions = [("return_receipt", "Can return what was received")]
        constraints = [
            days_within_reason("receipt_day_within_reason", "received_on"),
            models.CheckConstraint(
                name="return_says_why",
                condition=Q(is_return=False) | ~Q(note=""),
                violation_error_message="Say why it goes back.",
            ),
        ]
        triggers = [
            guard("receipt_stays", RECEIPT_CHANGED, pgtrigger.Update | pgtrigger.Delete),
            guard("receipt_of_an_issued_order", OF_AN_ORDER_NOT_ISSUED, pgtrigger.Insert),
            guard("receipt_follows_one_of_its_order", FOLLOWS_NO_RECEIPT, pgtrigger.Insert),
            guard("receipt_not_by_who_approved", RECEIVED_BY_WHO_APPROVED, pgtrigger.Insert),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("fiscal:receipt-detail", args=[self.pk])


class ReceiptLine(models.Model):
    """How much of a line came, and what of it is accepted; below zero on returns.

    `surplus` is what came beyond what may come over. It is not received until the buyer has decided: what follows then
    takes it off again, below zero.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="receipt_lines")
    received = models.DecimalField(max_digits=12, decimal_places=3)
    accepted = models.DecimalField(max_digits=12, decimal_places=3)
    rejected = models.GeneratedField(
        expression=F("received") - F("accepted"),
        output_field=models.DecimalField(max_digits=12, decimal_places=3),
        db_persist=True,
    )
    weight = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    surplus = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    reason = models.CharField("why rejected", max_length=200, blank=True, default="")

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["receipt", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["receipt", "order_line"], name="receipt_line_once"),
            models.CheckConstraint(
                name="receipt_line_says_something",
                condition=~Q(received=0) | ~Q(surplus=0),
                violation_error_message="Enter how much came.",
            ),
            models.CheckConstraint(
                name="receipt_line_accepts_what_came",
                condition=Q(received__gte=0, accepted__gte=0, accepted__lte=F("received"))
                | Q(received__lte=0, accepted__lte=0, accepted__gte=F("received")),
                violation_error_message="No more is accepted than came.",
            ),
            models.CheckConstraint(
                name="receipt_line_rejected_for_a_reason",
                condition=Q(received__lte=F("accepted")) | ~Q(reason=""),
                violation_error_message="Say why it is rejected.",
            ),
        ]
        triggers = [
            unchanged("receipt_line_stays"),
            guard("service_accepted_with_its_support", SERVICE_UNSUPPORTED, pgtrigger.Insert),
            guard("receipt_line_of_its_order", OF_ANOTHER_ORDER, pgtrigger.Insert),
            guard("receipt_line_takes_back_what_came", TAKES_BACK_MORE, pgtrigger.Insert),
            pgtrigger.Trigger(
                name="receipt_lines_reach_the_order",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func="""
                    PERFORM 1 FROM fiscal_orderline WHERE id IN (SELECT order_line_id FROM new_rows)
                      ORDER BY id FOR NO KEY UPDATE;
                    UPDATE fiscal_orderline l
                       SET received = l.received + d.received, accepted = l.accepted + d.accepted,
                           rejected = l.rejected + d.rejected, weighed = l.weighed + d.weighed
                      FROM (SELECT order_line_id, sum(received) AS received, sum(accepted) AS accepted,
                                   sum(received - accepted) AS rejected, sum(weight) AS weighed
                              FROM new_rows GROUP BY order_line_id) d
                     WHERE l.id = d.order_line_id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.received} of {self.order_line}"

    @property
    def came(self):
        """What was counted, with what came over."""
        return self.received + max(self.surplus, 0)

    @property
    def went_back(self):
        """Of a return: how much went back, of what was received and of what came over."""
        return -(self.received + self.surplus)

    @property
    def weight_back(self):
        """Of a return: what that weighs."""
        return -self.weight


class HandOffQuerySet(PortalQuerySet):
    def standing(self):
        """Those that did not go back to the vendor."""
        return self.filter(went_back=None)

    def for_list(self):
        return self.select_related("receipt_line__receipt__worksite")


class CapitalHandOff(Record):
    """A capital object that came: General Services tags it and says who keeps it where (fiscal.md 3.23).

    `permitted_site` is the worksite whose order paid for it.
    """

    WORKSITE_PATH = "receipt_line__receipt__worksite"

    receipt_line = models.ForeignKey(ReceiptLine, on_delete=models.PROTECT, related_name="hand_offs")
    description = models.CharField(max_length=300)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    cost = MoneyField()
    funding_source = models.CharField(max_length=200)
    permitted_site = models.ForeignKey(
        Worksite,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        help_text="The worksite whose order paid for it.",
    )
    site = models.ForeignKey(
        Worksite, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="put in service at"
    )
    override_reason = models.CharField("why elsewhere", max_length=500, blank=True, default="")
    override_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    tag = models.CharField(max_length=60, blank=True, default="")
    custodian = models.CharField(max_length=160, blank=True, default="")
    location = models.CharField(max_length=200, blank=True, default="")
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    done_at = models.DateTimeField(null=True, editable=False)
    went_back = models.ForeignKey(
        ReceiptLine, on_delete=models.PROTECT, null=True, editable=False, related_name="hand_offs_ended"
    )

    objects = HandOffQuerySet.as_manager()

    class Meta:
        verbose_name = "capital hand-off"
        ordering = ["-pk"]
        default_permissions = ("change", "view")
        permissions = [("override_capitalhandoff", "Can let restricted money serve elsewhere")]
        constraints = [
            models.CheckConstraint(
                name="hand_off_done_says_where",
                condition=Q(done_at=None)
                | (~Q(tag="") & ~Q(custodian="") & ~Q(location="") & Q(done_by__isnull=False)),
                violation_error_message="Enter tag, custodian and location.",
            ),
            models.CheckConstraint(
                name="hand_off_where_its_money_allows",
                condition=Q(site=None)
                | Q(permitted_site=None)
                | Q(site=F("permitted_site"))
                | (Q(override_by__isnull=False) & ~Q(override_reason="")),
                violation_error_message="It was ordered for one worksite. Fiscal Management decides on another.",
            ),
        ]
        triggers = [
            forever("hand_off_never_deleted"),
            guard(
                "hand_off_ends_with_what_went_back", "true", pgtrigger.Update,
                condition="OLD.went_back_id IS NOT NULL AND NEW IS DISTINCT FROM OLD"
                " OR NEW.permitted_site_id IS DISTINCT FROM OLD.permitted_site_id",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.description} ({self.quantity.normalize():f})"

    def get_absolute_url(self):
        return reverse("fiscal:capitalhandoff-edit", args=[self.pk])
