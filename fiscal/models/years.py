"""Fiscal years and their thirteen periods (fiscal.md 3.1, 4.1)."""

from datetime import date

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Extract
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.display import MONTHS
from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import TODAY, but_for, forever, guard, moves
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.central import CentralQuerySet

ADJUSTING = 13
"""The period of July's adjustments to the year before."""


class FiscalYearStatus(models.TextChoices):
    """Where a fiscal year stands."""

    OPEN = "open", "Open"
    LAPSE = "lapse", "Lapse period"
    CLOSED = "closed", "Closed"
    EXPIRED = "expired", "Expired"


STEPS = {
    "lapse": Transition(
        frozenset({FiscalYearStatus.OPEN}), FiscalYearStatus.LAPSE, "Begin lapse period", "Lapse period begun"
    ),
    "close": Transition(frozenset({FiscalYearStatus.LAPSE}), FiscalYearStatus.CLOSED, "Close year", "Year closed"),
    "expire": Transition(frozenset({FiscalYearStatus.CLOSED}), FiscalYearStatus.EXPIRED, "Expire", "Year expired"),
}


BEFORE_ITS_DAY = (
    f"NEW.status = 'lapse' AND {TODAY} <= NEW.ends_on OR NEW.status = 'closed' AND {TODAY} < NEW.closes_on"
    f" OR NEW.status = 'expired' AND {TODAY} < NEW.expires_on"
)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["version"])
class FiscalYear(WorkflowRecord):
    """July 1 to June 30, named by the year it ends in (RSMo 33.010; Const. IV §28).

    Made ahead it takes codes, appropriations and plans, and nothing is posted to it before its first day. Open until
    June 30; in July bills of the year that is over are paid (lapse period); SAM II closes it about July 31; its
    appropriations expire on December 31. No new obligation after June 30.
    """

    Status = FiscalYearStatus

    STATUS_LEVELS = {Status.OPEN: "ok", Status.LAPSE: "warn", Status.CLOSED: "off", Status.EXPIRED: "off"}
    PAST_ACTS = {
        "copy_codes": "Codes copied forward",
        "decide_lines": "Open lines decided",
        "open_periods": "Periods opened or closed",
    }
    TRANSITIONS = STEPS

    fy = models.PositiveSmallIntegerField("fiscal year", primary_key=True)
    starts_on = models.DateField()
    ends_on = models.DateField("last day")
    closes_on = models.DateField("closed in SAM II on")
    expires_on = models.DateField("appropriations expire on")
    authority = models.CharField(
        "who sets these days",
        max_length=120,
        default="Mo. Const. IV §28; year-end memo of the Office of Administration",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField("last changed", null=True, editable=False)

    objects = CentralQuerySet.as_manager()

    class Meta:
        ordering = ["-fy"]
        permissions = [
            ("lapse_fiscalyear", "Can begin the lapse period of a fiscal year"),
            ("close_fiscalyear", "Can close a fiscal year"),
            ("expire_fiscalyear", "Can expire a fiscal year"),
        ]
        constraints = [
            models.CheckConstraint(
                name="fiscal_year_is_july_to_june",
                condition=Q(starts_on__month=7, starts_on__day=1, ends_on__month=6, ends_on__day=30)
                & Q(fy=Extract("ends_on", "year"))
                & Q(fy=Extract("starts_on", "year") + 1),
                violation_error_message="A fiscal year is July 1 to June 30, named by the year it ends in.",
            ),
            models.CheckConstraint(
                name="fiscal_year_ends_in_order",
                condition=Q(closes_on__gt=F("ends_on"), expires_on__gte=F("closes_on")),
                violation_error_message="A year closes after its last day, and expires no earlier than it closes.",
            ),
            models.CheckConstraint(
                name="fiscal_year_status_known", condition=Q(status__in=["open", "lapse", "closed", "expired"])
            ),
            days_within_reason("fiscal_year_days_within_reason", "starts_on", "ends_on", "closes_on", "expires_on"),
        ]
        triggers = [
            forever("fiscal_year_never_deleted"),
            moves("fiscal_year_moves_as_it_may", STEPS),
            guard(
                "fiscal_year_moves_on_its_days",
                BEFORE_ITS_DAY,
                pgtrigger.Update,
                condition="NEW.status <> OLD.status",
            ),
            guard(
                "fiscal_year_change_names_who",
                f"({but_for('status', 'version', 'changed_by_id', 'changed_at')})"
                " AND (NEW.changed_by_id IS NULL OR NEW.changed_at IS NOT DISTINCT FROM OLD.changed_at)",
                pgtrigger.Update,
                when=pgtrigger.After,
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """What people call it."""
        return f"FY {self.fy}"

    def get_absolute_url(self):
        return reverse("fiscal:fiscalyear-detail", args=[self.pk])

    @property
    def editable(self) -> bool:
        """Whether its days can still be changed."""
        return self.status != self.Status.EXPIRED

    @property
    def begun(self) -> bool:
        """Whether its first day has come: nothing is posted to it before."""
        return timezone.localdate() >= self.starts_on

    def stands(self) -> tuple[str, str]:
        """How it stands today, and the shape of the words."""
        if not self.begun:
            return "Not begun", "info"
        return self.get_status_display(), self.STATUS_LEVELS[self.status]

    @property
    def state(self) -> str:
        """How it stands today."""
        return self.stands()[0]


class AccountingPeriodQuerySet(PortalQuerySet):
    def open(self):
        """Those that can be posted to."""
        return self.filter(is_open=True)

    def begun(self, on: date):
        """Those whose first day has come; July's adjustments begin with the next year."""
        fy, no = on.year + (on.month >= 7), (on.month + 5) % 12 + 1
        return self.filter(Q(year__lt=fy) | Q(year=fy, no__lte=no))

    def next_open(self, fy: int, no: int):
        """The first open one after a period of a year; none where the rest of the year is closed."""
        return self.open().filter(year=fy, no__gt=no).order_by("no")


class AccountingPeriod(models.Model):
    """A month of a fiscal year, July first; the thirteenth takes July's adjustments.

    What is posted says both its budget year and its period: a bill of June paid in July is of the year before.
    """

    year = models.ForeignKey(FiscalYear, on_delete=models.PROTECT, related_name="periods")
    no = models.PositiveSmallIntegerField("period")
    is_open = models.BooleanField("open", default=True)

    objects = AccountingPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["year", "no"]
        default_permissions = ("change",)
        constraints = [
            models.UniqueConstraint(fields=["year", "no"], name="accounting_period_once_a_year"),
            models.CheckConstraint(
                name="accounting_period_is_one_of_thirteen",
                condition=Q(no__range=(1, ADJUSTING)),
                violation_error_message="A year has the periods 1 to 13.",
            ),
        ]
        triggers = [forever("accounting_period_never_deleted")]

    def __str__(self):
        return f"period {self.no} of FY {self.year_id}"

    @property
    def month(self) -> str:
        """What the period is called."""
        return MONTHS[(self.no + 5) % 12] if self.no < ADJUSTING else "July, adjustments"
