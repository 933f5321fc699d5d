"""What is open until filled closes with the appointment that fills its last vacancy."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("personnel", "0023_gates_that_two_cannot_pass"),
    ]

    operations = [
        migrations.AlterField(
            model_name="posting",
            name="cap_reached_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="number reached, or filled"),
        ),
        migrations.AlterField(
            model_name="postingevent",
            name="cap_reached_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="number reached, or filled"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="appointment_closes_what_is_open_until_filled",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE post bigint;",
                    func="\n                    SELECT l.posting_id INTO post FROM personnel_postinglocation l WHERE l.id = NEW.location_id;\n                    PERFORM 1 FROM personnel_posting p\n                      WHERE p.id = post AND p.closing_type = 'until_filled' AND p.cap_reached_at IS NULL\n                        AND (p.closes_at IS NULL OR p.closes_at > clock_timestamp()) FOR NO KEY UPDATE;\n                    IF FOUND AND (SELECT count(*) FROM personnel_appointment a\n                                    JOIN personnel_postinglocation l ON l.id = a.location_id WHERE l.posting_id = post)\n                       >= (SELECT sum(l.vacancies) FROM personnel_postinglocation l WHERE l.posting_id = post)\n                    THEN UPDATE personnel_posting SET cap_reached_at = clock_timestamp() WHERE id = post; END IF;\n                    RETURN NULL;\n                ",
                    hash="4ca28a79ee7ba83b25b17a78b2de86006dfb5f25",
                    operation="INSERT",
                    pgid="pgtrigger_appointment_closes_what_is_open_until_filled_4b784",
                    table="personnel_appointment",
                    when="AFTER",
                ),
            ),
        ),
    ]
