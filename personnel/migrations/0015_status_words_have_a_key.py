"""Words of a status get a key of their own, as acts are recorded by it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("personnel", "0014_preference_rules_hold_one_at_a_time")]

    operations = [
        migrations.DeleteModel("StatusWords"),
        migrations.CreateModel(
            name="StatusWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", models.CharField(max_length=30, unique=True)),
                ("words", models.CharField(max_length=80, verbose_name="what the applicant reads")),
                ("next_step", models.CharField(blank=True, max_length=240, verbose_name="what comes next")),
                ("source", models.CharField(blank=True, max_length=200)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "status in words",
                "verbose_name_plural": "statuses in words",
                "ordering": ["status"],
                "default_permissions": ("change", "view"),
            },
        ),
    ]
