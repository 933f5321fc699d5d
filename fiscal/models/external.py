"""Documents in the state's financial systems: which systems and types there are, and what stands there for whom."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from doc_portal.core.models import PortalQuerySet, Record
from doc_portal.core.models.rules import forever, guard, unchanged
from doc_portal.core.workflow import Transition, WorkflowRecord

WRITTEN = r"^\S(.*\S)?$"
BY_HAND = "Enter by hand"


class ExternalSystem(Record):
    """A financial system of the state that holds documents of the department. One more is one more row."""

    code = models.SlugField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True, default="")
    confirmed = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self):
        return self.name


class DocumentType(Record):
    """A type of document in SAM II, as published. Types are rows, never written into the program."""

    class Kind(models.TextChoices):
        DOCUMENT = "document_type", "Document"
        TABLE = "table", "Table"

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=80, blank=True, default="")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.DOCUMENT)
    group = models.CharField(max_length=40)
    interface_approvals_applied = models.BooleanField("loaded with approvals", null=True)
    note = models.CharField(max_length=300, blank=True, default="")
    confirmed = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["code"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(name="document_type_code_is_written", condition=Q(code__regex=WRITTEN)),
        ]
        triggers = [forever("document_type_never_deleted")]

    def __str__(self):
        return f"{self.code} {self.name}".strip()

    @property
    def group_name(self) -> str:
        """The group as it is read."""
        return self.group.replace("_", " ").capitalize()

    @property
    def approvals(self) -> str:
        """Whether documents of the type are loaded approved; empty where no source tells."""
        return {True: "Yes", False: "No"}.get(self.interface_approvals_applied, "")


class ExternalDocRefQuerySet(PortalQuerySet):
    def rejected(self):
        """Those the other system did not take."""
        return self.filter(status=ExternalDocRef.Status.REJECTED)

    def to_send(self):
        """Those that wait for an export, or to be entered by hand."""
        return self.filter(status=ExternalDocRef.Status.PREPARED)

    def for_export(self):
        """Those a file can hold: it has no field that says what it cancels, and tells nothing without values."""
        return self.to_send().exclude(action=ExternalDocRef.Action.CANCELLATION).exclude(values={})

    def of(self, doc_type: str, doc_id: int):
        """What stands elsewhere for one document of the portal, in whichever systems."""
        return self.filter(portal_type=doc_type, portal_id=doc_id)

    def for_list(self):
        return self.select_related("system", "document_type")


class ExternalDocRef(WorkflowRecord):
    """One document in another system, and the document of the portal it stands for.

    A document of the portal may have one in each system: both stand side by side while one system replaces another.
    `values` are the contents handed over for an export: {"header": {field: value}, "lines": [{field: value}]}.
    """

    class Action(models.TextChoices):
        ENTRY = "E", "Entry"
        MODIFICATION = "M", "Modification"
        CANCELLATION = "X", "Cancellation"

    class Status(models.TextChoices):
        PREPARED = "prepared", "To be sent"
        SENT = "sent", "Sent"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"
        VOID = "void", "Void"

    STATUS_LEVELS = {
        Status.PREPARED: "info", Status.SENT: "info", Status.ACCEPTED: "ok", Status.REJECTED: "bad", Status.VOID: "off",
    }  # fmt: skip
    PAST_ACTS = {"claim": "Assigned to a document of the portal"}
    _OPEN = frozenset({Status.PREPARED, Status.SENT, Status.REJECTED})
    TRANSITIONS = {
        "send": Transition(frozenset({Status.PREPARED, Status.REJECTED}), Status.SENT, "Send", "Sent"),
        "accept": Transition(_OPEN, Status.ACCEPTED, "Record as accepted", "Accepted"),
        "reject": Transition(
            frozenset({Status.PREPARED, Status.SENT}), Status.REJECTED, "Record as rejected", "Rejected"
        ),
        "void": Transition(frozenset({*_OPEN, Status.ACCEPTED}), Status.VOID, "Void", "Void with what it stands for"),
    }

    system = models.ForeignKey(ExternalSystem, on_delete=models.PROTECT, related_name="references")
    document_type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="references")
    agency = models.CharField(max_length=10)
    number = models.CharField(max_length=30)
    action = models.CharField(max_length=1, choices=Action, default=Action.ENTRY)
    seq = models.PositiveSmallIntegerField("count", default=1, help_text="1, and more where the action is repeated.")
    status = models.CharField(max_length=10, choices=Status, default=Status.PREPARED, editable=False)
    portal_type = models.CharField("kind of document here", max_length=12, blank=True, default="", editable=False)
    portal_id = models.BigIntegerField("document here", null=True, editable=False)
    values = models.JSONField(default=dict, editable=False)

    objects = ExternalDocRefQuerySet.as_manager()

    class Meta:
        verbose_name = "external document"
        ordering = ["-pk"]
        default_permissions = ("add", "view", "export")
        permissions = [("answer_externaldocref", "Can record what another system answered to a document")]
        indexes = [
            models.Index(fields=["portal_type", "portal_id"], name="external_of_a_document"),
            models.Index(fields=["status"], name="external_documents_by_status"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "document_type", "agency", "number", "action", "seq"],
                name="external_number_stands_once",
                violation_error_message="This number is used already.",
            ),
            models.CheckConstraint(
                name="external_number_is_written",
                condition=Q(number__regex=WRITTEN, agency__regex=WRITTEN),
                violation_error_message="Enter agency and number without spaces around them.",
            ),
            models.CheckConstraint(name="external_action_known", condition=Q(action__in=["E", "M", "X"])),
            models.CheckConstraint(
                name="external_status_known",
                condition=Q(status__in=["prepared", "sent", "accepted", "rejected", "void"]),
            ),
            models.CheckConstraint(name="external_count_from_one", condition=Q(seq__gte=1)),
            models.CheckConstraint(
                name="external_names_a_whole_document",
                condition=Q(portal_type="", portal_id=None) | (~Q(portal_type="") & Q(portal_id__isnull=False)),
            ),
        ]
        triggers = [
            unchanged("external_document_stays", "status", "version", "values", "portal_type", "portal_id"),
            guard(
                "external_document_keeps_what_it_is_for", "true", pgtrigger.Update,
                condition="OLD.portal_type <> '' AND (NEW.portal_type <> OLD.portal_type"
                " OR NEW.portal_id IS DISTINCT FROM OLD.portal_id)",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.document_type.code} {self.agency} {self.number}"

    def get_absolute_url(self):
        return reverse("fiscal:externaldocref-detail", args=[self.pk])

    @property
    def state(self) -> str:
        """How it stands; that it is entered there by hand where no file holds it."""
        by_hand = self.action == self.Action.CANCELLATION or not self.values
        return BY_HAND if by_hand and self.status == self.Status.PREPARED else self.get_status_display()

    def stands(self) -> tuple[str, str]:
        """How it stands, and the shape of the words."""
        return self.state, self.STATUS_LEVELS[self.status]

    @property
    def words(self) -> str:
        """Its number, with what is out of the ordinary about it."""
        if self.action == self.Action.ENTRY:
            return f"{self}, void" if self.status == self.Status.VOID else str(self)
        return f"{self}: {self.get_action_display().lower()}, {self.state.lower()}"
