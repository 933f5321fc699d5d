"""Workers beat in a table of their own; jobs say which worker runs them; imports are added, applied and discarded."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_unit_reference_key")]

    operations = [
        migrations.CreateModel(
            name="WorkerProcess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("heartbeat_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"ordering": ["started_at"], "default_permissions": ()},
        ),
        migrations.AddField(
            model_name="job",
            name="worker",
            field=models.CharField(blank=True, default="", max_length=120),
            preserve_default=False,
        ),
        migrations.AlterModelOptions(
            name="importrun",
            options={
                "ordering": ["-created_at", "-pk"],
                "default_permissions": ("add", "view"),
                "permissions": [
                    ("apply_importrun", "Can apply a checked import"),
                    ("discard_importrun", "Can discard a checked import"),
                ],
            },
        ),
    ]
