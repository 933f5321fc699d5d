from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0008_notices_by_their_name")]

    operations = [
        migrations.AlterModelOptions(
            name="importrun",
            options={
                "verbose_name": "import",
                "ordering": ["-created_at", "-pk"],
                "default_permissions": ("add", "view"),
                "permissions": [
                    ("apply_importrun", "Can apply a checked import"),
                    ("discard_importrun", "Can discard a checked import"),
                ],
            },
        ),
    ]
