"""Editors pin results to questions and see to searches that found nothing."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0017_rows_that_stay_as_they_were")]

    operations = [
        migrations.CreateModel(
            name="SearchAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SearchPin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("question", models.CharField(max_length=60, verbose_name="words")),
                ("key", models.CharField(editable=False, max_length=60)),
                ("kind", models.CharField(editable=False, max_length=40)),
                ("object_id", models.BigIntegerField(editable=False)),
                ("title", models.CharField(max_length=300, verbose_name="result")),
                ("url", models.CharField(max_length=500, verbose_name="address")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "pinned result",
                "ordering": ["question", "pk"],
                "permissions": [("end_searchpin", "Can end a pinned result")],
                "default_permissions": ("add", "view"),
            },
        ),
        migrations.AlterModelOptions(
            name="searchlog",
            options={
                "default_permissions": ("view",),
                "permissions": [("answer_searchlog", "Can mark a search without an answer as answered")],
                "verbose_name": "search without an answer",
                "verbose_name_plural": "searches without an answer",
            },
        ),
        migrations.AlterField(
            model_name="searchlog",
            name="at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="last asked"),
        ),
        migrations.AlterField(
            model_name="searchlog",
            name="query",
            field=models.CharField(max_length=200, verbose_name="looked for"),
        ),
        migrations.AddField(
            model_name="searchanswer",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="searchpin",
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
        migrations.AddField(
            model_name="searchpin",
            name="unit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.unit"
            ),
        ),
        migrations.AddField(
            model_name="searchpin",
            name="worksite",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.worksite"
            ),
        ),
        migrations.AddIndex(
            model_name="searchanswer",
            index=models.Index(fields=["key", "at"], name="search_answer_by_question"),
        ),
        migrations.AddConstraint(
            model_name="searchpin",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("key", "kind", "object_id"),
                name="search_pin_once_per_question_and_result",
                violation_error_message="This result is already pinned to these words.",
            ),
        ),
        migrations.AddConstraint(
            model_name="searchpin",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True),
                name="search_pin_has_a_question",
                violation_error_message="Enter the words people search for.",
            ),
        ),
    ]
