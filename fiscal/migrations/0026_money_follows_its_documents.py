"""What lines hold is what was posted for them, contracts get back what they gave, and documents keep what they are for."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0025_lines_still_to_bill"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="paymentrequest",
            options={
                "default_permissions": ("add", "view", "export"),
                "ordering": ["-pk"],
                "permissions": [
                    ("pay_paymentrequest", "Can record that a voucher was paid"),
                    ("void_paymentrequest", "Can void a voucher"),
                    ("refer_paymentrequest", "Can note the document of a voucher in another system"),
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="purchaseorder",
            options={
                "default_permissions": ("add", "change", "view", "export"),
                "ordering": ["-pk"],
                "permissions": [
                    ("approve_purchaseorder", "Can approve an order"),
                    ("issue_purchaseorder", "Can issue an order"),
                    ("hold_purchaseorder", "Can put an order on hold"),
                    ("resume_purchaseorder", "Can resume an order on hold"),
                    ("close_purchaseorder", "Can close an order short"),
                    ("cancel_purchaseorder", "Can cancel an order"),
                    ("modify_purchaseorder", "Can change an issued order"),
                    ("refer_purchaseorder", "Can note the document of an order in another system"),
                ],
                "verbose_name": "order",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contractuse",
            name="contract_is_used_within_its_days",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="externaldocref",
            name="external_document_stays",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="orderfunding",
            name="order_funding_stays_once_issued",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contractuse",
            trigger=pgtrigger.compiler.Trigger(
                name="contract_is_used_within_its_days",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.amount > 0 AND NOT EXISTS (SELECT 1 FROM fiscal_contract c WHERE c.id = NEW.contract_id AND (c.status = 'in_force' OR c.status = 'ended' AND NEW.used_on < c.ended_on) AND NEW.used_on BETWEEN c.starts_on AND c.ends_on) THEN\n                RAISE EXCEPTION 'contract_is_used_within_its_days' USING ERRCODE = '23514', CONSTRAINT = 'contract_is_used_within_its_days';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="6a7ce749c54842f4451137c5755e21f44e049da8",
                    operation="INSERT",
                    pgid="pgtrigger_contract_is_used_within_its_days_34894",
                    table="fiscal_contractuse",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contractuse",
            trigger=pgtrigger.compiler.Trigger(
                name="contract_use_gives_back_what_it_took",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF EXISTS (\n                        SELECT 1 FROM fiscal_contractuse u\n                         WHERE (u.contract_id, u.order_id) IN\n                               (SELECT contract_id, order_id FROM new_rows WHERE amount < 0)\n                         GROUP BY u.contract_id, u.order_id HAVING sum(u.amount) < 0) THEN\n                        RAISE EXCEPTION 'contract_use_gives_back_what_it_took'\n                            USING ERRCODE = '23514', CONSTRAINT = 'contract_use_gives_back_what_it_took';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="4b729252f2f7542e788fa9853dfcde79a00d6e18",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_contract_use_gives_back_what_it_took_7b908",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="fiscal_contractuse",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externaldocref",
            trigger=pgtrigger.compiler.Trigger(
                name="external_document_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['status', 'version', 'values', 'portal_type', 'portal_id']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['status', 'version', 'values', 'portal_type', 'portal_id']::text[] THEN\n                RAISE EXCEPTION 'external_document_stays' USING ERRCODE = '23514', CONSTRAINT = 'external_document_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="6bbe0309bd5e90c9f2a6d125a25af268079f551b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_external_document_stays_26953",
                    table="fiscal_externaldocref",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externaldocref",
            trigger=pgtrigger.compiler.Trigger(
                name="external_document_keeps_what_it_is_for",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.portal_type <> '' AND (NEW.portal_type <> OLD.portal_type OR NEW.portal_id IS DISTINCT FROM OLD.portal_id))",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'external_document_keeps_what_it_is_for' USING ERRCODE = '23514', CONSTRAINT = 'external_document_keeps_what_it_is_for';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="99a9263e8eb630125d8a891996ffe58d26fb7f66",
                    operation="UPDATE",
                    pgid="pgtrigger_external_document_keeps_what_it_is_for_26e78",
                    table="fiscal_externaldocref",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="linefunding",
            trigger=pgtrigger.compiler.Trigger(
                name="line_funding_releases_what_is_posted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.released <> OLD.released)",
                    constraint="CONSTRAINT",
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_linefunding f JOIN fiscal_requisitionline l ON l.id = f.line_id\n      JOIN fiscal_requisition r ON r.id = l.requisition_id\n     WHERE f.id = NEW.id AND (NOT r.pre_encumbering OR f.amount - f.released <> COALESCE((\n               SELECT sum(e.amount) FROM fiscal_budgetentry e\n                WHERE e.doc_type = 'REQ' AND e.doc_id = r.id AND e.line = f.id AND e.bucket = 'pre'), 0))) THEN\n                RAISE EXCEPTION 'line_funding_releases_what_is_posted' USING ERRCODE = '23514', CONSTRAINT = 'line_funding_releases_what_is_posted';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="6a017f117f670d71efb5589c41b75aa8c56a24fa",
                    operation="UPDATE",
                    pgid="pgtrigger_line_funding_releases_what_is_posted_6ed36",
                    table="fiscal_linefunding",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderfunding",
            trigger=pgtrigger.compiler.Trigger(
                name="order_funding_stays_once_issued",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (TG_OP <> 'UPDATE' OR NEW.line_id <> OLD.line_id OR NEW.funding_id <> OLD.funding_id OR NEW.line_funding_id <> OLD.line_funding_id OR NEW.appropriation_id <> OLD.appropriation_id) AND EXISTS (SELECT 1 FROM fiscal_orderline l JOIN fiscal_purchaseorder o ON o.id = l.order_id WHERE l.id IN (OLD.line_id, NEW.line_id) AND o.status <> 'draft') THEN\n                RAISE EXCEPTION 'order_funding_stays_once_issued' USING ERRCODE = '23514', CONSTRAINT = 'order_funding_stays_once_issued';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="365e42f5aa466ded728cb6335cc9ed6fdf560831",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_order_funding_stays_once_issued_ed8f4",
                    table="fiscal_orderfunding",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderfunding",
            trigger=pgtrigger.compiler.Trigger(
                name="order_funding_stays_until_issued",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.amount <> OLD.amount OR NEW.liquidated <> OLD.liquidated OR NEW.released <> OLD.released OR NEW.spent <> OLD.spent)",
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_orderline l JOIN fiscal_purchaseorder o ON o.id = l.order_id WHERE l.id = NEW.line_id AND o.status <> 'draft' AND o.issued_on IS NULL) THEN\n                RAISE EXCEPTION 'order_funding_stays_until_issued' USING ERRCODE = '23514', CONSTRAINT = 'order_funding_stays_until_issued';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="9c87699b13e423c701b40f9131255fbb22a31883",
                    operation="UPDATE",
                    pgid="pgtrigger_order_funding_stays_until_issued_13d02",
                    table="fiscal_orderfunding",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderfunding",
            trigger=pgtrigger.compiler.Trigger(
                name="order_funding_is_what_was_posted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.amount <> OLD.amount OR NEW.liquidated <> OLD.liquidated OR NEW.released <> OLD.released OR NEW.spent <> OLD.spent)",
                    constraint="CONSTRAINT",
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_orderfunding f JOIN fiscal_orderline l ON l.id = f.line_id\n      JOIN fiscal_purchaseorder o ON o.id = l.order_id\n     WHERE f.id = NEW.id AND o.issued_on IS NOT NULL AND (\n           f.amount - f.liquidated - f.released <> COALESCE((\n               SELECT sum(e.amount) FROM fiscal_budgetentry e\n                WHERE e.doc_type = 'PO' AND e.doc_id = o.id AND e.line = f.id AND e.bucket = 'enc'), 0)\n        OR f.spent <> COALESCE((\n               SELECT sum(e.amount) FROM fiscal_invoice i JOIN fiscal_budgetentry e\n                   ON e.doc_type = 'INV' AND e.doc_id = i.id AND e.line = f.id AND e.bucket = 'exp'\n                WHERE i.order_id = o.id), 0)\n        OR l.amount IS DISTINCT FROM (SELECT sum(s.amount) FROM fiscal_orderfunding s WHERE s.line_id = l.id))) THEN\n                RAISE EXCEPTION 'order_funding_is_what_was_posted' USING ERRCODE = '23514', CONSTRAINT = 'order_funding_is_what_was_posted';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="a25835dfb8bcbff842f840e404a41f795ff704a5",
                    operation="UPDATE",
                    pgid="pgtrigger_order_funding_is_what_was_posted_d5cbf",
                    table="fiscal_orderfunding",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderline",
            trigger=pgtrigger.compiler.Trigger(
                name="order_line_fixed_once_approved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (TG_OP <> 'UPDATE' OR to_jsonb(OLD) - ARRAY['amount', 'quantity', 'price', 'received', 'accepted', 'rejected', 'weighed', 'billed', 'billed_amount', 'billed_weight']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['amount', 'quantity', 'price', 'received', 'accepted', 'rejected', 'weighed', 'billed', 'billed_amount', 'billed_weight']::text[]) AND EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id IN (OLD.order_id, NEW.order_id) AND o.status <> 'draft') THEN\n                RAISE EXCEPTION 'order_line_fixed_once_approved' USING ERRCODE = '23514', CONSTRAINT = 'order_line_fixed_once_approved';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="58ddf288b5d8f0af3b27ef6127f4bbd5b5e40188",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_order_line_fixed_once_approved_72816",
                    table="fiscal_orderline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderline",
            trigger=pgtrigger.compiler.Trigger(
                name="order_line_stays_until_it_is_issued",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.quantity <> OLD.quantity OR NEW.price <> OLD.price)",
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id = NEW.order_id AND o.status <> 'draft' AND o.issued_on IS NULL) THEN\n                RAISE EXCEPTION 'order_line_stays_until_it_is_issued' USING ERRCODE = '23514', CONSTRAINT = 'order_line_stays_until_it_is_issued';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="6656df858ffd67dc16401e1f3e787be17b643cf1",
                    operation="UPDATE",
                    pgid="pgtrigger_order_line_stays_until_it_is_issued_9df6d",
                    table="fiscal_orderline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderline",
            trigger=pgtrigger.compiler.Trigger(
                name="order_line_changes_by_version",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.quantity <> OLD.quantity OR NEW.price <> OLD.price)",
                    constraint="CONSTRAINT",
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_orderline l JOIN fiscal_purchaseorder o ON o.id = l.order_id\n     WHERE l.id = NEW.id AND o.issued_on IS NOT NULL AND (\n           NOT EXISTS (\n               SELECT 1 FROM fiscal_orderrevision v, jsonb_array_elements(v.lines) e\n                WHERE v.order_id = o.id AND v.no = o.revision AND (e->>'no')::int = l.no\n                  AND (e->>'quantity')::numeric = l.quantity AND (e->>'price')::numeric = l.price)\n        OR l.amount IS DISTINCT FROM (SELECT sum(f.amount) FROM fiscal_orderfunding f WHERE f.line_id = l.id))) THEN\n                RAISE EXCEPTION 'order_line_changes_by_version' USING ERRCODE = '23514', CONSTRAINT = 'order_line_changes_by_version';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="cb6237aaff5c58f4d920c05552e6b7b7af02bd1f",
                    operation="UPDATE",
                    pgid="pgtrigger_order_line_changes_by_version_78441",
                    table="fiscal_orderline",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
    ]
