"""ZIP codes and phones of worksites have one form."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0012_grants_are_never_deleted"),
    ]

    operations = [
        migrations.AlterField(
            model_name="worksite",
            name="phone",
            field=models.CharField(
                blank=True,
                max_length=20,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A[0-9]{3}-[0-9]{3}-[0-9]{4}( ext\\. [0-9]{1,5})?\\Z",
                        "Enter ten digits, like 573-555-0100; “ ext. 12” may follow.",
                    )
                ],
            ),
        ),
        migrations.AlterField(
            model_name="worksite",
            name="zip",
            field=models.CharField(
                blank=True,
                max_length=10,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A[0-9]{5}(-[0-9]{4})?\\Z", "Enter five digits, like 65101, or nine, like 65101-1234."
                    )
                ],
                verbose_name="ZIP code",
            ),
        ),
        migrations.AlterField(
            model_name="worksiteevent",
            name="phone",
            field=models.CharField(
                blank=True,
                max_length=20,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A[0-9]{3}-[0-9]{3}-[0-9]{4}( ext\\. [0-9]{1,5})?\\Z",
                        "Enter ten digits, like 573-555-0100; “ ext. 12” may follow.",
                    )
                ],
            ),
        ),
        migrations.AlterField(
            model_name="worksiteevent",
            name="zip",
            field=models.CharField(
                blank=True,
                max_length=10,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A[0-9]{5}(-[0-9]{4})?\\Z", "Enter five digits, like 65101, or nine, like 65101-1234."
                    )
                ],
                verbose_name="ZIP code",
            ),
        ),
    ]
