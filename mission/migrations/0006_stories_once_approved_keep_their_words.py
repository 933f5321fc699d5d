"""Who changed a story last may not approve it for the whole department; an approved story keeps its words."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0012_grants_are_never_deleted"),
        ("mission", "0005_auditors_read_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="newsitem",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="newsitem",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="newsitem",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="newsitem",
            name="news_department_wide_story_not_approved_by_its_author",
        ),
        migrations.AddField(
            model_name="newsitem",
            name="revised_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="last changed by",
            ),
        ),
        migrations.AddField(
            model_name="newsitemevent",
            name="revised_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="last changed by",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="newsitem",
            trigger=pgtrigger.compiler.Trigger(
                name="news_once_approved_keeps_its_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status IN ('approved', 'archived') AND (NEW.status IN ('draft', 'submitted') OR (OLD.title, OLD.summary, OLD.body, OLD.worksite_id) IS DISTINCT FROM (NEW.title, NEW.summary, NEW.body, NEW.worksite_id)))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="f1be4aae51d3ae9b38e2054480944a20f1a178d8",
                    operation="UPDATE",
                    pgid="pgtrigger_news_once_approved_keeps_its_words_071d1",
                    table="mission_newsitem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="newsitem",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_newsitemevent" ("approved_at", "approved_by_id", "body", "category", "contact", "created_at", "created_by_id", "expire_at", "id", "image_alt", "image_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinned", "publish_at", "revised_by_id", "slug", "status", "summary", "title", "unit_id", "updated_at", "version", "worksite_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."body", NEW."category", NEW."contact", NEW."created_at", NEW."created_by_id", NEW."expire_at", NEW."id", NEW."image_alt", NEW."image_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."pinned", NEW."publish_at", NEW."revised_by_id", NEW."slug", NEW."status", NEW."summary", NEW."title", NEW."unit_id", NEW."updated_at", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="f3e7a174ea23411c4fa10b8804b1231e72088a6b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d9317",
                    table="mission_newsitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="newsitem",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mission_newsitemevent" ("approved_at", "approved_by_id", "body", "category", "contact", "created_at", "created_by_id", "expire_at", "id", "image_alt", "image_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinned", "publish_at", "revised_by_id", "slug", "status", "summary", "title", "unit_id", "updated_at", "version", "worksite_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."body", NEW."category", NEW."contact", NEW."created_at", NEW."created_by_id", NEW."expire_at", NEW."id", NEW."image_alt", NEW."image_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."pinned", NEW."publish_at", NEW."revised_by_id", NEW."slug", NEW."status", NEW."summary", NEW."title", NEW."unit_id", NEW."updated_at", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="9ce5effa5f31af925b13d3733f23a5dbe7f70aa0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1c777",
                    table="mission_newsitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="newsitem",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_newsitemevent" ("approved_at", "approved_by_id", "body", "category", "contact", "created_at", "created_by_id", "expire_at", "id", "image_alt", "image_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinned", "publish_at", "revised_by_id", "slug", "status", "summary", "title", "unit_id", "updated_at", "version", "worksite_id") VALUES (OLD."approved_at", OLD."approved_by_id", OLD."body", OLD."category", OLD."contact", OLD."created_at", OLD."created_by_id", OLD."expire_at", OLD."id", OLD."image_alt", OLD."image_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."pinned", OLD."publish_at", OLD."revised_by_id", OLD."slug", OLD."status", OLD."summary", OLD."title", OLD."unit_id", OLD."updated_at", OLD."version", OLD."worksite_id"); RETURN NULL;',
                    hash="c1a394517ff21a2a902a0789a37b4c9c121d57ee",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_02600",
                    table="mission_newsitem",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="newsitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    ("worksite__isnull", False),
                    models.Q(
                        models.Q(("approved_by", models.F("created_by")), _negated=True),
                        models.Q(("approved_by", models.F("revised_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="news_department_wide_story_not_approved_by_its_author",
                violation_error_message="Someone who did not write or change it must approve a story for the whole department.",
            ),
        ),
    ]
