"""What is open at year end is found in two indexes, without the rows of past years."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0029_holidays_have_a_page"),
        ("fiscal", "0037_rules_say_the_settings_alike"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="orderline",
            name="order_lines_to_bill",
        ),
        migrations.AddIndex(
            model_name="orderline",
            index=models.Index(
                condition=models.Q(("billed__lt", models.F("quantity"))),
                fields=["order"],
                include=("id", "quantity", "accepted", "billed", "received", "match_rule"),
                name="order_lines_to_bill",
            ),
        ),
        migrations.AddIndex(
            model_name="purchaseorder",
            index=models.Index(
                condition=models.Q(("status__in", ["issued", "on_hold"])),
                fields=["budget_fy", "id"],
                name="orders_open_of_a_year",
            ),
        ),
    ]
