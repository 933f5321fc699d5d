"""Functions leave a unit's page without being deleted; the order and the parents of units have a right."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0013_zip_codes_and_phones_have_a_form"),
        ("mission", "0006_stories_once_approved_keep_their_words"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="unitfunction",
            options={
                "default_permissions": ("add", "change", "view"),
                "ordering": ["unit__order", "order", "pk"],
                "permissions": [("remove_unitfunction", "Can remove a function from a unit's page")],
            },
        ),
        migrations.AlterModelOptions(
            name="unitpage",
            options={
                "default_permissions": ("change", "view"),
                "ordering": ["unit__order"],
                "permissions": [
                    ("hide_unitpage", "Can hide a unit's page and show it again"),
                    ("rename_unitpage", "Can change a unit's names and its address"),
                    ("arrange_unitpage", "Can change the order of the units and what each is part of"),
                ],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="unitfunction",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="unitfunction",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="unitfunction",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="unitfunction",
            name="unit_function_slug_once_per_unit",
        ),
        migrations.AddField(
            model_name="unitfunction",
            name="removed",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="unitfunctionevent",
            name="removed",
            field=models.BooleanField(default=False, editable=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unitfunction",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_unitfunctionevent" ("confirmed", "contact", "created_at", "created_by_id", "email", "id", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "removed", "slug", "source", "summary", "target", "unit_id", "version") VALUES (NEW."confirmed", NEW."contact", NEW."created_at", NEW."created_by_id", NEW."email", NEW."id", NEW."name", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phone", NEW."removed", NEW."slug", NEW."source", NEW."summary", NEW."target", NEW."unit_id", NEW."version"); RETURN NULL;',
                    hash="d30d4d307ffc10a16761a18551948357c89c9774",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_77483",
                    table="mission_unitfunction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unitfunction",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mission_unitfunctionevent" ("confirmed", "contact", "created_at", "created_by_id", "email", "id", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "removed", "slug", "source", "summary", "target", "unit_id", "version") VALUES (NEW."confirmed", NEW."contact", NEW."created_at", NEW."created_by_id", NEW."email", NEW."id", NEW."name", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phone", NEW."removed", NEW."slug", NEW."source", NEW."summary", NEW."target", NEW."unit_id", NEW."version"); RETURN NULL;',
                    hash="efad9d558c43450fe46abdad3d92d7b989d83d3d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b7c46",
                    table="mission_unitfunction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unitfunction",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_unitfunctionevent" ("confirmed", "contact", "created_at", "created_by_id", "email", "id", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "removed", "slug", "source", "summary", "target", "unit_id", "version") VALUES (OLD."confirmed", OLD."contact", OLD."created_at", OLD."created_by_id", OLD."email", OLD."id", OLD."name", OLD."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phone", OLD."removed", OLD."slug", OLD."source", OLD."summary", OLD."target", OLD."unit_id", OLD."version"); RETURN NULL;',
                    hash="2dbcc1ff1d0c4d3e4e444db245160f71efa349f1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_fb669",
                    table="mission_unitfunction",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="unitfunction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed", False)),
                fields=("unit", "slug"),
                name="unit_function_slug_once_per_unit",
                violation_error_message="This unit already has a function with this address. Choose another one.",
            ),
        ),
    ]
