"""Courses taken elsewhere: handed in with evidence, accepted by another."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0027_ended_entries_leave_the_indexes_of_words"),
        ("personnel", "0028_the_newest_background_check_decides"),
        ("training", "0005_credit_follows_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OutsideCompletion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("held_by", models.CharField(max_length=160, verbose_name="held by")),
                ("completed_on", models.DateField(verbose_name="completed")),
                ("hours", models.DecimalField(decimal_places=2, max_digits=5)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for the registrar"),
                            ("accepted", "Accepted"),
                            ("refused", "Turned down"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True, editable=False, max_length=400, verbose_name="what the registrar says"
                    ),
                ),
            ],
            options={
                "verbose_name": "course taken elsewhere",
                "verbose_name_plural": "courses taken elsewhere",
                "ordering": ["-completed_on", "-pk"],
                "permissions": [("accept_outsidecompletion", "Can accept or turn down a course taken elsewhere")],
                "default_permissions": ("add", "view"),
            },
        ),
        migrations.CreateModel(
            name="OutsideCompletionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("held_by", models.CharField(max_length=160, verbose_name="held by")),
                ("completed_on", models.DateField(verbose_name="completed")),
                ("hours", models.DecimalField(decimal_places=2, max_digits=5)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for the registrar"),
                            ("accepted", "Accepted"),
                            ("refused", "Turned down"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True, editable=False, max_length=400, verbose_name="what the registrar says"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="course",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "training_courseevent" ("about", "category", "clash", "code", "confirmed", "created_at", "created_by_id", "id", "kept_as", "most_dates", "needs_approval", "note", "only_supervisory", "only_worksite_kinds", "outside", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "repeatable", "retired", "source", "title", "version") VALUES (NEW."about", NEW."category", NEW."clash", NEW."code", NEW."confirmed", NEW."created_at", NEW."created_by_id", NEW."id", NEW."kept_as", NEW."most_dates", NEW."needs_approval", NEW."note", NEW."only_supervisory", NEW."only_worksite_kinds", NEW."outside", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."provider", NEW."repeatable", NEW."retired", NEW."source", NEW."title", NEW."version"); RETURN NULL;',
                    hash="f8d45cb2b6dbd98d2aec37d06dc973d9d0a21bb9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bfc1a",
                    table="training_course",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="course",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "training_courseevent" ("about", "category", "clash", "code", "confirmed", "created_at", "created_by_id", "id", "kept_as", "most_dates", "needs_approval", "note", "only_supervisory", "only_worksite_kinds", "outside", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "repeatable", "retired", "source", "title", "version") VALUES (NEW."about", NEW."category", NEW."clash", NEW."code", NEW."confirmed", NEW."created_at", NEW."created_by_id", NEW."id", NEW."kept_as", NEW."most_dates", NEW."needs_approval", NEW."note", NEW."only_supervisory", NEW."only_worksite_kinds", NEW."outside", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."provider", NEW."repeatable", NEW."retired", NEW."source", NEW."title", NEW."version"); RETURN NULL;',
                    hash="9aa77218933fe0d3c7a434967f4c026cf3c499a9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_27da0",
                    table="training_course",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="course",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "training_courseevent" ("about", "category", "clash", "code", "confirmed", "created_at", "created_by_id", "id", "kept_as", "most_dates", "needs_approval", "note", "only_supervisory", "only_worksite_kinds", "outside", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "repeatable", "retired", "source", "title", "version") VALUES (OLD."about", OLD."category", OLD."clash", OLD."code", OLD."confirmed", OLD."created_at", OLD."created_by_id", OLD."id", OLD."kept_as", OLD."most_dates", OLD."needs_approval", OLD."note", OLD."only_supervisory", OLD."only_worksite_kinds", OLD."outside", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."provider", OLD."repeatable", OLD."retired", OLD."source", OLD."title", OLD."version"); RETURN NULL;',
                    hash="c68216d7ba62424504d61e5431b9007ed2cd3424",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9186d",
                    table="training_course",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="outsidecompletion",
            name="course_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="training.courseversion",
                verbose_name="course",
            ),
        ),
        migrations.AddField(
            model_name="outsidecompletion",
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
            model_name="outsidecompletion",
            name="credit",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outside",
                to="training.trainingcredit",
            ),
        ),
        migrations.AddField(
            model_name="outsidecompletion",
            name="decided_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="outsidecompletion",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.attachment",
            ),
        ),
        migrations.AddField(
            model_name="outsidecompletion",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="outside_completions", to="personnel.person"
            ),
        ),
        migrations.AddField(
            model_name="outsidecompletionevent",
            name="course_version",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="training.courseversion",
                verbose_name="course",
            ),
        ),
        migrations.AddField(
            model_name="outsidecompletionevent",
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
            model_name="outsidecompletionevent",
            name="credit",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="training.trainingcredit",
            ),
        ),
        migrations.AddField(
            model_name="outsidecompletionevent",
            name="decided_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="outsidecompletionevent",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="core.attachment",
            ),
        ),
        migrations.AddField(
            model_name="outsidecompletionevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="personnel.person",
            ),
        ),
        migrations.AddField(
            model_name="outsidecompletionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="training.outsidecompletion",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsidecompletion",
            constraint=models.CheckConstraint(
                condition=models.Q(("completed_on__range", ("1950-01-01", "2199-12-31"))),
                name="outside_completion_day_within_reason",
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsidecompletion",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gt", 0), ("hours__lte", 400)),
                name="outside_completion_hours_within_reason",
                violation_error_message="Enter the hours, above 0 and up to 400.",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsidecompletion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    ("created_by", None),
                    models.Q(("decided_by", models.F("created_by")), _negated=True),
                    _connector="OR",
                ),
                name="outside_completion_decided_by_another",
                violation_error_message="Somebody else must decide on what you handed in.",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsidecompletion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "accepted"), _negated=True),
                    models.Q(("credit__isnull", False), ("decided_by__isnull", False), ("evidence__isnull", False)),
                    _connector="OR",
                ),
                name="outside_completion_accepted_on_evidence",
                violation_error_message="A course is accepted on evidence.",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsidecompletion",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["waiting", "accepted", "refused"])),
                name="outside_completion_status_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outsidecompletion",
            trigger=pgtrigger.compiler.Trigger(
                name="outside_completion_once_decided_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF OLD.status <> 'waiting' THEN\n                RAISE EXCEPTION 'outside_completion_once_decided_stays' USING ERRCODE = '23514', CONSTRAINT = 'outside_completion_once_decided_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="05a40403f0f0a79d6a394b72aeedb6edf42027c5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_outside_completion_once_decided_stays_c2737",
                    table="training_outsidecompletion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outsidecompletion",
            trigger=pgtrigger.compiler.Trigger(
                name="outside_completion_not_decided_by_the_person",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM personnel_person p WHERE p.id = NEW.person_id AND p.user_id = NEW.decided_by_id) THEN\n                RAISE EXCEPTION 'outside_completion_not_decided_by_the_person' USING ERRCODE = '23514', CONSTRAINT = 'outside_completion_not_decided_by_the_person';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="f3dca59642791410d7623af3252a12943798bdb1",
                    operation="UPDATE",
                    pgid="pgtrigger_outside_completion_not_decided_by_the_person_371ec",
                    table="training_outsidecompletion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outsidecompletion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "training_outsidecompletionevent" ("answer", "completed_on", "course_version_id", "created_at", "created_by_id", "credit_id", "decided_by_id", "evidence_id", "held_by", "hours", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "version") VALUES (NEW."answer", NEW."completed_on", NEW."course_version_id", NEW."created_at", NEW."created_by_id", NEW."credit_id", NEW."decided_by_id", NEW."evidence_id", NEW."held_by", NEW."hours", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."status", NEW."version"); RETURN NULL;',
                    hash="d40c4f6a7742d641d2d156f7ffc02736efbd4f94",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7f6b6",
                    table="training_outsidecompletion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outsidecompletion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "training_outsidecompletionevent" ("answer", "completed_on", "course_version_id", "created_at", "created_by_id", "credit_id", "decided_by_id", "evidence_id", "held_by", "hours", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "version") VALUES (NEW."answer", NEW."completed_on", NEW."course_version_id", NEW."created_at", NEW."created_by_id", NEW."credit_id", NEW."decided_by_id", NEW."evidence_id", NEW."held_by", NEW."hours", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."status", NEW."version"); RETURN NULL;',
                    hash="57ffbf176b3bf640713178fb49953a8eeb75a03d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9a8dd",
                    table="training_outsidecompletion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outsidecompletion",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "training_outsidecompletionevent" ("answer", "completed_on", "course_version_id", "created_at", "created_by_id", "credit_id", "decided_by_id", "evidence_id", "held_by", "hours", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "version") VALUES (OLD."answer", OLD."completed_on", OLD."course_version_id", OLD."created_at", OLD."created_by_id", OLD."credit_id", OLD."decided_by_id", OLD."evidence_id", OLD."held_by", OLD."hours", OLD."id", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."status", OLD."version"); RETURN NULL;',
                    hash="94578e50c9a91825fcf1bd4ca7f7c4d3a65d5e45",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2b3dc",
                    table="training_outsidecompletion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outsidecompletionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6db2d1ffd0a7acb492dbee261ab1a052b0595ceb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d2831",
                    table="training_outsidecompletionevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
