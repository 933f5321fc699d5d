"""Classes of what is bought say what follows from the kind of thing."""

import django.db.models.deletion
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0002_vendors_and_contracts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommodityClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("confirmed", models.BooleanField(default=True)),
                ("source", models.TextField(blank=True)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("goods", "Goods"),
                            ("service", "Service"),
                            ("construction", "Construction or repair"),
                            ("vehicle", "Vehicle"),
                            ("utility", "Regulated utility"),
                        ],
                        default="goods",
                        max_length=12,
                    ),
                ),
                (
                    "second_approver",
                    models.BooleanField(
                        default=False,
                        help_text="Recreation, music and fitness do.",
                        verbose_name="needs a second approver",
                    ),
                ),
                (
                    "mve_makes",
                    models.BooleanField(
                        default=False,
                        help_text="Missouri Vocational Enterprises is asked first, whatever it costs.",
                        verbose_name="MVE makes it",
                    ),
                ),
                (
                    "is_capital",
                    models.BooleanField(
                        default=False, help_text="What is received gets a tag and a custodian.", verbose_name="capital"
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="in use")),
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
                "verbose_name": "commodity class",
                "verbose_name_plural": "commodity classes",
                "ordering": ["code"],
                "default_permissions": ("add", "change", "view"),
            },
        ),
        migrations.CreateModel(
            name="CommodityClassEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("confirmed", models.BooleanField(default=True)),
                ("source", models.TextField(blank=True)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("goods", "Goods"),
                            ("service", "Service"),
                            ("construction", "Construction or repair"),
                            ("vehicle", "Vehicle"),
                            ("utility", "Regulated utility"),
                        ],
                        default="goods",
                        max_length=12,
                    ),
                ),
                (
                    "second_approver",
                    models.BooleanField(
                        default=False,
                        help_text="Recreation, music and fitness do.",
                        verbose_name="needs a second approver",
                    ),
                ),
                (
                    "mve_makes",
                    models.BooleanField(
                        default=False,
                        help_text="Missouri Vocational Enterprises is asked first, whatever it costs.",
                        verbose_name="MVE makes it",
                    ),
                ),
                (
                    "is_capital",
                    models.BooleanField(
                        default=False, help_text="What is received gets a tag and a custodian.", verbose_name="capital"
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="fiscal.commodityclass",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="commodityclass",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Upper("code"),
                name="commodity_class_once",
                violation_error_message="There is a class of this code.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commodityclass",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[A-Za-z0-9][A-Za-z0-9-]*$")),
                name="commodity_class_is_written",
                violation_error_message="Write the code in letters, digits and hyphens.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commodityclass",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["goods", "service", "construction", "vehicle", "utility"])),
                name="commodity_class_kind_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commodityclass",
            trigger=pgtrigger.compiler.Trigger(
                name="commodity_class_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'commodity_class_never_deleted' USING ERRCODE = '23514', CONSTRAINT = 'commodity_class_never_deleted';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="cbad26d0ddd88fe753ca977d544723d8bfa3a0dc",
                    operation="DELETE",
                    pgid="pgtrigger_commodity_class_never_deleted_6990c",
                    table="fiscal_commodityclass",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commodityclass",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_commodityclassevent" ("active", "code", "confirmed", "created_at", "created_by_id", "id", "is_capital", "kind", "mve_makes", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_approver", "source", "version") VALUES (NEW."active", NEW."code", NEW."confirmed", NEW."created_at", NEW."created_by_id", NEW."id", NEW."is_capital", NEW."kind", NEW."mve_makes", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."second_approver", NEW."source", NEW."version"); RETURN NULL;',
                    hash="6d868ba4a54e4d7849fbc70e8f4bd872f6f94f2d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_24908",
                    table="fiscal_commodityclass",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commodityclass",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "fiscal_commodityclassevent" ("active", "code", "confirmed", "created_at", "created_by_id", "id", "is_capital", "kind", "mve_makes", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_approver", "source", "version") VALUES (NEW."active", NEW."code", NEW."confirmed", NEW."created_at", NEW."created_by_id", NEW."id", NEW."is_capital", NEW."kind", NEW."mve_makes", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."second_approver", NEW."source", NEW."version"); RETURN NULL;',
                    hash="d70794b90d78492740e401a240c9509c671024ea",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9f1a5",
                    table="fiscal_commodityclass",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commodityclass",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_commodityclassevent" ("active", "code", "confirmed", "created_at", "created_by_id", "id", "is_capital", "kind", "mve_makes", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_approver", "source", "version") VALUES (OLD."active", OLD."code", OLD."confirmed", OLD."created_at", OLD."created_by_id", OLD."id", OLD."is_capital", OLD."kind", OLD."mve_makes", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."second_approver", OLD."source", OLD."version"); RETURN NULL;',
                    hash="6861d30d78a4070db8f3229b583a86e960ba7e5e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2187a",
                    table="fiscal_commodityclass",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commodityclassevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5b52d4645ba17df7a106beef46229fcc4e0a87d5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_80833",
                    table="fiscal_commodityclassevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
