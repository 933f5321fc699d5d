"""Two statuses never hold at one worksite at the same time, by the database's own word."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations

from doc_portal.core.ranges import OnePoint, TimeHeld


class Migration(migrations.Migration):
    dependencies = [
        ("mission", "0011_alerts_lead_into_the_portal"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="worksitestatus",
            constraint=ExclusionConstraint(
                name="worksite_statuses_do_not_overlap",
                expressions=[
                    (OnePoint("worksite"), "&&"),
                    (TimeHeld("starts_at", "ends_at", "closed_at"), "&&"),
                ],
                violation_error_message="The worksite already has a status for this time. Replace that one.",
            ),
        ),
    ]
