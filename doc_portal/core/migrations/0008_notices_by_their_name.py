from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0007_grants_once_and_audit_by_act")]

    operations = [
        migrations.AlterModelOptions(
            name="notification",
            options={"default_permissions": (), "ordering": ["-at", "-pk"], "verbose_name": "notice"},
        )
    ]
