"""The certificate of MVE that served a purchase which was canceled is free for another."""

from django.db import migrations

FREED = """
UPDATE fiscal_sourcingdecision d SET superseded_at = now()
  FROM fiscal_requisition r
 WHERE r.id = d.requisition_id AND r.status = 'cancelled' AND d.certificate_id IS NOT NULL AND d.superseded_at IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("fiscal", "0028_what_bills_free_and_who_decides")]

    operations = [migrations.RunSQL(FREED, migrations.RunSQL.noop)]
