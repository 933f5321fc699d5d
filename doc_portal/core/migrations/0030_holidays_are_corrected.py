"""Holidays can be corrected; a day that is past stays as it was."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0029_holidays_have_a_page"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="stateholiday",
            options={
                "default_permissions": ("add", "change", "view"),
                "ordering": ["day"],
                "verbose_name": "state holiday",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stateholiday",
            trigger=pgtrigger.compiler.Trigger(
                name="state_holiday_of_a_day_to_come",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (TG_OP <> 'UPDATE' OR NEW.day <> OLD.day) AND NOT (TG_OP = 'INSERT' AND NEW.authority = 'RSMo 9.010') AND least(NEW.day, OLD.day) <= (now() AT TIME ZONE 'America/Chicago')::date THEN\n                RAISE EXCEPTION 'state_holiday_of_a_day_to_come' USING ERRCODE = '23514', CONSTRAINT = 'state_holiday_of_a_day_to_come';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="8cfb1170a69c637eac1126d61ad5efa453c46b3c",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_state_holiday_of_a_day_to_come_ea8bb",
                    table="core_stateholiday",
                    when="AFTER",
                ),
            ),
        ),
    ]
