"""What is open at year end is found in an index, whatever was bought before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fiscal", "0024_receiving_bills_and_payments")]

    operations = [
        migrations.AddIndex(
            model_name="orderline",
            index=models.Index(
                condition=models.Q(("billed__lt", models.F("quantity"))), fields=["order"], name="order_lines_to_bill"
            ),
        ),
    ]
