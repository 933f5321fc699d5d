"""Rules: what is asked of whom, by when and on whose authority, as dated data."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.models import Confirmed, PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import positive_period
from doc_portal.core.models.rules import but_for, forever, guard
from doc_portal.core.ranges import DateSpan, OnePoint
from personnel.models import JobClass
from training.models.catalogue import Category, Course
from training.models.curricula import Curriculum
from training.models.rules import wrote


class RuleQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """Everybody may read why they owe something."""
        return self if user.has_perm("training.view_requirementrule") else self.none()

    def in_use(self):
        return self.filter(retired=False)

    def for_list(self):
        terms = RuleTerms.objects.in_force().prefetch_related("job_classes")
        return self.prefetch_related(models.Prefetch("terms", terms, to_attr="in_force"))


class RuleSet(models.TextChoices):
    """Which collection a rule is of. Sets stand beside each other: which one holds is told by the terms' dates."""

    CURRENT = "current", "Published since FY2022"
    MATRIX_2018 = "matrix_2018", "Pre-service matrix of 2018"
    STATE = "state", "State rule"
    FEDERAL = "federal", "Federal rule"
    TIERS = "tiers", "Hours by kind of job"
    OTHER = "other", "Other"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RequirementRule(Record):
    """A rule by its name. What it asks stands in its terms, which hold between dates."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    rule_set = models.CharField("set", max_length=20, choices=RuleSet, default=RuleSet.OTHER)
    is_post_gate = models.BooleanField("needed before a post with inmate contact", default=False)
    retired = models.BooleanField("no longer used", default=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = "requirement"
        ordering = ["name", "pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [
            ("simulate_requirementrule", "Can see what a change of a rule would cost"),
            ("approve_requirementrule", "Can approve the terms somebody else wrote"),
        ]
        triggers = [forever("requirement_never_deleted")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("training:requirementrule-detail", args=[self.slug])


class RuleTermsQuerySet(PortalQuerySet):
    def in_force(self, on=None):
        """Approved terms in force on a day (today by default)."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on, approved=True)

    def visible_to(self, user):
        if any(user.has_perm(f"training.{verb}_requirementrule") for verb in ("change", "approve", "simulate")):
            return self
        return self.filter(approved=True) if user.has_perm("training.view_requirementrule") else self.none()

    def for_list(self):
        return self.select_related("rule")


LONGER = "COALESCE(NEW.ends_on, 'infinity') > COALESCE(OLD.ends_on, 'infinity')"
"""Approved terms are ended, or ended earlier; for longer others are written. The file's own follow the file."""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RuleTerms(Confirmed, Record):
    """What a rule asks of whom, by when, and on whose authority, between two days.

    An empty part of the audience asks nothing. `audience_known` is false where the portal cannot tell who belongs, such
    as contractors: such terms count nobody and say so.
    """

    class Satisfied(models.TextChoices):
        ALL = "all", "Every one of these courses"
        ANY = "any", "Any one of these courses"
        HOURS = "hours", "So many hours of a kind"

    class Cadence(models.TextChoices):
        ONCE = "once", "Once"
        MONTHS = "months", "Every so many months"
        FISCAL_YEAR = "fiscal_year", "Every fiscal year"
        ALTERNATING = "alternating", "Every fiscal year, in seat and online in turn, by worksite"

    class Due(models.TextChoices):
        HIRE = "hire", "After hire"
        APPOINTMENT = "appointment", "After the first appointment of this kind"
        ASSIGNMENT = "assignment", "After the assignment began"
        BEFORE_POST = "before_post", "Before the assignment begins"
        FISCAL_YEAR_END = "fiscal_year_end", "At the end of the fiscal year"
        ANNIVERSARY = "anniversary", "On the anniversary of hire"

    class Unit(models.TextChoices):
        DAYS = "days", "days"
        MONTHS = "months", "months"

    rule = models.ForeignKey(RequirementRule, on_delete=models.PROTECT, related_name="terms")
    authority = models.CharField(max_length=300)
    url = models.URLField("link to the authority", max_length=300, blank=True)
    job_classes = models.ManyToManyField(JobClass, blank=True, related_name="+", verbose_name="job classes")
    title_words = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, help_text="Titles that hold any of these words."
    )
    custody = models.BooleanField("custody posts", null=True, blank=True)
    inmate_contact = models.BooleanField("contact with inmates", null=True, blank=True)
    worksite_kinds = ArrayField(models.CharField(max_length=40, choices=Worksite.Kind), default=list, blank=True)
    supervisory = ArrayField(models.CharField(max_length=20, choices=JobClass.Supervisory), default=list, blank=True)
    hired_from = models.DateField("hired on or after", null=True, blank=True)
    hired_until = models.DateField("hired before", null=True, blank=True)
    audience_words = models.CharField("audience as the source names it", max_length=200, blank=True)
    audience_known = models.BooleanField("the portal can tell who belongs", default=True)
    satisfied = models.CharField("satisfied by", max_length=10, choices=Satisfied, default=Satisfied.ALL)
    courses = models.ManyToManyField(Course, blank=True, related_name="asked_by")
    curricula = models.ManyToManyField(Curriculum, blank=True, related_name="asked_by")
    bucket_category = models.CharField("kind of hours", max_length=20, choices=Category, blank=True)
    bucket_hours = models.DecimalField("hours", max_digits=5, decimal_places=2, null=True, blank=True)
    cadence = models.CharField(max_length=20, choices=Cadence, default=Cadence.ONCE)
    every_months = models.PositiveSmallIntegerField("every so many months", null=True, blank=True)
    always_in_seat = ArrayField(
        models.CharField(max_length=20, choices=JobClass.Supervisory), default=list, blank=True,
        help_text="Of alternating ones: who never takes it online.",
    )  # fmt: skip
    due = models.CharField("due", max_length=20, choices=Due, default=Due.HIRE)
    due_in = models.PositiveSmallIntegerField("within", default=0)
    due_unit = models.CharField("of", max_length=10, choices=Unit, default=Unit.DAYS)
    grace_days = models.PositiveSmallIntegerField("days of grace", default=0)
    renew_window_days = models.PositiveSmallIntegerField("renewed early within days", default=0)
    starts_on = models.DateField("in force from")
    ends_on = models.DateField("until", null=True, blank=True, help_text="The first day on which it no longer holds.")
    approved = models.BooleanField(default=False, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    note = models.TextField(blank=True)

    objects = RuleTermsQuerySet.as_manager()

    class Meta:
        verbose_name = "terms of a requirement"
        verbose_name_plural = "terms of requirements"
        ordering = ["rule", "-starts_on"]
        default_permissions = ()
        constraints = [
            ExclusionConstraint(
                name="rule_terms_do_not_overlap",
                expressions=[
                    (OnePoint("rule"), RangeOperators.OVERLAPS),
                    (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(approved=True),
                violation_error_message="This rule already has terms for some of these days. End those first.",
            ),
            positive_period("rule_terms_end_after_they_start", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="rule_terms_name_their_authority",
                condition=~Q(authority=""),
                violation_error_message="Name the law, policy or decision this rests on.",
            ),
            models.CheckConstraint(
                name="rule_terms_hours_are_told",
                condition=~Q(satisfied="hours")
                | Q(bucket_hours__isnull=False, bucket_hours__gt=0)
                | Q(bucket_hours=None, confirmed=False),
                violation_error_message="Enter the hours, above zero.",
            ),
            models.CheckConstraint(
                name="rule_terms_months_are_told",
                condition=~Q(cadence="months") | Q(every_months__isnull=False, every_months__range=(1, 600)),
                violation_error_message="Enter after how many months it is due again.",
            ),
            models.CheckConstraint(
                name="rule_terms_not_approved_by_author",
                condition=Q(approved_by=None) | Q(created_by=None) | ~Q(approved_by=F("created_by")),
                violation_error_message="Somebody else must approve what you wrote.",
            ),
            models.CheckConstraint(
                name="rule_terms_approved_by_another",
                condition=Q(approved=False) | Q(created_by=None) | Q(approved_by__isnull=False),
                violation_error_message="Somebody else must approve the terms.",
            ),
            models.CheckConstraint(
                name="rule_terms_days_within_reason",
                condition=Q(starts_on__range=("1900-01-01", "2199-12-31"))
                & (Q(ends_on__isnull=True) | Q(ends_on__range=("1900-01-01", "2199-12-31")))
                & (Q(hired_from__isnull=True) | Q(hired_from__range=("1900-01-01", "2199-12-31")))
                & (Q(hired_until__isnull=True) | Q(hired_until__range=("1900-01-01", "2199-12-31"))),
                violation_error_message="Enter a year between 1900 and 2199.",
            ),
            models.CheckConstraint(
                name="rule_terms_numbers_within_reason",
                condition=Q(due_in__lte=3660, grace_days__lte=3660, renew_window_days__lte=3660),
                violation_error_message="Enter at most 3660.",
            ),
        ]
        triggers = [
            guard(
                "rule_terms_approved_by_no_writer",
                wrote("ruleterms", "NEW.approved_by_id"),
                pgtrigger.Update,
                condition="NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id",
            ),
            guard(
                "rule_terms_once_approved_stay",
                f"{but_for('ends_on', 'version')} OR {LONGER}",
                pgtrigger.Update | pgtrigger.Delete,
                condition="OLD.approved AND OLD.created_by_id IS NOT NULL",
            ),
        ]

    def __str__(self):
        return f"{self.rule}, from {long_date(self.starts_on)}"

    def gives_way(self):
        """The terms in force that began earlier and have no end: they end where these begin."""
        others = RuleTerms.objects.filter(rule=self.rule_id, approved=True, ends_on=None, starts_on__lt=self.starts_on)
        return others.exclude(pk=self.pk)

    def get_absolute_url(self):
        return self.rule.get_absolute_url()

    @property
    def editable(self):
        """Approved terms stay as they are: they are ended, and others follow."""
        return not self.approved


class AlternatingSite(Confirmed, models.Model):
    """In which fiscal years a worksite takes an alternating course in seat; in the others it is taken online."""

    rule = models.ForeignKey(RequirementRule, on_delete=models.CASCADE, related_name="sites")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    in_seat_in_even_years = models.BooleanField("in seat in even fiscal years")

    class Meta:
        verbose_name = "worksite of an alternating requirement"
        verbose_name_plural = "worksites of alternating requirements"
        ordering = ["rule", "worksite"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["rule", "worksite"], name="alternating_site_once_per_rule")]

    def __str__(self):
        return f"{self.worksite}: in seat in {'even' if self.in_seat_in_even_years else 'odd'} years"
