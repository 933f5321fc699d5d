"""A ledger file that another replaced may be brought in again."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0029_holidays_have_a_page"),
        ("fiscal", "0031_vendors_ledgers_and_what_is_given_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="ledgerimport",
            name="ledger_file_is_loaded_once",
        ),
        migrations.AddConstraint(
            model_name="ledgerimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["waiting", "loaded"])),
                fields=("file_hash",),
                name="ledger_file_is_loaded_once",
                violation_error_message="This very file was brought in already.",
            ),
        ),
    ]
