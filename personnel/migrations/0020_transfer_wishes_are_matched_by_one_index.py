"""Wishes are looked up by class and both worksites together; indexes of single columns only mislead the planner."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0025_worksites_are_confirmed"),
        ("personnel", "0019_accounts_of_people_not_listed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="transferwish",
            name="job_class",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="personnel.jobclass"
            ),
        ),
        migrations.AlterField(
            model_name="transferwish",
            name="to_worksite",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.worksite",
                verbose_name="to",
            ),
        ),
    ]
