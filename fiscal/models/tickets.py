"""Prenumbered tickets: what was sold is what is no longer on hand, and its price is in the deposit (fiscal.md 3.24)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import guard, unchanged
from doc_portal.core.money import MoneyField


class TicketRollQuerySet(PortalQuerySet):
    def in_use(self):
        """Those that still have tickets on hand."""
        return self.filter(next_no__lte=F("last_no"))

    def for_list(self):
        return self.select_related("worksite")


class TicketRoll(Record):
    """A roll of prenumbered tickets at a worksite. `next_no` is the first ticket on hand; it follows the counts."""

    WORKSITE_PATH = "worksite"

    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("tickets for", max_length=80)
    price = MoneyField()
    first_no = models.PositiveIntegerField("first number")
    last_no = models.PositiveIntegerField("last number")
    next_no = models.PositiveIntegerField("first number on hand", editable=False)
    received_on = models.DateField("received on", default=timezone.localdate)

    objects = TicketRollQuerySet.as_manager()

    class Meta:
        verbose_name = "roll of tickets"
        verbose_name_plural = "rolls of tickets"
        ordering = ["worksite", "name", "first_no"]
        default_permissions = ("add", "view", "export")
        permissions = [("count_ticketroll", "Can count tickets on hand")]
        constraints = [
            models.UniqueConstraint(
                fields=["worksite", "name", "first_no"],
                name="ticket_roll_stands_once",
                violation_error_message="A roll of these tickets begins with this number already.",
            ),
            models.CheckConstraint(
                name="ticket_roll_counts_up",
                condition=Q(last_no__gte=F("first_no"), next_no__gte=F("first_no"), next_no__lte=F("last_no") + 1),
                violation_error_message="Enter numbers of the roll, the last not before the first.",
            ),
            models.CheckConstraint(
                name="ticket_has_a_price", condition=Q(price__gt=0), violation_error_message="Enter a price above zero."
            ),
            days_within_reason("ticket_roll_days_within_reason", "received_on"),
        ]
        triggers = [
            unchanged("ticket_roll_stays_as_printed", "next_no", "version"),
            guard(
                "ticket_roll_follows_its_counts",
                "pg_trigger_depth() < 2",
                pgtrigger.Update,
                condition="NEW.next_no <> OLD.next_no",
            ),
            guard("ticket_roll_begins_whole", "NEW.next_no <> NEW.first_no", pgtrigger.Insert),
        ]

    def __str__(self):
        return f"{self.name}, {self.first_no} to {self.last_no}"

    def get_absolute_url(self):
        return reverse("fiscal:ticketroll-detail", args=[self.pk])

    @property
    def on_hand(self) -> int:
        """How many tickets are left on the roll."""
        return self.last_no - self.next_no + 1


class TicketCount(models.Model):
    """A count of a roll for a day's receipts. `sold` and `due` are worked out in the database. Rows are only added.

    Spoiled tickets were not sold; they are counted with the reason.
    """

    roll = models.ForeignKey(TicketRoll, on_delete=models.PROTECT, related_name="counts")
    batch = models.ForeignKey("fiscal.ReceiptBatch", on_delete=models.PROTECT, related_name="ticket_counts")
    next_no = models.PositiveIntegerField("first number on hand")
    spoiled = models.PositiveIntegerField(default=0)
    spoiled_reason = models.CharField(max_length=240, blank=True, default="")
    sold = models.IntegerField(editable=False, default=0)
    due = MoneyField("price of those sold", editable=False, default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("counted", db_default=Now())

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["roll", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["roll", "batch"],
                name="ticket_roll_counted_once_a_batch",
                violation_error_message="The roll was counted for these receipts already.",
            ),
            models.CheckConstraint(
                name="tickets_on_hand_only_fall",
                condition=Q(sold__gte=0),
                violation_error_message="More tickets would be on hand, or spoiled, than the last count left.",
            ),
            models.CheckConstraint(
                name="spoiled_tickets_have_a_reason",
                condition=Q(spoiled=0) | ~Q(spoiled_reason=""),
                violation_error_message="Say what happened to the spoiled tickets.",
            ),
        ]
        triggers = [
            unchanged("ticket_count_stays"),
            guard(
                "tickets_counted_before_the_deposit",
                "NOT EXISTS (SELECT 1 FROM fiscal_receiptbatch b JOIN fiscal_ticketroll r ON r.worksite_id ="
                " b.worksite_id WHERE b.id = NEW.batch_id AND r.id = NEW.roll_id AND b.status IN ('open', 'recorded'))",
                pgtrigger.Insert,
            ),
            pgtrigger.Trigger(
                name="tickets_sold_are_worked_out",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("roll", "fiscal_ticketroll")],
                func="""
                    SELECT * INTO roll FROM fiscal_ticketroll WHERE id = NEW.roll_id FOR NO KEY UPDATE;
                    NEW.sold = NEW.next_no::bigint - roll.next_no - NEW.spoiled;
                    NEW.due = NEW.sold * roll.price;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="ticket_counts_reach_their_roll",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="UPDATE fiscal_ticketroll SET next_no = NEW.next_no WHERE id = NEW.roll_id; RETURN NULL;",
            ),
        ]

    def __str__(self):
        return f"{self.sold} sold"
