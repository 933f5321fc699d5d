"""The list of grants begins with the newest: the index gives a page of them without sorting all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0023_imports_checked_in_the_background")]

    operations = [
        migrations.AddIndex(
            model_name="rolegrant",
            index=models.Index(fields=["-starts_on", "-id"], name="role_grant_newest_first"),
        ),
    ]
