"""Which fund may pay for which purpose (fiscal.md 3.22; RSMo 217.595)."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet, Record
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import forever


class FundPurposeQuerySet(PortalQuerySet):
    def in_force(self, on=None):
        """Those that hold on a day, with the code of their fund known."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on).exclude(fund_code="")


class FundPurpose(Record):
    """A fund that may not pay for something. Without the fund's code it holds nowhere, and is marked so."""

    class Purpose(models.TextChoices):
        OWN_USE_MVE = "own_use_mve", "What the department buys from MVE for its own use"

    fund_name = models.CharField("fund", max_length=120)
    fund_code = models.CharField(
        "code of the fund", max_length=30, blank=True, default="", help_text="The rule holds once the code is entered."
    )
    purpose = models.CharField(max_length=20, choices=Purpose)
    authority = models.CharField(max_length=160)
    starts_on = models.DateField("from", default=timezone.localdate)
    ends_on = models.DateField("until", null=True, blank=True, help_text="The first day on which it no longer holds.")
    confirmed = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True, default="")

    objects = FundPurposeQuerySet.as_manager()

    class Meta:
        verbose_name = "fund rule"
        ordering = ["fund_name", "purpose", "pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            days_within_reason("fund_rule_days_within_reason", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="fund_rule_in_order",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="The end must come after the start.",
            ),
        ]
        triggers = [forever("fund_rule_never_deleted")]

    def get_absolute_url(self):
        return reverse("fiscal:fundpurpose-edit", args=[self.pk])

    def __str__(self):
        return f"{self.fund_name}: {self.get_purpose_display()}"


REFUSED_FUND = """EXISTS (
    SELECT 1 FROM fiscal_orderline l JOIN fiscal_orderfunding f ON f.line_id = l.id
      JOIN fiscal_appropriation a ON a.id = f.appropriation_id JOIN fiscal_coacode c ON c.id = a.fund_id
      JOIN fiscal_vendor v ON v.id = NEW.vendor_id
      JOIN fiscal_fundpurpose p ON p.fund_code = c.code AND p.purpose = 'own_use_mve'
       AND p.starts_on <= NEW.issued_on AND (p.ends_on IS NULL OR p.ends_on > NEW.issued_on)
     WHERE l.order_id = NEW.id AND v.is_mve AND NEW.own_use)"""
"""In a trigger of orders: whether a fund pays for what it may not."""
