import django.db.models.functions.comparison
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import fiscal.models.vendors

ENTERED_BEFORE = """
UPDATE fiscal_vendor v SET another_reason = 'Entered before names were compared'
 WHERE v.active AND EXISTS (
       SELECT 1 FROM fiscal_vendor o WHERE o.active AND o.name_key = v.name_key AND o.id < v.id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0030_rows_begin_at_their_first_step"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="budgetentry",
            name="budget_entry_gives_back_what_it_holds",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="vendor",
            name="vendor_change_names_who",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="vendor",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="vendor",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="vendor",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="vendor",
            name="another_reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                verbose_name="why it is another vendor of the same name",
            ),
        ),
        migrations.AddField(
            model_name="vendor",
            name="name_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    django.db.models.functions.comparison.NullIf(
                        models.Func(
                            django.db.models.functions.text.Upper(fiscal.models.vendors.Compatible("name")),
                            models.Value("[^[:alnum:]]"),
                            models.Value(""),
                            models.Value("g"),
                            function="regexp_replace",
                        ),
                        models.Value(""),
                    ),
                    django.db.models.functions.text.Upper(fiscal.models.vendors.Compatible("name")),
                    output_field=models.TextField(),
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.RunSQL(ENTERED_BEFORE, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="vendorevent",
            name="another_reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                verbose_name="why it is another vendor of the same name",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetentry",
            trigger=pgtrigger.compiler.Trigger(
                name="budget_entry_gives_back_what_it_holds",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF EXISTS (\n                        SELECT 1 FROM (SELECT DISTINCT doc_type, doc_id, line, bucket FROM new_rows\n                                        WHERE amount < 0 AND (bucket <> 'exp' OR doc_type <> 'INV')) n\n                          JOIN fiscal_budgetentry e USING (doc_type, doc_id, line, bucket)\n                         GROUP BY doc_type, doc_id, line, bucket HAVING sum(e.amount) < 0) THEN\n                        RAISE EXCEPTION 'budget_entry_gives_back_what_it_holds'\n                            USING ERRCODE = '23514', CONSTRAINT = 'budget_entry_gives_back_what_it_holds';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="687664f762e13a6e33ead0a607896e52d8de47d6",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_budget_entry_gives_back_what_it_holds_e067d",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="fiscal_budgetentry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetentry",
            trigger=pgtrigger.compiler.Trigger(
                name="budget_entry_of_a_bill_as_it_stands",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.amount < 0 AND NEW.bucket = 'exp' AND NEW.doc_type = 'INV')",
                    constraint="CONSTRAINT",
                    func="\n            IF NOT EXISTS (\n    SELECT 1 FROM fiscal_invoice i WHERE i.id = NEW.doc_id AND abs((\n        SELECT COALESCE(sum(e.amount), 0) FROM fiscal_budgetentry e\n         WHERE e.doc_type = 'INV' AND e.doc_id = i.id AND e.bucket = 'exp')\n    ) = CASE WHEN i.status IN ('approved', 'vouchered', 'paid') THEN i.amount ELSE 0 END) THEN\n                RAISE EXCEPTION 'budget_entry_of_a_bill_as_it_stands' USING ERRCODE = '23514', CONSTRAINT = 'budget_entry_of_a_bill_as_it_stands';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="436f68ae0ac8dc0cc77857028c1403c140de6b89",
                    operation="INSERT",
                    pgid="pgtrigger_budget_entry_of_a_bill_as_it_stands_6e34b",
                    table="fiscal_budgetentry",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerline",
            trigger=pgtrigger.compiler.Trigger(
                name="ledger_line_of_a_period_to_sign",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_ledgerimport i\n                        WHERE i.id IN (SELECT run_id FROM new_rows) AND (EXISTS (SELECT 1 FROM fiscal_reconciliation r WHERE r.period_id = i.period_id AND r.status = 'signed'))) THEN\n                RAISE EXCEPTION 'ledger_line_of_a_period_to_sign' USING ERRCODE = '23514', CONSTRAINT = 'ledger_line_of_a_period_to_sign';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="5acf59646bb27f1abb1d3347697df9da60f4a160",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_ledger_line_of_a_period_to_sign_cc5cd",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="fiscal_ledgerline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerline",
            trigger=pgtrigger.compiler.Trigger(
                name="ledger_line_goes_with_its_import",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_ledgerimport i\n                        WHERE i.id IN (SELECT run_id FROM old_rows) AND (i.status <> 'replaced' OR EXISTS (SELECT 1 FROM fiscal_reconciliation r WHERE r.period_id = i.period_id AND r.status = 'signed'))) THEN\n                RAISE EXCEPTION 'ledger_line_goes_with_its_import' USING ERRCODE = '23514', CONSTRAINT = 'ledger_line_goes_with_its_import';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="c419d65ded4bcd4273079506b93fa6393bbf0ce5",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_ledger_line_goes_with_its_import_60903",
                    referencing="REFERENCING OLD TABLE AS old_rows ",
                    table="fiscal_ledgerline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vendor",
            trigger=pgtrigger.compiler.Trigger(
                name="vendor_change_names_who",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['last_paid_on', 'name_upper', 'name_key', 'since', 'version', 'changed_by_id', 'changed_at']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['last_paid_on', 'name_upper', 'name_key', 'since', 'version', 'changed_by_id', 'changed_at']::text[]) AND (NEW.changed_by_id IS NULL OR NEW.changed_at IS NOT DISTINCT FROM OLD.changed_at) THEN\n                RAISE EXCEPTION 'vendor_change_names_who' USING ERRCODE = '23514', CONSTRAINT = 'vendor_change_names_who';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="77b29584c036b79d1214d67b01dcc8461f672552",
                    operation="UPDATE",
                    pgid="pgtrigger_vendor_change_names_who_94c30",
                    table="fiscal_vendor",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vendor",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_vendorevent" ("active", "address", "another_reason", "changed_at", "changed_by_id", "contact", "created_at", "created_by_id", "debarment_authority", "debarred_from", "debarred_until", "eft", "email", "fein", "id", "is_mve", "last_paid_on", "mbe", "missouribuys_id", "name", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "registered_on", "retails_in_missouri", "tax_checked_on", "tax_status", "usage", "wbe") VALUES (NEW."active", NEW."address", NEW."another_reason", NEW."changed_at", NEW."changed_by_id", NEW."contact", NEW."created_at", NEW."created_by_id", NEW."debarment_authority", NEW."debarred_from", NEW."debarred_until", NEW."eft", NEW."email", NEW."fein", NEW."id", NEW."is_mve", NEW."last_paid_on", NEW."mbe", NEW."missouribuys_id", NEW."name", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phone", NEW."registered_on", NEW."retails_in_missouri", NEW."tax_checked_on", NEW."tax_status", NEW."usage", NEW."wbe"); RETURN NULL;',
                    hash="69ff68361b668a91d076725b85715014335371a3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_289d8",
                    table="fiscal_vendor",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vendor",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."active" IS DISTINCT FROM (NEW."active") OR OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."another_reason" IS DISTINCT FROM (NEW."another_reason") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."contact" IS DISTINCT FROM (NEW."contact") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."debarment_authority" IS DISTINCT FROM (NEW."debarment_authority") OR OLD."debarred_from" IS DISTINCT FROM (NEW."debarred_from") OR OLD."debarred_until" IS DISTINCT FROM (NEW."debarred_until") OR OLD."eft" IS DISTINCT FROM (NEW."eft") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."fein" IS DISTINCT FROM (NEW."fein") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_mve" IS DISTINCT FROM (NEW."is_mve") OR OLD."last_paid_on" IS DISTINCT FROM (NEW."last_paid_on") OR OLD."mbe" IS DISTINCT FROM (NEW."mbe") OR OLD."missouribuys_id" IS DISTINCT FROM (NEW."missouribuys_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."registered_on" IS DISTINCT FROM (NEW."registered_on") OR OLD."retails_in_missouri" IS DISTINCT FROM (NEW."retails_in_missouri") OR OLD."tax_checked_on" IS DISTINCT FROM (NEW."tax_checked_on") OR OLD."tax_status" IS DISTINCT FROM (NEW."tax_status") OR OLD."usage" IS DISTINCT FROM (NEW."usage") OR OLD."wbe" IS DISTINCT FROM (NEW."wbe"))',
                    func='INSERT INTO "fiscal_vendorevent" ("active", "address", "another_reason", "changed_at", "changed_by_id", "contact", "created_at", "created_by_id", "debarment_authority", "debarred_from", "debarred_until", "eft", "email", "fein", "id", "is_mve", "last_paid_on", "mbe", "missouribuys_id", "name", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "registered_on", "retails_in_missouri", "tax_checked_on", "tax_status", "usage", "wbe") VALUES (NEW."active", NEW."address", NEW."another_reason", NEW."changed_at", NEW."changed_by_id", NEW."contact", NEW."created_at", NEW."created_by_id", NEW."debarment_authority", NEW."debarred_from", NEW."debarred_until", NEW."eft", NEW."email", NEW."fein", NEW."id", NEW."is_mve", NEW."last_paid_on", NEW."mbe", NEW."missouribuys_id", NEW."name", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phone", NEW."registered_on", NEW."retails_in_missouri", NEW."tax_checked_on", NEW."tax_status", NEW."usage", NEW."wbe"); RETURN NULL;',
                    hash="78c983441b0977b183bc2246c7dc14ca9d153661",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ab411",
                    table="fiscal_vendor",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vendor",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_vendorevent" ("active", "address", "another_reason", "changed_at", "changed_by_id", "contact", "created_at", "created_by_id", "debarment_authority", "debarred_from", "debarred_until", "eft", "email", "fein", "id", "is_mve", "last_paid_on", "mbe", "missouribuys_id", "name", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "registered_on", "retails_in_missouri", "tax_checked_on", "tax_status", "usage", "wbe") VALUES (OLD."active", OLD."address", OLD."another_reason", OLD."changed_at", OLD."changed_by_id", OLD."contact", OLD."created_at", OLD."created_by_id", OLD."debarment_authority", OLD."debarred_from", OLD."debarred_until", OLD."eft", OLD."email", OLD."fein", OLD."id", OLD."is_mve", OLD."last_paid_on", OLD."mbe", OLD."missouribuys_id", OLD."name", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phone", OLD."registered_on", OLD."retails_in_missouri", OLD."tax_checked_on", OLD."tax_status", OLD."usage", OLD."wbe"); RETURN NULL;',
                    hash="78aa9af45ea0b80fc11218f8e4071ca6ee4a8a0c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cd7f6",
                    table="fiscal_vendor",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="vendor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("active", True), ("another_reason", "")),
                fields=("name_key",),
                name="vendor_name_stands_once",
                violation_error_message="Another vendor in use has this name. Open that one instead, or say why this is another.",
            ),
        ),
    ]
