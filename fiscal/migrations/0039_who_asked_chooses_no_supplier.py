"""Who asked for a purchase awards none of it, and what came and is never billed says why as its order is closed."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0038_open_lines_in_indexes_alone"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="purchaseorder",
            name="order_closed_once_billed",
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="unbilled_reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=1000,
                verbose_name="why what came is not billed",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="award",
            trigger=pgtrigger.compiler.Trigger(
                name="award_not_made_by_who_asked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_solicitation s JOIN fiscal_requisition r ON r.id = s.requisition_id WHERE s.id = NEW.solicitation_id AND NEW.created_by_id = ANY (r.writers || ARRAY[r.requested_by_id, r.created_by_id]::bigint[])) THEN\n                RAISE EXCEPTION 'award_not_made_by_who_asked' USING ERRCODE = '23514', CONSTRAINT = 'award_not_made_by_who_asked';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="bb5b05807947587ea604823cf9486e8bab97353c",
                    operation="INSERT",
                    pgid="pgtrigger_award_not_made_by_who_asked_049f9",
                    table="fiscal_award",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_closed_once_billed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'closed' AND OLD.status <> 'closed')",
                    func="\n            IF NEW.unbilled_reason = '' AND EXISTS (\n    SELECT 1 FROM fiscal_orderline l WHERE l.order_id = NEW.id AND l.match_rule <> 'order_invoice' AND l.accepted > (\n       SELECT COALESCE(sum(b.quantity), 0) FROM fiscal_invoiceline b JOIN fiscal_invoice i ON i.id = b.invoice_id\n        WHERE b.order_line_id = l.id AND i.kind = 'bill' AND i.status IN ('approved', 'vouchered', 'paid'))) THEN\n                RAISE EXCEPTION 'order_closed_once_billed' USING ERRCODE = '23514', CONSTRAINT = 'order_closed_once_billed';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="6a2472151603b0d483ee749d331b4057777638c8",
                    operation="UPDATE",
                    pgid="pgtrigger_order_closed_once_billed_56bed",
                    table="fiscal_purchaseorder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_keeps_why_it_is_unbilled",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status = 'closed' AND NEW.unbilled_reason <> OLD.unbilled_reason)",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'order_keeps_why_it_is_unbilled' USING ERRCODE = '23514', CONSTRAINT = 'order_keeps_why_it_is_unbilled';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="02598bdb54d7b9c9ca7b8c46ea98a12c0479216d",
                    operation="UPDATE",
                    pgid="pgtrigger_order_keeps_why_it_is_unbilled_8c36a",
                    table="fiscal_purchaseorder",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("unbilled_reason", ""), ("status", "closed"), _connector="OR"),
                name="order_unbilled_once_closed",
                violation_error_message="Why what came is not billed is said as an order is closed.",
            ),
        ),
    ]
