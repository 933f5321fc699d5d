"""The class catalogue: kinds of job and what they pay (personnel.md 3, item 1)."""

from decimal import Decimal

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.models import Confirmed, PortalQuerySet, Record
from doc_portal.core.models.base import positive_period
from doc_portal.core.ranges import DateSpan, OnePoint

PAY_PERIODS_A_YEAR = 24


class JobCategory(models.TextChoices):
    """Groups people look for jobs by. An aid for finding, not a part of the pay plan."""

    CUSTODY = "custody", "Custody"
    PROBATION = "probation", "Probation and parole"
    PROGRAMS = "programs", "Case management and programs"
    EDUCATION = "education", "Education and training"
    HEALTH = "health", "Health"
    FOOD = "food", "Food service"
    TRADES = "trades", "Maintenance and trades"
    OFFICE = "office", "Office and business"
    SUPPLY = "supply", "Stores and supply"
    MANAGEMENT = "management", "Management"
    OTHER = "other", "Other"


class JobClassQuerySet(PortalQuerySet):
    def in_use(self, on=None):
        """Classes that have not ended by a day."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on or timezone.localdate()))

    def for_list(self):
        return self.prefetch_related("pay_ranges")

    def with_inmate_contact(self):
        """Classes whose holders may meet inmates: 28 CFR 115.17 asks for answers and checks."""
        return self.filter(inmate_contact=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class JobClass(Confirmed, Record):
    """A kind of job. What no source gives stays blank; a blank code is no code, and may stand many times."""

    class Scheme(models.TextChoices):
        OLD = "ucp_pre_2020", "Classes before July 2020"
        UCP = "ucp", "Uniform Classification and Pay"
        IN_USE = "title_in_use", "Title in use"

    class Kind(models.TextChoices):
        CLASS = "class", "Class"
        WORKING_TITLE = "working_title", "Working title"

    class Structure(models.TextChoices):
        GENERAL = "general", "General"
        TECHNOLOGY = "technology", "Information Technology"
        MEDICAL = "medical", "Medical"
        NURSING = "nursing", "Nursing"

    class OvertimeCode(models.TextChoices):
        EXEMPT = "0", "0: exempt, overtime only in unusual circumstances"
        STRAIGHT = "1", "1: exempt, straight time"
        TIME_AND_A_HALF = "2", "2: non-exempt, time and a half"

    class Service(models.TextChoices):
        MERIT = "merit", "Merit"
        NON_MERIT = "non_merit", "Non-merit"
        UNCLASSIFIED = "unclassified", "Unclassified"

    class Supervisory(models.TextChoices):
        NONE = "none", "Supervises nobody"
        SUPERVISOR = "supervisor", "Supervisor"
        MANAGER = "manager", "Manager"
        EXECUTIVE = "executive", "Executive"

    class Eeo4(models.TextChoices):
        OFFICIALS = "officials_admin", "Officials and administrators"
        PROFESSIONAL = "professional", "Professionals"
        TECHNICIAN = "technician", "Technicians"
        PROTECTIVE = "protective_service", "Protective service workers"
        PARAPROFESSIONAL = "paraprofessional", "Paraprofessionals"
        ADMIN_SUPPORT = "admin_support", "Administrative support"
        SKILLED_CRAFT = "skilled_craft", "Skilled craft workers"
        SERVICE = "service_maintenance", "Service and maintenance"

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=120)
    scheme = models.CharField(max_length=20, choices=Scheme, default=Scheme.IN_USE)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CLASS)
    code = models.CharField("class number", max_length=20, null=True, blank=True)  # noqa: DJ001 - blank is no number
    category = models.CharField(max_length=20, choices=JobCategory, default=JobCategory.OTHER)
    structure = models.CharField("pay structure", max_length=20, choices=Structure, blank=True)
    pay_grade = models.CharField(max_length=10, blank=True)
    overtime_code = models.CharField(max_length=1, choices=OvertimeCode, blank=True)
    service = models.CharField("kind of service", max_length=20, choices=Service, blank=True)
    probation_months = models.PositiveSmallIntegerField("months of probation", null=True, blank=True)
    supervisory = models.CharField(max_length=20, choices=Supervisory, blank=True)
    custody = models.BooleanField("custody post", default=False)
    inmate_contact = models.BooleanField("contact with inmates", default=False)
    eeo4_category = models.CharField("EEO-4 category", max_length=30, choices=Eeo4, blank=True)
    duties = models.TextField(blank=True)
    min_quals = models.TextField("minimum qualifications", blank=True)
    ksa = models.TextField("knowledge, skills, abilities", blank=True)
    ended_on = models.DateField("ended", null=True, blank=True, help_text="The first day on which it is not used.")
    note = models.TextField(blank=True)

    objects = JobClassQuerySet.as_manager()

    class Meta:
        verbose_name = "job class"
        verbose_name_plural = "job classes"
        ordering = ["title", "pk"]
        default_permissions = ("add", "change", "view", "export", "import")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="job_class_code_once_per_scheme",
                condition=Q(code__isnull=False),
                violation_error_message="This scheme already has a class with that number. Change the number, or leave "
                "it blank where none is known.",
            ),
            models.CheckConstraint(
                name="job_class_code_is_blank_or_something",
                condition=Q(code__isnull=True) | ~Q(code=""),
                violation_error_message="Leave the class number out where none is known.",
            ),
            models.CheckConstraint(
                name="job_class_has_a_title",
                condition=~Q(title=""),
                violation_error_message="Enter the title of the class.",
            ),
            models.CheckConstraint(
                name="job_class_dates_within_reason",
                condition=Q(ended_on__isnull=True) | Q(ended_on__range=("1950-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="job_class_ends_and_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("personnel:jobclass-detail", args=[self.slug])

    @property
    def is_in_use(self):
        return self.ended_on is None or self.ended_on > timezone.localdate()

    @property
    def exempt(self) -> bool | None:
        """Whether the class is exempt from overtime pay: codes 0 and 1. None where no code is known."""
        return None if not self.overtime_code else self.overtime_code in ("0", "1")

    @property
    def pay_now(self) -> "PayRange | None":
        """The pay range in force today, a yearly one before others. Reads `pay_ranges` as it was fetched."""
        found = [one for one in self.pay_ranges.all() if one.is_in_force]
        return min(found, key=lambda one: one.basis, default=None)

    @property
    def pay_a_year(self) -> str:
        """What it pays a year, in words; empty where that is not known."""
        return self.pay_now.a_year if self.pay_now else ""

    @property
    def pay_twice_a_month(self) -> str:
        """What it pays twice a month, in words; empty where that is not known."""
        return self.pay_now.twice_a_month if self.pay_now else ""


class PayRangeQuerySet(PortalQuerySet):
    def in_force(self, on=None):
        """The ranges in force on a day (today by default)."""
        on = on or timezone.localdate()
        begun = Q(starts_on__isnull=True) | Q(starts_on__lte=on)
        return self.filter(begun, Q(ends_on__isnull=True) | Q(ends_on__gt=on))

    def newest_first(self):
        """By basis, the latest first; those whose beginning is not known last."""
        return self.order_by("basis", F("starts_on").desc(nulls_last=True), "-ends_on", "pk")

    def visible_to(self, user):
        """Those of classes one may see."""
        return self.filter(job_class__in=JobClass.objects.visible_to(user))

    def for_list(self):
        return self.select_related("job_class")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PayRange(Confirmed, Record):
    """What a class pays between two days, by one basis; amounts in dollars and cents."""

    class Basis(models.IntegerChoices):
        ANNUAL = 1, "A year"
        SEMI_MONTHLY = 2, "Twice a month"
        HOURLY = 3, "An hour"

    job_class = models.ForeignKey(JobClass, on_delete=models.PROTECT, related_name="pay_ranges")
    basis = models.PositiveSmallIntegerField(choices=Basis, default=Basis.ANNUAL)
    low = models.DecimalField("lowest", max_digits=10, decimal_places=2)
    high = models.DecimalField("highest", max_digits=10, decimal_places=2)
    starts_on = models.DateField("from", null=True, blank=True, help_text="Empty where no source gives the day.")
    ends_on = models.DateField("until", null=True, blank=True, help_text="The first day on which it no longer holds.")
    authority = models.CharField(max_length=200)

    objects = PayRangeQuerySet.as_manager()

    class Meta:
        verbose_name = "pay range"
        ordering = ["job_class", "basis", F("starts_on").desc(nulls_last=True)]
        default_permissions = ("add", "change", "view")
        constraints = [
            positive_period("pay_range_ends_after_it_starts", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="pay_range_lowest_not_above_highest",
                condition=Q(low__lte=F("high")),
                violation_error_message="The lowest pay is above the highest. Check both amounts.",
            ),
            models.CheckConstraint(
                name="pay_range_is_positive",
                condition=Q(low__gt=0),
                violation_error_message="Enter an amount above zero.",
            ),
            models.CheckConstraint(name="pay_range_basis_known", condition=Q(basis__in=[1, 2, 3])),
            models.CheckConstraint(
                name="pay_range_dates_within_reason",
                condition=(Q(starts_on__isnull=True) | Q(starts_on__range=("1950-01-01", "2199-12-31")))
                & (Q(ends_on__isnull=True) | Q(ends_on__range=("1950-01-01", "2199-12-31"))),
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
            ExclusionConstraint(
                name="pay_ranges_of_a_class_do_not_overlap",
                expressions=[
                    (OnePoint("job_class"), RangeOperators.OVERLAPS),
                    (OnePoint("basis"), RangeOperators.OVERLAPS),
                    (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="This class already has a pay range by that basis for some of these days. End "
                "the earlier one first.",
            ),
        ]

    def __str__(self):
        begun = f"from {long_date(self.starts_on)}" if self.starts_on else "beginning not known"
        return f"{self.job_class}: {self.get_basis_display().lower()}, {begun}"

    def get_absolute_url(self):
        return self.job_class.get_absolute_url()

    @property
    def is_in_force(self):
        today = timezone.localdate()
        return (self.starts_on is None or self.starts_on <= today) and (self.ends_on is None or self.ends_on > today)

    @property
    def a_year(self) -> str:
        """What it comes to in a year, in whole dollars; empty for pay by the hour."""
        match self.basis:
            case self.Basis.ANNUAL:
                return _span(self.low, self.high, cents=False)
            case self.Basis.SEMI_MONTHLY:
                return _span(self.low * PAY_PERIODS_A_YEAR, self.high * PAY_PERIODS_A_YEAR, cents=False)
        return ""

    @property
    def twice_a_month(self) -> str:
        """What it comes to twice a month; empty for pay by the hour."""
        match self.basis:
            case self.Basis.ANNUAL:
                return _span(twice_a_month(self.low), twice_a_month(self.high))
            case self.Basis.SEMI_MONTHLY:
                return _span(self.low, self.high)
        return ""

    @property
    def as_set(self) -> str:
        """The amounts as they are set, by their own basis."""
        return _span(self.low, self.high, cents=self.basis != self.Basis.ANNUAL)


def _span(low: Decimal, high: Decimal, *, cents: bool = True) -> str:
    """Two amounts in words. Yearly pay shows cents only where it has some."""
    low, high = (f"${one:,.2f}" for one in (low, high))
    if not cents:
        low, high = low.removesuffix(".00"), high.removesuffix(".00")
    return low if low == high else f"{low} to {high}"


def twice_a_month(annual: Decimal) -> Decimal:
    """What a yearly amount pays twice a month: published yearly figures divide evenly by 24 (personnel.md 4)."""
    return (annual / PAY_PERIODS_A_YEAR).quantize(Decimal("0.01"))


class ReasonCodeQuerySet(PortalQuerySet):
    def for_use(self, *uses: str):
        """Codes that may still be chosen for these kinds of decision."""
        return self.filter(use__in=uses, retired=False)


class ReasonCode(Confirmed, Record):
    """A reason chosen from a list: why somebody was not qualified, not selected, or did not take the job."""

    class Use(models.TextChoices):
        NOT_QUALIFIED = "not_qualified", "Not qualified"
        NOT_SELECTED = "not_selected", "Not selected"
        DECLINED = "declined", "Declined or withdrew"
        RESCINDED = "rescinded", "Offer taken back"

    use = models.CharField("for", max_length=20, choices=Use)
    code = models.SlugField(max_length=40)
    label = models.CharField("reason", max_length=160)
    order = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField("no longer chosen", default=False)

    objects = ReasonCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "reason"
        ordering = ["use", "order", "pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["use", "code"],
                name="reason_code_once_per_use",
                violation_error_message="This code is already used for that kind of decision.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="reason_code_is_retired_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("personnel:reasoncode-list")
