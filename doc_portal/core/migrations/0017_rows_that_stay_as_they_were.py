"""Settings in force, judged files, roles and imports stay as they are, whatever way a change comes."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0014_acts_keep_roles_and_workstation")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="attachment",
            trigger=pgtrigger.compiler.Trigger(
                name="attachment_stays_as_it_was_judged",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((OLD.uuid, OLD.name, OLD.kind, OLD.size, OLD.sha256, OLD.created_by_id, OLD.created_at) IS DISTINCT FROM (NEW.uuid, NEW.name, NEW.kind, NEW.size, NEW.sha256, NEW.created_by_id, NEW.created_at) OR OLD.object_id IS NOT NULL AND (OLD.content_type_id, OLD.object_id) IS DISTINCT FROM (NEW.content_type_id, NEW.object_id))",
                    func="RAISE EXCEPTION 'A file that was attached stays as it was judged. Attach the new file beside it.' USING ERRCODE = '42501';",
                    hash="764679c0900d4acf8e82169db3d882900ccbdae1",
                    operation="UPDATE",
                    pgid="pgtrigger_attachment_stays_as_it_was_judged_a1759",
                    table="core_attachment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="importrun",
            trigger=pgtrigger.compiler.Trigger(
                name="import_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'An import stays on record. Discard it instead.' USING ERRCODE = '42501';",
                    hash="883069ccfb06353c644723c90ad95a073d64356d",
                    operation="DELETE",
                    pgid="pgtrigger_import_is_never_deleted_2d3b8",
                    table="core_importrun",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="role",
            trigger=pgtrigger.compiler.Trigger(
                name="role_is_written_by_the_owner_alone",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((OLD.slug, OLD.permissions, OLD.scope_kinds, OLD.grantable_by) IS DISTINCT FROM (NEW.slug, NEW.permissions, NEW.scope_kinds, NEW.grantable_by) OR OLD.retired AND NOT NEW.retired)",
                    func="IF NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN RAISE EXCEPTION 'What a role may do is written by sync_roles alone, as the owner of the tables.' USING ERRCODE = '42501'; END IF; RETURN NULL;",
                    hash="0f1400ae9bffa09fce2fa3ddbcf04e664567bf95",
                    operation="UPDATE",
                    pgid="pgtrigger_role_is_written_by_the_owner_alone_37d9c",
                    table="core_role",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="role",
            trigger=pgtrigger.compiler.Trigger(
                name="role_is_retired_and_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'A role is retired and never deleted: its grants stay on record.' USING ERRCODE = '42501';",
                    hash="d45fe88e6ac9ab12069147a00eea5096f8f1bb41",
                    operation="DELETE",
                    pgid="pgtrigger_role_is_retired_and_never_deleted_4f206",
                    table="core_role",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="setting",
            trigger=pgtrigger.compiler.Trigger(
                name="setting_in_force_stays_as_it_was",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.starts_on <= (now() AT TIME ZONE 'America/Chicago')::date AND ((OLD.key_id, OLD.value, OLD.authority, OLD.starts_on, OLD.created_by_id, OLD.created_at) IS DISTINCT FROM (NEW.key_id, NEW.value, NEW.authority, NEW.starts_on, NEW.created_by_id, NEW.created_at) OR OLD.ends_on IS DISTINCT FROM NEW.ends_on AND (OLD.ends_on <= (now() AT TIME ZONE 'America/Chicago')::date OR NEW.ends_on IS NULL OR NEW.ends_on < (now() AT TIME ZONE 'America/Chicago')::date)) OR OLD.starts_on > (now() AT TIME ZONE 'America/Chicago')::date AND NEW.starts_on < (now() AT TIME ZONE 'America/Chicago')::date)",
                    func="RAISE EXCEPTION 'A value that has been in force stays as it was. Enter a new value from a later day on.' USING ERRCODE = '42501';",
                    hash="879a97486eedccf3fb16232028d00893ba3f09f0",
                    operation="UPDATE",
                    pgid="pgtrigger_setting_in_force_stays_as_it_was_c22bf",
                    table="core_setting",
                    when="AFTER",
                ),
            ),
        ),
    ]
