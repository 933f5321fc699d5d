"""The days on which offices of the state are closed, as dated rows (RSMo 9.010)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from doc_portal.core.display import long_date
from doc_portal.core.models.base import PortalQuerySet
from doc_portal.core.models.rules import ANY_WRITE, TODAY, guard

LAW = "RSMo 9.010"
OF_A_PAST_DAY = (
    "(TG_OP <> 'UPDATE' OR NEW.day <> OLD.day)"
    f" AND NOT (TG_OP = 'INSERT' AND NEW.authority = '{LAW}') AND least(NEW.day, OLD.day) <= {TODAY}"
)
"""Whether a day that is past is added, moved or removed; those of the law's rule come with the reference rows."""


class StateHoliday(models.Model):
    """One day a holiday is kept on: the Friday before where it falls on a Saturday, the Monday after a Sunday."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=80)
    authority = models.CharField(max_length=120)

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        verbose_name = "state holiday"
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                name="state_holiday_within_reason",
                condition=Q(day__range=("1900-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 1900 and 2199.",
            ),
            models.CheckConstraint(name="state_holiday_names_its_authority", condition=~Q(authority="") & ~Q(name="")),
        ]
        triggers = [guard("state_holiday_of_a_day_to_come", OF_A_PAST_DAY, ANY_WRITE, when=pgtrigger.After)]

    def __str__(self):
        return f"{self.name}, {long_date(self.day)}"

    def get_absolute_url(self):
        """The days of its year."""
        return f"{reverse('core:stateholiday-list')}?year={self.day.year}"
