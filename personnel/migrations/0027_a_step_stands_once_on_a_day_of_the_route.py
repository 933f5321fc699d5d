"""Of one step of the route one row holds on a day, also where the earlier one ends later."""

import django.contrib.postgres.constraints
from django.conf import settings
from django.db import migrations

import doc_portal.core.ranges


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0027_ended_entries_leave_the_indexes_of_words"),
        ("personnel", "0026_who_did_not_begin_fills_nothing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="approvalroute",
            name="approval_route_step_once",
        ),
        migrations.AddConstraint(
            model_name="approvalroute",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (doc_portal.core.ranges.OnePoint("worksite", or_none=True), "&&"),
                    (doc_portal.core.ranges.OnePoint("no"), "&&"),
                    (doc_portal.core.ranges.DateSpan("starts_on", "ends_on"), "&&"),
                ],
                name="approval_route_step_once",
                violation_error_message="That step already stands on the route on some of these days. End it first, or begin on the day on which it ends.",
            ),
        ),
    ]
