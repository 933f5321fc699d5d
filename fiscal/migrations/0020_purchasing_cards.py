"""Purchasing cards: three people for each, cycles that stay open without receipts, approved requisitions."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import doc_portal.core.money


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0028_holidays_of_the_state"),
        ("fiscal", "0019_lines_still_to_come"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("last_digits", models.CharField(max_length=4, verbose_name="last four digits")),
                ("purpose", models.CharField(max_length=200, verbose_name="what it is for")),
                (
                    "single_limit",
                    doc_portal.core.money.MoneyField(
                        decimal_places=2, max_digits=14, verbose_name="limit of a purchase"
                    ),
                ),
                (
                    "cycle_limit",
                    doc_portal.core.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="limit of a cycle"),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The first day on which it no longer holds.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                (
                    "approver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cards", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fiscal.coacode",
                        verbose_name="organization",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "worksite",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.worksite"
                    ),
                ),
            ],
            options={
                "verbose_name": "purchasing card",
                "ordering": ["-pk"],
                "default_permissions": ("add", "change", "view", "export"),
            },
        ),
        migrations.CreateModel(
            name="CardCycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("month", models.DateField(editable=False, help_text="Its first day.", unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")], default="open", editable=False, max_length=6
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
            ],
            options={
                "verbose_name": "card cycle",
                "ordering": ["-month"],
                "permissions": [("close_cardcycle", "Can close a cycle of purchasing cards")],
                "default_permissions": ("view", "export"),
            },
        ),
        migrations.CreateModel(
            name="CardTransaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("posted_on", models.DateField(editable=False, verbose_name="posted on")),
                ("vendor_name", models.CharField(editable=False, max_length=120, verbose_name="vendor")),
                ("amount", doc_portal.core.money.MoneyField(decimal_places=2, editable=False, max_digits=14)),
                ("reference", models.CharField(editable=False, max_length=40)),
                (
                    "exception",
                    models.CharField(blank=True, default="", editable=False, max_length=300, verbose_name="exception"),
                ),
                ("description", models.CharField(blank=True, default="", max_length=500, verbose_name="what for")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("imported", "To explain"),
                            ("explained", "Explained"),
                            ("approved", "Approved"),
                            ("reviewed", "Reviewed"),
                            ("disputed", "Disputed"),
                        ],
                        default="imported",
                        editable=False,
                        max_length=9,
                    ),
                ),
                ("exception_reason", models.CharField(blank=True, default="", editable=False, max_length=1000)),
                (
                    "approved_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transactions",
                        to="fiscal.card",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transactions",
                        to="fiscal.cardcycle",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.attachment",
                    ),
                ),
                (
                    "requisition",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="card_transactions",
                        to="fiscal.requisition",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "card purchase",
                "ordering": ["-posted_on", "-pk"],
                "permissions": [
                    ("import_cardtransaction", "Can bring in purchases with cards"),
                    ("hold_cardtransaction", "Can list one's own purchases with a card"),
                    ("explain_cardtransaction", "Can explain one's own purchase with a card"),
                    ("approve_cardtransaction", "Can approve purchases with the cards one is named for"),
                    ("review_cardtransaction", "Can review purchases with the cards one is named for"),
                    ("dispute_cardtransaction", "Can dispute a purchase with a card"),
                ],
                "default_permissions": ("view", "export"),
            },
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.UniqueConstraint(
                fields=("holder", "last_digits"),
                name="card_of_a_holder_once",
                violation_error_message="The holder has a card with these digits already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_digits__regex", "^[0-9]{4}$")),
                name="card_shows_four_digits",
                violation_error_message="Enter the last four digits of the number, and no more of it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("approver", models.F("holder")), _negated=True),
                name="card_not_approved_by_its_holder",
                violation_error_message="The holder cannot approve what they buy. Choose another approver.",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("reviewer", models.F("holder")), _negated=True),
                name="card_not_reviewed_by_its_holder",
                violation_error_message="The holder cannot review what they buy. Choose another reviewer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("reviewer", models.F("approver")), _negated=True),
                name="card_reviewed_by_another_than_approves",
                violation_error_message="Approver and reviewer are two people. Choose another reviewer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("created_by", None), models.Q(("holder", models.F("created_by")), _negated=True), _connector="OR"
                ),
                name="card_not_given_to_oneself",
                violation_error_message="Nobody enters a card of their own. Ask somebody else to.",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("cycle_limit__gte", models.F("single_limit")), ("single_limit__gt", 0)),
                name="card_limits_in_order",
                violation_error_message="Enter a limit above zero, and one of a cycle that is no lower.",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__regex", "\\S")),
                name="card_says_what_it_is_for",
                violation_error_message="Say what the card is for.",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"),
                name="card_ends_after_it_starts",
                violation_error_message="The end must come after the start.",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("starts_on__isnull", True), ("starts_on__range", ("1900-01-01", "2199-12-31")), _connector="OR"
                    ),
                    models.Q(
                        ("ends_on__isnull", True), ("ends_on__range", ("1900-01-01", "2199-12-31")), _connector="OR"
                    ),
                ),
                name="card_days_within_reason",
                violation_error_message="Enter a year between 1900 and 2199.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="card",
            trigger=pgtrigger.compiler.Trigger(
                name="card_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'card_never_deleted' USING ERRCODE = '23514', CONSTRAINT = 'card_never_deleted';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="680f36ca1258195a5e111b20ad98f76935ffa3c2",
                    operation="DELETE",
                    pgid="pgtrigger_card_never_deleted_d6d20",
                    table="fiscal_card",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="card",
            trigger=pgtrigger.compiler.Trigger(
                name="card_keeps_its_holder",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.holder_id <> OLD.holder_id OR NEW.last_digits <> OLD.last_digits)",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'card_keeps_its_holder' USING ERRCODE = '23514', CONSTRAINT = 'card_keeps_its_holder';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="bb2f54327d8ea07607370e7cc5f69d913fae0822",
                    operation="UPDATE",
                    pgid="pgtrigger_card_keeps_its_holder_89178",
                    table="fiscal_card",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="cardcycle",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1), ("month__range", ("2000-01-01", "2199-12-31"))),
                name="card_cycle_is_a_month",
                violation_error_message="A cycle is a month between 2000 and 2199.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardcycle",
            trigger=pgtrigger.compiler.Trigger(
                name="card_cycle_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'card_cycle_never_deleted' USING ERRCODE = '23514', CONSTRAINT = 'card_cycle_never_deleted';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="5959b869dc38f4b70213166c934991a61052e694",
                    operation="DELETE",
                    pgid="pgtrigger_card_cycle_never_deleted_c38c4",
                    table="fiscal_cardcycle",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardcycle",
            trigger=pgtrigger.compiler.Trigger(
                name="card_cycle_closed_with_all_receipts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'closed' AND OLD.status <> 'closed')",
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_cardtransaction t WHERE t.cycle_id = NEW.id AND (t.receipt_id IS NULL OR t.status NOT IN ('reviewed', 'disputed'))) THEN\n                RAISE EXCEPTION 'card_cycle_closed_with_all_receipts' USING ERRCODE = '23514', CONSTRAINT = 'card_cycle_closed_with_all_receipts';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="fa7fc2e309798e7953b67bd51b5d78ae2ba51046",
                    operation="UPDATE",
                    pgid="pgtrigger_card_cycle_closed_with_all_receipts_ecbe2",
                    table="fiscal_cardcycle",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardcycle",
            trigger=pgtrigger.compiler.Trigger(
                name="card_cycle_moves_as_it_may",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status <> OLD.status)",
                    func="\n            IF NOT (OLD.status || '>' || NEW.status = ANY (ARRAY['open>closed'])) THEN\n                RAISE EXCEPTION 'card_cycle_moves_as_it_may' USING ERRCODE = '23514', CONSTRAINT = 'card_cycle_moves_as_it_may';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="32b3d8aa9d7d047b7e47d0e4962323e8addecb67",
                    operation="UPDATE",
                    pgid="pgtrigger_card_cycle_moves_as_it_may_3dab1",
                    table="fiscal_cardcycle",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="cardtransaction",
            constraint=models.UniqueConstraint(
                fields=("card", "reference"),
                name="card_reference_once",
                violation_error_message="A purchase of this reference came before.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cardtransaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="card_purchase_of_more_than_nothing",
                violation_error_message="Enter an amount above zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cardtransaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["imported", "disputed"]),
                    models.Q(("description__regex", "\\S"), ("receipt__isnull", False), ("requisition__isnull", False)),
                    _connector="OR",
                ),
                name="card_purchase_has_its_receipt",
                violation_error_message="Attach the receipt, name the approved requisition, and say what it was for.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cardtransaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["approved", "reviewed"]), _negated=True),
                    ("approved_by__isnull", False),
                    _connector="OR",
                ),
                name="card_purchase_approved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="cardtransaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "reviewed"), _negated=True),
                    models.Q(
                        ("reviewed_by__isnull", False),
                        models.Q(("exception", ""), ("exception_reason__regex", "\\S"), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="card_exception_is_reasoned",
                violation_error_message="Say why the purchase could go beyond the limit.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardtransaction",
            trigger=pgtrigger.compiler.Trigger(
                name="card_purchase_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'card_purchase_never_deleted' USING ERRCODE = '23514', CONSTRAINT = 'card_purchase_never_deleted';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="b50da4fe6920d3d66b2826100bd7e5d498138348",
                    operation="DELETE",
                    pgid="pgtrigger_card_purchase_never_deleted_26ec5",
                    table="fiscal_cardtransaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardtransaction",
            trigger=pgtrigger.compiler.Trigger(
                name="card_purchase_stays_as_listed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['status', 'version', 'description', 'receipt_id', 'requisition_id', 'approved_by_id', 'reviewed_by_id', 'exception_reason']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['status', 'version', 'description', 'receipt_id', 'requisition_id', 'approved_by_id', 'reviewed_by_id', 'exception_reason']::text[] THEN\n                RAISE EXCEPTION 'card_purchase_stays_as_listed' USING ERRCODE = '23514', CONSTRAINT = 'card_purchase_stays_as_listed';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="e2380e95f1bc0a723e01dfc6f13ee713f0560537",
                    operation="UPDATE",
                    pgid="pgtrigger_card_purchase_stays_as_listed_773b3",
                    table="fiscal_cardtransaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardtransaction",
            trigger=pgtrigger.compiler.Trigger(
                name="card_purchase_stays_once_approved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status IN ('approved', 'reviewed') AND (NEW.receipt_id IS DISTINCT FROM OLD.receipt_id OR NEW.requisition_id IS DISTINCT FROM OLD.requisition_id OR NEW.description <> OLD.description))",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'card_purchase_stays_once_approved' USING ERRCODE = '23514', CONSTRAINT = 'card_purchase_stays_once_approved';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="aef599f34640eae5e784d066001f1c70fb8d39d5",
                    operation="UPDATE",
                    pgid="pgtrigger_card_purchase_stays_once_approved_3da28",
                    table="fiscal_cardtransaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardtransaction",
            trigger=pgtrigger.compiler.Trigger(
                name="card_purchase_begins_unexplained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.status <> 'imported' THEN\n                RAISE EXCEPTION 'card_purchase_begins_unexplained' USING ERRCODE = '23514', CONSTRAINT = 'card_purchase_begins_unexplained';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="b998ab777c520ffdbca83032138b9b1b14392ba8",
                    operation="INSERT",
                    pgid="pgtrigger_card_purchase_begins_unexplained_c5105",
                    table="fiscal_cardtransaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardtransaction",
            trigger=pgtrigger.compiler.Trigger(
                name="card_purchase_of_an_open_cycle",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_cardcycle c WHERE c.id = NEW.cycle_id AND c.status <> 'open') THEN\n                RAISE EXCEPTION 'card_purchase_of_an_open_cycle' USING ERRCODE = '23514', CONSTRAINT = 'card_purchase_of_an_open_cycle';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="c2fb58faf4c7d4dabb5e66b5a98257535eab9967",
                    operation="INSERT",
                    pgid="pgtrigger_card_purchase_of_an_open_cycle_4e3d3",
                    table="fiscal_cardtransaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardtransaction",
            trigger=pgtrigger.compiler.Trigger(
                name="card_purchase_on_an_approved_requisition",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status IN ('explained', 'approved') AND OLD.status <> NEW.status)",
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id = NEW.requisition_id AND r.status IN ('approved', 'sourcing')) THEN\n                RAISE EXCEPTION 'card_purchase_on_an_approved_requisition' USING ERRCODE = '23514', CONSTRAINT = 'card_purchase_on_an_approved_requisition';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="70db42485ae77f385692b5de2a0c1f86bfb9c342",
                    operation="UPDATE",
                    pgid="pgtrigger_card_purchase_on_an_approved_requisition_34562",
                    table="fiscal_cardtransaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardtransaction",
            trigger=pgtrigger.compiler.Trigger(
                name="card_purchase_once_sourced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'approved' AND OLD.status <> 'approved')",
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.requisition_id = NEW.requisition_id AND d.superseded_at IS NULL AND cardinality(fiscal_papers_missing(d.id)) = 0) THEN\n                RAISE EXCEPTION 'card_purchase_once_sourced' USING ERRCODE = '23514', CONSTRAINT = 'card_purchase_once_sourced';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="a600fba7c08696a75377be038f2f4dee2f80b481",
                    operation="UPDATE",
                    pgid="pgtrigger_card_purchase_once_sourced_35e0b",
                    table="fiscal_cardtransaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardtransaction",
            trigger=pgtrigger.compiler.Trigger(
                name="card_purchase_approved_by_its_approver",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'approved' AND OLD.status <> 'approved')",
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_card c WHERE c.id = NEW.card_id AND c.approver_id = NEW.approved_by_id) THEN\n                RAISE EXCEPTION 'card_purchase_approved_by_its_approver' USING ERRCODE = '23514', CONSTRAINT = 'card_purchase_approved_by_its_approver';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="ff9ed9b42a0e7a9dc3b6aac1554bf2399b0c725c",
                    operation="UPDATE",
                    pgid="pgtrigger_card_purchase_approved_by_its_approver_37b6c",
                    table="fiscal_cardtransaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardtransaction",
            trigger=pgtrigger.compiler.Trigger(
                name="card_purchase_reviewed_by_its_reviewer",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'reviewed' AND OLD.status <> 'reviewed')",
                    func="\n            IF NOT EXISTS (SELECT 1 FROM fiscal_card c WHERE c.id = NEW.card_id AND c.reviewer_id = NEW.reviewed_by_id) THEN\n                RAISE EXCEPTION 'card_purchase_reviewed_by_its_reviewer' USING ERRCODE = '23514', CONSTRAINT = 'card_purchase_reviewed_by_its_reviewer';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="e6895881ee3a84013ab81d5d9de3709a5d6c29af",
                    operation="UPDATE",
                    pgid="pgtrigger_card_purchase_reviewed_by_its_reviewer_731ab",
                    table="fiscal_cardtransaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardtransaction",
            trigger=pgtrigger.compiler.Trigger(
                name="card_purchase_moves_as_it_may",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status <> OLD.status)",
                    func="\n            IF NOT (OLD.status || '>' || NEW.status = ANY (ARRAY['approved>disputed', 'approved>reviewed', 'disputed>explained', 'explained>approved', 'explained>disputed', 'imported>disputed', 'imported>explained'])) THEN\n                RAISE EXCEPTION 'card_purchase_moves_as_it_may' USING ERRCODE = '23514', CONSTRAINT = 'card_purchase_moves_as_it_may';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="f8fda53b946a106fa117c2f435f02b9f736503f8",
                    operation="UPDATE",
                    pgid="pgtrigger_card_purchase_moves_as_it_may_dbfae",
                    table="fiscal_cardtransaction",
                    when="BEFORE",
                ),
            ),
        ),
    ]
