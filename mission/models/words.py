"""Words and tasks: the glossary, services from A to Z, and what readers say of a page (portal.md 16, 17, 29)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.text import Truncator

from doc_portal.core.addresses import address_of
from doc_portal.core.models import PortalQuerySet, Record, Unit
from doc_portal.core.workflow import Transition, WorkflowRecord
from mission.models.library import Document
from personnel.models import Reviewed, RoleContact, reviews_within_reason


class GlossaryTermQuerySet(PortalQuerySet):
    def visible_to(self, user):
        return self

    def kept(self):
        return self.filter(archived_at__isnull=True)

    def for_list(self):
        return self.select_related("owner")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class GlossaryTerm(Reviewed, Record):
    """A term or an acronym with what it stands for. One acronym may have several expansions.

    `folded` is the term and expansion as search compares them; only the actions write it.
    """

    UNIT_PATH = "owner__unit"

    term = models.CharField(max_length=80)
    expansion = models.CharField("stands for", max_length=200, blank=True)
    meaning = models.TextField(blank=True)
    aliases = models.CharField("other spellings, with commas between them", max_length=300, blank=True)
    owner = models.ForeignKey(RoleContact, on_delete=models.PROTECT, null=True, blank=True, related_name="terms")
    folded = models.CharField(max_length=900, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    source = models.CharField(max_length=300, blank=True, editable=False)

    objects = GlossaryTermQuerySet.as_manager()

    class Meta:
        verbose_name = "term"
        ordering = ["term", "expansion", "pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [("archive_glossaryterm", "Can archive a term")]
        constraints = [
            *reviews_within_reason("glossary_term"),
            models.UniqueConstraint(
                fields=["folded"],
                condition=Q(archived_at__isnull=True),
                name="glossary_term_and_expansion_once",
                violation_error_message="The glossary already has this term with this expansion. Change that one.",
            ),
            models.CheckConstraint(
                name="glossary_term_is_explained",
                condition=~Q(expansion="") | ~Q(meaning=""),
                violation_error_message="Enter what the term stands for or what it means.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="glossary_term_is_archived_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.term} ({self.expansion})" if self.expansion else self.term

    def get_absolute_url(self):
        return f"{reverse('mission:glossaryterm-list')}#term-{self.pk}"


class ServiceQuerySet(PortalQuerySet):
    def visible_to(self, user):
        return self.kept() | self.permitted(user, "mission.change_service")

    def kept(self):
        return self.filter(archived_at__isnull=True)

    def for_list(self):
        return self.select_related("unit", "contact")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Service(Reviewed, Record):
    """A task people come with ("Report an injury"): what to do, whom to ask, the form and the policy."""

    UNIT_PATH = "unit"

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120, help_text="Begin with a verb, as in “Report an injury”.")
    summary = models.CharField("in a sentence", max_length=240)
    body = models.TextField("what to do", blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="services")
    contact = models.ForeignKey(
        RoleContact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name="whom to ask",
    )
    form = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    policy = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    archived_at = models.DateTimeField(null=True, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [("archive_service", "Can archive a service")]
        constraints = reviews_within_reason("service")
        triggers = [pgtrigger.Protect(name="service_is_archived_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("mission:service-detail", self.slug)


class FeedbackQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """One's own; and those about pages one answers for."""
        return self.filter(created_by=user) | self.permitted(user, "mission.view_feedback")

    def ratings(self):
        return self.filter(kind__in=RATINGS)

    def problems(self):
        return self.exclude(kind__in=RATINGS)

    def waiting(self):
        """What somebody has to answer: open, and more than a bare rating."""
        return self.open().exclude(kind__in=RATINGS, comment="")

    def open(self):
        return self.exclude(status__in=[Feedback.Status.ANSWERED, Feedback.Status.CLOSED])

    def for_list(self):
        return self.select_related("unit", "created_by")


LONGEST_COMMENT = 1000
RATINGS = ("useful", "not_useful")


class Feedback(WorkflowRecord):
    """What a reader says of a page: useful or not, or a problem. It goes to the page's unit, else to the department.

    `page_version` tells ratings of one version from those of the next.
    """

    UNIT_PATH = "unit"

    class Kind(models.TextChoices):
        USEFUL = "useful", "Useful"
        NOT_USEFUL = "not_useful", "Not useful"
        WRONG = "wrong", "Something is wrong"
        BROKEN = "broken", "A link or a file does not work"
        MISSING = "missing", "I did not find what I looked for"
        ACCESS = "access", "I cannot use it with my screen reader, keyboard or other aid"

    class Status(models.TextChoices):
        NEW = "new", "New"
        IN_PROGRESS = "in_progress", "In progress"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed"

    STATUS_LEVELS = {Status.NEW: "warn", Status.IN_PROGRESS: "info", Status.ANSWERED: "ok", Status.CLOSED: "off"}
    TRANSITIONS = {
        "take": Transition(frozenset({Status.NEW}), Status.IN_PROGRESS, "Take it on", "Taken on"),
        "answer": Transition(frozenset({Status.NEW, Status.IN_PROGRESS}), Status.ANSWERED, "Answer", "Answered"),
        "close": Transition(
            frozenset({Status.NEW, Status.IN_PROGRESS, Status.ANSWERED}), Status.CLOSED, "Close", "Closed"
        ),
        "rate": Transition(frozenset(Status.values), Status.NEW, "Rate again", "Rated again"),
    }

    path = models.CharField("page", max_length=300)
    page_title = models.CharField(max_length=200, blank=True)
    page_version = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    comment = models.TextField(max_length=LONGEST_COMMENT, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback")
    status = models.CharField(max_length=12, choices=Status, default=Status.NEW, editable=False)
    reply = models.TextField(max_length=LONGEST_COMMENT, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="taken on by",
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = "feedback"
        verbose_name_plural = "feedback"
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view", "export")
        permissions = [
            ("take_feedback", "Can take on what readers say of a page"),
            ("answer_feedback", "Can answer what readers say of a page"),
            ("close_feedback", "Can close what readers say of a page"),
        ]
        indexes = [models.Index(fields=["unit", "status"], name="feedback_by_unit_and_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["created_by", "path", "page_version"],
                condition=Q(kind__in=["useful", "not_useful"]),
                name="feedback_one_rating_a_version",
                violation_error_message="You have already rated this page.",
            ),
            models.CheckConstraint(
                name="feedback_comment_of_1000_characters_at_most",
                condition=LessThanOrEqual(Length("comment"), LONGEST_COMMENT),
                violation_error_message="Shorten what you say to 1,000 characters.",
            ),
            models.CheckConstraint(
                name="feedback_answered_with_a_reply",
                condition=~Q(status="answered") | ~Q(reply=""),
                violation_error_message="Write the reply before you answer.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.page_title or self.path}"

    @property
    def subject(self):
        """The page that is spoken of."""
        return self.page_title or self.path

    @property
    def excerpt(self):
        """The beginning of the comment, for a list."""
        return Truncator(self.comment).chars(120)

    def get_absolute_url(self):
        return address_of("mission:feedback-detail", self.pk)
