"""The law on how to buy, as dated rows, and what MVE says of a purchase (fiscal.md 3.10, 4.2)."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DecimalRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import Confirmed, PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import forever, unchanged
from doc_portal.core.money import MoneyField, dollars
from doc_portal.core.ranges import DateSpan, OnePoint
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.commodities import CommodityClass


class Method(models.IntegerChoices):
    """The tests of sourcing, in the order in which they are asked."""

    MVE = 1, "Missouri Vocational Enterprises"
    CONTRACT = 2, "Statewide or agency contract"
    NO_COMPETITION = 3, "No competition required"
    QUOTES = 4, "Informal quotes"
    OA_BIDS = 5, "Bids through OA Purchasing"
    SINGLE_SOURCE = 6, "Single feasible source"
    COOPERATIVE = 7, "Other government or cooperative"
    EMERGENCY = 8, "Emergency"
    CONSTRUCTION = 9, "Construction or repair"


class Paper(models.TextChoices):
    """What a way to buy asks to be on file before anything is ordered."""

    MVE_CERTIFICATE = "mve_certificate", "MVE certificate of non-availability"
    QUOTES = "quotes", "Quotes"
    OA_AWARD = "oa_award", "Award by OA Purchasing"
    DETERMINATION = "determination", "Written determination of a single feasible source"
    NOTICE = "notice", "Posted notice"
    ADVERTISEMENT = "advertisement", "Proof of advertising"
    DELEGATION = "delegation", "Separate delegation for this case"
    AGREEMENT = "agreement", "Cooperative or intergovernmental agreement"
    JUSTIFICATION = "justification", "Written justification of the emergency"
    REPORT = "report", "Report after the emergency"


class AmountSpan(Func):
    """Two columns of money as [lower, upper); an empty upper one means no limit."""

    function = "numrange"
    output_field = DecimalRangeField()

    def __init__(self, lower: str, upper: str, **extra):
        super().__init__(F(lower), F(upper), Value("[)"), **extra)


class ProcurementRuleQuerySet(PortalQuerySet):
    def effective(self, on=None):
        """The rules in force on a day."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ProcurementRule(Confirmed, Record):
    """What one test asks of purchases between two amounts, from one day until before another.

    `lower` belongs to it, `upper` no longer does: “more than $10,000” begins at 10,000.01.
    """

    method = models.PositiveSmallIntegerField("test", choices=Method)
    lower = MoneyField("from", default=0)
    upper = MoneyField("below", null=True, blank=True, help_text="The first amount it no longer holds for.")
    starts_on = models.DateField("in force from")
    ends_on = models.DateField("ends before", null=True, blank=True)
    says = models.CharField("asks", max_length=300)
    quotes_required = models.PositiveSmallIntegerField("suppliers asked at least", default=0)
    advertise_days = models.PositiveSmallIntegerField("days advertised before opening", default=0)
    notice = models.BooleanField("notice is posted", default=False)
    through_oa = models.BooleanField("through OA Purchasing", default=False)
    papers = ArrayField(models.CharField(max_length=20, choices=Paper), verbose_name="papers", default=list, blank=True)
    authority = models.CharField(max_length=200)

    objects = ProcurementRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "sourcing rule"
        ordering = ["method", "lower", "-starts_on"]
        default_permissions = ("add", "change", "view", "export")
        constraints = [
            ExclusionConstraint(
                name="procurement_rule_says_one_thing_at_a_time",
                expressions=[
                    (OnePoint("method"), RangeOperators.OVERLAPS),
                    (AmountSpan("lower", "upper"), RangeOperators.OVERLAPS),
                    (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="The test has a rule for part of these amounts and days. End that one first.",
            ),
            models.CheckConstraint(
                name="procurement_rule_amounts_in_order",
                condition=Q(lower__gte=0) & (Q(upper=None) | Q(upper__gt=F("lower"))),
                violation_error_message="The second amount must be above the first.",
            ),
            models.CheckConstraint(
                name="procurement_rule_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="The rule must end after it starts.",
            ),
            models.CheckConstraint(
                name="procurement_rule_names_its_authority",
                condition=~Q(authority="") & ~Q(says=""),
                violation_error_message="Name the law, and say what it asks.",
            ),
            models.CheckConstraint(
                name="procurement_rule_papers_come_before",
                condition=~Q(papers__contains=["report"]),
                violation_error_message="A report comes after the order, so ordering cannot wait for it. Leave it out.",
            ),
            models.CheckConstraint(name="procurement_rule_test_known", condition=Q(method__range=(1, 9))),
            days_within_reason("procurement_rule_days_within_reason", "starts_on", "ends_on"),
        ]
        triggers = [
            unchanged("procurement_rule_stays", "ends_on", "confirmed", "source", "says", "version"),
        ]

    def __str__(self):
        return f"{self.get_method_display()}, {self.amounts}"

    def get_absolute_url(self):
        return reverse("fiscal:procurementrule-edit", args=[self.pk])

    @property
    def amounts(self) -> str:
        """The amounts it holds for, in words."""
        if self.upper is None:
            return f"{dollars(self.lower)} and more" if self.lower else "any amount"
        return f"{dollars(self.lower)} to less than {dollars(self.upper)}"

    @property
    def paper_names(self) -> list[str]:
        """The papers it asks for, in words."""
        return [str(Paper(one).label) for one in self.papers]

    def frozen(self) -> dict:
        """The rule as a decision keeps it, so that later rules do not change what was decided by it."""
        return {
            "rule": self.pk, "version": self.version, "test": self.method, "name": str(self.get_method_display()),
            "lower": str(self.lower), "upper": None if self.upper is None else str(self.upper),
            "starts_on": self.starts_on.isoformat(), "says": self.says, "authority": self.authority,
            "confirmed": self.confirmed,
        }  # fmt: skip


class MveCertificateQuerySet(PortalQuerySet):
    def waiting(self):
        """Asked for and not answered."""
        return self.filter(status=MveCertificate.Status.REQUESTED)

    def holding(self, on=None):
        """Certificates that are not too old on a day."""
        return self.filter(status=MveCertificate.Status.ISSUED, holds_until__gte=on or timezone.localdate())

    def free_at(self, worksite, requisition=None):
        """Those that can serve a purchase of a worksite, or this requisition: they serve no other."""
        serving = self.filter(decisions__superseded_at=None, decisions__isnull=False)
        if requisition is not None:
            serving = serving.exclude(decisions__requisition=requisition)
        return self.holding().filter(worksite=worksite).exclude(pk__in=serving.values("pk"))

    def for_list(self):
        return self.select_related("commodity", "worksite")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class MveCertificate(WorkflowRecord):
    """A question to Missouri Vocational Enterprises, and its paper that allows to buy elsewhere (RSMo 217.575).

    MVE is the way to buy unless it cannot supply within so many days; where the market cannot either, within a
    reasonable time. The days are those in force when it was asked.
    """

    WORKSITE_PATH = "worksite"

    class Status(models.TextChoices):
        REQUESTED = "requested", "Asked for"
        ISSUED = "issued", "Issued"
        DENIED = "denied", "Denied: MVE supplies"

    STATUS_LEVELS = {Status.REQUESTED: "warn", Status.ISSUED: "ok", Status.DENIED: "info"}
    TRANSITIONS = {
        "issue": Transition(
            frozenset({Status.REQUESTED}), Status.ISSUED, "Record certificate", "Certificate recorded"
        ),
        "deny": Transition(
            frozenset({Status.REQUESTED}), Status.DENIED, "Record that MVE supplies", "MVE supplies: order from MVE"
        ),
    }  # fmt: skip

    commodity = models.ForeignKey(
        CommodityClass, on_delete=models.PROTECT, related_name="certificates", verbose_name="commodity class"
    )
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="mve_certificates")
    item = models.CharField(max_length=200)
    amount = MoneyField("estimated amount")
    need_by = models.DateField("needed by")
    days_limit = models.PositiveSmallIntegerField("days MVE has", editable=False)
    promised_days = models.PositiveSmallIntegerField("days MVE promises", null=True, editable=False)
    market_days = models.PositiveSmallIntegerField("days the market needs", null=True, editable=False)
    answered_on = models.DateField(null=True, editable=False)
    certificate_number = models.CharField("number of the certificate", max_length=40, default="", editable=False)
    holds_until = models.DateField("holds until", null=True, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED, editable=False)

    objects = MveCertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "MVE certificate"
        ordering = ["-pk"]
        default_permissions = ("add", "view")
        permissions = [
            ("issue_mvecertificate", "Can record a certificate MVE issued"),
            ("deny_mvecertificate", "Can record that MVE supplies"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mve_certificate_of_something",
                condition=~Q(item="") & Q(amount__gt=0),
                violation_error_message="Say what is bought, for an amount above zero.",
            ),
            models.CheckConstraint(
                name="mve_certificate_answer_is_whole",
                condition=Q(status="requested", answered_on=None, promised_days=None)
                | Q(status="issued", answered_on__isnull=False, holds_until__isnull=False) & ~Q(certificate_number="")
                | Q(status="denied", answered_on__isnull=False, promised_days__isnull=False),
                violation_error_message="Enter the number of the certificate, or the days MVE promises.",
            ),
            models.CheckConstraint(
                name="mve_certificate_not_where_mve_supplies",
                condition=~Q(status="issued") | Q(promised_days=None) | Q(promised_days__gt=F("days_limit")),
                violation_error_message="MVE supplies within its days: order from MVE (RSMo 217.575).",
            ),
            days_within_reason("mve_certificate_days_within_reason", "need_by", "answered_on"),
        ]
        triggers = [
            forever("mve_certificate_never_deleted"),
            unchanged(
                "mve_certificate_keeps_its_question", "status", "version", "promised_days", "market_days",
                "answered_on", "certificate_number", "holds_until",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"MVE: {self.item}"

    def get_absolute_url(self):
        return reverse("fiscal:mvecertificate-detail", args=[self.pk])
