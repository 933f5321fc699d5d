"""Exchanges whose day had passed handed their positions over before it was noted: they must not do so again."""

from django.db import migrations

HANDED_OVER = """
UPDATE personnel_exchangeproposal
   SET handed_over_at = moves_on::timestamp AT TIME ZONE 'America/Chicago'
 WHERE status = 'approved' AND handed_over_at IS NULL
   AND moves_on < (now() AT TIME ZONE 'America/Chicago')::date
"""


class Migration(migrations.Migration):
    dependencies = [
        ("personnel", "0029_moves_and_reasons_on_their_rows"),
    ]

    operations = [migrations.RunSQL(HANDED_OVER, migrations.RunSQL.noop)]
