"""Authority to spend and what is set aside of it, in three buckets that cannot exceed it (fiscal.md 3.4–3.6, 4.1)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Now
from django.urls import reverse

from doc_portal.core.models import PortalQuerySet, Record
from doc_portal.core.models.rules import TODAY, agreed, but_for, forever, guard, unchanged
from doc_portal.core.money import MoneyField, dollars
from fiscal.models.central import CentralQuerySet
from fiscal.models.codes import CoaCode, FundingString
from fiscal.models.years import AccountingPeriod, FiscalYear

KEPT_BY_ENTRIES = ("pre", "enc", "exp", "authority", "reserve", "restricted", "released", "original", "flexed")
OF_OTHER_CODES = " OR ".join(
    f"EXISTS (SELECT 1 FROM fiscal_coacode c WHERE c.id = NEW.{part}_id"  # noqa: S608
    f" AND (c.year_id <> NEW.budget_fy_id OR c.kind <> '{part}'))"
    for part in ("fund", "agency")
)
SIGNED = "(CASE WHEN reverses_id IS NULL THEN amount ELSE -amount END)"
"""What an adjustment counts: a reversal counts against what it reverses."""


def carried(name: str, **amounts: str) -> pgtrigger.Trigger:
    """What was inserted, added to its appropriations: once a statement, so that bulk loads stay linear (ruling 18).

    `amounts` says for each column of the appropriation what a new row adds to it, as SQL.
    """
    sums = ", ".join(f"sum({amount}) AS {column}" for column, amount in amounts.items())
    columns = ", ".join(f"{column} = a.{column} + d.{column}" for column in amounts)
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func=f"""
            PERFORM 1 FROM fiscal_appropriation WHERE id IN (SELECT appropriation_id FROM new_rows)
              ORDER BY id FOR NO KEY UPDATE;
            UPDATE fiscal_appropriation a SET {columns}
              FROM (SELECT appropriation_id, {sums} FROM new_rows GROUP BY appropriation_id) d
             WHERE a.id = d.appropriation_id;
            RETURN NULL;
        """,  # noqa: S608
    )


class AppropriationQuerySet(CentralQuerySet):
    def of_year(self, fy: int):
        return self.filter(budget_fy=fy)

    def for_list(self):
        return self.select_related("fund", "agency")

    def paying_for(self, string: FundingString):
        """The one that a funding string is charged to."""
        return self.filter(budget_fy=string.budget_fy_id, fund=string.fund_id, code=string.appropriation_code.code)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["version", *KEPT_BY_ENTRIES])
class Appropriation(Record):
    """Authority by law to spend from one fund, for one budget year.

    `pre`, `enc` and `exp` are what is intended, ordered and billed; `authority` less reserve, restriction and the three
    is available. All of them follow rows (entries, adjustments, allotments) and are written by nobody. What it is
    stays; whether allotments bind it and what of it may be flexed out changes in the name of who changed it.
    """

    class Kind(models.TextChoices):
        OPERATING = "operating", "Operating"
        CAPITAL_BIENNIAL = "capital_biennial", "Capital, biennial"
        REAPPROPRIATION = "reappropriation", "Reappropriation"

    budget_fy = models.ForeignKey(FiscalYear, on_delete=models.PROTECT, related_name="appropriations")
    fund = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=160)
    hb_section = models.CharField("House Bill section", max_length=20, blank=True, default="")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OPERATING)
    allotment_controlled = models.BooleanField(
        default=False, help_text="Spending beyond what is released is refused, not only warned about."
    )
    flex_percent = models.DecimalField(
        "share that may be flexed out", max_digits=5, decimal_places=2, null=True, blank=True,
        help_text="Percent of the original authority, as the bill says. Nothing is flexed out while it is empty.",
    )  # fmt: skip
    flex_authority = models.CharField(
        "where the bill says so", max_length=120, blank=True, default="", help_text="House Bill, section and year."
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField("last changed", null=True, editable=False)
    authority = MoneyField(default=0, editable=False)
    original = MoneyField("original authority", default=0, editable=False)
    flexed = MoneyField("flexed out", default=0, editable=False)
    reserve = MoneyField(default=0, editable=False)
    restricted = MoneyField(default=0, editable=False)
    released = MoneyField(default=0, editable=False)
    pre = MoneyField("intended", default=0, editable=False)
    enc = MoneyField("ordered", default=0, editable=False)
    exp = MoneyField("billed", default=0, editable=False)

    objects = AppropriationQuerySet.as_manager()

    class Meta:
        ordering = ["budget_fy", "code"]
        default_permissions = ("add", "change", "view", "export")
        constraints = [
            models.UniqueConstraint(
                fields=["budget_fy", "fund", "code"],
                name="appropriation_once_a_year",
                violation_error_message="The year has an appropriation of this code from this fund already.",
            ),
            models.CheckConstraint(
                name="appropriation_cannot_be_overspent",
                condition=Q(authority__gte=F("reserve") + F("restricted") + F("pre") + F("enc") + F("exp")),
                violation_error_message="The appropriation does not have that much left.",
            ),
            models.CheckConstraint(
                name="appropriation_keeps_to_what_is_released",
                condition=Q(allotment_controlled=False) | Q(released__gte=F("enc") + F("exp")),
                violation_error_message="The quarter's allotment does not have that much left.",
            ),
            models.CheckConstraint(
                name="appropriation_allots_no_more_than_it_has",
                condition=Q(released__lte=F("authority") - F("reserve") - F("restricted")),
                violation_error_message="Allotments are at most the authority less reserve and restriction.",
            ),
            models.CheckConstraint(
                name="appropriation_holds_no_less_than_nothing",
                condition=Q(pre__gte=0, enc__gte=0, exp__gte=0, reserve__gte=0, restricted__gte=0, authority__gte=0),
                violation_error_message="More would be taken back than was set aside.",
            ),
            models.CheckConstraint(
                name="appropriation_flexes_within_the_bill",
                condition=Q(flexed__lte=0)
                | Q(flex_percent__isnull=False) & Q(flexed__lte=F("original") * F("flex_percent") / 100),
                violation_error_message="More would be flexed out than the bill's share of the original authority.",
            ),
            models.CheckConstraint(
                name="appropriation_flex_has_its_authority",
                condition=Q(flex_percent=None) | ~Q(flex_authority=""),
                violation_error_message="Say which bill allows the flex.",
            ),
            models.CheckConstraint(
                name="appropriation_flexes_a_share",
                condition=Q(flex_percent=None) | Q(flex_percent__range=(0, 100)),
                violation_error_message="Enter a share from 0 to 100 percent.",
            ),
        ]
        triggers = [
            forever("appropriation_never_deleted"),
            guard(
                "appropriation_sums_follow_rows",
                "pg_trigger_depth() < 2",
                pgtrigger.Update,
                condition=" OR ".join(f"NEW.{name} <> OLD.{name}" for name in KEPT_BY_ENTRIES),
            ),
            guard(
                "appropriation_begins_empty",
                " OR ".join(f"NEW.{name} <> 0" for name in KEPT_BY_ENTRIES),
                pgtrigger.Insert,
            ),
            guard("appropriation_of_codes_of_its_year", OF_OTHER_CODES, pgtrigger.Insert),
            guard(
                "appropriation_keeps_its_code",
                "true",
                pgtrigger.Update,
                condition=" OR ".join(
                    f"NEW.{name} <> OLD.{name}" for name in ("budget_fy_id", "fund_id", "agency_id", "code", "kind")
                ),
            ),
            guard(
                "appropriation_change_names_who",
                f"({but_for(*KEPT_BY_ENTRIES, 'version', 'changed_by_id', 'changed_at')})"
                " AND (NEW.changed_by_id IS NULL OR NEW.changed_at IS NOT DISTINCT FROM OLD.changed_at)",
                pgtrigger.Update,
                when=pgtrigger.After,
            ),
        ]

    def __str__(self):
        return f"{self.code}, FY {self.budget_fy_id}"

    def get_absolute_url(self):
        return reverse("fiscal:appropriation-detail", args=[self.pk])

    @property
    def spendable(self):
        """What may be released and spent at all."""
        return self.authority - self.held_back

    @property
    def held_back(self):
        """Reserve and restriction together."""
        return self.reserve + self.restricted

    @property
    def committed(self):
        """What is intended, ordered or billed."""
        return self.pre + self.enc + self.exp

    @property
    def available(self):
        """What can still be set aside."""
        return self.spendable - self.committed

    @property
    def released_left(self):
        """What can still be ordered or billed of what is released."""
        return self.released - self.enc - self.exp


class AdjustmentQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """Those of appropriations one may read."""
        return self if user.has_perm("fiscal.view_appropriation") else self.none()


class Adjustment(models.Model):
    """A change of authority, reserve or restriction, with the document that orders it. Rows are only added.

    `amount` is above zero; the kind says which way it counts, and a row that `reverses` another counts the other way.
    `pair` joins the two legs of money that moves between appropriations of the department; a transfer without one
    comes from, or goes to, another department.
    """

    class Kind(models.TextChoices):
        ORIGINAL = "original", "Original"
        SUPPLEMENTAL = "supplemental", "Supplemental"
        TRANSFER_IN = "transfer_in", "Transfer in"
        TRANSFER_OUT = "transfer_out", "Transfer out"
        FLEX_IN = "flex_in", "Flex in"
        FLEX_OUT = "flex_out", "Flex out"
        RESERVE = "reserve", "Reserve"
        RESERVE_RELEASE = "reserve_release", "Reserve released"
        RESTRICTION = "restriction", "Restriction"
        RELEASE = "release", "Restriction released"

    appropriation = models.ForeignKey(Appropriation, on_delete=models.PROTECT, related_name="adjustments")
    kind = models.CharField(max_length=20, choices=Kind)
    amount = MoneyField()
    authority_document = models.CharField(max_length=120)
    pair = models.UUIDField(null=True, editable=False)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="reversed_by"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("entered", db_default=Now())

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        ordering = ["appropriation", "pk"]
        default_permissions = ("add",)
        constraints = [
            models.CheckConstraint(
                name="adjustment_of_more_than_nothing",
                condition=Q(amount__gt=0),
                violation_error_message="Enter an amount above zero; the kind says which way it counts.",
            ),
            models.CheckConstraint(
                name="adjustment_names_its_document",
                condition=~Q(authority_document=""),
                violation_error_message="Name the document that orders the change.",
            ),
            models.CheckConstraint(
                name="adjustment_flex_has_two_legs",
                condition=~Q(kind__in=["flex_in", "flex_out"]) | Q(pair__isnull=False),
                violation_error_message="Flex moves money from one appropriation to another: name both.",
            ),
        ]
        triggers = [
            unchanged("adjustment_is_reversed_never_changed"),
            guard(
                "adjustment_reverses_one_like_it",
                "NOT EXISTS (SELECT 1 FROM fiscal_adjustment o WHERE o.id = NEW.reverses_id AND o.kind = NEW.kind"
                " AND o.appropriation_id = NEW.appropriation_id AND o.amount = NEW.amount AND o.reverses_id IS NULL)",
                pgtrigger.Insert,
                condition="NEW.reverses_id IS NOT NULL",
            ),
            pgtrigger.Trigger(
                name="adjustment_legs_are_equal",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func=rf"""
                    IF EXISTS (SELECT 1 FROM new_rows WHERE pair IS NOT NULL GROUP BY pair HAVING count(*) <> 2
                        OR sum({SIGNED}) FILTER (WHERE kind LIKE '%\_in')
                           IS DISTINCT FROM sum({SIGNED}) FILTER (WHERE kind LIKE '%\_out')) THEN
                        RAISE EXCEPTION 'adjustment_legs_are_equal'
                            USING ERRCODE = '23514', CONSTRAINT = 'adjustment_legs_are_equal';
                    END IF;
                    RETURN NULL;
                """,  # noqa: S608
            ),
            carried(
                "adjustments_reach_the_appropriation",
                authority="CASE WHEN kind IN ('original', 'supplemental', 'transfer_in', 'flex_in') THEN 1"
                f" WHEN kind IN ('transfer_out', 'flex_out') THEN -1 ELSE 0 END * {SIGNED}",
                reserve=f"CASE kind WHEN 'reserve' THEN 1 WHEN 'reserve_release' THEN -1 ELSE 0 END * {SIGNED}",
                restricted=f"CASE kind WHEN 'restriction' THEN 1 WHEN 'release' THEN -1 ELSE 0 END * {SIGNED}",
                original=f"CASE kind WHEN 'original' THEN 1 ELSE 0 END * {SIGNED}",
                flexed=f"CASE kind WHEN 'flex_out' THEN 1 ELSE 0 END * {SIGNED}",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {dollars(self.amount)}"

    def get_absolute_url(self):
        """The appropriation it changes."""
        return reverse("fiscal:appropriation-detail", args=[self.appropriation_id])


class Allotment(models.Model):
    """What is released of an appropriation for a quarter (Const. IV §27): equal parts unless said otherwise."""

    appropriation = models.ForeignKey(Appropriation, on_delete=models.PROTECT, related_name="allotments")
    quarter = models.PositiveSmallIntegerField()
    amount = MoneyField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("released", db_default=Now())

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["appropriation", "quarter", "pk"]
        default_permissions = ("add",)
        constraints = [
            models.CheckConstraint(name="allotment_of_a_quarter", condition=Q(quarter__range=(1, 4))),
            models.CheckConstraint(
                name="allotment_is_something", condition=~Q(amount=0), violation_error_message="Enter an amount."
            ),
        ]
        triggers = [
            unchanged("allotment_is_reversed_never_changed"),
            carried("allotments_reach_the_appropriation", released="amount"),
        ]

    def __str__(self):
        return f"Quarter {self.quarter}: {self.amount}"


class BudgetEntryQuerySet(PortalQuerySet):
    def held_by_document(self):
        """What each document still holds, those that hold most first."""
        held = self.values("doc_type", "doc_id").annotate(held=Sum("amount")).filter(held__gt=0)
        return held.order_by("-held", "doc_type", "doc_id")


NOT_BEGUN = f"""
    SELECT 1 FROM fiscal_appropriation a JOIN fiscal_fiscalyear y ON y.fy = a.budget_fy_id
     WHERE a.id IN (SELECT appropriation_id FROM new_rows) AND y.starts_on > {TODAY}
"""  # noqa: S608
"""Money of a year that has not begun. Its trigger comes before the one that asks what may be ordered, by its name."""
NEW_OBLIGATION = """
    SELECT 1 FROM new_rows n
      JOIN fiscal_appropriation a ON a.id = n.appropriation_id
      JOIN fiscal_fiscalyear y ON y.fy = a.budget_fy_id
      JOIN fiscal_accountingperiod p ON p.id = n.period_id
     WHERE NOT (p.no < 13 AND (p.year_id = a.budget_fy_id AND y.status = 'open'
                OR a.kind = 'capital_biennial' AND p.year_id - a.budget_fy_id IN (0, 1)))
     GROUP BY n.appropriation_id, a.kind, y.status, n.doc_type, n.doc_id
    HAVING sum(n.amount) FILTER (WHERE n.bucket = 'pre') > 0
        OR sum(n.amount) FILTER (WHERE n.bucket = 'enc') > 0
           AND sum(n.amount) FILTER (WHERE n.bucket <> 'pre') > 0
        OR y.status = 'expired' AND a.kind <> 'capital_biennial' AND sum(n.amount) FILTER (WHERE n.bucket = 'exp') > 0
"""
"""Documents of a statement that order from a year that is over, or pay from one that has expired (Const. IV §28)."""


NOT_AS_THE_BILL_STANDS = """NOT EXISTS (
    SELECT 1 FROM fiscal_invoice i WHERE i.id = NEW.doc_id AND abs((
        SELECT COALESCE(sum(e.amount), 0) FROM fiscal_budgetentry e
         WHERE e.doc_type = 'INV' AND e.doc_id = i.id AND e.bucket = 'exp')
    ) = CASE WHEN i.status IN ('approved', 'vouchered', 'paid') THEN i.amount ELSE 0 END)"""
"""What is given back in the name of a bill leaves it with what it comes to, or with nothing where it is void."""


class BudgetEntry(models.Model):
    """One posting to a bucket of an appropriation. Rows are only added; a correction is a row that reverses.

    `(doc_type, doc_id, line, bucket, seq)` stands once, so that what is tried again posts once. `period` is when it was
    posted; the year whose authority pays is the appropriation's.
    """

    class Bucket(models.TextChoices):
        PRE = "pre", "Intended"
        ENC = "enc", "Ordered"
        EXP = "exp", "Billed"

    appropriation = models.ForeignKey(Appropriation, on_delete=models.PROTECT, related_name="entries", db_index=False)
    funding = models.ForeignKey(FundingString, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    period = models.ForeignKey(AccountingPeriod, on_delete=models.PROTECT, related_name="+", db_index=False)
    bucket = models.CharField(max_length=3, choices=Bucket)
    amount = MoneyField()
    doc_type = models.CharField(max_length=12)
    doc_id = models.BigIntegerField()
    line = models.PositiveIntegerField(default=0)
    seq = models.PositiveIntegerField(default=1)
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField("posted", db_default=Now())

    objects = BudgetEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "budget entries"
        ordering = ["pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["appropriation", "id"], name="entries_of_an_appropriation"),
            models.Index(
                fields=["funding", "period"], include=["amount"], condition=Q(bucket="exp"), name="billed_by_string"
            ),
            models.Index(fields=["period"], name="entries_of_a_period"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["doc_type", "doc_id", "line", "bucket", "seq"], name="budget_entry_is_posted_once"
            ),
            models.CheckConstraint(name="budget_entry_is_something", condition=~Q(amount=0)),
            models.CheckConstraint(name="budget_entry_bucket_known", condition=Q(bucket__in=["pre", "enc", "exp"])),
        ]
        triggers = [
            unchanged("budget_entry_is_reversed_never_changed"),
            pgtrigger.Trigger(
                name="budget_entry_of_an_open_period",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func="""
                    IF EXISTS (SELECT 1 FROM fiscal_accountingperiod p
                                WHERE p.id IN (SELECT period_id FROM new_rows) AND NOT p.is_open) THEN
                        RAISE EXCEPTION 'budget_entry_of_an_open_period'
                            USING ERRCODE = '23514', CONSTRAINT = 'budget_entry_of_an_open_period';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="budget_entry_not_before_its_year",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func=f"""
                    IF EXISTS ({NOT_BEGUN}) THEN
                        RAISE EXCEPTION 'budget_entry_not_before_its_year'
                            USING ERRCODE = '23514', CONSTRAINT = 'budget_entry_not_before_its_year';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="budget_entry_obligates_in_its_year",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func=f"""
                    IF EXISTS ({NEW_OBLIGATION}) THEN
                        RAISE EXCEPTION 'budget_entry_obligates_in_its_year'
                            USING ERRCODE = '23514', CONSTRAINT = 'budget_entry_obligates_in_its_year';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="budget_entry_gives_back_what_it_holds",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM (SELECT DISTINCT doc_type, doc_id, line, bucket FROM new_rows
                                        WHERE amount < 0 AND (bucket <> 'exp' OR doc_type <> 'INV')) n
                          JOIN fiscal_budgetentry e USING (doc_type, doc_id, line, bucket)
                         GROUP BY doc_type, doc_id, line, bucket HAVING sum(e.amount) < 0) THEN
                        RAISE EXCEPTION 'budget_entry_gives_back_what_it_holds'
                            USING ERRCODE = '23514', CONSTRAINT = 'budget_entry_gives_back_what_it_holds';
                    END IF;
                    RETURN NULL;
                """,
            ),
            agreed(
                "budget_entry_of_a_bill_as_it_stands",
                NOT_AS_THE_BILL_STANDS,
                operation=pgtrigger.Insert,
                condition="NEW.amount < 0 AND NEW.bucket = 'exp' AND NEW.doc_type = 'INV'",
            ),
            carried(
                "budget_entries_reach_the_appropriation",
                pre="CASE bucket WHEN 'pre' THEN amount ELSE 0 END",
                enc="CASE bucket WHEN 'enc' THEN amount ELSE 0 END",
                exp="CASE bucket WHEN 'exp' THEN amount ELSE 0 END",
            ),
        ]

    def __str__(self):
        return f"{self.get_bucket_display()} {self.amount}"
