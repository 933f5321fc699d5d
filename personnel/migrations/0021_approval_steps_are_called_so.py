"""The rows of the approval route are called approval steps."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("personnel", "0020_transfer_wishes_are_matched_by_one_index"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="approvalroute",
            options={
                "default_permissions": ("add", "change"),
                "ordering": [models.OrderBy(models.F("worksite"), nulls_first=True), "no", "starts_on"],
                "verbose_name": "approval step of the route",
                "verbose_name_plural": "approval steps",
            },
        ),
    ]
