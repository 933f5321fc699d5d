"""What goes back, or is kept of what came over, names the receiving report it came with."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0028_holidays_of_the_state"),
        ("fiscal", "0026_money_follows_its_documents"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="receipt",
            name="receipt_of_an_issued_order",
        ),
        migrations.RemoveConstraint(
            model_name="receiptline",
            name="receipt_line_surplus_not_negative",
        ),
        migrations.AddField(
            model_name="capitalhandoff",
            name="went_back",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hand_offs_ended",
                to="fiscal.receiptline",
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="original",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="fiscal.receipt",
                verbose_name="receiving report it follows",
            ),
        ),
        migrations.AlterField(
            model_name="capitalhandoff",
            name="permitted_site",
            field=models.ForeignKey(
                editable=False,
                help_text="Where its money allows it to be used.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.worksite",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="capitalhandoff",
            trigger=pgtrigger.compiler.Trigger(
                name="hand_off_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'hand_off_never_deleted' USING ERRCODE = '23514', CONSTRAINT = 'hand_off_never_deleted';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="a1b0b39e695a114e1896cacafd53b33dc77e3a6e",
                    operation="DELETE",
                    pgid="pgtrigger_hand_off_never_deleted_f45e4",
                    table="fiscal_capitalhandoff",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="capitalhandoff",
            trigger=pgtrigger.compiler.Trigger(
                name="hand_off_ends_with_what_went_back",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.went_back_id IS NOT NULL AND NEW IS DISTINCT FROM OLD OR NEW.permitted_site_id IS DISTINCT FROM OLD.permitted_site_id)",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'hand_off_ends_with_what_went_back' USING ERRCODE = '23514', CONSTRAINT = 'hand_off_ends_with_what_went_back';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="9423f0f794933e2aafa1942c5ce9e537626d7377",
                    operation="UPDATE",
                    pgid="pgtrigger_hand_off_ends_with_what_went_back_e9991",
                    table="fiscal_capitalhandoff",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchexception",
            trigger=pgtrigger.compiler.Trigger(
                name="surplus_settled_by_what_was_done",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.kind = 'surplus' AND NEW.resolved_at IS NOT NULL AND OLD.resolved_at IS NULL)",
                    func="\n            IF 0 <> (SELECT sum(f.left_over) FROM fiscal_receiptline own CROSS JOIN LATERAL (\n    SELECT COALESCE(sum(r.surplus), 0) FROM fiscal_receiptline r JOIN fiscal_receipt x ON x.id = r.receipt_id\n             WHERE r.order_line_id = own.order_line_id AND (x.id = own.receipt_id OR x.original_id = own.receipt_id)\n    ) f (left_over) WHERE own.id = NEW.receipt_line_id) THEN\n                RAISE EXCEPTION 'surplus_settled_by_what_was_done' USING ERRCODE = '23514', CONSTRAINT = 'surplus_settled_by_what_was_done';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="87027aa61f6fc750e7033067c1e553ae0abf9673",
                    operation="UPDATE",
                    pgid="pgtrigger_surplus_settled_by_what_was_done_3e347",
                    table="fiscal_matchexception",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(
                name="receipt_of_an_issued_order",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id = NEW.order_id AND o.worksite_id = NEW.worksite_id AND (o.status = 'issued' OR NEW.is_return AND o.status IN ('on_hold', 'closed'))) THEN\n                RAISE EXCEPTION 'receipt_of_an_issued_order' USING ERRCODE = '23514', CONSTRAINT = 'receipt_of_an_issued_order';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="6d9f4b028730f3e5c8ff32ae63b5e8513bf8604c",
                    operation="INSERT",
                    pgid="pgtrigger_receipt_of_an_issued_order_c8db3",
                    table="fiscal_receipt",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(
                name="receipt_follows_one_of_its_order",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.is_return AND NEW.original_id IS NULL OR NEW.original_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fiscal_receipt t WHERE t.id = NEW.original_id AND t.order_id = NEW.order_id AND NOT t.is_return) THEN\n                RAISE EXCEPTION 'receipt_follows_one_of_its_order' USING ERRCODE = '23514', CONSTRAINT = 'receipt_follows_one_of_its_order';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="8d606384a3ccc679988504853c96e6c8de31df6f",
                    operation="INSERT",
                    pgid="pgtrigger_receipt_follows_one_of_its_order_e3f8a",
                    table="fiscal_receipt",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receiptline",
            trigger=pgtrigger.compiler.Trigger(
                name="receipt_line_takes_back_what_came",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n    SELECT 1 FROM fiscal_receipt t JOIN fiscal_purchaseorder o ON o.id = t.order_id\n     WHERE t.id = NEW.receipt_id AND (\n           t.is_return AND (NEW.received > 0 OR NEW.surplus > 0) OR NOT t.is_return AND NEW.received < 0\n        OR t.is_return AND NEW.received <> 0 AND o.status <> 'issued'\n        OR t.original_id IS NULL AND NEW.surplus < 0\n        OR t.is_return AND (SELECT COALESCE(sum(r.accepted), 0) FROM fiscal_receiptline r JOIN fiscal_receipt x ON x.id = r.receipt_id\n             WHERE r.order_line_id = NEW.order_line_id AND (x.id = t.original_id OR x.original_id = t.original_id AND x.is_return)) + NEW.accepted < 0\n        OR t.is_return AND (SELECT COALESCE(sum(r.weight), 0) FROM fiscal_receiptline r JOIN fiscal_receipt x ON x.id = r.receipt_id\n             WHERE r.order_line_id = NEW.order_line_id AND (x.id = t.original_id OR x.original_id = t.original_id AND x.is_return)) + NEW.weight < 0\n        OR t.original_id IS NOT NULL AND (SELECT COALESCE(sum(r.surplus), 0) FROM fiscal_receiptline r JOIN fiscal_receipt x ON x.id = r.receipt_id\n             WHERE r.order_line_id = NEW.order_line_id AND (x.id = t.original_id OR x.original_id = t.original_id)) + NEW.surplus < 0)) THEN\n                RAISE EXCEPTION 'receipt_line_takes_back_what_came' USING ERRCODE = '23514', CONSTRAINT = 'receipt_line_takes_back_what_came';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="6bfcccc1ba0a120ae25cc9ebcdb9d57d365fad05",
                    operation="INSERT",
                    pgid="pgtrigger_receipt_line_takes_back_what_came_5228d",
                    table="fiscal_receiptline",
                    when="BEFORE",
                ),
            ),
        ),
    ]
