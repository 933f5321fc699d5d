"""Lines note what their bills freed, evidence stays as written, and who decides on a surplus is of the chain."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import doc_portal.core.money

FREED = """
UPDATE fiscal_orderfunding f SET freed = f.released
  FROM fiscal_orderline l JOIN fiscal_purchaseorder o ON o.id = l.order_id
 WHERE l.id = f.line_id AND o.status IN ('issued', 'on_hold') AND f.released > 0
"""
"""Of an order that stands nothing was given back but by bills of lines that were then billed in full."""


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0027_goods_go_back_to_where_they_came_from"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="contractuse",
            name="contract_is_used_within_its_days",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="invoice_entered_approved_by_the_chain",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="invoice_not_approved_along_the_chain",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="matchexception",
            name="surplus_settled_by_what_was_done",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="orderline",
            name="order_line_billed_alone_for_a_reason",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="paymentrequest",
            name="payment_keeps_its_voucher",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="paymentrequest",
            name="payment_not_along_the_chain",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="purchaseorder",
            name="order_keeps_its_vendor",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="receipt",
            name="receipt_not_by_who_approved",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="requisition",
            name="requisition_second_approval_stays",
        ),
        migrations.RemoveConstraint(
            model_name="matchexception",
            name="exception_settled_with_a_reason",
        ),
        migrations.AddField(
            model_name="orderfunding",
            name="freed",
            field=doc_portal.core.money.MoneyField(db_default=0, decimal_places=2, default=0, max_digits=14),
        ),
        migrations.RunSQL(FREED, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="contractuse",
            trigger=pgtrigger.compiler.Trigger(
                name="contract_is_used_within_its_days",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.amount > 0 AND NOT EXISTS (SELECT 1 FROM fiscal_contract c WHERE c.id = NEW.contract_id AND (c.status = 'in_force' OR c.status = 'ended' AND NEW.used_on < c.ended_on AND EXISTS (SELECT 1 FROM fiscal_contractuse u WHERE u.contract_id = c.id AND u.order_id = NEW.order_id)) AND NEW.used_on BETWEEN c.starts_on AND c.ends_on) THEN\n                RAISE EXCEPTION 'contract_is_used_within_its_days' USING ERRCODE = '23514', CONSTRAINT = 'contract_is_used_within_its_days';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="b7fde471988c10a521acff673d9f83fae33fc512",
                    operation="INSERT",
                    pgid="pgtrigger_contract_is_used_within_its_days_34894",
                    table="fiscal_contractuse",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_entered_approved_by_the_chain",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_purchaseorder o JOIN fiscal_requisition r ON r.id = o.requisition_id\n      JOIN fiscal_vendor v ON v.id = o.vendor_id\n     WHERE o.id = NEW.order_id AND (\n           NEW.approved_by_id IN (r.requested_by_id, r.created_by_id, v.created_by_id, v.changed_by_id)\n        OR EXISTS (SELECT 1 FROM fiscal_vendorevent e WHERE e.pgh_obj_id = v.id AND e.changed_at >= o.created_at\n                    AND e.changed_by_id = NEW.approved_by_id)\n        OR EXISTS (SELECT 1 FROM fiscal_receipt t\n                    WHERE t.order_id = o.id AND NEW.approved_by_id IN (t.received_by_id, t.created_by_id))\n    )) THEN\n                RAISE EXCEPTION 'invoice_entered_approved_by_the_chain' USING ERRCODE = '23514', CONSTRAINT = 'invoice_entered_approved_by_the_chain';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="0b5f802b30f02431ccd86131cb8cb1a1e37b77ac",
                    operation="INSERT",
                    pgid="pgtrigger_invoice_entered_approved_by_the_chain_b0f35",
                    table="fiscal_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_not_approved_along_the_chain",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id)",
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_purchaseorder o JOIN fiscal_requisition r ON r.id = o.requisition_id\n      JOIN fiscal_vendor v ON v.id = o.vendor_id\n     WHERE o.id = NEW.order_id AND (\n           NEW.approved_by_id IN (r.requested_by_id, r.created_by_id, v.created_by_id, v.changed_by_id)\n        OR EXISTS (SELECT 1 FROM fiscal_vendorevent e WHERE e.pgh_obj_id = v.id AND e.changed_at >= o.created_at\n                    AND e.changed_by_id = NEW.approved_by_id)\n        OR EXISTS (SELECT 1 FROM fiscal_receipt t\n                    WHERE t.order_id = o.id AND NEW.approved_by_id IN (t.received_by_id, t.created_by_id))\n    )) OR NEW.approved_by_id = ANY (NEW.writers) OR EXISTS (SELECT 1 FROM fiscal_matchexception e WHERE e.invoice_id = NEW.id AND e.resolved_by_id = NEW.approved_by_id) THEN\n                RAISE EXCEPTION 'invoice_not_approved_along_the_chain' USING ERRCODE = '23514', CONSTRAINT = 'invoice_not_approved_along_the_chain';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="12cc3599eb00ab7fdaa5a6e365c373a6dc353c2e",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_not_approved_along_the_chain_9c301",
                    table="fiscal_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_differs_by_what_was_settled",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'approved' AND OLD.status = 'matched')",
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_invoiceline l JOIN fiscal_orderline o ON o.id = l.order_line_id\n      CROSS JOIN LATERAL (SELECT\n           LEAST(o.price * COALESCE((\n    SELECT s.value::numeric FROM core_setting s JOIN core_settingkey k ON k.id = s.key_id\n     WHERE k.key = 'fiscal_price_tolerance_percent' AND s.starts_on <= (now() AT TIME ZONE 'America/Chicago')::date\n       AND (s.ends_on IS NULL OR s.ends_on > (now() AT TIME ZONE 'America/Chicago')::date)), 0) / 100,\n                 COALESCE((\n    SELECT s.value::numeric FROM core_setting s JOIN core_settingkey k ON k.id = s.key_id\n     WHERE k.key = 'fiscal_price_tolerance_amount' AND s.starts_on <= (now() AT TIME ZONE 'America/Chicago')::date\n       AND (s.ends_on IS NULL OR s.ends_on > (now() AT TIME ZONE 'America/Chicago')::date)), 0)) AS dearer,\n           COALESCE((\n    SELECT s.value::numeric FROM core_setting s JOIN core_settingkey k ON k.id = s.key_id\n     WHERE k.key = 'fiscal_weight_tolerance_percent' AND s.starts_on <= (now() AT TIME ZONE 'America/Chicago')::date\n       AND (s.ends_on IS NULL OR s.ends_on > (now() AT TIME ZONE 'America/Chicago')::date)), 0) / 100 AS share,\n           o.billed_weight + COALESCE(l.weight, 0) AS billed) may\n     WHERE l.invoice_id = NEW.id AND (\n           l.price > o.price + may.dearer AND NOT EXISTS (\n    SELECT 1 FROM fiscal_matchexception e WHERE e.invoice_id = NEW.id AND e.order_line_id = o.id\n       AND e.kind = 'price' AND e.resolved_by_id IS NOT NULL AND NOT e.lapsed)\n        OR NEW.kind = 'bill' AND o.weight IS NOT NULL AND NOT EXISTS (\n    SELECT 1 FROM fiscal_matchexception e WHERE e.invoice_id = NEW.id AND e.order_line_id = o.id\n       AND e.kind = 'weight' AND e.resolved_by_id IS NOT NULL AND NOT e.lapsed) AND (\n               l.weight IS NULL OR may.billed > o.weighed * (1 + may.share)\n            OR o.billed + l.quantity >= o.accepted AND may.billed < o.weighed * (1 - may.share)))) THEN\n                RAISE EXCEPTION 'invoice_differs_by_what_was_settled' USING ERRCODE = '23514', CONSTRAINT = 'invoice_differs_by_what_was_settled';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="e208b507cfb2d1bfa04261d0dd719834b20747cf",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_differs_by_what_was_settled_402a4",
                    table="fiscal_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchexception",
            trigger=pgtrigger.compiler.Trigger(
                name="surplus_settled_by_what_was_done",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.kind = 'surplus' AND NEW.resolved_at IS NOT NULL)",
                    func="\n            IF (TG_OP = 'INSERT' OR OLD.resolved_at IS NULL) AND 0 IS DISTINCT FROM (\n    SELECT sum(f.left_over) FROM fiscal_receiptline own CROSS JOIN LATERAL (\n    SELECT COALESCE(sum(r.surplus), 0) FROM fiscal_receiptline r JOIN fiscal_receipt x ON x.id = r.receipt_id\n             WHERE r.order_line_id = own.order_line_id AND (x.id = own.receipt_id OR x.original_id = own.receipt_id)\n    ) f (left_over) WHERE own.id = NEW.receipt_line_id) THEN\n                RAISE EXCEPTION 'surplus_settled_by_what_was_done' USING ERRCODE = '23514', CONSTRAINT = 'surplus_settled_by_what_was_done';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="dbf69d458c15f9877a2fd9980a9908da68cc8d3c",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_surplus_settled_by_what_was_done_3e347",
                    table="fiscal_matchexception",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchexception",
            trigger=pgtrigger.compiler.Trigger(
                name="exception_keeps_what_it_is_about",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['owner_id', 'resolution', 'resolved_by_id', 'resolved_at', 'of_itself', 'lapsed', 'version']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['owner_id', 'resolution', 'resolved_by_id', 'resolved_at', 'of_itself', 'lapsed', 'version']::text[] THEN\n                RAISE EXCEPTION 'exception_keeps_what_it_is_about' USING ERRCODE = '23514', CONSTRAINT = 'exception_keeps_what_it_is_about';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="ad0a572047f26921578f9fe977216cdbbbc416fc",
                    operation="UPDATE",
                    pgid="pgtrigger_exception_keeps_what_it_is_about_67596",
                    table="fiscal_matchexception",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderfunding",
            trigger=pgtrigger.compiler.Trigger(
                name="order_funding_frees_what_it_gives_back",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.freed <> OLD.freed AND NEW.freed - OLD.freed <> NEW.released - OLD.released)",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'order_funding_frees_what_it_gives_back' USING ERRCODE = '23514', CONSTRAINT = 'order_funding_frees_what_it_gives_back';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="af1cc34f10a41700e19ae4e178e81b5c882c3884",
                    operation="UPDATE",
                    pgid="pgtrigger_order_funding_frees_what_it_gives_back_ddc37",
                    table="fiscal_orderfunding",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderline",
            trigger=pgtrigger.compiler.Trigger(
                name="order_line_billed_alone_for_a_reason",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.match_rule = 'order_invoice' AND NEW.match_reason = '')",
                    func="\n            IF (TG_OP = 'INSERT' OR NEW.match_rule <> OLD.match_rule OR NEW.match_reason <> OLD.match_reason)\n    AND NOT EXISTS (\n    SELECT 1 FROM fiscal_requisitionline r JOIN fiscal_commodityclass c ON c.id = r.commodity_id\n     WHERE r.id = NEW.requisition_line_id AND c.kind = 'utility') THEN\n                RAISE EXCEPTION 'order_line_billed_alone_for_a_reason' USING ERRCODE = '23514', CONSTRAINT = 'order_line_billed_alone_for_a_reason';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="8e4fc4a0065e96b2ab8dcab32e7d5ab5ecf03b3f",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_order_line_billed_alone_for_a_reason_be95a",
                    table="fiscal_orderline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderline",
            trigger=pgtrigger.compiler.Trigger(
                name="order_line_service_is_accepted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.match_rule = 'order_receipt_invoice' AND NEW.match_reason = '')",
                    func="\n            IF (TG_OP = 'INSERT' OR NEW.match_rule <> OLD.match_rule OR NEW.match_reason <> OLD.match_reason)\n    AND EXISTS (\n    SELECT 1 FROM fiscal_requisitionline r JOIN fiscal_commodityclass c ON c.id = r.commodity_id\n     WHERE r.id = NEW.requisition_line_id AND c.kind = 'service') THEN\n                RAISE EXCEPTION 'order_line_service_is_accepted' USING ERRCODE = '23514', CONSTRAINT = 'order_line_service_is_accepted';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="018dac9a7b98bb3fb2e75ed07556e0ff03dae2df",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_order_line_service_is_accepted_2a77b",
                    table="fiscal_orderline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="payment_not_along_the_chain",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_invoice i JOIN fiscal_purchaseorder o ON o.id = i.order_id\n      JOIN fiscal_requisition r ON r.id = o.requisition_id\n      CROSS JOIN unnest(ARRAY[NEW.paid_by_id, NEW.recorded_by_id, NEW.voided_by_id]) AS who\n     WHERE i.id = NEW.invoice_id AND (\n           who IN (\n               i.approved_by_id, r.requested_by_id, r.created_by_id, r.approved_by_id, r.endorsed_by_id,\n               o.approved_by_id)\n        OR EXISTS (SELECT 1 FROM fiscal_receipt t\n                    WHERE t.order_id = o.id AND who IN (t.received_by_id, t.created_by_id)))) THEN\n                RAISE EXCEPTION 'payment_not_along_the_chain' USING ERRCODE = '23514', CONSTRAINT = 'payment_not_along_the_chain';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="a8f6592f92ec594136ba8d9369ae01a65f4fc3ae",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_payment_not_along_the_chain_40de8",
                    table="fiscal_paymentrequest",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="payment_keeps_its_voucher",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF OLD.paid_on IS NOT NULL OR OLD.voided_at IS NOT NULL OR (TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['voucher_key', 'paid_on', 'recorded_by_id', 'voided_at', 'voided_by_id', 'void_reason', 'version']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['voucher_key', 'paid_on', 'recorded_by_id', 'voided_at', 'voided_by_id', 'void_reason', 'version']::text[]) THEN\n                RAISE EXCEPTION 'payment_keeps_its_voucher' USING ERRCODE = '23514', CONSTRAINT = 'payment_keeps_its_voucher';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="11d008853b091edba179c14ec25eebab518103a6",
                    operation="UPDATE",
                    pgid="pgtrigger_payment_keeps_its_voucher_38255",
                    table="fiscal_paymentrequest",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_keeps_its_vendor",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status <> 'draft' AND (NEW.vendor_id <> OLD.vendor_id OR NEW.contract_id IS DISTINCT FROM OLD.contract_id OR NEW.own_use <> OLD.own_use OR NEW.own_use_reason <> OLD.own_use_reason))",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'order_keeps_its_vendor' USING ERRCODE = '23514', CONSTRAINT = 'order_keeps_its_vendor';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="d9f7189c38d6a734afc2e6468f582a0af23b6f07",
                    operation="UPDATE",
                    pgid="pgtrigger_order_keeps_its_vendor_8c9af",
                    table="fiscal_purchaseorder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_issued_with_its_postings",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'issued' AND OLD.status = 'approved')",
                    constraint="CONSTRAINT",
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_orderline l WHERE l.order_id = NEW.id) OR EXISTS (\n    SELECT 1 FROM fiscal_orderline l LEFT JOIN fiscal_orderfunding f ON f.line_id = l.id\n     WHERE l.order_id = NEW.id AND (f.id IS NULL OR f.amount - f.liquidated - f.released <> COALESCE((\n               SELECT sum(e.amount) FROM fiscal_budgetentry e\n                WHERE e.doc_type = 'PO' AND e.doc_id = NEW.id AND e.line = f.id AND e.bucket = 'enc'), 0))) THEN\n                RAISE EXCEPTION 'order_issued_with_its_postings' USING ERRCODE = '23514', CONSTRAINT = 'order_issued_with_its_postings';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="7a7193f25318d69f6980847304a455e0a907fe6b",
                    operation="UPDATE",
                    pgid="pgtrigger_order_issued_with_its_postings_0e717",
                    table="fiscal_purchaseorder",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(
                name="receipt_not_by_who_approved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_purchaseorder o JOIN fiscal_requisition r ON r.id = o.requisition_id\n      CROSS JOIN unnest(ARRAY[NEW.received_by_id, NEW.created_by_id]) AS who\n     WHERE o.id = NEW.order_id AND (\n           who IN (o.approved_by_id, r.approved_by_id, r.endorsed_by_id)\n        OR EXISTS (SELECT 1 FROM fiscal_invoice i LEFT JOIN fiscal_paymentrequest p ON p.invoice_id = i.id\n                    WHERE i.order_id = o.id\n                      AND who IN (i.approved_by_id, p.paid_by_id, p.recorded_by_id, p.voided_by_id)))) THEN\n                RAISE EXCEPTION 'receipt_not_by_who_approved' USING ERRCODE = '23514', CONSTRAINT = 'receipt_not_by_who_approved';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="d2ae032ac790c54159298ef187165d46a7b0a4cf",
                    operation="INSERT",
                    pgid="pgtrigger_receipt_not_by_who_approved_df669",
                    table="fiscal_receipt",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisition",
            trigger=pgtrigger.compiler.Trigger(
                name="requisition_second_approval_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.endorsed_by_id IS NOT NULL AND NEW.endorsed_by_id IS DISTINCT FROM OLD.endorsed_by_id AND (NEW.endorsed_by_id IS NOT NULL OR NEW.status NOT IN ('returned', 'rejected')))",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'requisition_second_approval_stays' USING ERRCODE = '23514', CONSTRAINT = 'requisition_second_approval_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="a7240adea60f2bb408ab76b1bb0167e26635acea",
                    operation="UPDATE",
                    pgid="pgtrigger_requisition_second_approval_stays_8a982",
                    table="fiscal_requisition",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="matchexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("of_itself", False), ("resolved_at", None), ("resolved_by", None)),
                    models.Q(
                        ("resolved_at__isnull", False),
                        models.Q(("resolution", ""), _negated=True),
                        models.Q(
                            models.Q(("of_itself", False), ("resolved_by__isnull", False)),
                            models.Q(("of_itself", True), ("resolved_by", None)),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="exception_settled_with_a_reason",
                violation_error_message="Say how it was settled: by somebody, or of itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "surplus"), _negated=True),
                    models.Q(("of_itself", False), ("receipt_line__isnull", False)),
                    _connector="OR",
                ),
                name="exception_of_a_surplus_names_its_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderfunding",
            constraint=models.CheckConstraint(
                condition=models.Q(("freed__gte", 0), ("freed__lte", models.F("released"))),
                name="order_funding_frees_no_more_than_it_gives_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("voided_at__isnull", False), models.Q(("void_reason", ""), ("voided_by", None)), _connector="OR"
                ),
                name="voucher_that_stands_has_no_end",
                violation_error_message="A voucher that stands was voided by nobody.",
            ),
        ),
    ]
