"""The indexes of words hold no entry whose time is over; those there are marked in the first night."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0026_accounts_say_whether_they_are_listed"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="searchentry",
            name="search_entry_words",
        ),
        migrations.RemoveIndex(
            model_name="searchentry",
            name="search_entry_title_words",
        ),
        migrations.AddField(
            model_name="searchentry",
            name="over",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("over", False)), fields=["words"], name="search_entry_words"
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("over", False)), fields=["title_words"], name="search_entry_title_words"
            ),
        ),
    ]
