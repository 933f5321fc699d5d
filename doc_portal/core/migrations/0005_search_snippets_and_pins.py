from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_status_and_sign_in_permissions")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="body",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                condition=models.Q(("pinned_for", ""), _negated=True),
                fields=["pinned_for"],
                name="search_entry_pinned",
            ),
        ),
    ]
