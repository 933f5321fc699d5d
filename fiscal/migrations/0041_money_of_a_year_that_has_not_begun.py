"""Money of a year that has not begun is set aside for nothing, whatever period it is posted to."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0040_histories_begin_with_what_stood"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="budgetentry",
            name="budget_entry_of_a_year_that_has_begun",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetentry",
            trigger=pgtrigger.compiler.Trigger(
                name="budget_entry_not_before_its_year",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF EXISTS (\n    SELECT 1 FROM fiscal_appropriation a JOIN fiscal_fiscalyear y ON y.fy = a.budget_fy_id\n     WHERE a.id IN (SELECT appropriation_id FROM new_rows) AND y.starts_on > (now() AT TIME ZONE 'America/Chicago')::date\n) THEN\n                        RAISE EXCEPTION 'budget_entry_not_before_its_year'\n                            USING ERRCODE = '23514', CONSTRAINT = 'budget_entry_not_before_its_year';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="b9e7f59ea459f63286a2f6e859c99905213144f9",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_budget_entry_not_before_its_year_484ca",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="fiscal_budgetentry",
                    when="AFTER",
                ),
            ),
        ),
    ]
