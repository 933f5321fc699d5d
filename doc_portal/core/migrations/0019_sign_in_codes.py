"""Printed sign-in codes for people without mail; rights to figures and to what is owned."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0018_pinned_results_and_answered_searches")]

    operations = [
        migrations.CreateModel(
            name="SignInCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_hash", models.CharField(editable=False, max_length=200)),
                ("reason", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="given")),
                ("valid_until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True, verbose_name="used or replaced")),
                ("used", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "sign-in code",
                "ordering": ["-created_at", "-pk"],
                "permissions": [("issue_signincode", "Can give a person a one-time sign-in code")],
                "default_permissions": ("view",),
            },
        ),
        migrations.AlterModelOptions(
            name="user",
            options={
                "ordering": ["last_name", "first_name", "pk"],
                "permissions": [
                    ("use_portal", "Can use the portal as a member of staff"),
                    ("view_status", "Can see how the portal is doing"),
                    ("view_measures", "Can see the figures the portal counts"),
                    ("view_owned", "Can see what units and people answer for"),
                ],
            },
        ),
        migrations.AddField(
            model_name="signincode",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="given by",
            ),
        ),
        migrations.AddField(
            model_name="signincode",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sign_in_codes",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddConstraint(
            model_name="signincode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("user",),
                name="sign_in_code_open_once_per_person",
                violation_error_message="This person was just given another code.",
            ),
        ),
        migrations.AddConstraint(
            model_name="signincode",
            constraint=models.CheckConstraint(
                condition=models.Q(("created_by", models.F("user")), _negated=True),
                name="sign_in_code_not_for_oneself",
                violation_error_message="You cannot give yourself a code. Ask another steward.",
            ),
        ),
        migrations.AddConstraint(
            model_name="signincode",
            constraint=models.CheckConstraint(
                condition=models.Q(("used", False), ("ended_at__isnull", False), _connector="OR"),
                name="sign_in_code_used_once_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="signincode",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gt", models.F("created_at"))),
                name="sign_in_code_ends_after_it_was_given",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signincode",
            trigger=pgtrigger.compiler.Trigger(
                name="sign_in_code_works_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.ended_at IS NOT NULL OR (OLD.user_id, OLD.code_hash, OLD.reason, OLD.created_by_id, OLD.created_at, OLD.valid_until) IS DISTINCT FROM (NEW.user_id, NEW.code_hash, NEW.reason, NEW.created_by_id, NEW.created_at, NEW.valid_until))",
                    func="RAISE EXCEPTION 'A sign-in code is not changed: it is used once or replaced by another.' USING ERRCODE = '42501';",
                    hash="e54c85fae2e8c6efff734024b8a2f2d978e49a16",
                    operation="UPDATE",
                    pgid="pgtrigger_sign_in_code_works_once_c6962",
                    table="core_signincode",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signincode",
            trigger=pgtrigger.compiler.Trigger(
                name="sign_in_code_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'A sign-in code stays on record.' USING ERRCODE = '42501';",
                    hash="adb0a4a030bcbdb5ed52c665c0cec15d8fa9a60c",
                    operation="DELETE",
                    pgid="pgtrigger_sign_in_code_is_never_deleted_ef647",
                    table="core_signincode",
                    when="AFTER",
                ),
            ),
        ),
    ]
