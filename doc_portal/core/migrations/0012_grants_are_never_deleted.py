"""A role grant ends; its row stays."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0011_imports_have_a_version")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="rolegrant",
            trigger=pgtrigger.compiler.Trigger(
                name="role_grant_ends_and_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="86c066a163d6b62a5dec5310d620ac9813b3f607",
                    operation="DELETE",
                    pgid="pgtrigger_role_grant_ends_and_is_never_deleted_3d150",
                    table="core_rolegrant",
                    when="BEFORE",
                ),
            ),
        ),
    ]
