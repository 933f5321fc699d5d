"""The ledger of SAM II as its files tell it: read into a staging table, loaded for a period in one step (fiscal.md 27).

The lines of a period are those of the one import of it that stands as loaded: replacing them is one change of status.
"""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from doc_portal.core.models import Attachment, Job, PortalQuerySet, Record
from doc_portal.core.models.rules import but_for, forever, guard
from doc_portal.core.money import MoneyField
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.appropriations import Appropriation
from fiscal.models.years import AccountingPeriod


class LedgerColumn(Record):
    """A column of the ledger's files: what its heading is called there. Rows, since no layout is published."""

    field = models.SlugField(max_length=30, unique=True)
    heading = models.CharField(max_length=40, unique=True)
    needed = models.BooleanField(default=True)
    about = models.CharField(max_length=160, blank=True, default="")
    confirmed = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self):
        return self.heading


class LedgerImportQuerySet(PortalQuerySet):
    def loaded(self):
        """Those whose lines stand for their period."""
        return self.filter(status=LedgerImport.Status.LOADED)

    def for_list(self):
        return self.select_related("period", "created_by")


class LedgerImport(WorkflowRecord):
    """One ledger file of a period with its header file: checked as a whole, then loaded as a whole or not at all."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Being checked"
        LOADED = "loaded", "Loaded"
        REJECTED = "rejected", "Has errors"
        REPLACED = "replaced", "Replaced"
        STOPPED = "stopped", "Not finished"

    STATUS_LEVELS = {
        Status.WAITING: "info", Status.LOADED: "ok", Status.REJECTED: "bad", Status.REPLACED: "off",
        Status.STOPPED: "off",
    }  # fmt: skip
    TRANSITIONS = {
        "load": Transition(frozenset({Status.WAITING}), Status.LOADED, "Load", "Loaded"),
        "reject": Transition(frozenset({Status.WAITING}), Status.REJECTED, "Reject", "Has errors"),
        "replace": Transition(frozenset({Status.LOADED}), Status.REPLACED, "Replace", "Replaced"),
        "stop": Transition(frozenset({Status.WAITING}), Status.STOPPED, "Put aside", "Put aside"),
    }

    period = models.ForeignKey(AccountingPeriod, on_delete=models.PROTECT, related_name="ledger_imports")
    file_name = models.CharField("file", max_length=120, editable=False)
    file_hash = models.CharField(max_length=64, editable=False)
    data = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    header = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    unused = models.CharField("columns not used", max_length=400, blank=True, default="", editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING, editable=False)
    rows = models.PositiveIntegerField(default=0, editable=False)
    problems_found = models.PositiveIntegerField("errors", default=0, editable=False)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")

    objects = LedgerImportQuerySet.as_manager()

    class Meta:
        verbose_name = "ledger import"
        ordering = ["-pk"]
        default_permissions = ("add", "view", "export")
        constraints = [
            models.UniqueConstraint(
                fields=["file_hash"],
                condition=Q(status__in=["waiting", "loaded"]),
                name="ledger_file_is_loaded_once",
                violation_error_message="This very file was brought in already.",
            ),
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(status="loaded"),
                name="one_ledger_of_a_period",
                violation_error_message="The period has a loaded ledger; the new one replaces it.",
            ),
            models.CheckConstraint(
                name="ledger_import_status_known",
                condition=Q(status__in=["waiting", "loaded", "rejected", "replaced", "stopped"]),
            ),
        ]
        triggers = [
            forever("ledger_import_never_deleted"),
            guard(
                "ledger_of_a_signed_period_stays",
                "NEW.status IN ('loaded', 'replaced') AND NEW.status <> OLD.status AND EXISTS"
                " (SELECT 1 FROM fiscal_reconciliation r WHERE r.period_id = NEW.period_id AND r.status = 'signed')",
                operation=pgtrigger.Update,
            ),
            guard(
                "ledger_replaced_by_one_that_says_so",
                "NOT EXISTS (SELECT 1 FROM fiscal_ledgerimport n"
                " WHERE n.replaces_id = NEW.id AND n.period_id = NEW.period_id AND n.status = 'waiting')",
                operation=pgtrigger.Update,
                condition="NEW.status = 'replaced' AND OLD.status = 'loaded'",
            ),
        ]

    def __str__(self):
        return f"{self.file_name} for {self.period}"

    def get_absolute_url(self):
        return reverse("fiscal:ledgerimport-detail", args=[self.pk])


class LedgerStaging(models.Model):
    """A row of a file that is being checked: codes as they are written there. Empty but while an import runs."""

    run = models.ForeignKey(LedgerImport, on_delete=models.PROTECT, related_name="+")
    line = models.PositiveIntegerField()
    budget_fy = models.PositiveSmallIntegerField(null=True)
    fund = models.TextField(default="")
    agency = models.TextField(default="")
    appropriation = models.TextField(default="")
    org = models.TextField(default="")
    object = models.TextField(default="")
    document_type = models.TextField(default="")
    document_number = models.TextField(default="")
    posted_on = models.DateField(null=True)
    bucket = models.TextField(default="")
    amount = MoneyField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"line {self.line}"


class LedgerProblem(models.Model):
    """Something to mend in a file before it is loaded: where it stands and why."""

    UNIT_PATH = ""
    WORKSITE_PATH = ""

    run = models.ForeignKey(LedgerImport, on_delete=models.PROTECT, related_name="problems")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True, default="")
    value = models.CharField("what stands there", max_length=80, blank=True, default="")
    reason = models.CharField("why it cannot be loaded", max_length=240)

    objects = PortalQuerySet.as_manager()

    class Meta:
        verbose_name = "error of a ledger file"
        verbose_name_plural = "errors of a ledger file"
        ordering = ["run", "line", "pk"]
        default_permissions = ("view", "export")

    def __str__(self):
        return f"Line {self.line}: {self.reason}"

    def get_absolute_url(self):
        return reverse("fiscal:ledgerproblem-list", args=[self.run_id])


def of_lines(name: str, rows: str, operation: pgtrigger.Operation, broken: str) -> pgtrigger.Trigger:
    """A trigger that refuses a statement that adds or removes lines (`rows`) of an import `i` for which it is broken.

    Once for each statement, since an import has a hundred thousand lines.
    """
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**{rows: f"{rows}_rows"}),
        func=f"""
            IF EXISTS (SELECT 1 FROM fiscal_ledgerimport i
                        WHERE i.id IN (SELECT run_id FROM {rows}_rows) AND ({broken})) THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}';
            END IF;
            RETURN NULL;
        """,  # noqa: S608
    )


SIGNED = "EXISTS (SELECT 1 FROM fiscal_reconciliation r WHERE r.period_id = i.period_id AND r.status = 'signed')"


class LedgerLineQuerySet(PortalQuerySet):
    def standing(self):
        """Lines of imports that stand for their period."""
        return self.filter(run__status=LedgerImport.Status.LOADED)

    def for_list(self):
        return self.select_related("appropriation", "run__period")


class LedgerLine(models.Model):
    """One line of SAM II's ledger. A mirror: it is replaced with its period, never changed."""

    UNIT_PATH = ""
    WORKSITE_PATH = ""

    class Bucket(models.TextChoices):
        ENC = "enc", "Ordered"
        EXP = "exp", "Billed"

    run = models.ForeignKey(LedgerImport, on_delete=models.PROTECT, related_name="lines", db_index=False)
    line = models.PositiveIntegerField()
    appropriation = models.ForeignKey(Appropriation, on_delete=models.PROTECT, related_name="+", db_index=False)
    bucket = models.CharField(max_length=3, choices=Bucket)
    amount = MoneyField()
    org = models.CharField(max_length=30, blank=True, default="")
    object = models.CharField(max_length=30, blank=True, default="")
    document_type = models.CharField(max_length=8)
    document_number = models.CharField(max_length=30)
    posted_on = models.DateField("posted on")

    objects = LedgerLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ledger line"
        ordering = ["run", "line"]
        default_permissions = ("view", "export")
        indexes = [
            models.Index(fields=["run", "appropriation", "bucket"], name="ledger_lines_of_an_import"),
        ]
        constraints = [
            models.CheckConstraint(name="ledger_line_bucket_known", condition=Q(bucket__in=["enc", "exp"])),
        ]
        triggers = [
            guard("ledger_line_stays_as_sent", but_for(), operation=pgtrigger.Update),
            of_lines("ledger_line_of_a_period_to_sign", "new", pgtrigger.Insert, SIGNED),
            of_lines(
                "ledger_line_goes_with_its_import", "old", pgtrigger.Delete, f"i.status <> 'replaced' OR {SIGNED}"
            ),
        ]

    def __str__(self):
        return f"{self.document_type} {self.document_number}"

    def get_absolute_url(self):
        return reverse("fiscal:ledgerline-list")
