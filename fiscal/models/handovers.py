"""Cash that is handed over: its amount in figures and words, a payer and a witness who are two (fiscal.md 3.24)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import forever, guard
from doc_portal.core.money import MoneyField
from doc_portal.core.workflow import Transition, WorkflowRecord


class CashHandOverQuerySet(PortalQuerySet):
    def unfinished(self):
        """Those that somebody must still confirm."""
        return self.filter(status__in=[CashHandOver.Status.PREPARED, CashHandOver.Status.PAID])

    def for_list(self):
        return self.select_related("worksite", "payer", "witness")


class CashHandOver(WorkflowRecord):
    """Cash given to somebody for a purpose. The payer confirms it and somebody else witnesses it; then it prints.

    Nothing about executions is kept here, neither who takes part nor what they are paid.
    """

    WORKSITE_PATH = "worksite"

    class Status(models.TextChoices):
        PREPARED = "prepared", "Prepared"
        PAID = "paid", "Paid, not witnessed"
        CLOSED = "closed", "Witnessed and closed"
        CANCELED = "canceled", "Canceled"

    STATUS_LEVELS = {Status.PREPARED: "info", Status.PAID: "warn", Status.CLOSED: "ok", Status.CANCELED: "off"}
    TRANSITIONS = {
        "pay": Transition(frozenset({Status.PREPARED}), Status.PAID, "Confirm that you paid", "Payment confirmed"),
        "witness": Transition(
            frozenset({Status.PAID}), Status.CLOSED, "Confirm as witness", "Witnessed: the hand-over is closed"
        ),
        "cancel": Transition(
            frozenset({Status.PREPARED}), Status.CANCELED, "Cancel hand-over", "Hand-over canceled", danger=True
        ),
    }

    number = models.CharField(max_length=20, unique=True, editable=False)
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    handed_on = models.DateField("handed over on", default=timezone.localdate)
    recipient = models.CharField("handed to", max_length=120)
    purpose = models.CharField(max_length=200)
    amount = MoneyField()
    amount_words = models.CharField("amount in words", max_length=240, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.PREPARED, editable=False)
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    paid_at = models.DateTimeField("paid", null=True, editable=False)
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    witnessed_at = models.DateTimeField("witnessed", null=True, editable=False)

    objects = CashHandOverQuerySet.as_manager()

    class Meta:
        verbose_name = "cash hand-over"
        ordering = ["-pk"]
        default_permissions = ("add", "view", "export")
        permissions = [
            ("pay_cashhandover", "Can confirm that they handed cash over"),
            ("witness_cashhandover", "Can witness cash somebody else handed over"),
            ("cancel_cashhandover", "Can cancel a prepared hand-over of cash"),
        ]
        constraints = [
            models.CheckConstraint(
                name="hand_over_in_figures_and_words",
                condition=Q(amount__gt=0) & ~Q(amount_words=""),
                violation_error_message="A hand-over has its amount in figures, above zero, and in words.",
            ),
            models.CheckConstraint(
                name="hand_over_payer_is_not_the_witness",
                condition=Q(payer=None) | Q(witness=None) | ~Q(payer=F("witness")),
                violation_error_message="You handed the cash over. Somebody else must witness it.",
            ),
            models.CheckConstraint(
                name="hand_over_confirmed_by_two",
                condition=Q(status__in=["prepared", "canceled"], payer=None, witness=None)
                | Q(status="paid", payer__isnull=False, paid_at__isnull=False, witness=None)
                | Q(status="closed", payer__isnull=False, paid_at__isnull=False, witness__isnull=False,
                    witnessed_at__isnull=False),
                violation_error_message="A hand-over is closed once the payer and a witness have confirmed it.",
            ),
            models.CheckConstraint(
                name="hand_over_tells_nothing_of_executions",
                condition=~Q(purpose__iregex="execution") & ~Q(recipient__iregex="execution"),
                violation_error_message=(
                    "The portal keeps nothing about executions. Handle this hand-over outside the portal."
                ),
            ),
            days_within_reason("hand_over_days_within_reason", "handed_on"),
        ]  # fmt: skip
        triggers = [
            forever("hand_over_never_deleted"),
            guard(
                "hand_over_stays_as_prepared",
                "true",
                pgtrigger.Update,
                condition="(NEW.amount, NEW.amount_words, NEW.recipient, NEW.purpose, NEW.worksite_id, NEW.handed_on)"
                " IS DISTINCT FROM"
                " (OLD.amount, OLD.amount_words, OLD.recipient, OLD.purpose, OLD.worksite_id, OLD.handed_on)"
                " OR OLD.status IN ('closed', 'canceled')",
            ),
        ]

    def __str__(self):
        return f"{self.number}, {self.recipient}"

    def get_absolute_url(self):
        return reverse("fiscal:cashhandover-detail", args=[self.pk])
