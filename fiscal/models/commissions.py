"""Vending: machines of a contract, sales as stated for each, the commission due of them (fiscal.md 3.24)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import forever, guard, unchanged
from doc_portal.core.money import MoneyField
from fiscal.models.contracts import Contract
from fiscal.models.sums import follows, summed

NO_LIVE_CONTRACT = (
    "NOT EXISTS (SELECT 1 FROM fiscal_contract c WHERE c.id = NEW.contract_id AND c.kind = 'vending'"
    " AND c.status IN ('in_force', 'ended') AND NEW.month <= c.ends_on AND NEW.month <= COALESCE(c.ended_on, NEW.month)"
    " AND NEW.month >= date_trunc('month', c.starts_on)::date)"
)


class VendingMachineQuerySet(PortalQuerySet):
    def standing_in(self, first, last):
        """Those that stood there on some day between two."""
        return self.filter(Q(removed_on=None) | Q(removed_on__gt=first), placed_on__lte=last)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class VendingMachine(models.Model):
    """A machine at a worksite. Each stands under a contract: there is no other vending arrangement."""

    WORKSITE_PATH = "worksite"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="machines")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    label = models.CharField("machine", max_length=60)
    placed_on = models.DateField("placed on", default=timezone.localdate)
    removed_on = models.DateField(
        "removed on", null=True, blank=True, help_text="The first day on which it no longer stands there."
    )

    objects = VendingMachineQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "worksite", "label"]
        default_permissions = ("change",)
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "label"],
                name="vending_machine_stands_once",
                violation_error_message="The contract has a machine of this name already.",
            ),
            models.CheckConstraint(
                name="vending_machine_removed_after_placed",
                condition=Q(removed_on=None) | Q(removed_on__gte=F("placed_on")),
                violation_error_message="A machine is removed after it was placed.",
            ),
            days_within_reason("vending_machine_days_within_reason", "placed_on", "removed_on"),
        ]
        triggers = [
            forever("vending_machine_never_deleted"),
            guard(
                "vending_machine_of_a_vending_contract",
                "NOT EXISTS (SELECT 1 FROM fiscal_contract c WHERE c.id = NEW.contract_id AND c.kind = 'vending')",
            ),
        ]

    def __str__(self):
        return self.label


class CommissionMonthQuerySet(PortalQuerySet):
    def missing_statement(self, on=None):
        """Those whose day has passed without a statement."""
        return self.filter(due_on__lt=on or timezone.localdate(), stated_on=None)

    def late(self, on=None):
        """Those whose day has passed without any money."""
        owed = Q(stated_on=None) | Q(expected__gt=0)
        return self.filter(owed, due_on__lt=on or timezone.localdate(), received=0)

    def short(self):
        """Those whose vendor states less than the contract makes of the sales, while what is due has not come."""
        return self.filter(stated_commission__lt=F("expected"), received__lt=F("expected"))

    def differing(self):
        """Those whose money, or whose vendor's figure, is not what the contract makes of the sales stated."""
        return self.filter(stated_on__isnull=False).exclude(expected=F("received"), stated_commission=F("expected"))

    def for_list(self):
        return self.select_related("contract__vendor", "worksite")


@pghistory.track(pghistory.UpdateEvent(), exclude=["version", "expected", "sales", "received"])
class CommissionMonth(Record):
    """What a vending contract owes a worksite for a month: statement and check are expected by a day.

    `sales` and `received` follow the statement's lines and the receipts. The commission is worked out at the
    contract's percentage, which is kept with the statement; what the vendor says is kept beside it. Where `is_blind`
    is read with it, it tells nothing of the money to who has still to count that.
    """

    WORKSITE_PATH = "worksite"
    PAST_ACTS = {"state": "Statement entered"}
    is_blind = False

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="commissions")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="Its first day.")
    due_on = models.DateField("expected by")
    stated_on = models.DateField("statement received on", null=True)
    percent = models.DecimalField("commission in percent", max_digits=5, decimal_places=2, null=True)
    stated_commission = MoneyField("commission as the vendor states it", null=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    sales = MoneyField("sales stated", default=0, editable=False)
    received = MoneyField(default=0, editable=False)
    expected = models.GeneratedField(
        expression=Round(F("sales") * F("percent") / 100, 2),
        output_field=models.DecimalField(max_digits=14, decimal_places=2),
        db_persist=True,
        verbose_name="commission due",
    )

    objects = CommissionMonthQuerySet.as_manager()

    class Meta:
        verbose_name = "month of commission"
        verbose_name_plural = "commissions expected"
        ordering = ["-month", "contract", "worksite"]
        default_permissions = ("view", "export")
        permissions = [("state_commissionmonth", "Can enter statements of vending sales")]
        constraints = [
            models.UniqueConstraint(fields=["contract", "worksite", "month"], name="commission_month_stands_once"),
            models.CheckConstraint(name="commission_month_is_its_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="commission_statement_is_whole",
                condition=Q(stated_on=None, percent=None, stated_commission=None)
                | Q(stated_on__isnull=False, percent__isnull=False, stated_commission__gte=0),
                violation_error_message="Enter the day of the statement and the commission it names.",
            ),
            days_within_reason("commission_days_within_reason", "month", "due_on", "stated_on"),
        ]
        triggers = [
            forever("commission_month_never_deleted"),
            guard("commission_month_of_a_live_contract", NO_LIVE_CONTRACT, pgtrigger.Insert),
            follows("commission_sums_follow_rows", "sales", "received"),
        ]

    def __str__(self):
        return f"{self.contract.number}, {self.month:%B %Y}, {self.worksite}"

    def get_absolute_url(self):
        return reverse("fiscal:commissionmonth-detail", args=[self.pk])

    @property
    def month_name(self) -> str:
        """The month, in words."""
        return f"{self.month:%B %Y}"

    @property
    def shown(self):
        """What was received, but for who has still to count it."""
        return None if self.is_blind else self.received

    @property
    def difference(self):
        """What was received beyond what is due; below zero it is short; None without a statement, or uncounted."""
        return None if self.expected is None or self.is_blind else self.received - self.expected

    @property
    def stated_short(self):
        """By how much the vendor's statement is short of what the contract makes of the sales; None where it is not."""
        if self.stated_commission is None or self.expected is None or self.stated_commission >= self.expected:
            return None
        return self.expected - self.stated_commission

    @property
    def state(self) -> str:
        """Where it stands today, in words."""
        past = self.due_on < timezone.localdate()
        if self.stated_on is None:
            return "Statement missing" if past else "Expected"
        if self.is_blind:
            return "To be counted"
        if self.received == 0 and self.expected and (past or not self.stated_short):
            return "Check late" if past else "Expected"
        if self.stated_short and self.received < self.expected:
            return "Statement short"
        return "Settled" if self.received == self.expected == self.stated_commission else "Differs"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class MachineSales(models.Model):
    """Gross sales of a machine in a month, as the vendor's statement or the meter says."""

    commission = models.ForeignKey(CommissionMonth, on_delete=models.PROTECT, related_name="lines")
    machine = models.ForeignKey(VendingMachine, on_delete=models.PROTECT, related_name="sales")
    gross = MoneyField("gross sales")

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["commission", "machine"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["commission", "machine"], name="machine_sales_stated_once"),
            models.CheckConstraint(
                name="machine_sales_not_below_nothing",
                condition=Q(gross__gte=0),
                violation_error_message="Enter gross sales of zero or more.",
            ),
        ]
        triggers = [
            unchanged("machine_sales_keep_their_machine", "gross"),
            guard(
                "machine_of_the_contract_and_worksite",
                "NOT EXISTS (SELECT 1 FROM fiscal_vendingmachine v JOIN fiscal_commissionmonth m ON m.contract_id ="
                " v.contract_id AND m.worksite_id = v.worksite_id WHERE v.id = NEW.machine_id"
                " AND m.id = NEW.commission_id)",
                pgtrigger.Insert,
            ),
            *summed(
                "sales_reach_their_month", "fiscal_commissionmonth", "sales", "commission_id",
                "SELECT sum(s.gross) FROM fiscal_machinesales s WHERE s.commission_id = o.id",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.machine}: {self.gross}"
