"""Purchasing cards: who holds one, what was bought with it month by month, and who approved and reviewed it (21)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.urls import reverse

from doc_portal.core.models import Attachment, PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import days_within_reason, positive_period
from doc_portal.core.models.rules import but_for, forever, guard, moves
from doc_portal.core.money import MoneyField
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.codes import CoaCode
from fiscal.models.requisitions import Requisition

NOT_EXPLAINED_OR_OPEN = (
    "EXISTS (SELECT 1 FROM fiscal_cardtransaction t WHERE t.cycle_id = NEW.id"
    " AND (t.receipt_id IS NULL OR t.status NOT IN ('reviewed', 'disputed')))"
)
OF_A_CLOSED_CYCLE = "EXISTS (SELECT 1 FROM fiscal_cardcycle c WHERE c.id = NEW.cycle_id AND c.status <> 'open')"
ITS_CARD = "NOT EXISTS (SELECT 1 FROM fiscal_card c WHERE c.id = NEW.card_id"
NOT_ITS_APPROVER = f"{ITS_CARD} AND c.approver_id = NEW.approved_by_id)"
NOT_ITS_REVIEWER = f"{ITS_CARD} AND c.reviewer_id = NEW.reviewed_by_id)"
NOT_APPROVED = (
    "NOT EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id = NEW.requisition_id"
    " AND r.status IN ('approved', 'sourcing'))"
)
NOT_SOURCED = (
    "NOT EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.requisition_id = NEW.requisition_id"
    " AND d.superseded_at IS NULL AND cardinality(fiscal_papers_missing(d.id)) = 0)"
)
DECIDED = "'approved', 'reviewed'"


class CardQuerySet(PortalQuerySet):
    def for_list(self):
        return self.select_related("holder", "approver", "reviewer", "worksite")

    def unreviewed(self):
        """Those with purchases of the last cycle that were not reviewed."""
        last = CardCycle.objects.order_by("-month").values("pk")[:1]
        waiting = CardTransaction.objects.filter(card=OuterRef("pk"), cycle__in=last).exclude(status="reviewed")
        return self.filter(Exists(waiting))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["version"])
class Card(Record):
    """A card of one person. Of its number the portal keeps the last four digits alone.

    Holder, approver and reviewer are three people. `org` says with whose purchases those of the card are added up.
    """

    WORKSITE_PATH = "worksite"

    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cards")
    last_digits = models.CharField("last four digits", max_length=4)
    purpose = models.CharField("what it is for", max_length=200)
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    org = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+", verbose_name="organization")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    single_limit = MoneyField("limit of a purchase")
    cycle_limit = MoneyField("limit of a cycle")
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True, help_text="The first day on which it no longer holds.")

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = "purchasing card"
        ordering = ["-pk"]
        default_permissions = ("add", "change", "view", "export")
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "last_digits"],
                name="card_of_a_holder_once",
                violation_error_message="The holder has a card with these digits already.",
            ),
            models.CheckConstraint(
                name="card_shows_four_digits",
                condition=Q(last_digits__regex=r"^[0-9]{4}$"),
                violation_error_message="Enter the last four digits of the number, and no more of it.",
            ),
            models.CheckConstraint(
                name="card_not_approved_by_its_holder",
                condition=~Q(approver=F("holder")),
                violation_error_message="The holder cannot approve what they buy. Choose another approver.",
            ),
            models.CheckConstraint(
                name="card_not_reviewed_by_its_holder",
                condition=~Q(reviewer=F("holder")),
                violation_error_message="The holder cannot review what they buy. Choose another reviewer.",
            ),
            models.CheckConstraint(
                name="card_reviewed_by_another_than_approves",
                condition=~Q(reviewer=F("approver")),
                violation_error_message="Approver and reviewer are two people. Choose another reviewer.",
            ),
            models.CheckConstraint(
                name="card_not_given_to_oneself",
                condition=Q(created_by=None) | ~Q(holder=F("created_by")),
                violation_error_message="Nobody enters a card of their own. Ask somebody else to.",
            ),
            models.CheckConstraint(
                name="card_limits_in_order",
                condition=Q(single_limit__gt=0, cycle_limit__gte=F("single_limit")),
                violation_error_message="Enter a limit above zero, and one of a cycle that is no lower.",
            ),
            models.CheckConstraint(
                name="card_says_what_it_is_for",
                condition=Q(purpose__regex=r"\S"),
                violation_error_message="Say what the card is for.",
            ),
            positive_period("card_ends_after_it_starts", "starts_on", "ends_on"),
            days_within_reason("card_days_within_reason", "starts_on", "ends_on"),
        ]
        triggers = [
            forever("card_never_deleted"),
            guard(
                "card_keeps_its_holder", "true", pgtrigger.Update,
                condition="NEW.holder_id <> OLD.holder_id OR NEW.last_digits <> OLD.last_digits",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Card {self.last_digits} of {self.holder.shown_name}"

    def get_absolute_url(self):
        return reverse("fiscal:card-detail", args=[self.pk])

    @property
    def name(self) -> str:
        """What it is called in lists."""
        return str(self)


class CycleQuerySet(PortalQuerySet):
    def for_list(self):
        waiting = Q(transactions__status__in=["imported", "explained", "approved"])
        return self.annotate(
            purchases=Count("transactions"),
            spent=Sum("transactions__amount"),
            waiting=Count("transactions", filter=waiting),
            without=Count("transactions", filter=Q(transactions__isnull=False, transactions__receipt=None)),
        )


class CycleStatus(models.TextChoices):
    """Whether purchases of the month are still worked on."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


CLOSING = {"close": Transition(frozenset({CycleStatus.OPEN}), CycleStatus.CLOSED, "Close cycle", "Closed")}


class CardCycle(WorkflowRecord):
    """A month of purchases with all cards. It is closed once each has its receipt and is reviewed or in dispute."""

    Status = CycleStatus
    STATUS_LEVELS = {Status.OPEN: "info", Status.CLOSED: "off"}
    TRANSITIONS = CLOSING

    month = models.DateField(unique=True, editable=False, help_text="Its first day.")
    status = models.CharField(max_length=6, choices=Status, default=Status.OPEN, editable=False)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = "card cycle"
        ordering = ["-month"]
        default_permissions = ("view", "export")
        permissions = [("close_cardcycle", "Can close a cycle of purchasing cards")]
        constraints = [
            models.CheckConstraint(
                name="card_cycle_is_a_month",
                condition=Q(month__day=1, month__range=("2000-01-01", "2199-12-31")),
                violation_error_message="A cycle is a month between 2000 and 2199.",
            )
        ]
        triggers = [
            forever("card_cycle_never_deleted"),
            guard(
                "card_cycle_closed_with_all_receipts", NOT_EXPLAINED_OR_OPEN, pgtrigger.Update,
                condition="NEW.status = 'closed' AND OLD.status <> 'closed'",
            ),
            moves("card_cycle_moves_as_it_may", CLOSING),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.month:%B %Y}"

    @property
    def name(self) -> str:
        """What it is called in lists."""
        return str(self)

    @property
    def is_whole(self) -> bool:
        """Of cycles as lists read them: whether every purchase has its receipt and was reviewed or is in dispute."""
        return not self.waiting and not self.without

    def get_absolute_url(self):
        return reverse("fiscal:cardcycle-detail", args=[self.pk])


class PurchaseStatus(models.TextChoices):
    """Where a purchase stands."""

    IMPORTED = "imported", "To explain"
    EXPLAINED = "explained", "Explained"
    APPROVED = "approved", "Approved"
    REVIEWED = "reviewed", "Reviewed"
    DISPUTED = "disputed", "Disputed"


STEPS = {
    "explain": Transition(
        frozenset({PurchaseStatus.IMPORTED, PurchaseStatus.DISPUTED}), PurchaseStatus.EXPLAINED, "Explain", "Explained"
    ),
    "approve": Transition(frozenset({PurchaseStatus.EXPLAINED}), PurchaseStatus.APPROVED, "Approve", "Approved"),
    "review": Transition(frozenset({PurchaseStatus.APPROVED}), PurchaseStatus.REVIEWED, "Review", "Reviewed"),
    "dispute": Transition(
        frozenset({PurchaseStatus.IMPORTED, PurchaseStatus.EXPLAINED, PurchaseStatus.APPROVED}),
        PurchaseStatus.DISPUTED,
        "Dispute",
        "Disputed",
        danger=True,
    ),
}


class CardTransactionQuerySet(PortalQuerySet):
    def for_list(self):
        return self.select_related("card__holder", "cycle", "requisition")

    def of_holder(self, user):
        """What somebody bought."""
        return self.filter(card__holder=user)

    def to_explain(self, user):
        """Theirs, and the receipt, the requisition or what it was for is missing."""
        return self.of_holder(user).filter(status__in=["imported", "disputed"])

    def to_approve(self, user):
        """Explained, on a card they approve."""
        return self.filter(card__approver=user, status="explained")

    def to_review(self, user):
        """Approved, on a card they review."""
        return self.filter(card__reviewer=user, status="approved")

    def exceptions(self):
        """Those that went beyond a limit, or the days of the card."""
        return self.exclude(exception="")


class CardTransaction(WorkflowRecord):
    """A purchase with a card, as the bank lists it. What it says stays; the holder adds receipt, requisition and use.

    `exception` says which limit it went beyond; it happened already, so it is kept and the reviewer says what of it.
    """

    WORKSITE_PATH = "card__worksite"

    Status = PurchaseStatus
    STATUS_LEVELS = {
        Status.IMPORTED: "warn", Status.EXPLAINED: "info", Status.APPROVED: "ok", Status.REVIEWED: "off",
        Status.DISPUTED: "bad",
    }  # fmt: skip
    TRANSITIONS = STEPS

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="transactions", editable=False)
    cycle = models.ForeignKey(CardCycle, on_delete=models.PROTECT, related_name="transactions", editable=False)
    posted_on = models.DateField("posted on", editable=False)
    vendor_name = models.CharField("vendor", max_length=120, editable=False)
    amount = MoneyField(editable=False)
    reference = models.CharField(max_length=40, editable=False)
    exception = models.CharField("exception", max_length=300, blank=True, default="", editable=False)
    description = models.CharField("what for", max_length=500, blank=True, default="")
    receipt = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    requisition = models.ForeignKey(
        Requisition, on_delete=models.PROTECT, null=True, editable=False, related_name="card_transactions"
    )
    status = models.CharField(max_length=9, choices=Status, default=Status.IMPORTED, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    exception_reason = models.CharField(max_length=1000, blank=True, default="", editable=False)

    objects = CardTransactionQuerySet.as_manager()

    class Meta:
        verbose_name = "card purchase"
        ordering = ["-posted_on", "-pk"]
        default_permissions = ("view", "export")
        permissions = [
            ("import_cardtransaction", "Can bring in purchases with cards"),
            ("hold_cardtransaction", "Can list one's own purchases with a card"),
            ("explain_cardtransaction", "Can explain one's own purchase with a card"),
            ("approve_cardtransaction", "Can approve purchases with the cards one is named for"),
            ("review_cardtransaction", "Can review purchases with the cards one is named for"),
            ("dispute_cardtransaction", "Can dispute a purchase with a card"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "reference"],
                name="card_reference_once",
                violation_error_message="A purchase of this reference came before.",
            ),
            models.CheckConstraint(
                name="card_purchase_of_more_than_nothing",
                condition=Q(amount__gt=0),
                violation_error_message="Enter an amount above zero.",
            ),
            models.CheckConstraint(
                name="card_purchase_has_its_receipt",
                condition=Q(status__in=["imported", "disputed"])
                | Q(receipt__isnull=False, requisition__isnull=False, description__regex=r"\S"),
                violation_error_message="Attach the receipt, name the approved requisition, and say what it was for.",
            ),
            models.CheckConstraint(
                name="card_purchase_approved_by_somebody",
                condition=~Q(status__in=["approved", "reviewed"]) | Q(approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="card_exception_is_reasoned",
                condition=~Q(status="reviewed")
                | Q(reviewed_by__isnull=False) & (Q(exception="") | Q(exception_reason__regex=r"\S")),
                violation_error_message="Say why the purchase could go beyond the limit.",
            ),
        ]
        triggers = [
            forever("card_purchase_never_deleted"),
            guard(
                "card_purchase_stays_as_listed",
                but_for(
                    "status", "version", "description", "receipt_id", "requisition_id", "approved_by_id",
                    "reviewed_by_id", "exception_reason",
                ),
                pgtrigger.Update,
            ),
            guard(
                "card_purchase_stays_once_approved", "true", pgtrigger.Update,
                condition=f"OLD.status IN ({DECIDED}) AND (NEW.receipt_id IS DISTINCT FROM OLD.receipt_id"
                " OR NEW.requisition_id IS DISTINCT FROM OLD.requisition_id OR NEW.description <> OLD.description)",
            ),
            guard("card_purchase_begins_unexplained", "NEW.status <> 'imported'", pgtrigger.Insert),
            guard("card_purchase_of_an_open_cycle", OF_A_CLOSED_CYCLE, pgtrigger.Insert),
            guard(
                "card_purchase_on_an_approved_requisition", NOT_APPROVED, pgtrigger.Update,
                condition="NEW.status IN ('explained', 'approved') AND OLD.status <> NEW.status",
            ),
            guard(
                "card_purchase_once_sourced", NOT_SOURCED, pgtrigger.Update,
                condition="NEW.status = 'approved' AND OLD.status <> 'approved'",
            ),
            guard(
                "card_purchase_approved_by_its_approver", NOT_ITS_APPROVER, pgtrigger.Update,
                condition="NEW.status = 'approved' AND OLD.status <> 'approved'",
            ),
            guard(
                "card_purchase_reviewed_by_its_reviewer", NOT_ITS_REVIEWER, pgtrigger.Update,
                condition="NEW.status = 'reviewed' AND OLD.status <> 'reviewed'",
            ),
            moves("card_purchase_moves_as_it_may", STEPS),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.vendor_name}, {self.reference}"

    def get_absolute_url(self):
        return reverse("fiscal:cardtransaction-detail", args=[self.pk])

    @property
    def holder_words(self) -> str:
        """Whose card, under the vendor."""
        return str(self.card)
