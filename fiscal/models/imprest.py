"""Imprest funds: stamps, cash and vouchers are the authorized amount at every count (fiscal.md 3.24)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import forever, unchanged
from doc_portal.core.money import MoneyField


class ImprestFundQuerySet(PortalQuerySet):
    def for_list(self):
        """With the last count of each."""
        last = ImprestCount.objects.filter(fund=OuterRef("pk")).order_by("-pk")
        return self.select_related("worksite").annotate(
            counted_on=Subquery(last.values("counted_on")[:1]), last_difference=Subquery(last.values("difference")[:1])
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["version"])
class ImprestFund(Record):
    """A fund of a worksite kept at a constant amount, such as a stamp fund."""

    WORKSITE_PATH = "worksite"

    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("fund", max_length=80)
    authorized = MoneyField("authorized amount")
    authority = models.CharField("authorized by", max_length=160)
    holds_stamps = models.BooleanField("holds stamps", default=True, db_default=True)
    active = models.BooleanField("in use", default=True)

    objects = ImprestFundQuerySet.as_manager()

    class Meta:
        ordering = ["worksite", "name"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [("count_imprestfund", "Can count an imprest fund")]
        constraints = [
            models.UniqueConstraint(
                fields=["worksite", "name"],
                name="imprest_fund_stands_once",
                violation_error_message="The worksite has a fund of this name already.",
            ),
            models.CheckConstraint(
                name="imprest_fund_of_something",
                condition=Q(authorized__gt=0),
                violation_error_message="Enter an authorized amount above zero.",
            ),
            models.CheckConstraint(
                name="imprest_fund_names_its_authority",
                condition=~Q(authority=""),
                violation_error_message="Name who authorized the amount.",
            ),
        ]
        triggers = [forever("imprest_fund_never_deleted")]

    def __str__(self):
        return f"{self.name}, {self.worksite}"

    def get_absolute_url(self):
        return reverse("fiscal:imprestfund-detail", args=[self.pk])


class ImprestCount(models.Model):
    """A count of a fund. What differs from the authorized amount of that moment is recorded with its reason."""

    fund = models.ForeignKey(ImprestFund, on_delete=models.PROTECT, related_name="counts")
    counted_on = models.DateField("counted on", default=timezone.localdate)
    stamps = MoneyField(default=0)
    cash = MoneyField(default=0)
    vouchers = MoneyField(default=0)
    authorized = MoneyField(default=0, editable=False)
    difference = models.GeneratedField(
        expression=F("stamps") + F("cash") + F("vouchers") - F("authorized"),
        output_field=models.DecimalField(max_digits=14, decimal_places=2),
        db_persist=True,
    )
    reason = models.CharField("reason for the difference", max_length=240, blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["fund", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="imprest_count_explains_its_difference",
                condition=Q(authorized=F("stamps") + F("cash") + F("vouchers")) | ~Q(reason=""),
                violation_error_message="Stamps, cash and vouchers are not the authorized amount. Say why.",
            ),
            models.CheckConstraint(
                name="imprest_count_not_below_nothing",
                condition=Q(stamps__gte=0, cash__gte=0, vouchers__gte=0),
                violation_error_message="Enter amounts of zero or more.",
            ),
            days_within_reason("imprest_count_days_within_reason", "counted_on"),
        ]
        triggers = [
            unchanged("imprest_count_stays"),
            pgtrigger.Trigger(
                name="imprest_count_against_what_is_authorized",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    NEW.authorized = (SELECT f.authorized FROM fiscal_imprestfund f WHERE f.id = NEW.fund_id);
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"Count of {self.counted_on}"
