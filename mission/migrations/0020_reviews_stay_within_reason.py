"""When something was last reviewed, and how often it is, stays within reason in the database too."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0025_worksites_are_confirmed"),
        ("mission", "0019_feedback_kinds_in_plain_words"),
        ("personnel", "0004_people_of_the_directory_are_counted_from_an_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_on__isnull", True), ("reviewed_on__range", ("1950-01-01", "2199-12-31")), _connector="OR"
                ),
                name="document_last_review_within_reason",
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("review_months__isnull", True), ("review_months__range", (1, 120)), _connector="OR"
                ),
                name="document_reviewed_every_1_to_120_months",
                violation_error_message="Enter 1 to 120 months between reviews.",
            ),
        ),
        migrations.AddConstraint(
            model_name="glossaryterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_on__isnull", True), ("reviewed_on__range", ("1950-01-01", "2199-12-31")), _connector="OR"
                ),
                name="glossary_term_last_review_within_reason",
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
        ),
        migrations.AddConstraint(
            model_name="glossaryterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("review_months__isnull", True), ("review_months__range", (1, 120)), _connector="OR"
                ),
                name="glossary_term_reviewed_every_1_to_120_months",
                violation_error_message="Enter 1 to 120 months between reviews.",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_on__isnull", True), ("reviewed_on__range", ("1950-01-01", "2199-12-31")), _connector="OR"
                ),
                name="service_last_review_within_reason",
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("review_months__isnull", True), ("review_months__range", (1, 120)), _connector="OR"
                ),
                name="service_reviewed_every_1_to_120_months",
                violation_error_message="Enter 1 to 120 months between reviews.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitpage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_on__isnull", True), ("reviewed_on__range", ("1950-01-01", "2199-12-31")), _connector="OR"
                ),
                name="unit_page_last_review_within_reason",
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitpage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("review_months__isnull", True), ("review_months__range", (1, 120)), _connector="OR"
                ),
                name="unit_page_reviewed_every_1_to_120_months",
                violation_error_message="Enter 1 to 120 months between reviews.",
            ),
        ),
    ]
