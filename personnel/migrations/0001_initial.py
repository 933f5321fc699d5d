"""People, where they work, and whom to ask about what."""

import uuid

import django.contrib.postgres.constraints
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import doc_portal.core.ranges


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0019_sign_in_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=120, verbose_name="job title")),
                (
                    "shift",
                    models.CharField(
                        blank=True,
                        choices=[("", "None"), ("day", "Day"), ("evening", "Evening"), ("night", "Night")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The first day on which it no longer holds.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("primary", models.BooleanField(default=True, verbose_name="main assignment")),
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
                        related_name="assignments",
                        to="core.unit",
                    ),
                ),
                (
                    "worksite",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="core.worksite"
                    ),
                ),
            ],
            options={
                "ordering": ["-primary", "-starts_on", "-pk"],
                "permissions": [("end_assignment", "Can end an assignment")],
                "default_permissions": ("add", "change", "view", "export", "import"),
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("employee_number", models.CharField(blank=True, max_length=20, null=True, unique=True)),
                ("first_name", models.CharField(max_length=60)),
                ("last_name", models.CharField(max_length=60)),
                ("preferred_name", models.CharField(blank=True, max_length=60, verbose_name="preferred first name")),
                ("pronunciation", models.CharField(blank=True, max_length=120, verbose_name="how to say the name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="work e-mail")),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A\\(\\d{3}\\) \\d{3}-\\d{4}\\Z",
                                "Enter the telephone number with its ten digits, like (573) 555-0100.",
                            )
                        ],
                        verbose_name="work phone",
                    ),
                ),
                (
                    "extension",
                    models.CharField(
                        blank=True,
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A\\d{1,6}\\Z", "Enter the extension in one to six digits."
                            )
                        ],
                    ),
                ),
                ("languages", models.CharField(blank=True, max_length=160)),
                ("title", models.CharField(blank=True, editable=False, max_length=120, verbose_name="job title")),
                ("can_help_with", models.CharField(blank=True, max_length=240, verbose_name="can help with")),
                ("photo_consent", models.BooleanField(default=False, verbose_name="agrees that the photo is shown")),
                ("suppressed", models.BooleanField(default=False, editable=False, verbose_name="not listed")),
                (
                    "confirmed_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="entry confirmed"),
                ),
                ("ended_on", models.DateField(blank=True, editable=False, null=True, verbose_name="left")),
                (
                    "access_ended_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="access stopped"),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="record closed"),
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
                    "photo",
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
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="core.unit",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="person",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "worksite",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="core.worksite",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ["last_name", "first_name", "pk"],
                "permissions": [
                    ("view_suppressed_person", "Can see people who are not listed"),
                    ("suppress_person", "Can take a person out of the directory and list them again"),
                    ("end_person", "Can end a person's employment"),
                ],
                "default_permissions": ("add", "change", "view", "export", "import"),
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("text", models.TextField(max_length=1000, verbose_name="what should be changed")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("", "Open"), ("taken", "Taken over"), ("declined", "Not taken over")],
                        default="",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=400)),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
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
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="personnel.person"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "default_permissions": ("change", "view"),
            },
        ),
        migrations.CreateModel(
            name="AssignmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=120, verbose_name="job title")),
                (
                    "shift",
                    models.CharField(
                        blank=True,
                        choices=[("", "None"), ("day", "Day"), ("evening", "Evening"), ("night", "Night")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The first day on which it no longer holds.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("primary", models.BooleanField(default=True, verbose_name="main assignment")),
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
                        to="personnel.assignment",
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
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="personnel.person",
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="personnel.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="assignment",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="personnel.person"
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="supervisor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="led",
                to="personnel.person",
            ),
        ),
        migrations.CreateModel(
            name="PersonEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("employee_number", models.CharField(blank=True, max_length=20, null=True)),
                ("first_name", models.CharField(max_length=60)),
                ("last_name", models.CharField(max_length=60)),
                ("preferred_name", models.CharField(blank=True, max_length=60, verbose_name="preferred first name")),
                ("pronunciation", models.CharField(blank=True, max_length=120, verbose_name="how to say the name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="work e-mail")),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A\\(\\d{3}\\) \\d{3}-\\d{4}\\Z",
                                "Enter the telephone number with its ten digits, like (573) 555-0100.",
                            )
                        ],
                        verbose_name="work phone",
                    ),
                ),
                (
                    "extension",
                    models.CharField(
                        blank=True,
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A\\d{1,6}\\Z", "Enter the extension in one to six digits."
                            )
                        ],
                    ),
                ),
                ("languages", models.CharField(blank=True, max_length=160)),
                ("title", models.CharField(blank=True, editable=False, max_length=120, verbose_name="job title")),
                ("can_help_with", models.CharField(blank=True, max_length=240, verbose_name="can help with")),
                ("photo_consent", models.BooleanField(default=False, verbose_name="agrees that the photo is shown")),
                ("suppressed", models.BooleanField(default=False, editable=False, verbose_name="not listed")),
                (
                    "confirmed_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="entry confirmed"),
                ),
                ("ended_on", models.DateField(blank=True, editable=False, null=True, verbose_name="left")),
                (
                    "access_ended_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="access stopped"),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="record closed"),
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="personnel.person",
                    ),
                ),
                (
                    "photo",
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
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.unit",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "worksite",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
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
        migrations.CreateModel(
            name="RoleContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="last reviewed")),
                (
                    "review_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months between reviews"),
                ),
                ("service", models.CharField(max_length=120)),
                ("summary", models.CharField(blank=True, max_length=240, verbose_name="what it covers")),
                ("region", models.CharField(blank=True, max_length=60, verbose_name="for the region")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="service's own telephone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="service's own e-mail")),
                (
                    "ended_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="no longer offered from"),
                ),
                (
                    "backup",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="backs_up",
                        to="personnel.person",
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
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="personnel.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="core.unit"
                    ),
                ),
                (
                    "worksite",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="core.worksite",
                        verbose_name="at worksite",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "ordering": ["service", "worksite__name", "pk"],
                "permissions": [("end_rolecontact", "Can end a contact that is no longer offered")],
                "default_permissions": ("add", "change", "view", "export"),
            },
        ),
        migrations.CreateModel(
            name="RoleContactEvent",
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
                ("service", models.CharField(max_length=120)),
                ("summary", models.CharField(blank=True, max_length=240, verbose_name="what it covers")),
                ("region", models.CharField(blank=True, max_length=60, verbose_name="for the region")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="service's own telephone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="service's own e-mail")),
                (
                    "ended_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="no longer offered from"),
                ),
                (
                    "backup",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="personnel.person",
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
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="personnel.person",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="personnel.rolecontact",
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
                (
                    "worksite",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.worksite",
                        verbose_name="at worksite",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["ended_on"], name="person_ended"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                django.db.models.functions.text.Lower("last_name"),
                django.db.models.functions.text.Lower("first_name"),
                name="person_by_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_name", ""), _negated=True), models.Q(("last_name", ""), _negated=True)
                ),
                name="person_has_a_name",
                violation_error_message="Enter a first and a last name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("phone", ""), ("phone__regex", "^\\(\\d{3}\\) \\d{3}-\\d{4}$"), _connector="OR"),
                name="person_phone_has_ten_digits",
                violation_error_message="Enter the telephone number with its ten digits, like (573) 555-0100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("photo_consent", True), ("photo__isnull", True), _connector="OR"),
                name="person_photo_is_shown_with_consent",
                violation_error_message="A photo is kept only while the person agrees that it is shown.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    models.Q(("access_ended_at__isnull", False), ("ended_on__isnull", False)),
                    _connector="OR",
                ),
                name="person_closed_after_access_stopped",
                violation_error_message="Stop the person's access and hand over what they own before closing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__range", ("1960-01-01", "2199-12-31")), _connector="OR"
                ),
                name="person_dates_within_reason",
                violation_error_message="Enter a year between 1960 and 2199.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="person_ends_and_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="c792688db41c50a4e1573da3a6dbcf0052ba2334",
                    operation="DELETE",
                    pgid="pgtrigger_person_ends_and_is_never_deleted_47141",
                    table="personnel_person",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_personevent" ("access_ended_at", "can_help_with", "closed_at", "confirmed_on", "created_at", "created_by_id", "email", "employee_number", "ended_on", "extension", "first_name", "id", "languages", "last_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "photo_consent", "photo_id", "preferred_name", "pronunciation", "sample", "suppressed", "title", "unit_id", "user_id", "uuid", "version", "worksite_id") VALUES (NEW."access_ended_at", NEW."can_help_with", NEW."closed_at", NEW."confirmed_on", NEW."created_at", NEW."created_by_id", NEW."email", NEW."employee_number", NEW."ended_on", NEW."extension", NEW."first_name", NEW."id", NEW."languages", NEW."last_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phone", NEW."photo_consent", NEW."photo_id", NEW."preferred_name", NEW."pronunciation", NEW."sample", NEW."suppressed", NEW."title", NEW."unit_id", NEW."user_id", NEW."uuid", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="194b21bffd07fae9f84452321eaa5dd5e1caf376",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0aec7",
                    table="personnel_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "personnel_personevent" ("access_ended_at", "can_help_with", "closed_at", "confirmed_on", "created_at", "created_by_id", "email", "employee_number", "ended_on", "extension", "first_name", "id", "languages", "last_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "photo_consent", "photo_id", "preferred_name", "pronunciation", "sample", "suppressed", "title", "unit_id", "user_id", "uuid", "version", "worksite_id") VALUES (NEW."access_ended_at", NEW."can_help_with", NEW."closed_at", NEW."confirmed_on", NEW."created_at", NEW."created_by_id", NEW."email", NEW."employee_number", NEW."ended_on", NEW."extension", NEW."first_name", NEW."id", NEW."languages", NEW."last_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phone", NEW."photo_consent", NEW."photo_id", NEW."preferred_name", NEW."pronunciation", NEW."sample", NEW."suppressed", NEW."title", NEW."unit_id", NEW."user_id", NEW."uuid", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="865bb5840cd1140b6a70c3a71d08f51d50d520bc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_49a43",
                    table="personnel_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_personevent" ("access_ended_at", "can_help_with", "closed_at", "confirmed_on", "created_at", "created_by_id", "email", "employee_number", "ended_on", "extension", "first_name", "id", "languages", "last_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "photo_consent", "photo_id", "preferred_name", "pronunciation", "sample", "suppressed", "title", "unit_id", "user_id", "uuid", "version", "worksite_id") VALUES (OLD."access_ended_at", OLD."can_help_with", OLD."closed_at", OLD."confirmed_on", OLD."created_at", OLD."created_by_id", OLD."email", OLD."employee_number", OLD."ended_on", OLD."extension", OLD."first_name", OLD."id", OLD."languages", OLD."last_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phone", OLD."photo_consent", OLD."photo_id", OLD."preferred_name", OLD."pronunciation", OLD."sample", OLD."suppressed", OLD."title", OLD."unit_id", OLD."user_id", OLD."uuid", OLD."version", OLD."worksite_id"); RETURN NULL;',
                    hash="e2a884c1e702f3730db3e3007c5ef137a0ad1d5f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_78dbb",
                    table="personnel_person",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="correction_says_something",
                violation_error_message="Say what is wrong.",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("outcome", "")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("outcome__in", ["taken", "declined"]),
                    ),
                    _connector="OR",
                ),
                name="correction_is_decided_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignmentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="85850086eac217c137eb4de0ffd257e355b16646",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a2582",
                    table="personnel_assignmentevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["worksite", "ends_on"], name="assignment_at_worksite"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("ends_on__isnull", True)), fields=["supervisor"], name="assignment_led_by"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"),
                name="assignment_ends_after_it_starts",
                violation_error_message="The end must come after the start.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True),
                name="assignment_has_a_title",
                violation_error_message="Enter a job title.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supervisor__isnull", True),
                    models.Q(("supervisor", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="assignment_nobody_supervises_themselves",
                violation_error_message="Nobody supervises themselves. Choose another supervisor.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__range", ("1960-01-01", "2199-12-31")),
                    models.Q(
                        ("ends_on__isnull", True), ("ends_on__range", ("1960-01-01", "2199-12-31")), _connector="OR"
                    ),
                ),
                name="assignment_dates_within_reason",
                violation_error_message="Enter a year between 1960 and 2199.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("primary", True)),
                expressions=[
                    (doc_portal.core.ranges.OnePoint("person_id"), "&&"),
                    (doc_portal.core.ranges.DateSpan("starts_on", "ends_on"), "&&"),
                ],
                name="assignment_one_primary_at_a_time",
                violation_error_message="The person already has a main assignment in that time. End it first, or make this one an additional assignment.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_assignmentevent" ("created_at", "created_by_id", "ends_on", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "primary", "shift", "starts_on", "supervisor_id", "title", "unit_id", "version", "worksite_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."primary", NEW."shift", NEW."starts_on", NEW."supervisor_id", NEW."title", NEW."unit_id", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="597a1fe91765e003d93fb127f22c21e74a42d985",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5236d",
                    table="personnel_assignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "personnel_assignmentevent" ("created_at", "created_by_id", "ends_on", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "primary", "shift", "starts_on", "supervisor_id", "title", "unit_id", "version", "worksite_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."primary", NEW."shift", NEW."starts_on", NEW."supervisor_id", NEW."title", NEW."unit_id", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="1318344d7c05045553fc80302f6e82f9486d0574",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f74f3",
                    table="personnel_assignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_assignmentevent" ("created_at", "created_by_id", "ends_on", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "primary", "shift", "starts_on", "supervisor_id", "title", "unit_id", "version", "worksite_id") VALUES (OLD."created_at", OLD."created_by_id", OLD."ends_on", OLD."id", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."primary", OLD."shift", OLD."starts_on", OLD."supervisor_id", OLD."title", OLD."unit_id", OLD."version", OLD."worksite_id"); RETURN NULL;',
                    hash="6556b4e6385dba1bb048bdc110143c04fb9c0eb2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_33c0a",
                    table="personnel_assignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c96141055e15fd58d38397e8d1bd3734c82e543b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_29a86",
                    table="personnel_personevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="rolecontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("holder__isnull", True),
                    ("backup__isnull", True),
                    models.Q(("holder", models.F("backup")), _negated=True),
                    _connector="OR",
                ),
                name="role_contact_backup_is_another_person",
                violation_error_message="The backup must be another person than the holder.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolecontact",
            constraint=models.CheckConstraint(
                condition=models.Q(("service", ""), _negated=True),
                name="role_contact_names_a_service",
                violation_error_message="Name the service.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolecontact",
            constraint=models.CheckConstraint(
                condition=models.Q(("worksite__isnull", True), ("region", ""), _connector="OR"),
                name="role_contact_is_for_a_worksite_or_a_region",
                violation_error_message="Choose a worksite or a region, not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolecontact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("service", "unit", "worksite", "region"),
                name="role_contact_once_per_place",
                nulls_distinct=False,
                violation_error_message="This service already has a contact at that place. Change that one instead.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolecontact",
            trigger=pgtrigger.compiler.Trigger(
                name="role_contact_ends_and_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="c12a69b68f6beeb9fd183b2f55d7de421aca524d",
                    operation="DELETE",
                    pgid="pgtrigger_role_contact_ends_and_is_never_deleted_9ad74",
                    table="personnel_rolecontact",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolecontact",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_rolecontactevent" ("backup_id", "created_at", "created_by_id", "email", "ended_on", "holder_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "region", "review_months", "reviewed_on", "service", "summary", "unit_id", "version", "worksite_id") VALUES (NEW."backup_id", NEW."created_at", NEW."created_by_id", NEW."email", NEW."ended_on", NEW."holder_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phone", NEW."region", NEW."review_months", NEW."reviewed_on", NEW."service", NEW."summary", NEW."unit_id", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="c44d346718a2ed5969d047cc1543565297d24eca",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fbd9e",
                    table="personnel_rolecontact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolecontact",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "personnel_rolecontactevent" ("backup_id", "created_at", "created_by_id", "email", "ended_on", "holder_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "region", "review_months", "reviewed_on", "service", "summary", "unit_id", "version", "worksite_id") VALUES (NEW."backup_id", NEW."created_at", NEW."created_by_id", NEW."email", NEW."ended_on", NEW."holder_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phone", NEW."region", NEW."review_months", NEW."reviewed_on", NEW."service", NEW."summary", NEW."unit_id", NEW."version", NEW."worksite_id"); RETURN NULL;',
                    hash="0bab05c28b945c4fcef6013a63695774ab1a94b5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b0f66",
                    table="personnel_rolecontact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolecontact",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "personnel_rolecontactevent" ("backup_id", "created_at", "created_by_id", "email", "ended_on", "holder_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "region", "review_months", "reviewed_on", "service", "summary", "unit_id", "version", "worksite_id") VALUES (OLD."backup_id", OLD."created_at", OLD."created_by_id", OLD."email", OLD."ended_on", OLD."holder_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phone", OLD."region", OLD."review_months", OLD."reviewed_on", OLD."service", OLD."summary", OLD."unit_id", OLD."version", OLD."worksite_id"); RETURN NULL;',
                    hash="9ab9ef98a78b3cf72d8621f969dc5548945660f3",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cd60e",
                    table="personnel_rolecontact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolecontactevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4502ff1289cfda2421649dcdbd38b06a133bcf74",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a7a18",
                    table="personnel_rolecontactevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
