"""One story at the top for the department, and one for each worksite."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mission", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="newsitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("pinned", True), ("status", "approved")),
                fields=("worksite",),
                name="news_one_pin_per_audience",
                nulls_distinct=False,
                violation_error_message="Another story is already kept at the top for these readers.",
            ),
        ),
    ]
