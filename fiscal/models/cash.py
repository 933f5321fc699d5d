"""Money that arrives: logged as mail is opened; received, recorded and transmitted by three people (fiscal.md 3.24)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import but_for, forever, guard
from doc_portal.core.money import MoneyField
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.commissions import CommissionMonth
from fiscal.models.sums import follows, summed
from fiscal.models.tickets import TicketRoll

TRANSMIT_DAYS = "receipts_transmit_days"
TICKETS_DIFFER = """EXISTS (
    SELECT 1 FROM (
        SELECT r.roll_id, r.amount AS cash, 0 AS due FROM fiscal_cashreceipt r
         WHERE r.batch_id = NEW.id AND r.roll_id IS NOT NULL AND r.voided_at IS NULL
        UNION ALL
        SELECT c.roll_id, 0, c.due FROM fiscal_ticketcount c WHERE c.batch_id = NEW.id
    ) x GROUP BY roll_id HAVING sum(cash) <> sum(due))"""
"""SQL: whether for some roll of tickets the cash of a batch is not what its count says was sold."""


RECEIVED_IT = (
    "You received this money. Somebody else must record it: receiving, recording and transmitting are done by three "
    "people."
)
HAD_A_HAND = (
    "You received or recorded this money. A third person must transmit it: receiving, recording and transmitting are "
    "done by three people."
)


def counted_next_by(user, model, way: str = "") -> Q:
    """The rows whose day's receipts, found by `way`, this person has still to count: to record or to transmit them.

    Until they have, no page tells them what the money comes to; who transmits is not told before it is recorded either.
    """
    records, transmits = (scope_of(user, f"fiscal.{verb}_receiptbatch") for verb in ("record", "transmit"))
    received, recorded = Q(**{f"{way}received_by": user}), Q(**{f"{way}recorded_by": user})
    to_record = records.rows_of(model) & Q(**{f"{way}status": "open"}) & ~received
    return (
        to_record | transmits.rows_of(model) & Q(**{f"{way}status__in": ["open", "recorded"]}) & ~received & ~recorded
    )


class ReceiptBatchQuerySet(PortalQuerySet):
    def with_shown(self, user):
        """Each with `is_blind`, whether this person has still to count it, and `shown`: else what it comes to."""
        blind = counted_next_by(user, self.model)
        return self.annotate(
            is_blind=Case(When(blind, then=Value(True)), default=Value(False)),
            shown=Case(When(blind, then=Value(None)), default=F("total"), output_field=MoneyField()),
        )

    def waiting(self):
        """Those whose money is not on its way yet."""
        return self.filter(status__in=[ReceiptBatch.Status.OPEN, ReceiptBatch.Status.RECORDED])

    def with_due(self, days):
        """Each with the day by which it is transmitted: so many business days (or SQL for them) after it came."""
        days = Value(days) if isinstance(days, int) else days
        due = Func(F("received_on"), days, function="core_business_day_after", output_field=models.DateField())
        return self.annotate(due_on=due)

    def late(self, days, on=None):
        """Those that wait longer than so many business days."""
        return self.waiting().with_due(days).filter(due_on__lt=on or timezone.localdate())

    def for_list(self):
        return self.select_related("worksite", "received_by", "recorded_by", "transmitted_by")


class ReceiptBatch(WorkflowRecord):
    """What one person received at a worksite on a day, on its way to the deposit.

    Received by one person, recorded by a second, transmitted by a third. What was received, what is deposited and
    what is posted are one amount; `total` follows the receipts.
    """

    WORKSITE_PATH = "worksite"

    class Status(models.TextChoices):
        OPEN = "open", "Being received"
        RECORDED = "recorded", "Recorded"
        TRANSMITTED = "transmitted", "Deposited"
        POSTED = "posted", "Posted"

    STATUS_LEVELS = {Status.OPEN: "info", Status.RECORDED: "warn", Status.TRANSMITTED: "info", Status.POSTED: "ok"}
    TRANSITIONS = {
        "record": Transition(frozenset({Status.OPEN}), Status.RECORDED, "Record receipts", "Receipts recorded"),
        "transmit": Transition(
            frozenset({Status.RECORDED}), Status.TRANSMITTED, "Transmit to the deposit", "Receipts deposited"
        ),
        "reopen": Transition(
            frozenset({Status.RECORDED}), Status.OPEN, "Return to who received", "Receipts returned", danger=True
        ),
        "post": Transition(frozenset({Status.TRANSMITTED}), Status.POSTED, "Post deposit", "Deposit posted"),
    }

    number = models.CharField(max_length=20, unique=True, editable=False)
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField("received on", default=timezone.localdate)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN, editable=False)
    total = MoneyField("received", default=0, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True)
    recorded_total = MoneyField("recorded", null=True)
    transmitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    transmitted_at = models.DateTimeField(null=True)
    deposited_total = MoneyField("deposited", null=True)
    deposit_reference = models.CharField("deposit slip", max_length=40, blank=True, default="")
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField(null=True)
    posted_total = MoneyField("posted", null=True)
    posted_document = models.CharField("SAM II document", max_length=40, blank=True, default="")

    objects = ReceiptBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "day's receipts"
        verbose_name_plural = "receipts by day"
        ordering = ["-received_on", "-pk"]
        default_permissions = ("view", "export")
        permissions = [
            ("record_receiptbatch", "Can record receipts somebody else received"),
            ("transmit_receiptbatch", "Can transmit receipts others received and recorded"),
            ("reopen_receiptbatch", "Can return recorded receipts to who received them"),
            ("post_receiptbatch", "Can post a deposit"),
            ("review_receiptbatch", "Is told of receipts that wait too long"),
        ]
        indexes = [
            models.Index(
                fields=["received_on"], condition=Q(status__in=["open", "recorded"]), name="receipts_that_wait"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["worksite", "received_on", "received_by"],
                condition=Q(status="open"),
                name="receipt_batch_of_a_day_is_open_once",
            ),
            models.CheckConstraint(
                name="receipts_recorded_by_another",
                condition=Q(recorded_by=None) | ~Q(recorded_by=F("received_by")),
                violation_error_message=RECEIVED_IT,
            ),
            models.CheckConstraint(
                name="receipts_transmitted_by_a_third",
                condition=Q(transmitted_by=None)
                | Q(recorded_by__isnull=False)
                & ~Q(transmitted_by=F("received_by"))
                & ~Q(transmitted_by=F("recorded_by")),
                violation_error_message=HAD_A_HAND,
            ),
            models.CheckConstraint(
                name="receipts_recorded_are_those_received",
                condition=Q(recorded_total=None) | Q(recorded_total=F("total"), recorded_total__gt=0),
                violation_error_message="What is recorded is not what was received. Count again, or return it.",
            ),
            models.CheckConstraint(
                name="receipts_deposited_are_those_received",
                condition=Q(deposited_total=None) | Q(deposited_total=F("total")),
                violation_error_message="The deposit is not what was received. Count again, or return it.",
            ),
            models.CheckConstraint(
                name="receipts_posted_are_those_deposited",
                condition=Q(posted_total=None) | Q(posted_total=F("total")),
                violation_error_message="What is posted is not what was deposited. Correct the document in SAM II.",
            ),
            models.CheckConstraint(
                name="receipts_have_each_step",
                condition=(
                    Q(status="open", recorded_by=None, recorded_total=None, transmitted_by=None, posted_by=None)
                    | Q(status="recorded", recorded_by__isnull=False, recorded_at__isnull=False,
                        recorded_total__isnull=False, transmitted_by=None, posted_by=None)
                    | Q(status="transmitted", recorded_by__isnull=False, transmitted_by__isnull=False,
                        transmitted_at__isnull=False, recorded_total__isnull=False, deposited_total__isnull=False,
                        posted_by=None)
                    & ~Q(deposit_reference="")
                    | Q(status="posted", recorded_by__isnull=False, transmitted_by__isnull=False,
                        deposited_total__isnull=False, posted_by__isnull=False, posted_at__isnull=False,
                        posted_total__isnull=False)
                    & ~Q(deposit_reference="") & ~Q(posted_document="")
                ),
            ),
            days_within_reason("receipt_batch_days_within_reason", "received_on"),
        ]  # fmt: skip
        triggers = [
            forever("receipt_batch_never_deleted"),
            follows("receipts_total_follows_receipts", "total"),
            guard(
                "receipt_batch_keeps_who_received",
                "true",
                pgtrigger.Update,
                condition="NEW.received_by_id <> OLD.received_by_id OR NEW.received_on <> OLD.received_on"
                " OR NEW.worksite_id <> OLD.worksite_id OR OLD.status = 'posted'",
            ),
            guard(
                "receipts_of_tickets_are_what_was_sold",
                TICKETS_DIFFER,
                pgtrigger.Update,
                condition="OLD.status <> 'transmitted' AND NEW.status = 'transmitted'",
            ),
        ]

    def __str__(self):
        return f"{self.number}, {self.worksite}"

    def get_absolute_url(self):
        return reverse("fiscal:receiptbatch-detail", args=[self.pk])


class CashReceiptQuerySet(PortalQuerySet):
    def with_shown(self, user):
        """Each with `is_blind`: whether this person has still to count the day's receipts it belongs to."""
        blind = counted_next_by(user, self.model, "batch__")
        return self.annotate(is_blind=Case(When(blind, then=Value(True)), default=Value(False)))

    def counted(self):
        """Those that were not voided."""
        return self.filter(voided_at=None)

    def still_counted_by(self, user):
        """Those this person has still to count."""
        return self.counted().filter(counted_next_by(user, self.model, "batch__"))


class CashReceipt(Record):
    """One check or sum of cash, logged as it came out of the mail, with its endorsement. A wrong one is voided."""

    WORKSITE_PATH = "batch__worksite"

    class Instrument(models.TextChoices):
        CHECK = "check", "Check"
        MONEY_ORDER = "money_order", "Money order"
        CASH = "cash", "Cash"

    class Kind(models.TextChoices):
        COMMISSION = "commission", "Vending commission"
        TICKETS = "tickets", "Tickets sold"
        SALE = "sale", "Sale"
        REFUND = "refund", "Refund or repayment"
        OTHER = "other", "Other"

    number = models.CharField(max_length=20, unique=True, editable=False)
    batch = models.ForeignKey(ReceiptBatch, on_delete=models.PROTECT, related_name="receipts")
    payer = models.CharField("from", max_length=160)
    instrument = models.CharField("paid by", max_length=12, choices=Instrument, default=Instrument.CHECK)
    instrument_no = models.CharField("check number", max_length=40, blank=True, default="")
    amount = MoneyField()
    kind = models.CharField("what it is for", max_length=12, choices=Kind)
    note = models.CharField(max_length=200, blank=True, default="")
    commission = models.ForeignKey(
        CommissionMonth, on_delete=models.PROTECT, null=True, blank=True, related_name="receipts"
    )
    roll = models.ForeignKey(TicketRoll, on_delete=models.PROTECT, null=True, blank=True, related_name="receipts")
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    endorsed_at = models.DateTimeField("endorsed", null=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    voided_at = models.DateTimeField("voided", null=True, editable=False)
    void_reason = models.CharField(max_length=240, blank=True, default="", editable=False)

    objects = CashReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "receipt"
        ordering = ["batch", "pk"]
        default_permissions = ("add", "view")
        permissions = [("void_cashreceipt", "Can void a receipt somebody else logged")]
        constraints = [
            models.CheckConstraint(
                name="cash_receipt_is_something",
                condition=Q(amount__gt=0),
                violation_error_message="Enter an amount above zero.",
            ),
            models.CheckConstraint(
                name="check_is_endorsed_as_it_is_logged",
                condition=Q(instrument="cash")
                | Q(endorsed_at__isnull=False, endorsed_by__isnull=False, endorsed_by=F("created_by")),
                violation_error_message="Endorse the check “for deposit only” and confirm it as you log it.",
            ),
            models.CheckConstraint(
                name="check_has_its_number",
                condition=Q(instrument="cash") | ~Q(instrument_no=""),
                violation_error_message="Enter the number of the check or money order.",
            ),
            models.CheckConstraint(
                name="commission_is_of_a_live_contract",
                condition=Q(kind="commission", commission__isnull=False) | ~Q(kind="commission") & Q(commission=None),
                violation_error_message=(
                    "A commission is taken for a month of a vending contract in force. Choose the month; where there "
                    "is no live contract, log the money as “Other” and have the contract entered or renewed."
                ),
            ),
            models.CheckConstraint(
                name="ticket_money_is_of_a_roll",
                condition=Q(kind="tickets", roll__isnull=False) | ~Q(kind="tickets") & Q(roll=None),
                violation_error_message="Choose the roll of tickets the money is for.",
            ),
            models.CheckConstraint(
                name="receipt_voided_by_another_with_a_reason",
                condition=Q(voided_at=None, voided_by=None)
                | Q(voided_at__isnull=False, voided_by__isnull=False, created_by__isnull=False)
                & ~Q(void_reason="") & ~Q(voided_by=F("created_by")),
                violation_error_message="You logged this receipt. Somebody else must void it.",
            ),
            models.CheckConstraint(
                name="cash_receipt_words_known",
                condition=Q(instrument__in=["check", "money_order", "cash"])
                & Q(kind__in=["commission", "tickets", "sale", "refund", "other"]),
            ),
        ]  # fmt: skip
        triggers = [
            guard(
                "receipt_logged_by_who_received",
                "NOT EXISTS (SELECT 1 FROM fiscal_receiptbatch b WHERE b.id = NEW.batch_id AND b.status = 'open'"
                " AND b.received_by_id = NEW.created_by_id)",
                pgtrigger.Insert,
            ),
            guard(
                "receipt_is_voided_never_changed",
                f"{but_for('voided_at', 'voided_by_id', 'void_reason', 'version')}"  # noqa: S608
                " OR OLD.voided_at IS NOT NULL"
                " OR NOT EXISTS (SELECT 1 FROM fiscal_receiptbatch b WHERE b.id = OLD.batch_id AND b.status = 'open')",
                pgtrigger.Update | pgtrigger.Delete,
            ),
            *summed(
                "receipts_reach_their_batch", "fiscal_receiptbatch", "total", "batch_id",
                "SELECT sum(r.amount) FROM fiscal_cashreceipt r WHERE r.batch_id = o.id AND r.voided_at IS NULL",
            ),
            *summed(
                "receipts_reach_commissions", "fiscal_commissionmonth", "received", "commission_id",
                "SELECT sum(r.amount) FROM fiscal_cashreceipt r WHERE r.commission_id = o.id AND r.voided_at IS NULL",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.number}, {self.payer}"

    def get_absolute_url(self):
        return reverse("fiscal:cashreceipt-detail", args=[self.pk])


def with_received(months, user):
    """Months of commission, each with `is_blind`: whether this person has still to count money of it."""
    mine = CashReceipt.objects.still_counted_by(user).filter(commission=OuterRef("pk"))
    return months.annotate(is_blind=Exists(mine))
