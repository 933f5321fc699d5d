"""The daily work of the SAM II desk: issues, who may enter, changes of codes, and overrides (fiscal.md 26)."""

from datetime import date, timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import forever, guard, unchanged
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.codes import CoaCode
from fiscal.models.external import WRITTEN, DocumentType, ExternalDocRef, ExternalSystem
from fiscal.models.years import FiscalYear


class SamIssueQuerySet(PortalQuerySet):
    def open(self):
        """Those that are not mended."""
        return self.exclude(status=SamIssue.Status.FIXED)

    def for_list(self):
        return self.select_related("owner")


class SamIssue(WorkflowRecord):
    """A document that an external system did not take, with its error and who mends it."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        WAITING_OA = "waiting_oa", "Waiting for OA"
        FIXED = "fixed", "Fixed"

    STATUS_LEVELS = {Status.OPEN: "bad", Status.WAITING_OA: "warn", Status.FIXED: "ok"}
    TRANSITIONS = {
        "wait": Transition(frozenset({Status.OPEN}), Status.WAITING_OA, "Hand to OA", "Handed to OA"),
        "fix": Transition(frozenset({Status.OPEN, Status.WAITING_OA}), Status.FIXED, "Record as fixed", "Fixed"),
        "reopen": Transition(frozenset({Status.WAITING_OA, Status.FIXED}), Status.OPEN, "Open again", "Opened again"),
    }

    document = models.CharField(max_length=60, help_text="Type, agency and number, as the other system writes them.")
    error_code = models.CharField(max_length=20)
    error_text = models.TextField("what it says", max_length=2000, blank=True, default="")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reference = models.ForeignKey(
        ExternalDocRef, on_delete=models.PROTECT, null=True, editable=False, related_name="issues",
        verbose_name="external document",
    )  # fmt: skip
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, editable=False)

    objects = SamIssueQuerySet.as_manager()

    class Meta:
        verbose_name = "SAM II issue"
        ordering = ["-pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [("move_samissue", "Can record how far a SAM II issue is")]
        indexes = [models.Index(fields=["status"], name="sam_ii_issues_by_status")]
        constraints = [
            models.CheckConstraint(name="sam_ii_issue_status", condition=Q(status__in=["open", "waiting_oa", "fixed"])),
            models.CheckConstraint(
                name="sam_ii_issue_names_document_and_error",
                condition=Q(document__regex=WRITTEN, error_code__regex=WRITTEN),
                violation_error_message="Name the document and its error code.",
            ),
        ]
        triggers = [forever("sam_ii_issue_never_deleted")]

    def __str__(self):
        return f"{self.document}, error {self.error_code}"

    def get_absolute_url(self):
        return reverse("fiscal:samissue-detail", args=[self.pk])


class SystemAccessQuerySet(PortalQuerySet):
    def granted(self):
        """Access that stands."""
        return self.filter(status=SystemAccess.Status.GRANTED)

    def to_certify(self, days: int, notice: int, on: date | None = None):
        """Access that nobody said is still needed for so many days, or within the notice before."""
        return self.granted().filter(certified_on__lte=(on or timezone.localdate()) - timedelta(days=days - notice))

    def for_removal(self, days: int, on: date | None = None):
        """Access to take away: not certified again in time, or of somebody who left."""
        late = Q(certified_on__lt=(on or timezone.localdate()) - timedelta(days=days))
        return self.granted().filter(late | Q(person__is_active=False))

    def for_list(self):
        return self.select_related("system", "person")


class SystemAccess(WorkflowRecord):
    """What somebody may do in an external system: asked for by one, for another, approved by a third."""

    class Status(models.TextChoices):
        REQUESTED = "requested", "Requested"
        GRANTED = "granted", "Granted"
        REFUSED = "refused", "Refused"
        REMOVED = "removed", "Removed"

    STATUS_LEVELS = {
        Status.REQUESTED: "info", Status.GRANTED: "ok", Status.REFUSED: "off", Status.REMOVED: "off",
    }  # fmt: skip
    TRANSITIONS = {
        "approve": Transition(frozenset({Status.REQUESTED}), Status.GRANTED, "Approve access", "Access approved"),
        "refuse": Transition(frozenset({Status.REQUESTED}), Status.REFUSED, "Refuse access", "Access refused"),
        "remove": Transition(
            frozenset({Status.GRANTED}), Status.REMOVED, "Record removal", "Removal recorded", danger=True
        ),
    }

    system = models.ForeignKey(ExternalSystem, on_delete=models.PROTECT, related_name="accesses")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    profile = models.CharField("what it opens", max_length=120)
    reason = models.TextField(max_length=1000)
    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    certified_on = models.DateField("last certified", null=True, editable=False)
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = SystemAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "access"
        verbose_name_plural = "accesses"
        ordering = ["-pk"]
        default_permissions = ("add", "view", "export")
        permissions = [
            ("approve_systemaccess", "Can approve or refuse access somebody else asked for"),
            ("certify_systemaccess", "Can say that access is still needed"),
            ("remove_systemaccess", "Can record that access was taken away"),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_status_known",
                condition=Q(status__in=["requested", "granted", "refused", "removed"]),
            ),
            models.CheckConstraint(
                name="access_says_why", condition=~Q(reason=""), violation_error_message="Say what it is needed for."
            ),
            models.CheckConstraint(
                name="access_asked_for_by_another",
                condition=Q(created_by__isnull=False) & ~Q(created_by=F("person")),
                violation_error_message="Nobody asks for their own access. Somebody else must ask.",
            ),
            models.CheckConstraint(
                name="access_approved_by_a_third",
                condition=Q(approved_by=None) | (~Q(approved_by=F("person")) & ~Q(approved_by=F("created_by"))),
                violation_error_message="Who asked for access, or gets it, cannot approve it. Somebody else must.",
            ),
            models.CheckConstraint(
                name="access_granted_is_approved",
                condition=Q(status__in=["requested", "refused"])
                | Q(approved_by__isnull=False, certified_on__isnull=False),
                violation_error_message="Access is granted once somebody approved it.",
            ),
            models.CheckConstraint(
                name="access_certified_by_another",
                condition=Q(certified_by=None) | ~Q(certified_by=F("person")),
                violation_error_message="Nobody certifies their own access. Somebody else must.",
            ),
            models.UniqueConstraint(
                fields=["system", "person", "profile"],
                condition=Q(status__in=["requested", "granted"]),
                name="access_once_at_a_time",
                violation_error_message="This person has this access, or it is asked for already.",
            ),
        ]
        triggers = [forever("access_never_deleted")]

    def __str__(self):
        return f"{self.profile} in {self.system} for {self.person.shown_name}"

    def get_absolute_url(self):
        return reverse("fiscal:systemaccess-detail", args=[self.pk])


NOT_OF_ITS_YEAR = """(NEW.change = 'add') = EXISTS (
    SELECT 1 FROM fiscal_coacode c
     WHERE c.kind = NEW.kind AND c.year_id = NEW.year_id AND c.code = NEW.code AND c.active)"""
"""A change of a code that its year does not have in use, or a new one that it has."""


class CodeChangeQuerySet(PortalQuerySet):
    def open(self):
        """Those that are neither in force nor withdrawn."""
        return self.filter(status__in=[CodeChange.Status.REQUESTED, CodeChange.Status.SENT])

    def unsent(self):
        """Those that have not reached OA."""
        return self.filter(status=CodeChange.Status.REQUESTED)

    def for_list(self):
        return self.select_related("year")


class CodeChange(WorkflowRecord):
    """A change of the chart of accounts for a fiscal year: it must reach OA before a day of the year before."""

    class Change(models.TextChoices):
        ADD = "add", "Add"
        RENAME = "rename", "Rename"
        END = "end", "End"

    class Status(models.TextChoices):
        REQUESTED = "requested", "Requested"
        SENT = "sent", "Sent to OA"
        DONE = "done", "In SAM II"
        WITHDRAWN = "withdrawn", "Withdrawn"

    STATUS_LEVELS = {Status.REQUESTED: "warn", Status.SENT: "info", Status.DONE: "ok", Status.WITHDRAWN: "off"}
    _OPEN = frozenset({Status.REQUESTED, Status.SENT})
    TRANSITIONS = {
        "send": Transition(frozenset({Status.REQUESTED}), Status.SENT, "Record as sent", "Sent to OA"),
        "finish": Transition(frozenset({Status.SENT}), Status.DONE, "Record as done", "Done"),
        "withdraw": Transition(_OPEN, Status.WITHDRAWN, "Withdraw", "Withdrawn", danger=True),
    }

    year = models.ForeignKey(
        FiscalYear, on_delete=models.PROTECT, related_name="code_changes", verbose_name="fiscal year"
    )
    kind = models.CharField(max_length=20, choices=CoaCode.Kind)
    change = models.CharField(max_length=8, choices=Change, default=Change.ADD)
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=120)
    reason = models.TextField(max_length=1000)
    due_before = models.DateField("must reach OA before", editable=False)
    sent_on = models.DateField("sent on", null=True, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED, editable=False)

    objects = CodeChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "code change"
        ordering = ["due_before", "pk"]
        default_permissions = ("add", "view", "export")
        permissions = [("move_codechange", "Can record how far a code change is")]
        constraints = [
            models.CheckConstraint(
                name="code_change_status_known", condition=Q(status__in=["requested", "sent", "done", "withdrawn"])
            ),
            models.CheckConstraint(
                name="code_change_is_written",
                condition=Q(code__regex=WRITTEN),
                violation_error_message="Enter the code without spaces around it.",
            ),
            models.CheckConstraint(
                name="code_change_says_why",
                condition=~Q(reason=""),
                violation_error_message="Say why the code changes.",
            ),
            models.CheckConstraint(
                name="code_change_sent_on_a_day",
                condition=Q(status__in=["requested", "withdrawn"]) | Q(sent_on__isnull=False),
            ),
        ]
        triggers = [
            forever("code_change_never_deleted"),
            guard("code_change_fits_its_year", NOT_OF_ITS_YEAR, pgtrigger.Insert),
        ]

    def __str__(self):
        return f"{self.get_change_display()} {self.get_kind_display().lower()} {self.code} for FY {self.year_id}"

    def get_absolute_url(self):
        return reverse("fiscal:codechange-detail", args=[self.pk])

    def stands(self) -> tuple[str, str]:
        """How it stands today, and the shape of the words."""
        if self.status == self.Status.REQUESTED and timezone.localdate() >= self.due_before:
            return "Late", "bad"
        if self.sent_on and self.sent_on >= self.due_before:
            return f"{self.get_status_display()}, late", "warn"
        return self.get_status_display(), self.STATUS_LEVELS[self.status]

    @property
    def state(self) -> str:
        """How it stands today."""
        return self.stands()[0]


class OverrideLog(models.Model):
    """One line of SAM II's log of overrides (OLOG), as it was sent. Rows are only added."""

    UNIT_PATH = ""
    WORKSITE_PATH = ""

    document_type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=10)
    number = models.CharField(max_length=30)
    error_code = models.CharField(max_length=20)
    overridden_by = models.CharField("overridden by", max_length=60)
    overridden_on = models.DateField("overridden on")
    note = models.CharField(max_length=300, blank=True, default="")

    objects = PortalQuerySet.as_manager()

    class Meta:
        verbose_name = "override"
        ordering = ["-overridden_on", "-pk"]
        default_permissions = ("view", "export")
        permissions = [("import_overridelog", "Can bring in SAM II's log of overrides")]
        constraints = [
            models.UniqueConstraint(
                fields=["document_type", "agency", "number", "error_code", "overridden_by", "overridden_on"],
                name="override_stands_once",
            ),
            days_within_reason("override_day_within_reason", "overridden_on"),
        ]
        triggers = [unchanged("override_stays_as_sent")]

    def __str__(self):
        return f"{self.agency} {self.number}, error {self.error_code}"

    def get_absolute_url(self):
        return reverse("fiscal:overridelog-list")
