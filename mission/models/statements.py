"""The department's mission, vision, values and expectations: versioned texts, published ones frozen."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.addresses import address_of
from doc_portal.core.models import PortalQuerySet
from doc_portal.core.workflow import Transition, WorkflowRecord
from mission.wording import write_values

STATEMENTS = "mission-vision-values"
EXPECTATIONS = "expectations"
"""The slugs of the two sets."""


class StatementSet(models.Model):
    """A group of statements that are decided together ("Mission, vision and values")."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)

    objects = PortalQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self):
        return self.name


class StatementVersionQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """Published versions are for all staff; drafts for those who write them and for auditors."""
        return self.published() | self.permitted(user, "mission.view_statementversion")

    def published(self):
        return self.filter(status=StatementVersion.Status.PUBLISHED)

    def of(self, slug):
        """The versions of one set, by its slug."""
        return self.filter(set__slug=slug)

    def current(self, on=None):
        """The published version with the latest effective date not after the day (today by default)."""
        return self.published().filter(effective_on__lte=on or timezone.localdate()).order_by("-effective_on")

    def for_list(self):
        return self.select_related("set", "created_by")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class StatementVersion(WorkflowRecord):
    """One version of a set: draft until published, then frozen in the database."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    STATUS_LEVELS = {Status.DRAFT: "off", Status.PUBLISHED: "ok"}
    TRANSITIONS = {
        "publish": Transition(frozenset({Status.DRAFT}), Status.PUBLISHED, "Publish version", "Version published"),
    }

    set = models.ForeignKey(StatementSet, on_delete=models.PROTECT, related_name="versions")
    effective_on = models.DateField("in force from")
    change_note = models.TextField("what changed")
    strip = models.CharField("text for the home page", max_length=400, blank=True)
    source = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = StatementVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-pk"]
        default_permissions = ("add", "change", "view")
        permissions = [("publish_statementversion", "Can publish a version of the statements")]
        constraints = [
            models.UniqueConstraint(
                fields=["set", "effective_on"],
                condition=Q(status="published"),
                name="statement_version_once_per_day",
                violation_error_message="Another published version takes effect on that day. Choose another day.",
            ),
            models.CheckConstraint(
                name="statement_version_has_a_change_note",
                condition=~Q(change_note=""),
                violation_error_message="Say what changed in this version.",
            ),
            models.CheckConstraint(
                name="statement_version_dates_within_reason",
                condition=Q(effective_on__range=("1820-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 1820 and 2199.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_statement_version_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="published"),
            )
        ]

    def __str__(self):
        day = f"{self.effective_on:%B} {self.effective_on.day}, {self.effective_on.year}"
        return f"{self.set}, {'draft for' if self.editable else 'version of'} {day}"

    def get_absolute_url(self):
        return address_of("mission:statementversion-detail", self.pk)

    @property
    def editable(self):
        return self.status == self.Status.DRAFT

    @property
    def is_to_come(self):
        """Published, but not in force before a later day."""
        return not self.editable and self.effective_on > timezone.localdate()

    @property
    def mission(self):
        return self._text("mission")

    @property
    def vision(self):
        return self._text("vision")

    @property
    def values(self):
        """The values as the one text in which they are written."""
        return write_values(one for one in self.statements.all() if one.part == Statement.Part.VALUE)

    def _text(self, part):
        return "\n\n".join(one.text for one in self.statements.all() if one.part == part)


class Statement(models.Model):
    """One statement of a version, at an anchor that stays the same from version to version.

    An expectation also has the level of the staff it is meant for, its number there, and the value it stands under.
    """

    class Part(models.TextChoices):
        MISSION = "mission", "Mission"
        VISION = "vision", "Vision"
        VALUE = "value", "Value"
        EXPECTATION = "expectation", "Expectation"

    class Level(models.TextChoices):
        STAFF = "staff", "Staff who do not supervise"
        ABOVE = "above", "Supervisors and above"

    version = models.ForeignKey(StatementVersion, on_delete=models.CASCADE, related_name="statements")
    part = models.CharField(max_length=12, choices=Part)
    anchor = models.SlugField(max_length=60)
    heading = models.CharField(max_length=160)
    text = models.TextField()
    order = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=5, choices=Level, blank=True)
    group = models.CharField("value it stands under", max_length=160, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                name="expectations_alone_have_a_level_and_a_number",
                condition=Q(part="expectation", level__in=["staff", "above"], number__gte=1)
                | (~Q(part="expectation") & Q(level="", number__isnull=True)),
                violation_error_message="An expectation has a level and a number from 1; other statements have none.",
            ),
            models.UniqueConstraint(
                fields=["version", "level", "number"],
                condition=Q(part="expectation"),
                name="expectation_number_once_per_level",
                violation_error_message="Another expectation of this level has this number. Choose another one.",
            ),
            models.UniqueConstraint(
                fields=["version", "anchor"],
                name="statement_anchor_once_per_version",
                violation_error_message="Another statement of this version has this anchor. Choose another one.",
            ),
            models.UniqueConstraint(
                fields=["version", "order"],
                name="statement_number_once_per_version",
                violation_error_message="Another statement of this version has this number. Choose another one.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="statements_of_a_published_version_are_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=pgtrigger.Func(
                    """
                    IF EXISTS (
                        SELECT 1 FROM mission_statementversion v WHERE v.status = 'published'
                        AND v.id IN (
                            CASE WHEN TG_OP = 'INSERT' THEN NEW.version_id ELSE OLD.version_id END,
                            CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END)
                    ) THEN
                        RAISE EXCEPTION 'a published version is frozen' USING ERRCODE = '42501';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                    """
                ),
            )
        ]

    def __str__(self):
        return self.heading
