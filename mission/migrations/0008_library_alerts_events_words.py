"""Documents with versions, alerts, statuses of worksites, events, words, services, feedback, bookmarks, feeds."""

import datetime
import uuid

import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0019_sign_in_codes"),
        ("mission", "0007_functions_are_removed_and_units_arranged"),
        ("personnel", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WorksiteState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60)),
                (
                    "level",
                    models.CharField(
                        choices=[("ok", "ok"), ("info", "info"), ("warn", "warn"), ("bad", "bad")], max_length=4
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("in_use", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["order"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "severity",
                    models.CharField(
                        choices=[("information", "Information"), ("warning", "Warning"), ("critical", "Critical")],
                        max_length=12,
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("link", models.CharField(blank=True, max_length=300, verbose_name="page of the portal with more")),
                ("everywhere", models.BooleanField(default=False, verbose_name="for the whole department")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("reason", models.CharField(max_length=300, verbose_name="why")),
                (
                    "extended_because",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="why longer"),
                ),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ended early")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                ("worksites", models.ManyToManyField(blank=True, related_name="alerts", to="core.worksite")),
            ],
            options={
                "ordering": ["-starts_at", "-pk"],
                "permissions": [("extend_alert", "Can extend an alert"), ("end_alert", "Can end an alert early")],
                "default_permissions": ("add", "change", "view", "export"),
            },
        ),
        migrations.CreateModel(
            name="AlertEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "severity",
                    models.CharField(
                        choices=[("information", "Information"), ("warning", "Warning"), ("critical", "Critical")],
                        max_length=12,
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("link", models.CharField(blank=True, max_length=300, verbose_name="page of the portal with more")),
                ("everywhere", models.BooleanField(default=False, verbose_name="for the whole department")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("reason", models.CharField(max_length=300, verbose_name="why")),
                (
                    "extended_because",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="why longer"),
                ),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ended early")),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="mission.alert",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=300, verbose_name="page")),
                ("label", models.CharField(max_length=160)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookmarks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True, verbose_name="last read")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feeds", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="last reviewed")),
                (
                    "review_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months between reviews"),
                ),
                ("number", models.CharField(max_length=40)),
                ("key", models.CharField(editable=False, max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("policy", "Policy"),
                            ("procedure", "Procedure"),
                            ("post_order", "Post order"),
                            ("form", "Form"),
                            ("manual", "Manual"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("summary", models.TextField(blank=True, verbose_name="in plain words")),
                ("topic", models.CharField(blank=True, max_length=120)),
                (
                    "visibility",
                    models.CharField(
                        choices=[("staff", "All staff"), ("restricted", "Those with the right to read it")],
                        default="staff",
                        max_length=12,
                        verbose_name="who may read it",
                    ),
                ),
                ("placeholder", models.BooleanField(default=False, editable=False, verbose_name="text not supplied")),
                ("published", models.BooleanField(default=False, editable=False)),
                ("as_of", models.CharField(blank=True, editable=False, max_length=40, verbose_name="known as of")),
                ("confirmed", models.BooleanField(default=True, editable=False)),
                ("source", models.TextField(blank=True, editable=False)),
                ("note", models.TextField(blank=True, editable=False)),
                ("withdrawn_on", models.DateField(editable=False, null=True, verbose_name="withdrawn")),
                (
                    "withdrawn_because",
                    models.CharField(blank=True, editable=False, max_length=400, verbose_name="reason"),
                ),
                ("sample", models.BooleanField(default=False, editable=False, verbose_name="invented for the sample")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="personnel.rolecontact",
                        verbose_name="owner",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="mission.document",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="core.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
                "permissions": [
                    ("view_restricted_document", "Can read restricted documents"),
                    ("withdraw_document", "Can withdraw a document"),
                ],
                "default_permissions": ("add", "change", "view", "export"),
            },
        ),
        migrations.CreateModel(
            name="DocumentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="last reviewed")),
                (
                    "review_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months between reviews"),
                ),
                ("number", models.CharField(max_length=40)),
                ("key", models.CharField(editable=False, max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("policy", "Policy"),
                            ("procedure", "Procedure"),
                            ("post_order", "Post order"),
                            ("form", "Form"),
                            ("manual", "Manual"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("summary", models.TextField(blank=True, verbose_name="in plain words")),
                ("topic", models.CharField(blank=True, max_length=120)),
                (
                    "visibility",
                    models.CharField(
                        choices=[("staff", "All staff"), ("restricted", "Those with the right to read it")],
                        default="staff",
                        max_length=12,
                        verbose_name="who may read it",
                    ),
                ),
                ("placeholder", models.BooleanField(default=False, editable=False, verbose_name="text not supplied")),
                ("published", models.BooleanField(default=False, editable=False)),
                ("as_of", models.CharField(blank=True, editable=False, max_length=40, verbose_name="known as of")),
                ("confirmed", models.BooleanField(default=True, editable=False)),
                ("source", models.TextField(blank=True, editable=False)),
                ("note", models.TextField(blank=True, editable=False)),
                ("withdrawn_on", models.DateField(editable=False, null=True, verbose_name="withdrawn")),
                (
                    "withdrawn_because",
                    models.CharField(blank=True, editable=False, max_length=400, verbose_name="reason"),
                ),
                ("sample", models.BooleanField(default=False, editable=False, verbose_name="invented for the sample")),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="personnel.rolecontact",
                        verbose_name="owner",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="mission.document",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="mission.document",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("n", models.PositiveIntegerField(editable=False, verbose_name="version number")),
                ("effective_on", models.DateField(verbose_name="in force from")),
                (
                    "change_kind",
                    models.CharField(
                        choices=[("material", "Material: must be read again"), ("typo", "Correction of wording only")],
                        default="material",
                        max_length=10,
                        verbose_name="kind of change",
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=400, verbose_name="what changed")),
                ("text", models.TextField(blank=True)),
                (
                    "has_text_layer",
                    models.BooleanField(default=True, editable=False, verbose_name="the file can be read aloud"),
                ),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published")],
                        default="draft",
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="mission.document"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.attachment",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-effective_on", "-n"],
                "permissions": [("publish_documentversion", "Can publish a version of a document")],
                "default_permissions": ("add", "change", "view"),
            },
        ),
        migrations.CreateModel(
            name="DocumentVersionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("n", models.PositiveIntegerField(editable=False, verbose_name="version number")),
                ("effective_on", models.DateField(verbose_name="in force from")),
                (
                    "change_kind",
                    models.CharField(
                        choices=[("material", "Material: must be read again"), ("typo", "Correction of wording only")],
                        default="material",
                        max_length=10,
                        verbose_name="kind of change",
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=400, verbose_name="what changed")),
                ("text", models.TextField(blank=True)),
                (
                    "has_text_layer",
                    models.BooleanField(default=True, editable=False, verbose_name="the file can be read aloud"),
                ),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published")],
                        default="draft",
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="mission.document",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.attachment",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="mission.documentversion",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField(blank=True, verbose_name="more about it")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("all_day", models.BooleanField(default=False, verbose_name="all day")),
                ("place", models.CharField(max_length=160, verbose_name="where")),
                ("everywhere", models.BooleanField(default=False, verbose_name="for the whole department")),
                ("canceled_at", models.DateTimeField(editable=False, null=True, verbose_name="canceled")),
                (
                    "canceled_because",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason"),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar",
                        to="personnel.rolecontact",
                        verbose_name="whom to ask",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calendar", to="core.unit"
                    ),
                ),
                ("worksites", models.ManyToManyField(blank=True, related_name="calendar", to="core.worksite")),
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "permissions": [("cancel_event", "Can cancel an event")],
                "default_permissions": ("add", "change", "view", "export"),
            },
        ),
        migrations.CreateModel(
            name="EventEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField(blank=True, verbose_name="more about it")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("all_day", models.BooleanField(default=False, verbose_name="all day")),
                ("place", models.CharField(max_length=160, verbose_name="where")),
                ("everywhere", models.BooleanField(default=False, verbose_name="for the whole department")),
                ("canceled_at", models.DateTimeField(editable=False, null=True, verbose_name="canceled")),
                (
                    "canceled_because",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason"),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="personnel.rolecontact",
                        verbose_name="whom to ask",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="mission.event",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("path", models.CharField(max_length=300, verbose_name="page")),
                ("page_title", models.CharField(blank=True, max_length=200)),
                ("page_version", models.CharField(blank=True, max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("useful", "Useful"),
                            ("not_useful", "Not useful"),
                            ("wrong", "Something is wrong"),
                            ("broken", "A link or a file does not work"),
                            ("missing", "I did not find what I looked for"),
                            ("access", "I cannot use it with my aids"),
                        ],
                        max_length=12,
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=1000)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("in_progress", "In progress"),
                            ("answered", "Answered"),
                            ("closed", "Closed"),
                        ],
                        default="new",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("reply", models.TextField(blank=True, max_length=1000)),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="core.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "feedback",
                "verbose_name_plural": "feedback",
                "ordering": ["-created_at", "-pk"],
                "permissions": [("answer_feedback", "Can answer what readers say of a page")],
                "default_permissions": ("view", "export"),
            },
        ),
        migrations.CreateModel(
            name="GlossaryTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="last reviewed")),
                (
                    "review_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months between reviews"),
                ),
                ("term", models.CharField(max_length=80)),
                ("expansion", models.CharField(blank=True, max_length=200, verbose_name="stands for")),
                ("meaning", models.TextField(blank=True)),
                (
                    "aliases",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="other spellings, with commas between them"
                    ),
                ),
                ("folded", models.CharField(editable=False, max_length=300)),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("source", models.CharField(blank=True, editable=False, max_length=300)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="personnel.rolecontact",
                    ),
                ),
            ],
            options={
                "verbose_name": "term",
                "ordering": ["term", "expansion", "pk"],
                "permissions": [("archive_glossaryterm", "Can archive a term")],
                "default_permissions": ("add", "change", "view", "export"),
            },
        ),
        migrations.CreateModel(
            name="GlossaryTermEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="last reviewed")),
                (
                    "review_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months between reviews"),
                ),
                ("term", models.CharField(max_length=80)),
                ("expansion", models.CharField(blank=True, max_length=200, verbose_name="stands for")),
                ("meaning", models.TextField(blank=True)),
                (
                    "aliases",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="other spellings, with commas between them"
                    ),
                ),
                ("folded", models.CharField(editable=False, max_length=300)),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("source", models.CharField(blank=True, editable=False, max_length=300)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="personnel.rolecontact",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="mission.glossaryterm",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="last reviewed")),
                (
                    "review_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months between reviews"),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", models.CharField(help_text="Begin with a verb, as in “Report an injury”.", max_length=120)),
                ("summary", models.CharField(max_length=240, verbose_name="in a sentence")),
                ("body", models.TextField(blank=True, verbose_name="what to do")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="personnel.rolecontact",
                        verbose_name="whom to ask",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mission.document",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mission.document",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="services", to="core.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["title", "pk"],
                "permissions": [("archive_service", "Can archive a service")],
                "default_permissions": ("add", "change", "view", "export"),
            },
        ),
        migrations.CreateModel(
            name="ServiceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="last reviewed")),
                (
                    "review_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months between reviews"),
                ),
                ("slug", models.SlugField(db_index=False, max_length=80)),
                ("title", models.CharField(help_text="Begin with a verb, as in “Report an injury”.", max_length=120)),
                ("summary", models.CharField(max_length=240, verbose_name="in a sentence")),
                ("body", models.TextField(blank=True, verbose_name="what to do")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="personnel.rolecontact",
                        verbose_name="whom to ask",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="mission.document",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="mission.service",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="mission.document",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WorksiteStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("note", models.CharField(max_length=300, verbose_name="what staff should do")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="replaced")),
                (
                    "closed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mission.worksitestate"
                    ),
                ),
                (
                    "worksite",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statuses", to="core.worksite"
                    ),
                ),
            ],
            options={
                "verbose_name": "worksite status",
                "verbose_name_plural": "worksite statuses",
                "ordering": ["-starts_at", "-pk"],
                "default_permissions": ("add", "change", "view", "export"),
            },
        ),
        migrations.CreateModel(
            name="WorksiteStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("note", models.CharField(max_length=300, verbose_name="what staff should do")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="replaced")),
                (
                    "closed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="mission.worksitestatus",
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="mission.worksitestate",
                    ),
                ),
                (
                    "worksite",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.worksite",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["ends_at"], name="alert_by_end"),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="alert_ends_after_it_starts",
                violation_error_message="The alert must end after it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("severity", "critical"), _negated=True),
                    (
                        "ends_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("starts_at"), "+", models.Value(datetime.timedelta(days=3))
                        ),
                    ),
                    models.Q(("extended_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="alert_critical_for_72_hours_unless_extended",
                violation_error_message="A critical alert lasts 72 hours at most. Choose an earlier end; it can be extended later with a reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("text", ""), _negated=True), models.Q(("reason", ""), _negated=True)),
                name="alert_says_something_and_why",
                violation_error_message="Enter the text and why it is shown.",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__range", ("1990-01-01T00:00Z", "2200-12-31T00:00Z")),
                    ("starts_at__range", ("1990-01-01T00:00Z", "2200-12-31T00:00Z")),
                ),
                name="alert_dates_within_reason",
                violation_error_message="Enter a year between 1990 and 2199.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="alert",
            trigger=pgtrigger.compiler.Trigger(
                name="alert_ends_and_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="00c186229afc1e36247118690adb3a65e85f2df6",
                    operation="DELETE",
                    pgid="pgtrigger_alert_ends_and_is_never_deleted_19310",
                    table="mission_alert",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="alert",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_alertevent" ("created_at", "created_by_id", "ended_at", "ends_at", "everywhere", "extended_because", "id", "link", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "severity", "starts_at", "text", "version") VALUES (NEW."created_at", NEW."created_by_id", NEW."ended_at", NEW."ends_at", NEW."everywhere", NEW."extended_because", NEW."id", NEW."link", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reason", NEW."severity", NEW."starts_at", NEW."text", NEW."version"); RETURN NULL;',
                    hash="283cd7f8c38477f08ad3b446fb870efcf6abebd7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_02a28",
                    table="mission_alert",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="alert",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mission_alertevent" ("created_at", "created_by_id", "ended_at", "ends_at", "everywhere", "extended_because", "id", "link", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "severity", "starts_at", "text", "version") VALUES (NEW."created_at", NEW."created_by_id", NEW."ended_at", NEW."ends_at", NEW."everywhere", NEW."extended_because", NEW."id", NEW."link", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."severity", NEW."starts_at", NEW."text", NEW."version"); RETURN NULL;',
                    hash="a77c0f4f7f38c2771803a3d36be3ed60a7cec819",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_599c9",
                    table="mission_alert",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="alert",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_alertevent" ("created_at", "created_by_id", "ended_at", "ends_at", "everywhere", "extended_because", "id", "link", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "severity", "starts_at", "text", "version") VALUES (OLD."created_at", OLD."created_by_id", OLD."ended_at", OLD."ends_at", OLD."everywhere", OLD."extended_because", OLD."id", OLD."link", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reason", OLD."severity", OLD."starts_at", OLD."text", OLD."version"); RETURN NULL;',
                    hash="5a9fb306991f2d79f4676ac9cf50e2452fd65017",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_16f5f",
                    table="mission_alert",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="alertevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ec05d34b43498a15fb692078a4d20abe58a4d022",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ec51b",
                    table="mission_alertevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="bookmark",
            constraint=models.UniqueConstraint(
                fields=("user", "path"),
                name="bookmark_once_per_page",
                violation_error_message="You have already bookmarked this page.",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("path__startswith", "/"), models.Q(("path__startswith", "//"), _negated=True)),
                name="bookmark_leads_into_the_portal",
                violation_error_message="Bookmarks lead to pages of the portal.",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarfeed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("user",),
                name="calendar_feed_one_live_address",
                violation_error_message="You already have an address for your calendar. Revoke it first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                fields=("key",),
                name="document_number_used_once",
                violation_error_message="Another document already has this number.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^[^\\W_]+$")),
                name="document_number_holds_letters_or_digits",
                violation_error_message="Enter a number with letters or digits.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_on__isnull", True), models.Q(("withdrawn_because", ""), _negated=True), _connector="OR"
                ),
                name="document_withdrawn_with_a_reason",
                violation_error_message="Say why the document is withdrawn.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor__isnull", True), models.Q(("successor", models.F("pk")), _negated=True), _connector="OR"
                ),
                name="document_is_not_its_own_successor",
                violation_error_message="A document cannot follow itself. Choose another one.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="document_is_withdrawn_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="843e4c4c1e7f1379cea890cea249ef9152e90b88",
                    operation="DELETE",
                    pgid="pgtrigger_document_is_withdrawn_never_deleted_9d1b3",
                    table="mission_document",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_documentevent" ("as_of", "confirmed", "created_at", "created_by_id", "id", "key", "kind", "note", "number", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placeholder", "published", "review_months", "reviewed_on", "sample", "source", "successor_id", "summary", "title", "topic", "unit_id", "version", "visibility", "withdrawn_because", "withdrawn_on") VALUES (NEW."as_of", NEW."confirmed", NEW."created_at", NEW."created_by_id", NEW."id", NEW."key", NEW."kind", NEW."note", NEW."number", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."placeholder", NEW."published", NEW."review_months", NEW."reviewed_on", NEW."sample", NEW."source", NEW."successor_id", NEW."summary", NEW."title", NEW."topic", NEW."unit_id", NEW."version", NEW."visibility", NEW."withdrawn_because", NEW."withdrawn_on"); RETURN NULL;',
                    hash="cf008aeff2055dd7cd531e590b8915cac89152a4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fb340",
                    table="mission_document",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mission_documentevent" ("as_of", "confirmed", "created_at", "created_by_id", "id", "key", "kind", "note", "number", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placeholder", "published", "review_months", "reviewed_on", "sample", "source", "successor_id", "summary", "title", "topic", "unit_id", "version", "visibility", "withdrawn_because", "withdrawn_on") VALUES (NEW."as_of", NEW."confirmed", NEW."created_at", NEW."created_by_id", NEW."id", NEW."key", NEW."kind", NEW."note", NEW."number", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."placeholder", NEW."published", NEW."review_months", NEW."reviewed_on", NEW."sample", NEW."source", NEW."successor_id", NEW."summary", NEW."title", NEW."topic", NEW."unit_id", NEW."version", NEW."visibility", NEW."withdrawn_because", NEW."withdrawn_on"); RETURN NULL;',
                    hash="530aefdae4bb76f38e776b245fa87e7838deba9c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7508a",
                    table="mission_document",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_documentevent" ("as_of", "confirmed", "created_at", "created_by_id", "id", "key", "kind", "note", "number", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placeholder", "published", "review_months", "reviewed_on", "sample", "source", "successor_id", "summary", "title", "topic", "unit_id", "version", "visibility", "withdrawn_because", "withdrawn_on") VALUES (OLD."as_of", OLD."confirmed", OLD."created_at", OLD."created_by_id", OLD."id", OLD."key", OLD."kind", OLD."note", OLD."number", OLD."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."placeholder", OLD."published", OLD."review_months", OLD."reviewed_on", OLD."sample", OLD."source", OLD."successor_id", OLD."summary", OLD."title", OLD."topic", OLD."unit_id", OLD."version", OLD."visibility", OLD."withdrawn_because", OLD."withdrawn_on"); RETURN NULL;',
                    hash="ac91f4273269fe13125b12fc17969bcaf459de08",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2bde9",
                    table="mission_document",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9dc39b2924978e0dbf84a226a9bb9761a531aa1d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_eb5c9",
                    table="mission_documentevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(fields=("document", "n"), name="document_version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "published")),
                fields=("document", "effective_on"),
                name="document_one_version_a_day",
                violation_error_message="Another published version takes effect on that day. Choose another day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("change_kind", "typo"),
                    ("status", "draft"),
                    models.Q(("summary", ""), _negated=True),
                    _connector="OR",
                ),
                name="document_material_change_says_what_changed",
                violation_error_message="Say what changed: staff read this line first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    models.Q(("text", ""), _negated=True),
                    models.Q(("file__isnull", False), ("has_text_layer", True)),
                    _connector="OR",
                ),
                name="document_version_published_has_contents",
                violation_error_message="Add the text: a scanned file alone cannot be searched or read aloud.",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    models.Q(
                        models.Q(("published_by__isnull", False), ("published_at__isnull", False), _connector="OR"),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="document_version_published_names_who_and_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("effective_on__range", ("1950-01-01", "2199-12-31"))),
                name="document_version_dates_within_reason",
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentversion",
            trigger=pgtrigger.compiler.Trigger(
                name="published_document_version_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" = 'published')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f1b33fcdead2f35ade2da5f5766c93044f64168d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_document_version_is_frozen_579a5",
                    table="mission_documentversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentversion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_documentversionevent" ("change_kind", "created_at", "created_by_id", "document_id", "effective_on", "file_id", "has_text_layer", "id", "n", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "sha256", "status", "summary", "text", "version") VALUES (NEW."change_kind", NEW."created_at", NEW."created_by_id", NEW."document_id", NEW."effective_on", NEW."file_id", NEW."has_text_layer", NEW."id", NEW."n", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."sha256", NEW."status", NEW."summary", NEW."text", NEW."version"); RETURN NULL;',
                    hash="6ae151b8636ea75dd1ea3e0ccad792123b76fadf",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_425fc",
                    table="mission_documentversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentversion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mission_documentversionevent" ("change_kind", "created_at", "created_by_id", "document_id", "effective_on", "file_id", "has_text_layer", "id", "n", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "sha256", "status", "summary", "text", "version") VALUES (NEW."change_kind", NEW."created_at", NEW."created_by_id", NEW."document_id", NEW."effective_on", NEW."file_id", NEW."has_text_layer", NEW."id", NEW."n", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."sha256", NEW."status", NEW."summary", NEW."text", NEW."version"); RETURN NULL;',
                    hash="0a1b51ce75200f6a2e00fe561612888122fe98bb",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_174ab",
                    table="mission_documentversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentversion",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_documentversionevent" ("change_kind", "created_at", "created_by_id", "document_id", "effective_on", "file_id", "has_text_layer", "id", "n", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "sha256", "status", "summary", "text", "version") VALUES (OLD."change_kind", OLD."created_at", OLD."created_by_id", OLD."document_id", OLD."effective_on", OLD."file_id", OLD."has_text_layer", OLD."id", OLD."n", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."published_at", OLD."published_by_id", OLD."sha256", OLD."status", OLD."summary", OLD."text", OLD."version"); RETURN NULL;',
                    hash="09a864eb054eae9122e003e0769b36b3de546e12",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6edb7",
                    table="mission_documentversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentversionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5a1fa8bd781c236fb710b66b68bc379091cb36dc",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_18354",
                    table="mission_documentversionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["ends_at"], name="event_by_end"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="event_ends_after_it_starts",
                violation_error_message="The event must end after it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ends_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("starts_at"), "+", models.Value(datetime.timedelta(days=31))
                            ),
                            "+",
                            models.Value(datetime.timedelta(seconds=3600)),
                        ),
                    )
                ),
                name="event_lasts_31_days_at_most",
                violation_error_message="An event lasts 31 days at most. Choose an earlier end.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("canceled_at__isnull", True), models.Q(("canceled_because", ""), _negated=True), _connector="OR"
                ),
                name="event_canceled_with_a_reason",
                violation_error_message="Say why the event is canceled.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__range", ("1990-01-01T00:00Z", "2200-12-31T00:00Z")),
                    ("starts_at__range", ("1990-01-01T00:00Z", "2200-12-31T00:00Z")),
                ),
                name="event_dates_within_reason",
                violation_error_message="Enter a year between 1990 and 2199.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="event_is_canceled_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="dcd5e4f1bd8bc0b3c85fef1b0caeda90b357396f",
                    operation="DELETE",
                    pgid="pgtrigger_event_is_canceled_never_deleted_4957d",
                    table="mission_event",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_eventevent" ("all_day", "body", "canceled_at", "canceled_because", "contact_id", "created_at", "created_by_id", "ends_at", "everywhere", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "sequence", "starts_at", "title", "uid", "unit_id", "version") VALUES (NEW."all_day", NEW."body", NEW."canceled_at", NEW."canceled_because", NEW."contact_id", NEW."created_at", NEW."created_by_id", NEW."ends_at", NEW."everywhere", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."place", NEW."sequence", NEW."starts_at", NEW."title", NEW."uid", NEW."unit_id", NEW."version"); RETURN NULL;',
                    hash="3a90c00fbe6b8bd20ae08fb2b5daeaeb9d4ab67a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fb36b",
                    table="mission_event",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mission_eventevent" ("all_day", "body", "canceled_at", "canceled_because", "contact_id", "created_at", "created_by_id", "ends_at", "everywhere", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "sequence", "starts_at", "title", "uid", "unit_id", "version") VALUES (NEW."all_day", NEW."body", NEW."canceled_at", NEW."canceled_because", NEW."contact_id", NEW."created_at", NEW."created_by_id", NEW."ends_at", NEW."everywhere", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."place", NEW."sequence", NEW."starts_at", NEW."title", NEW."uid", NEW."unit_id", NEW."version"); RETURN NULL;',
                    hash="f3cef1f15cb2837db1b7b6dd4d68fd98c26879a0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4c3a1",
                    table="mission_event",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_eventevent" ("all_day", "body", "canceled_at", "canceled_because", "contact_id", "created_at", "created_by_id", "ends_at", "everywhere", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "sequence", "starts_at", "title", "uid", "unit_id", "version") VALUES (OLD."all_day", OLD."body", OLD."canceled_at", OLD."canceled_because", OLD."contact_id", OLD."created_at", OLD."created_by_id", OLD."ends_at", OLD."everywhere", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."place", OLD."sequence", OLD."starts_at", OLD."title", OLD."uid", OLD."unit_id", OLD."version"); RETURN NULL;',
                    hash="3fa01c3507154fc80de65e2c5fde9afe1945d51e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b03fa",
                    table="mission_event",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="eventevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="efca7cc75fb92e7f9f969e01e421893d480660f5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e32f5",
                    table="mission_eventevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["useful", "not_useful"])),
                fields=("created_by", "path", "page_version"),
                name="feedback_one_rating_a_version",
                violation_error_message="You have already rated this page.",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("comment__regex", "^(.|\\n){0,1000}$")),
                name="feedback_comment_of_1000_characters_at_most",
                violation_error_message="Shorten what you say to 1,000 characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="glossaryterm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("archived_at__isnull", True)),
                fields=("folded",),
                name="glossary_term_and_expansion_once",
                violation_error_message="The glossary already has this term with this expansion. Change that one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="glossaryterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("expansion", ""), _negated=True),
                    models.Q(("meaning", ""), _negated=True),
                    _connector="OR",
                ),
                name="glossary_term_is_explained",
                violation_error_message="Enter what the term stands for or what it means.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="glossaryterm",
            trigger=pgtrigger.compiler.Trigger(
                name="glossary_term_is_archived_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="3d651e02a8460ac94388c40c86ac23e53deebc9e",
                    operation="DELETE",
                    pgid="pgtrigger_glossary_term_is_archived_never_deleted_6667b",
                    table="mission_glossaryterm",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="glossaryterm",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_glossarytermevent" ("aliases", "archived_at", "created_at", "created_by_id", "expansion", "folded", "id", "meaning", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_months", "reviewed_on", "source", "term", "version") VALUES (NEW."aliases", NEW."archived_at", NEW."created_at", NEW."created_by_id", NEW."expansion", NEW."folded", NEW."id", NEW."meaning", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."review_months", NEW."reviewed_on", NEW."source", NEW."term", NEW."version"); RETURN NULL;',
                    hash="a6110b20690d302a84e1e47ce30d48f3bf164a8d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_193d8",
                    table="mission_glossaryterm",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="glossaryterm",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mission_glossarytermevent" ("aliases", "archived_at", "created_at", "created_by_id", "expansion", "folded", "id", "meaning", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_months", "reviewed_on", "source", "term", "version") VALUES (NEW."aliases", NEW."archived_at", NEW."created_at", NEW."created_by_id", NEW."expansion", NEW."folded", NEW."id", NEW."meaning", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."review_months", NEW."reviewed_on", NEW."source", NEW."term", NEW."version"); RETURN NULL;',
                    hash="eda1f0e3fd65cc3617bb6a0dd983815851b91812",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d6161",
                    table="mission_glossaryterm",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="glossaryterm",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_glossarytermevent" ("aliases", "archived_at", "created_at", "created_by_id", "expansion", "folded", "id", "meaning", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_months", "reviewed_on", "source", "term", "version") VALUES (OLD."aliases", OLD."archived_at", OLD."created_at", OLD."created_by_id", OLD."expansion", OLD."folded", OLD."id", OLD."meaning", OLD."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."review_months", OLD."reviewed_on", OLD."source", OLD."term", OLD."version"); RETURN NULL;',
                    hash="de7476398b6eaa44e6a15907ddd75823e12dd76c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_86fc8",
                    table="mission_glossaryterm",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="glossarytermevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4ecd97f2318ffab26450c0ab53197e430cad16f1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_4b904",
                    table="mission_glossarytermevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="service",
            trigger=pgtrigger.compiler.Trigger(
                name="service_is_archived_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="32b00d1abb79cad59e80ee6f89e32cda0dda9ac7",
                    operation="DELETE",
                    pgid="pgtrigger_service_is_archived_never_deleted_f210f",
                    table="mission_service",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="service",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_serviceevent" ("archived_at", "body", "contact_id", "created_at", "created_by_id", "form_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "review_months", "reviewed_on", "slug", "summary", "title", "unit_id", "version") VALUES (NEW."archived_at", NEW."body", NEW."contact_id", NEW."created_at", NEW."created_by_id", NEW."form_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."policy_id", NEW."review_months", NEW."reviewed_on", NEW."slug", NEW."summary", NEW."title", NEW."unit_id", NEW."version"); RETURN NULL;',
                    hash="6be9e9909de0d2c75984d0ec6bb6641d67899341",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5b95a",
                    table="mission_service",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="service",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mission_serviceevent" ("archived_at", "body", "contact_id", "created_at", "created_by_id", "form_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "review_months", "reviewed_on", "slug", "summary", "title", "unit_id", "version") VALUES (NEW."archived_at", NEW."body", NEW."contact_id", NEW."created_at", NEW."created_by_id", NEW."form_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."policy_id", NEW."review_months", NEW."reviewed_on", NEW."slug", NEW."summary", NEW."title", NEW."unit_id", NEW."version"); RETURN NULL;',
                    hash="c7fc7eedc3c34c4ee100e156d0de01bbd4d74d44",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1f8b8",
                    table="mission_service",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="service",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_serviceevent" ("archived_at", "body", "contact_id", "created_at", "created_by_id", "form_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "review_months", "reviewed_on", "slug", "summary", "title", "unit_id", "version") VALUES (OLD."archived_at", OLD."body", OLD."contact_id", OLD."created_at", OLD."created_by_id", OLD."form_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."policy_id", OLD."review_months", OLD."reviewed_on", OLD."slug", OLD."summary", OLD."title", OLD."unit_id", OLD."version"); RETURN NULL;',
                    hash="ca554883df3eb3e5e7e96dcab054b3918f54fb18",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_17c70",
                    table="mission_service",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="serviceevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3a92585b3082657b4d661cfb6af1f3791a0a1d96",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_42ce7",
                    table="mission_serviceevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="worksitestatus",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("worksite",),
                name="worksite_has_one_open_status",
                violation_error_message="The worksite already has a status. Replace that one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="worksitestatus",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="worksite_status_ends_after_it_starts",
                violation_error_message="The end must come after the start.",
            ),
        ),
        migrations.AddConstraint(
            model_name="worksitestatus",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at__range", ("1990-01-01T00:00Z", "2200-12-31T00:00Z")),
                    models.Q(
                        ("ends_at__isnull", True),
                        ("ends_at__range", ("1990-01-01T00:00Z", "2200-12-31T00:00Z")),
                        _connector="OR",
                    ),
                ),
                name="worksite_status_dates_within_reason",
                violation_error_message="Enter a year between 1990 and 2199.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worksitestatus",
            trigger=pgtrigger.compiler.Trigger(
                name="worksite_status_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="5c8117dfd862544b5615e8c6e80f172d908e4f69",
                    operation="DELETE",
                    pgid="pgtrigger_worksite_status_is_kept_25c78",
                    table="mission_worksitestatus",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worksitestatus",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_worksitestatusevent" ("closed_at", "closed_by_id", "created_at", "created_by_id", "ends_at", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_at", "state_id", "version", "worksite_id") VALUES (NEW."closed_at", NEW."closed_by_id", NEW."created_at", NEW."created_by_id", NEW."ends_at", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."starts_at", NEW."state_id", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="f6ea3949e11dc0d214c351512b1bb4155da5811c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_115d8",
                    table="mission_worksitestatus",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worksitestatus",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mission_worksitestatusevent" ("closed_at", "closed_by_id", "created_at", "created_by_id", "ends_at", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_at", "state_id", "version", "worksite_id") VALUES (NEW."closed_at", NEW."closed_by_id", NEW."created_at", NEW."created_by_id", NEW."ends_at", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."starts_at", NEW."state_id", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="d9d22ec71816f0d0f4e60580e24bdc262b68ba72",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2bcd5",
                    table="mission_worksitestatus",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worksitestatus",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mission_worksitestatusevent" ("closed_at", "closed_by_id", "created_at", "created_by_id", "ends_at", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_at", "state_id", "version", "worksite_id") VALUES (OLD."closed_at", OLD."closed_by_id", OLD."created_at", OLD."created_by_id", OLD."ends_at", OLD."id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."starts_at", OLD."state_id", OLD."version", OLD."worksite_id"); RETURN NULL;',
                    hash="77370028774742eecd0cf9af40e014b9a3fe564d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ee41e",
                    table="mission_worksitestatus",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worksitestatusevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1186982b3fa1b738dc379117a407513480d9f1e3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_968e8",
                    table="mission_worksitestatusevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
