"""What vendors bill, matched with what was ordered and came, and what is paid (fiscal.md 3.18–3.20, 4.3, 4.4)."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Round, Upper
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import ANY_WRITE, agreed, begins_as, forever, guard, keeps_its_writers, moves
from doc_portal.core.money import MoneyField
from doc_portal.core.values import number_in_force
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.invoice_rules import (
    ALONE_UNDER_ITS_NUMBER,
    APPROVED_BY_A_WRITER,
    APPROVED_BY_THE_CHAIN,
    BEYOND_WHAT_WAS_APPROVED,
    COUNTED,
    DIFFERS_UNSETTLED,
    NOT_FROM_ITS_ORDER,
    NOT_POSTED,
    NOT_WHAT_IS_BILLED,
    NOTHING_BILLED,
    OF_A_FIXED_INVOICE,
    OF_NO_STANDING_ORDER,
    STILL_UNSETTLED,
    WEIGHT_UNASKED,
)
from fiscal.models.order_lines import OrderLine
from fiscal.models.orders import PurchaseOrder
from fiscal.models.receiving import ReceiptLine
from fiscal.models.vendors import Vendor

CLOCK = ("fiscal_clock_amber_days", "fiscal_clock_red_days", "fiscal_clock_last_day")
"""Settings: days after which a bill is amber and red, and the last one without interest."""
COUNTS = ("approved", "vouchered", "paid")


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
    "approve": Transition(frozenset({InvoiceStatus.MATCHED}), InvoiceStatus.APPROVED, "Approve bill", "Approved"),
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

        `days_left` is how many more it may wait without interest; below zero it waits too long.
        `delivered` is the day on which what the bill is for had come; it follows the receipts until the bill is
        approved. The days at which the words change are those in force on a day (RSMo 34.055).
        """
        on = on or timezone.localdate()
        amber, red, last = (number_in_force(key, on) for key in CLOCK)
        paid = self.of_model("PaymentRequest").filter(invoice=OuterRef("pk"), voided_at=None).values("paid_on")[:1]
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
        rows = rows.annotate(clock_days=days, days_left=last - F("clock_days"))
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
        """Those still to be decided on or paid. A credit memo is paid by no voucher: approved, it is done."""
        waiting = self.filter(status__in=["received", "matched", "exception", "approved", "vouchered", "disputed"])
        return waiting.exclude(kind="credit", status="approved")

    def to_take_off(self, vendor: int):
        """Credit memos of a vendor approved since the last voucher that stands was entered for it."""
        vouchers = self.of_model("PaymentRequest").filter(invoice__vendor=vendor, voided_at=None)
        credits = self.filter(vendor=vendor, kind="credit", status="approved")
        return credits.exclude(Exists(vouchers.filter(vouchered_at__gte=OuterRef("approved_at"))))

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
    def is_credit(self) -> bool:
        """Whether it gives back."""
        return self.kind == self.Kind.CREDIT

    @property
    def kind_word(self) -> str:
        """“bill” or “credit memo”, within a sentence."""
        return self.get_kind_display().lower()

    @property
    def signed_amount(self):
        """What it comes to; below zero where it gives back."""
        return -self.amount if self.is_credit else self.amount

    @property
    def vendor_words(self) -> str:
        """Whose it is, under its number."""
        return f"Credit memo of {self.vendor}" if self.is_credit else str(self.vendor)

    @property
    def clock_from(self):
        """The day from which late payment of an approved bill counts: the later of delivery and bill."""
        return max(self.delivered_on, self.received_on) if self.delivered_on else None


class InvoiceLineQuerySet(PortalQuerySet):
    def with_returns(self):
        """Each with how much of its line of the order `went_back`, and how much of it is `credited` by memos in all."""
        back = ReceiptLine.objects.filter(order_line=OuterRef("order_line"), receipt__is_return=True)
        credits = self.model.objects.filter(order_line=OuterRef("order_line"), invoice__kind="credit")
        sums = (
            (back, "accepted", Value(-1)),
            (credits.exclude(invoice__status="void"), "quantity", Value(1)),
        )
        found = [
            Coalesce(
                Subquery(rows.order_by().values("order_line").annotate(sum=Sum(column) * way).values("sum")),
                Value(Decimal(0)),
                output_field=models.DecimalField(),
            )
            for rows, column, way in sums
        ]
        return self.annotate(went_back=found[0], credited=found[1])


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

    objects = InvoiceLineQuerySet.as_manager()

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
