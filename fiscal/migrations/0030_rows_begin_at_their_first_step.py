"""Rows begin at their first step, keep who wrote and approved them, and are approved with their money."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0029_a_canceled_purchase_frees_its_certificate"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="invoice",
            name="invoice_number_can_be_read",
        ),
        migrations.RemoveConstraint(
            model_name="paymentrequest",
            name="voucher_number_can_be_read",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="approvallimit",
            trigger=pgtrigger.compiler.Trigger(
                name="approval_limit_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['ends_on', 'authority', 'version', 'updated_at']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['ends_on', 'authority', 'version', 'updated_at']::text[] THEN\n                RAISE EXCEPTION 'approval_limit_stays' USING ERRCODE = '23514', CONSTRAINT = 'approval_limit_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="8c79cb69af25728c511245dd9b17188c225ff930",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_approval_limit_stays_3e291",
                    table="fiscal_approvallimit",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fiscalyear",
            trigger=pgtrigger.compiler.Trigger(
                name="fiscal_year_moves_as_it_may",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status <> OLD.status)",
                    func="\n            IF NOT (OLD.status || '>' || NEW.status = ANY (ARRAY['closed>expired', 'lapse>closed', 'open>lapse'])) THEN\n                RAISE EXCEPTION 'fiscal_year_moves_as_it_may' USING ERRCODE = '23514', CONSTRAINT = 'fiscal_year_moves_as_it_may';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="01686c4cc244ed123ead1edad77c1782cf39c52d",
                    operation="UPDATE",
                    pgid="pgtrigger_fiscal_year_moves_as_it_may_4c664",
                    table="fiscal_fiscalyear",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_begins_as_received",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status <> 'received')",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'invoice_begins_as_received' USING ERRCODE = '23514', CONSTRAINT = 'invoice_begins_as_received';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="50cc8cade0f782db287f78c4622fbf80f20bbb77",
                    operation="INSERT",
                    pgid="pgtrigger_invoice_begins_as_received_6185d",
                    table="fiscal_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_keeps_its_writers",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NOT (NEW.writers @> OLD.writers) OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id)",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'invoice_keeps_its_writers' USING ERRCODE = '23514', CONSTRAINT = 'invoice_keeps_its_writers';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="1b85eda2b565d9c5f21ea0b3d70f8dc22aa2124f",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_keeps_its_writers_49247",
                    table="fiscal_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_within_what_was_approved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'approved' AND OLD.status = 'matched' AND NEW.kind = 'bill')",
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_invoiceline l JOIN fiscal_orderline o ON o.id = l.order_line_id\n      JOIN fiscal_requisitionline r ON r.id = o.requisition_line_id\n     WHERE l.invoice_id = NEW.id AND l.price > o.price AND o.billed_amount + l.amount > r.amount) THEN\n                RAISE EXCEPTION 'invoice_within_what_was_approved' USING ERRCODE = '23514', CONSTRAINT = 'invoice_within_what_was_approved';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="f2c01d349df6929f1635948fd8e48d5472c84f12",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_within_what_was_approved_d35dd",
                    table="fiscal_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_approved_is_posted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'approved' AND OLD.status = 'matched')",
                    constraint="CONSTRAINT",
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_invoice i\n     WHERE i.id = NEW.id AND i.status = 'approved' AND i.amount IS DISTINCT FROM abs((\n       SELECT sum(e.amount) FROM fiscal_budgetentry e\n        WHERE e.doc_type = 'INV' AND e.doc_id = NEW.id AND e.bucket = 'exp'))) THEN\n                RAISE EXCEPTION 'invoice_approved_is_posted' USING ERRCODE = '23514', CONSTRAINT = 'invoice_approved_is_posted';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="15ef8ddf461d4dee5165e57b890ee0f3d9c2edbb",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_approved_is_posted_2e255",
                    table="fiscal_invoice",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="payment_of_what_came_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_invoiceline l JOIN fiscal_orderline o ON o.id = l.order_line_id\n     WHERE l.invoice_id = NEW.invoice_id AND (\n       SELECT sum(b.quantity) FROM fiscal_invoiceline b JOIN fiscal_invoice i ON i.id = b.invoice_id\n        WHERE b.order_line_id = o.id AND i.kind = 'bill' AND (i.id = NEW.invoice_id OR EXISTS (\n          SELECT 1 FROM fiscal_paymentrequest p WHERE p.invoice_id = i.id AND p.voided_at IS NULL))\n     ) > CASE WHEN o.match_rule = 'order_invoice' THEN o.quantity ELSE (\n       SELECT COALESCE(sum(c.accepted), 0) FROM fiscal_receiptline c\n        WHERE c.order_line_id = o.id AND c.accepted > 0) END) THEN\n                RAISE EXCEPTION 'payment_of_what_came_once' USING ERRCODE = '23514', CONSTRAINT = 'payment_of_what_came_once';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="71fabca8b2cf1e786430e63f6c5516964cd47181",
                    operation="INSERT",
                    pgid="pgtrigger_payment_of_what_came_once_4b4ea",
                    table="fiscal_paymentrequest",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_begins_as_a_draft",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status <> 'draft')",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'order_begins_as_a_draft' USING ERRCODE = '23514', CONSTRAINT = 'order_begins_as_a_draft';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="21554ec590db7de113a6d6b50dce151354f2e11f",
                    operation="INSERT",
                    pgid="pgtrigger_order_begins_as_a_draft_6b37c",
                    table="fiscal_purchaseorder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_keeps_its_writers",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NOT (NEW.writers @> OLD.writers) OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id)",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'order_keeps_its_writers' USING ERRCODE = '23514', CONSTRAINT = 'order_keeps_its_writers';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="316299f71b0e17e1104d142f7fc04527bb011619",
                    operation="UPDATE",
                    pgid="pgtrigger_order_keeps_its_writers_f4732",
                    table="fiscal_purchaseorder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_keeps_who_approved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.approved_by_id IS NOT NULL AND NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id)",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'order_keeps_who_approved' USING ERRCODE = '23514', CONSTRAINT = 'order_keeps_who_approved';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="113b5154daa00af8f725bcafe2177d40035202c7",
                    operation="UPDATE",
                    pgid="pgtrigger_order_keeps_who_approved_43cfd",
                    table="fiscal_purchaseorder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisition",
            trigger=pgtrigger.compiler.Trigger(
                name="requisition_begins_as_a_draft",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status <> 'draft')",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'requisition_begins_as_a_draft' USING ERRCODE = '23514', CONSTRAINT = 'requisition_begins_as_a_draft';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="5f55338d1c1b4a423651f310ab896d79160125dc",
                    operation="INSERT",
                    pgid="pgtrigger_requisition_begins_as_a_draft_de00b",
                    table="fiscal_requisition",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisition",
            trigger=pgtrigger.compiler.Trigger(
                name="requisition_keeps_its_writers",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NOT (NEW.writers @> OLD.writers) OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.requested_by_id IS DISTINCT FROM OLD.requested_by_id)",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'requisition_keeps_its_writers' USING ERRCODE = '23514', CONSTRAINT = 'requisition_keeps_its_writers';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="1a38bb6be894d3dbd5b0b44cca626652c5a8ff21",
                    operation="UPDATE",
                    pgid="pgtrigger_requisition_keeps_its_writers_dcbe7",
                    table="fiscal_requisition",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisition",
            trigger=pgtrigger.compiler.Trigger(
                name="requisition_approved_within_a_limit",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'approved' AND OLD.status <> 'approved')",
                    func="\n            IF NOT EXISTS (\n    SELECT 1 FROM fiscal_approvallimit a\n     WHERE a.user_id = NEW.approved_by_id AND a.starts_on <= (now() AT TIME ZONE 'America/Chicago')::date\n       AND (a.ends_on IS NULL OR a.ends_on > (now() AT TIME ZONE 'America/Chicago')::date)\n       AND a.up_to >= (SELECT sum(l.amount) FROM fiscal_requisitionline l WHERE l.requisition_id = NEW.id)) THEN\n                RAISE EXCEPTION 'requisition_approved_within_a_limit' USING ERRCODE = '23514', CONSTRAINT = 'requisition_approved_within_a_limit';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="3bc01073bce62517682446afbdad328e60125bca",
                    operation="UPDATE",
                    pgid="pgtrigger_requisition_approved_within_a_limit_c567a",
                    table="fiscal_requisition",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisition",
            trigger=pgtrigger.compiler.Trigger(
                name="requisition_approved_sets_money_aside",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'approved' AND OLD.status <> 'approved' AND NEW.pre_encumbering)",
                    constraint="CONSTRAINT",
                    func="\n            IF (\n    SELECT sum(f.amount) FROM fiscal_linefunding f JOIN fiscal_requisitionline l ON l.id = f.line_id\n     WHERE l.requisition_id = NEW.id) IS DISTINCT FROM (\n    SELECT sum(e.amount) FROM fiscal_budgetentry e\n     WHERE e.doc_type = 'REQ' AND e.doc_id = NEW.id AND e.bucket = 'pre' AND e.amount > 0) THEN\n                RAISE EXCEPTION 'requisition_approved_sets_money_aside' USING ERRCODE = '23514', CONSTRAINT = 'requisition_approved_sets_money_aside';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="a8054b5c974e6aa3a4e9ea1c76ac437826690305",
                    operation="UPDATE",
                    pgid="pgtrigger_requisition_approved_sets_money_aside_7c8f2",
                    table="fiscal_requisition",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "."), ("number__regex", "^[ -~]+$")),
                name="invoice_number_can_be_read",
                violation_error_message="Enter the number with plain letters (A to Z) or digits.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("voucher_key__regex", "."), ("voucher_number__regex", "^[ -~]+$")),
                name="voucher_number_can_be_read",
                violation_error_message="Enter a number with letters or digits.",
            ),
        ),
    ]
