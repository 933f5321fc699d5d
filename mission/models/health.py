"""What is wrong with the pages of the portal, and who sees to it (portal.md 27)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from doc_portal.core.addresses import address_of
from doc_portal.core.models import PortalQuerySet, Record, Unit


class FoundLinkQuerySet(PortalQuerySet):
    """Links by what the last check said of them; whose they are goes with the board."""

    def visible_to(self, user):
        """Those of the units whose board one may see."""
        return self.permitted(user, "mission.view_healthtask")

    def broken(self):
        """Links that lead nowhere, or to what not every member of staff may open."""
        return self.exclude(state=FoundLink.State.EXTERNAL)

    def external(self):
        """Links that leave the portal: listed, never fetched."""
        return self.filter(state=FoundLink.State.EXTERNAL)


class FoundLink(models.Model):
    """A link in a text that is broken or leaves the portal, as the last night's check found it."""

    UNIT_PATH = "unit"

    class State(models.TextChoices):
        NO_PAGE = "no_page", "No such page"
        NO_RECORD = "no_record", "Gone, or not for all staff"
        EXTERNAL = "external", "Leaves the portal"

    path = models.CharField("page", max_length=300)
    page_title = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.CharField("leads to", max_length=500)
    state = models.CharField(max_length=10, choices=State)
    found_on = models.DateField("found")

    objects = FoundLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "link"
        ordering = ["found_on", "path", "target", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["path", "target"], name="found_link_once_per_page")]

    def __str__(self):
        return self.target

    def get_absolute_url(self):
        """The page it stands on."""
        return self.path


class HealthTaskQuerySet(PortalQuerySet):
    """Tasks by who sees them and whether they are done."""

    def visible_to(self, user):
        """One's own, and those of the units whose board one may see."""
        return self.filter(assigned_to=user) | self.permitted(user, "mission.view_healthtask")

    def open(self):
        """Not done yet."""
        return self.filter(done_at__isnull=True)

    def for_list(self):
        """With who sees to it and for which unit."""
        return self.select_related("assigned_to", "unit", "created_by")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HealthTask(Record):
    """Something the health board found, given to one person to see to. `about` is a page's address or a question."""

    UNIT_PATH = "unit"

    class Finding(models.TextChoices):
        OVERDUE = "overdue", "Review is overdue"
        OWNERLESS = "ownerless", "Nobody answers for it"
        LINKS = "links", "Broken link"
        RATINGS = "ratings", "Low ratings"
        SEARCHES = "searches", "Search without an answer"

    finding = models.CharField("what was found", max_length=12, choices=Finding)
    about = models.CharField("page or question", max_length=300)
    title = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="health_tasks")
    note = models.CharField("what to do", max_length=300, blank=True)
    done_at = models.DateTimeField("done", null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = HealthTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "task"
        ordering = ["created_at", "pk"]
        default_permissions = ("add", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "about"],
                condition=Q(done_at__isnull=True),
                name="health_task_given_to_one_person",
                violation_error_message="Somebody already sees to this. Open the task and give it to somebody else.",
            ),
            models.CheckConstraint(
                name="health_task_is_done_by_somebody",
                condition=Q(done_at__isnull=True) | Q(done_by__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="health_task_is_done_and_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.get_finding_display()}: {self.title}"

    def get_absolute_url(self):
        """The task's page."""
        return address_of("mission:healthtask-detail", self.pk)
