"""Numbers that law, policy or pay set: dated rows with their authority. And numbers that only count up."""

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from doc_portal.core.addresses import address_of
from doc_portal.core.models.base import PortalQuerySet, Record
from doc_portal.core.models.rules import TODAY, refusal
from doc_portal.core.ranges import DateSpan, OnePoint


class SettingKey(models.Model):
    """What a setting is called and means. Declared by the apps, written by `load_reference`."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    help = models.TextField(blank=True)
    unit_of_measure = models.CharField("measured in", max_length=40, blank=True)

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class SettingQuerySet(PortalQuerySet):
    """Which values count on a day."""

    def effective(self, on=None):
        """The values in force on a day (today by default)."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)

    def for_list(self):
        """With the setting, which every list names."""
        return self.select_related("key")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Setting(Record):
    """The value of one setting from one day until before another, and who says so."""

    key = models.ForeignKey(SettingKey, on_delete=models.PROTECT, related_name="values", verbose_name="setting")
    value = models.CharField(max_length=200)
    authority = models.CharField(max_length=200)
    confirmed = models.BooleanField(default=True)
    starts_on = models.DateField("in force from")
    ends_on = models.DateField("ends before", null=True, blank=True)

    objects = SettingQuerySet.as_manager()

    class Meta:
        ordering = ["key__name", "-starts_on"]
        default_permissions = ("add", "change", "view", "export")
        constraints = [
            ExclusionConstraint(
                name="setting_has_one_value_at_a_time",
                expressions=[
                    (OnePoint("key"), RangeOperators.OVERLAPS),
                    (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="This setting already has a value in part of that time. End that one first.",
            ),
            models.CheckConstraint(
                name="setting_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="The value must end after it starts.",
            ),
            models.CheckConstraint(
                name="setting_names_its_authority",
                condition=~Q(authority=""),
                violation_error_message="Name the law, policy or decision that sets this value.",
            ),
            models.CheckConstraint(
                name="setting_dates_within_reason",
                condition=Q(starts_on__range=("1820-01-01", "2199-12-31"))
                & (Q(ends_on__isnull=True) | Q(ends_on__range=("1820-01-01", "2199-12-31"))),
                violation_error_message="Enter a year between 1820 and 2199.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="setting_is_never_deleted", operation=pgtrigger.Delete),
            refusal(
                "setting_in_force_stays_as_it_was",
                "A value that has been in force stays as it was. Enter a new value from a later day on.",
                pgtrigger.Update,
                f"OLD.starts_on <= {TODAY} AND ("
                "(OLD.key_id, OLD.value, OLD.authority, OLD.starts_on, OLD.created_by_id, OLD.created_at)"
                " IS DISTINCT FROM"
                " (NEW.key_id, NEW.value, NEW.authority, NEW.starts_on, NEW.created_by_id, NEW.created_at)"
                " OR OLD.ends_on IS DISTINCT FROM NEW.ends_on"
                f" AND (OLD.ends_on <= {TODAY} OR NEW.ends_on IS NULL OR NEW.ends_on < {TODAY}))"
                f" OR OLD.starts_on > {TODAY} AND NEW.starts_on < {TODAY}",
            ),
        ]

    def __str__(self):
        return f"{self.key}: {self.value}"

    def get_absolute_url(self):
        """The value's page."""
        return address_of("core:setting-detail", self.pk)

    @property
    def editable(self):
        """Only a value that is not in force yet may still be changed."""
        return self.starts_on > timezone.localdate()


class Counter(models.Model):
    """The last number given out in one series and year ("JOA", 2026). See `core.counters`."""

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="counter_once_per_series_and_year")]

    def __str__(self):
        return f"{self.series} {self.year}: {self.last}"
