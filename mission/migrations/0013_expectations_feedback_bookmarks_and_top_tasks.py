"""Expectations have levels and numbers; feedback has steps; bookmarks and top tasks have places."""

import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0021_nearest_academy"),
        ("mission", "0012_statuses_do_not_overlap"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TopTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "label",
                    models.CharField(
                        help_text="Begin with a verb, as in “Find a worksite”.", max_length=60, verbose_name="task"
                    ),
                ),
                ("icon", models.CharField(max_length=20)),
                ("path", models.CharField(max_length=300, verbose_name="page")),
                (
                    "audience",
                    models.CharField(
                        choices=[("staff", "All staff"), ("supervisors", "Who leads others")],
                        default="staff",
                        max_length=12,
                        verbose_name="for",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(editable=False)),
            ],
            options={
                "ordering": ["audience", "order"],
                "permissions": [("remove_toptask", "Can take a top task off the home page")],
                "default_permissions": ("add", "change", "view"),
            },
        ),
        migrations.CreateModel(
            name="TopTaskEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "label",
                    models.CharField(
                        help_text="Begin with a verb, as in “Find a worksite”.", max_length=60, verbose_name="task"
                    ),
                ),
                ("icon", models.CharField(max_length=20)),
                ("path", models.CharField(max_length=300, verbose_name="page")),
                (
                    "audience",
                    models.CharField(
                        choices=[("staff", "All staff"), ("supervisors", "Who leads others")],
                        default="staff",
                        max_length=12,
                        verbose_name="for",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(editable=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AlterModelOptions(
            name="feedback",
            options={
                "default_permissions": ("view", "export"),
                "ordering": ["-created_at", "-pk"],
                "permissions": [
                    ("take_feedback", "Can take on what readers say of a page"),
                    ("answer_feedback", "Can answer what readers say of a page"),
                    ("close_feedback", "Can close what readers say of a page"),
                ],
                "verbose_name": "feedback",
                "verbose_name_plural": "feedback",
            },
        ),
        migrations.RemoveConstraint(
            model_name="feedback",
            name="feedback_comment_of_1000_characters_at_most",
        ),
        migrations.AddField(
            model_name="statement",
            name="group",
            field=models.CharField(blank=True, max_length=160, verbose_name="value it stands under"),
        ),
        migrations.AddField(
            model_name="statement",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[("staff", "Staff who do not supervise"), ("above", "Supervisors and above")],
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="number",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="bookmark",
            name="order",
            field=models.PositiveSmallIntegerField(),
        ),
        migrations.AlterField(
            model_name="feedback",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="taken on by",
            ),
        ),
        migrations.AlterField(
            model_name="glossaryterm",
            name="folded",
            field=models.CharField(editable=False, max_length=900),
        ),
        migrations.AlterField(
            model_name="glossarytermevent",
            name="folded",
            field=models.CharField(editable=False, max_length=900),
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(fields=["unit", "status"], name="feedback_by_unit_and_status"),
        ),
        migrations.AddConstraint(
            model_name="bookmark",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("user", "order"),
                name="bookmark_place_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("order__range", (1, 50))),
                name="bookmarks_are_fifty_at_most",
                violation_error_message="You have 50 bookmarks, which is as many as one can keep.",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length("comment"), 1000
                ),
                name="feedback_comment_of_1000_characters_at_most",
                violation_error_message="Shorten what you say to 1,000 characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "answered"), _negated=True),
                    models.Q(("reply", ""), _negated=True),
                    _connector="OR",
                ),
                name="feedback_answered_with_a_reply",
                violation_error_message="Write the reply before you answer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level__in", ["staff", "above"]), ("number__gte", 1), ("part", "expectation")),
                    models.Q(models.Q(("part", "expectation"), _negated=True), ("level", ""), ("number__isnull", True)),
                    _connector="OR",
                ),
                name="expectations_alone_have_a_level_and_a_number",
                violation_error_message="An expectation has a level and a number from 1; other statements have none.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("part", "expectation")),
                fields=("version", "level", "number"),
                name="expectation_number_once_per_level",
                violation_error_message="Another expectation of this level has this number. Choose another one.",
            ),
        ),
        migrations.AddField(
            model_name="toptask",
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
            model_name="toptaskevent",
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
            model_name="toptaskevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="mission.toptask",
            ),
        ),
        migrations.AddConstraint(
            model_name="toptask",
            constraint=models.UniqueConstraint(
                fields=("audience", "path"),
                name="top_task_once_per_audience",
                violation_error_message="This page is already one of the top tasks of these people.",
            ),
        ),
        migrations.AddConstraint(
            model_name="toptask",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("audience", "order"),
                name="top_task_place_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="toptask",
            constraint=models.CheckConstraint(
                condition=models.Q(("order__range", (1, 8))),
                name="top_tasks_are_eight_at_most",
                violation_error_message="These people have eight top tasks already. Take one of them off first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="toptask",
            constraint=models.CheckConstraint(
                condition=models.Q(("path__startswith", "/"), models.Q(("path__startswith", "//"), _negated=True)),
                name="top_task_leads_into_the_portal",
                violation_error_message="Top tasks lead to pages of the portal: begin the address with a slash.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="toptask",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_toptaskevent" ("audience", "created_at", "created_by_id", "icon", "id", "label", "order", "path", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."audience", NEW."created_at", NEW."created_by_id", NEW."icon", NEW."id", NEW."label", NEW."order", NEW."path", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."version"); RETURN NULL;',
                    hash="7a9cca24abea9dc7bef411ec4cc2f8ea9bbec4c2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3dc65",
                    table="mission_toptask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="toptask",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mission_toptaskevent" ("audience", "created_at", "created_by_id", "icon", "id", "label", "order", "path", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."audience", NEW."created_at", NEW."created_by_id", NEW."icon", NEW."id", NEW."label", NEW."order", NEW."path", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."version"); RETURN NULL;',
                    hash="a2c65239cf29d16f3dd7e06dd2f2c5bf77a8c169",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fb9eb",
                    table="mission_toptask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="toptask",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_toptaskevent" ("audience", "created_at", "created_by_id", "icon", "id", "label", "order", "path", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."audience", OLD."created_at", OLD."created_by_id", OLD."icon", OLD."id", OLD."label", OLD."order", OLD."path", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."version"); RETURN NULL;',
                    hash="31fca4b6cc3fe2bd3327dd470bb8e5076c65f6d1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7855a",
                    table="mission_toptask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="toptaskevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a9323956469f7243fe1c281a04aaba5d2bb8d5b5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_10fc1",
                    table="mission_toptaskevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
