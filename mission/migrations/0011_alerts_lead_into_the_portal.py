"""The link of an alert stays inside the portal."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("mission", "0010_files_of_documents_keep_their_words"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="/") & ~Q(link__startswith="//"),
                name="alert_leads_into_the_portal",
                violation_error_message="An alert leads to a page of the portal, like /news/.",
            ),
        ),
    ]
