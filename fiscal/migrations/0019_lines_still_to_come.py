"""Lists that stay as quick with ten years of purchases as with one: what is still to come or open, the newest vouchers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fiscal", "0018_orders_follow_awards")]

    operations = [
        migrations.AddIndex(
            model_name="orderline",
            index=models.Index(
                condition=models.Q(("accepted__lt", models.F("quantity"))),
                fields=["order"],
                name="order_lines_still_to_come",
            ),
        ),
        migrations.AddIndex(
            model_name="paymentrequest",
            index=models.Index(fields=["-vouchered_at", "-id"], name="vouchers_newest_first"),
        ),
        migrations.AddIndex(
            model_name="requisition",
            index=models.Index(
                condition=models.Q(("status__in", ["closed", "rejected", "cancelled"]), _negated=True),
                fields=["worksite"],
                name="requisitions_unfinished",
            ),
        ),
    ]
