"""What differs on a bill or a receipt, whose it is, and how it was settled (fiscal.md 3.17, 3.18)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from doc_portal.core.models import PortalQuerySet, Record
from doc_portal.core.models.rules import but_for, forever, guard
from fiscal.models.invoice_rules import MONEY_SETTLED_BY_WHO_ASKED, SETTLED_BY_A_WRITER, SURPLUS_WAITS
from fiscal.models.invoices import Invoice
from fiscal.models.order_lines import OrderLine
from fiscal.models.orders import PurchaseOrder
from fiscal.models.receiving import ReceiptLine


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
            guard(
                "exception_of_money_not_settled_by_who_asked",
                f"(TG_OP = 'INSERT' OR OLD.resolved_by_id IS NULL) AND {MONEY_SETTLED_BY_WHO_ASKED}",
                condition="NEW.resolved_by_id IS NOT NULL AND NEW.kind IN ('price', 'weight', 'surplus')",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()}: {self.order}"

    @property
    def says(self) -> str:
        """What was expected and what is found, in a sentence."""
        if self.kind == self.Kind.SURPLUS:
            return f"{self.expected} ordered, {self.found}."
        return f"Expected {self.expected}, found {self.found}."

    @property
    def about_words(self) -> str:
        """What it is about, under its name."""
        return f"{self.order}, {self.order.vendor}"

    def get_absolute_url(self):
        return reverse("fiscal:matchexception-resolve", args=[self.pk])
