"""Live stories are few among thousands that have ended: the index finds them by their end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mission", "0008_library_alerts_events_words")]

    operations = [
        migrations.AddIndex(
            model_name="newsitem",
            index=models.Index(
                fields=["expire_at"], name="news_item_by_end", condition=models.Q(("status", "approved"))
            ),
        ),
    ]
