"""How a requisition is bought: decided by the rules of that day, and the papers it rests on (fiscal.md 3.10, 3.11)."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from doc_portal.core.models import Attachment, PortalQuerySet, Record
from doc_portal.core.models.rules import guard, unchanged
from doc_portal.core.money import MoneyField
from fiscal.models.contracts import Contract
from fiscal.models.requisition_rules import WANTED_BY
from fiscal.models.requisitions import Requisition
from fiscal.models.sourcing import Method, MveCertificate, Paper

WITHOUT_APPROVAL = (
    "NOT EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id = NEW.requisition_id"
    " AND r.status IN ('approved', 'sourcing'))"
)
DECIDED_BY_WHO_ASKED = (
    "EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id = NEW.requisition_id"  # noqa: S608
    f" AND NEW.created_by_id = ANY ({WANTED_BY}))"
)
OF_ANOTHER_OR_UNANSWERED = (
    "NEW.certificate_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fiscal_mvecertificate c"
    " JOIN fiscal_requisition r ON r.id = NEW.requisition_id AND r.worksite_id = c.worksite_id"
    " WHERE c.id = NEW.certificate_id AND c.status = 'issued'"
    " AND c.holds_until >= (now() AT TIME ZONE 'America/Chicago')::date AND NOT EXISTS ("
    "SELECT 1 FROM fiscal_requisitionline l JOIN fiscal_commodityclass k ON k.id = l.commodity_id"
    " WHERE l.requisition_id = NEW.requisition_id AND k.mve_makes AND k.id <> c.commodity_id))"
)
OF_A_SUPERSEDED_ONE = (
    "EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.id = NEW.decision_id AND d.superseded_at IS NOT NULL)"
)


class SourcingDecisionQuerySet(PortalQuerySet):
    def current(self):
        """The one of each requisition that holds."""
        return self.filter(superseded_at=None)

    def with_missing_papers(self):
        """Those that hold for a purchase still to be ordered, and whose papers are not all on file."""
        missing = models.Func("pk", function="fiscal_papers_missing", output_field=ArrayField(models.TextField()))
        open_ones = self.current().filter(requisition__status__in=["approved", "sourcing"]).exclude(papers=[])
        return open_ones.alias(missing=missing).filter(missing__len__gt=0)

    def unreported(self):
        """Emergency purchases that hold, and whose report is not on file."""
        reports = DecisionPaper.objects.filter(decision=models.OuterRef("pk"), paper=Paper.REPORT)
        rows = self.current().filter(path=Method.EMERGENCY).exclude(requisition__status="cancelled")
        return rows.filter(~models.Exists(reports))

    def for_list(self):
        return self.select_related("requisition__worksite", "contract", "certificate", "created_by", "overridden_by")


class SourcingDecision(Record):
    """The way to buy of one requisition, with the rules as they stood. It never changes; a new one takes its place.

    `found_path` is what the rules found. A later test is chosen by the Purchasing Manager alone, with a reason. What
    related purchases came to within the days of the split test is kept beside the limit they were held against.
    """

    WORKSITE_PATH = "requisition__worksite"

    requisition = models.ForeignKey(Requisition, on_delete=models.PROTECT, related_name="decisions")
    path = models.PositiveSmallIntegerField("way to buy", choices=Method)
    found_path = models.PositiveSmallIntegerField("way the rules found", choices=Method, editable=False)
    amount = MoneyField(editable=False)
    grounds = models.TextField("grounds", max_length=2000, blank=True, default="")
    asked = models.JSONField(default=dict, editable=False)
    rules_used = models.JSONField(default=list, editable=False)
    papers = ArrayField(models.CharField(max_length=20, choices=Paper), default=list, editable=False)
    quotes_required = models.PositiveSmallIntegerField(default=0, editable=False)
    certificate = models.ForeignKey(
        MveCertificate, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions",
        verbose_name="MVE certificate",
    )  # fmt: skip
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    reason = models.TextField("reason", max_length=1000, blank=True, default="")
    related_total = MoneyField("with related purchases", null=True, editable=False)
    split_limit = MoneyField("limit", null=True, editable=False)
    split_allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    split_reason = models.TextField(max_length=1000, blank=True, default="", editable=False)
    report_due_on = models.DateField("report is due", null=True, editable=False)
    """By when the report after an emergency is on file."""
    superseded_at = models.DateTimeField(null=True, editable=False)

    objects = SourcingDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("add", "view")
        permissions = [
            ("attach_sourcingdecision", "Can attach papers to a sourcing decision"),
            ("override_sourcingdecision", "Can depart from what the sourcing rules find, with a reason"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["requisition"],
                condition=Q(superseded_at=None),
                name="sourcing_decided_once_at_a_time",
                violation_error_message="Somebody else decided at this moment. Open the requisition again.",
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(superseded_at=None),
                name="sourcing_certificate_serves_one",
                violation_error_message="That certificate serves another requisition. Ask MVE about this one.",
            ),
            models.CheckConstraint(
                name="sourcing_emergency_is_reported",
                condition=~Q(path=Method.EMERGENCY) | Q(report_due_on__isnull=False),
                violation_error_message="An emergency purchase is reported afterwards: say by when.",
            ),
            models.CheckConstraint(
                name="sourcing_later_test_has_a_reason",
                condition=Q(path__lte=F("found_path")) | Q(overridden_by__isnull=False) & ~Q(reason=""),
                violation_error_message="A later test than the rules found needs the Purchasing Manager's reason.",
            ),
            models.CheckConstraint(
                name="sourcing_split_is_allowed_with_a_reason",
                condition=Q(split_limit=None)
                | Q(related_total__lt=F("split_limit"))
                | Q(split_allowed_by__isnull=False) & ~Q(split_reason=""),
                violation_error_message="Related purchases reach the limit: the Purchasing Manager's reason is needed.",
            ),
            models.CheckConstraint(
                name="sourcing_split_limit_has_its_total",
                condition=Q(split_limit=None, related_total=None)
                | Q(split_limit__isnull=False, related_total__isnull=False),
            ),
            models.CheckConstraint(
                name="sourcing_contract_is_named",
                condition=~Q(path=Method.CONTRACT) | Q(contract__isnull=False),
                violation_error_message="Choose the contract it is ordered from.",
            ),
        ]
        triggers = [
            unchanged("sourcing_decision_stays", "superseded_at"),
            guard(
                "sourcing_superseded_once", "true", pgtrigger.Update,
                condition="OLD.superseded_at IS NOT NULL AND NEW.superseded_at IS DISTINCT FROM OLD.superseded_at",
            ),
            guard("sourcing_of_an_approved_requisition", WITHOUT_APPROVAL, pgtrigger.Insert),
            guard("sourcing_not_decided_by_who_asked", DECIDED_BY_WHO_ASKED, pgtrigger.Insert),
            guard("sourcing_certificate_is_issued", OF_ANOTHER_OR_UNANSWERED, pgtrigger.Insert),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.requisition}: {self.get_path_display()}"

    def get_absolute_url(self):
        return reverse("fiscal:sourcingdecision-detail", args=[self.pk])

    @property
    def papers_taken(self) -> list[str]:
        """What can be put on file: what it asks for before the order, and the report after an emergency."""
        return [*self.papers, Paper.REPORT] if self.path == Method.EMERGENCY else list(self.papers)

    @property
    def departs(self) -> bool:
        """Whether another way was chosen than the rules found."""
        return self.path != self.found_path

    @property
    def state(self) -> tuple[str, str]:
        """Whether it holds, in words, and the shape of them."""
        return ("Holds", "ok") if self.superseded_at is None else ("Superseded", "off")


class DecisionPaper(models.Model):
    """A paper attached to a decision. `covers`: how many quotes, refusals to quote included, the file holds."""

    decision = models.ForeignKey(SourcingDecision, on_delete=models.PROTECT, related_name="attached")
    paper = models.CharField(max_length=20, choices=Paper)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    covers = models.PositiveSmallIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("attached", db_default=Now())

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["decision", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="decision_paper_covers_something",
                condition=Q(covers__range=(1, 99)),
                violation_error_message="Enter how many quotes the file holds, 1 to 99.",
            )
        ]
        triggers = [
            unchanged("decision_paper_stays"),
            guard("decision_paper_of_one_that_holds", OF_A_SUPERSEDED_ONE, pgtrigger.Insert),
        ]

    def __str__(self):
        return self.get_paper_display()
