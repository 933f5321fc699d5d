"""Somebody who opens an account has no password until they choose one through the link."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("personnel", "0015_status_words_have_a_key")]

    operations = [
        migrations.AlterField(
            model_name="applicant",
            name="password",
            field=models.CharField(default="!", editable=False, max_length=128),
        ),
    ]
