"""Auditors list the few refusals among millions of acts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0009_imports_are_called_imports")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                fields=["-at", "-id"], name="audit_event_refused", condition=models.Q(("outcome", "refused"))
            ),
        ),
    ]
