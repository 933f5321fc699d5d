"""Who asked for a purchase or wrote it neither buys it nor settles what makes it dearer; orders close once billed."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0029_holidays_have_a_page"),
        ("fiscal", "0033_dearer_bills_share_what_was_approved"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="capitalhandoff",
            name="permitted_site",
            field=models.ForeignKey(
                editable=False,
                help_text="The worksite whose order paid for it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.worksite",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchexception",
            trigger=pgtrigger.compiler.Trigger(
                name="exception_of_money_not_settled_by_who_asked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.resolved_by_id IS NOT NULL AND NEW.kind IN ('price', 'weight', 'surplus'))",
                    func="\n            IF (TG_OP = 'INSERT' OR OLD.resolved_by_id IS NULL) AND EXISTS (SELECT 1 FROM fiscal_purchaseorder o JOIN fiscal_requisition r ON r.id = o.requisition_id WHERE o.id = NEW.order_id AND NEW.resolved_by_id = ANY (r.writers || ARRAY[r.requested_by_id, r.created_by_id]::bigint[])) THEN\n                RAISE EXCEPTION 'exception_of_money_not_settled_by_who_asked' USING ERRCODE = '23514', CONSTRAINT = 'exception_of_money_not_settled_by_who_asked';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="6ba687eb408abd1b8e66388b942cdd70afee8df8",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_exception_of_money_not_settled_by_who_asked_8dcad",
                    table="fiscal_matchexception",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="order_not_placed_by_who_asked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (TG_OP = 'INSERT' OR NEW.writers <> OLD.writers OR NEW.issued_by_id IS DISTINCT FROM OLD.issued_by_id) AND EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id = NEW.requisition_id AND (NEW.writers || ARRAY[NEW.created_by_id, NEW.issued_by_id]::bigint[]) && (r.writers || ARRAY[r.requested_by_id, r.created_by_id]::bigint[])) THEN\n                RAISE EXCEPTION 'order_not_placed_by_who_asked' USING ERRCODE = '23514', CONSTRAINT = 'order_not_placed_by_who_asked';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="80af4048cd1cd5ca57d4aa189a1b0fd3b7c12332",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_order_not_placed_by_who_asked_554b6",
                    table="fiscal_purchaseorder",
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
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_orderline l WHERE l.order_id = NEW.id AND l.match_rule <> 'order_invoice' AND l.accepted > (\n       SELECT COALESCE(sum(b.quantity), 0) FROM fiscal_invoiceline b JOIN fiscal_invoice i ON i.id = b.invoice_id\n        WHERE b.order_line_id = l.id AND i.kind = 'bill' AND i.status IN ('approved', 'vouchered', 'paid'))) THEN\n                RAISE EXCEPTION 'order_closed_once_billed' USING ERRCODE = '23514', CONSTRAINT = 'order_closed_once_billed';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="e587f82d6ab54b1c5a7431348a5eaa81718d454f",
                    operation="UPDATE",
                    pgid="pgtrigger_order_closed_once_billed_56bed",
                    table="fiscal_purchaseorder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisition",
            trigger=pgtrigger.compiler.Trigger(
                name="requisition_not_bought_by_who_asked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.buyer_id IS NOT NULL)",
                    func="\n            IF (TG_OP = 'INSERT' OR NEW.buyer_id IS DISTINCT FROM OLD.buyer_id) AND NEW.buyer_id = ANY (NEW.writers || ARRAY[NEW.requested_by_id, NEW.created_by_id]::bigint[]) THEN\n                RAISE EXCEPTION 'requisition_not_bought_by_who_asked' USING ERRCODE = '23514', CONSTRAINT = 'requisition_not_bought_by_who_asked';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="c0ecca8ccc1497bef0e8f6b31f5ac390e153264f",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_requisition_not_bought_by_who_asked_92473",
                    table="fiscal_requisition",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sourcingdecision",
            trigger=pgtrigger.compiler.Trigger(
                name="sourcing_not_decided_by_who_asked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id = NEW.requisition_id AND NEW.created_by_id = ANY (r.writers || ARRAY[r.requested_by_id, r.created_by_id]::bigint[])) THEN\n                RAISE EXCEPTION 'sourcing_not_decided_by_who_asked' USING ERRCODE = '23514', CONSTRAINT = 'sourcing_not_decided_by_who_asked';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="10a08af637813b11a644d809e2471b7020aed7c5",
                    operation="INSERT",
                    pgid="pgtrigger_sourcing_not_decided_by_who_asked_68dff",
                    table="fiscal_sourcingdecision",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AlterConstraint(
            model_name="capitalhandoff",
            name="hand_off_where_its_money_allows",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("site", None),
                    ("permitted_site", None),
                    ("site", models.F("permitted_site")),
                    models.Q(("override_by__isnull", False), models.Q(("override_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="hand_off_where_its_money_allows",
                violation_error_message="It was ordered for one worksite. Fiscal Management decides on another.",
            ),
        ),
    ]
