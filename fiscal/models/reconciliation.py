"""What the portal and SAM II say of a period, and why they differ, until nothing is unexplained (fiscal.md 28)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.rules import guard, unchanged
from doc_portal.core.money import MoneyField
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.appropriations import Appropriation
from fiscal.models.ledger import LedgerImport
from fiscal.models.years import AccountingPeriod


def compared(period: str, reconciliation: str) -> str:
    """SQL: portal, ledger and explained of a period by appropriation and bucket; the keys are SQL too."""
    return f"""
        SELECT appropriation_id, bucket, sum(portal) AS portal, sum(ledger) AS ledger, sum(explained) AS explained
          FROM (SELECT appropriation_id, bucket, amount AS portal, 0 AS ledger, 0 AS explained
                  FROM fiscal_budgetentry WHERE period_id = {period} AND bucket IN ('enc', 'exp')
                UNION ALL
                SELECT l.appropriation_id, l.bucket, 0, l.amount, 0
                  FROM fiscal_ledgerline l JOIN fiscal_ledgerimport i ON i.id = l.run_id
                 WHERE i.period_id = {period} AND i.status = 'loaded'
                UNION ALL
                SELECT appropriation_id, bucket, 0, 0, amount
                  FROM fiscal_reconciliationitem WHERE reconciliation_id = {reconciliation}) AS both_books
         GROUP BY appropriation_id, bucket
    """  # noqa: S608


OF_NEW = compared("NEW.period_id", "NEW.id")
IS_SIGNED = "EXISTS (SELECT 1 FROM fiscal_reconciliation r WHERE r.id = NEW.reconciliation_id AND r.status = 'signed')"


class ReconciliationQuerySet(PortalQuerySet):
    def signed(self):
        return self.filter(status=Reconciliation.Status.SIGNED)

    def for_list(self):
        return self.select_related("period", "created_by", "signed_by")


class Reconciliation(WorkflowRecord):
    """The two books of one period side by side. Signed by somebody else than who prepared and explained it.

    While it is open its figures are read from the books; signing freezes them in `lines`.
    """

    class Status(models.TextChoices):
        OPEN = "open", "Being prepared"
        SIGNED = "signed", "Signed"

    STATUS_LEVELS = {Status.OPEN: "warn", Status.SIGNED: "ok"}
    TRANSITIONS = {
        "sign": Transition(frozenset({Status.OPEN}), Status.SIGNED, "Sign reconciliation", "Reconciliation signed"),
    }

    period = models.OneToOneField(AccountingPeriod, on_delete=models.PROTECT, related_name="reconciliation")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, editable=False)
    ledger = models.ForeignKey(LedgerImport, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    signed_on = models.DateField(null=True, editable=False)

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        ordering = ["-period", "-pk"]
        default_permissions = ("add", "view", "export")
        permissions = [
            ("explain_reconciliation", "Can explain differences between the portal and SAM II"),
            ("sign_reconciliation", "Can sign a reconciliation somebody else prepared"),
        ]
        constraints = [
            models.CheckConstraint(name="reconciliation_status_known", condition=Q(status__in=["open", "signed"])),
            models.CheckConstraint(
                name="reconciliation_signed_by_another",
                condition=Q(status="open", signed_by=None, signed_on=None)
                | (
                    Q(status="signed", signed_by__isnull=False, signed_on__isnull=False, ledger__isnull=False)
                    & Q(created_by__isnull=False)
                    & ~Q(signed_by=F("created_by"))
                ),
                violation_error_message="Who prepared a reconciliation cannot sign it. Somebody else must.",
            ),
        ]
        triggers = [
            guard("reconciliation_once_signed_stays", "true", pgtrigger.Update, condition="OLD.status = 'signed'"),
            guard("reconciliation_never_deleted", "true", pgtrigger.Delete),
            guard(
                "reconciliation_leaves_nothing_open",
                f"EXISTS (SELECT 1 FROM ({OF_NEW}) AS c WHERE c.portal - c.ledger - c.explained <> 0)",  # noqa: S608
                condition="NEW.status = 'signed'",
            ),
            guard(
                "reconciliation_against_its_ledger",
                "NOT EXISTS (SELECT 1 FROM fiscal_ledgerimport i WHERE i.id = NEW.ledger_id"
                " AND i.period_id = NEW.period_id AND i.status = 'loaded')",
                condition="NEW.status = 'signed'",
            ),
            guard(
                "reconciliation_not_by_who_explained",
                "EXISTS (SELECT 1 FROM fiscal_reconciliationitem i WHERE i.reconciliation_id = NEW.id"
                " AND i.created_by_id = NEW.signed_by_id)",
                condition="NEW.status = 'signed'",
            ),
        ]

    def __str__(self):
        return f"Reconciliation of {self.period}"

    def get_absolute_url(self):
        return reverse("fiscal:reconciliation-detail", args=[self.pk])


class ReconciliationItem(models.Model):
    """Why the two books differ in one place, with its amount. Rows are only added; one is undone by its opposite."""

    class Bucket(models.TextChoices):
        ENC = "enc", "Ordered"
        EXP = "exp", "Billed"

    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="items")
    appropriation = models.ForeignKey(Appropriation, on_delete=models.PROTECT, related_name="+")
    bucket = models.CharField(max_length=3, choices=Bucket)
    amount = MoneyField()
    reason = models.CharField(max_length=300)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("entered", db_default=Now())

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="explanation_of_some_amount", condition=~Q(amount=0), violation_error_message="Enter an amount."
            ),
            models.CheckConstraint(
                name="explanation_says_why", condition=~Q(reason=""), violation_error_message="Say why it differs."
            ),
            models.CheckConstraint(name="explanation_bucket_known", condition=Q(bucket__in=["enc", "exp"])),
        ]
        triggers = [
            unchanged("explanation_stays"),
            guard("explanation_of_an_open_one", IS_SIGNED, pgtrigger.Insert),
        ]

    def __str__(self):
        return self.reason


class ReconciliationLine(models.Model):
    """What was signed of one appropriation and bucket: the two books and what explained their difference."""

    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="lines")
    appropriation = models.ForeignKey(Appropriation, on_delete=models.PROTECT, related_name="+")
    bucket = models.CharField(max_length=3, choices=ReconciliationItem.Bucket)
    portal = MoneyField()
    ledger = MoneyField()
    explained = MoneyField()

    class Meta:
        ordering = ["appropriation", "bucket"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["reconciliation", "appropriation", "bucket"], name="reconciled_once_in_a_place"
            ),
            models.CheckConstraint(
                name="reconciled_line_leaves_nothing_open",
                condition=Q(portal=F("ledger") + F("explained")),
                violation_error_message="Something is unexplained.",
            ),
        ]
        triggers = [
            unchanged("reconciled_line_stays"),
            guard("reconciled_line_of_an_open_one", IS_SIGNED, pgtrigger.Insert),
        ]

    def __str__(self):
        return f"{self.appropriation}, {self.bucket_name.lower()}"

    @property
    def bucket_name(self) -> str:
        """“Ordered” or “Billed”."""
        return self.get_bucket_display()

    @property
    def difference(self):
        """What the portal had beyond SAM II."""
        return self.portal - self.ledger

    @property
    def unexplained(self):
        """Nothing, or it would not have been signed."""
        return self.difference - self.explained
