"""An act keeps the roles its actor held at that moment and the kind of workstation (portal.md 24)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns for every act; earlier acts have them empty, since nobody can say it any more."""

    dependencies = [("core", "0013_zip_codes_and_phones_have_a_form")]

    operations = [
        migrations.AddField(
            model_name="auditevent",
            name="actor_roles",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="roles held"),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="workstation",
            field=models.CharField(
                blank=True, choices=[("own", "Own"), ("shared", "Shared")], db_default="", default="", max_length=6
            ),
        ),
    ]
