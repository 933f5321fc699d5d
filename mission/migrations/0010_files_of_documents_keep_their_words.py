"""A version keeps the first words of its file, for search and comparison: reading a file again takes too long."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mission", "0009_live_stories_are_found_by_their_end"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="documentversion",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="documentversion",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="documentversion",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="documentversion",
            name="file_text",
            field=models.TextField(blank=True, editable=False, verbose_name="words read from the file"),
        ),
        migrations.AddField(
            model_name="documentversionevent",
            name="file_text",
            field=models.TextField(blank=True, editable=False, verbose_name="words read from the file"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentversion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_documentversionevent" ("change_kind", "created_at", "created_by_id", "document_id", "effective_on", "file_id", "file_text", "has_text_layer", "id", "n", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "sha256", "status", "summary", "text", "version") VALUES (NEW."change_kind", NEW."created_at", NEW."created_by_id", NEW."document_id", NEW."effective_on", NEW."file_id", NEW."file_text", NEW."has_text_layer", NEW."id", NEW."n", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."sha256", NEW."status", NEW."summary", NEW."text", NEW."version"); RETURN NULL;',
                    hash="ca1f5027d02d3710cb8776b57d40754533ec63a9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_425fc",
                    table="mission_documentversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentversion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mission_documentversionevent" ("change_kind", "created_at", "created_by_id", "document_id", "effective_on", "file_id", "file_text", "has_text_layer", "id", "n", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "sha256", "status", "summary", "text", "version") VALUES (NEW."change_kind", NEW."created_at", NEW."created_by_id", NEW."document_id", NEW."effective_on", NEW."file_id", NEW."file_text", NEW."has_text_layer", NEW."id", NEW."n", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."sha256", NEW."status", NEW."summary", NEW."text", NEW."version"); RETURN NULL;',
                    hash="8445dc4fd3f3f0ea2b9f5081bd2497a5047acc7f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_174ab",
                    table="mission_documentversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentversion",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_documentversionevent" ("change_kind", "created_at", "created_by_id", "document_id", "effective_on", "file_id", "file_text", "has_text_layer", "id", "n", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "sha256", "status", "summary", "text", "version") VALUES (OLD."change_kind", OLD."created_at", OLD."created_by_id", OLD."document_id", OLD."effective_on", OLD."file_id", OLD."file_text", OLD."has_text_layer", OLD."id", OLD."n", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."published_at", OLD."published_by_id", OLD."sha256", OLD."status", OLD."summary", OLD."text", OLD."version"); RETURN NULL;',
                    hash="733b01e577fe1b512eed8e094f5f0678c03f0fad",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6edb7",
                    table="mission_documentversion",
                    when="AFTER",
                ),
            ),
        ),
    ]
