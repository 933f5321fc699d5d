"""A transfer wish knows the shift worked now and the miles from home; an exchange the day people move."""

import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("personnel", "0010_staffing_guard")]

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
            model_name="transferwish",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="transferwish",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="transferwish",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="exchangeproposal",
            name="moves_on",
            field=models.DateField(
                default=django.utils.timezone.localdate, verbose_name="first day at the new worksite"
            ),
        ),
        migrations.AddField(
            model_name="exchangeproposalevent",
            name="moves_on",
            field=models.DateField(
                default=django.utils.timezone.localdate, verbose_name="first day at the new worksite"
            ),
        ),
        migrations.AddField(
            model_name="transferwish",
            name="from_shift",
            field=models.CharField(
                blank=True,
                choices=[
                    ("1", "First shift"),
                    ("2", "Second shift"),
                    ("3", "Third shift"),
                    ("days", "Days"),
                    ("rotating", "Rotating"),
                ],
                editable=False,
                max_length=10,
                verbose_name="shift now",
            ),
        ),
        migrations.AddField(
            model_name="transferwish",
            name="miles",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="miles from home to there"),
        ),
        migrations.AddField(
            model_name="transferwishevent",
            name="from_shift",
            field=models.CharField(
                blank=True,
                choices=[
                    ("1", "First shift"),
                    ("2", "Second shift"),
                    ("3", "Third shift"),
                    ("days", "Days"),
                    ("rotating", "Rotating"),
                ],
                editable=False,
                max_length=10,
                verbose_name="shift now",
            ),
        ),
        migrations.AddField(
            model_name="transferwishevent",
            name="miles",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="miles from home to there"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exchangeproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_exchangeproposalevent" ("created_at", "created_by_id", "id", "job_class_id", "moves_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "version") VALUES (NEW."created_at", NEW."created_by_id", NEW."id", NEW."job_class_id", NEW."moves_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."status", NEW."version"); RETURN NULL;',
                    hash="2df9b7766353c91dd73f49c9208b2f6470e2d88a",
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
                    func='INSERT INTO "personnel_exchangeproposalevent" ("created_at", "created_by_id", "id", "job_class_id", "moves_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "version") VALUES (NEW."created_at", NEW."created_by_id", NEW."id", NEW."job_class_id", NEW."moves_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."status", NEW."version"); RETURN NULL;',
                    hash="3a2763e69988620daf782aaf0f0da4e740b1e756",
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
                    func='INSERT INTO "personnel_exchangeproposalevent" ("created_at", "created_by_id", "id", "job_class_id", "moves_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "version") VALUES (OLD."created_at", OLD."created_by_id", OLD."id", OLD."job_class_id", OLD."moves_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."status", OLD."version"); RETURN NULL;',
                    hash="9aca37a37ff25c5a66653e10174c7e6890084193",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2aea5",
                    table="personnel_exchangeproposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transferwish",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_transferwishevent" ("created_at", "created_by_id", "ends_on", "from_shift", "from_worksite_id", "id", "job_class_id", "miles", "note", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seniority_date", "starts_on", "status", "to_shift", "to_worksite_id", "version") VALUES (NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."from_shift", NEW."from_worksite_id", NEW."id", NEW."job_class_id", NEW."miles", NEW."note", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."seniority_date", NEW."starts_on", NEW."status", NEW."to_shift", NEW."to_worksite_id", NEW."version"); RETURN NULL;',
                    hash="fbaa318b63f32de4e3574b0e73c0273ac242cde4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d0b32",
                    table="personnel_transferwish",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transferwish",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "personnel_transferwishevent" ("created_at", "created_by_id", "ends_on", "from_shift", "from_worksite_id", "id", "job_class_id", "miles", "note", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seniority_date", "starts_on", "status", "to_shift", "to_worksite_id", "version") VALUES (NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."from_shift", NEW."from_worksite_id", NEW."id", NEW."job_class_id", NEW."miles", NEW."note", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."seniority_date", NEW."starts_on", NEW."status", NEW."to_shift", NEW."to_worksite_id", NEW."version"); RETURN NULL;',
                    hash="14b423fca7f2de2d1b7bcb3b63478b2f392e35d6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d4c4f",
                    table="personnel_transferwish",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transferwish",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_transferwishevent" ("created_at", "created_by_id", "ends_on", "from_shift", "from_worksite_id", "id", "job_class_id", "miles", "note", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seniority_date", "starts_on", "status", "to_shift", "to_worksite_id", "version") VALUES (OLD."created_at", OLD."created_by_id", OLD."ends_on", OLD."from_shift", OLD."from_worksite_id", OLD."id", OLD."job_class_id", OLD."miles", OLD."note", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."seniority_date", OLD."starts_on", OLD."status", OLD."to_shift", OLD."to_worksite_id", OLD."version"); RETURN NULL;',
                    hash="fd0dc893c3cfac67393b24fa33941f23db436257",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e0964",
                    table="personnel_transferwish",
                    when="AFTER",
                ),
            ),
        ),
    ]
