"""An appointment names the request it fills and when the position was taken; appointments alone fill a request."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("personnel", "0008_pay_ranges_and_positions")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="appointment",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="appointment",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="appointment",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="appointment",
            name="requisition",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="personnel.requisition",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="seated_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="took the position"),
        ),
        migrations.AddField(
            model_name="appointmentevent",
            name="requisition",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="personnel.requisition",
            ),
        ),
        migrations.AddField(
            model_name="appointmentevent",
            name="seated_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="took the position"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_appointmentevent" ("application_id", "created_at", "created_by_id", "id", "job_class_id", "location_id", "offer_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position_id", "requisition_id", "seated_at", "shift", "starts_on", "version", "worksite_id") VALUES (NEW."application_id", NEW."created_at", NEW."created_by_id", NEW."id", NEW."job_class_id", NEW."location_id", NEW."offer_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."position_id", NEW."requisition_id", NEW."seated_at", NEW."shift", NEW."starts_on", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="fdf0a421b6437a458f438356855d174e6bb21b70",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a8cde",
                    table="personnel_appointment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "personnel_appointmentevent" ("application_id", "created_at", "created_by_id", "id", "job_class_id", "location_id", "offer_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position_id", "requisition_id", "seated_at", "shift", "starts_on", "version", "worksite_id") VALUES (NEW."application_id", NEW."created_at", NEW."created_by_id", NEW."id", NEW."job_class_id", NEW."location_id", NEW."offer_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."position_id", NEW."requisition_id", NEW."seated_at", NEW."shift", NEW."starts_on", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="737cdbb5a9726168c1c98439500813a6d63981c9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e8dbb",
                    table="personnel_appointment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_appointmentevent" ("application_id", "created_at", "created_by_id", "id", "job_class_id", "location_id", "offer_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position_id", "requisition_id", "seated_at", "shift", "starts_on", "version", "worksite_id") VALUES (OLD."application_id", OLD."created_at", OLD."created_by_id", OLD."id", OLD."job_class_id", OLD."location_id", OLD."offer_id", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."position_id", OLD."requisition_id", OLD."seated_at", OLD."shift", OLD."starts_on", OLD."version", OLD."worksite_id"); RETURN NULL;',
                    hash="e37de3956318b06281e486513c5f2f1ab944cce0",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3a25d",
                    table="personnel_appointment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisition",
            trigger=pgtrigger.compiler.Trigger(
                name="requisition_filled_by_appointments",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'filled' AND OLD.status <> 'filled')",
                    func="\n                    IF (SELECT count(*) FROM personnel_appointment a WHERE a.requisition_id = NEW.id) < NEW.vacancies\n                    THEN RAISE EXCEPTION 'A requisition is filled by appointments alone.'\n                        USING ERRCODE = '23514', CONSTRAINT = 'requisition_filled_by_appointments';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="899d76ece9dcd46e41bfeecd91f0a023a5357fc9",
                    operation="UPDATE",
                    pgid="pgtrigger_requisition_filled_by_appointments_30031",
                    table="personnel_requisition",
                    when="BEFORE",
                ),
            ),
        ),
    ]
