"""The annual list of what worksites will need, classified and sent to the Office of Administration (fiscal.md 3.25)."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from doc_portal.core.display import plain_number
from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import forever, guard
from doc_portal.core.money import MoneyField
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.central import CentralQuerySet
from fiscal.models.commodities import CommodityClass

COLLECTING = "NOT EXISTS (SELECT 1 FROM fiscal_needslist l WHERE l.fy = NEW.needs_list_id AND l.status = 'collecting')"
NOT_READY = (
    "NOT EXISTS (SELECT 1 FROM fiscal_needsline n WHERE n.needs_list_id = NEW.fy AND NOT n.withdrawn)"
    " OR EXISTS (SELECT 1 FROM fiscal_needsline n WHERE n.needs_list_id = NEW.fy AND NOT n.withdrawn"
    " AND n.commodity_class_id IS NULL)"
)


class NeedsListQuerySet(CentralQuerySet):
    def collecting(self):
        """Those that still take lines."""
        return self.filter(status=NeedsList.Status.COLLECTING)


class NeedsList(WorkflowRecord):
    """What the department will need in a fiscal year. It goes to OA by its day (RSMo 34.130), classified."""

    class Status(models.TextChoices):
        COLLECTING = "collecting", "Taking lines"
        SENT = "sent", "Sent to OA"
        CLOSED = "closed", "Closed"

    STATUS_LEVELS = {Status.COLLECTING: "info", Status.SENT: "ok", Status.CLOSED: "off"}
    TRANSITIONS = {
        "send": Transition(frozenset({Status.COLLECTING}), Status.SENT, "Send to OA", "List sent to OA"),
        "close": Transition(frozenset({Status.SENT}), Status.CLOSED, "Close list", "List closed"),
    }

    fy = models.PositiveSmallIntegerField("fiscal year", primary_key=True)
    due_on = models.DateField("due at OA")
    status = models.CharField(max_length=12, choices=Status, default=Status.COLLECTING, editable=False)
    sent_on = models.DateField("sent on", null=True, editable=False)
    closed_on = models.DateField("closed on", null=True, editable=False)

    objects = NeedsListQuerySet.as_manager()

    class Meta:
        verbose_name = "list of needs"
        verbose_name_plural = "lists of needs"
        ordering = ["-fy"]
        default_permissions = ("add", "view")
        permissions = [
            ("send_needslist", "Can send the annual list of needs to OA"),
            ("close_needslist", "Can close the annual list of needs"),
        ]
        constraints = [
            models.CheckConstraint(
                name="needs_list_of_a_year",
                condition=Q(fy__range=(2000, 2199)),
                violation_error_message="Enter a fiscal year between 2000 and 2199.",
            ),
            models.CheckConstraint(
                name="needs_list_has_its_days",
                condition=Q(status="collecting", sent_on=None, closed_on=None)
                | Q(status="sent", sent_on__isnull=False, closed_on=None)
                | Q(status="closed", sent_on__isnull=False, closed_on__isnull=False),
            ),
            days_within_reason("needs_list_days_within_reason", "due_on", "sent_on", "closed_on"),
        ]
        triggers = [
            forever("needs_list_never_deleted"),
            guard(
                "needs_list_sent_is_classified",
                NOT_READY,
                pgtrigger.Update,
                condition="OLD.status = 'collecting' AND NEW.status = 'sent'",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("fiscal:needslist-detail", args=[self.pk])

    @property
    def name(self) -> str:
        """Which year it is of."""
        return f"Needs of FY {self.fy}"


class NeedsLineQuerySet(PortalQuerySet):
    def standing(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawn=False)

    def for_list(self):
        return self.select_related("worksite", "commodity_class", "needs_list")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["version"])
class NeedsLine(Record):
    """One thing a worksite will need: how much of it, at what estimate, by when. It is classified before it is sent."""

    WORKSITE_PATH = "worksite"

    needs_list = models.ForeignKey(
        NeedsList, on_delete=models.PROTECT, related_name="lines", verbose_name="fiscal year"
    )
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=160)
    commodity_class = models.ForeignKey(
        CommodityClass, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="class"
    )
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField("measured in", max_length=30, blank=True, default="")
    estimate = MoneyField("estimate in dollars")
    needed_by = models.DateField("needed by")
    withdrawn = models.BooleanField("no longer needed", default=False)

    objects = NeedsLineQuerySet.as_manager()

    class Meta:
        verbose_name = "need"
        ordering = ["-needs_list", "worksite", "item", "pk"]
        default_permissions = ("add", "change", "view", "export")
        constraints = [
            models.CheckConstraint(
                name="need_is_something",
                condition=Q(quantity__gt=0),
                violation_error_message="Enter a quantity above zero.",
            ),
            models.CheckConstraint(
                name="need_has_an_estimate",
                condition=Q(estimate__gt=0),
                violation_error_message="Enter an estimate above zero.",
            ),
            days_within_reason("need_days_within_reason", "needed_by"),
        ]
        triggers = [
            forever("need_withdrawn_never_deleted"),
            guard("need_of_a_list_that_takes_lines", COLLECTING),
        ]

    def __str__(self):
        return f"{self.item}, {self.worksite}"

    def get_absolute_url(self):
        return reverse("fiscal:needsline-detail", args=[self.pk])

    @property
    def quantity_words(self) -> str:
        """How much, with its measure."""
        return f"{plain_number(self.quantity)} {self.unit}".strip()
