"""Vouchers of approved bills in the book of record outside, and their payment (fiscal.md 3.20)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now, Upper

from doc_portal.core.models import PortalQuerySet, Record
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import but_for, forever, guard
from doc_portal.core.money import MoneyField
from fiscal.models.invoice_rules import PAID_BY_THE_CHAIN, PAID_MORE_THAN_CAME, UNPAYABLE
from fiscal.models.invoices import Invoice

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
