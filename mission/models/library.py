"""Policies, procedures, forms and other documents, version by version (portal.md 11)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.addresses import address_of
from doc_portal.core.models import Attachment, PortalQuerySet, Record, Unit
from doc_portal.core.prose import plain
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models import Reviewed, RoleContact, reviews_within_reason


class DocumentQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """Open documents for all staff; restricted ones for holders of the right to read them in their unit.

        Whoever writes a unit's documents sees all of that unit's, also those without a published version.
        """
        reads = scope_of(user, "mission.view_restricted_document")
        writes = scope_of(user, "mission.change_document")
        if writes.everywhere:
            return self.all()
        known = Q(placeholder=True) | Q(published=True)
        everyone = known & Q(visibility=Document.Visibility.STAFF)
        return self.filter(everyone | known & reads.rows_of(self.model) | writes.rows_of(self.model))

    def for_list(self):
        """With the version in force: its number, its day and its “what changed” line."""
        current = DocumentVersion.objects.current().filter(document=OuterRef("pk"))
        return self.naming("unit").annotate(
            current_n=Subquery(current.values("n")[:1]),
            current_from=Subquery(current.values("effective_on")[:1]),
            current_summary=Subquery(current.values("summary")[:1]),
        )

    def kept(self):
        """Those not withdrawn."""
        return self.filter(withdrawn_on__isnull=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Document(Reviewed, Record):
    """A numbered text with versions. `key` is its number in letters and digits alone, in capitals.

    A placeholder is known by number and title only: its text was not supplied, and its page says so.
    """

    UNIT_PATH = "unit"

    class Kind(models.TextChoices):
        POLICY = "policy", "Policy"
        PROCEDURE = "procedure", "Procedure"
        POST_ORDER = "post_order", "Post order"
        FORM = "form", "Form"
        MANUAL = "manual", "Manual"
        OTHER = "other", "Other"

    class Visibility(models.TextChoices):
        STAFF = "staff", "All staff"
        RESTRICTED = "restricted", "Those with the right to read it"

    number = models.CharField(max_length=40)
    key = models.CharField(max_length=40, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=200)
    summary = models.TextField("in plain words", blank=True)
    topic = models.CharField(max_length=120, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    owner = models.ForeignKey(
        RoleContact, on_delete=models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="owner"
    )
    visibility = models.CharField("who may read it", max_length=12, choices=Visibility, default=Visibility.STAFF)
    placeholder = models.BooleanField("text not supplied", default=False, editable=False)
    published = models.BooleanField(default=False, editable=False)
    as_of = models.CharField("known as of", max_length=40, blank=True, editable=False)
    confirmed = models.BooleanField(default=True, editable=False)
    source = models.TextField(blank=True, editable=False)
    note = models.TextField(blank=True, editable=False)
    withdrawn_on = models.DateField("withdrawn", null=True, editable=False)
    withdrawn_because = models.CharField("reason", max_length=400, blank=True, editable=False)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, editable=False, related_name="replaces")
    sample = models.BooleanField("invented for the sample", default=False, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [
            ("view_restricted_document", "Can read restricted documents"),
            ("withdraw_document", "Can withdraw a document"),
        ]
        constraints = [
            *reviews_within_reason("document"),
            models.UniqueConstraint(
                fields=["key"],
                name="document_number_used_once",
                violation_error_message="Another document already has this number.",
            ),
            models.CheckConstraint(
                name="document_number_holds_letters_or_digits",
                condition=Q(key__regex=r"^[^\W_]+$"),
                violation_error_message="Enter a number with letters or digits.",
            ),
            models.CheckConstraint(
                name="document_withdrawn_with_a_reason",
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_because=""),
                violation_error_message="Say why the document is withdrawn.",
            ),
            models.CheckConstraint(
                name="document_is_not_its_own_successor",
                condition=Q(successor__isnull=True) | ~Q(successor=F("pk")),
                violation_error_message="A document cannot follow itself. Choose another one.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="document_is_withdrawn_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self):
        return address_of("mission:document-detail", self.key)

    @property
    def shown_title(self):
        """The title, or that nobody has published it."""
        return self.title or "Title not public"

    @property
    def state(self):
        """Where it stands today, in a word or two. Only for rows of `for_list()`."""
        if self.withdrawn_on:
            return "Withdrawn"
        if self.current_n:
            return "In force"
        return "Text not supplied" if self.placeholder else "Coming" if self.published else "Draft"

    @property
    def number_is_open(self):
        """Whether the number may still be changed: nobody but its editors knows the document yet."""
        return not self.published and not self.placeholder

    @property
    def editable(self):
        """A withdrawn document stays as it was when it was withdrawn."""
        return self.withdrawn_on is None


class DocumentVersionQuerySet(PortalQuerySet):
    def published(self):
        return self.filter(status=DocumentVersion.Status.PUBLISHED)

    def current(self, on=None):
        """Published versions in force on a day, the newest of each document first."""
        return self.published().filter(effective_on__lte=on or timezone.localdate()).order_by("-effective_on")

    def in_force(self, on=None):
        """The one version of each document that is in force on a day, newest first."""
        on = on or timezone.localdate()
        later = self.model.objects.published().filter(
            document=OuterRef("document"), effective_on__lte=on, effective_on__gt=OuterRef("effective_on")
        )
        return self.current(on).filter(~Exists(later))

    def coming(self):
        return self.published().filter(effective_on__gt=timezone.localdate()).order_by("effective_on")

    def visible_to(self, user):
        """Published ones of documents one may see; drafts for who writes them."""
        rows = self.filter(document__in=Document.objects.visible_to(user))
        writes = scope_of(user, "mission.change_document")
        if writes.everywhere:
            return rows
        return rows.filter(Q(status=DocumentVersion.Status.PUBLISHED) | writes.rows_of(self.model))

    def for_list(self):
        return self.select_related("document", "file", "created_by")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class DocumentVersion(WorkflowRecord):
    """One version: a file, a text in Markdown, or both. Once published it never changes.

    `sha256` is that of the file, or of the text where there is none; a reading is tied to it. `file_text` holds the
    first words of the file, for search and comparison.
    """

    UNIT_PATH = "document__unit"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    class Change(models.TextChoices):
        MATERIAL = "material", "Material: must be read again"
        TYPO = "typo", "Correction of wording only"

    STATUS_LEVELS = {Status.DRAFT: "off", Status.PUBLISHED: "ok"}
    TRANSITIONS = {
        "publish": Transition(frozenset({Status.DRAFT}), Status.PUBLISHED, "Publish version", "Version published"),
    }

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField("version number", editable=False)
    effective_on = models.DateField("in force from")
    change_kind = models.CharField("kind of change", max_length=10, choices=Change, default=Change.MATERIAL)
    summary = models.CharField("what changed", max_length=400, blank=True)
    text = models.TextField(blank=True)
    file = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    file_text = models.TextField("words read from the file", blank=True, editable=False)
    has_text_layer = models.BooleanField("the file can be read aloud", default=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-n"]
        default_permissions = ("add", "change", "view")
        permissions = [("publish_documentversion", "Can publish a version of a document")]
        indexes = [
            models.Index(
                fields=["-effective_on", "-id"], name="document_version_newest", condition=Q(status="published")
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["document", "n"], name="document_version_number_once"),
            models.UniqueConstraint(
                fields=["document", "effective_on"],
                condition=Q(status="published"),
                name="document_one_version_a_day",
                violation_error_message="Another published version takes effect on that day. Choose another day.",
            ),
            models.CheckConstraint(
                name="document_material_change_says_what_changed",
                condition=Q(change_kind="typo") | Q(status="draft") | ~Q(summary=""),
                violation_error_message="Say what changed: staff read this line first.",
            ),
            models.CheckConstraint(
                name="document_version_published_has_contents",
                condition=Q(status="draft") | ~Q(text="") | Q(file__isnull=False, has_text_layer=True),
                violation_error_message="Add the text: a scanned file alone cannot be searched or read aloud.",
            ),
            models.CheckConstraint(
                name="document_version_published_names_who_and_what",
                condition=Q(status="draft")
                | (Q(published_by__isnull=False) | Q(published_at__isnull=False)) & ~Q(sha256=""),
            ),
            models.CheckConstraint(
                name="document_version_dates_within_reason",
                condition=Q(effective_on__range=("1950-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_document_version_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="published"),
            )
        ]

    def __str__(self):
        return f"{self.document.number}, version {self.n}"

    def get_absolute_url(self):
        return address_of("mission:documentversion-detail", self.document.key, self.n)

    @property
    def editable(self):
        """Drafts may be edited; what was published never changes."""
        return self.status == self.Status.DRAFT

    @property
    def words(self):
        """What it says, one line for each block: of the text, or of the file where there is no text."""
        return plain(self.text) if self.text else self.file_text

    @property
    def is_coming(self):
        """Published, and not in force yet."""
        return self.status == self.Status.PUBLISHED and self.effective_on > timezone.localdate()

    def hands_out(self, attachment, user) -> bool:
        """Never at the address all files share: it leaves by its own, which logs and knows of withdrawal."""
        return False
