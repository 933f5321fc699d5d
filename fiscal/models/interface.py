"""Files for SAM II: layouts as far as they are published, OA's approval, and what was exported (fiscal.md 29, 30)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.models import Attachment, PortalQuerySet, Record
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import TODAY, but_for, forever, guard, moves
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.coordination import Office
from fiscal.models.external import DocumentType, ExternalDocRef, ExternalSystem

NOT_APPROVED = f"""
    NOT EXISTS (SELECT 1 FROM fiscal_interfaceapproval a
                  JOIN fiscal_interfaceapproval_document_types t ON t.interfaceapproval_id = a.id
                 WHERE a.id = NEW.approval_id AND t.documenttype_id = NEW.document_type_id
                   AND (NEW.purpose = 'production' AND a.status = 'production'
                        OR NEW.purpose = 'test' AND a.status IN ('approved', 'production')
                           AND a.test_from <= {TODAY} AND a.test_until > {TODAY}))
"""  # noqa: S608
"""Whether OA has not approved files of a type for a purpose on this day."""


WRITTEN_FROM = """EXISTS (
    SELECT 1 FROM fiscal_interfaceexport x JOIN fiscal_documenttype t ON t.id = x.document_type_id
     WHERE OLD.layout IN ('', t.code))"""
"""Whether a file was written from the layout of a field."""


class InterfaceField(Record):
    """A field of a record of an interface file. Columns that are not published are empty, never invented."""

    class RecordKind(models.TextChoices):
        HEADER = "D", "Header (D)"
        LINE = "L", "Line (L)"
        TABLE = "T", "Table"

    class Indicator(models.TextChoices):
        CONDITIONAL = "C", "Conditional"
        OPTIONAL = "O", "Optional"
        REQUIRED = "R", "Required"
        SYSTEM = "S", "Kept by SAM II"

    class Justified(models.TextChoices):
        LEFT = "left", "Left, spaces after it"
        RIGHT = "right", "Right, spaces before it"

    layout = models.CharField(
        max_length=8, blank=True, default="", help_text="The type of document or table; empty for all documents."
    )
    record = models.CharField(max_length=1, choices=RecordKind)
    field = models.CharField(max_length=60)
    start = models.PositiveIntegerField("first column", null=True, blank=True)
    length = models.PositiveIntegerField("width", null=True, blank=True)
    justified = models.CharField(max_length=5, choices=Justified, default=Justified.LEFT)
    constant = models.CharField("always holds", max_length=20, blank=True, default="")
    rule = models.CharField(max_length=200, blank=True, default="")
    indicator = models.CharField(max_length=1, choices=Indicator, blank=True, default="")
    confirmed = models.BooleanField("confirmed by OA", default=False)
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name = "interface field"
        ordering = ["layout", "record", F("start").asc(nulls_last=True), "pk"]
        default_permissions = ("add", "change", "view", "export")
        constraints = [
            models.UniqueConstraint(
                fields=["layout", "record", "field"],
                name="interface_field_stands_once",
                violation_error_message="The layout has a field of this name already.",
            ),
            models.CheckConstraint(
                name="interface_field_columns_from_one",
                condition=(Q(start=None) | Q(start__gte=1)) & (Q(length=None) | Q(length__range=(1, 2000))),
                violation_error_message="Columns count from 1; a width is 1 to 2,000.",
            ),
            models.CheckConstraint(
                name="interface_field_confirmed_with_columns",
                condition=Q(confirmed=False) | Q(start__isnull=False, length__isnull=False),
                violation_error_message="A field is confirmed once its first column and its width are known.",
            ),
        ]
        triggers = [
            guard("interface_field_of_a_written_file_stays", WRITTEN_FROM, pgtrigger.Delete),
            guard(
                "interface_field_keeps_its_layout",
                WRITTEN_FROM,
                pgtrigger.Update,
                condition="(NEW.layout, NEW.record, NEW.field) IS DISTINCT FROM (OLD.layout, OLD.record, OLD.field)",
            ),
        ]

    def __str__(self):
        return f"{self.layout or 'All documents'}, {self.record}: {self.field}"

    def get_absolute_url(self):
        return reverse("fiscal:interfacefield-edit", args=[self.pk])

    @property
    def columns(self) -> str:
        """“3 to 6”, as far as they are known."""
        if self.start is None:
            return f"width {self.length}" if self.length else ""
        if self.length is None:
            return f"from {self.start}"
        return str(self.start) if self.length == 1 else f"{self.start} to {self.start + self.length - 1}"

    @property
    def state(self) -> str:
        """Whether OA confirmed it."""
        return "Confirmed" if self.confirmed else "Confirm with OA"


class OutsideContactQuerySet(PortalQuerySet):
    def in_force(self, on=None):
        """Those that hold on a day."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)


class OutsideContact(Record):
    """Where another office is reached for one purpose, from one day until another, with the source."""

    key = models.SlugField(max_length=40, unique=True)
    office = models.CharField(max_length=12, choices=Office)
    purpose = models.CharField(max_length=120)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    confirmed = models.BooleanField(default=False)
    source = models.CharField(max_length=200)

    objects = OutsideContactQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self):
        return self.purpose


class InterfaceApprovalQuerySet(PortalQuerySet):
    def standing(self):
        """Those that allow something."""
        return self.filter(status__in=[InterfaceApproval.Status.APPROVED, InterfaceApproval.Status.PRODUCTION])

    def for_list(self):
        return self.select_related("system").prefetch_related("document_types")


class ApprovalStatus(models.TextChoices):
    """How far OA's approval is."""

    ASKED = "asked", "Asked for"
    APPROVED = "approved", "Approved for test files"
    PRODUCTION = "production", "In production"
    ENDED = "ended", "Ended"


APPROVAL_STEPS = {
    "approve": Transition(
        frozenset({ApprovalStatus.ASKED}), ApprovalStatus.APPROVED, "OA approved test files", "OA approved"
    ),
    "release": Transition(
        frozenset({ApprovalStatus.APPROVED}), ApprovalStatus.PRODUCTION, "OA set up the production file",
        "In production",
    ),
    "end": Transition(
        frozenset({ApprovalStatus.ASKED, ApprovalStatus.APPROVED, ApprovalStatus.PRODUCTION}), ApprovalStatus.ENDED,
        "It ended", "Ended", danger=True,
    ),
}  # fmt: skip


class InterfaceApproval(WorkflowRecord):
    """What OA allows to be sent: test files of some types between two days, and production once it set that up."""

    Status = ApprovalStatus

    STATUS_LEVELS = {
        Status.ASKED: "info", Status.APPROVED: "warn", Status.PRODUCTION: "ok", Status.ENDED: "off",
    }  # fmt: skip
    TRANSITIONS = APPROVAL_STEPS

    system = models.ForeignKey(ExternalSystem, on_delete=models.PROTECT, related_name="approvals")
    document_types = models.ManyToManyField(DocumentType, related_name="+")
    agency_name = models.CharField(max_length=120)
    agency_number = models.CharField(max_length=10)
    contact_name = models.CharField("contact here", max_length=120)
    contact_email = models.EmailField("their e-mail")
    contact_phone = models.CharField("their phone", max_length=40)
    asked_on = models.DateField("asked for on")
    test_from = models.DateField("test files from", null=True, editable=False)
    test_until = models.DateField("until before", null=True, editable=False)
    answer = models.CharField("OA's answer", max_length=300, blank=True, default="", editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED, editable=False)

    objects = InterfaceApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = "interface approval"
        ordering = ["-pk"]
        default_permissions = ("add", "view", "export")
        permissions = [("move_interfaceapproval", "Can record what OA answered about an interface")]
        constraints = [
            days_within_reason("interface_approval_days_within_reason", "asked_on", "test_from", "test_until"),
            models.CheckConstraint(
                name="interface_approval_status_known",
                condition=Q(status__in=["asked", "approved", "production", "ended"]),
            ),
            models.CheckConstraint(
                name="interface_approved_with_days_and_answer",
                condition=Q(status__in=["asked", "ended"])
                | (Q(test_from__isnull=False, test_until__gt=F("test_from")) & ~Q(answer="")),
                violation_error_message="Enter OA's answer and from when until when test files may be sent.",
            ),
        ]
        triggers = [
            forever("interface_approval_never_deleted"),
            moves("interface_approval_moves_as_it_may", APPROVAL_STEPS),
            guard(
                "interface_approval_keeps_oas_answer",
                "OLD.status <> 'asked' OR NEW.status <> 'approved'",
                pgtrigger.Update,
                condition="(NEW.answer, NEW.test_from, NEW.test_until) IS DISTINCT FROM"
                " (OLD.answer, OLD.test_from, OLD.test_until)",
            ),
        ]

    def __str__(self):
        return f"{self.agency_name} to {self.system}, asked for on {long_date(self.asked_on)}"

    def get_absolute_url(self):
        return reverse("fiscal:interfaceapproval-detail", args=[self.pk])

    @property
    def type_codes(self) -> str:
        """“P1, PVQ”."""
        return ", ".join(one.code for one in self.document_types.all())


class InterfaceExportQuerySet(PortalQuerySet):
    def for_list(self):
        return self.select_related("document_type", "created_by")


class InterfaceExport(Record):
    """A file of D and L records as it was written, once and for all."""

    class Purpose(models.TextChoices):
        TEST = "test", "Test"
        PRODUCTION = "production", "Production"

    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.TEST)
    approval = models.ForeignKey(InterfaceApproval, on_delete=models.PROTECT, related_name="exports")
    document_type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="+")
    documents = models.ManyToManyField(ExternalDocRef, related_name="exports", editable=False)
    records = models.PositiveIntegerField(default=0, editable=False)
    marks = models.JSONField(default=list, editable=False)
    preview = models.TextField(blank=True, default="", editable=False)
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    objects = InterfaceExportQuerySet.as_manager()

    class Meta:
        verbose_name = "interface export"
        ordering = ["-pk"]
        default_permissions = ("add", "view", "export")
        constraints = [
            models.CheckConstraint(name="export_purpose_known", condition=Q(purpose__in=["test", "production"])),
        ]
        triggers = [
            guard("export_stays_as_written", but_for("file_id"), pgtrigger.Update | pgtrigger.Delete),
            guard("export_keeps_its_file", "true", pgtrigger.Update, condition="OLD.file_id IS NOT NULL"),
            guard("export_as_oa_approved", NOT_APPROVED, pgtrigger.Insert),
        ]

    def __str__(self):
        written = long_date(timezone.localdate(self.created_at))
        return f"{self.get_purpose_display()} file of {self.document_type.code}, {written}"

    def get_absolute_url(self):
        return reverse("fiscal:interfaceexport-detail", args=[self.pk])
