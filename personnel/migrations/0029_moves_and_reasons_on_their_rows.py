"""An exchange hands positions over once; why a claim was decided so stays on the claim."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("personnel", "0028_the_newest_background_check_decides"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="exchangeproposal",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="exchangeproposal",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="exchangeproposal",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="preferenceclaim",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="preferenceclaim",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="preferenceclaim",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="exchangeproposal",
            name="handed_over_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="positions handed over"),
        ),
        migrations.AddField(
            model_name="exchangeproposalevent",
            name="handed_over_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="positions handed over"),
        ),
        migrations.AddField(
            model_name="preferenceclaim",
            name="decision_note",
            field=models.CharField(blank=True, editable=False, max_length=1000, verbose_name="why it was decided so"),
        ),
        migrations.AddField(
            model_name="preferenceclaimevent",
            name="decision_note",
            field=models.CharField(blank=True, editable=False, max_length=1000, verbose_name="why it was decided so"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exchangeproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_exchangeproposalevent" ("created_at", "created_by_id", "handed_over_at", "id", "job_class_id", "moves_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "version") VALUES (NEW."created_at", NEW."created_by_id", NEW."handed_over_at", NEW."id", NEW."job_class_id", NEW."moves_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."status", NEW."version"); RETURN NULL;',
                    hash="a8ff0102b2e76235739001c6a3b3560f8b53cf7a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2ef71",
                    table="personnel_exchangeproposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exchangeproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "personnel_exchangeproposalevent" ("created_at", "created_by_id", "handed_over_at", "id", "job_class_id", "moves_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "version") VALUES (NEW."created_at", NEW."created_by_id", NEW."handed_over_at", NEW."id", NEW."job_class_id", NEW."moves_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."status", NEW."version"); RETURN NULL;',
                    hash="de292bd1fd226fafd83df953a248f192bf409521",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6a65e",
                    table="personnel_exchangeproposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exchangeproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_exchangeproposalevent" ("created_at", "created_by_id", "handed_over_at", "id", "job_class_id", "moves_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "version") VALUES (OLD."created_at", OLD."created_by_id", OLD."handed_over_at", OLD."id", OLD."job_class_id", OLD."moves_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."status", OLD."version"); RETURN NULL;',
                    hash="d1d1ed5798e502c3b7940c56d454621b490d9f36",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2aea5",
                    table="personnel_exchangeproposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="preferenceclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_preferenceclaimevent" ("application_id", "applied_at", "applied_by_id", "created_at", "created_by_id", "decided_at", "decided_by_id", "decision_note", "evidence_id", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points_applied", "rule_id", "status", "version") VALUES (NEW."application_id", NEW."applied_at", NEW."applied_by_id", NEW."created_at", NEW."created_by_id", NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."evidence_id", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."points_applied", NEW."rule_id", NEW."status", NEW."version"); RETURN NULL;',
                    hash="4708010a16bf134247496c4cd937a498e236bd1a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7b1bf",
                    table="personnel_preferenceclaim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="preferenceclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "personnel_preferenceclaimevent" ("application_id", "applied_at", "applied_by_id", "created_at", "created_by_id", "decided_at", "decided_by_id", "decision_note", "evidence_id", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points_applied", "rule_id", "status", "version") VALUES (NEW."application_id", NEW."applied_at", NEW."applied_by_id", NEW."created_at", NEW."created_by_id", NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."evidence_id", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."points_applied", NEW."rule_id", NEW."status", NEW."version"); RETURN NULL;',
                    hash="db75a279b09b476349627dd3435651228d930f7d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ef5a8",
                    table="personnel_preferenceclaim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="preferenceclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_preferenceclaimevent" ("application_id", "applied_at", "applied_by_id", "created_at", "created_by_id", "decided_at", "decided_by_id", "decision_note", "evidence_id", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points_applied", "rule_id", "status", "version") VALUES (OLD."application_id", OLD."applied_at", OLD."applied_by_id", OLD."created_at", OLD."created_by_id", OLD."decided_at", OLD."decided_by_id", OLD."decision_note", OLD."evidence_id", OLD."id", OLD."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."points_applied", OLD."rule_id", OLD."status", OLD."version"); RETURN NULL;',
                    hash="4caf49e181c77b47d2fdc5df0a15cec7c852941e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4418c",
                    table="personnel_preferenceclaim",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(
            "UPDATE personnel_exchangeproposal SET handed_over_at = now()"
            " WHERE status = 'approved' AND moves_on <= (now() AT TIME ZONE 'America/Chicago')::date",
            migrations.RunSQL.noop,
        ),
    ]
