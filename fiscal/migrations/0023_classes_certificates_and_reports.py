"""Certificates hold for so many days and serve one purchase, emergencies are reported, every line names its class."""

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

FILLED = """
UPDATE fiscal_mvecertificate SET holds_until = answered_on + 365 WHERE status = 'issued';
ALTER TABLE fiscal_sourcingdecision DISABLE TRIGGER USER;
UPDATE fiscal_sourcingdecision SET report_due_on = (created_at AT TIME ZONE 'America/Chicago')::date + 30 WHERE path = 8;
ALTER TABLE fiscal_sourcingdecision ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0028_holidays_of_the_state"),
        ("fiscal", "0022_what_is_to_be_received_is_found_in_an_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="requisition",
            options={
                "default_permissions": ("add", "change", "view", "export"),
                "ordering": ["-pk"],
                "permissions": [
                    ("view_approvals_requisition", "Can list requisitions that wait for a decision"),
                    ("submit_requisition", "Can submit a requisition"),
                    ("certify_requisition", "Can certify the funds of a requisition"),
                    ("endorse_requisition", "Can approve a requisition as second approver"),
                    ("approve_requisition", "Can approve a requisition"),
                    ("source_requisition", "Can take up an approved requisition as buyer"),
                    ("return_requisition", "Can return a requisition to be changed"),
                    ("close_requisition", "Can close a requisition"),
                    ("reject_requisition", "Can reject a requisition"),
                    ("cancel_requisition", "Can cancel a requisition"),
                    ("give_requisition", "Can give a purchase to another buyer"),
                ],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="mvecertificate",
            name="mve_certificate_keeps_its_question",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="mvecertificate",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="mvecertificate",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="mvecertificate",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="sourcingdecision",
            name="sourcing_certificate_is_issued",
        ),
        migrations.RemoveConstraint(
            model_name="mvecertificate",
            name="mve_certificate_answer_is_whole",
        ),
        migrations.AddField(
            model_name="mvecertificate",
            name="holds_until",
            field=models.DateField(editable=False, null=True, verbose_name="holds until"),
        ),
        migrations.AddField(
            model_name="mvecertificateevent",
            name="holds_until",
            field=models.DateField(editable=False, null=True, verbose_name="holds until"),
        ),
        migrations.AddField(
            model_name="sourcingdecision",
            name="report_due_on",
            field=models.DateField(editable=False, null=True, verbose_name="report is due"),
        ),
        migrations.AlterField(
            model_name="decisionpaper",
            name="paper",
            field=models.CharField(
                choices=[
                    ("mve_certificate", "MVE certificate of non-availability"),
                    ("quotes", "Quotes"),
                    ("oa_award", "Award by OA Purchasing"),
                    ("determination", "Written determination of a single feasible source"),
                    ("notice", "Posted notice"),
                    ("advertisement", "Proof of advertising"),
                    ("delegation", "Separate delegation for this case"),
                    ("agreement", "Cooperative or intergovernmental agreement"),
                    ("justification", "Written justification of the emergency"),
                    ("report", "Report after the emergency"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="procurementrule",
            name="papers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("mve_certificate", "MVE certificate of non-availability"),
                        ("quotes", "Quotes"),
                        ("oa_award", "Award by OA Purchasing"),
                        ("determination", "Written determination of a single feasible source"),
                        ("notice", "Posted notice"),
                        ("advertisement", "Proof of advertising"),
                        ("delegation", "Separate delegation for this case"),
                        ("agreement", "Cooperative or intergovernmental agreement"),
                        ("justification", "Written justification of the emergency"),
                        ("report", "Report after the emergency"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="papers",
            ),
        ),
        migrations.AlterField(
            model_name="procurementruleevent",
            name="papers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("mve_certificate", "MVE certificate of non-availability"),
                        ("quotes", "Quotes"),
                        ("oa_award", "Award by OA Purchasing"),
                        ("determination", "Written determination of a single feasible source"),
                        ("notice", "Posted notice"),
                        ("advertisement", "Proof of advertising"),
                        ("delegation", "Separate delegation for this case"),
                        ("agreement", "Cooperative or intergovernmental agreement"),
                        ("justification", "Written justification of the emergency"),
                        ("report", "Report after the emergency"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="papers",
            ),
        ),
        migrations.AlterField(
            model_name="sourcingdecision",
            name="papers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("mve_certificate", "MVE certificate of non-availability"),
                        ("quotes", "Quotes"),
                        ("oa_award", "Award by OA Purchasing"),
                        ("determination", "Written determination of a single feasible source"),
                        ("notice", "Posted notice"),
                        ("advertisement", "Proof of advertising"),
                        ("delegation", "Separate delegation for this case"),
                        ("agreement", "Cooperative or intergovernmental agreement"),
                        ("justification", "Written justification of the emergency"),
                        ("report", "Report after the emergency"),
                    ],
                    max_length=20,
                ),
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="mvecertificate",
            trigger=pgtrigger.compiler.Trigger(
                name="mve_certificate_keeps_its_question",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY['status', 'version', 'promised_days', 'market_days', 'answered_on', 'certificate_number', 'holds_until']::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['status', 'version', 'promised_days', 'market_days', 'answered_on', 'certificate_number', 'holds_until']::text[] THEN\n                RAISE EXCEPTION 'mve_certificate_keeps_its_question' USING ERRCODE = '23514', CONSTRAINT = 'mve_certificate_keeps_its_question';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="17670f3c00d814b4c0b1db212dcbda37bb6aac63",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_mve_certificate_keeps_its_question_32610",
                    table="fiscal_mvecertificate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mvecertificate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_mvecertificateevent" ("amount", "answered_on", "certificate_number", "commodity_id", "created_at", "created_by_id", "days_limit", "holds_until", "id", "item", "market_days", "need_by", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised_days", "status", "version", "worksite_id") VALUES (NEW."amount", NEW."answered_on", NEW."certificate_number", NEW."commodity_id", NEW."created_at", NEW."created_by_id", NEW."days_limit", NEW."holds_until", NEW."id", NEW."item", NEW."market_days", NEW."need_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."promised_days", NEW."status", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="f510c244b2ec531eabeb79710d44db8e7e9d6a3c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d5a03",
                    table="fiscal_mvecertificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mvecertificate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "fiscal_mvecertificateevent" ("amount", "answered_on", "certificate_number", "commodity_id", "created_at", "created_by_id", "days_limit", "holds_until", "id", "item", "market_days", "need_by", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised_days", "status", "version", "worksite_id") VALUES (NEW."amount", NEW."answered_on", NEW."certificate_number", NEW."commodity_id", NEW."created_at", NEW."created_by_id", NEW."days_limit", NEW."holds_until", NEW."id", NEW."item", NEW."market_days", NEW."need_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."promised_days", NEW."status", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="ce57767ac70174f52b9222a9daffd91430f27f99",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0d1ad",
                    table="fiscal_mvecertificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mvecertificate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fiscal_mvecertificateevent" ("amount", "answered_on", "certificate_number", "commodity_id", "created_at", "created_by_id", "days_limit", "holds_until", "id", "item", "market_days", "need_by", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised_days", "status", "version", "worksite_id") VALUES (OLD."amount", OLD."answered_on", OLD."certificate_number", OLD."commodity_id", OLD."created_at", OLD."created_by_id", OLD."days_limit", OLD."holds_until", OLD."id", OLD."item", OLD."market_days", OLD."need_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."promised_days", OLD."status", OLD."version", OLD."worksite_id"); RETURN NULL;',
                    hash="f0e922fa0d6cb098e1221fa1bfa4929b157ef928",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f3503",
                    table="fiscal_mvecertificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisition",
            trigger=pgtrigger.compiler.Trigger(
                name="requisition_lines_name_their_class",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status NOT IN ('draft', 'returned', 'cancelled') AND OLD.status IN ('draft', 'returned'))",
                    func="\n            IF EXISTS (SELECT 1 FROM fiscal_requisitionline l WHERE l.requisition_id = NEW.id AND l.commodity_id IS NULL) THEN\n                RAISE EXCEPTION 'requisition_lines_name_their_class' USING ERRCODE = '23514', CONSTRAINT = 'requisition_lines_name_their_class';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="48718409e7ecbce693d115ab9cece9a1eb52d685",
                    operation="UPDATE",
                    pgid="pgtrigger_requisition_lines_name_their_class_f7cd8",
                    table="fiscal_requisition",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisition",
            trigger=pgtrigger.compiler.Trigger(
                name="requisition_second_approval_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.endorsed_by_id <> OLD.endorsed_by_id)",
                    func="\n            IF true THEN\n                RAISE EXCEPTION 'requisition_second_approval_stays' USING ERRCODE = '23514', CONSTRAINT = 'requisition_second_approval_stays';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="69e41ac68e9fd788df7e591b472396949b1d5bfe",
                    operation="UPDATE",
                    pgid="pgtrigger_requisition_second_approval_stays_8a982",
                    table="fiscal_requisition",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sourcingdecision",
            trigger=pgtrigger.compiler.Trigger(
                name="sourcing_certificate_is_issued",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.certificate_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fiscal_mvecertificate c JOIN fiscal_requisition r ON r.id = NEW.requisition_id AND r.worksite_id = c.worksite_id WHERE c.id = NEW.certificate_id AND c.status = 'issued' AND c.holds_until >= (now() AT TIME ZONE 'America/Chicago')::date AND NOT EXISTS (SELECT 1 FROM fiscal_requisitionline l JOIN fiscal_commodityclass k ON k.id = l.commodity_id WHERE l.requisition_id = NEW.requisition_id AND k.mve_makes AND k.id <> c.commodity_id)) THEN\n                RAISE EXCEPTION 'sourcing_certificate_is_issued' USING ERRCODE = '23514', CONSTRAINT = 'sourcing_certificate_is_issued';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ",
                    hash="30767795a865b765959f852eb164e2e3084cbead",
                    operation="INSERT",
                    pgid="pgtrigger_sourcing_certificate_is_issued_53f66",
                    table="fiscal_sourcingdecision",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="mvecertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_on", None), ("promised_days", None), ("status", "requested")),
                    models.Q(
                        ("answered_on__isnull", False),
                        ("holds_until__isnull", False),
                        ("status", "issued"),
                        models.Q(("certificate_number", ""), _negated=True),
                    ),
                    models.Q(("answered_on__isnull", False), ("promised_days__isnull", False), ("status", "denied")),
                    _connector="OR",
                ),
                name="mve_certificate_answer_is_whole",
                violation_error_message="Enter the number of the certificate, or the days MVE promises.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcingdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)),
                fields=("certificate",),
                name="sourcing_certificate_serves_one",
                violation_error_message="That certificate serves another requisition. Ask MVE about this one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcingdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("path", 8), _negated=True), ("report_due_on__isnull", False), _connector="OR"
                ),
                name="sourcing_emergency_is_reported",
                violation_error_message="An emergency purchase is reported afterwards: say by when.",
            ),
        ),
    ]
