"""The register of contracts: what may be bought of whom, until when and up to how much (fiscal.md 3.14)."""

from datetime import date

import pghistory
import pgtrigger
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import forever, guard, unchanged
from doc_portal.core.money import MoneyField
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.central import CentralQuerySet
from fiscal.models.vendors import NUMBER, Vendor, barred_from_orders

ALERT_DAYS = "contract_alert_days"
BY_AMENDMENT = (
    "vendor_id", "kind", "ceiling", "starts_on", "ends_on", "renewal_options", "renewals_used", "price_percent",
    "commission_percent", "award_method", "number",
)  # fmt: skip
"""What of a contract in force only an amendment changes."""


class ContractQuerySet(CentralQuerySet):
    def live(self, on=None):
        """Those in force that run on a day: what can be ordered from, and what may bring commissions."""
        on = on or timezone.localdate()
        return self.filter(status=Contract.Status.IN_FORCE, starts_on__lte=on, ends_on__gte=on)

    def expired(self, on=None):
        """Those in force whose last day is past."""
        return self.filter(status=Contract.Status.IN_FORCE, ends_on__lt=on or timezone.localdate())

    def expiring(self, days: int, on=None):
        """Those that run now and end within so many days."""
        on = on or timezone.localdate()
        return self.live(on).filter(ends_on__lte=on + relativedelta(days=days))

    def found_by(self, text: str):
        """Those whose number, title or vendor holds a text."""
        text = " ".join(text.upper().split())
        return self.filter(Q(number__contains=text) | Q(title__icontains=text) | Q(vendor__name_upper__contains=text))

    def vending(self):
        return self.filter(kind=Contract.Kind.VENDING)

    def for_list(self):
        return self.select_related("vendor")


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["ordered", "version"]
)
class Contract(WorkflowRecord):
    """An agreement with a vendor, by its number (“CR1512801”).

    In preparation everything can be changed; once in force only an amendment changes days, ceiling and prices.
    `ordered` is the sum of what orders use of it and is written by the rows of `ContractUse` alone. Whether it runs,
    is to come or is over follows from its days.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "In preparation"
        IN_FORCE = "in_force", "In force"
        ENDED = "ended", "Ended early"

    class Kind(models.TextChoices):
        GOODS = "goods", "Goods"
        SERVICES = "services", "Services"
        VENDING = "vending", "Vending"
        PRICES = "prices", "Price agreement"

    class Award(models.TextChoices):
        BIDS = "bids", "Competitive bids"
        PROPOSALS = "proposals", "Competitive proposals"
        QUOTES = "quotes", "Informal quotes"
        SINGLE = "single", "Single feasible source"
        COOPERATIVE = "cooperative", "Other government or cooperative"
        STATEWIDE = "statewide", "Statewide contract"
        EMERGENCY = "emergency", "Emergency"

    STATUS_LEVELS = {Status.DRAFT: "info", Status.IN_FORCE: "ok", Status.ENDED: "off"}
    PAST_ACTS = {"machines": "Machines changed"}
    TRANSITIONS = {
        "begin": Transition(
            frozenset({Status.DRAFT}), Status.IN_FORCE, "Put contract in force", "Contract put in force"
        ),
        "end": Transition(
            frozenset({Status.IN_FORCE}), Status.ENDED, "End contract early", "Contract ended early", danger=True
        ),
    }

    number = models.CharField(max_length=30, unique=True, validators=[NUMBER])
    title = models.CharField(max_length=160)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="contracts")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.GOODS)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    award_method = models.CharField(max_length=12, choices=Award)
    solicitation = models.CharField(
        "solicitation", max_length=60, blank=True, default="", help_text="The number of the bid or proposal."
    )
    awarded_on = models.DateField("awarded on", default=timezone.localdate)
    starts_on = models.DateField("first day", default=timezone.localdate)
    ends_on = models.DateField("last day")
    ceiling = MoneyField("ceiling", null=True, blank=True, help_text="Leave it empty where there is none.")
    ordered = MoneyField("ordered", default=0, editable=False)
    renewal_options = models.PositiveSmallIntegerField("renewal options", default=0)
    renewals_used = models.PositiveSmallIntegerField("renewals used", default=0, editable=False)
    price_percent = models.DecimalField(
        "price change", max_digits=7, decimal_places=3, default=0, editable=False,
        help_text="In percent of the prices awarded.",
    )  # fmt: skip
    commission_percent = models.DecimalField(
        "commission in percent", max_digits=5, decimal_places=2, null=True, blank=True, help_text="Of vending sales."
    )
    commission_due_day = models.PositiveSmallIntegerField(
        "day for statement and check", null=True, blank=True,
        help_text="Of the month after; empty for the day of the setting.",
    )  # fmt: skip
    contractor_must_sign = models.BooleanField("contractor must sign", default=False)
    contractor_sign_by = models.DateField("contractor signs by", null=True, blank=True)
    contractor_signed_on = models.DateField("contractor signed on", null=True, blank=True)
    non_debarment_on = models.DateField("certificate of non-debarment of", null=True, blank=True)
    officer = models.CharField("signed for the division by", max_length=120, blank=True, default="")
    officer_signed_on = models.DateField("signed for the division on", null=True, blank=True)
    ended_on = models.DateField("ended early on", null=True, editable=False)

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [
            ("begin_contract", "Can put a contract in force"),
            ("amend_contract", "Can amend a contract"),
            ("end_contract", "Can end a contract early"),
        ]
        constraints = [
            models.CheckConstraint(
                name="contract_number_in_capitals",
                condition=Q(number__regex=r"^[A-Z0-9][A-Z0-9-]*$"),
                violation_error_message="Enter capital letters, digits and hyphens.",
            ),
            models.CheckConstraint(
                name="contract_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="The last day cannot come before the first.",
            ),
            models.CheckConstraint(
                name="contract_keeps_to_its_ceiling",
                condition=Q(ceiling=None) | Q(ordered__lte=F("ceiling")),
                violation_error_message="The contract does not have that much left under its ceiling.",
            ),
            models.CheckConstraint(
                name="contract_orders_no_less_than_nothing",
                condition=Q(ordered__gte=0) & (Q(ceiling=None) | Q(ceiling__gt=0)),
                violation_error_message="Enter a ceiling above zero, and take back no more than was ordered.",
            ),
            models.CheckConstraint(
                name="contract_renews_within_its_options",
                condition=Q(renewals_used__lte=F("renewal_options")),
                violation_error_message="Every renewal option of the contract is used.",
            ),
            models.CheckConstraint(
                name="contract_of_vending_has_commission",
                condition=~Q(kind="vending") | Q(commission_percent__isnull=False),
                violation_error_message="Enter the commission of the vending contract in percent.",
            ),
            models.CheckConstraint(
                name="contract_commission_is_a_share",
                condition=Q(commission_percent=None) | Q(commission_percent__range=(0, 100)),
                violation_error_message="Enter a commission between 0 and 100 percent.",
            ),
            models.CheckConstraint(
                name="contract_commission_day_in_every_month",
                condition=Q(commission_due_day=None) | Q(commission_due_day__range=(1, 28)),
                violation_error_message="Enter a day from 1 to 28.",
            ),
            models.CheckConstraint(
                name="contract_says_when_contractor_signs",
                condition=Q(contractor_must_sign=False) | Q(contractor_sign_by__isnull=False),
                violation_error_message="Enter the day by which the contractor signs.",
            ),
            models.CheckConstraint(
                name="contract_in_force_is_signed",
                condition=Q(status="draft")
                | Q(officer_signed_on__isnull=False, non_debarment_on__isnull=False) & ~Q(officer="")
                & (Q(contractor_must_sign=False) | Q(contractor_signed_on__isnull=False)),
                violation_error_message=(
                    "A contract in force has the division officer's signature, the certificate of non-debarment and, "
                    "where the contractor must sign, theirs."
                ),
            ),
            models.CheckConstraint(
                name="contract_words_known",
                condition=Q(status__in=["draft", "in_force", "ended"])
                & Q(kind__in=["goods", "services", "vending", "prices"])
                & Q(
                    award_method__in=[
                        "bids", "proposals", "quotes", "single", "cooperative", "statewide", "emergency",
                    ]
                ),
            ),
            days_within_reason(
                "contract_days_within_reason", "awarded_on", "starts_on", "ends_on", "contractor_sign_by",
                "contractor_signed_on", "non_debarment_on", "officer_signed_on", "ended_on",
            ),
        ]  # fmt: skip
        triggers = [
            forever("contract_never_deleted"),
            guard(
                "contract_in_force_is_amended",
                "pg_trigger_depth() < 2",
                pgtrigger.Update,
                condition="OLD.status <> 'draft' AND ("
                + " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in BY_AMENDMENT)
                + ")",
            ),
            guard(
                "contract_ordered_follows_orders",
                "pg_trigger_depth() < 2",
                pgtrigger.Update,
                condition="NEW.ordered <> OLD.ordered",
            ),
            guard(
                "contract_begins_with_nothing",
                "NEW.ordered <> 0 OR NEW.renewals_used <> 0 OR NEW.price_percent <> 0",
                pgtrigger.Insert,
            ),
            guard(
                "contract_of_a_vendor_that_may_sell",
                barred_from_orders("NEW.vendor_id", "NEW.awarded_on"),
                pgtrigger.Update,
                condition="OLD.status = 'draft' AND NEW.status = 'in_force'",
            ),
        ]

    def __str__(self):
        return f"{self.number}, {self.title}"

    def get_absolute_url(self):
        return reverse("fiscal:contract-detail", args=[self.pk])

    @property
    def left(self):
        """What can still be ordered under the ceiling; None where there is none."""
        return None if self.ceiling is None else self.ceiling - self.ordered

    @property
    def editable(self) -> bool:
        """Only in preparation; afterwards it is amended."""
        return self.status == self.Status.DRAFT

    def stands(self, on: date | None = None) -> tuple[str, str]:
        """How it stands on a day, in words, and the shape of them."""
        on = on or timezone.localdate()
        if self.status != self.Status.IN_FORCE:
            return self.get_status_display(), self.STATUS_LEVELS[self.status]
        if self.starts_on > on:
            return "To come", "info"
        return ("Expired", "bad") if self.ends_on < on else ("In force", "ok")

    @property
    def state(self) -> str:
        """Its standing in words, for lists."""
        return self.stands()[0]

    @property
    def runs(self) -> str:
        """Its days, in words."""
        return f"{long_date(self.starts_on)} to {long_date(self.ends_on)}"


def default_end(starts_on: date) -> date:
    """The last day of a contract unless another is agreed: one year from its award, as far as the calendar goes."""
    return starts_on if starts_on.year == date.max.year else starts_on + relativedelta(years=1, days=-1)


class ContractAmendment(models.Model):
    """A numbered change of a contract in force. Rows are only added; the contract follows them by trigger."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    amended_on = models.DateField("of", default=timezone.localdate)
    is_renewal = models.BooleanField("uses a renewal option", default=False)
    ceiling_change = MoneyField("change of the ceiling", default=0, blank=True)
    ends_on = models.DateField("new last day", null=True, blank=True)
    price_percent = models.DecimalField(
        "change of prices in percent", max_digits=6, decimal_places=3, default=0, blank=True
    )
    commission_percent = models.DecimalField(
        "new commission in percent", max_digits=5, decimal_places=2, null=True, blank=True
    )
    reason = models.CharField(max_length=300)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("entered", db_default=Now())

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="contract_amendment_is_numbered_once"),
            models.CheckConstraint(
                name="contract_amendment_says_why",
                condition=~Q(reason=""),
                violation_error_message="Say what the amendment changes and why.",
            ),
            models.CheckConstraint(
                name="contract_amendment_changes_something",
                condition=~Q(ceiling_change=0) | Q(ends_on__isnull=False) | ~Q(price_percent=0)
                | Q(commission_percent__isnull=False),
                violation_error_message="Enter what changes: the ceiling, the last day, prices or the commission.",
            ),
            models.CheckConstraint(
                name="contract_renewal_sets_the_last_day",
                condition=Q(is_renewal=False) | Q(ends_on__isnull=False),
                violation_error_message="Enter the new last day of the renewed contract.",
            ),
            models.CheckConstraint(
                name="contract_amendment_prices_stay_above_nothing",
                condition=Q(price_percent__gt=-100),
                violation_error_message="Prices cannot fall by 100 percent or more.",
            ),
            days_within_reason("contract_amendment_days_within_reason", "amended_on", "ends_on"),
        ]  # fmt: skip
        triggers = [
            unchanged("contract_amendment_stays"),
            guard(
                "contract_amendment_of_one_in_force",
                "NOT EXISTS (SELECT 1 FROM fiscal_contract c WHERE c.id = NEW.contract_id AND c.status = 'in_force')",
                pgtrigger.Insert,
            ),
            guard(
                "contract_ceiling_is_changed_not_set",
                "NEW.ceiling_change <> 0 AND EXISTS"
                " (SELECT 1 FROM fiscal_contract c WHERE c.id = NEW.contract_id AND c.ceiling IS NULL)",
                pgtrigger.Insert,
            ),
            pgtrigger.Trigger(
                name="contract_amendments_reach_it",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    UPDATE fiscal_contract c
                       SET ceiling = c.ceiling + NEW.ceiling_change,
                           ends_on = COALESCE(NEW.ends_on, c.ends_on),
                           renewals_used = c.renewals_used + NEW.is_renewal::int,
                           price_percent = round((100 + c.price_percent) * (100 + NEW.price_percent) / 100 - 100, 3),
                           commission_percent = COALESCE(NEW.commission_percent, c.commission_percent)
                     WHERE c.id = NEW.contract_id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"Amendment {self.number}"


class ContractUse(models.Model):
    """What an order uses of a contract, or gives back (below zero). Rows are only added.

    `(contract, order_id, seq)` stands once, so that what is tried again counts once; `seq` counts an order's rows.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="uses", db_index=False)
    order_id = models.BigIntegerField()
    seq = models.PositiveIntegerField(default=1)
    amount = MoneyField()
    used_on = models.DateField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["contract", "order_id", "seq"], name="contract_use_counts_once"),
            models.CheckConstraint(name="contract_use_is_something", condition=~Q(amount=0)),
            days_within_reason("contract_use_days_within_reason", "used_on"),
        ]
        triggers = [
            unchanged("contract_use_is_reversed_never_changed"),
            guard(
                "contract_is_used_within_its_days",
                "NEW.amount > 0 AND NOT EXISTS (SELECT 1 FROM fiscal_contract c WHERE c.id = NEW.contract_id"
                " AND (c.status = 'in_force' OR c.status = 'ended' AND NEW.used_on < c.ended_on"
                " AND EXISTS (SELECT 1 FROM fiscal_contractuse u"
                " WHERE u.contract_id = c.id AND u.order_id = NEW.order_id))"
                " AND NEW.used_on BETWEEN c.starts_on AND c.ends_on)",
                pgtrigger.Insert,
            ),
            pgtrigger.Trigger(
                name="contract_use_gives_back_what_it_took",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM fiscal_contractuse u
                         WHERE (u.contract_id, u.order_id) IN
                               (SELECT contract_id, order_id FROM new_rows WHERE amount < 0)
                         GROUP BY u.contract_id, u.order_id HAVING sum(u.amount) < 0) THEN
                        RAISE EXCEPTION 'contract_use_gives_back_what_it_took'
                            USING ERRCODE = '23514', CONSTRAINT = 'contract_use_gives_back_what_it_took';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="contract_uses_reach_it",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func="""
                    PERFORM 1 FROM fiscal_contract WHERE id IN (SELECT contract_id FROM new_rows)
                      ORDER BY id FOR NO KEY UPDATE;
                    UPDATE fiscal_contract c SET ordered = c.ordered + d.used
                      FROM (SELECT contract_id, sum(amount) AS used FROM new_rows GROUP BY contract_id) d
                     WHERE c.id = d.contract_id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.amount} of {self.contract_id}"
