"""A worksite may say which training academy is nearest to it."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0020_kept_drafts"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="worksite",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="worksite",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="worksite",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="worksite",
            name="nearest_academy",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.worksite",
                verbose_name="nearest academy",
            ),
        ),
        migrations.AddField(
            model_name="worksiteevent",
            name="nearest_academy",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="core.worksite",
                verbose_name="nearest academy",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worksite",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "core_worksiteevent" ("abbreviation", "capacity", "capacity_note", "city", "closed_on", "confirmed", "county_basis", "county_id", "created_at", "created_by_id", "custody_confirmed", "custody_level", "former_names", "houses", "id", "kind", "name", "nearest_academy_id", "note", "opened", "opens_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "place_confirmed", "region", "sample", "slug", "source", "status", "street", "street_confirmed", "version", "zip") VALUES (NEW."abbreviation", NEW."capacity", NEW."capacity_note", NEW."city", NEW."closed_on", NEW."confirmed", NEW."county_basis", NEW."county_id", NEW."created_at", NEW."created_by_id", NEW."custody_confirmed", NEW."custody_level", NEW."former_names", NEW."houses", NEW."id", NEW."kind", NEW."name", NEW."nearest_academy_id", NEW."note", NEW."opened", NEW."opens_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phone", NEW."place_confirmed", NEW."region", NEW."sample", NEW."slug", NEW."source", NEW."status", NEW."street", NEW."street_confirmed", NEW."version", NEW."zip"); RETURN NULL;',
                    hash="bb6aee87d00d0b2e475ba31a6c127c41fd408071",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c64f1",
                    table="core_worksite",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worksite",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "core_worksiteevent" ("abbreviation", "capacity", "capacity_note", "city", "closed_on", "confirmed", "county_basis", "county_id", "created_at", "created_by_id", "custody_confirmed", "custody_level", "former_names", "houses", "id", "kind", "name", "nearest_academy_id", "note", "opened", "opens_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "place_confirmed", "region", "sample", "slug", "source", "status", "street", "street_confirmed", "version", "zip") VALUES (NEW."abbreviation", NEW."capacity", NEW."capacity_note", NEW."city", NEW."closed_on", NEW."confirmed", NEW."county_basis", NEW."county_id", NEW."created_at", NEW."created_by_id", NEW."custody_confirmed", NEW."custody_level", NEW."former_names", NEW."houses", NEW."id", NEW."kind", NEW."name", NEW."nearest_academy_id", NEW."note", NEW."opened", NEW."opens_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phone", NEW."place_confirmed", NEW."region", NEW."sample", NEW."slug", NEW."source", NEW."status", NEW."street", NEW."street_confirmed", NEW."version", NEW."zip"); RETURN NULL;',
                    hash="d8688c8d6db025c272164039693b1cafd70f4ae4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f72aa",
                    table="core_worksite",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worksite",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "core_worksiteevent" ("abbreviation", "capacity", "capacity_note", "city", "closed_on", "confirmed", "county_basis", "county_id", "created_at", "created_by_id", "custody_confirmed", "custody_level", "former_names", "houses", "id", "kind", "name", "nearest_academy_id", "note", "opened", "opens_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "place_confirmed", "region", "sample", "slug", "source", "status", "street", "street_confirmed", "version", "zip") VALUES (OLD."abbreviation", OLD."capacity", OLD."capacity_note", OLD."city", OLD."closed_on", OLD."confirmed", OLD."county_basis", OLD."county_id", OLD."created_at", OLD."created_by_id", OLD."custody_confirmed", OLD."custody_level", OLD."former_names", OLD."houses", OLD."id", OLD."kind", OLD."name", OLD."nearest_academy_id", OLD."note", OLD."opened", OLD."opens_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phone", OLD."place_confirmed", OLD."region", OLD."sample", OLD."slug", OLD."source", OLD."status", OLD."street", OLD."street_confirmed", OLD."version", OLD."zip"); RETURN NULL;',
                    hash="04cde612492f1d67a323230e293466affc5b6396",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5ff15",
                    table="core_worksite",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="worksite",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("nearest_academy__isnull", True),
                    models.Q(("nearest_academy", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="worksite_is_not_its_own_nearest_academy",
                violation_error_message="A worksite is not its own nearest academy. Choose another one.",
            ),
        ),
    ]
