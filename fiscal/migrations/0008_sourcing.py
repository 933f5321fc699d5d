"""How to buy is decided by dated rules, and nothing is ordered before its papers are on file."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import doc_portal.core.money
import doc_portal.core.ranges
import fiscal.models.sourcing

PAPERS_MISSING = """
CREATE FUNCTION fiscal_papers_missing(decision bigint) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    missing text[];
BEGIN
    SELECT coalesce(array_agg(asked.paper ORDER BY asked.no), '{}') INTO missing
      FROM fiscal_sourcingdecision d CROSS JOIN LATERAL unnest(d.papers) WITH ORDINALITY AS asked (paper, no)
     WHERE d.id = decision
       AND NOT CASE asked.paper
           WHEN 'mve_certificate' THEN EXISTS (
               SELECT 1 FROM fiscal_mvecertificate c WHERE c.id = d.certificate_id AND c.status = 'issued')
           WHEN 'quotes' THEN d.quotes_required <= (
               SELECT coalesce(sum(p.covers), 0) FROM fiscal_decisionpaper p
                WHERE p.decision_id = d.id AND p.paper = 'quotes')
           ELSE EXISTS (SELECT 1 FROM fiscal_decisionpaper p WHERE p.decision_id = d.id AND p.paper = asked.paper)
           END;
    RETURN missing;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0028_holidays_of_the_state"),
        ("fiscal", "0007_budget_is_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DecisionPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "paper",
                    models.CharField(
                        choices=[
                            ("mve_certificate", "MVE certificate of non-availability"),
                            ("quotes", "Quotes"),
                            ("oa_award", "Award by OA Purchasing"),
                            ("determination", "Written determination of a single feasible source"),
                            ("notice", "Posted notice"),
                            ("advertisement", "Proof of advertising"),
                            ("delegation", "Separate delegation for this case"),
                            ("agreement", "Cooperative or intergovernmental agreement"),
                            ("justification", "Written justification of the emergency"),
                        ],
                        max_length=20,
                    ),
                ),
                ("covers", models.PositiveSmallIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="attached"),
                ),
            ],
            options={
                "ordering": ["decision", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="MveCertificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("item", models.CharField(max_length=200)),
                (
                    "amount",
                    doc_portal.core.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="estimated amount"),
                ),
                ("need_by", models.DateField(verbose_name="needed by")),
                ("days_limit", models.PositiveSmallIntegerField(editable=False, verbose_name="days MVE has")),
                (
                    "promised_days",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="days MVE promises"),
                ),
                (
                    "market_days",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="days the market needs"),
                ),
                ("answered_on", models.DateField(editable=False, null=True)),
                (
                    "certificate_number",
                    models.CharField(
                        default="", editable=False, max_length=40, verbose_name="number of the certificate"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("requested", "Asked for"), ("issued", "Issued"), ("denied", "Denied: MVE supplies")],
                        default="requested",
                        editable=False,
                        max_length=10,
                    ),
                ),
            ],
            options={
                "verbose_name": "MVE certificate",
                "ordering": ["-pk"],
                "permissions": [
                    ("issue_mvecertificate", "Can record a certificate MVE issued"),
                    ("deny_mvecertificate", "Can record that MVE supplies"),
                ],
                "default_permissions": ("add", "view"),
            },
        ),
        migrations.CreateModel(
            name="MveCertificateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("item", models.CharField(max_length=200)),
                (
                    "amount",
                    doc_portal.core.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="estimated amount"),
                ),
                ("need_by", models.DateField(verbose_name="needed by")),
                ("days_limit", models.PositiveSmallIntegerField(editable=False, verbose_name="days MVE has")),
                (
                    "promised_days",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="days MVE promises"),
                ),
                (
                    "market_days",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="days the market needs"),
                ),
                ("answered_on", models.DateField(editable=False, null=True)),
                (
                    "certificate_number",
                    models.CharField(
                        default="", editable=False, max_length=40, verbose_name="number of the certificate"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("requested", "Asked for"), ("issued", "Issued"), ("denied", "Denied: MVE supplies")],
                        default="requested",
                        editable=False,
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProcurementRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("confirmed", models.BooleanField(default=True)),
                ("source", models.TextField(blank=True)),
                (
                    "method",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Missouri Vocational Enterprises"),
                            (2, "Statewide or agency contract"),
                            (3, "No competition required"),
                            (4, "Informal quotes"),
                            (5, "Bids through OA Purchasing"),
                            (6, "Single feasible source"),
                            (7, "Other government or cooperative"),
                            (8, "Emergency"),
                            (9, "Construction or repair"),
                        ],
                        verbose_name="test",
                    ),
                ),
                (
                    "lower",
                    doc_portal.core.money.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name="from"),
                ),
                (
                    "upper",
                    doc_portal.core.money.MoneyField(
                        blank=True,
                        decimal_places=2,
                        help_text="The first amount it no longer holds for.",
                        max_digits=14,
                        null=True,
                        verbose_name="below",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="in force from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends before")),
                ("says", models.CharField(max_length=300, verbose_name="asks")),
                (
                    "quotes_required",
                    models.PositiveSmallIntegerField(default=0, verbose_name="suppliers asked at least"),
                ),
                (
                    "advertise_days",
                    models.PositiveSmallIntegerField(default=0, verbose_name="days advertised before opening"),
                ),
                ("notice", models.BooleanField(default=False, verbose_name="notice is posted")),
                ("through_oa", models.BooleanField(default=False, verbose_name="through OA Purchasing")),
                (
                    "papers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("mve_certificate", "MVE certificate of non-availability"),
                                ("quotes", "Quotes"),
                                ("oa_award", "Award by OA Purchasing"),
                                ("determination", "Written determination of a single feasible source"),
                                ("notice", "Posted notice"),
                                ("advertisement", "Proof of advertising"),
                                ("delegation", "Separate delegation for this case"),
                                ("agreement", "Cooperative or intergovernmental agreement"),
                                ("justification", "Written justification of the emergency"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="papers",
                    ),
                ),
                ("authority", models.CharField(max_length=200)),
            ],
            options={
                "verbose_name": "sourcing rule",
                "ordering": ["method", "lower", "-starts_on"],
                "default_permissions": ("add", "change", "view", "export"),
            },
        ),
        migrations.CreateModel(
            name="ProcurementRuleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("confirmed", models.BooleanField(default=True)),
                ("source", models.TextField(blank=True)),
                (
                    "method",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Missouri Vocational Enterprises"),
                            (2, "Statewide or agency contract"),
                            (3, "No competition required"),
                            (4, "Informal quotes"),
                            (5, "Bids through OA Purchasing"),
                            (6, "Single feasible source"),
                            (7, "Other government or cooperative"),
                            (8, "Emergency"),
                            (9, "Construction or repair"),
                        ],
                        verbose_name="test",
                    ),
                ),
                (
                    "lower",
                    doc_portal.core.money.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name="from"),
                ),
                (
                    "upper",
                    doc_portal.core.money.MoneyField(
                        blank=True,
                        decimal_places=2,
                        help_text="The first amount it no longer holds for.",
                        max_digits=14,
                        null=True,
                        verbose_name="below",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="in force from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends before")),
                ("says", models.CharField(max_length=300, verbose_name="asks")),
                (
                    "quotes_required",
                    models.PositiveSmallIntegerField(default=0, verbose_name="suppliers asked at least"),
                ),
                (
                    "advertise_days",
                    models.PositiveSmallIntegerField(default=0, verbose_name="days advertised before opening"),
                ),
                ("notice", models.BooleanField(default=False, verbose_name="notice is posted")),
                ("through_oa", models.BooleanField(default=False, verbose_name="through OA Purchasing")),
                (
                    "papers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("mve_certificate", "MVE certificate of non-availability"),
                                ("quotes", "Quotes"),
                                ("oa_award", "Award by OA Purchasing"),
                                ("determination", "Written determination of a single feasible source"),
                                ("notice", "Posted notice"),
                                ("advertisement", "Proof of advertising"),
                                ("delegation", "Separate delegation for this case"),
                                ("agreement", "Cooperative or intergovernmental agreement"),
                                ("justification", "Written justification of the emergency"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="papers",
                    ),
                ),
                ("authority", models.CharField(max_length=200)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SourcingDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "path",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Missouri Vocational Enterprises"),
                            (2, "Statewide or agency contract"),
                            (3, "No competition required"),
                            (4, "Informal quotes"),
                            (5, "Bids through OA Purchasing"),
                            (6, "Single feasible source"),
                            (7, "Other government or cooperative"),
                            (8, "Emergency"),
                            (9, "Construction or repair"),
                        ],
                        verbose_name="way to buy",
                    ),
                ),
                (
                    "found_path",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Missouri Vocational Enterprises"),
                            (2, "Statewide or agency contract"),
                            (3, "No competition required"),
                            (4, "Informal quotes"),
                            (5, "Bids through OA Purchasing"),
                            (6, "Single feasible source"),
                            (7, "Other government or cooperative"),
                            (8, "Emergency"),
                            (9, "Construction or repair"),
                        ],
                        editable=False,
                        verbose_name="way the rules found",
                    ),
                ),
                ("amount", doc_portal.core.money.MoneyField(decimal_places=2, editable=False, max_digits=14)),
                ("grounds", models.TextField(blank=True, default="", max_length=2000, verbose_name="grounds")),
                ("asked", models.JSONField(default=dict, editable=False)),
                ("rules_used", models.JSONField(default=list, editable=False)),
                (
                    "papers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("mve_certificate", "MVE certificate of non-availability"),
                                ("quotes", "Quotes"),
                                ("oa_award", "Award by OA Purchasing"),
                                ("determination", "Written determination of a single feasible source"),
                                ("notice", "Posted notice"),
                                ("advertisement", "Proof of advertising"),
                                ("delegation", "Separate delegation for this case"),
                                ("agreement", "Cooperative or intergovernmental agreement"),
                                ("justification", "Written justification of the emergency"),
                            ],
                            max_length=20,
                        ),
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
                ("quotes_required", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("reason", models.TextField(blank=True, default="", max_length=1000, verbose_name="reason")),
                (
                    "related_total",
                    doc_portal.core.money.MoneyField(
                        decimal_places=2,
                        editable=False,
                        max_digits=14,
                        null=True,
                        verbose_name="with related purchases",
                    ),
                ),
                (
                    "split_limit",
                    doc_portal.core.money.MoneyField(
                        decimal_places=2, editable=False, max_digits=14, null=True, verbose_name="limit"
                    ),
                ),
                ("split_reason", models.TextField(blank=True, default="", editable=False, max_length=1000)),
                ("superseded_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["-pk"],
                "permissions": [
                    ("attach_sourcingdecision", "Can attach papers to a sourcing decision"),
                    ("override_sourcingdecision", "Can depart from what the sourcing rules find, with a reason"),
                ],
                "default_permissions": ("add", "view"),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_issued_once_sourced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'issued')",
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.requisition_id = NEW.requisition_id AND d.superseded_at IS NULL AND fiscal_papers_missing(d.id) = '{}') THEN\n                RAISE EXCEPTION 'order_issued_once_sourced' USING ERRCODE = '23514', CONSTRAINT = 'order_issued_once_sourced';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="935f2c444600cefc08839d01a14bdbb83874a1c5",
                    operation="INSERT",
                    pgid="pgtrigger_order_issued_once_sourced_45006",
                    table="fiscal_purchaseorder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_now_issued_once_sourced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'issued' AND OLD.status = 'approved')",
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.requisition_id = NEW.requisition_id AND d.superseded_at IS NULL AND fiscal_papers_missing(d.id) = '{}') THEN\n                RAISE EXCEPTION 'order_now_issued_once_sourced' USING ERRCODE = '23514', CONSTRAINT = 'order_now_issued_once_sourced';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="a76a9a5848b93a4dae3cd7db6be053bd36c0c2d1",
                    operation="UPDATE",
                    pgid="pgtrigger_order_now_issued_once_sourced_17516",
                    table="fiscal_purchaseorder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_issued_as_it_was_sourced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'issued')",
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.requisition_id = NEW.requisition_id AND d.superseded_at IS NULL AND (d.path = 1 AND NOT EXISTS (SELECT 1 FROM fiscal_vendor v WHERE v.id = NEW.vendor_id AND v.is_mve) OR d.path = 2 AND d.contract_id IS DISTINCT FROM NEW.contract_id)) THEN\n                RAISE EXCEPTION 'order_issued_as_it_was_sourced' USING ERRCODE = '23514', CONSTRAINT = 'order_issued_as_it_was_sourced';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="7bc80f36cd1bf1a466ad1788e24331d820aafbba",
                    operation="INSERT",
                    pgid="pgtrigger_order_issued_as_it_was_sourced_8a8c7",
                    table="fiscal_purchaseorder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_now_issued_as_it_was_sourced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'issued' AND OLD.status = 'approved')",
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.requisition_id = NEW.requisition_id AND d.superseded_at IS NULL AND (d.path = 1 AND NOT EXISTS (SELECT 1 FROM fiscal_vendor v WHERE v.id = NEW.vendor_id AND v.is_mve) OR d.path = 2 AND d.contract_id IS DISTINCT FROM NEW.contract_id)) THEN\n                RAISE EXCEPTION 'order_now_issued_as_it_was_sourced' USING ERRCODE = '23514', CONSTRAINT = 'order_now_issued_as_it_was_sourced';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="c974e062ba026e4fb1019c30203c39de1b25335a",
                    operation="UPDATE",
                    pgid="pgtrigger_order_now_issued_as_it_was_sourced_eea9a",
                    table="fiscal_purchaseorder",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="decisionpaper",
            name="attachment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.attachment"
            ),
        ),
        migrations.AddField(
            model_name="decisionpaper",
            name="created_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="mvecertificate",
            name="commodity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="fiscal.commodityclass",
                verbose_name="commodity class",
            ),
        ),
        migrations.AddField(
            model_name="mvecertificate",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="created by",
            ),
        ),
        migrations.AddField(
            model_name="mvecertificate",
            name="worksite",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="mve_certificates", to="core.worksite"
            ),
        ),
        migrations.AddField(
            model_name="mvecertificateevent",
            name="commodity",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="fiscal.commodityclass",
                verbose_name="commodity class",
            ),
        ),
        migrations.AddField(
            model_name="mvecertificateevent",
            name="created_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="created by",
            ),
        ),
        migrations.AddField(
            model_name="mvecertificateevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="fiscal.mvecertificate",
            ),
        ),
        migrations.AddField(
            model_name="mvecertificateevent",
            name="worksite",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="core.worksite",
            ),
        ),
        migrations.AddField(
            model_name="procurementrule",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="created by",
            ),
        ),
        migrations.AddField(
            model_name="procurementruleevent",
            name="created_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="created by",
            ),
        ),
        migrations.AddField(
            model_name="procurementruleevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="fiscal.procurementrule",
            ),
        ),
        migrations.AddField(
            model_name="sourcingdecision",
            name="certificate",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="fiscal.mvecertificate",
                verbose_name="MVE certificate",
            ),
        ),
        migrations.AddField(
            model_name="sourcingdecision",
            name="contract",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="fiscal.contract",
            ),
        ),
        migrations.AddField(
            model_name="sourcingdecision",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="created by",
            ),
        ),
        migrations.AddField(
            model_name="sourcingdecision",
            name="overridden_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sourcingdecision",
            name="requisition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="fiscal.requisition"
            ),
        ),
        migrations.AddField(
            model_name="sourcingdecision",
            name="split_allowed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decisionpaper",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attached", to="fiscal.sourcingdecision"
            ),
        ),
        migrations.AddConstraint(
            model_name="mvecertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("item", ""), _negated=True), ("amount__gt", 0)),
                name="mve_certificate_of_something",
                violation_error_message="Say what is bought, for an amount above zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mvecertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_on", None), ("promised_days", None), ("status", "requested")),
                    models.Q(
                        ("answered_on__isnull", False),
                        ("status", "issued"),
                        models.Q(("certificate_number", ""), _negated=True),
                    ),
                    models.Q(("answered_on__isnull", False), ("promised_days__isnull", False), ("status", "denied")),
                    _connector="OR",
                ),
                name="mve_certificate_answer_is_whole",
                violation_error_message="Enter the number of the certificate, or the days MVE promises.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mvecertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "issued"), _negated=True),
                    ("promised_days", None),
                    ("promised_days__gt", models.F("days_limit")),
                    _connector="OR",
                ),
                name="mve_certificate_not_where_mve_supplies",
                violation_error_message="MVE supplies within its days: order from MVE (RSMo 217.575).",
            ),
        ),
        migrations.AddConstraint(
            model_name="mvecertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("need_by__isnull", True), ("need_by__range", ("1900-01-01", "2199-12-31")), _connector="OR"
                    ),
                    models.Q(
                        ("answered_on__isnull", True),
                        ("answered_on__range", ("1900-01-01", "2199-12-31")),
                        _connector="OR",
                    ),
                ),
                name="mve_certificate_days_within_reason",
                violation_error_message="Enter a year between 1900 and 2199.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mvecertificate",
            trigger=pgtrigger.compiler.Trigger(
                name="mve_certificate_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'mve_certificate_never_deleted' USING ERRCODE = '23514', CONSTRAINT = 'mve_certificate_never_deleted';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="27739743dc4e6c5068d7ee828487b50ab0e4cc58",
                    operation="DELETE",
                    pgid="pgtrigger_mve_certificate_never_deleted_514a1",
                    table="fiscal_mvecertificate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mvecertificate",
            trigger=pgtrigger.compiler.Trigger(
                name="mve_certificate_keeps_its_question",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['status', 'version', 'promised_days', 'market_days', 'answered_on', 'certificate_number']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['status', 'version', 'promised_days', 'market_days', 'answered_on', 'certificate_number']::text[] THEN\n                RAISE EXCEPTION 'mve_certificate_keeps_its_question' USING ERRCODE = '23514', CONSTRAINT = 'mve_certificate_keeps_its_question';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="c49ef8f4ac6dcb03979a36e135ff16310a4e5928",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_mve_certificate_keeps_its_question_32610",
                    table="fiscal_mvecertificate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mvecertificate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_mvecertificateevent" ("amount", "answered_on", "certificate_number", "commodity_id", "created_at", "created_by_id", "days_limit", "id", "item", "market_days", "need_by", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised_days", "status", "version", "worksite_id") VALUES (NEW."amount", NEW."answered_on", NEW."certificate_number", NEW."commodity_id", NEW."created_at", NEW."created_by_id", NEW."days_limit", NEW."id", NEW."item", NEW."market_days", NEW."need_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."promised_days", NEW."status", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="0df309e044948e06d059414094e701a831b012d8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d5a03",
                    table="fiscal_mvecertificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mvecertificate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "fiscal_mvecertificateevent" ("amount", "answered_on", "certificate_number", "commodity_id", "created_at", "created_by_id", "days_limit", "id", "item", "market_days", "need_by", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised_days", "status", "version", "worksite_id") VALUES (NEW."amount", NEW."answered_on", NEW."certificate_number", NEW."commodity_id", NEW."created_at", NEW."created_by_id", NEW."days_limit", NEW."id", NEW."item", NEW."market_days", NEW."need_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."promised_days", NEW."status", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="5cc5c538ed30c16da5f1d2eb1a42404e2d910da8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0d1ad",
                    table="fiscal_mvecertificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mvecertificate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_mvecertificateevent" ("amount", "answered_on", "certificate_number", "commodity_id", "created_at", "created_by_id", "days_limit", "id", "item", "market_days", "need_by", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised_days", "status", "version", "worksite_id") VALUES (OLD."amount", OLD."answered_on", OLD."certificate_number", OLD."commodity_id", OLD."created_at", OLD."created_by_id", OLD."days_limit", OLD."id", OLD."item", OLD."market_days", OLD."need_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."promised_days", OLD."status", OLD."version", OLD."worksite_id"); RETURN NULL;',
                    hash="878098f64d22cb35d0974bfeb7905024ba0ebde5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f3503",
                    table="fiscal_mvecertificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mvecertificateevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2d7b2edf96b8313025224fe5914b33a2a5817754",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2d9be",
                    table="fiscal_mvecertificateevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="procurementrule",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (doc_portal.core.ranges.OnePoint("method"), "&&"),
                    (fiscal.models.sourcing.AmountSpan("lower", "upper"), "&&"),
                    (doc_portal.core.ranges.DateSpan("starts_on", "ends_on"), "&&"),
                ],
                name="procurement_rule_says_one_thing_at_a_time",
                violation_error_message="The test has a rule for part of these amounts and days. End that one first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="procurementrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lower__gte", 0), models.Q(("upper", None), ("upper__gt", models.F("lower")), _connector="OR")
                ),
                name="procurement_rule_amounts_in_order",
                violation_error_message="The second amount must be above the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="procurementrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gt", models.F("starts_on")), _connector="OR"),
                name="procurement_rule_ends_after_it_starts",
                violation_error_message="The rule must end after it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="procurementrule",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("authority", ""), _negated=True), models.Q(("says", ""), _negated=True)),
                name="procurement_rule_names_its_authority",
                violation_error_message="Name the law, and say what it asks.",
            ),
        ),
        migrations.AddConstraint(
            model_name="procurementrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("method__range", (1, 9))), name="procurement_rule_test_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="procurementrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("starts_on__isnull", True), ("starts_on__range", ("1900-01-01", "2199-12-31")), _connector="OR"
                    ),
                    models.Q(
                        ("ends_on__isnull", True), ("ends_on__range", ("1900-01-01", "2199-12-31")), _connector="OR"
                    ),
                ),
                name="procurement_rule_days_within_reason",
                violation_error_message="Enter a year between 1900 and 2199.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="procurementrule",
            trigger=pgtrigger.compiler.Trigger(
                name="procurement_rule_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['ends_on', 'confirmed', 'source', 'says', 'version']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['ends_on', 'confirmed', 'source', 'says', 'version']::text[] THEN\n                RAISE EXCEPTION 'procurement_rule_stays' USING ERRCODE = '23514', CONSTRAINT = 'procurement_rule_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="8c0d2476fa6f0c7609cf7372487aaa01a634025a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_procurement_rule_stays_d8616",
                    table="fiscal_procurementrule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="procurementrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_procurementruleevent" ("advertise_days", "authority", "confirmed", "created_at", "created_by_id", "ends_on", "id", "lower", "method", "notice", "papers", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quotes_required", "says", "source", "starts_on", "through_oa", "upper", "version") VALUES (NEW."advertise_days", NEW."authority", NEW."confirmed", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."id", NEW."lower", NEW."method", NEW."notice", NEW."papers", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."quotes_required", NEW."says", NEW."source", NEW."starts_on", NEW."through_oa", NEW."upper", NEW."version"); RETURN NULL;',
                    hash="895def55080a09fd7a8bae50d6e470cd318d8074",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_856e8",
                    table="fiscal_procurementrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="procurementrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "fiscal_procurementruleevent" ("advertise_days", "authority", "confirmed", "created_at", "created_by_id", "ends_on", "id", "lower", "method", "notice", "papers", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quotes_required", "says", "source", "starts_on", "through_oa", "upper", "version") VALUES (NEW."advertise_days", NEW."authority", NEW."confirmed", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."id", NEW."lower", NEW."method", NEW."notice", NEW."papers", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."quotes_required", NEW."says", NEW."source", NEW."starts_on", NEW."through_oa", NEW."upper", NEW."version"); RETURN NULL;',
                    hash="439895caec2bcebe42cd9a8bd71d011df4f2a3c3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_421f6",
                    table="fiscal_procurementrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="procurementrule",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_procurementruleevent" ("advertise_days", "authority", "confirmed", "created_at", "created_by_id", "ends_on", "id", "lower", "method", "notice", "papers", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quotes_required", "says", "source", "starts_on", "through_oa", "upper", "version") VALUES (OLD."advertise_days", OLD."authority", OLD."confirmed", OLD."created_at", OLD."created_by_id", OLD."ends_on", OLD."id", OLD."lower", OLD."method", OLD."notice", OLD."papers", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."quotes_required", OLD."says", OLD."source", OLD."starts_on", OLD."through_oa", OLD."upper", OLD."version"); RETURN NULL;',
                    hash="2c20654b8f08355866e4e39fa052b2253c878abd",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d36b8",
                    table="fiscal_procurementrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="procurementruleevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3cb0b0ca5378371e94afa4768972c5bf5daadcca",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d31c8",
                    table="fiscal_procurementruleevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcingdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)),
                fields=("requisition",),
                name="sourcing_decided_once_at_a_time",
                violation_error_message="Somebody else decided at this moment. Open the requisition again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcingdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("path__lte", models.F("found_path")),
                    models.Q(("overridden_by__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="sourcing_later_test_has_a_reason",
                violation_error_message="A later test than the rules found needs the Purchasing Manager's reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcingdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("split_limit", None),
                    ("related_total__lt", models.F("split_limit")),
                    models.Q(("split_allowed_by__isnull", False), models.Q(("split_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="sourcing_split_is_allowed_with_a_reason",
                violation_error_message="Related purchases reach the limit: the Purchasing Manager's reason is needed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcingdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("related_total", None), ("split_limit", None)),
                    models.Q(("related_total__isnull", False), ("split_limit__isnull", False)),
                    _connector="OR",
                ),
                name="sourcing_split_limit_has_its_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcingdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("path", 2), _negated=True), ("contract__isnull", False), _connector="OR"),
                name="sourcing_contract_is_named",
                violation_error_message="Choose the contract it is ordered from.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sourcingdecision",
            trigger=pgtrigger.compiler.Trigger(
                name="sourcing_decision_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['superseded_at']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['superseded_at']::text[] THEN\n                RAISE EXCEPTION 'sourcing_decision_stays' USING ERRCODE = '23514', CONSTRAINT = 'sourcing_decision_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="f35793f3123e378ca390c3d2fc9b9d8a24128400",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_sourcing_decision_stays_02c97",
                    table="fiscal_sourcingdecision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sourcingdecision",
            trigger=pgtrigger.compiler.Trigger(
                name="sourcing_superseded_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.superseded_at IS NOT NULL AND NEW.superseded_at IS DISTINCT FROM OLD.superseded_at)",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'sourcing_superseded_once' USING ERRCODE = '23514', CONSTRAINT = 'sourcing_superseded_once';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="ccb59d0ae551902cd30b1d948b4b64ba7b2ed109",
                    operation="UPDATE",
                    pgid="pgtrigger_sourcing_superseded_once_bad34",
                    table="fiscal_sourcingdecision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sourcingdecision",
            trigger=pgtrigger.compiler.Trigger(
                name="sourcing_of_an_approved_requisition",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id = NEW.requisition_id AND r.status IN ('approved', 'sourcing')) THEN\n                RAISE EXCEPTION 'sourcing_of_an_approved_requisition' USING ERRCODE = '23514', CONSTRAINT = 'sourcing_of_an_approved_requisition';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="a61d63139aa8cf7334831aabf2dcff551e51a669",
                    operation="INSERT",
                    pgid="pgtrigger_sourcing_of_an_approved_requisition_3fdba",
                    table="fiscal_sourcingdecision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sourcingdecision",
            trigger=pgtrigger.compiler.Trigger(
                name="sourcing_certificate_is_issued",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.certificate_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fiscal_mvecertificate c WHERE c.id = NEW.certificate_id AND c.status = 'issued') THEN\n                RAISE EXCEPTION 'sourcing_certificate_is_issued' USING ERRCODE = '23514', CONSTRAINT = 'sourcing_certificate_is_issued';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="13dd281cf179fc5dab337d71477b3f38fe06b7a9",
                    operation="INSERT",
                    pgid="pgtrigger_sourcing_certificate_is_issued_53f66",
                    table="fiscal_sourcingdecision",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("covers__range", (1, 99))),
                name="decision_paper_covers_something",
                violation_error_message="Enter how many quotes the file holds, 1 to 99.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decisionpaper",
            trigger=pgtrigger.compiler.Trigger(
                name="decision_paper_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY[]::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY[]::text[] THEN\n                RAISE EXCEPTION 'decision_paper_stays' USING ERRCODE = '23514', CONSTRAINT = 'decision_paper_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="076b417bf1223885d897d7291eb981115be0e273",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_decision_paper_stays_bf601",
                    table="fiscal_decisionpaper",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decisionpaper",
            trigger=pgtrigger.compiler.Trigger(
                name="decision_paper_of_one_that_holds",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.id = NEW.decision_id AND d.superseded_at IS NOT NULL) THEN\n                RAISE EXCEPTION 'decision_paper_of_one_that_holds' USING ERRCODE = '23514', CONSTRAINT = 'decision_paper_of_one_that_holds';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="40f0dc8940ad25e82da98902d42e799ec32c954d",
                    operation="INSERT",
                    pgid="pgtrigger_decision_paper_of_one_that_holds_81eab",
                    table="fiscal_decisionpaper",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(PAPERS_MISSING, "DROP FUNCTION fiscal_papers_missing(bigint)"),
    ]
