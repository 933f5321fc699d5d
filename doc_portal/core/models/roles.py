"""Roles and where they count. A right is a right somewhere: in a unit, at a worksite, between two days."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.addresses import address_of
from doc_portal.core.models.base import PortalQuerySet, Record
from doc_portal.core.models.places import Unit, Worksite
from doc_portal.core.models.rules import refusal
from doc_portal.core.ranges import DateSpan, OnePoint


class ScopeKind(models.TextChoices):
    """Where a role can count."""

    ALL = "all", "Whole department"
    UNIT = "unit", "One unit"
    WORKSITE = "worksite", "One worksite"


class RoleQuerySet(PortalQuerySet):
    """Which roles carry a right, and how many people hold them."""

    def granting(self, permission: str):
        """The roles that carry `permission` ("mission.approve_newsitem")."""
        return self.filter(permissions__contains=[permission], retired=False)

    def for_list(self):
        """With the number of people who hold the role today."""
        live = RoleGrant.objects.live().filter(role=models.OuterRef("pk")).order_by()
        counted = live.values("role").annotate(people=models.Count("user", distinct=True)).values("people")
        return self.annotate(holders=Coalesce(models.Subquery(counted), 0))


class Role(models.Model):
    """A named set of permissions, kept in each unit's `roles.py` and written here by `sync_roles`."""

    NAMED_BY = ("slug", "name", "retired")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80, unique=True)
    description = models.TextField(blank=True)
    scope_kinds = ArrayField(models.CharField(max_length=10, choices=ScopeKind))
    permissions = ArrayField(models.CharField(max_length=120))
    grantable_by = ArrayField(models.CharField(max_length=60), default=list)
    order = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        triggers = [
            refusal(
                "role_is_written_by_the_owner_alone",
                "What a role may do is written by sync_roles alone, as the owner of the tables.",
                pgtrigger.Update,
                "(OLD.slug, OLD.permissions, OLD.scope_kinds, OLD.grantable_by) IS DISTINCT FROM"
                " (NEW.slug, NEW.permissions, NEW.scope_kinds, NEW.grantable_by) OR OLD.retired AND NOT NEW.retired",
                but_owner=True,
            ),
            refusal(
                "role_is_retired_and_never_deleted",
                "A role is retired and never deleted: its grants stay on record.",
                pgtrigger.Delete,
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The role's page."""
        return address_of("core:role-detail", self.slug)

    @property
    def counts_in(self):
        """Where the role may count, in words."""
        return ", ".join(ScopeKind(kind).label.lower() for kind in self.scope_kinds)

    @property
    def granted_by(self):
        """The roles whose holders may grant it, in words."""
        return ", ".join(Role.objects.filter(slug__in=self.grantable_by).values_list("name", flat=True))


class RoleGrantQuerySet(PortalQuerySet):
    """Which grants: by when they run, whose they are, and who may see them."""

    def live(self, on=None):
        """Grants in force on a day (today by default). The last day is the day before `ends_on`."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)

    def coming(self):
        """Grants that begin after today."""
        return self.filter(starts_on__gt=timezone.localdate()).exclude(ends_on__lte=models.F("starts_on"))

    def ended(self):
        """Grants that are over."""
        return self.filter(ends_on__lte=timezone.localdate())

    def between(self, start, end):
        """Grants in force on any day of [start, end)."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=start), starts_on__lt=end).exclude(
            ends_on__lte=models.F("starts_on")
        )

    def administrators(self):
        """The live grants of those who may grant every role, of people who can still sign in."""
        today = timezone.localdate()
        return self.live().filter(
            Q(user__ended_on__isnull=True) | Q(user__ended_on__gt=today),
            role__slug="portal_administrator",
            role__retired=False,
            scope_kind=ScopeKind.ALL,
            user__is_active=True,
        )

    def visible_to(self, user):
        """One's own grants, and those of the places whose grants one may see."""
        scope = scope_of(user, "core.view_rolegrant")
        return self.all() if scope.everywhere else self.filter(Q(user=user) | scope.rows_of(self.model))

    def for_list(self):
        """With the people, roles and places that every list names."""
        return self.naming("user", "role", "unit", "worksite", "created_by")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RoleGrant(Record):
    """One person holds one role somewhere for a time. Never deleted: it ends."""

    UNIT_PATH = "unit"
    WORKSITE_PATH = "worksite"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    scope_kind = models.CharField("counts in", max_length=10, choices=ScopeKind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    starts_on = models.DateField("first day", default=timezone.localdate)
    ends_on = models.DateField("ends before", null=True, blank=True)
    reason = models.CharField(max_length=300)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        default_permissions = ("add", "view", "export")
        permissions = [("end_rolegrant", "Can end a role grant"), ("renew_rolegrant", "Can renew a role grant")]
        indexes = [
            models.Index(fields=["user", "starts_on"], name="role_grant_by_user"),
            models.Index(fields=["-starts_on", "-id"], name="role_grant_newest_first"),
        ]
        constraints = [
            models.CheckConstraint(
                name="role_grant_scope_fields_match_its_kind",
                condition=Q(scope_kind=ScopeKind.ALL, unit__isnull=True, worksite__isnull=True)
                | Q(scope_kind=ScopeKind.UNIT, unit__isnull=False, worksite__isnull=True)
                | Q(scope_kind=ScopeKind.WORKSITE, unit__isnull=True, worksite__isnull=False),
                violation_error_message="Name the unit or the worksite in which the role counts, and only that.",
            ),
            models.CheckConstraint(
                name="role_grant_not_to_oneself",
                condition=Q(created_by__isnull=True) | ~Q(created_by=models.F("user")),
                violation_error_message="You cannot grant a role to yourself. Ask another administrator.",
            ),
            models.CheckConstraint(
                name="role_grant_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Enter why this person needs the role.",
            ),
            models.CheckConstraint(
                name="role_grant_dates_within_reason",
                condition=Q(starts_on__range=("1990-01-01", "2199-12-31"))
                & (Q(ends_on__isnull=True) | Q(ends_on__range=("1990-01-01", "2199-12-31"))),
                violation_error_message="Enter a year between 1990 and 2199.",
            ),
            models.CheckConstraint(
                name="role_grant_ends_on_or_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="The end must not come before the first day.",
            ),
            ExclusionConstraint(
                name="role_grant_once_per_person_role_and_place",
                expressions=[
                    (OnePoint("user"), RangeOperators.OVERLAPS),
                    (OnePoint("role"), RangeOperators.OVERLAPS),
                    (OnePoint("unit", or_none=True), RangeOperators.OVERLAPS),
                    (OnePoint("worksite", or_none=True), RangeOperators.OVERLAPS),
                    (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="This person already holds this role there at that time.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="role_grant_ends_and_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.role} for {self.user}"

    def get_absolute_url(self):
        """The grant's page."""
        return address_of("core:rolegrant-detail", self.pk)

    @property
    def place(self):
        """Where the grant counts, in words."""
        return str(self.unit or self.worksite or "Whole department")

    @property
    def has_ended(self):
        """Whether it is over today."""
        return self.ends_on is not None and self.ends_on <= timezone.localdate()

    @property
    def never_began(self):
        """Whether the grant was ended before its first day came."""
        return self.ends_on == self.starts_on and self.starts_on > timezone.localdate()

    @property
    def state(self):
        """Where the grant stands today: to come, in force, or ended."""
        today = timezone.localdate()
        if self.has_ended or self.ends_on == self.starts_on:
            return "Ended"
        return "To come" if self.starts_on > today else "In force"
