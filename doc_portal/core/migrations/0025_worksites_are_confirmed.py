"""Confirming a worksite, and marking it as to be confirmed, are acts of their own with their own rights."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0024_newest_grants_first")]

    operations = [
        migrations.AlterModelOptions(
            name="worksite",
            options={
                "default_permissions": ("add", "change", "view", "export", "import"),
                "ordering": ["name"],
                "permissions": [
                    ("close_worksite", "Can close a worksite"),
                    ("confirm_worksite", "Can confirm what is known of a worksite"),
                    ("doubt_worksite", "Can mark a worksite as to be confirmed"),
                ],
            },
        ),
    ]
