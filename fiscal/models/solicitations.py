"""Asking suppliers for quotes and bids that stay sealed until they are opened (fiscal.md 3.12, 3.13)."""

import pgtrigger
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import ANY_WRITE, forever, guard, moves, unchanged
from doc_portal.core.money import MoneyField
from doc_portal.core.workflow import Transition, WorkflowRecord
from fiscal.models.commodities import CommodityClass
from fiscal.models.requisition_rules import WANTED_BY
from fiscal.models.requisitions import Requisition

NUMBER = RegexValidator(
    r"\A(IFB|RFP|RFQ)([0-9]{3}Y[0-9]{8}| ?[0-9]{8}| ?[A-Z]{2}[0-9]{3}|-[0-9]{2}-[0-9]{5})\Z",
    "Enter the number as it stands on the form, like IFB931Y19708295 or IFB 16708341.",
)
WITHIN_REASON = ("2000-01-01T00:00Z", "2200-01-01T00:00Z")
OPENED_ON = "(NEW.closes_at AT TIME ZONE 'America/Chicago')::date"
NOT_ADVERTISED = (
    f"NEW.advertise_days > 0 AND (NEW.advertised_on IS NULL OR {OPENED_ON} - NEW.advertised_on < NEW.advertise_days)"
)
TOO_FEW_QUOTES = (
    "NEW.quotes_required > (SELECT count(*) FROM fiscal_quote q WHERE q.solicitation_id = NEW.id"
    " AND NOT q.late AND NOT q.declined AND q.withdrawn_at IS NULL)"
)
WINDOW_MISCOUNTED = (
    "NEW.protest_ends_on IS DISTINCT FROM core_business_day_after(NEW.awarded_on, NEW.protest_days::integer)"
)
CHANGED = " OR ".join(
    f"NEW.{name} IS DISTINCT FROM OLD.{name}"
    for name in (
        "number", "method", "title", "asks", "requisition_id", "commodity_id", "estimate", "award_by",
        "multiple_award", "bid_security", "quotes_required", "advertise_days", "advertised_on", "advertised_in",
    )
)  # fmt: skip
NOT_OPEN_TO_ADDENDA = (
    "NOT EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.id = NEW.solicitation_id AND s.status = 'posted'"
    " AND s.closes_at > now() AND (NEW.closes_at IS NULL OR NEW.closes_at > s.closes_at))"
)
NOT_OF_A_DRAFT = (
    "EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.id IN (OLD.solicitation_id, NEW.solicitation_id)"
    " AND s.status <> 'draft')"
)
NOT_TAKEN = (
    "NOT EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.id = NEW.solicitation_id"
    " AND s.status IN ('posted', 'closed', 'evaluated', 'awarded', 'protest_window', 'final', 'no_award'))"
)
NOT_OPEN_TO_PRICES = (
    "NOT EXISTS (SELECT 1 FROM fiscal_quote q JOIN fiscal_solicitation s ON s.id = q.solicitation_id"
    " JOIN fiscal_solicitationitem i ON i.solicitation_id = s.id"
    " WHERE q.id = NEW.quote_id AND i.id = NEW.item_id AND NOT q.late AND NOT q.declined"
    " AND q.withdrawn_at IS NULL AND s.status IN ('posted', 'closed'))"
)
NOT_FINAL_YET = (
    "NEW.protest_ends_on >= (now() AT TIME ZONE 'America/Chicago')::date OR EXISTS (SELECT 1 FROM fiscal_protest p"
    " WHERE p.solicitation_id = NEW.id AND p.timely AND p.outcome <> 'denied')"
)
NOT_TIMELY_AS_SAID = (
    "NEW.timely IS DISTINCT FROM (SELECT NEW.received_on <= s.protest_ends_on FROM fiscal_solicitation s"
    " WHERE s.id = NEW.solicitation_id)"
)
AWARD_OF_ANOTHER = (
    "NOT EXISTS (SELECT 1 FROM fiscal_quote q JOIN fiscal_solicitation s ON s.id = q.solicitation_id"
    " WHERE q.id = NEW.quote_id AND s.id = NEW.solicitation_id AND NOT q.late AND NOT q.declined"
    " AND q.withdrawn_at IS NULL AND s.status IN ('evaluated', 'awarded'))"
)
AWARDED_BY_WHO_ASKED = (
    "EXISTS (SELECT 1 FROM fiscal_solicitation s JOIN fiscal_requisition r ON r.id = s.requisition_id"  # noqa: S608
    f" WHERE s.id = NEW.solicitation_id AND NEW.created_by_id = ANY ({WANTED_BY}))"
)


class SolicitationStatus(models.TextChoices):
    """Where a solicitation stands."""

    DRAFT = "draft", "Draft"
    POSTED = "posted", "Posted"
    CLOSED = "closed", "Opened"
    EVALUATED = "evaluated", "Evaluated"
    AWARDED = "awarded", "Awarded"
    PROTEST_WINDOW = "protest_window", "Protest window"
    FINAL = "final", "Final"
    NO_AWARD = "no_award", "No award"
    CANCELLED = "cancelled", "Canceled"


S = SolicitationStatus
STEPS = {
    "post": Transition(frozenset({S.DRAFT}), S.POSTED, "Post solicitation", "Posted"),
    "close": Transition(frozenset({S.POSTED}), S.CLOSED, "Open quotes", "Quotes opened"),
    "evaluate": Transition(frozenset({S.CLOSED}), S.EVALUATED, "Evaluate quotes", "Evaluated"),
    "award": Transition(frozenset({S.EVALUATED}), S.AWARDED, "Award", "Awarded"),
    "announce": Transition(frozenset({S.AWARDED}), S.PROTEST_WINDOW, "Announce award", "Protest window begun"),
    "finalize": Transition(frozenset({S.PROTEST_WINDOW}), S.FINAL, "Make award final", "Award made final"),
    "reject": Transition(
        frozenset({S.CLOSED, S.EVALUATED, S.PROTEST_WINDOW}),
        S.NO_AWARD,
        "Reject all quotes",
        "All quotes rejected",
        danger=True,
    ),
    "cancel": Transition(
        frozenset({S.DRAFT, S.POSTED}), S.CANCELLED, "Cancel solicitation", "Solicitation canceled", danger=True
    ),
}


class SolicitationQuerySet(PortalQuerySet):
    def posted(self):
        """Those suppliers can answer, and those whose time is over and that are not opened yet."""
        return self.filter(status=S.POSTED)

    def to_open(self):
        """Those whose time is over, by the clock of the database."""
        return self.posted().filter(closes_at__lte=Now())

    def window_over(self, on=None):
        """Those nobody can protest against in time any more."""
        return self.filter(status=S.PROTEST_WINDOW, protest_ends_on__lt=on or timezone.localdate())

    def for_list(self):
        return self.select_related("requisition", "commodity")


class Solicitation(WorkflowRecord):
    """What suppliers are asked, until when, and how it is awarded.

    Once posted it changes by numbered addenda alone. Quotes can be read by nobody before `closes_at`, by the clock of
    the database. How many must answer and how many days it is advertised are those of the rule when it was posted.
    """

    Status = SolicitationStatus
    PAST_ACTS = {
        "amend": "Addendum issued",
        "enter": "Prices entered",
        "receive": "Quote received",
        "receive_late": "Late quote logged, unopened",
        "withdraw": "Quote withdrawn",
    }

    class Method(models.TextChoices):
        QUOTES = "quotes", "Informal quotes"
        BIDS = "bids", "Invitation for bids"
        PROPOSALS = "proposals", "Request for proposals"
        CONSTRUCTION = "construction", "Construction or repair"

    class AwardBy(models.TextChoices):
        LINES = "lines", "Price of each line"
        DISCOUNT = "discount", "Firm catalog discount"
        COMMISSION = "commission", "Commission"

    STATUS_LEVELS = {
        S.DRAFT: "off", S.POSTED: "info", S.CLOSED: "warn", S.EVALUATED: "warn", S.AWARDED: "ok",
        S.PROTEST_WINDOW: "warn", S.FINAL: "ok", S.NO_AWARD: "off", S.CANCELLED: "off",
    }  # fmt: skip
    TRANSITIONS = STEPS

    number = models.CharField(max_length=20, unique=True, validators=[NUMBER])
    method = models.CharField(max_length=12, choices=Method, default=Method.QUOTES)
    title = models.CharField(max_length=160)
    asks = models.TextField("what is asked for", max_length=4000)
    requisition = models.ForeignKey(
        Requisition, on_delete=models.PROTECT, null=True, blank=True, related_name="solicitations"
    )
    commodity = models.ForeignKey(
        CommodityClass, on_delete=models.PROTECT, related_name="solicitations", verbose_name="commodity class"
    )
    estimate = MoneyField("estimated amount")
    award_by = models.CharField("awarded by", max_length=10, choices=AwardBy, default=AwardBy.LINES)
    multiple_award = models.BooleanField("several suppliers may be awarded", default=False)
    bid_security = models.CharField(
        "bid security", max_length=120, blank=True, default="", help_text="Like “5 percent of the bid”; empty for none."
    )
    advertised_on = models.DateField("first advertised on", null=True, blank=True)
    advertised_in = models.CharField(
        "advertised in", max_length=200, blank=True, default="", help_text="Two dailies likely to reach bidders."
    )
    closes_at = models.DateTimeField("closes")
    quotes_required = models.PositiveSmallIntegerField(default=0, editable=False)
    advertise_days = models.PositiveSmallIntegerField(default=0, editable=False)
    status = models.CharField(max_length=15, choices=SolicitationStatus, default=S.DRAFT, editable=False)
    posted_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    awarded_on = models.DateField(null=True, editable=False)
    protest_days = models.PositiveSmallIntegerField(null=True, editable=False)
    protest_ends_on = models.DateField("last day to protest", null=True, editable=False)
    award_reason = models.TextField(max_length=2000, blank=True, default="", editable=False)
    open_market_amount = MoneyField("price on the open market", null=True, editable=False)

    objects = SolicitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [
            ("post_solicitation", "Can post a solicitation"),
            ("amend_solicitation", "Can issue addenda and answer questions"),
            ("receive_solicitation", "Can log quotes that arrive"),
            ("close_solicitation", "Can open quotes once their time is over"),
            ("evaluate_solicitation", "Can evaluate quotes"),
            ("award_solicitation", "Can award a solicitation"),
            ("finalize_solicitation", "Can make an award final"),
            ("reject_solicitation", "Can reject all quotes"),
            ("cancel_solicitation", "Can cancel a solicitation"),
            ("protest_solicitation", "Can record and decide protests"),
        ]
        constraints = [
            models.CheckConstraint(
                name="solicitation_says_what",
                condition=~Q(title="") & ~Q(asks="") & Q(estimate__gt=0),
                violation_error_message="Say what is asked for, for an estimate above zero.",
            ),
            models.CheckConstraint(
                name="solicitation_awarded_with_its_window",
                condition=~Q(status__in=["awarded", "protest_window", "final"])
                | Q(awarded_on__isnull=False, protest_days__isnull=False, protest_ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="solicitation_opened_by_somebody",
                condition=Q(status__in=["draft", "posted", "cancelled"])
                | Q(opened_at__gte=F("closes_at"), opened_by__isnull=False),
                violation_error_message="Quotes are opened once their time is over.",
            ),
            models.CheckConstraint(
                name="solicitation_closes_within_reason",
                condition=Q(closes_at__range=WITHIN_REASON),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
            models.CheckConstraint(
                name="solicitation_words_known",
                condition=Q(method__in=["quotes", "bids", "proposals", "construction"])
                & Q(award_by__in=["lines", "discount", "commission"]),
            ),
            days_within_reason("solicitation_days_within_reason", "advertised_on", "awarded_on", "protest_ends_on"),
        ]
        triggers = [
            forever("solicitation_never_deleted"),
            moves("solicitation_moves_as_it_may", STEPS),
            guard("solicitation_begins_as_draft", "NEW.status <> 'draft'", pgtrigger.Insert),
            guard("solicitation_changes_by_addendum", CHANGED, pgtrigger.Update, condition="OLD.status <> 'draft'"),
            guard(
                "solicitation_time_follows_addenda", "pg_trigger_depth() < 2", pgtrigger.Update,
                condition="OLD.status <> 'draft' AND NEW.closes_at <> OLD.closes_at",
            ),
            guard(
                "solicitation_posted_before_it_closes", "NEW.closes_at <= now()", pgtrigger.Update,
                condition="NEW.status = 'posted' AND OLD.status = 'draft'",
            ),
            guard(
                "solicitation_advertised_in_time", NOT_ADVERTISED, pgtrigger.Update,
                condition="NEW.status = 'posted' AND OLD.status = 'draft'",
            ),
            guard(
                "solicitation_opened_after_it_closes", "NEW.closes_at > now()", pgtrigger.Update,
                condition="NEW.status = 'closed' AND OLD.status = 'posted'",
            ),
            guard(
                "solicitation_canceled_before_it_closes", "NEW.closes_at <= now()", pgtrigger.Update,
                condition="NEW.status = 'cancelled' AND OLD.status = 'posted'",
            ),
            guard(
                "solicitation_has_enough_quotes", TOO_FEW_QUOTES, pgtrigger.Update,
                condition="NEW.status = 'awarded' AND OLD.status <> 'awarded'",
            ),
            guard(
                "solicitation_final_after_its_window", NOT_FINAL_YET, pgtrigger.Update,
                condition="NEW.status = 'final' AND OLD.status <> 'final'",
            ),
            guard(
                "solicitation_window_in_business_days", WINDOW_MISCOUNTED, pgtrigger.Update,
                condition="NEW.awarded_on IS NOT NULL AND (OLD.awarded_on IS NULL"
                " OR NEW.protest_ends_on IS DISTINCT FROM OLD.protest_ends_on)",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.number}, {self.title}"

    def get_absolute_url(self):
        return reverse("fiscal:solicitation-detail", args=[self.pk])

    @property
    def editable(self) -> bool:
        """Only before it is posted."""
        return self.status == S.DRAFT

    @property
    def is_sealed(self) -> bool:
        """Whether its time is still running, so that nobody reads a quote."""
        return self.closes_at > timezone.now()

    @property
    def by_percent(self) -> bool:
        """Whether suppliers answer with a percentage: the higher the better."""
        return self.award_by != self.AwardBy.LINES


class SolicitationItem(models.Model):
    """One thing suppliers are asked a price or a percentage for."""

    solicitation = models.ForeignKey(Solicitation, on_delete=models.PROTECT, related_name="items")
    no = models.PositiveSmallIntegerField("line")
    description = models.CharField(max_length=300)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=1)
    unit = models.CharField(max_length=20, default="each")

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["solicitation", "no"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["solicitation", "no"], name="solicitation_item_once"),
            models.CheckConstraint(
                name="solicitation_item_of_some_quantity",
                condition=Q(quantity__gt=0) & ~Q(description=""),
                violation_error_message="Say what the line is for, with a quantity above zero.",
            ),
        ]
        triggers = [guard("solicitation_item_fixed_once_posted", NOT_OF_A_DRAFT, ANY_WRITE)]

    def __str__(self):
        return f"Line {self.no}: {self.description}"


class Addendum(models.Model):
    """A numbered change of a posted solicitation. Rows are only added; the closing follows them, and only later."""

    solicitation = models.ForeignKey(Solicitation, on_delete=models.PROTECT, related_name="addenda")
    number = models.PositiveSmallIntegerField()
    says = models.TextField("what changes", max_length=2000)
    closes_at = models.DateTimeField("new closing", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("issued", db_default=Now())

    objects = PortalQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "addenda"
        ordering = ["solicitation", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["solicitation", "number"], name="addendum_is_numbered_once"),
            models.CheckConstraint(
                name="addendum_says_what", condition=~Q(says=""), violation_error_message="Say what changes."
            ),
            models.CheckConstraint(
                name="addendum_closes_within_reason",
                condition=Q(closes_at=None) | Q(closes_at__range=WITHIN_REASON),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
        ]
        triggers = [
            unchanged("addendum_stays"),
            guard("addendum_while_it_can_be_answered", NOT_OPEN_TO_ADDENDA, pgtrigger.Insert),
            pgtrigger.Trigger(
                name="addendum_moves_the_closing",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.closes_at IS NOT NULL"),
                func="UPDATE fiscal_solicitation SET closes_at = NEW.closes_at WHERE id = NEW.solicitation_id;"
                " RETURN NULL;",
            ),
        ]

    def __str__(self):
        return f"Addendum {self.number}"


class SolicitationQuestion(models.Model):
    """What a supplier asked, and the answer every supplier gets."""

    solicitation = models.ForeignKey(Solicitation, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.CharField("asked by", max_length=160)
    question = models.TextField(max_length=2000)
    answer = models.TextField(max_length=2000, blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("entered", db_default=Now())

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["solicitation", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="solicitation_answer_by_somebody",
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
            )
        ]
        triggers = [
            unchanged("solicitation_question_stays", "answer", "answered_by_id", "answered_at"),
            guard("solicitation_answer_stays", "true", pgtrigger.Update, condition="OLD.answer <> ''"),
        ]

    def __str__(self):
        return f"Question of {self.asked_by}"


class Protest(models.Model):
    """A supplier protests against an award. What comes after the window is recorded as untimely and stays so."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Not decided"
        DENIED = "denied", "Denied"
        SUSTAINED = "sustained", "Sustained"

    solicitation = models.ForeignKey(Solicitation, on_delete=models.PROTECT, related_name="protests")
    protested_by = models.CharField("protested by", max_length=160)
    received_on = models.DateField("received on", default=timezone.localdate)
    grounds = models.TextField(max_length=4000)
    timely = models.BooleanField(editable=False)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN, editable=False)
    decision = models.TextField(max_length=2000, blank=True, default="", editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("entered", db_default=Now())

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["solicitation", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="protest_says_why",
                condition=~Q(grounds="") & ~Q(protested_by=""),
                violation_error_message="Say who protests and on what grounds.",
            ),
            models.CheckConstraint(
                name="protest_decided_by_somebody",
                condition=Q(outcome="open", decided_at=None)
                | ~Q(outcome="open") & ~Q(decision="") & Q(decided_at__isnull=False),
            ),
            days_within_reason("protest_days_within_reason", "received_on"),
        ]
        triggers = [
            unchanged("protest_stays", "outcome", "decision", "decided_by_id", "decided_at"),
            guard("protest_decided_once", "true", pgtrigger.Update, condition="OLD.outcome <> 'open'"),
            guard("protest_timely_by_its_day", NOT_TIMELY_AS_SAID, pgtrigger.Insert),
        ]

    def __str__(self):
        return f"Protest of {self.protested_by}"
