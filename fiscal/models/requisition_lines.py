"""Lines of requisitions, and the strings that pay them (fiscal.md 3.9)."""

from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Round

from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.rules import ANY_WRITE, agreed, guard
from doc_portal.core.money import MoneyField
from fiscal.models.codes import FundingString
from fiscal.models.commodities import CommodityClass
from fiscal.models.requisition_rules import NOT_WHAT_IS_SET_ASIDE, OF_A_FIXED_LINE, OF_A_FIXED_REQUISITION
from fiscal.models.requisitions import Requisition


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
