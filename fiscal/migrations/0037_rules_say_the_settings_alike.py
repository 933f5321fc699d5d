"""Rules ask the settings in one way, and those that nothing reaches any more are gone."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0036_cards_have_a_history_and_void_documents_stand_void"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="invoice_entered_approved_by_the_chain",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="invoice_differs_by_what_was_settled",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="orderline",
            name="order_line_over_no_more_than_allowed",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="purchaseorder",
            name="order_issued_once_sourced",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="purchaseorder",
            name="order_issued_as_it_was_sourced",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_differs_by_what_was_settled",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'approved' AND OLD.status = 'matched')",
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_invoiceline l JOIN fiscal_orderline o ON o.id = l.order_line_id\n      CROSS JOIN LATERAL (SELECT\n           LEAST(o.price * COALESCE((\n    SELECT s.value::numeric FROM core_setting s JOIN core_settingkey k ON k.id = s.key_id\n     WHERE k.key = 'fiscal_price_tolerance_percent' AND s.starts_on <= (now() AT TIME ZONE 'America/Chicago')::date AND (s.ends_on IS NULL OR s.ends_on > (now() AT TIME ZONE 'America/Chicago')::date)), 0) / 100,\n                 COALESCE((\n    SELECT s.value::numeric FROM core_setting s JOIN core_settingkey k ON k.id = s.key_id\n     WHERE k.key = 'fiscal_price_tolerance_amount' AND s.starts_on <= (now() AT TIME ZONE 'America/Chicago')::date AND (s.ends_on IS NULL OR s.ends_on > (now() AT TIME ZONE 'America/Chicago')::date)), 0)) AS dearer,\n           COALESCE((\n    SELECT s.value::numeric FROM core_setting s JOIN core_settingkey k ON k.id = s.key_id\n     WHERE k.key = 'fiscal_weight_tolerance_percent' AND s.starts_on <= (now() AT TIME ZONE 'America/Chicago')::date AND (s.ends_on IS NULL OR s.ends_on > (now() AT TIME ZONE 'America/Chicago')::date)), 0) / 100 AS share,\n           o.billed_weight + COALESCE(l.weight, 0) AS billed) may\n     WHERE l.invoice_id = NEW.id AND (\n           l.price > o.price + may.dearer AND NOT EXISTS (\n    SELECT 1 FROM fiscal_matchexception e WHERE e.invoice_id = NEW.id AND e.order_line_id = o.id\n       AND e.kind = 'price' AND e.resolved_by_id IS NOT NULL AND NOT e.lapsed)\n        OR NEW.kind = 'bill' AND o.weight IS NOT NULL AND NOT EXISTS (\n    SELECT 1 FROM fiscal_matchexception e WHERE e.invoice_id = NEW.id AND e.order_line_id = o.id\n       AND e.kind = 'weight' AND e.resolved_by_id IS NOT NULL AND NOT e.lapsed) AND (\n               l.weight IS NULL OR may.billed > o.weighed * (1 + may.share)\n            OR o.billed + l.quantity >= o.accepted AND may.billed < o.weighed * (1 - may.share)))) THEN\n                RAISE EXCEPTION 'invoice_differs_by_what_was_settled' USING ERRCODE = '23514', CONSTRAINT = 'invoice_differs_by_what_was_settled';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="73e2cd5d72962d162b5e066a920495068c3ebe8c",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_differs_by_what_was_settled_402a4",
                    table="fiscal_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderline",
            trigger=pgtrigger.compiler.Trigger(
                name="order_line_over_no_more_than_allowed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.over_percent > 0)",
                    func="\n            IF (TG_OP = 'INSERT' OR NEW.over_percent <> OLD.over_percent) AND NEW.over_percent > COALESCE((\n    SELECT s.value::numeric FROM core_setting s JOIN core_settingkey k ON k.id = s.key_id\n     WHERE k.key = 'fiscal_over_receipt_most' AND s.starts_on <= (now() AT TIME ZONE 'America/Chicago')::date AND (s.ends_on IS NULL OR s.ends_on > (now() AT TIME ZONE 'America/Chicago')::date)), 0) THEN\n                RAISE EXCEPTION 'order_line_over_no_more_than_allowed' USING ERRCODE = '23514', CONSTRAINT = 'order_line_over_no_more_than_allowed';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="71b26143da88ebf1047be80a1bf78beee7240342",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_order_line_over_no_more_than_allowed_ec9b6",
                    table="fiscal_orderline",
                    when="BEFORE",
                ),
            ),
        ),
    ]
