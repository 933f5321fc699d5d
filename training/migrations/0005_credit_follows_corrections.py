"""Credit follows corrections: what was voided or revoked has another in its place; how long records are kept."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0027_ended_entries_leave_the_indexes_of_words"),
        ("personnel", "0028_the_newest_background_check_decides"),
        ("training", "0004_requirements_follow_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="course",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="course",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="course",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="trainingcredit",
            name="credit_once_a_source",
        ),
        migrations.RemoveConstraint(
            model_name="unplacedcompletion",
            name="unplaced_completion_once",
        ),
        migrations.AddField(
            model_name="certificate",
            name="replaces",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="training.certificate",
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="kept_as",
            field=models.CharField(
                choices=[("training", "As training records"), ("bbp", "As records of bloodborne pathogen training")],
                db_default="training",
                default="training",
                max_length=10,
                verbose_name="how long its records are kept",
            ),
        ),
        migrations.AddField(
            model_name="courseevent",
            name="kept_as",
            field=models.CharField(
                choices=[("training", "As training records"), ("bbp", "As records of bloodborne pathogen training")],
                db_default="training",
                default="training",
                max_length=10,
                verbose_name="how long its records are kept",
            ),
        ),
        migrations.AddField(
            model_name="trainingcredit",
            name="replaces",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="training.trainingcredit",
            ),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="credit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="training.trainingcredit",
            ),
        ),
        migrations.AlterField(
            model_name="trainingcredit",
            name="enrolment",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="credits", to="training.enrolment"
            ),
        ),
        migrations.AlterField(
            model_name="unplacedcompletion",
            name="problem",
            field=models.CharField(
                choices=[
                    ("person", "Nobody has this employee number"),
                    ("course", "No course has this code"),
                    ("unreadable", "A value cannot be read"),
                    ("voided", "It was voided here, and now it reads otherwise"),
                    ("own", "It would change the credit of who brought it in"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="trainingcredit",
            index=models.Index(fields=["-completed_on", "-id"], name="credit_by_day"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="certificate_not_issued_to_oneself",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM personnel_person p WHERE p.id = NEW.person_id AND p.user_id = NEW.issued_by_id) THEN\n                RAISE EXCEPTION 'certificate_not_issued_to_oneself' USING ERRCODE = '23514', CONSTRAINT = 'certificate_not_issued_to_oneself';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="15c085585d0f40272f17c2352ea3cca5b441f7bd",
                    operation="INSERT",
                    pgid="pgtrigger_certificate_not_issued_to_oneself_bb063",
                    table="training_certificate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="certificate_not_revoked_by_oneself",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM personnel_person p WHERE p.id = NEW.person_id AND p.user_id = NEW.revoked_by_id) THEN\n                RAISE EXCEPTION 'certificate_not_revoked_by_oneself' USING ERRCODE = '23514', CONSTRAINT = 'certificate_not_revoked_by_oneself';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="a28471d47d93c8ff1da5158b656c484802e1788f",
                    operation="UPDATE",
                    pgid="pgtrigger_certificate_not_revoked_by_oneself_abb10",
                    table="training_certificate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="certificate_is_of_its_credit",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM training_trainingcredit k WHERE k.id = NEW.credit_id\n                    AND (k.voided_at IS NOT NULL OR k.person_id <> NEW.person_id OR k.course_id <> NEW.course_id)) THEN\n                RAISE EXCEPTION 'certificate_is_of_its_credit' USING ERRCODE = '23514', CONSTRAINT = 'certificate_is_of_its_credit';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="5f4b581fa7ca7e494169f192a6015a3500b8bb86",
                    operation="INSERT",
                    pgid="pgtrigger_certificate_is_of_its_credit_c1462",
                    table="training_certificate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="trainingcredit",
            trigger=pgtrigger.compiler.Trigger(
                name="credit_replaces_what_was_voided",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.replaces_id IS NOT NULL)",
                    func="\n            IF EXISTS (SELECT 1 FROM training_trainingcredit k\n                    WHERE k.id = NEW.replaces_id AND k.voided_at IS NULL) THEN\n                RAISE EXCEPTION 'credit_replaces_what_was_voided' USING ERRCODE = '23514', CONSTRAINT = 'credit_replaces_what_was_voided';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="35a282d5b965fa8dff10e04d738ef52fcdc16d43",
                    operation="INSERT",
                    pgid="pgtrigger_credit_replaces_what_was_voided_4a8e5",
                    table="training_trainingcredit",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unplacedcompletion",
            trigger=pgtrigger.compiler.Trigger(
                name="unplaced_completion_once_settled_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF OLD.settled_at IS NOT NULL THEN\n                RAISE EXCEPTION 'unplaced_completion_once_settled_stays' USING ERRCODE = '23514', CONSTRAINT = 'unplaced_completion_once_settled_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="86221bd0675f9424edea8bc0756a458d547be3cb",
                    operation="UPDATE",
                    pgid="pgtrigger_unplaced_completion_once_settled_stays_5584f",
                    table="training_unplacedcompletion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unplacedcompletion",
            trigger=pgtrigger.compiler.Trigger(
                name="unplaced_completion_not_matched_to_oneself",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM training_trainingcredit k JOIN personnel_person p ON p.id = k.person_id\n                    WHERE k.id = NEW.credit_id AND p.user_id = NEW.settled_by_id) THEN\n                RAISE EXCEPTION 'unplaced_completion_not_matched_to_oneself' USING ERRCODE = '23514', CONSTRAINT = 'unplaced_completion_not_matched_to_oneself';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="c7109dc0463515926f53345ddc801fe7d81c19ab",
                    operation="UPDATE",
                    pgid="pgtrigger_unplaced_completion_not_matched_to_oneself_938ab",
                    table="training_unplacedcompletion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)),
                fields=("credit",),
                name="certificate_stands_once_a_credit",
                violation_error_message="A certificate for this credit stands already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="course",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept_as__in", ["training", "bbp"])), name="course_kept_as_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingcredit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at", None)),
                fields=("source", "external_id"),
                name="credit_once_a_source",
                violation_error_message="This completion was already recorded.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingcredit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at", None)),
                fields=("enrolment",),
                name="credit_stands_once_an_enrolment",
                violation_error_message="This place in the class already has its credit.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unplacedcompletion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at", None)),
                fields=("source", "external_id"),
                name="unplaced_completion_once",
                violation_error_message="This completion already waits.",
            ),
        ),
    ]
