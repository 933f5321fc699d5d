"""An import moves from status to status like every other record with a workflow."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0010_refusals_found_at_once")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
    ]
