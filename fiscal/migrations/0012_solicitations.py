"""Suppliers are asked, and what they quote is read by nobody before its time."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import doc_portal.core.money

SEALED = """
ALTER TABLE fiscal_quoteline ENABLE ROW LEVEL SECURITY;
CREATE POLICY quote_line_read_once_it_may_be_opened ON fiscal_quoteline FOR SELECT USING (EXISTS (
    SELECT 1 FROM fiscal_quote q JOIN fiscal_solicitation s ON s.id = q.solicitation_id
     WHERE q.id = fiscal_quoteline.quote_id AND NOT q.late AND q.withdrawn_at IS NULL
       AND s.closes_at <= now() AND s.status <> 'cancelled'));
CREATE POLICY quote_line_entered ON fiscal_quoteline FOR INSERT WITH CHECK (true);
"""
UNSEALED = """
DROP POLICY quote_line_entered ON fiscal_quoteline;
DROP POLICY quote_line_read_once_it_may_be_opened ON fiscal_quoteline;
ALTER TABLE fiscal_quoteline DISABLE ROW LEVEL SECURITY;
"""
PAPERS_MISSING = """
CREATE OR REPLACE FUNCTION fiscal_papers_missing(decision bigint) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    missing text[];
BEGIN
    SELECT coalesce(array_agg(asked.paper ORDER BY asked.no), '{}') INTO missing
      FROM fiscal_sourcingdecision d CROSS JOIN LATERAL unnest(d.papers) WITH ORDINALITY AS asked (paper, no)
     WHERE d.id = decision
       AND NOT CASE asked.paper
           WHEN 'mve_certificate' THEN EXISTS (
               SELECT 1 FROM fiscal_mvecertificate c WHERE c.id = d.certificate_id AND c.status = 'issued')
           WHEN 'quotes' THEN EXISTS (
               SELECT 1 FROM fiscal_solicitation s WHERE s.requisition_id = d.requisition_id AND s.status = 'final')
               OR d.quotes_required <= (
               SELECT coalesce(sum(p.covers), 0) FROM fiscal_decisionpaper p
                WHERE p.decision_id = d.id AND p.paper = 'quotes')
           ELSE EXISTS (SELECT 1 FROM fiscal_decisionpaper p WHERE p.decision_id = d.id AND p.paper = asked.paper)
           END;
    RETURN missing;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0011_ledger_and_reconciliation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Solicitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "number",
                    models.CharField(
                        max_length=20,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A(IFB|RFP|RFQ)([0-9]{3}Y[0-9]{8}| ?[0-9]{8}| ?[A-Z]{2}[0-9]{3}|-[0-9]{2}-[0-9]{5})\\Z",
                                "Enter the number as it stands on the form, like IFB931Y19708295 or IFB 16708341.",
                            )
                        ],
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("quotes", "Informal quotes"),
                            ("bids", "Invitation for bids"),
                            ("proposals", "Request for proposals"),
                            ("construction", "Construction or repair"),
                        ],
                        default="quotes",
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                ("asks", models.TextField(max_length=4000, verbose_name="what is asked for")),
                (
                    "estimate",
                    doc_portal.core.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="estimated amount"),
                ),
                (
                    "award_by",
                    models.CharField(
                        choices=[
                            ("lines", "Price of each line"),
                            ("discount", "Firm catalog discount"),
                            ("commission", "Commission"),
                        ],
                        default="lines",
                        max_length=10,
                        verbose_name="awarded by",
                    ),
                ),
                ("multiple_award", models.BooleanField(default=False, verbose_name="several suppliers may be awarded")),
                (
                    "bid_security",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Like “5 percent of the bid”; empty for none.",
                        max_length=120,
                        verbose_name="bid security",
                    ),
                ),
                ("advertised_on", models.DateField(blank=True, null=True, verbose_name="first advertised on")),
                (
                    "advertised_in",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Two dailies likely to reach bidders.",
                        max_length=200,
                        verbose_name="advertised in",
                    ),
                ),
                ("closes_at", models.DateTimeField(verbose_name="closes")),
                ("quotes_required", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("advertise_days", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("posted", "Posted"),
                            ("closed", "Opened"),
                            ("evaluated", "Evaluated"),
                            ("awarded", "Awarded"),
                            ("protest_window", "Protest window"),
                            ("final", "Final"),
                            ("no_award", "No award"),
                            ("cancelled", "Canceled"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=15,
                    ),
                ),
                ("posted_at", models.DateTimeField(editable=False, null=True)),
                ("opened_at", models.DateTimeField(editable=False, null=True)),
                ("awarded_on", models.DateField(editable=False, null=True)),
                ("protest_days", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("protest_ends_on", models.DateField(editable=False, null=True, verbose_name="last day to protest")),
                ("award_reason", models.TextField(blank=True, default="", editable=False, max_length=2000)),
                (
                    "open_market_amount",
                    doc_portal.core.money.MoneyField(
                        decimal_places=2,
                        editable=False,
                        max_digits=14,
                        null=True,
                        verbose_name="price on the open market",
                    ),
                ),
                (
                    "commodity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="solicitations",
                        to="fiscal.commodityclass",
                        verbose_name="commodity class",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requisition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="solicitations",
                        to="fiscal.requisition",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "permissions": [
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
                ],
                "default_permissions": ("add", "change", "view", "export"),
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("sealed", "Sealed envelope"),
                            ("electronic", "Electronic"),
                            ("telephone", "Telephone, written down"),
                        ],
                        default="sealed",
                        max_length=12,
                        verbose_name="came as",
                    ),
                ),
                ("declined", models.BooleanField(default=False, verbose_name="declines to quote")),
                ("security_received", models.BooleanField(default=False, verbose_name="bid security is with it")),
                ("missouri_firm", models.BooleanField(default=False, verbose_name="Missouri firm or product")),
                ("late", models.BooleanField(default=False, editable=False)),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="received"
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="taken back")),
                (
                    "responsive",
                    models.BooleanField(editable=False, null=True, verbose_name="responsive and responsible"),
                ),
                ("value_score", models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="value")),
                (
                    "performance_score",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="performance"),
                ),
                ("quality_score", models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="quality")),
                ("evaluation", models.TextField(blank=True, default="", editable=False, max_length=1000)),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="quotes", to="fiscal.vendor"
                    ),
                ),
                (
                    "solicitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="quotes", to="fiscal.solicitation"
                    ),
                ),
            ],
            options={
                "ordering": ["solicitation", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Protest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("protested_by", models.CharField(max_length=160, verbose_name="protested by")),
                ("received_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="received on")),
                ("grounds", models.TextField(max_length=4000)),
                ("timely", models.BooleanField(editable=False)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("open", "Not decided"), ("denied", "Denied"), ("sustained", "Sustained")],
                        default="open",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("decision", models.TextField(blank=True, default="", editable=False, max_length=2000)),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="entered"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "solicitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="protests", to="fiscal.solicitation"
                    ),
                ),
            ],
            options={
                "ordering": ["solicitation", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Addendum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("says", models.TextField(max_length=2000, verbose_name="what changes")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="new closing")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="issued"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "solicitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="addenda", to="fiscal.solicitation"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "addenda",
                "ordering": ["solicitation", "number"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SolicitationItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(verbose_name="line")),
                ("description", models.CharField(max_length=300)),
                ("quantity", models.DecimalField(decimal_places=3, default=1, max_digits=12)),
                ("unit", models.CharField(default="each", max_length=20)),
                (
                    "solicitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="fiscal.solicitation"
                    ),
                ),
            ],
            options={
                "ordering": ["solicitation", "no"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="QuoteLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("price", models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ("percent", models.DecimalField(decimal_places=3, max_digits=6, null=True)),
                (
                    "quote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="fiscal.quote"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="fiscal.solicitationitem"
                    ),
                ),
            ],
            options={
                "ordering": ["quote", "item"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", doc_portal.core.money.MoneyField(decimal_places=2, max_digits=14, null=True)),
                ("percent", models.DecimalField(decimal_places=3, max_digits=6, null=True)),
                ("lowest", models.BooleanField(default=True, verbose_name="is the lowest, or the highest percentage")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="awarded"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "quote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="fiscal.quote"
                    ),
                ),
                (
                    "solicitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="fiscal.solicitation"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fiscal.solicitationitem",
                    ),
                ),
            ],
            options={
                "ordering": ["solicitation", "item", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SolicitationQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_by", models.CharField(max_length=160, verbose_name="asked by")),
                ("question", models.TextField(max_length=2000)),
                ("answer", models.TextField(blank=True, default="", max_length=2000)),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="entered"),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "solicitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="fiscal.solicitation"
                    ),
                ),
            ],
            options={
                "ordering": ["solicitation", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="solicitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True), models.Q(("asks", ""), _negated=True), ("estimate__gt", 0)
                ),
                name="solicitation_says_what",
                violation_error_message="Say what is asked for, for an estimate above zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="solicitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["awarded", "protest_window", "final"]), _negated=True),
                    models.Q(
                        ("awarded_on__isnull", False),
                        ("protest_days__isnull", False),
                        ("protest_ends_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="solicitation_awarded_with_its_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="solicitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "posted", "cancelled"]),
                    models.Q(("opened_at__gte", models.F("closes_at")), ("opened_by__isnull", False)),
                    _connector="OR",
                ),
                name="solicitation_opened_by_somebody",
                violation_error_message="Quotes are opened once their time is over.",
            ),
        ),
        migrations.AddConstraint(
            model_name="solicitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__range", ("2000-01-01T00:00Z", "2200-01-01T00:00Z"))),
                name="solicitation_closes_within_reason",
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
        ),
        migrations.AddConstraint(
            model_name="solicitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("method__in", ["quotes", "bids", "proposals", "construction"]),
                    ("award_by__in", ["lines", "discount", "commission"]),
                ),
                name="solicitation_words_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="solicitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("advertised_on__isnull", True),
                        ("advertised_on__range", ("1900-01-01", "2199-12-31")),
                        _connector="OR",
                    ),
                    models.Q(
                        ("awarded_on__isnull", True),
                        ("awarded_on__range", ("1900-01-01", "2199-12-31")),
                        _connector="OR",
                    ),
                    models.Q(
                        ("protest_ends_on__isnull", True),
                        ("protest_ends_on__range", ("1900-01-01", "2199-12-31")),
                        _connector="OR",
                    ),
                ),
                name="solicitation_days_within_reason",
                violation_error_message="Enter a year between 1900 and 2199.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitation",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'solicitation_never_deleted' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_never_deleted';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="27358f639ca33f73c7043bd8eb4570cea87aaa66",
                    operation="DELETE",
                    pgid="pgtrigger_solicitation_never_deleted_f2868",
                    table="fiscal_solicitation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitation",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_moves_as_it_may",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status <> OLD.status)",
                    func="\n            IF NOT (OLD.status || '>' || NEW.status = ANY (ARRAY['awarded>protest_window', 'closed>evaluated', 'closed>no_award', 'draft>cancelled', 'draft>posted', 'evaluated>awarded', 'evaluated>no_award', 'posted>cancelled', 'posted>closed', 'protest_window>final', 'protest_window>no_award'])) THEN\n                RAISE EXCEPTION 'solicitation_moves_as_it_may' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_moves_as_it_may';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="e63b7b792043cc0cd4c86b2f602c93fa9b51d880",
                    operation="UPDATE",
                    pgid="pgtrigger_solicitation_moves_as_it_may_5c3a9",
                    table="fiscal_solicitation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitation",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_begins_as_draft",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.status <> 'draft' THEN\n                RAISE EXCEPTION 'solicitation_begins_as_draft' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_begins_as_draft';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="ac5059e6192ce05b528fe614016115488315b292",
                    operation="INSERT",
                    pgid="pgtrigger_solicitation_begins_as_draft_6f006",
                    table="fiscal_solicitation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitation",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_changes_by_addendum",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status <> 'draft')",
                    func="\n            IF NEW.number IS DISTINCT FROM OLD.number OR NEW.method IS DISTINCT FROM OLD.method OR NEW.title IS DISTINCT FROM OLD.title OR NEW.asks IS DISTINCT FROM OLD.asks OR NEW.requisition_id IS DISTINCT FROM OLD.requisition_id OR NEW.commodity_id IS DISTINCT FROM OLD.commodity_id OR NEW.estimate IS DISTINCT FROM OLD.estimate OR NEW.award_by IS DISTINCT FROM OLD.award_by OR NEW.multiple_award IS DISTINCT FROM OLD.multiple_award OR NEW.bid_security IS DISTINCT FROM OLD.bid_security OR NEW.quotes_required IS DISTINCT FROM OLD.quotes_required OR NEW.advertise_days IS DISTINCT FROM OLD.advertise_days OR NEW.advertised_on IS DISTINCT FROM OLD.advertised_on OR NEW.advertised_in IS DISTINCT FROM OLD.advertised_in THEN\n                RAISE EXCEPTION 'solicitation_changes_by_addendum' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_changes_by_addendum';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="f5bd28300904dbae058b3967f97d80b146769e63",
                    operation="UPDATE",
                    pgid="pgtrigger_solicitation_changes_by_addendum_92c4d",
                    table="fiscal_solicitation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitation",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_time_follows_addenda",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status <> 'draft' AND NEW.closes_at <> OLD.closes_at)",
                    func="\n            IF pg_trigger_depth() < 2 THEN\n                RAISE EXCEPTION 'solicitation_time_follows_addenda' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_time_follows_addenda';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="4b56f28367afdd998b38dbd48243026c708c43a8",
                    operation="UPDATE",
                    pgid="pgtrigger_solicitation_time_follows_addenda_f2864",
                    table="fiscal_solicitation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitation",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_posted_before_it_closes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'posted' AND OLD.status = 'draft')",
                    func="\n            IF NEW.closes_at <= now() THEN\n                RAISE EXCEPTION 'solicitation_posted_before_it_closes' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_posted_before_it_closes';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="89e35d44ad2131c6686c2ee8fed16f9c823e16fe",
                    operation="UPDATE",
                    pgid="pgtrigger_solicitation_posted_before_it_closes_48d9c",
                    table="fiscal_solicitation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitation",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_advertised_in_time",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'posted' AND OLD.status = 'draft')",
                    func="\n            IF NEW.advertise_days > 0 AND (NEW.advertised_on IS NULL OR (NEW.closes_at AT TIME ZONE 'America/Chicago')::date - NEW.advertised_on < NEW.advertise_days) THEN\n                RAISE EXCEPTION 'solicitation_advertised_in_time' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_advertised_in_time';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="87fbe88223a6f0acd90f6601f8f7dfc2b124395b",
                    operation="UPDATE",
                    pgid="pgtrigger_solicitation_advertised_in_time_9fb8f",
                    table="fiscal_solicitation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitation",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_opened_after_it_closes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'closed' AND OLD.status = 'posted')",
                    func="\n            IF NEW.closes_at > now() THEN\n                RAISE EXCEPTION 'solicitation_opened_after_it_closes' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_opened_after_it_closes';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="8f1bf9bbea334bbb37bb7d01960dea53221c58f8",
                    operation="UPDATE",
                    pgid="pgtrigger_solicitation_opened_after_it_closes_84ecf",
                    table="fiscal_solicitation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitation",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_canceled_before_it_closes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'cancelled' AND OLD.status = 'posted')",
                    func="\n            IF NEW.closes_at <= now() THEN\n                RAISE EXCEPTION 'solicitation_canceled_before_it_closes' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_canceled_before_it_closes';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="de645496201d71e72b3897b8b0e111c09d041a10",
                    operation="UPDATE",
                    pgid="pgtrigger_solicitation_canceled_before_it_closes_44488",
                    table="fiscal_solicitation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitation",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_has_enough_quotes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'awarded' AND OLD.status <> 'awarded')",
                    func="\n            IF NEW.quotes_required > (SELECT count(*) FROM fiscal_quote q WHERE q.solicitation_id = NEW.id AND NOT q.late AND NOT q.declined AND q.withdrawn_at IS NULL) THEN\n                RAISE EXCEPTION 'solicitation_has_enough_quotes' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_has_enough_quotes';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="dd313c777603bc034e16ca2ae9069138df9c1529",
                    operation="UPDATE",
                    pgid="pgtrigger_solicitation_has_enough_quotes_8b50c",
                    table="fiscal_solicitation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitation",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_final_after_its_window",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'final' AND OLD.status <> 'final')",
                    func="\n            IF NEW.protest_ends_on >= (now() AT TIME ZONE 'America/Chicago')::date OR EXISTS (SELECT 1 FROM fiscal_protest p WHERE p.solicitation_id = NEW.id AND p.timely AND p.outcome <> 'denied') THEN\n                RAISE EXCEPTION 'solicitation_final_after_its_window' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_final_after_its_window';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="2f9b3f4c2d83bc1bdb0ef70120da575f7ba7e93a",
                    operation="UPDATE",
                    pgid="pgtrigger_solicitation_final_after_its_window_22c80",
                    table="fiscal_solicitation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitation",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_window_in_business_days",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.awarded_on IS NOT NULL AND (OLD.awarded_on IS NULL OR NEW.protest_ends_on IS DISTINCT FROM OLD.protest_ends_on))",
                    func="\n            IF NEW.protest_ends_on IS DISTINCT FROM core_business_day_after(NEW.awarded_on, NEW.protest_days::integer) THEN\n                RAISE EXCEPTION 'solicitation_window_in_business_days' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_window_in_business_days';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="264dc7cc2732460c7abf1a6a7ae9e70142965066",
                    operation="UPDATE",
                    pgid="pgtrigger_solicitation_window_in_business_days_46ce3",
                    table="fiscal_solicitation",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("late", False), ("withdrawn_at", None)),
                fields=("solicitation", "vendor"),
                name="quote_of_a_vendor_once",
                violation_error_message="This supplier has answered. Record that the first answer is taken back.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value_score", None),
                    models.Q(
                        ("performance_score__range", (0, 100)),
                        ("quality_score__range", (0, 100)),
                        ("value_score__range", (0, 100)),
                    ),
                    _connector="OR",
                ),
                name="quote_scores_out_of_a_hundred",
                violation_error_message="Enter scores from 0 to 100.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="quote_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'quote_never_deleted' USING ERRCODE = '23514', CONSTRAINT = 'quote_never_deleted';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="54f092c667b540f4d416805d5988572d927d2578",
                    operation="DELETE",
                    pgid="pgtrigger_quote_never_deleted_db370",
                    table="fiscal_quote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="quote_comes_when_it_comes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.received_at := now(); NEW.late := (SELECT s.closes_at <= now() FROM fiscal_solicitation s WHERE s.id = NEW.solicitation_id); RETURN NEW;",
                    hash="f89be14ba8f6da59802cf1da4c652821b7d3283d",
                    operation="INSERT",
                    pgid="pgtrigger_quote_comes_when_it_comes_1e55b",
                    table="fiscal_quote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="quote_of_a_posted_solicitation",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.id = NEW.solicitation_id AND s.status IN ('posted', 'closed', 'evaluated', 'awarded', 'protest_window', 'final', 'no_award')) THEN\n                RAISE EXCEPTION 'quote_of_a_posted_solicitation' USING ERRCODE = '23514', CONSTRAINT = 'quote_of_a_posted_solicitation';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="43f810bcba5d0c0f8b0f5c3cc5529a65d9668237",
                    operation="INSERT",
                    pgid="pgtrigger_quote_of_a_posted_solicitation_eb66d",
                    table="fiscal_quote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="quote_stays_as_it_came",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['withdrawn_at', 'responsive', 'evaluation', 'value_score', 'performance_score', 'quality_score']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['withdrawn_at', 'responsive', 'evaluation', 'value_score', 'performance_score', 'quality_score']::text[] THEN\n                RAISE EXCEPTION 'quote_stays_as_it_came' USING ERRCODE = '23514', CONSTRAINT = 'quote_stays_as_it_came';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="26b096a23c199686095c3583a310c1195678bc38",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_quote_stays_as_it_came_73ccb",
                    table="fiscal_quote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="quote_taken_back_before_it_closes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at)",
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.id = NEW.solicitation_id AND s.closes_at > now()) THEN\n                RAISE EXCEPTION 'quote_taken_back_before_it_closes' USING ERRCODE = '23514', CONSTRAINT = 'quote_taken_back_before_it_closes';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="9fa908f08c514f4e6257025b37678259bb69e184",
                    operation="UPDATE",
                    pgid="pgtrigger_quote_taken_back_before_it_closes_38997",
                    table="fiscal_quote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="quote_evaluated_once_opened",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((NEW.responsive, NEW.evaluation, NEW.value_score, NEW.performance_score, NEW.quality_score) IS DISTINCT FROM (OLD.responsive, OLD.evaluation, OLD.value_score, OLD.performance_score, OLD.quality_score))",
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.id = NEW.solicitation_id AND s.status = 'closed') OR NEW.late THEN\n                RAISE EXCEPTION 'quote_evaluated_once_opened' USING ERRCODE = '23514', CONSTRAINT = 'quote_evaluated_once_opened';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="91eee03d17417bcc41963bbc1d9604ea29c79f51",
                    operation="UPDATE",
                    pgid="pgtrigger_quote_evaluated_once_opened_9ba6e",
                    table="fiscal_quote",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="protest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("grounds", ""), _negated=True), models.Q(("protested_by", ""), _negated=True)
                ),
                name="protest_says_why",
                violation_error_message="Say who protests and on what grounds.",
            ),
        ),
        migrations.AddConstraint(
            model_name="protest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("outcome", "open")),
                    models.Q(
                        models.Q(("outcome", "open"), _negated=True),
                        models.Q(("decision", ""), _negated=True),
                        ("decided_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="protest_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="protest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("received_on__isnull", True), ("received_on__range", ("1900-01-01", "2199-12-31")), _connector="OR"
                ),
                name="protest_days_within_reason",
                violation_error_message="Enter a year between 1900 and 2199.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="protest",
            trigger=pgtrigger.compiler.Trigger(
                name="protest_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['outcome', 'decision', 'decided_by_id', 'decided_at']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['outcome', 'decision', 'decided_by_id', 'decided_at']::text[] THEN\n                RAISE EXCEPTION 'protest_stays' USING ERRCODE = '23514', CONSTRAINT = 'protest_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="96150c41f827cb269d7a8e26021ca2b76d9830c9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_protest_stays_df5cd",
                    table="fiscal_protest",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="protest",
            trigger=pgtrigger.compiler.Trigger(
                name="protest_decided_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.outcome <> 'open')",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'protest_decided_once' USING ERRCODE = '23514', CONSTRAINT = 'protest_decided_once';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="cda69c4d60fd033d173144e9f1231cb253d33b8e",
                    operation="UPDATE",
                    pgid="pgtrigger_protest_decided_once_892b5",
                    table="fiscal_protest",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="protest",
            trigger=pgtrigger.compiler.Trigger(
                name="protest_timely_by_its_day",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.timely IS DISTINCT FROM (SELECT NEW.received_on <= s.protest_ends_on FROM fiscal_solicitation s WHERE s.id = NEW.solicitation_id) THEN\n                RAISE EXCEPTION 'protest_timely_by_its_day' USING ERRCODE = '23514', CONSTRAINT = 'protest_timely_by_its_day';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="12109f9ef0a867c3216e522c85b8187460b0b427",
                    operation="INSERT",
                    pgid="pgtrigger_protest_timely_by_its_day_1ccdf",
                    table="fiscal_protest",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="addendum",
            constraint=models.UniqueConstraint(fields=("solicitation", "number"), name="addendum_is_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="addendum",
            constraint=models.CheckConstraint(
                condition=models.Q(("says", ""), _negated=True),
                name="addendum_says_what",
                violation_error_message="Say what changes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="addendum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes_at", None),
                    ("closes_at__range", ("2000-01-01T00:00Z", "2200-01-01T00:00Z")),
                    _connector="OR",
                ),
                name="addendum_closes_within_reason",
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="addendum",
            trigger=pgtrigger.compiler.Trigger(
                name="addendum_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY[]::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY[]::text[] THEN\n                RAISE EXCEPTION 'addendum_stays' USING ERRCODE = '23514', CONSTRAINT = 'addendum_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="acceb39fd8a07d9efc6796c295c2754558936070",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_addendum_stays_24173",
                    table="fiscal_addendum",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="addendum",
            trigger=pgtrigger.compiler.Trigger(
                name="addendum_while_it_can_be_answered",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.id = NEW.solicitation_id AND s.status = 'posted' AND s.closes_at > now() AND (NEW.closes_at IS NULL OR NEW.closes_at > s.closes_at)) THEN\n                RAISE EXCEPTION 'addendum_while_it_can_be_answered' USING ERRCODE = '23514', CONSTRAINT = 'addendum_while_it_can_be_answered';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="fd224df2e171f830e148c844f03ccff58887ad8f",
                    operation="INSERT",
                    pgid="pgtrigger_addendum_while_it_can_be_answered_b3a01",
                    table="fiscal_addendum",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="addendum",
            trigger=pgtrigger.compiler.Trigger(
                name="addendum_moves_the_closing",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.closes_at IS NOT NULL)",
                    func="UPDATE fiscal_solicitation SET closes_at = NEW.closes_at WHERE id = NEW.solicitation_id; RETURN NULL;",
                    hash="3451e7394696c9d1833703fd0509707a52957be4",
                    operation="INSERT",
                    pgid="pgtrigger_addendum_moves_the_closing_f7acf",
                    table="fiscal_addendum",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="solicitationitem",
            constraint=models.UniqueConstraint(fields=("solicitation", "no"), name="solicitation_item_once"),
        ),
        migrations.AddConstraint(
            model_name="solicitationitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0), models.Q(("description", ""), _negated=True)),
                name="solicitation_item_of_some_quantity",
                violation_error_message="Say what the line is for, with a quantity above zero.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitationitem",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_item_fixed_once_posted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.id IN (OLD.solicitation_id, NEW.solicitation_id) AND s.status <> 'draft') THEN\n                RAISE EXCEPTION 'solicitation_item_fixed_once_posted' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_item_fixed_once_posted';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="609eb4f08c7b7afef569f9165c27fb2ff7dd858c",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_solicitation_item_fixed_once_posted_7ed41",
                    table="fiscal_solicitationitem",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="quoteline",
            constraint=models.UniqueConstraint(fields=("quote", "item"), name="quote_line_once"),
        ),
        migrations.AddConstraint(
            model_name="quoteline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("percent", None), ("price__gte", 0)),
                    models.Q(("percent__range", (0, 100)), ("price", None)),
                    _connector="OR",
                ),
                name="quote_line_is_price_or_percent",
                violation_error_message="Enter a price of zero or more, or a percentage from 0 to 100.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quoteline",
            trigger=pgtrigger.compiler.Trigger(
                name="quote_line_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY[]::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY[]::text[] THEN\n                RAISE EXCEPTION 'quote_line_stays' USING ERRCODE = '23514', CONSTRAINT = 'quote_line_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="883c653a29f7b6143684ff9b71d057eefc61a437",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_quote_line_stays_f3e12",
                    table="fiscal_quoteline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quoteline",
            trigger=pgtrigger.compiler.Trigger(
                name="quote_line_of_one_that_counts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_quote q JOIN fiscal_solicitation s ON s.id = q.solicitation_id JOIN fiscal_solicitationitem i ON i.solicitation_id = s.id WHERE q.id = NEW.quote_id AND i.id = NEW.item_id AND NOT q.late AND NOT q.declined AND q.withdrawn_at IS NULL AND s.status IN ('posted', 'closed')) THEN\n                RAISE EXCEPTION 'quote_line_of_one_that_counts' USING ERRCODE = '23514', CONSTRAINT = 'quote_line_of_one_that_counts';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="3e8bd869c36eb36b31f2ff6110c558eafc5f3b40",
                    operation="INSERT",
                    pgid="pgtrigger_quote_line_of_one_that_counts_902d5",
                    table="fiscal_quoteline",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(
                fields=("solicitation", "item"),
                name="awarded_once",
                nulls_distinct=False,
                violation_error_message="This was awarded already.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="award",
            trigger=pgtrigger.compiler.Trigger(
                name="award_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY[]::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY[]::text[] THEN\n                RAISE EXCEPTION 'award_stays' USING ERRCODE = '23514', CONSTRAINT = 'award_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="7d806c9edd92c33f2e7c1b858eaccd87b95537c5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_award_stays_eca1b",
                    table="fiscal_award",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="award",
            trigger=pgtrigger.compiler.Trigger(
                name="award_to_a_quote_that_counts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_quote q JOIN fiscal_solicitation s ON s.id = q.solicitation_id WHERE q.id = NEW.quote_id AND s.id = NEW.solicitation_id AND NOT q.late AND NOT q.declined AND q.withdrawn_at IS NULL AND s.status IN ('evaluated', 'awarded')) THEN\n                RAISE EXCEPTION 'award_to_a_quote_that_counts' USING ERRCODE = '23514', CONSTRAINT = 'award_to_a_quote_that_counts';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="d7302f018f1fbd2e124609edd05b262cc0f80ba0",
                    operation="INSERT",
                    pgid="pgtrigger_award_to_a_quote_that_counts_6aed1",
                    table="fiscal_award",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="solicitationquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None)),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="solicitation_answer_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitationquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_question_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['answer', 'answered_by_id', 'answered_at']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['answer', 'answered_by_id', 'answered_at']::text[] THEN\n                RAISE EXCEPTION 'solicitation_question_stays' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_question_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="075a1ebe0e15a6f5b25b11011ac8ecef22563b47",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_solicitation_question_stays_1534f",
                    table="fiscal_solicitationquestion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="solicitationquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="solicitation_answer_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.answer <> '')",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'solicitation_answer_stays' USING ERRCODE = '23514', CONSTRAINT = 'solicitation_answer_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="56b3db7e16e9048c644b148a768f7f33a36ab790",
                    operation="UPDATE",
                    pgid="pgtrigger_solicitation_answer_stays_c2d61",
                    table="fiscal_solicitationquestion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(SEALED, UNSEALED),
        migrations.RunSQL(PAPERS_MISSING, migrations.RunSQL.noop),
    ]
