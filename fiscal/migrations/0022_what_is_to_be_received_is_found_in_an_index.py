"""What is still to come is found among the issued orders of a worksite in two indexes alone, whatever was bought before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fiscal", "0021_nobody_decides_on_what_they_wrote")]

    operations = [
        migrations.RemoveIndex(model_name="orderline", name="order_lines_still_to_come"),
        migrations.AddIndex(
            model_name="orderline",
            index=models.Index(
                condition=models.Q(
                    ("accepted__lt", models.F("quantity")),
                    models.Q(("match_rule", "order_invoice"), _negated=True),
                ),
                fields=["order"],
                name="order_lines_to_receive",
            ),
        ),
        migrations.AddIndex(
            model_name="purchaseorder",
            index=models.Index(
                condition=models.Q(("status", "issued")), fields=["worksite", "-id"], name="orders_issued_of_a_worksite"
            ),
        ),
    ]
