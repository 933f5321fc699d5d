"""Units, worksites and counties: where things belong. Their pages are written in `mission`."""

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from doc_portal.core.addresses import address_of
from doc_portal.core.models.base import PortalQuerySet, Record, Transition, positive_period

ZIP_CODE = RegexValidator(r"\A[0-9]{5}(-[0-9]{4})?\Z", "Enter five digits, like 65101, or nine, like 65101-1234.")
PHONE = RegexValidator(
    r"\A[0-9]{3}-[0-9]{3}-[0-9]{4}( ext\. [0-9]{1,5})?\Z", "Enter ten digits, like 573-555-0100; “ ext. 12” may follow."
)


class Confirmed(models.Model):
    """Reference data with its source. Rows not confirmed are shown with a mark (RULINGS 12)."""

    confirmed = models.BooleanField(default=True)
    source = models.TextField(blank=True)

    class Meta:
        abstract = True


class UnitQuerySet(PortalQuerySet):
    """Which units: those one may see, and the division's seven."""

    def visible_to(self, user):
        """Every member of staff may see every unit."""
        return self

    def with_page(self):
        """The division and its seven units, in the division's order."""
        return self.filter(in_portal=True, level__in=[Unit.Level.DIVISION, Unit.Level.UNIT])

    def seven(self):
        """The division's units that have pages of their own."""
        return self.filter(in_portal=True, level=Unit.Level.UNIT)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Unit(Confirmed, Record):
    """A part of the department. Names, order and parents are data: all have changed before."""

    UNIT_PATH = "pk"
    NAMED_BY = ("slug", "name", "short_name")

    class Level(models.TextChoices):
        DEPARTMENT = "department", "Department"
        DIVISION = "division", "Division"
        OFFICE = "office", "Office"
        UNIT = "unit", "Unit"
        FUNCTION = "function", "Function"
        BUDGET_CORE = "budget_core", "Budget core"
        ENTERPRISE = "enterprise", "Enterprise"

    slug = models.SlugField(max_length=80, unique=True)
    reference_key = models.SlugField(  # noqa: DJ001 - blank must not be unique
        "key in the reference data", max_length=80, null=True, unique=True, editable=False
    )
    name = models.CharField(max_length=120)
    short_name = models.CharField("name in the menu", max_length=40, blank=True)
    abbreviation = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=20, choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    also_known_as = models.TextField("also known as", blank=True)
    purpose = models.TextField(blank=True)
    in_portal = models.BooleanField("has pages here", default=False)
    order = models.PositiveSmallIntegerField(default=0)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                name="unit_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("pk")),
                violation_error_message="A unit cannot be part of itself. Choose another parent.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The unit's page."""
        return address_of("mission:unit-detail", self.slug)

    @property
    def menu_name(self):
        """The name where there is little room: the short one if there is one."""
        return self.short_name or self.name


class County(Confirmed, models.Model):
    """One of Missouri's 114 counties or the City of St. Louis, by FIPS code."""

    fips = models.CharField("FIPS code", max_length=5, primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    jail_days_certified_by = models.CharField("jail days certified by", max_length=120, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "counties"
        default_permissions = ("view", "export")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The county's page."""
        return address_of("mission:county-detail", self.fips)


class WorksiteQuerySet(PortalQuerySet):
    """Which worksites: those one may see, those in use, and what lists show of them."""

    def visible_to(self, user):
        """Every member of staff may see every worksite."""
        return self

    def for_list(self):
        """With the county, which every list names."""
        return self.select_related("county")

    def open(self):
        """Worksites that are not closed; what is not verified counts as open."""
        return self.filter(closed_on__isnull=True).exclude(status=Worksite.Status.CLOSED)

    def unsure(self):
        """Open worksites of which something still waits to be confirmed."""
        return self.open().exclude(status=Worksite.Status.OPEN, **Worksite.SURE)

    def academies(self):
        """The training academies that are open: those a worksite can be near to."""
        return self.open().filter(kind=Worksite.Kind.TRAINING_CENTER)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Worksite(Confirmed, Record):
    """A place where staff work. Rights, news and contacts can count for one worksite alone."""

    WORKSITE_PATH = "pk"
    NAMED_BY = ("slug", "name")

    class Kind(models.TextChoices):
        INSTITUTION = "institution", "Institution"
        TRANSITION_CENTER = "transition_center", "Transition center"
        COMMUNITY_SUPERVISION_CENTER = "community_supervision_center", "Community supervision center"
        DISTRICT_OFFICE = "pp_district_office", "Probation and Parole district office"
        TRAINING_CENTER = "training_center", "Training center"
        CENTRAL_OFFICE = "central_office", "Central office"
        WAREHOUSE = "warehouse", "Warehouse"
        COOK_CHILL = "cook_chill", "Cook-chill facility"
        OTHER = "other", "Other"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        UNVERIFIED = "unverified", "To be confirmed"

    SURE = {"confirmed": True, "street_confirmed": True, "place_confirmed": True, "custody_confirmed": True}
    STATUS_LEVELS = {Status.OPEN: "ok", Status.CLOSED: "off", Status.UNVERIFIED: "warn"}
    TRANSITIONS = {
        "confirm": Transition(
            frozenset({Status.OPEN, Status.UNVERIFIED}), Status.OPEN, "Confirm", "Worksite confirmed"
        ),
        "doubt": Transition(
            frozenset({Status.OPEN}),
            Status.UNVERIFIED,
            "Mark as to be confirmed",
            "Worksite marked as to be confirmed",
            danger=True,
        ),
        "close": Transition(
            frozenset({Status.OPEN, Status.UNVERIFIED}),
            Status.CLOSED,
            "Close worksite",
            "Worksite closed",
            danger=True,
        ),
    }

    slug = models.SlugField(max_length=80, unique=True)
    abbreviation = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40, choices=Kind)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    region = models.CharField(max_length=60, blank=True)
    former_names = models.TextField("former names", blank=True)
    street = models.CharField(max_length=160, blank=True)
    street_confirmed = models.BooleanField(default=True)
    city = models.CharField(max_length=60, blank=True)
    zip = models.CharField("ZIP code", max_length=10, blank=True, validators=[ZIP_CODE])
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, blank=True, related_name="worksites")
    county_basis = models.CharField(max_length=40, blank=True)
    place_confirmed = models.BooleanField(default=True)
    nearest_academy = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nearest academy"
    )
    custody_level = models.CharField("custody level", max_length=60, blank=True)
    custody_confirmed = models.BooleanField(default=True)
    houses = models.CharField(max_length=40, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    capacity_note = models.CharField("about the capacity", max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True, validators=[PHONE])
    opened = models.CharField(max_length=20, blank=True)
    opens_on = models.DateField("open from", null=True, blank=True)
    closed_on = models.DateField("closed on", null=True, blank=True)
    note = models.TextField(blank=True)
    sample = models.BooleanField("invented for the sample", default=False, editable=False)

    objects = WorksiteQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        default_permissions = ("add", "change", "view", "export", "import")
        permissions = [
            ("close_worksite", "Can close a worksite"),
            ("confirm_worksite", "Can confirm what is known of a worksite"),
            ("doubt_worksite", "Can mark a worksite as to be confirmed"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("abbreviation"),
                condition=~Q(abbreviation=""),
                name="worksite_abbreviation_used_once",
                violation_error_message="Another worksite already uses this abbreviation. Choose another one.",
            ),
            models.CheckConstraint(
                name="worksite_is_not_its_own_nearest_academy",
                condition=Q(nearest_academy__isnull=True) | ~Q(nearest_academy=models.F("pk")),
                violation_error_message="A worksite is not its own nearest academy. Choose another one.",
            ),
            positive_period("worksite_closes_after_it_opens", "opens_on", "closed_on"),
            models.CheckConstraint(
                name="worksite_dates_within_reason",
                condition=(Q(opens_on__isnull=True) | Q(opens_on__range=("1820-01-01", "2199-12-31")))
                & (Q(closed_on__isnull=True) | Q(closed_on__range=("1820-01-01", "2199-12-31"))),
                violation_error_message="Enter a year between 1820 and 2199.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The worksite's page."""
        return address_of("mission:worksite-detail", self.slug)

    @property
    def sure(self) -> bool:
        """Whether nothing of this worksite waits to be confirmed."""
        return self.status != self.Status.UNVERIFIED and all(getattr(self, name) for name in self.SURE)
