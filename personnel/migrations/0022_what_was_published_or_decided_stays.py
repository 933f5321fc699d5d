"""What was published, signed or decided stays; points, taking back and halves of a pair are held by the database."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("personnel", "0021_approval_steps_are_called_so"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="panelmember",
            name="panel_member_verified_no_claim",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="panelmember",
            name="panel_member_did_not_apply",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="posting",
            name="posting_once_published_changes_by_revision",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="postinglocation",
            name="posting_location_stays_once_published",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="preferenceclaim",
            name="preference_verifier_sits_on_no_panel",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="question",
            name="question_stays_once_published",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_points_not_negative",
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="posting_cap_where_it_closes_by_number",
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="posting_cutoff_where_it_continues",
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="posting_lowest_pay_not_above_highest",
        ),
        migrations.RemoveConstraint(
            model_name="preferenceclaim",
            name="preference_points_of_verified_claims_alone",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="application_taken_back_stays_so",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status IN ('withdrawn', 'abandoned') AND NEW.status IS DISTINCT FROM OLD.status)",
                    func="RAISE EXCEPTION 'What was taken back is sent anew or not at all.' USING ERRCODE = '23514', CONSTRAINT = 'application_taken_back_stays_so';",
                    hash="a52af2c9eb6fe776b4dbac89887c212dac0c4dea",
                    operation="UPDATE",
                    pgid="pgtrigger_application_taken_back_stays_so_c102b",
                    table="personnel_application",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="application_from_outside_to_the_public_alone",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.applicant_id IS NOT NULL)",
                    func="\n                    IF EXISTS (SELECT 1 FROM personnel_posting p WHERE p.id = NEW.posting_id AND p.audience <> 'public')\n                    THEN RAISE EXCEPTION 'People from outside apply to what is for the public.'\n                        USING ERRCODE = '23514', CONSTRAINT = 'application_from_outside_to_the_public_alone';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="99754e585d4d49de6eb6f15890a04d78bf85c29a",
                    operation="INSERT",
                    pgid="pgtrigger_application_from_outside_to_the_public_alone_db3a7",
                    table="personnel_application",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="application_points_of_verified_claims",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.points <> 0)",
                    func="\n                    IF NEW.points <> (SELECT coalesce(sum(c.points_applied), 0) FROM personnel_preferenceclaim c\n                                       WHERE c.application_id = NEW.id AND c.status = 'verified')\n                    THEN RAISE EXCEPTION 'Points are those of verified claims.'\n                        USING ERRCODE = '23514', CONSTRAINT = 'application_points_of_verified_claims';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="76c8167a64ff955966bc4394bc989b7c5dd0e1b4",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_application_points_of_verified_claims_60ffc",
                    table="personnel_application",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="appointment_stays_as_it_was_signed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((OLD.application_id, OLD.offer_id, OLD.location_id, OLD.job_class_id, OLD.worksite_id) IS DISTINCT FROM (NEW.application_id, NEW.offer_id, NEW.location_id, NEW.job_class_id, NEW.worksite_id))",
                    func="RAISE EXCEPTION 'An appointment stays as it was signed.' USING ERRCODE = '23514', CONSTRAINT = 'appointment_stays_as_it_was_signed';",
                    hash="99ec24646b5e76daa61e1af18205c1a62d47e62d",
                    operation="UPDATE",
                    pgid="pgtrigger_appointment_stays_as_it_was_signed_09b1e",
                    table="personnel_appointment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exchangeleg",
            trigger=pgtrigger.compiler.Trigger(
                name="exchange_leg_once_decided_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.agreed IS NOT NULL)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0db21626035e12ae7c2ff01c2412b89ea1d04b7c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_exchange_leg_once_decided_stays_92a18",
                    table="personnel_exchangeleg",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="panelmember",
            trigger=pgtrigger.compiler.Trigger(
                name="panel_member_verified_no_claim",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    PERFORM 1 FROM personnel_posting o JOIN personnel_panel p ON p.posting_id = o.id\n                      WHERE p.id = NEW.panel_id FOR NO KEY UPDATE OF o;\n                    IF EXISTS (SELECT 1 FROM personnel_preferenceclaim c\n                               JOIN personnel_application a ON a.id = c.application_id\n                               JOIN personnel_panel p ON p.posting_id = a.posting_id\n                               WHERE p.id = NEW.panel_id AND c.decided_by_id = NEW.user_id)\n                    THEN RAISE EXCEPTION 'Who verified claims does not sit on the panel.'\n                        USING ERRCODE = '23514', CONSTRAINT = 'panel_member_verified_no_claim';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="51e8ac5504e713388c024dbdca16bbfc92498097",
                    operation="INSERT",
                    pgid="pgtrigger_panel_member_verified_no_claim_34f1f",
                    table="personnel_panelmember",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="panelmember",
            trigger=pgtrigger.compiler.Trigger(
                name="panel_member_did_not_apply",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    PERFORM 1 FROM personnel_posting o JOIN personnel_panel p ON p.posting_id = o.id\n                      WHERE p.id = NEW.panel_id FOR NO KEY UPDATE OF o;\n                    IF EXISTS (SELECT 1 FROM personnel_panel p\n                               JOIN personnel_application a ON a.posting_id = p.posting_id\n                               JOIN personnel_person o ON o.id = a.person_id\n                               WHERE p.id = NEW.panel_id AND o.user_id = NEW.user_id\n                                 AND a.status NOT IN ('draft', 'abandoned', 'withdrawn'))\n                    THEN RAISE EXCEPTION 'Who applied does not sit on the panel.'\n                        USING ERRCODE = '23514', CONSTRAINT = 'panel_member_did_not_apply';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="75ee7a4f3794a73b54b030d0d9c3c50d6f166fa3",
                    operation="INSERT",
                    pgid="pgtrigger_panel_member_did_not_apply_c0fa6",
                    table="personnel_panelmember",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="posting",
            trigger=pgtrigger.compiler.Trigger(
                name="posting_once_published_stays_so",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.published_at IS NOT NULL AND (NEW.published_at IS DISTINCT FROM OLD.published_at OR NEW.status IN ('draft', 'in_review', 'returned', 'approved')))",
                    func="RAISE EXCEPTION 'What was published is no draft again.' USING ERRCODE = '23514', CONSTRAINT = 'posting_once_published_stays_so';",
                    hash="d6f8b52f7bf5f4d7d3793b80bbaeeb64e5f474c7",
                    operation="UPDATE",
                    pgid="pgtrigger_posting_once_published_stays_so_b3a96",
                    table="personnel_posting",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="posting",
            trigger=pgtrigger.compiler.Trigger(
                name="posting_once_published_changes_by_revision",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.published_at IS NOT NULL AND (OLD.title, OLD.job_class_id, OLD.category, OLD.audience, OLD.pay_low, OLD.pay_high, OLD.duties, OLD.min_quals, OLD.ksa, OLD.drug_test, OLD.background_check, OLD.firearms, OLD.physical, OLD.special_requirements, OLD.documents, OLD.work_schedule, OLD.appointment_type, OLD.service, OLD.supervisory, OLD.promotion_potential, OLD.travel, OLD.telework, OLD.contact_id, OLD.contact_words, OLD.eeo_statement, OLD.apply_here, OLD.how_to_apply, OLD.closing_type, OLD.opens_at, OLD.closes_at, OLD.announced_closes_at, OLD.first_cutoff_at, OLD.applicant_cap, OLD.stages, OLD.public_slug, OLD.number) IS DISTINCT FROM (NEW.title, NEW.job_class_id, NEW.category, NEW.audience, NEW.pay_low, NEW.pay_high, NEW.duties, NEW.min_quals, NEW.ksa, NEW.drug_test, NEW.background_check, NEW.firearms, NEW.physical, NEW.special_requirements, NEW.documents, NEW.work_schedule, NEW.appointment_type, NEW.service, NEW.supervisory, NEW.promotion_potential, NEW.travel, NEW.telework, NEW.contact_id, NEW.contact_words, NEW.eeo_statement, NEW.apply_here, NEW.how_to_apply, NEW.closing_type, NEW.opens_at, NEW.closes_at, NEW.announced_closes_at, NEW.first_cutoff_at, NEW.applicant_cap, NEW.stages, NEW.public_slug, NEW.number))",
                    func="\n                    IF NEW.revision <> OLD.revision + 1 OR NOT EXISTS (\n                        SELECT 1 FROM personnel_postingrevision r\n                         WHERE r.posting_id = NEW.id AND r.no = NEW.revision AND r.approved_at IS NOT NULL)\n                    THEN RAISE EXCEPTION 'A published announcement changes by a numbered revision.'\n                        USING ERRCODE = '23514', CONSTRAINT = 'posting_once_published_changes_by_revision';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="681d996ce2522c6ba2ece5ce40402dab2aec2133",
                    operation="UPDATE",
                    pgid="pgtrigger_posting_once_published_changes_by_revision_91d31",
                    table="personnel_posting",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="postinglocation",
            trigger=pgtrigger.compiler.Trigger(
                name="posting_location_stays_once_published",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM personnel_posting p WHERE p.published_at IS NOT NULL AND p.id IN (\n                CASE WHEN TG_OP <> 'INSERT' THEN OLD.posting_id END,\n                CASE WHEN TG_OP <> 'DELETE' THEN NEW.posting_id END))\n            THEN RAISE EXCEPTION 'What belongs to a published announcement stays.'\n                USING ERRCODE = '23514', CONSTRAINT = 'posting_location_stays_once_published';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                    hash="0a3b47a357baebebb275283f35c9f4ccd80559c4",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_posting_location_stays_once_published_afcb3",
                    table="personnel_postinglocation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="preferenceclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="preference_verifier_sits_on_no_panel",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.decided_by_id IS NOT NULL)",
                    func="\n                    PERFORM 1 FROM personnel_posting p JOIN personnel_application a ON a.posting_id = p.id\n                      WHERE a.id = NEW.application_id FOR SHARE OF p;\n                    IF EXISTS (SELECT 1 FROM personnel_application a\n                               JOIN personnel_panel p ON p.posting_id = a.posting_id\n                               JOIN personnel_panelmember m ON m.panel_id = p.id\n                               WHERE a.id = NEW.application_id AND m.user_id IN (NEW.decided_by_id, NEW.applied_by_id))\n                    THEN RAISE EXCEPTION 'Who sits on the panel decides no claim and gives no points.'\n                        USING ERRCODE = '23514', CONSTRAINT = 'preference_verifier_sits_on_no_panel';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="09b47f707c7086ce2dc4fa728745ed5a5e17ca4e",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_preference_verifier_sits_on_no_panel_49b20",
                    table="personnel_preferenceclaim",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="question_stays_once_published",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM personnel_posting p WHERE p.published_at IS NOT NULL AND p.id IN (\n                CASE WHEN TG_OP <> 'INSERT' THEN OLD.posting_id END,\n                CASE WHEN TG_OP <> 'DELETE' THEN NEW.posting_id END))\n            THEN RAISE EXCEPTION 'What belongs to a published announcement stays.'\n                USING ERRCODE = '23514', CONSTRAINT = 'question_stays_once_published';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                    hash="3d807fb6b39fb58bed8d2927efb2f3dc00131590",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_question_stays_once_published_02b3c",
                    table="personnel_question",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("applicant_cap__gt", 0), ("applicant_cap__isnull", False), ("closing_type", "cap")),
                    models.Q(models.Q(("closing_type", "cap"), _negated=True), ("applicant_cap", None)),
                    _connector="OR",
                ),
                name="posting_cap_where_it_closes_by_number",
                violation_error_message="Enter the number of applications at which it closes, and only there.",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closing_type", "cutoff"),
                        ("first_cutoff_at__gt", models.F("opens_at")),
                        ("first_cutoff_at__isnull", False),
                    ),
                    models.Q(models.Q(("closing_type", "cutoff"), _negated=True), ("first_cutoff_at", None)),
                    _connector="OR",
                ),
                name="posting_cutoff_where_it_continues",
                violation_error_message="Enter a first cut-off after the opening, and only where it then goes on.",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pay_high__isnull", True), ("pay_low__isnull", True)),
                    models.Q(
                        ("pay_high__gte", models.F("pay_low")),
                        ("pay_high__isnull", False),
                        ("pay_low__gt", 0),
                        ("pay_low__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="posting_lowest_pay_not_above_highest",
                violation_error_message="Enter both amounts, the lowest not above the highest, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="preferenceclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("applied_at", None), ("applied_by", None), ("points_applied", None)),
                    models.Q(
                        ("points_applied__gte", 0),
                        ("points_applied__isnull", False),
                        ("status", "verified"),
                        ("applied_at__isnull", False),
                        ("applied_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="preference_points_of_verified_claims_alone",
                violation_error_message="Points are given for a verified claim alone.",
            ),
        ),
    ]
