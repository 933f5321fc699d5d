"""Quotes as they arrive, what is in them once they are opened, and awards (fiscal.md 3.12).

What is in a quote is a table of its own, whose rows the role that serves requests does not see before the
solicitation closes by the clock of the database, and never of a late quote (migration 0043).
"""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.rules import forever, guard, unchanged
from doc_portal.core.money import MoneyField
from fiscal.models.solicitations import (
    AWARD_OF_ANOTHER,
    AWARDED_BY_WHO_ASKED,
    NOT_OPEN_TO_PRICES,
    NOT_TAKEN,
    Solicitation,
    SolicitationItem,
)
from fiscal.models.vendors import Vendor

SCORES = ("value_score", "performance_score", "quality_score")


class QuoteQuerySet(PortalQuerySet):
    def counted(self):
        """Those that came in time, quote something, and were not taken back."""
        return self.filter(late=False, declined=False, withdrawn_at=None)


class Quote(models.Model):
    """An envelope: from whom, and when it came by the clock of the database. `late` follows from that and stays."""

    class How(models.TextChoices):
        SEALED = "sealed", "Sealed envelope"
        ELECTRONIC = "electronic", "Electronic"
        TELEPHONE = "telephone", "Telephone, written down"

    solicitation = models.ForeignKey(Solicitation, on_delete=models.PROTECT, related_name="quotes")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="quotes")
    how = models.CharField("came as", max_length=12, choices=How, default=How.SEALED)
    declined = models.BooleanField("declines to quote", default=False)
    security_received = models.BooleanField("bid security is with it", default=False)
    missouri_firm = models.BooleanField("Missouri firm or product", default=False)
    late = models.BooleanField(default=False, editable=False)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField("received", db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField("taken back", null=True, editable=False)
    responsive = models.BooleanField("responsive and responsible", null=True, editable=False)
    value_score = models.PositiveSmallIntegerField("value", null=True, editable=False)
    performance_score = models.PositiveSmallIntegerField("performance", null=True, editable=False)
    quality_score = models.PositiveSmallIntegerField("quality", null=True, editable=False)
    evaluation = models.TextField(max_length=1000, blank=True, default="", editable=False)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["solicitation", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["solicitation", "vendor"],
                condition=Q(withdrawn_at=None, late=False),
                name="quote_of_a_vendor_once",
                violation_error_message="This supplier has answered. Record that the first answer is taken back.",
            ),
            models.CheckConstraint(
                name="quote_scores_out_of_a_hundred",
                condition=Q(value_score=None)
                | Q(value_score__range=(0, 100), performance_score__range=(0, 100), quality_score__range=(0, 100)),
                violation_error_message="Enter scores from 0 to 100.",
            ),
        ]
        triggers = [
            forever("quote_never_deleted"),
            pgtrigger.Trigger(
                name="quote_comes_when_it_comes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.received_at := now();"
                " NEW.late := (SELECT s.closes_at <= now() FROM fiscal_solicitation s"
                " WHERE s.id = NEW.solicitation_id); RETURN NEW;",
            ),
            guard("quote_of_a_posted_solicitation", NOT_TAKEN, pgtrigger.Insert),
            unchanged("quote_stays_as_it_came", "withdrawn_at", "responsive", "evaluation", *SCORES),
            guard(
                "quote_taken_back_before_it_closes",
                "NOT EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.id = NEW.solicitation_id"
                " AND s.closes_at > now())",
                pgtrigger.Update,
                condition="NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at",
            ),
            guard(
                "quote_evaluated_once_opened",
                "NOT EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.id = NEW.solicitation_id"
                " AND s.status = 'closed') OR NEW.late",
                pgtrigger.Update,
                condition="(NEW.responsive, NEW.evaluation, NEW.value_score, NEW.performance_score, NEW.quality_score)"
                " IS DISTINCT FROM"
                " (OLD.responsive, OLD.evaluation, OLD.value_score, OLD.performance_score, OLD.quality_score)",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Quote of {self.vendor}"

    @property
    def state(self) -> tuple[str, str]:
        """How it counts, in words, and the shape of them."""
        if self.late:
            return "Late, unopened", "bad"
        if self.withdrawn_at is not None:
            return "Taken back", "off"
        if self.declined:
            return "Declined", "off"
        return ("Not responsive", "warn") if self.responsive is False else ("In time", "ok")

    @property
    def scored(self) -> int | None:
        """Value, performance and quality together."""
        found = [getattr(self, name) for name in SCORES]
        return None if None in found else sum(found)


class QuoteLine(models.Model):
    """What is in a quote: a price or a percentage for an item. Sealed; entered once; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(SolicitationItem, on_delete=models.PROTECT, related_name="+")
    price = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    percent = models.DecimalField(max_digits=6, decimal_places=3, null=True)

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["quote", "item"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["quote", "item"], name="quote_line_once"),
            models.CheckConstraint(
                name="quote_line_is_price_or_percent",
                condition=Q(price__gte=0, percent=None) | Q(price=None, percent__range=(0, 100)),
                violation_error_message="Enter a price of zero or more, or a percentage from 0 to 100.",
            ),
        ]
        triggers = [
            unchanged("quote_line_stays"),
            guard("quote_line_of_one_that_counts", NOT_OPEN_TO_PRICES, pgtrigger.Insert),
        ]

    def __str__(self):
        return f"Line of {self.quote_id}"


class Award(models.Model):
    """What is awarded to which quote: one item, or all of them where `item` is empty. Rows are only added."""

    solicitation = models.ForeignKey(Solicitation, on_delete=models.PROTECT, related_name="awards")
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="awards")
    item = models.ForeignKey(SolicitationItem, on_delete=models.PROTECT, null=True, related_name="+")
    amount = MoneyField(null=True)
    percent = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    lowest = models.BooleanField("is the lowest, or the highest percentage", default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("awarded", db_default=Now())

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["solicitation", "item", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["solicitation", "item"], name="awarded_once", nulls_distinct=False,
                violation_error_message="This was awarded already.",
            ),
        ]  # fmt: skip
        triggers = [
            unchanged("award_stays"),
            guard("award_to_a_quote_that_counts", AWARD_OF_ANOTHER, pgtrigger.Insert),
            guard("award_not_made_by_who_asked", AWARDED_BY_WHO_ASKED, pgtrigger.Insert),
        ]

    def __str__(self):
        return f"Award to {self.quote.vendor}"
