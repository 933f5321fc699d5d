"""The tasks the home page offers first, the same for everyone of an audience (portal.md 21)."""

import pghistory
from django.db import models
from django.db.models import Q

from doc_portal.core.models import PortalQuerySet, Record

MOST_TASKS = 8
"""For each audience: the home page shows as many."""


class TopTaskQuerySet(PortalQuerySet):
    def of_audience(self, audience):
        return self.filter(audience=audience)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class TopTask(Record):
    """One of the things people come to do most. `path` is the page of the portal on which it is done.

    `order` is its place among those of its audience, from 1 to 8: a ninth has no place.
    """

    class Audience(models.TextChoices):
        STAFF = "staff", "All staff"
        SUPERVISORS = "supervisors", "Who leads others"

    label = models.CharField("task", max_length=60, help_text="Begin with a verb, as in “Find a worksite”.")
    icon = models.CharField(max_length=20)
    path = models.CharField("page", max_length=300)
    audience = models.CharField("for", max_length=12, choices=Audience, default=Audience.STAFF)
    order = models.PositiveSmallIntegerField(editable=False)

    objects = TopTaskQuerySet.as_manager()

    class Meta:
        ordering = ["audience", "order"]
        default_permissions = ("add", "change", "view")
        permissions = [("remove_toptask", "Can take a top task off the home page")]
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "path"],
                name="top_task_once_per_audience",
                violation_error_message="This page is already one of the top tasks of these people.",
            ),
            models.UniqueConstraint(
                fields=["audience", "order"], name="top_task_place_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                name="top_tasks_are_eight_at_most",
                condition=Q(order__range=(1, MOST_TASKS)),
                violation_error_message="These people have eight top tasks already. Take one of them off first.",
            ),
            models.CheckConstraint(
                name="top_task_leads_into_the_portal",
                condition=Q(path__startswith="/") & ~Q(path__startswith="//"),
                violation_error_message="Top tasks lead to pages of the portal: begin the address with a slash.",
            ),
        ]

    def __str__(self):
        return self.label
