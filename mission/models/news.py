"""News: one person writes, another approves. Whether a story is live follows from the clock."""

import operator
from datetime import timedelta
from functools import reduce

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.addresses import address_of
from doc_portal.core.models import Attachment, PortalQuerySet, Unit, Worksite
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models import RoleContact

LONGEST_LIFE = timedelta(days=365)


class NewsItemQuerySet(PortalQuerySet):
    def live(self, at=None):
        """Approved stories whose time has come and not yet passed."""
        at = at or timezone.now()
        return self.filter(status=NewsItem.Status.APPROVED, publish_at__lte=at, expire_at__gt=at)

    def published(self, at=None):
        """Approved stories whose time has come, ended ones included."""
        return self.filter(status=NewsItem.Status.APPROVED, publish_at__lte=at or timezone.now())

    def for_readers_at(self, worksite_id):
        """What concerns the readers at one worksite: its own stories and those of the whole department."""
        return self.filter(Q(worksite__isnull=True) | Q(worksite=worksite_id))

    def holding_the_pin(self, worksite_id):
        """The approved story kept at the top for one worksite, or for the department (None)."""
        return self.filter(status=NewsItem.Status.APPROVED, pinned=True, worksite=worksite_id)

    def in_use(self, at=None):
        """Those readers find or are still to find: not archived, and not ended."""
        return self.exclude(status=NewsItem.Status.ARCHIVED).filter(expire_at__gt=at or timezone.now())

    def expired(self, at=None):
        return self.filter(status=NewsItem.Status.APPROVED, expire_at__lte=at or timezone.now())

    def awaiting_decision(self):
        return self.filter(status=NewsItem.Status.SUBMITTED)

    def looked_after_by(self, user):
        """What `user` may change or decide on, and what an auditor may read."""
        return self._among(user, Q(pk__in=()))

    def visible_to(self, user):
        """Stories once live for all staff; drafts for their author, editors of their unit or worksite, and auditors."""
        published = Q(status=NewsItem.Status.APPROVED, publish_at__lte=timezone.now())
        return self._among(user, published | Q(created_by=user))

    def _among(self, user, others: Q):
        """Rows where `user` holds an editor's or an auditor's right, or that meet `others`."""
        scopes = [scope_of(user, f"mission.{right}_newsitem") for right in ("change", "approve", "view_unpublished")]
        if any(scope.everywhere for scope in scopes):
            return self.all()
        return self.filter(reduce(operator.or_, (scope.rows_of(self.model) for scope in scopes), others))

    def for_list(self):
        return self.naming("unit", "worksite", "created_by")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class NewsItem(WorkflowRecord):
    """A story. Without a worksite it is for the whole department, with one it is that worksite's.

    `contact_words` say whom to ask in stories from before contacts were kept; others name a contact.
    """

    UNIT_PATH = "unit"
    WORKSITE_PATH = "worksite"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Waiting for approval"
        APPROVED = "approved", "Approved"
        ARCHIVED = "archived", "Archived"

    class Category(models.TextChoices):
        DIRECTOR = "director", "Director's message"
        RECOGNITION = "recognition", "Recognition"
        WELLNESS = "wellness", "Wellness"
        POLICY_PAY = "policy_pay", "Policy and pay"
        TRAINING = "training", "Training"
        WORKSITE = "worksite", "Worksite news"

    STATUS_LEVELS = {
        Status.DRAFT: "off",
        Status.SUBMITTED: "warn",
        Status.APPROVED: "ok",
        Status.ARCHIVED: "off",
    }
    TRANSITIONS = {
        "submit": Transition(
            frozenset({Status.DRAFT}), Status.SUBMITTED, "Send for approval", "Story sent for approval"
        ),
        "approve": Transition(frozenset({Status.SUBMITTED}), Status.APPROVED, "Approve story", "Story approved"),
        "return": Transition(
            frozenset({Status.SUBMITTED}), Status.DRAFT, "Return for changes", "Story returned to its author"
        ),
        "archive": Transition(
            frozenset({Status.APPROVED}), Status.ARCHIVED, "Archive story", "Story archived", danger=True
        ),
    }

    title = models.CharField(max_length=100)
    slug = models.SlugField(max_length=120, unique=True, editable=False)
    summary = models.CharField(max_length=240)
    body = models.TextField("story")
    category = models.CharField(max_length=20, choices=Category)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="news")
    worksite = models.ForeignKey(
        Worksite, on_delete=models.PROTECT, null=True, blank=True, related_name="news", verbose_name="only for worksite"
    )
    contact = models.ForeignKey(
        RoleContact, on_delete=models.PROTECT, null=True, related_name="stories", verbose_name="whom to ask"
    )
    contact_words = models.CharField("whom to ask", max_length=160, blank=True, editable=False)
    image = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    image_alt = models.CharField("what the picture shows", max_length=200, blank=True)
    publish_at = models.DateTimeField("appears")
    expire_at = models.DateTimeField("ends")
    pinned = models.BooleanField("keep at the top", default=False)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    revised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="last changed by",
    )
    updated_at = models.DateTimeField("last changed", auto_now=True)

    objects = NewsItemQuerySet.as_manager()

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        ordering = ["-pinned", "-publish_at", "-pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [
            ("view_unpublished_newsitem", "Can read stories that are not published"),
            ("submit_newsitem", "Can send a story for approval"),
            ("approve_newsitem", "Can approve a story"),
            ("return_newsitem", "Can return a story to its author"),
            ("archive_newsitem", "Can archive a story"),
        ]
        indexes = [
            models.Index(fields=["status", "-publish_at"], name="news_item_live"),
            models.Index(fields=["-publish_at", "-id"], name="news_item_newest"),
            models.Index(fields=["expire_at"], name="news_item_by_end", condition=Q(status="approved")),
        ]
        constraints = [
            models.CheckConstraint(
                name="news_ends_after_it_appears",
                condition=Q(expire_at__gt=F("publish_at")),
                violation_error_message="The story must end after it appears.",
            ),
            models.CheckConstraint(
                name="news_lives_a_year_at_most",
                condition=Q(expire_at__lte=F("publish_at") + LONGEST_LIFE),
                violation_error_message="A story may stay up for 365 days at most. Choose an earlier end.",
            ),
            models.CheckConstraint(
                name="news_dates_within_reason",
                condition=Q(publish_at__range=("1990-01-01T00:00Z", "2199-12-31T00:00Z"))
                & Q(expire_at__range=("1990-01-01T00:00Z", "2200-12-31T00:00Z")),
                violation_error_message="Enter a year between 1990 and 2199.",
            ),
            models.CheckConstraint(
                name="news_department_wide_story_not_approved_by_its_author",
                condition=Q(approved_by__isnull=True)
                | Q(worksite__isnull=False)
                | ~Q(approved_by=F("created_by")) & ~Q(approved_by=F("revised_by")),
                violation_error_message="Someone who did not write or change it must approve a story for the whole "
                "department.",
            ),
            models.CheckConstraint(
                name="news_approved_story_names_its_approver",
                condition=~Q(status__in=["approved", "archived"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="news_status_known", condition=Q(status__in=["draft", "submitted", "approved", "archived"])
            ),
            models.CheckConstraint(
                name="news_says_whom_to_ask",
                condition=Q(contact__isnull=False) | ~Q(contact_words=""),
                violation_error_message="Choose the contact readers turn to.",
            ),
            models.CheckConstraint(
                name="news_picture_has_words",
                condition=Q(image__isnull=True) | ~Q(image_alt=""),
                violation_error_message="Say in words what the picture shows.",
            ),
            models.UniqueConstraint(
                fields=["worksite"],
                name="news_one_pin_per_audience",
                condition=Q(pinned=True, status="approved"),
                nulls_distinct=False,
                violation_error_message="Another story is already kept at the top for these readers.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="news_is_archived_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="news_once_approved_keeps_its_words",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status IN ('approved', 'archived') AND (NEW.status IN ('draft', 'submitted')"
                    " OR (OLD.title, OLD.summary, OLD.body, OLD.worksite_id)"
                    " IS DISTINCT FROM (NEW.title, NEW.summary, NEW.body, NEW.worksite_id))"
                ),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("mission:newsitem-detail", self.slug)

    def needs_another_approver_than(self, user) -> bool:
        """Nobody approves for the whole department what they wrote, or were the last to change."""
        return self.worksite_id is None and user.pk in (self.created_by_id, self.revised_by_id)

    def hands_out(self, attachment, user) -> bool:
        """Readers get the picture that is shown; one that was replaced or removed is for those who work on it."""
        return attachment.pk == self.image_id or (
            self.created_by_id == user.pk or user.has_perm("mission.change_newsitem", self)
        )

    @property
    def editable(self):
        """Drafts may be edited; what waits for a decision or was approved may not."""
        return self.status == self.Status.DRAFT

    @property
    def phase(self):
        """Where an approved story stands by the clock: scheduled, live or ended; otherwise its status."""
        if self.status != self.Status.APPROVED:
            return self.get_status_display()
        now = timezone.now()
        return "Scheduled" if self.publish_at > now else "Live" if self.expire_at > now else "Ended"

    @property
    def phase_level(self):
        """The shape beside the phase."""
        return {"Scheduled": "info", "Live": "ok"}.get(self.phase, "off")

    @property
    def readers(self):
        """Whom it is for, in words."""
        return str(self.worksite or "Whole department")

    @property
    def appears_on(self):
        """The day it appears, in Chicago."""
        return timezone.localdate(self.publish_at)
