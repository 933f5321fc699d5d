"""A ledger is replaced by a file that names it; years and appropriations change in the name of who changes them and keep
their history; nothing is posted to a year before its first day; code changes and approvals of interfaces follow rules.
"""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0034_who_asked_does_not_buy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AppropriationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("code", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=160)),
                (
                    "hb_section",
                    models.CharField(blank=True, default="", max_length=20, verbose_name="House Bill section"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("operating", "Operating"),
                            ("capital_biennial", "Capital, biennial"),
                            ("reappropriation", "Reappropriation"),
                        ],
                        default="operating",
                        max_length=20,
                    ),
                ),
                (
                    "allotment_controlled",
                    models.BooleanField(
                        default=False, help_text="Spending beyond what is released is refused, not only warned about."
                    ),
                ),
                (
                    "flex_percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Percent of the original authority, as the bill says. Nothing is flexed out while it is empty.",
                        max_digits=5,
                        null=True,
                        verbose_name="share that may be flexed out",
                    ),
                ),
                (
                    "flex_authority",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="House Bill, section and year.",
                        max_length=120,
                        verbose_name="where the bill says so",
                    ),
                ),
                ("changed_at", models.DateTimeField(editable=False, null=True, verbose_name="last changed")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FiscalYearEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("fy", models.PositiveSmallIntegerField(serialize=False, verbose_name="fiscal year")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("closes_on", models.DateField(verbose_name="closed in SAM II on")),
                ("expires_on", models.DateField(verbose_name="appropriations expire on")),
                (
                    "authority",
                    models.CharField(
                        default="Mo. Const. IV §28; year-end memo of the Office of Administration",
                        max_length=120,
                        verbose_name="who sets these days",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("lapse", "Lapse period"),
                            ("closed", "Closed"),
                            ("expired", "Expired"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("changed_at", models.DateTimeField(editable=False, null=True, verbose_name="last changed")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="appropriation",
            name="appropriation_keeps_its_code",
        ),
        migrations.AddField(
            model_name="appropriation",
            name="changed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last changed"),
        ),
        migrations.AddField(
            model_name="appropriation",
            name="changed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="fiscalyear",
            name="changed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last changed"),
        ),
        migrations.AddField(
            model_name="fiscalyear",
            name="changed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ledgerimport",
            name="replaces",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="fiscal.ledgerimport",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appropriation",
            trigger=pgtrigger.compiler.Trigger(
                name="appropriation_keeps_its_code",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.budget_fy_id <> OLD.budget_fy_id OR NEW.fund_id <> OLD.fund_id OR NEW.agency_id <> OLD.agency_id OR NEW.code <> OLD.code OR NEW.kind <> OLD.kind)",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'appropriation_keeps_its_code' USING ERRCODE = '23514', CONSTRAINT = 'appropriation_keeps_its_code';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="a11a4876de5469bad7b6cc47a2e04712afdc4307",
                    operation="UPDATE",
                    pgid="pgtrigger_appropriation_keeps_its_code_56a34",
                    table="fiscal_appropriation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appropriation",
            trigger=pgtrigger.compiler.Trigger(
                name="appropriation_change_names_who",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['pre', 'enc', 'exp', 'authority', 'reserve', 'restricted', 'released', 'original', 'flexed', 'version', 'changed_by_id', 'changed_at']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['pre', 'enc', 'exp', 'authority', 'reserve', 'restricted', 'released', 'original', 'flexed', 'version', 'changed_by_id', 'changed_at']::text[]) AND (NEW.changed_by_id IS NULL OR NEW.changed_at IS NOT DISTINCT FROM OLD.changed_at) THEN\n                RAISE EXCEPTION 'appropriation_change_names_who' USING ERRCODE = '23514', CONSTRAINT = 'appropriation_change_names_who';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="35e06b7ea9a2179fa4e5d40101f3cfab28719966",
                    operation="UPDATE",
                    pgid="pgtrigger_appropriation_change_names_who_47cd7",
                    table="fiscal_appropriation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appropriation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_appropriationevent" ("agency_id", "allotment_controlled", "budget_fy_id", "changed_at", "changed_by_id", "code", "created_at", "created_by_id", "flex_authority", "flex_percent", "fund_id", "hb_section", "id", "kind", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."agency_id", NEW."allotment_controlled", NEW."budget_fy_id", NEW."changed_at", NEW."changed_by_id", NEW."code", NEW."created_at", NEW."created_by_id", NEW."flex_authority", NEW."flex_percent", NEW."fund_id", NEW."hb_section", NEW."id", NEW."kind", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="3172132564f52e7dd8efb5d8461123dc5a276751",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_619e3",
                    table="fiscal_appropriation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appropriation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."agency_id" IS DISTINCT FROM (NEW."agency_id") OR OLD."allotment_controlled" IS DISTINCT FROM (NEW."allotment_controlled") OR OLD."budget_fy_id" IS DISTINCT FROM (NEW."budget_fy_id") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."flex_authority" IS DISTINCT FROM (NEW."flex_authority") OR OLD."flex_percent" IS DISTINCT FROM (NEW."flex_percent") OR OLD."fund_id" IS DISTINCT FROM (NEW."fund_id") OR OLD."hb_section" IS DISTINCT FROM (NEW."hb_section") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name"))',
                    func='INSERT INTO "fiscal_appropriationevent" ("agency_id", "allotment_controlled", "budget_fy_id", "changed_at", "changed_by_id", "code", "created_at", "created_by_id", "flex_authority", "flex_percent", "fund_id", "hb_section", "id", "kind", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."agency_id", NEW."allotment_controlled", NEW."budget_fy_id", NEW."changed_at", NEW."changed_by_id", NEW."code", NEW."created_at", NEW."created_by_id", NEW."flex_authority", NEW."flex_percent", NEW."fund_id", NEW."hb_section", NEW."id", NEW."kind", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="d85e949f7e18788e680c6307c6563eb9c2fc8a4d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6c4f4",
                    table="fiscal_appropriation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetentry",
            trigger=pgtrigger.compiler.Trigger(
                name="budget_entry_of_a_year_that_has_begun",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF EXISTS (SELECT 1 FROM fiscal_accountingperiod p JOIN fiscal_fiscalyear y ON y.fy = p.year_id\n                                WHERE p.id IN (SELECT period_id FROM new_rows)\n                                  AND y.starts_on > (now() AT TIME ZONE 'America/Chicago')::date) THEN\n                        RAISE EXCEPTION 'budget_entry_of_a_year_that_has_begun'\n                            USING ERRCODE = '23514', CONSTRAINT = 'budget_entry_of_a_year_that_has_begun';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="2ade692ca98178144ce915f9079994c3885cebd7",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_budget_entry_of_a_year_that_has_begun_4df26",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="fiscal_budgetentry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="codechange",
            trigger=pgtrigger.compiler.Trigger(
                name="code_change_fits_its_year",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (NEW.change = 'add') = EXISTS (\n    SELECT 1 FROM fiscal_coacode c\n     WHERE c.kind = NEW.kind AND c.year_id = NEW.year_id AND c.code = NEW.code AND c.active) THEN\n                RAISE EXCEPTION 'code_change_fits_its_year' USING ERRCODE = '23514', CONSTRAINT = 'code_change_fits_its_year';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="9fe8d8b2e1159af7f8feb026a02092957fe76700",
                    operation="INSERT",
                    pgid="pgtrigger_code_change_fits_its_year_32581",
                    table="fiscal_codechange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fiscalyear",
            trigger=pgtrigger.compiler.Trigger(
                name="fiscal_year_moves_on_its_days",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status <> OLD.status)",
                    func="\n            IF NEW.status = 'lapse' AND (now() AT TIME ZONE 'America/Chicago')::date <= NEW.ends_on OR NEW.status = 'closed' AND (now() AT TIME ZONE 'America/Chicago')::date < NEW.closes_on OR NEW.status = 'expired' AND (now() AT TIME ZONE 'America/Chicago')::date < NEW.expires_on THEN\n                RAISE EXCEPTION 'fiscal_year_moves_on_its_days' USING ERRCODE = '23514', CONSTRAINT = 'fiscal_year_moves_on_its_days';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="235492445cad7c726eea461cbbd1f111b1992404",
                    operation="UPDATE",
                    pgid="pgtrigger_fiscal_year_moves_on_its_days_ca5ad",
                    table="fiscal_fiscalyear",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fiscalyear",
            trigger=pgtrigger.compiler.Trigger(
                name="fiscal_year_change_names_who",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['status', 'version', 'changed_by_id', 'changed_at']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['status', 'version', 'changed_by_id', 'changed_at']::text[]) AND (NEW.changed_by_id IS NULL OR NEW.changed_at IS NOT DISTINCT FROM OLD.changed_at) THEN\n                RAISE EXCEPTION 'fiscal_year_change_names_who' USING ERRCODE = '23514', CONSTRAINT = 'fiscal_year_change_names_who';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="405fa91dc496ae0e9778a8e7a6bff51732360914",
                    operation="UPDATE",
                    pgid="pgtrigger_fiscal_year_change_names_who_74786",
                    table="fiscal_fiscalyear",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fiscalyear",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_fiscalyearevent" ("authority", "changed_at", "changed_by_id", "closes_on", "created_at", "created_by_id", "ends_on", "expires_on", "fy", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "status") VALUES (NEW."authority", NEW."changed_at", NEW."changed_by_id", NEW."closes_on", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."expires_on", NEW."fy", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."fy", NEW."starts_on", NEW."status"); RETURN NULL;',
                    hash="586b0b3312620e7f6367c6011578011e737d93d4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8899d",
                    table="fiscal_fiscalyear",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fiscalyear",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."authority" IS DISTINCT FROM (NEW."authority") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."closes_on" IS DISTINCT FROM (NEW."closes_on") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."expires_on" IS DISTINCT FROM (NEW."expires_on") OR OLD."fy" IS DISTINCT FROM (NEW."fy") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "fiscal_fiscalyearevent" ("authority", "changed_at", "changed_by_id", "closes_on", "created_at", "created_by_id", "ends_on", "expires_on", "fy", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "status") VALUES (NEW."authority", NEW."changed_at", NEW."changed_by_id", NEW."closes_on", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."expires_on", NEW."fy", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."fy", NEW."starts_on", NEW."status"); RETURN NULL;',
                    hash="3bb7061b660f3fd2f027ba8e4feb8fdb8c7579f2",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_022d6",
                    table="fiscal_fiscalyear",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interfaceapproval",
            trigger=pgtrigger.compiler.Trigger(
                name="interface_approval_moves_as_it_may",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status <> OLD.status)",
                    func="\n            IF NOT (OLD.status || '>' || NEW.status = ANY (ARRAY['approved>ended', 'approved>production', 'asked>approved', 'asked>ended', 'production>ended'])) THEN\n                RAISE EXCEPTION 'interface_approval_moves_as_it_may' USING ERRCODE = '23514', CONSTRAINT = 'interface_approval_moves_as_it_may';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="95bf30d108323d188563978bf214c2ece7df7b73",
                    operation="UPDATE",
                    pgid="pgtrigger_interface_approval_moves_as_it_may_b57d1",
                    table="fiscal_interfaceapproval",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interfaceapproval",
            trigger=pgtrigger.compiler.Trigger(
                name="interface_approval_keeps_oas_answer",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((NEW.answer, NEW.test_from, NEW.test_until) IS DISTINCT FROM (OLD.answer, OLD.test_from, OLD.test_until))",
                    func="\n            IF OLD.status <> 'asked' OR NEW.status <> 'approved' THEN\n                RAISE EXCEPTION 'interface_approval_keeps_oas_answer' USING ERRCODE = '23514', CONSTRAINT = 'interface_approval_keeps_oas_answer';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="c3521e3aacf12000e21492ead176c9369c1e83d8",
                    operation="UPDATE",
                    pgid="pgtrigger_interface_approval_keeps_oas_answer_80a18",
                    table="fiscal_interfaceapproval",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interfacefield",
            trigger=pgtrigger.compiler.Trigger(
                name="interface_field_of_a_written_file_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_interfaceexport x JOIN fiscal_documenttype t ON t.id = x.document_type_id\n     WHERE OLD.layout IN ('', t.code)) THEN\n                RAISE EXCEPTION 'interface_field_of_a_written_file_stays' USING ERRCODE = '23514', CONSTRAINT = 'interface_field_of_a_written_file_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="08187559506dee4b56856a17c4d99d1b9cc0f3a3",
                    operation="DELETE",
                    pgid="pgtrigger_interface_field_of_a_written_file_stays_4a463",
                    table="fiscal_interfacefield",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interfacefield",
            trigger=pgtrigger.compiler.Trigger(
                name="interface_field_keeps_its_layout",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((NEW.layout, NEW.record, NEW.field) IS DISTINCT FROM (OLD.layout, OLD.record, OLD.field))",
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_interfaceexport x JOIN fiscal_documenttype t ON t.id = x.document_type_id\n     WHERE OLD.layout IN ('', t.code)) THEN\n                RAISE EXCEPTION 'interface_field_keeps_its_layout' USING ERRCODE = '23514', CONSTRAINT = 'interface_field_keeps_its_layout';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="1f1b4e729d97396fac238454f2fec765b95f575a",
                    operation="UPDATE",
                    pgid="pgtrigger_interface_field_keeps_its_layout_568c8",
                    table="fiscal_interfacefield",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerimport",
            trigger=pgtrigger.compiler.Trigger(
                name="ledger_replaced_by_one_that_says_so",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'replaced' AND OLD.status = 'loaded')",
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_ledgerimport n WHERE n.replaces_id = NEW.id AND n.period_id = NEW.period_id AND n.status = 'waiting') THEN\n                RAISE EXCEPTION 'ledger_replaced_by_one_that_says_so' USING ERRCODE = '23514', CONSTRAINT = 'ledger_replaced_by_one_that_says_so';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="aef7b54a202ff09b122bd6ee940ff0541b3ebccb",
                    operation="UPDATE",
                    pgid="pgtrigger_ledger_replaced_by_one_that_says_so_bdc7d",
                    table="fiscal_ledgerimport",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="procurementrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("papers__contains", ["report"]), _negated=True),
                name="procurement_rule_papers_come_before",
                violation_error_message="A report comes after the order, so ordering cannot wait for it. Leave it out.",
            ),
        ),
        migrations.AddField(
            model_name="appropriationevent",
            name="agency",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="fiscal.coacode",
            ),
        ),
        migrations.AddField(
            model_name="appropriationevent",
            name="budget_fy",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="fiscal.fiscalyear",
            ),
        ),
        migrations.AddField(
            model_name="appropriationevent",
            name="changed_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="appropriationevent",
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
            model_name="appropriationevent",
            name="fund",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="fiscal.coacode",
            ),
        ),
        migrations.AddField(
            model_name="appropriationevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="fiscal.appropriation",
            ),
        ),
        migrations.AddField(
            model_name="fiscalyearevent",
            name="changed_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="fiscalyearevent",
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
            model_name="fiscalyearevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="fiscal.fiscalyear",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appropriationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b35a32773df6e7f1614bc11ad7e1d139e79bb6ae",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_4256a",
                    table="fiscal_appropriationevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fiscalyearevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="181b06291cae72bedc2651f9ea1bd1cb32f2073f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8183f",
                    table="fiscal_fiscalyearevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
