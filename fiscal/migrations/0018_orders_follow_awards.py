"""An order goes to whom was awarded, and a certificate of MVE is for what is bought with it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0017_allotment_warnings_and_interest"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="purchaseorder",
            name="order_issued_as_it_was_sourced",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="purchaseorder",
            name="order_now_issued_as_it_was_sourced",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="sourcingdecision",
            name="sourcing_certificate_is_issued",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_issued_as_it_was_sourced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'issued')",
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.requisition_id = NEW.requisition_id AND d.superseded_at IS NULL AND (d.path = 1 AND NOT EXISTS (SELECT 1 FROM fiscal_vendor v WHERE v.id = NEW.vendor_id AND v.is_mve) OR d.path = 2 AND d.contract_id IS DISTINCT FROM NEW.contract_id)) OR EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.requisition_id = NEW.requisition_id AND s.status = 'final') AND NOT EXISTS (SELECT 1 FROM fiscal_solicitation s JOIN fiscal_award a ON a.solicitation_id = s.id JOIN fiscal_quote q ON q.id = a.quote_id WHERE s.requisition_id = NEW.requisition_id AND s.status = 'final' AND q.vendor_id = NEW.vendor_id) THEN\n                RAISE EXCEPTION 'order_issued_as_it_was_sourced' USING ERRCODE = '23514', CONSTRAINT = 'order_issued_as_it_was_sourced';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="9d77978364ae8f0c5f261bb1fab4f800049e1453",
                    operation="INSERT",
                    pgid="pgtrigger_order_issued_as_it_was_sourced_8a8c7",
                    table="fiscal_purchaseorder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_now_issued_as_it_was_sourced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'issued' AND OLD.status = 'approved')",
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.requisition_id = NEW.requisition_id AND d.superseded_at IS NULL AND (d.path = 1 AND NOT EXISTS (SELECT 1 FROM fiscal_vendor v WHERE v.id = NEW.vendor_id AND v.is_mve) OR d.path = 2 AND d.contract_id IS DISTINCT FROM NEW.contract_id)) OR EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.requisition_id = NEW.requisition_id AND s.status = 'final') AND NOT EXISTS (SELECT 1 FROM fiscal_solicitation s JOIN fiscal_award a ON a.solicitation_id = s.id JOIN fiscal_quote q ON q.id = a.quote_id WHERE s.requisition_id = NEW.requisition_id AND s.status = 'final' AND q.vendor_id = NEW.vendor_id) THEN\n                RAISE EXCEPTION 'order_now_issued_as_it_was_sourced' USING ERRCODE = '23514', CONSTRAINT = 'order_now_issued_as_it_was_sourced';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="5486dd086972cc539c7d6652b271bf6621d32845",
                    operation="UPDATE",
                    pgid="pgtrigger_order_now_issued_as_it_was_sourced_eea9a",
                    table="fiscal_purchaseorder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sourcingdecision",
            trigger=pgtrigger.compiler.Trigger(
                name="sourcing_certificate_is_issued",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.certificate_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fiscal_mvecertificate c WHERE c.id = NEW.certificate_id AND c.status = 'issued' AND NOT EXISTS (SELECT 1 FROM fiscal_requisitionline l JOIN fiscal_commodityclass k ON k.id = l.commodity_id WHERE l.requisition_id = NEW.requisition_id AND k.mve_makes AND k.id <> c.commodity_id)) THEN\n                RAISE EXCEPTION 'sourcing_certificate_is_issued' USING ERRCODE = '23514', CONSTRAINT = 'sourcing_certificate_is_issued';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="67b656ee2c45ac1a1ed1016fc2593cd7a74e9759",
                    operation="INSERT",
                    pgid="pgtrigger_sourcing_certificate_is_issued_53f66",
                    table="fiscal_sourcingdecision",
                    when="BEFORE",
                ),
            ),
        ),
    ]
