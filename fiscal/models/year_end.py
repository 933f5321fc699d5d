"""What becomes of open order lines at the end of a fiscal year (fiscal.md 3.8)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.rules import forever, guard
from fiscal.models.order_lines import OrderLine
from fiscal.models.years import FiscalYear

DOES_NOT_FIT = """EXISTS (
    SELECT 1 FROM fiscal_orderline l JOIN fiscal_purchaseorder o ON o.id = l.order_id WHERE l.id = NEW.line_id
       AND CASE NEW.disposition
           WHEN 'received_unpaid' THEN l.match_rule <> 'order_invoice' AND l.accepted <= l.billed
           WHEN 'ordered_unreceived' THEN l.accepted >= l.quantity
           WHEN 'cancel' THEN l.received > 0 OR l.billed > 0
           ELSE o.budget_fy_id <> NEW.year_id
                OR NOT EXISTS (SELECT 1 FROM fiscal_orderfunding f WHERE f.line_id = l.id)
                OR EXISTS (SELECT 1 FROM fiscal_orderfunding f JOIN fiscal_appropriation a ON a.id = f.appropriation_id
                            WHERE f.line_id = l.id AND a.kind <> 'capital_biennial') END)"""


class YearEndDecision(models.Model):
    """The disposition of one order line for one year-end. It is decided anew where it no longer fits what came."""

    WORKSITE_PATH = "line__order__worksite"

    class Disposition(models.TextChoices):
        RECEIVED_UNPAID = "received_unpaid", "Received, not paid"
        ORDERED_UNRECEIVED = "ordered_unreceived", "Ordered, not received"
        BIENNIAL_ROLL = "biennial_roll", "Biennial, rolls on"
        CANCEL = "cancel", "Cancel"

    year = models.ForeignKey(FiscalYear, on_delete=models.PROTECT, related_name="decisions")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="year_ends")
    disposition = models.CharField(max_length=20, choices=Disposition)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["year", "line"]
        default_permissions = ("view",)
        permissions = [
            ("decide_yearenddecision", "Can decide what becomes of open order lines at year end"),
            ("oversee_yearenddecision", "Is told of order lines that stay undecided"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["line", "year"], name="line_decided_once_a_year"),
            models.CheckConstraint(
                name="disposition_known",
                condition=Q(disposition__in=["received_unpaid", "ordered_unreceived", "biennial_roll", "cancel"]),
            ),
        ]
        triggers = [
            forever("year_end_decision_never_deleted"),
            guard("disposition_fits_what_came", DOES_NOT_FIT),
        ]

    def __str__(self):
        return self.get_disposition_display()

    def get_absolute_url(self):
        return reverse("fiscal:worksheet")
