"""Warnings of allotments stay on documents; interest on late payment rests on rates as they were published."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import doc_portal.core.money


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0016_year_end_decisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PrimeRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("percent", models.DecimalField(decimal_places=3, max_digits=6)),
                ("starts_on", models.DateField(verbose_name="in force from")),
                (
                    "authority",
                    models.CharField(
                        help_text="Where it was read, and of what quarter.", max_length=160, verbose_name="published by"
                    ),
                ),
            ],
            options={
                "verbose_name": "prime rate",
                "ordering": ["-starts_on", "-pk"],
                "default_permissions": ("add", "view"),
            },
        ),
        migrations.AlterModelOptions(
            name="invoice",
            options={
                "default_permissions": ("add", "change", "view", "export"),
                "ordering": ["-pk"],
                "permissions": [
                    ("match_invoice", "Can match a bill"),
                    ("approve_invoice", "Can approve a bill for payment"),
                    ("dispute_invoice", "Can dispute a bill"),
                    ("resume_invoice", "Can take a disputed bill up again"),
                    ("void_invoice", "Can void a bill"),
                    ("interest_invoice", "Can record that a vendor asks for interest"),
                ],
                "verbose_name": "bill",
            },
        ),
        migrations.AddField(
            model_name="invoice",
            name="interest_due",
            field=doc_portal.core.money.MoneyField(
                decimal_places=2, editable=False, max_digits=14, null=True, verbose_name="interest due"
            ),
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="warning",
            field=models.TextField(blank=True, default="", editable=False, verbose_name="kept warnings"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("interest_asked_on", None), ("interest_due", None)),
                    models.Q(("interest_asked_on__isnull", False), ("interest_due__gt", 0), ("status", "paid")),
                    _connector="OR",
                ),
                name="invoice_interest_is_asked_for",
                violation_error_message="Interest is owed on a bill that was paid late, once the vendor asks for it.",
            ),
        ),
        migrations.AddField(
            model_name="primerate",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="created by",
            ),
        ),
        migrations.AddConstraint(
            model_name="primerate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__isnull", True), ("starts_on__range", ("1900-01-01", "2199-12-31")), _connector="OR"
                ),
                name="prime_rate_days_within_reason",
                violation_error_message="Enter a year between 1900 and 2199.",
            ),
        ),
        migrations.AddConstraint(
            model_name="primerate",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__range", (0, 100))),
                name="prime_rate_is_a_percentage",
                violation_error_message="Enter a rate between 0 and 100 percent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="primerate",
            constraint=models.CheckConstraint(
                condition=models.Q(("authority__regex", "\\S")),
                name="prime_rate_says_who_published_it",
                violation_error_message="Say where the rate was published.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="primerate",
            trigger=pgtrigger.compiler.Trigger(
                name="prime_rate_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY[]::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY[]::text[] THEN\n                RAISE EXCEPTION 'prime_rate_stays' USING ERRCODE = '23514', CONSTRAINT = 'prime_rate_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="a3eda9c8e33c09f495ec99b44547a860ecfc3878",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_prime_rate_stays_94b7e",
                    table="fiscal_primerate",
                    when="BEFORE",
                ),
            ),
        ),
    ]
