from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("core", "0003_worker_processes")]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "ordering": ["last_name", "first_name", "pk"],
                "permissions": [
                    ("use_portal", "Can use the portal as a member of staff"),
                    ("view_status", "Can see how the portal is doing"),
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="signinattempt",
            options={
                "default_permissions": ("view",),
                "permissions": [("release_signinattempt", "Can release a locked sign-in name")],
                "verbose_name": "locked name",
            },
        ),
        migrations.AlterField(
            model_name="signinattempt",
            name="address",
            field=models.GenericIPAddressField(null=True, verbose_name="from"),
        ),
        migrations.AlterField(
            model_name="signinattempt",
            name="at",
            field=models.DateTimeField(default=timezone.now, verbose_name="last try"),
        ),
    ]
