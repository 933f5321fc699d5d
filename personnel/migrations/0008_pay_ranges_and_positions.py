"""Pay ranges may begin on a day no source gives; a position moves between its statuses by verbs alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("personnel", "0007_recruiting_gates")]

    operations = [
        migrations.AlterModelOptions(
            name="payrange",
            options={
                "default_permissions": ("add", "change", "view"),
                "ordering": [
                    "job_class",
                    "basis",
                    models.OrderBy(models.F("starts_on"), descending=True, nulls_last=True),
                ],
                "verbose_name": "pay range",
            },
        ),
        migrations.AlterModelOptions(
            name="position",
            options={
                "default_permissions": ("add", "change", "view", "export", "import"),
                "ordering": ["worksite", "job_class", "position_no"],
                "permissions": [
                    ("freeze_position", "Can freeze a position and open it again"),
                    ("abolish_position", "Can abolish a position"),
                    ("vacate_position", "Can fill a position and make it vacant"),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="payrange",
            name="pay_range_dates_within_reason",
        ),
        migrations.AlterField(
            model_name="payrange",
            name="starts_on",
            field=models.DateField(
                blank=True, help_text="Empty where no source gives the day.", null=True, verbose_name="from"
            ),
        ),
        migrations.AlterField(
            model_name="payrangeevent",
            name="starts_on",
            field=models.DateField(
                blank=True, help_text="Empty where no source gives the day.", null=True, verbose_name="from"
            ),
        ),
        migrations.AlterField(
            model_name="position",
            name="status",
            field=models.CharField(
                choices=[("filled", "Filled"), ("vacant", "Vacant"), ("frozen", "Frozen"), ("abolished", "Abolished")],
                default="vacant",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="positionevent",
            name="status",
            field=models.CharField(
                choices=[("filled", "Filled"), ("vacant", "Vacant"), ("frozen", "Frozen"), ("abolished", "Abolished")],
                default="vacant",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="payrange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("starts_on__isnull", True), ("starts_on__range", ("1950-01-01", "2199-12-31")), _connector="OR"
                    ),
                    models.Q(
                        ("ends_on__isnull", True), ("ends_on__range", ("1950-01-01", "2199-12-31")), _connector="OR"
                    ),
                ),
                name="pay_range_dates_within_reason",
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
        ),
    ]
