"""What vendors bill, matched with what was ordered and came, and what is paid (fiscal.md 3.18–3.20, 4.3, 4.4)."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Now, Round, Upper
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet, Record
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import ANY_WRITE, agreed, begins_as, but_for, forever, guard, keeps_its_writers, moves
from doc_portal.core.money import MoneyField
from doc_portal.core.values import number_in_force
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.orders import OrderLine, PurchaseOrder
from fiscal.models.receiving import FAMILY, ReceiptLine
from fiscal.models.vendors import Vendor

CLOCK = ("fiscal_clock_amber_days", "fiscal_clock_red_days", "fiscal_clock_last_day")
"""Settings: days after which a bill is amber and red, and the last one without interest."""
COUNTED = "'approved', 'vouchered', 'paid'"
COUNTS = ("approved", "vouchered", "paid")
FIXED = "'approved', 'vouchered', 'paid', 'void'"
NOT_FROM_ITS_ORDER = (
    "NOT EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id = NEW.order_id AND o.vendor_id = NEW.vendor_id"
    " AND o.issued_on IS NOT NULL)"
)
APPROVED_BY_THE_CHAIN = """EXISTS (
    SELECT 1 FROM fiscal_purchaseorder o JOIN fiscal_requisition r ON r.id = o.requisition_id
      JOIN fiscal_vendor v ON v.id = o.vendor_id
     WHERE o.id = NEW.order_id AND (
           NEW.approved_by_id IN (r.requested_by_id, r.created_by_id, v.created_by_id, v.changed_by_id)
        OR EXISTS (SELECT 1 FROM fiscal_vendorevent e WHERE e.pgh_obj_id = v.id AND e.changed_at >= o.created_at
                    AND e.changed_by_id = NEW.approved_by_id)
        OR EXISTS (SELECT 1 FROM fiscal_receipt t
                    WHERE t.order_id = o.id AND NEW.approved_by_id IN (t.received_by_id, t.created_by_id))
    ))"""
NOT_WHAT_IS_BILLED = (
    "NEW.amount IS DISTINCT FROM (SELECT sum(l.amount) FROM fiscal_invoiceline l WHERE l.invoice_id = NEW.id)"
)
OF_NO_STANDING_ORDER = (
    "NOT EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id = NEW.order_id AND"
    " (o.status IN ('issued', 'on_hold') OR NEW.kind = 'credit' AND o.status = 'closed'))"
)
APPROVED_BY_A_WRITER = (
    "NEW.approved_by_id = ANY (NEW.writers) OR EXISTS (SELECT 1 FROM fiscal_matchexception e"
    " WHERE e.invoice_id = NEW.id AND e.resolved_by_id = NEW.approved_by_id)"
)
WEIGHT_UNASKED = (
    "NEW.weight IS NOT NULL AND EXISTS (SELECT 1 FROM fiscal_orderline l WHERE l.id = NEW.order_line_id"
    " AND l.weight IS NULL)"
)
NOTHING_BILLED = "NOT EXISTS (SELECT 1 FROM fiscal_invoiceline l WHERE l.invoice_id = NEW.id)"
STILL_UNSETTLED = "EXISTS (SELECT 1 FROM fiscal_matchexception e WHERE e.invoice_id = NEW.id AND e.resolved_at IS NULL)"
OF_A_FIXED_INVOICE = (
    "EXISTS (SELECT 1 FROM fiscal_invoice i WHERE i.id IN (OLD.invoice_id, NEW.invoice_id)"  # noqa: S608
    f" AND i.status IN ({FIXED}))"
)
BEYOND_WHAT_WAS_APPROVED = """EXISTS (
    SELECT 1 FROM fiscal_invoiceline l JOIN fiscal_orderline o ON o.id = l.order_line_id
      JOIN fiscal_requisitionline r ON r.id = o.requisition_line_id
     WHERE l.invoice_id = NEW.id AND l.price > o.price AND r.amount < l.amount + (
       SELECT sum(s.billed_amount) FROM fiscal_orderline s WHERE s.requisition_line_id = r.id))"""
"""A dearer bill takes a line beyond what was approved for it, over all orders of that line."""
NOT_POSTED = """EXISTS (
    SELECT 1 FROM fiscal_invoice i
     WHERE i.id = NEW.id AND i.status = 'approved' AND i.amount IS DISTINCT FROM abs((
       SELECT sum(e.amount) FROM fiscal_budgetentry e
        WHERE e.doc_type = 'INV' AND e.doc_id = NEW.id AND e.bucket = 'exp')))"""
PAID_MORE_THAN_CAME = """EXISTS (
    SELECT 1 FROM fiscal_invoiceline l JOIN fiscal_orderline o ON o.id = l.order_line_id
     WHERE l.invoice_id = NEW.invoice_id AND (
       SELECT sum(b.quantity) FROM fiscal_invoiceline b JOIN fiscal_invoice i ON i.id = b.invoice_id
        WHERE b.order_line_id = o.id AND i.kind = 'bill' AND (i.id = NEW.invoice_id OR EXISTS (
          SELECT 1 FROM fiscal_paymentrequest p WHERE p.invoice_id = i.id AND p.voided_at IS NULL))
     ) > CASE WHEN o.match_rule = 'order_invoice' THEN o.quantity ELSE (
       SELECT COALESCE(sum(c.accepted), 0) FROM fiscal_receiptline c
        WHERE c.order_line_id = o.id AND c.accepted > 0) END)"""
"""Of a line more would be paid than ever came: a credit memo is no ground to pay the same goods by a second bill."""
UNPAYABLE = (
    "NOT EXISTS (SELECT 1 FROM fiscal_invoice i WHERE i.id = NEW.invoice_id AND i.approved_by_id IS NOT NULL"  # noqa: S608
    f" AND i.status IN ({COUNTED}) AND i.amount = NEW.amount)"
)
PAID_BY_THE_CHAIN = """EXISTS (
    SELECT 1 FROM fiscal_invoice i JOIN fiscal_purchaseorder o ON o.id = i.order_id
      JOIN fiscal_requisition r ON r.id = o.requisition_id
      CROSS JOIN unnest(ARRAY[NEW.paid_by_id, NEW.recorded_by_id, NEW.voided_by_id]) AS who
     WHERE i.id = NEW.invoice_id AND (
           who IN (
               i.approved_by_id, r.requested_by_id, r.created_by_id, r.approved_by_id, r.endorsed_by_id,
               o.approved_by_id)
        OR EXISTS (SELECT 1 FROM fiscal_receipt t
                    WHERE t.order_id = o.id AND who IN (t.received_by_id, t.created_by_id))))"""
ALONE_UNDER_ITS_NUMBER = (
    "NOT EXISTS (SELECT 1 FROM fiscal_matchexception e WHERE e.invoice_id = NEW.id AND e.kind = 'suffix'"
    " AND e.found = NEW.number || '-' || NEW.suffix AND e.resolved_by_id IS NOT NULL AND NOT e.lapsed)"
)
IN_FORCE = """COALESCE((
    SELECT s.value::numeric FROM core_setting s JOIN core_settingkey k ON k.id = s.key_id
     WHERE k.key = '{key}' AND s.starts_on <= (now() AT TIME ZONE 'America/Chicago')::date
       AND (s.ends_on IS NULL OR s.ends_on > (now() AT TIME ZONE 'America/Chicago')::date)), 0)"""
"""SQL: a number of the settings as it is in force today."""
SETTLED = """EXISTS (
    SELECT 1 FROM fiscal_matchexception e WHERE e.invoice_id = NEW.id AND e.order_line_id = o.id
       AND e.kind = '{kind}' AND e.resolved_by_id IS NOT NULL AND NOT e.lapsed)"""
DIFFERS_UNSETTLED = f"""EXISTS (
    SELECT 1 FROM fiscal_invoiceline l JOIN fiscal_orderline o ON o.id = l.order_line_id
      CROSS JOIN LATERAL (SELECT
           LEAST(o.price * {IN_FORCE.format(key="fiscal_price_tolerance_percent")} / 100,
                 {IN_FORCE.format(key="fiscal_price_tolerance_amount")}) AS dearer,
           {IN_FORCE.format(key="fiscal_weight_tolerance_percent")} / 100 AS share,
           o.billed_weight + COALESCE(l.weight, 0) AS billed) may
     WHERE l.invoice_id = NEW.id AND (
           l.price > o.price + may.dearer AND NOT {SETTLED.format(kind="price")}
        OR NEW.kind = 'bill' AND o.weight IS NOT NULL AND NOT {SETTLED.format(kind="weight")} AND (
               l.weight IS NULL OR may.billed > o.weighed * (1 + may.share)
            OR o.billed + l.quantity >= o.accepted AND may.billed < o.weighed * (1 - may.share))))"""  # noqa: S608
"""SQL: a line of the bill is dearer or weighs otherwise than it may, and nobody settled that."""
SETTLED_BY_A_WRITER = (
    "EXISTS (SELECT 1 FROM fiscal_invoice i WHERE i.id = NEW.invoice_id AND NEW.resolved_by_id = ANY (i.writers))"
)

SURPLUS_WAITS = f"""(TG_OP = 'INSERT' OR OLD.resolved_at IS NULL) AND 0 IS DISTINCT FROM (
    SELECT sum(f.left_over) FROM fiscal_receiptline own CROSS JOIN LATERAL (
    {FAMILY.format(column="surplus", line="own.order_line_id", original="own.receipt_id", only="")}
    ) f (left_over) WHERE own.id = NEW.receipt_line_id)"""  # noqa: S608


class InvoiceStatus(models.TextChoices):
    """Where a bill stands."""

    RECEIVED = "received", "Received"
    MATCHED = "matched", "Matched"
    EXCEPTION = "exception", "Exception"
    APPROVED = "approved", "Approved"
    VOUCHERED = "vouchered", "Vouchered"
    PAID = "paid", "Paid"
    DISPUTED = "disputed", "Disputed"
    VOID = "void", "Void"


UNDECIDED = frozenset({InvoiceStatus.RECEIVED, InvoiceStatus.MATCHED, InvoiceStatus.EXCEPTION})
STEPS = {
    "match": Transition(UNDECIDED, InvoiceStatus.MATCHED, "Match", "Matched"),
    "except": Transition(UNDECIDED, InvoiceStatus.EXCEPTION, "Match", "Does not match"),
    "approve": Transition(
        frozenset({InvoiceStatus.MATCHED}), InvoiceStatus.APPROVED, "Approve bill", "Approved for payment"
    ),
    "voucher": Transition(frozenset({InvoiceStatus.APPROVED}), InvoiceStatus.VOUCHERED, "Voucher", "Vouchered"),
    "pay": Transition(frozenset({InvoiceStatus.VOUCHERED}), InvoiceStatus.PAID, "Record payment", "Paid"),
    "unvoucher": Transition(
        frozenset({InvoiceStatus.VOUCHERED}), InvoiceStatus.APPROVED, "Void voucher", "Voucher voided"
    ),
    "dispute": Transition(UNDECIDED, InvoiceStatus.DISPUTED, "Dispute", "Disputed with the vendor"),
    "resume": Transition(
        frozenset({InvoiceStatus.DISPUTED}), InvoiceStatus.RECEIVED, "Take up again", "Taken up again"
    ),
    "void": Transition(
        frozenset({*UNDECIDED, InvoiceStatus.DISPUTED, InvoiceStatus.APPROVED}),
        InvoiceStatus.VOID,
        "Void",
        "Voided",
        danger=True,
    ),
}


class DaysBetween(Func):
    """How many days lie between two days, as a number."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = models.IntegerField()


class InvoiceQuerySet(PortalQuerySet):
    def with_clock(self, on=None):
        """Each with `delivered`, `clock_days` since the later of it and the bill until it was paid, and `clock_words`.

        `delivered` is the day on which what the bill is for had come; it follows the receipts until the bill is
        approved. The days at which the words change are those in force on a day (RSMo 34.055).
        """
        on = on or timezone.localdate()
        amber, red, last = (number_in_force(key, on) for key in CLOCK)
        paid = PaymentRequest.objects.filter(invoice=OuterRef("pk"), voided_at=None).values("paid_on")[:1]
        rows = self.annotate(
            delivered=Case(
                When(status__in=COUNTS, then="delivered_on"),
                default=Func(F("pk"), function="fiscal_delivered_on"),
                output_field=models.DateField(),
            )
        )
        days = Case(
            When(delivered=None, then=Value(None)),
            default=DaysBetween(Coalesce(Subquery(paid), Value(on)), Greatest("delivered", "received_on")),
            output_field=models.IntegerField(),
        )
        rows = rows.annotate(clock_days=days)
        return rows.annotate(
            clock_words=Case(
                When(Q(kind="credit") | Q(status="void"), then=Value("")),
                When(clock_days=None, then=Value("Not delivered")),
                When(clock_days__gt=last, then=Value("Interest")),
                When(clock_days__gte=red, then=Value("Red")),
                When(clock_days__gte=amber, then=Value("Amber")),
                default=Value("On time"),
                output_field=models.CharField(),
            )
        )

    def for_list(self):
        return self.with_clock().select_related("vendor", "order")

    def unpaid(self):
        """Those still to be paid."""
        return self.filter(status__in=["received", "matched", "exception", "approved", "vouchered", "disputed"])

    def alike(self, vendor: int, number: str):
        """Those of the vendor whose number reads the same without punctuation and case."""
        key = Upper(Func(Value(number), Value("[^A-Za-z0-9]"), Value(""), Value("g"), function="regexp_replace"))
        return self.exclude(status="void").filter(vendor=vendor, key=key)


class Invoice(WorkflowRecord):
    """A bill of a vendor for one order, or its credit memo. `key` is its number without punctuation and case.

    `received_on` is the day on which the bill came, `approved_at` when it was found in order. The late-payment clock
    runs from the later of delivery and bill (RSMo 34.055).
    """

    WORKSITE_PATH = "order__worksite"

    Status = InvoiceStatus

    STATUS_LEVELS = {
        Status.RECEIVED: "info", Status.MATCHED: "ok", Status.EXCEPTION: "warn", Status.APPROVED: "ok",
        Status.VOUCHERED: "ok", Status.PAID: "off", Status.DISPUTED: "warn", Status.VOID: "off",
    }  # fmt: skip
    UNDECIDED = UNDECIDED
    PAST_ACTS = {"interest": "Interest asked for by the vendor"}
    TRANSITIONS = STEPS

    class Kind(models.TextChoices):
        BILL = "bill", "Bill"
        CREDIT = "credit", "Credit memo"

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="invoices", editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="invoices")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.BILL)
    number = models.CharField("vendor's number", max_length=40)
    key = models.GeneratedField(
        expression=Upper(Func(F("number"), Value("[^A-Za-z0-9]"), Value(""), Value("g"), function="regexp_replace")),
        output_field=models.CharField(max_length=40),
        db_persist=True,
    )
    suffix = models.CharField(max_length=8, blank=True, default="")
    suffix_reason = models.CharField("why it is no duplicate", max_length=240, blank=True, default="")
    invoice_date = models.DateField("dated")
    received_on = models.DateField("came on", default=timezone.localdate)
    amount = MoneyField()
    descriptive = models.BooleanField(default=False)
    relationship = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True, default="")
    status = models.CharField(max_length=10, choices=Status, default=Status.RECEIVED, editable=False)
    writers = ArrayField(models.BigIntegerField(), default=list, editable=False)
    """The accounts of everybody who wrote or sent it: none of them decides on it."""
    delivered_on = models.DateField("delivered on", null=True, editable=False)
    """Kept by the database as the bill is approved; before that `with_clock` finds it."""
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    interest_asked_on = models.DateField("interest asked for on", null=True, blank=True, editable=False)
    interest_due = MoneyField("interest due", null=True, editable=False)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "bill"
        ordering = ["-pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [
            ("match_invoice", "Can match a bill"),
            ("approve_invoice", "Can approve a bill for payment"),
            ("dispute_invoice", "Can dispute a bill"),
            ("resume_invoice", "Can take a disputed bill up again"),
            ("void_invoice", "Can void a bill"),
            ("interest_invoice", "Can record that a vendor asks for interest"),
        ]
        indexes = [
            models.Index(fields=["status", "received_on"], name="invoices_by_status"),
            models.Index(fields=["order"], name="invoices_of_an_order"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "key", "suffix"],
                condition=~Q(status="void"),
                name="invoice_number_billed_once",
                violation_error_message="The vendor's bill of this number is here already.",
            ),
            days_within_reason("invoice_days_within_reason", "invoice_date", "received_on"),
            models.CheckConstraint(
                name="invoice_of_more_than_nothing",
                condition=Q(amount__gt=0),
                violation_error_message="Enter an amount above zero, also for a credit memo.",
            ),
            models.CheckConstraint(
                name="invoice_number_can_be_read",
                condition=Q(key__regex=".") & Q(number__regex=r"^[ -~]+$"),
                violation_error_message="Enter the number with plain letters (A to Z) or digits.",
            ),
            models.CheckConstraint(
                name="invoice_suffix_says_why",
                condition=Q(suffix="") | ~Q(suffix_reason=""),
                violation_error_message="Say why it is no duplicate.",
            ),
            models.CheckConstraint(
                name="invoice_interest_is_asked_for",
                condition=Q(interest_asked_on=None, interest_due=None)
                | Q(interest_asked_on__isnull=False, interest_due__gt=0, status="paid"),
                violation_error_message="Interest is owed on a bill that was paid late, once the vendor asks for it.",
            ),
            models.CheckConstraint(
                name="invoice_approved_by_somebody",
                condition=Q(status__in=["received", "matched", "exception", "disputed", "void"])
                | Q(approved_by__isnull=False, approved_at__isnull=False, descriptive=True, relationship=True),
                violation_error_message="A bill is paid once it was checked and another approved it (1 CSR 10-3.010).",
            ),
            models.CheckConstraint(
                name="invoice_not_approved_by_who_entered_it",
                condition=Q(approved_by=None) | Q(created_by=None) | ~Q(approved_by=F("created_by")),
                violation_error_message="Somebody else than who entered the bill must approve it.",
            ),
        ]
        triggers = [
            forever("invoice_never_deleted"),
            begins_as("invoice_begins_as_received", "received"),
            keeps_its_writers("invoice_keeps_its_writers", "created_by_id"),
            guard(
                "invoice_within_what_was_approved", BEYOND_WHAT_WAS_APPROVED, pgtrigger.Update,
                condition="NEW.status = 'approved' AND OLD.status = 'matched' AND NEW.kind = 'bill'",
            ),
            agreed(
                "invoice_approved_is_posted", NOT_POSTED,
                condition="NEW.status = 'approved' AND OLD.status = 'matched'",
            ),
            guard("invoice_of_an_issued_order", NOT_FROM_ITS_ORDER, pgtrigger.Insert),
            guard("invoice_entered_approved_by_the_chain", f"{APPROVED_BY_THE_CHAIN}", pgtrigger.Insert),
            guard(
                "invoice_not_approved_along_the_chain",
                f"{APPROVED_BY_THE_CHAIN} OR {APPROVED_BY_A_WRITER}",
                pgtrigger.Update,
                condition="NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id",
            ),
            guard(
                "invoice_approved_on_a_standing_order",
                f"{OF_NO_STANDING_ORDER} OR {NOT_WHAT_IS_BILLED}",
                pgtrigger.Update,
                condition="NEW.status = 'approved' AND OLD.status = 'matched'",
            ),
            guard(
                "invoice_approved_with_all_settled", f"{NOTHING_BILLED} OR {STILL_UNSETTLED}", pgtrigger.Update,
                condition="NEW.status = 'approved' AND OLD.status = 'matched'",
            ),
            guard(
                "invoice_differs_by_what_was_settled", DIFFERS_UNSETTLED, pgtrigger.Update,
                condition="NEW.status = 'approved' AND OLD.status = 'matched'",
            ),
            guard(
                "invoice_once_approved_stays", "true", pgtrigger.Update,
                condition=f"OLD.status IN ({COUNTED}) AND (NEW.amount <> OLD.amount OR NEW.order_id <> OLD.order_id"
                " OR NEW.number <> OLD.number OR NEW.kind <> OLD.kind OR NEW.vendor_id <> OLD.vendor_id"
                " OR NEW.suffix <> OLD.suffix OR NEW.received_on <> OLD.received_on"
                " OR NEW.delivered_on IS DISTINCT FROM OLD.delivered_on"
                " OR NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id)",
            ),
            guard(
                "invoice_suffix_found_in_order", ALONE_UNDER_ITS_NUMBER, pgtrigger.Update,
                condition="NEW.status = 'approved' AND OLD.status = 'matched' AND NEW.suffix <> ''",
            ),
            moves("invoice_moves_as_it_may", STEPS),
            pgtrigger.Trigger(
                name="invoice_keeps_when_it_was_delivered",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.status = 'approved' AND OLD.status = 'matched'"),
                func="NEW.delivered_on = fiscal_delivered_on(NEW.id); RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="invoices_reach_the_order",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
                func=f"""
                    PERFORM 1 FROM fiscal_orderline WHERE id IN (
                        SELECT l.order_line_id FROM new_rows n JOIN old_rows o ON o.id = n.id
                          JOIN fiscal_invoiceline l ON l.invoice_id = n.id
                         WHERE (n.status IN ({COUNTED})) <> (o.status IN ({COUNTED})))
                      ORDER BY id FOR NO KEY UPDATE;
                    UPDATE fiscal_orderline t
                       SET billed = t.billed + d.billed, billed_amount = t.billed_amount + d.amount,
                           billed_weight = t.billed_weight + d.weight
                      FROM (SELECT l.order_line_id, sum(l.quantity * way) AS billed, sum(l.amount * way) AS amount,
                                   sum(coalesce(l.weight, 0) * way) AS weight
                              FROM (SELECT n.id, CASE WHEN n.status IN ({COUNTED}) THEN 1 ELSE -1 END
                                               * CASE n.kind WHEN 'credit' THEN -1 ELSE 1 END AS way
                                      FROM new_rows n JOIN old_rows o ON o.id = n.id
                                     WHERE (n.status IN ({COUNTED})) <> (o.status IN ({COUNTED}))) c
                              JOIN fiscal_invoiceline l ON l.invoice_id = c.id
                             GROUP BY l.order_line_id) d
                     WHERE t.id = d.order_line_id;
                    RETURN NULL;
                """,  # noqa: S608
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}{f'-{self.suffix}' if self.suffix else ''} of {self.vendor}"

    def get_absolute_url(self):
        return reverse("fiscal:invoice-detail", args=[self.pk])

    @property
    def editable(self):
        """Whether it can still be changed."""
        return self.status in self.UNDECIDED

    @property
    def vendor_words(self) -> str:
        """Whose it is, under its number."""
        return str(self.vendor)

    @property
    def clock_from(self):
        """The day from which late payment of an approved bill counts: the later of delivery and bill."""
        return max(self.delivered_on, self.received_on) if self.delivered_on else None


class InvoiceLine(models.Model):
    """What is billed of a line of the order. Of a catch-weight line `price` is for each unit of `weight`."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="invoice_lines")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    weight = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=4)
    amount = models.GeneratedField(
        expression=Round(Coalesce(F("weight"), F("quantity")) * F("price"), precision=2),
        output_field=MoneyField(),
        db_persist=True,
    )

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["invoice", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["invoice", "order_line"], name="invoice_line_once"),
            models.CheckConstraint(
                name="invoice_line_of_some_quantity",
                condition=Q(quantity__gt=0, price__gte=0) & (Q(weight=None) | Q(weight__gt=0)),
                violation_error_message="Enter a quantity above zero and a price of zero or more.",
            ),
        ]
        triggers = [
            guard("invoice_line_by_weight_as_ordered", WEIGHT_UNASKED),
            guard("invoice_line_fixed_once_approved", OF_A_FIXED_INVOICE, ANY_WRITE),
            guard(
                "invoice_line_of_its_order",
                "NOT EXISTS (SELECT 1 FROM fiscal_invoice i JOIN fiscal_orderline l ON l.order_id = i.order_id"
                " WHERE i.id = NEW.invoice_id AND l.id = NEW.order_line_id)",
            ),
        ]

    def __str__(self):
        return f"{self.quantity} at {self.price}"


class MatchExceptionQuerySet(PortalQuerySet):
    def open(self):
        """Those nobody has settled."""
        return self.filter(resolved_at=None)

    def for_list(self):
        return self.select_related("order__vendor", "owner")


MAY_CHANGE = ("owner_id", "resolution", "resolved_by_id", "resolved_at", "of_itself", "lapsed", "version")
"""What of an exception changes: whose it is, and how it was settled."""


class MatchException(Record):
    """Something about a bill or a receipt that does not match, whose it is, and how it was settled."""

    WORKSITE_PATH = "order__worksite"

    class Kind(models.TextChoices):
        PRICE = "price", "Price above the order"
        QUANTITY = "quantity", "More billed than accepted"
        NOT_RECEIVED = "not_received", "Billed before it came"
        WEIGHT = "weight", "Weight differs"
        TOTAL = "total", "Lines do not add up to the bill"
        OVER_ORDER = "over_order", "More billed than ordered"
        SURPLUS = "surplus", "More came than may come over"
        NOT_ACCEPTED = "not_accepted", "Service not accepted by the worksite"
        SUFFIX = "suffix", "Number was billed before"

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="exceptions")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="exceptions")
    receipt_line = models.ForeignKey(ReceiptLine, on_delete=models.PROTECT, null=True, related_name="exceptions")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind)
    expected = models.CharField(max_length=60)
    found = models.CharField(max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    resolution = models.CharField(max_length=1000, blank=True, default="")
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    resolved_at = models.DateTimeField("settled", null=True, editable=False)
    of_itself = models.BooleanField("settled of itself", default=False, db_default=False, editable=False)
    """Whether nobody settled it: it was gone as the bill was matched again."""
    lapsed = models.BooleanField("void since the bill was changed", default=False, db_default=False, editable=False)
    """Whether the bill was changed after somebody settled it, so that it is asked anew."""

    objects = MatchExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = "exception"
        ordering = ["-pk"]
        default_permissions = ("view", "export")
        permissions = [
            ("resolve_matchexception", "Can settle an exception"),
            ("oversee_matchexception", "Can settle exceptions of others"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "order_line", "kind"],
                condition=Q(resolved_at=None, invoice__isnull=False),
                name="exception_stands_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="exception_settled_with_a_reason",
                condition=Q(resolved_at=None, resolved_by=None, of_itself=False)
                | Q(resolved_at__isnull=False)
                & ~Q(resolution="")
                & (Q(resolved_by__isnull=False, of_itself=False) | Q(resolved_by=None, of_itself=True)),
                violation_error_message="Say how it was settled: by somebody, or of itself.",
            ),
            models.CheckConstraint(
                name="exception_of_a_surplus_names_its_receipt",
                condition=~Q(kind="surplus") | Q(receipt_line__isnull=False, of_itself=False),
            ),
        ]
        triggers = [
            forever("exception_never_deleted"),
            guard(
                "surplus_settled_by_what_was_done", SURPLUS_WAITS,
                condition="NEW.kind = 'surplus' AND NEW.resolved_at IS NOT NULL",
            ),
            guard("exception_keeps_what_it_is_about", but_for(*MAY_CHANGE), pgtrigger.Update),
            guard(
                "exception_stays_once_settled", f"({but_for('lapsed')}) OR OLD.lapsed", pgtrigger.Update,
                condition="OLD.resolved_at IS NOT NULL",
            ),
            guard(
                "exception_not_settled_by_a_writer",
                f"(TG_OP = 'INSERT' OR OLD.resolved_by_id IS NULL) AND {SETTLED_BY_A_WRITER}",
                condition="NEW.resolved_by_id IS NOT NULL AND NEW.invoice_id IS NOT NULL",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()}: {self.order}"

    @property
    def about_words(self) -> str:
        """What it is about, under its name."""
        return f"{self.order}, {self.order.vendor}"

    def get_absolute_url(self):
        return reverse("fiscal:matchexception-resolve", args=[self.pk])


ONCE_SET = ("voucher_key", "paid_on", "recorded_by_id", "voided_at", "voided_by_id", "void_reason", "version")
VOUCHER_CHANGED = f"OLD.paid_on IS NOT NULL OR OLD.voided_at IS NOT NULL OR ({but_for(*ONCE_SET)})"
"""SQL: more than its end is written on a voucher, or it had come to one."""


class PaymentRequestQuerySet(PortalQuerySet):
    def for_list(self):
        return self.select_related("invoice__vendor", "invoice__order__worksite")


class PaymentRequest(Record):
    """An approved bill, vouchered in the book of record outside and paid. A void frees the bill, not the number."""

    WORKSITE_PATH = "invoice__order__worksite"

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    amount = MoneyField()
    system = models.CharField("system", max_length=10, default="SAMII")
    doc_type = models.CharField("document type", max_length=8)
    voucher_number = models.CharField(max_length=30)
    voucher_key = models.GeneratedField(
        expression=Upper(
            Func(F("voucher_number"), Value("[^A-Za-z0-9]"), Value(""), Value("g"), function="regexp_replace")
        ),
        output_field=models.CharField(max_length=30),
        db_persist=True,
    )
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name="vouchered by",
    )
    vouchered_at = models.DateTimeField("vouchered", db_default=Now(), editable=False)
    paid_on = models.DateField("paid on", null=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="payment recorded by",
    )
    voided_at = models.DateTimeField("voided", null=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    void_reason = models.CharField(max_length=1000, blank=True, default="", editable=False)

    objects = PaymentRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("add", "view", "export")
        permissions = [
            ("pay_paymentrequest", "Can record that a voucher was paid"),
            ("void_paymentrequest", "Can void a voucher"),
            ("refer_paymentrequest", "Can note the document of a voucher in another system"),
        ]
        indexes = [models.Index(fields=["-vouchered_at", "-id"], name="vouchers_newest_first")]
        constraints = [
            days_within_reason("payment_day_within_reason", "paid_on"),
            models.UniqueConstraint(
                fields=["system", "voucher_key"],
                name="voucher_number_used_once",
                violation_error_message="This voucher number was used already.",
            ),
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(voided_at=None),
                name="invoice_is_paid_once",
                violation_error_message="This bill has a voucher already.",
            ),
            models.CheckConstraint(
                name="voucher_number_can_be_read",
                condition=Q(voucher_key__regex=".") & Q(voucher_number__regex=r"^[ -~]+$"),
                violation_error_message="Enter a number with letters or digits.",
            ),
            models.CheckConstraint(
                name="payment_recorded_by_somebody",
                condition=Q(paid_on=None, recorded_by=None) | Q(paid_on__isnull=False, recorded_by__isnull=False),
                violation_error_message="Somebody records that it was paid.",
            ),
            models.CheckConstraint(
                name="voided_voucher_says_why",
                condition=Q(voided_at=None) | (~Q(void_reason="") & Q(paid_on=None) & Q(voided_by__isnull=False)),
                violation_error_message="Say why the voucher is void; what was paid comes back as a credit memo.",
            ),
            models.CheckConstraint(
                name="voucher_that_stands_has_no_end",
                condition=Q(voided_at__isnull=False) | Q(voided_by=None, void_reason=""),
                violation_error_message="A voucher that stands was voided by nobody.",
            ),
        ]
        triggers = [
            forever("payment_never_deleted"),
            guard("payment_of_an_approved_invoice", UNPAYABLE, pgtrigger.Insert),
            guard("payment_of_what_came_once", PAID_MORE_THAN_CAME, pgtrigger.Insert),
            guard("payment_not_along_the_chain", PAID_BY_THE_CHAIN),
            guard("payment_keeps_its_voucher", VOUCHER_CHANGED, pgtrigger.Update),
        ]  # fmt: skip

    def __str__(self):
        return f"Voucher {self.voucher_number}"

    def get_absolute_url(self):
        return self.invoice.get_absolute_url()
