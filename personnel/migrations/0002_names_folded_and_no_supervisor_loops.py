"""Names are compared without accents and apostrophes; nobody is led by somebody they lead."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import personnel.names


class Migration(migrations.Migration):
    dependencies = [
        ("personnel", "0001_initial"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="update_update",
        ),
        migrations.AddField(
            model_name="person",
            name="folded_name",
            field=models.GeneratedField(
                db_persist=True,
                expression=personnel.names.FoldedNames("first_name", "preferred_name", "last_name"),
                output_field=models.TextField(),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="assignment_added_supervisors_form_no_loop",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    PERFORM pg_advisory_xact_lock(hashtextextended('personnel.supervisors', 0));\n    IF EXISTS (\n        WITH RECURSIVE above(led, leader, during) AS (\n            SELECT person_id, supervisor_id, daterange(starts_on, ends_on)\n              FROM changed WHERE supervisor_id IS NOT NULL\n            UNION\n            SELECT above.led, one.supervisor_id, above.during * daterange(one.starts_on, one.ends_on)\n              FROM above JOIN personnel_assignment one ON one.person_id = above.leader\n             WHERE one.supervisor_id IS NOT NULL AND above.leader <> above.led\n               AND daterange(one.starts_on, one.ends_on) && above.during)\n        SELECT 1 FROM above WHERE leader = led)\n    THEN\n        RAISE EXCEPTION 'Nobody is led by somebody they lead.'\n            USING ERRCODE = '23514', CONSTRAINT = 'assignment_supervisors_form_no_loop';\n    END IF;\n    RETURN NULL;\n",
                    hash="f9e24ca1f3e10b79949347784e04170f7bf4e457",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_assignment_added_supervisors_form_no_loop_a5197",
                    referencing="REFERENCING NEW TABLE AS changed ",
                    table="personnel_assignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="assignment_changed_supervisors_form_no_loop",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    PERFORM pg_advisory_xact_lock(hashtextextended('personnel.supervisors', 0));\n    IF EXISTS (\n        WITH RECURSIVE above(led, leader, during) AS (\n            SELECT person_id, supervisor_id, daterange(starts_on, ends_on)\n              FROM changed WHERE supervisor_id IS NOT NULL\n            UNION\n            SELECT above.led, one.supervisor_id, above.during * daterange(one.starts_on, one.ends_on)\n              FROM above JOIN personnel_assignment one ON one.person_id = above.leader\n             WHERE one.supervisor_id IS NOT NULL AND above.leader <> above.led\n               AND daterange(one.starts_on, one.ends_on) && above.during)\n        SELECT 1 FROM above WHERE leader = led)\n    THEN\n        RAISE EXCEPTION 'Nobody is led by somebody they lead.'\n            USING ERRCODE = '23514', CONSTRAINT = 'assignment_supervisors_form_no_loop';\n    END IF;\n    RETURN NULL;\n",
                    hash="45c77edcbdaccbf68f077a036a3a63585c81242f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_assignment_changed_supervisors_form_no_loop_df67e",
                    referencing="REFERENCING NEW TABLE AS changed ",
                    table="personnel_assignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."access_ended_at" IS DISTINCT FROM (NEW."access_ended_at") OR OLD."can_help_with" IS DISTINCT FROM (NEW."can_help_with") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."confirmed_on" IS DISTINCT FROM (NEW."confirmed_on") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."employee_number" IS DISTINCT FROM (NEW."employee_number") OR OLD."ended_on" IS DISTINCT FROM (NEW."ended_on") OR OLD."extension" IS DISTINCT FROM (NEW."extension") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."photo_id" IS DISTINCT FROM (NEW."photo_id") OR OLD."photo_consent" IS DISTINCT FROM (NEW."photo_consent") OR OLD."preferred_name" IS DISTINCT FROM (NEW."preferred_name") OR OLD."pronunciation" IS DISTINCT FROM (NEW."pronunciation") OR OLD."sample" IS DISTINCT FROM (NEW."sample") OR OLD."suppressed" IS DISTINCT FROM (NEW."suppressed") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."uuid" IS DISTINCT FROM (NEW."uuid") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."worksite_id" IS DISTINCT FROM (NEW."worksite_id"))',
                    func='INSERT INTO "personnel_personevent" ("access_ended_at", "can_help_with", "closed_at", "confirmed_on", "created_at", "created_by_id", "email", "employee_number", "ended_on", "extension", "first_name", "id", "languages", "last_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "photo_consent", "photo_id", "preferred_name", "pronunciation", "sample", "suppressed", "title", "unit_id", "user_id", "uuid", "version", "worksite_id") VALUES (NEW."access_ended_at", NEW."can_help_with", NEW."closed_at", NEW."confirmed_on", NEW."created_at", NEW."created_by_id", NEW."email", NEW."employee_number", NEW."ended_on", NEW."extension", NEW."first_name", NEW."id", NEW."languages", NEW."last_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phone", NEW."photo_consent", NEW."photo_id", NEW."preferred_name", NEW."pronunciation", NEW."sample", NEW."suppressed", NEW."title", NEW."unit_id", NEW."user_id", NEW."uuid", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="0ebc0de189892346c4bebcfdd8fe524a3290b406",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_49a43",
                    table="personnel_person",
                    when="AFTER",
                ),
            ),
        ),
    ]
