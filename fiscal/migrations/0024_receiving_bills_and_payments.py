"""Receiving, bills and payments ask for reasons, support and other people; what the clock of a bill begins with."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

DELIVERED_ON = """
CREATE FUNCTION fiscal_delivered_on(bill bigint) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN bool_and(d.day IS NOT NULL) THEN max(d.day) END
      FROM fiscal_invoice i JOIN fiscal_invoiceline b ON b.invoice_id = i.id
      JOIN fiscal_orderline l ON l.id = b.order_line_id
      CROSS JOIN LATERAL (
          SELECT CASE
              WHEN l.match_rule = 'order_invoice' THEN i.received_on
              WHEN l.accepted >= l.billed + b.quantity THEN (
                  SELECT max(c.received_on) FILTER (
                             WHERE c.so_far >= l.billed + b.quantity
                               AND c.so_far - c.accepted < l.billed + b.quantity)
                    FROM (SELECT t.received_on, r.accepted,
                                 sum(r.accepted) OVER (ORDER BY t.received_on, t.id) AS so_far
                            FROM fiscal_receiptline r JOIN fiscal_receipt t ON t.id = r.receipt_id
                           WHERE r.order_line_id = l.id) c)
              END AS day) d
     WHERE i.id = bill
$$
"""
BILLED_ALONE = """
UPDATE fiscal_invoice SET delivered_on = received_on
 WHERE delivered_on IS NULL AND status IN ('approved', 'vouchered', 'paid') AND NOT EXISTS (
       SELECT 1 FROM fiscal_invoiceline b JOIN fiscal_orderline l ON l.id = b.order_line_id
        WHERE b.invoice_id = fiscal_invoice.id AND l.match_rule <> 'order_invoice')
"""
WHO = """
UPDATE fiscal_paymentrequest p SET recorded_by_id = a.actor_id
  FROM core_auditevent a JOIN django_content_type t ON t.id = a.content_type_id
 WHERE t.app_label = 'fiscal' AND t.model = 'paymentrequest' AND a.object_id = p.id AND a.act = 'pay'
   AND a.outcome = 'done' AND p.paid_on IS NOT NULL;
UPDATE fiscal_paymentrequest p SET voided_by_id = a.actor_id
  FROM core_auditevent a JOIN django_content_type t ON t.id = a.content_type_id
 WHERE t.app_label = 'fiscal' AND t.model = 'paymentrequest' AND a.object_id = p.id AND a.act = 'void'
   AND a.outcome = 'done' AND p.voided_at IS NOT NULL;
UPDATE fiscal_purchaseorder SET own_use_reason = 'Ordered before a reason was asked' WHERE NOT own_use;
SET CONSTRAINTS ALL IMMEDIATE;
"""
ALL_ARE_KNOWN = """
DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM fiscal_paymentrequest
         WHERE paid_on IS NOT NULL AND recorded_by_id IS NULL OR voided_at IS NOT NULL AND voided_by_id IS NULL)
    THEN
        ALTER TABLE fiscal_paymentrequest VALIDATE CONSTRAINT payment_recorded_by_somebody;
        ALTER TABLE fiscal_paymentrequest VALIDATE CONSTRAINT voided_voucher_says_why;
    END IF;
END $$
"""
"""Who recorded or voided what is told by its history alone; where that is silent nobody is named."""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0028_holidays_of_the_state"),
        ("fiscal", "0023_classes_certificates_and_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="matchexception",
            options={
                "default_permissions": ("view", "export"),
                "ordering": ["-pk"],
                "permissions": [
                    ("resolve_matchexception", "Can settle an exception"),
                    ("oversee_matchexception", "Can settle exceptions of others"),
                ],
                "verbose_name": "exception",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="invoice_once_approved_stays",
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
            model_name="paymentrequest",
            name="payment_not_along_the_chain",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="receipt",
            name="receipt_not_by_who_approved",
        ),
        migrations.RemoveConstraint(
            model_name="matchexception",
            name="exception_settled_with_a_reason",
        ),
        migrations.RemoveConstraint(
            model_name="paymentrequest",
            name="voided_voucher_says_why",
        ),
        migrations.AddField(
            model_name="matchexception",
            name="lapsed",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="void since the bill was changed"
            ),
        ),
        migrations.AddField(
            model_name="matchexception",
            name="of_itself",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="settled of itself"
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="match_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="why its bill alone counts"
            ),
        ),
        migrations.AddField(
            model_name="paymentrequest",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="payment recorded by",
            ),
        ),
        migrations.AddField(
            model_name="paymentrequest",
            name="voided_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="own_use_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="why it is not for own use"
            ),
        ),
        migrations.AlterField(
            model_name="matchexception",
            name="kind",
            field=models.CharField(
                choices=[
                    ("price", "Price above the order"),
                    ("quantity", "More billed than accepted"),
                    ("not_received", "Billed before it came"),
                    ("weight", "Weight differs"),
                    ("total", "Lines do not add up to the bill"),
                    ("over_order", "More billed than ordered"),
                    ("surplus", "More came than may come over"),
                    ("not_accepted", "Service not accepted by the worksite"),
                    ("suffix", "Number was billed before"),
                ],
                max_length=14,
            ),
        ),
        migrations.RunSQL(DELIVERED_ON, "DROP FUNCTION fiscal_delivered_on(bigint)"),
        migrations.RunSQL(BILLED_ALONE, migrations.RunSQL.noop),
        migrations.RunSQL(WHO, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_entered_approved_by_the_chain",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_purchaseorder o JOIN fiscal_requisition r ON r.id = o.requisition_id\n      JOIN fiscal_vendor v ON v.id = o.vendor_id\n     WHERE o.id = NEW.order_id AND (\n           NEW.approved_by_id IN (r.requested_by_id, r.created_by_id, v.created_by_id, v.changed_by_id)\n        OR EXISTS (SELECT 1 FROM fiscal_vendorevent e WHERE e.pgh_obj_id = v.id AND e.changed_at >= o.created_at\n                    AND e.changed_by_id = NEW.approved_by_id)\n        OR EXISTS (SELECT 1 FROM fiscal_receipt t WHERE t.order_id = o.id AND t.received_by_id = NEW.approved_by_id)\n    )) THEN\n                RAISE EXCEPTION 'invoice_entered_approved_by_the_chain' USING ERRCODE = '23514', CONSTRAINT = 'invoice_entered_approved_by_the_chain';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="ce2fc05ad53bbe21026dd5695e9795a88807fb86",
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
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_purchaseorder o JOIN fiscal_requisition r ON r.id = o.requisition_id\n      JOIN fiscal_vendor v ON v.id = o.vendor_id\n     WHERE o.id = NEW.order_id AND (\n           NEW.approved_by_id IN (r.requested_by_id, r.created_by_id, v.created_by_id, v.changed_by_id)\n        OR EXISTS (SELECT 1 FROM fiscal_vendorevent e WHERE e.pgh_obj_id = v.id AND e.changed_at >= o.created_at\n                    AND e.changed_by_id = NEW.approved_by_id)\n        OR EXISTS (SELECT 1 FROM fiscal_receipt t WHERE t.order_id = o.id AND t.received_by_id = NEW.approved_by_id)\n    )) OR NEW.approved_by_id = ANY (NEW.writers) OR EXISTS (SELECT 1 FROM fiscal_matchexception e WHERE e.invoice_id = NEW.id AND e.resolved_by_id = NEW.approved_by_id) THEN\n                RAISE EXCEPTION 'invoice_not_approved_along_the_chain' USING ERRCODE = '23514', CONSTRAINT = 'invoice_not_approved_along_the_chain';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="8ee2a2b6918805b849cb068df370d164219ee75f",
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
                name="invoice_once_approved_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status IN ('approved', 'vouchered', 'paid') AND (NEW.amount <> OLD.amount OR NEW.order_id <> OLD.order_id OR NEW.number <> OLD.number OR NEW.kind <> OLD.kind OR NEW.vendor_id <> OLD.vendor_id OR NEW.suffix <> OLD.suffix OR NEW.received_on <> OLD.received_on OR NEW.delivered_on IS DISTINCT FROM OLD.delivered_on OR NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id))",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'invoice_once_approved_stays' USING ERRCODE = '23514', CONSTRAINT = 'invoice_once_approved_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="e25a6d4b0cedb3be207b7aae9d49f99e7d9eb9a9",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_once_approved_stays_7d382",
                    table="fiscal_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_suffix_found_in_order",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'approved' AND OLD.status = 'matched' AND NEW.suffix <> '')",
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_matchexception e WHERE e.invoice_id = NEW.id AND e.kind = 'suffix' AND e.found = NEW.number || '-' || NEW.suffix AND e.resolved_by_id IS NOT NULL AND NOT e.lapsed) THEN\n                RAISE EXCEPTION 'invoice_suffix_found_in_order' USING ERRCODE = '23514', CONSTRAINT = 'invoice_suffix_found_in_order';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="7fb92e1df20c519de9952e8cf5e1b7d89963c24c",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_suffix_found_in_order_6460a",
                    table="fiscal_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_keeps_when_it_was_delivered",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'approved' AND OLD.status = 'matched')",
                    func="NEW.delivered_on = fiscal_delivered_on(NEW.id); RETURN NEW;",
                    hash="24a2cae8e9ac7429c0f0093457f09944c2ad41e6",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_keeps_when_it_was_delivered_9d7ef",
                    table="fiscal_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchexception",
            trigger=pgtrigger.compiler.Trigger(
                name="exception_stays_once_settled",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.resolved_at IS NOT NULL)",
                    func="\n            IF (TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['lapsed']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['lapsed']::text[]) OR OLD.lapsed THEN\n                RAISE EXCEPTION 'exception_stays_once_settled' USING ERRCODE = '23514', CONSTRAINT = 'exception_stays_once_settled';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="ac0b26a48a5f337f78d525d05a864a5ef79fd01f",
                    operation="UPDATE",
                    pgid="pgtrigger_exception_stays_once_settled_8373d",
                    table="fiscal_matchexception",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchexception",
            trigger=pgtrigger.compiler.Trigger(
                name="exception_not_settled_by_a_writer",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.resolved_by_id IS NOT NULL AND NEW.invoice_id IS NOT NULL)",
                    func="\n            IF (TG_OP = 'INSERT' OR OLD.resolved_by_id IS NULL) AND EXISTS (SELECT 1 FROM fiscal_invoice i WHERE i.id = NEW.invoice_id AND NEW.resolved_by_id = ANY (i.writers)) THEN\n                RAISE EXCEPTION 'exception_not_settled_by_a_writer' USING ERRCODE = '23514', CONSTRAINT = 'exception_not_settled_by_a_writer';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="301a69de94844c29be974ed4aa48c938c4e166c1",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_exception_not_settled_by_a_writer_20a97",
                    table="fiscal_matchexception",
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
                    func="\n            IF (TG_OP = 'INSERT' OR NEW.over_percent <> OLD.over_percent) AND NEW.over_percent > COALESCE((\n    SELECT s.value::numeric FROM core_setting s JOIN core_settingkey k ON k.id = s.key_id\n     WHERE k.key = 'fiscal_over_receipt_most' AND s.starts_on <= (now() AT TIME ZONE 'America/Chicago')::date\n       AND (s.ends_on IS NULL OR s.ends_on > (now() AT TIME ZONE 'America/Chicago')::date)), 0) THEN\n                RAISE EXCEPTION 'order_line_over_no_more_than_allowed' USING ERRCODE = '23514', CONSTRAINT = 'order_line_over_no_more_than_allowed';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="e534f7952e3d549b67f6f5b5a8369c2cdb02e122",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_order_line_over_no_more_than_allowed_ec9b6",
                    table="fiscal_orderline",
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
                    func="\n            IF (TG_OP = 'INSERT' OR NEW.match_rule <> OLD.match_rule OR NEW.match_reason <> OLD.match_reason)\n    AND NOT EXISTS (\n    SELECT 1 FROM fiscal_requisitionline r JOIN fiscal_commodityclass c ON c.id = r.commodity_id\n     WHERE r.id = NEW.requisition_line_id AND c.kind IN ('service', 'utility')) THEN\n                RAISE EXCEPTION 'order_line_billed_alone_for_a_reason' USING ERRCODE = '23514', CONSTRAINT = 'order_line_billed_alone_for_a_reason';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="b3c32ce81f2725273d19b2b98493962d6884b430",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_order_line_billed_alone_for_a_reason_be95a",
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
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_invoice i JOIN fiscal_purchaseorder o ON o.id = i.order_id\n      JOIN fiscal_requisition r ON r.id = o.requisition_id\n      CROSS JOIN unnest(ARRAY[NEW.paid_by_id, NEW.recorded_by_id, NEW.voided_by_id]) AS who\n     WHERE i.id = NEW.invoice_id AND (\n           who IN (\n               i.approved_by_id, r.requested_by_id, r.created_by_id, r.approved_by_id, r.endorsed_by_id,\n               o.approved_by_id)\n        OR EXISTS (SELECT 1 FROM fiscal_receipt t WHERE t.order_id = o.id AND t.received_by_id = who))) THEN\n                RAISE EXCEPTION 'payment_not_along_the_chain' USING ERRCODE = '23514', CONSTRAINT = 'payment_not_along_the_chain';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="ed46840608c346e5d0a6fcd656f9f02a40904e2d",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_payment_not_along_the_chain_40de8",
                    table="fiscal_paymentrequest",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(
                name="receipt_not_by_who_approved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_purchaseorder o JOIN fiscal_requisition r ON r.id = o.requisition_id\n     WHERE o.id = NEW.order_id AND (\n           NEW.received_by_id IN (o.approved_by_id, r.approved_by_id, r.endorsed_by_id)\n        OR EXISTS (SELECT 1 FROM fiscal_invoice i LEFT JOIN fiscal_paymentrequest p ON p.invoice_id = i.id\n                    WHERE i.order_id = o.id\n                      AND NEW.received_by_id IN (i.approved_by_id, p.paid_by_id, p.recorded_by_id)))) THEN\n                RAISE EXCEPTION 'receipt_not_by_who_approved' USING ERRCODE = '23514', CONSTRAINT = 'receipt_not_by_who_approved';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="5907d700fb55c6f0cd95c2716067f4a6d93a3a8d",
                    operation="INSERT",
                    pgid="pgtrigger_receipt_not_by_who_approved_df669",
                    table="fiscal_receipt",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="matchexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("resolved_at", None),
                    models.Q(
                        models.Q(("resolution", ""), _negated=True),
                        models.Q(("resolved_by__isnull", False), ("of_itself", True), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="exception_settled_with_a_reason",
                violation_error_message="Say how it was settled.",
            ),
        ),
        AddConstraintNotValid(
            model_name="paymentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paid_on", None), ("recorded_by", None)),
                    models.Q(("paid_on__isnull", False), ("recorded_by__isnull", False)),
                    _connector="OR",
                ),
                name="payment_recorded_by_somebody",
                violation_error_message="Somebody records that it was paid.",
            ),
        ),
        AddConstraintNotValid(
            model_name="paymentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("voided_at", None),
                    models.Q(
                        models.Q(("void_reason", ""), _negated=True), ("paid_on", None), ("voided_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="voided_voucher_says_why",
                violation_error_message="Say why the voucher is void; what was paid comes back as a credit memo.",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("own_use", True), models.Q(("own_use_reason", ""), _negated=True), _connector="OR"),
                name="order_not_for_own_use_says_why",
                violation_error_message="Say for whom it is, where it is not for the department’s own use.",
            ),
        ),
        migrations.RunSQL(ALL_ARE_KNOWN, migrations.RunSQL.noop),
    ]
