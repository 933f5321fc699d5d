import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models

import doc_portal.core.ranges


class Migration(migrations.Migration):
    dependencies = [
        ("personnel", "0028_the_newest_background_check_decides"),
        ("training", "0006_courses_taken_elsewhere"),
    ]

    operations = [
        migrations.AddField(
            model_name="unplaced",
            name="words",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="in words"),
        ),
        migrations.AlterField(
            model_name="unplaced",
            name="due_on",
            field=models.DateField(null=True, verbose_name="due"),
        ),
        migrations.AlterField(
            model_name="unplaced",
            name="reason",
            field=models.CharField(
                choices=[
                    ("no_seat", "No seat before the due date"),
                    ("relief", "The shift would be short"),
                    ("day_off", "Regular day off"),
                    ("leave", "Away"),
                    ("no_class", "No class in the region"),
                    ("clash", "Already booked then"),
                    ("no_teacher", "No certified instructor"),
                    ("before", "Something needed before is missing"),
                    ("audience", "The course is not for them"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="DaysOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        help_text="1 for Monday to 7 for Sunday.",
                        size=None,
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The first day on which they no longer hold.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="days_off", to="personnel.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "regular days off",
                "verbose_name_plural": "regular days off",
                "ordering": ["person", "starts_on"],
                "default_permissions": ("import",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"
                        ),
                        name="days_off_end_after_they_start",
                        violation_error_message="The end must come after the start.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weekdays__contained_by", [1, 2, 3, 4, 5, 6, 7]), ("weekdays__len__range", (1, 6))
                        ),
                        name="days_off_are_days_of_the_week",
                        violation_error_message="Name one to six days of the week.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__range", ("2000-01-01", "2199-12-31")),
                            models.Q(
                                ("ends_on__isnull", True),
                                ("ends_on__range", ("2000-01-01", "2199-12-31")),
                                _connector="OR",
                            ),
                        ),
                        name="days_off_within_reason",
                        violation_error_message="Enter a year between 2000 and 2199.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                        expressions=[
                            (doc_portal.core.ranges.OnePoint("person"), "&&"),
                            (doc_portal.core.ranges.DateSpan("starts_on", "ends_on"), "&&"),
                        ],
                        name="days_off_do_not_overlap",
                        violation_error_message="This person already has days off for some of that time.",
                    ),
                ],
            },
        ),
    ]
