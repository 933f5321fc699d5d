"""Lines of orders and what is set aside for them, by string and appropriation (fiscal.md 3.16–3.18)."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Greatest, NullIf, Round

from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.rules import ANY_WRITE, agreed, guard
from doc_portal.core.money import MoneyField
from fiscal.models.codes import FundingString
from fiscal.models.order_rules import (
    CHANGED_BUT_FOR_SUMS,
    FUNDING_CHANGED,
    FUNDING_MOVES,
    GOODS_BILLED_ALONE,
    LINE_WRITTEN_ANEW,
    NOT_AS_ITS_VERSION,
    NOT_AS_POSTED,
    OF_A_FIXED_ORDER,
    OF_NO_DRAFT,
    OF_ONE_APPROVED,
    OF_ONE_NOT_ISSUED,
    OVER_THE_MOST,
    SERVICE_NOT_ACCEPTED,
    SUMS,
)
from fiscal.models.orders import PurchaseOrder
from fiscal.models.requisition_lines import LineFunding, RequisitionLine

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
            models.Index(
                fields=["order"], condition=Q(billed__lt=F("quantity")), name="order_lines_to_bill",
                include=["id", "quantity", "accepted", "billed", "received", "match_rule"],
            ),
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
