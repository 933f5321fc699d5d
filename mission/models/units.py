"""What the pages of the division and its units say: text, functions, facts, and the save-a-life line."""

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q

from doc_portal.core.addresses import address_of
from doc_portal.core.models import PortalQuerySet, Record, Role, RoleGrant, Unit
from personnel.models import Reviewed, RoleContact, reviews_within_reason
from personnel.models.contacts import WITH_CONTACT


class UnitPageQuerySet(PortalQuerySet):
    def visible_to(self, user):
        return self

    def for_list(self):
        return self.select_related("unit", "owner_role")

    def without_owner(self):
        """Pages readers find, whose owner role nobody with a working account holds in their unit today."""
        held = RoleGrant.objects.live().filter(
            unit=OuterRef("unit"), role=OuterRef("owner_role"), role__retired=False, user__is_active=True
        )
        return self.filter(~Exists(held), hidden=False, unit__in_portal=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class UnitPage(Reviewed, Record):
    """The page of the division or of one unit. `owner_role`: whoever holds it in this unit answers for the page."""

    UNIT_PATH = "unit"

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="page")
    intro = models.TextField("purpose in a sentence")
    body = models.TextField(blank=True)
    owner_role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    place = models.CharField("where", max_length=200, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField("e-mail", blank=True)
    hidden = models.BooleanField(default=False)

    objects = UnitPageQuerySet.as_manager()

    class Meta:
        ordering = ["unit__order"]
        default_permissions = ("change", "view")
        permissions = [
            ("hide_unitpage", "Can hide a unit's page and show it again"),
            ("rename_unitpage", "Can change a unit's names and its address"),
            ("arrange_unitpage", "Can change the order of the units and what each is part of"),
        ]
        constraints = [
            *reviews_within_reason("unit_page"),
            models.CheckConstraint(
                name="unit_page_says_what_the_unit_is_for",
                condition=~Q(intro=""),
                violation_error_message="Say in one sentence what the unit is for.",
            ),
            models.CheckConstraint(
                name="unit_page_dates_within_reason",
                condition=Q(reviewed_on__isnull=True) | Q(reviewed_on__range=("1990-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 1990 and 2199.",
            ),
        ]

    def __str__(self):
        return self.unit.name

    def get_absolute_url(self):
        return self.unit.get_absolute_url()


class UnitFunctionQuerySet(PortalQuerySet):
    def visible_to(self, user):
        return self.kept()

    def for_list(self):
        return self.select_related("unit")

    def with_contact(self):
        """With whom to ask, as pages name them."""
        return self.select_related(*WITH_CONTACT)

    def in_use(self):
        return self.kept()

    def kept(self):
        """The functions a unit has; those that were removed stay as rows, so that the reference data stays out."""
        return self.filter(removed=False)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class UnitFunction(Record):
    """One thing a unit does, and where its row leads: a page of the portal, or its own page with whom to reach.

    `contact_words`, `phone` and `email` say whom to reach where the unit has named no contact for it.
    """

    UNIT_PATH = "unit"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="functions")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=160)
    summary = models.TextField("what it covers", blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    target = models.CharField("leads to", max_length=300)
    contact = models.ForeignKey(
        RoleContact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="functions",
        verbose_name="whom to ask",
    )
    contact_words = models.CharField("who does it, in words", max_length=160, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField("e-mail", blank=True)
    confirmed = models.BooleanField(default=True, editable=False)
    source = models.TextField(blank=True, editable=False)
    removed = models.BooleanField(default=False, editable=False)

    objects = UnitFunctionQuerySet.as_manager()

    class Meta:
        ordering = ["unit__order", "order", "pk"]
        default_permissions = ("add", "change", "view")
        permissions = [("remove_unitfunction", "Can remove a function from a unit's page")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "slug"],
                condition=Q(removed=False),
                name="unit_function_slug_once_per_unit",
                violation_error_message="This unit already has a function with this address. Choose another one.",
            ),
            models.CheckConstraint(
                name="unit_function_leads_somewhere",
                condition=Q(target__startswith="/") & ~Q(target__startswith="//"),
                violation_error_message="Say which page of the portal the function leads to, starting with a slash.",
            ),
        ]

    def __str__(self):
        return self.name

    def own_url(self):
        """The function's own plain page: who does it and how to reach them."""
        return address_of("mission:unitfunction-detail", self.unit.slug, self.slug)

    def get_absolute_url(self):
        return self.target


class SiteLinkQuerySet(PortalQuerySet):
    def visible_to(self, user):
        return self


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SiteLink(Record):
    """A link that leaves the portal, with its words, its explanation and a switch. Nothing is fetched or counted."""

    slug = models.SlugField(max_length=60, unique=True)
    text = models.CharField("words of the link", max_length=120)
    explanation = models.CharField("where it goes, for those who cannot see the page", max_length=200)
    url = models.CharField("address", max_length=500)
    enabled = models.BooleanField("switched on", default=True)

    objects = SiteLinkQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        default_permissions = ("change", "view")
        permissions = [("confirm_sitelink", "Can confirm a link to a host outside the allowed list")]
        constraints = [
            models.CheckConstraint(
                name="site_link_is_https",
                condition=Q(url__startswith="https://") | Q(url=""),
                violation_error_message="Enter an address that starts with https://.",
            )
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return address_of("mission:sitelink-edit", self.slug)


class FactQuerySet(PortalQuerySet):
    def visible_to(self, user):
        return self

    def latest_of_each(self):
        """Each figure with its latest day; one whose day is not known counts as the oldest."""
        return self.order_by("slug", models.F("as_of").desc(nulls_last=True), "-pk").distinct("slug")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Fact(Record):
    """A figure about the department as of a day ("about 11,000 staff"), with its source."""

    slug = models.SlugField(max_length=60)
    label = models.CharField(max_length=120)
    value = models.PositiveIntegerField()
    wording = models.CharField("as it is written", max_length=120)
    as_of = models.DateField("as of", null=True, blank=True)
    source = models.CharField(max_length=300)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["slug", "-as_of", "-pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "as_of"],
                nulls_distinct=False,
                name="fact_once_per_day",
                violation_error_message="This figure already has a value for that day. Choose another day.",
            ),
            models.CheckConstraint(
                name="fact_dates_within_reason",
                condition=Q(as_of__isnull=True) | Q(as_of__range=("1820-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 1820 and 2199.",
            ),
        ]

    def __str__(self):
        return f"{self.label}: {self.wording}"

    def get_absolute_url(self):
        return address_of("mission:fact-edit", self.pk)


class Redirect(models.Model):
    """An address that has moved. Slug changes leave one, so that no bookmark breaks."""

    old_path = models.CharField(max_length=300, unique=True)
    new_path = models.CharField(max_length=300)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="redirect_leads_elsewhere", condition=~Q(old_path=models.F("new_path")))
        ]

    def __str__(self):
        return f"{self.old_path} → {self.new_path}"
