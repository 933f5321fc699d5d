"""An appointment may be noted as one that came to nothing: the person did not begin, and it fills nothing."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0026_accounts_say_whether_they_are_listed"),
        ("personnel", "0024_the_last_vacancy_closes_what_is_open_until_filled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="appointment",
            options={
                "default_permissions": ("view", "export"),
                "ordering": ["-starts_on", "-pk"],
                "permissions": [("release_appointment", "Can note that somebody who was appointed did not begin")],
            },
        ),
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
        pgtrigger.migrations.RemoveTrigger(
            model_name="appointment",
            name="appointment_closes_what_is_open_until_filled",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="requisition",
            name="requisition_filled_by_appointments",
        ),
        migrations.AddField(
            model_name="appointment",
            name="not_begun_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="did not begin"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="not_begun_note",
            field=models.CharField(blank=True, editable=False, max_length=1000, verbose_name="what happened"),
        ),
        migrations.AddField(
            model_name="appointmentevent",
            name="not_begun_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="did not begin"),
        ),
        migrations.AddField(
            model_name="appointmentevent",
            name="not_begun_note",
            field=models.CharField(blank=True, editable=False, max_length=1000, verbose_name="what happened"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="appointment_closes_what_is_open_until_filled",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE post bigint;",
                    func="\n                    SELECT l.posting_id INTO post FROM personnel_postinglocation l WHERE l.id = NEW.location_id;\n                    PERFORM 1 FROM personnel_posting p\n                      WHERE p.id = post AND p.closing_type = 'until_filled' AND p.cap_reached_at IS NULL\n                        AND (p.closes_at IS NULL OR p.closes_at > clock_timestamp()) FOR NO KEY UPDATE;\n                    IF FOUND AND (SELECT count(*) FROM personnel_appointment a\n                                    JOIN personnel_postinglocation l ON l.id = a.location_id\n                                   WHERE l.posting_id = post AND a.not_begun_at IS NULL)\n                       >= (SELECT sum(l.vacancies) FROM personnel_postinglocation l WHERE l.posting_id = post)\n                    THEN UPDATE personnel_posting SET cap_reached_at = clock_timestamp() WHERE id = post; END IF;\n                    RETURN NULL;\n                ",
                    hash="c97f7fc85844a0c6df860b0b8d05ab4e2c191675",
                    operation="INSERT",
                    pgid="pgtrigger_appointment_closes_what_is_open_until_filled_4b784",
                    table="personnel_appointment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="appointment_not_begun_stays_so",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.not_begun_at IS NOT NULL AND (OLD.not_begun_at, OLD.not_begun_note) IS DISTINCT FROM (NEW.not_begun_at, NEW.not_begun_note))",
                    func="RAISE EXCEPTION 'Who did not begin is appointed anew or not at all.' USING ERRCODE = '23514', CONSTRAINT = 'appointment_not_begun_stays_so';",
                    hash="d87ac822ad6dda723c413d985afa7ce79bd5d961",
                    operation="UPDATE",
                    pgid="pgtrigger_appointment_not_begun_stays_so_b38bb",
                    table="personnel_appointment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_appointmentevent" ("application_id", "created_at", "created_by_id", "id", "job_class_id", "location_id", "not_begun_at", "not_begun_note", "offer_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position_id", "requisition_id", "seated_at", "shift", "starts_on", "version", "worksite_id") VALUES (NEW."application_id", NEW."created_at", NEW."created_by_id", NEW."id", NEW."job_class_id", NEW."location_id", NEW."not_begun_at", NEW."not_begun_note", NEW."offer_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."position_id", NEW."requisition_id", NEW."seated_at", NEW."shift", NEW."starts_on", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="50bd34e600a116c49895dd0234416c133ef44b76",
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
                    func='INSERT INTO "personnel_appointmentevent" ("application_id", "created_at", "created_by_id", "id", "job_class_id", "location_id", "not_begun_at", "not_begun_note", "offer_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position_id", "requisition_id", "seated_at", "shift", "starts_on", "version", "worksite_id") VALUES (NEW."application_id", NEW."created_at", NEW."created_by_id", NEW."id", NEW."job_class_id", NEW."location_id", NEW."not_begun_at", NEW."not_begun_note", NEW."offer_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."position_id", NEW."requisition_id", NEW."seated_at", NEW."shift", NEW."starts_on", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="055dcc591150b2f3ec238a00e553c03ef9dea790",
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
                    func='INSERT INTO "personnel_appointmentevent" ("application_id", "created_at", "created_by_id", "id", "job_class_id", "location_id", "not_begun_at", "not_begun_note", "offer_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position_id", "requisition_id", "seated_at", "shift", "starts_on", "version", "worksite_id") VALUES (OLD."application_id", OLD."created_at", OLD."created_by_id", OLD."id", OLD."job_class_id", OLD."location_id", OLD."not_begun_at", OLD."not_begun_note", OLD."offer_id", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."position_id", OLD."requisition_id", OLD."seated_at", OLD."shift", OLD."starts_on", OLD."version", OLD."worksite_id"); RETURN NULL;',
                    hash="007c26e2703f90fc45a95ddf8b53c78e592cb798",
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
                    func="\n                    IF (SELECT count(*) FROM personnel_appointment a\n                         WHERE a.requisition_id = NEW.id AND a.not_begun_at IS NULL) < NEW.vacancies\n                    THEN RAISE EXCEPTION 'A requisition is filled by appointments alone.'\n                        USING ERRCODE = '23514', CONSTRAINT = 'requisition_filled_by_appointments';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="3c5f32485881062e5c4e666d3eed91f9412a3bfb",
                    operation="UPDATE",
                    pgid="pgtrigger_requisition_filled_by_appointments_30031",
                    table="personnel_requisition",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("not_begun_at", None), ("not_begun_note", "")),
                    models.Q(
                        ("not_begun_at__isnull", False),
                        ("seated_at", None),
                        models.Q(("not_begun_note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="appointment_not_begun_says_why_and_holds_nothing",
                violation_error_message="Say what happened.",
            ),
        ),
    ]
