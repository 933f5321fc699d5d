"""Forms and imports find the person of an assignment when they judge its time; the table stays as it is."""

import django.contrib.postgres.constraints
from django.conf import settings
from django.db import migrations, models

import doc_portal.core.ranges


class Migration(migrations.Migration):
    dependencies = [
        ("personnel", "0002_names_folded_and_no_supervisor_loops"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="assignment",
            name="assignment_one_primary_at_a_time",
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("primary", True)),
                expressions=[
                    (doc_portal.core.ranges.OnePoint("person"), "&&"),
                    (doc_portal.core.ranges.DateSpan("starts_on", "ends_on"), "&&"),
                ],
                name="assignment_one_primary_at_a_time",
                violation_error_message="The person already has a main assignment in that time. End it first, or make this one an additional assignment.",
            ),
        ),
    ]
