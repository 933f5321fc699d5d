"""Dearer bills of all orders of a line stay within what was approved for it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0032_a_replaced_ledger_may_come_back"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="invoice_within_what_was_approved",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_within_what_was_approved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'approved' AND OLD.status = 'matched' AND NEW.kind = 'bill')",
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_invoiceline l JOIN fiscal_orderline o ON o.id = l.order_line_id\n      JOIN fiscal_requisitionline r ON r.id = o.requisition_line_id\n     WHERE l.invoice_id = NEW.id AND l.price > o.price AND r.amount < l.amount + (\n       SELECT sum(s.billed_amount) FROM fiscal_orderline s WHERE s.requisition_line_id = r.id)) THEN\n                RAISE EXCEPTION 'invoice_within_what_was_approved' USING ERRCODE = '23514', CONSTRAINT = 'invoice_within_what_was_approved';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="b93dce96c8936933147e79b9407559425359d216",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_within_what_was_approved_d35dd",
                    table="fiscal_invoice",
                    when="BEFORE",
                ),
            ),
        ),
    ]
