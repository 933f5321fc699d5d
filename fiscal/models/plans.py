"""The spending plan: what an organization means to spend on what, month by month; a target, never a stop (3.7)."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import Record
from doc_portal.core.models.rules import forever, guard
from doc_portal.core.money import MoneyField
from fiscal.models.central import CentralQuerySet
from fiscal.models.codes import CoaCode
from fiscal.models.years import ADJUSTING, FiscalYear

MONTHS_OF_PLAN = 12


def period_now(fy: int) -> int:
    """The period in which today lies, seen from a year: none of one to come, all of one that is over."""
    today = timezone.localdate()
    own = today.year + (today.month >= 7)
    return 0 if own < fy else ADJUSTING if own > fy else (today.month + 5) % 12 + 1


OF_OTHER_CODES = " OR ".join(
    f"EXISTS (SELECT 1 FROM fiscal_coacode c WHERE c.id = NEW.{part}_id"  # noqa: S608
    f" AND (c.year_id <> NEW.year_id OR c.kind <> '{part}'))"
    for part in ("org", "object")
)


class SpendingPlanQuerySet(CentralQuerySet):
    def for_list(self):
        return self.select_related("org", "object")


class SpendingPlan(Record):
    """Twelve months of one organization and one object class, July first."""

    year = models.ForeignKey(FiscalYear, on_delete=models.PROTECT, related_name="plans", verbose_name="fiscal year")
    org = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+", verbose_name="organization")
    object = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+", verbose_name="object class")
    basis = models.CharField("what it rests on", max_length=200, blank=True, default="")
    amounts = ArrayField(MoneyField(), size=MONTHS_OF_PLAN)

    objects = SpendingPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "org", "object"]
        default_permissions = ("add", "change", "view", "export")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "org", "object"],
                name="spending_plan_once",
                violation_error_message="The organization has a plan for this object class already. Change that one.",
            ),
            models.CheckConstraint(name="spending_plan_has_twelve_months", condition=Q(amounts__len=MONTHS_OF_PLAN)),
        ]
        triggers = [
            forever("spending_plan_never_deleted"),
            guard("spending_plan_of_codes_of_its_year", OF_OTHER_CODES),
            guard(
                "spending_plan_of_amounts",
                "EXISTS (SELECT 1 FROM unnest(NEW.amounts) one WHERE one IS NULL OR one < 0)",
            ),
        ]

    def __str__(self):
        return f"Plan of {self.org.name}, {self.object.name}, FY {self.year_id}"

    def get_absolute_url(self):
        return reverse("fiscal:spendingplan-detail", args=[self.pk])

    @property
    def total(self) -> Decimal:
        """The whole year."""
        return sum(self.amounts, Decimal(0))

    def through(self, no: int) -> Decimal:
        """What is planned up to a period, and with it."""
        return sum(self.amounts[:no], Decimal(0))

    @property
    def planned(self) -> Decimal:
        """What is planned up to this month."""
        return self.through(period_now(self.year_id))

    @property
    def over(self) -> str:
        """Whether more was billed than was planned so far, in words; `billed` is read with the list."""
        return "Over plan" if self.billed > self.planned else "Within plan"
