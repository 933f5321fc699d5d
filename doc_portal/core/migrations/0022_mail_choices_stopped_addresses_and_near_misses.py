"""People choose the mail of each kind of notice; addresses whose mail comes back are stopped; words for misspellings."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0021_nearest_academy"),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticePreference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                (
                    "mail",
                    models.CharField(
                        choices=[("now", "At once"), ("daily", "Once a day"), ("off", "No e-mail")], max_length=5
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=40, unique=True)),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StoppedAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.EmailField(max_length=254)),
                ("stopped_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="stopped")),
                ("released_at", models.DateTimeField(null=True, verbose_name="released")),
            ],
            options={
                "verbose_name": "stopped address",
                "verbose_name_plural": "stopped addresses",
                "ordering": ["-stopped_at", "-pk"],
                "permissions": [("release_stoppedaddress", "Can have mail sent to a stopped address again")],
                "default_permissions": ("view",),
            },
        ),
        migrations.AlterModelOptions(
            name="searchentry",
            options={
                "default_permissions": (),
                "permissions": [("rebuild_searchentry", "Can have the search index written anew")],
            },
        ),
        migrations.AddField(
            model_name="notification",
            name="waits",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="outboxmail",
            name="bounced_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="notification",
            name="read_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="read"),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("waits", True)), fields=["user"], name="notice_waiting_for_daily_mail"
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmail",
            index=models.Index(
                django.db.models.functions.text.Lower("to"),
                models.OrderBy(models.F("id"), descending=True),
                name="outbox_newest_of_an_address",
            ),
        ),
        migrations.AddField(
            model_name="noticepreference",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="searchword",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["keys"], name="search_word_by_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="stoppedaddress",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at__isnull", True)),
                fields=("address",),
                name="address_stopped_once",
                violation_error_message="Mail to this address is already stopped.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stoppedaddress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("address", django.db.models.functions.text.Lower("address")),
                    models.Q(("address", ""), _negated=True),
                ),
                name="stopped_address_in_small_letters",
            ),
        ),
        migrations.AddConstraint(
            model_name="stoppedaddress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("released_at__isnull", True), ("released_at__gte", models.F("stopped_at")), _connector="OR"
                ),
                name="address_released_after_it_was_stopped",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticepreference",
            constraint=models.UniqueConstraint(fields=("user", "kind"), name="one_choice_of_mail_for_each_kind"),
        ),
        migrations.AddConstraint(
            model_name="noticepreference",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["alert", "reading"]), ("mail", "off"), _negated=True),
                name="mail_of_alerts_and_readings_is_never_off",
                violation_error_message="E-mail about alerts and required readings cannot be switched off.",
            ),
        ),
    ]
