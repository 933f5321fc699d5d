"""A long list is checked in the background: until then its import is “being checked”."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0022_mail_choices_stopped_addresses_and_near_misses"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importrun",
            name="status",
            field=models.CharField(
                choices=[
                    ("checking", "Being checked"),
                    ("checked", "Checked, not applied"),
                    ("rejected", "Has errors"),
                    ("applied", "Applied"),
                    ("discarded", "Discarded"),
                ],
                default="checked",
                max_length=10,
            ),
        ),
    ]
