"""Cards keep their history, documents elsewhere may be void, and a fund says whether it holds stamps."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import doc_portal.core.money


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0029_holidays_have_a_page"),
        ("fiscal", "0035_ledgers_years_and_codes_in_their_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CardEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
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
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="imprestfund",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="imprestfund",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="externaldocref",
            name="external_status_known",
        ),
        migrations.AddField(
            model_name="imprestfund",
            name="holds_stamps",
            field=models.BooleanField(db_default=True, default=True, verbose_name="holds stamps"),
        ),
        migrations.AddField(
            model_name="imprestfundevent",
            name="holds_stamps",
            field=models.BooleanField(db_default=True, default=True, verbose_name="holds stamps"),
        ),
        migrations.AlterField(
            model_name="externaldocref",
            name="status",
            field=models.CharField(
                choices=[
                    ("prepared", "To be sent"),
                    ("sent", "Sent"),
                    ("accepted", "Accepted"),
                    ("rejected", "Rejected"),
                    ("void", "Void"),
                ],
                default="prepared",
                editable=False,
                max_length=10,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="card",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_cardevent" ("approver_id", "created_at", "created_by_id", "cycle_limit", "ends_on", "holder_id", "id", "last_digits", "org_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "reviewer_id", "single_limit", "starts_on", "worksite_id") VALUES (NEW."approver_id", NEW."created_at", NEW."created_by_id", NEW."cycle_limit", NEW."ends_on", NEW."holder_id", NEW."id", NEW."last_digits", NEW."org_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."purpose", NEW."reviewer_id", NEW."single_limit", NEW."starts_on", NEW."worksite_id"); RETURN NULL;',
                    hash="07ca0369a3c32845a75f36d33c39c081c2dd5e7d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d2903",
                    table="fiscal_card",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="card",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."approver_id" IS DISTINCT FROM (NEW."approver_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."cycle_limit" IS DISTINCT FROM (NEW."cycle_limit") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."holder_id" IS DISTINCT FROM (NEW."holder_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."last_digits" IS DISTINCT FROM (NEW."last_digits") OR OLD."org_id" IS DISTINCT FROM (NEW."org_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."reviewer_id" IS DISTINCT FROM (NEW."reviewer_id") OR OLD."single_limit" IS DISTINCT FROM (NEW."single_limit") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."worksite_id" IS DISTINCT FROM (NEW."worksite_id"))',
                    func='INSERT INTO "fiscal_cardevent" ("approver_id", "created_at", "created_by_id", "cycle_limit", "ends_on", "holder_id", "id", "last_digits", "org_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "reviewer_id", "single_limit", "starts_on", "worksite_id") VALUES (NEW."approver_id", NEW."created_at", NEW."created_by_id", NEW."cycle_limit", NEW."ends_on", NEW."holder_id", NEW."id", NEW."last_digits", NEW."org_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."purpose", NEW."reviewer_id", NEW."single_limit", NEW."starts_on", NEW."worksite_id"); RETURN NULL;',
                    hash="91ceb6ee31f90b5fe85f11138f85fe0f408e76cf",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a8fff",
                    table="fiscal_card",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="imprestfund",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_imprestfundevent" ("active", "authority", "authorized", "created_at", "created_by_id", "holds_stamps", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "worksite_id") VALUES (NEW."active", NEW."authority", NEW."authorized", NEW."created_at", NEW."created_by_id", NEW."holds_stamps", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."worksite_id"); RETURN NULL;',
                    hash="3a25ee81a9294d38a807dad8945657c803885600",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_34802",
                    table="fiscal_imprestfund",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="imprestfund",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."active" IS DISTINCT FROM (NEW."active") OR OLD."authority" IS DISTINCT FROM (NEW."authority") OR OLD."authorized" IS DISTINCT FROM (NEW."authorized") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."holds_stamps" IS DISTINCT FROM (NEW."holds_stamps") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."worksite_id" IS DISTINCT FROM (NEW."worksite_id"))',
                    func='INSERT INTO "fiscal_imprestfundevent" ("active", "authority", "authorized", "created_at", "created_by_id", "holds_stamps", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "worksite_id") VALUES (NEW."active", NEW."authority", NEW."authorized", NEW."created_at", NEW."created_by_id", NEW."holds_stamps", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."worksite_id"); RETURN NULL;',
                    hash="fa106bdcc3c76f9e71d90374c89f97b306979310",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0844b",
                    table="fiscal_imprestfund",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="externaldocref",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["prepared", "sent", "accepted", "rejected", "void"])),
                name="external_status_known",
            ),
        ),
        migrations.AddField(
            model_name="cardevent",
            name="approver",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cardevent",
            name="created_by",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="cardevent",
            name="holder",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cardevent",
            name="org",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="fiscal.coacode",
                verbose_name="organization",
            ),
        ),
        migrations.AddField(
            model_name="cardevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="fiscal.card",
            ),
        ),
        migrations.AddField(
            model_name="cardevent",
            name="reviewer",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cardevent",
            name="worksite",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="core.worksite",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b34f61e2a8c0365e5a82bc44e0bb2a80a0b653fb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c1fc7",
                    table="fiscal_cardevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
