"""A person holds a role at a place once at a time; the record of acts is found by act."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models

from doc_portal.core.ranges import DateSpan, OnePoint


class Migration(migrations.Migration):
    dependencies = [("core", "0006_county_permissions")]

    operations = [
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=ExclusionConstraint(
                name="role_grant_once_per_person_role_and_place",
                expressions=[
                    (OnePoint("user"), "&&"),
                    (OnePoint("role"), "&&"),
                    (OnePoint("unit", or_none=True), "&&"),
                    (OnePoint("worksite", or_none=True), "&&"),
                    (DateSpan("starts_on", "ends_on"), "&&"),
                ],
                violation_error_message="This person already holds this role there at that time.",
            ),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["act", "-at"], name="audit_event_by_act"),
        ),
    ]
