"""Auditors read stories that are not published."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("mission", "0004_news_called_stories")]

    operations = [
        migrations.AlterModelOptions(
            name="newsitem",
            options={
                "default_permissions": ("add", "change", "view", "export"),
                "ordering": ["-pinned", "-publish_at", "-pk"],
                "permissions": [
                    ("view_unpublished_newsitem", "Can read stories that are not published"),
                    ("submit_newsitem", "Can send a story for approval"),
                    ("approve_newsitem", "Can approve a story"),
                    ("return_newsitem", "Can return a story to its author"),
                    ("archive_newsitem", "Can archive a story"),
                ],
                "verbose_name": "story",
                "verbose_name_plural": "stories",
            },
        ),
    ]
