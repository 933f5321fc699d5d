"""What the portal keeps about its own work: submissions, files, notices, mail, jobs, imports."""

import uuid

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.addresses import address_of
from doc_portal.core.models.base import PortalQuerySet, Transition
from doc_portal.core.models.rules import refusal
from doc_portal.core.registry import declared


class Submission(models.Model):
    """One form sent once. Its key comes with the form; sent again it leads to the first result (idempotency.py)."""

    key = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=200)
    payload_hash = models.CharField(max_length=64)
    result_url = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "user", "form"], name="form_sent_once")]
        indexes = [models.Index(fields=["at"], name="submission_by_age")]

    def __str__(self):
        return f"{self.form} by {self.user_id}"


class AttachmentQuerySet(PortalQuerySet):
    """Which files belong to a record."""

    def of(self, record):
        """The files of one record."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(content_type=kind, object_id=record.pk).order_by("pk")


class Attachment(models.Model):
    """A file kept outside every served folder under a random name, its kind judged by content (attachments.py)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, null=True, related_name="+")
    object_id = models.BigIntegerField(null=True)
    record = GenericForeignKey()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="attachment_by_record")]
        triggers = [
            refusal(
                "attachment_stays_as_it_was_judged",
                "A file that was attached stays as it was judged. Attach the new file beside it.",
                pgtrigger.Update,
                "(OLD.uuid, OLD.name, OLD.kind, OLD.size, OLD.sha256, OLD.created_by_id, OLD.created_at)"
                " IS DISTINCT FROM"
                " (NEW.uuid, NEW.name, NEW.kind, NEW.size, NEW.sha256, NEW.created_by_id, NEW.created_at)"
                " OR OLD.object_id IS NOT NULL"
                " AND (OLD.content_type_id, OLD.object_id) IS DISTINCT FROM (NEW.content_type_id, NEW.object_id)",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Where the file is downloaded."""
        return address_of("core:attachment-download", self.uuid)


class NotificationQuerySet(PortalQuerySet):
    """Which notices: one's own, and those not read yet."""

    def visible_to(self, user):
        """A notice is its receiver's alone."""
        return self.filter(user=user)

    def unread(self):
        """Notices nobody has opened yet."""
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """Something one person should know. One per object, kind and day (`dedupe_key`).

    `waits` for the daily mail: the person's own, or their supervisor's, which counts it (digest.py).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=500, blank=True)
    dedupe_key = models.CharField(max_length=200)
    at = models.DateTimeField("when", default=timezone.now)
    read_at = models.DateTimeField("read", null=True, blank=True)
    waits = models.BooleanField(default=False, db_default=False, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "notice"
        ordering = ["-at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "dedupe_key"], name="notice_once_per_object_kind_and_day")
        ]
        indexes = [
            models.Index(fields=["user", "-at"], name="notification_by_user"),
            models.Index(fields=["user"], name="notice_waiting_for_daily_mail", condition=Q(waits=True)),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Where the notice leads; the list where it leads nowhere."""
        return self.url or address_of("core:notification-list")


class OutboxMail(models.Model):
    """A mail written with the change it tells of and sent by the worker after that change is kept (outbox.py)."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    dedupe_key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    given_up_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(Lower("to"), F("id").desc(), name="outbox_newest_of_an_address"),
            models.Index(
                fields=["due_at"],
                name="outbox_waiting",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.subject} to {self.to}"


class NoticePreference(models.Model):
    """How one person wants the mail of one kind of notice; without a row it is as the kind's default says."""

    class Mail(models.TextChoices):
        NOW = "now", "At once"
        DAILY = "daily", "Once a day"
        OFF = "off", "No e-mail"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    mail = models.CharField(max_length=5, choices=Mail)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_choice_of_mail_for_each_kind"),
            models.CheckConstraint(
                name="mail_of_alerts_and_readings_is_never_off",
                condition=~Q(kind__in=["alert", "reading"], mail="off"),
                violation_error_message="E-mail about alerts and required readings cannot be switched off.",
            ),
        ]

    def __str__(self):
        return f"{self.kind}: {self.get_mail_display()}"


class StoppedAddressQuerySet(PortalQuerySet):
    """Which addresses get no mail."""

    def standing(self):
        """Those nobody has released."""
        return self.filter(released_at__isnull=True)


class StoppedAddress(models.Model):
    """An e-mail address whose last three mails came back: nothing is sent there until a steward releases it."""

    UNIT_PATH = ""
    WORKSITE_PATH = ""

    address = models.EmailField()
    stopped_at = models.DateTimeField("stopped", default=timezone.now)
    released_at = models.DateTimeField("released", null=True)

    objects = StoppedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = "stopped address"
        verbose_name_plural = "stopped addresses"
        ordering = ["-stopped_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("release_stoppedaddress", "Can have mail sent to a stopped address again")]
        constraints = [
            models.UniqueConstraint(
                fields=["address"],
                condition=Q(released_at__isnull=True),
                name="address_stopped_once",
                violation_error_message="Mail to this address is already stopped.",
            ),
            models.CheckConstraint(
                name="stopped_address_in_small_letters", condition=Q(address=Lower("address")) & ~Q(address="")
            ),
            models.CheckConstraint(
                name="address_released_after_it_was_stopped",
                condition=Q(released_at__isnull=True) | Q(released_at__gte=F("stopped_at")),
            ),
        ]

    def __str__(self):
        return self.address

    def get_absolute_url(self):
        """The list of stopped addresses: one has no page of its own."""
        return address_of("core:stoppedaddress-list")


class JobQuerySet(PortalQuerySet):
    """Which background work one may see, and which is not done yet."""

    def visible_to(self, user):
        """One's own jobs; all of them for those who look after the portal."""
        return self.permitted(user, "core.view_job") | self.filter(created_by=user)

    def unfinished(self):
        """Work that is waiting or running."""
        return self.filter(status__in=[Job.Status.WAITING, Job.Status.RUNNING])


class Job(models.Model):
    """A piece of slow work in the supervised worker: its progress, its end, and whether somebody called it off."""

    UNIT_PATH = ""
    WORKSITE_PATH = ""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELED = "canceled", "Canceled"

    STATUS_LEVELS = {"waiting": "info", "running": "info", "done": "ok", "failed": "bad", "canceled": "off"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    cancel_requested = models.BooleanField(default=False)
    heartbeat_at = models.DateTimeField(null=True)
    scheduled_for = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("started", default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("cancel_job", "Can call off other people's jobs")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "scheduled_for"],
                name="scheduled_job_once_per_time",
                condition=Q(scheduled_for__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["status", "heartbeat_at"], name="job_by_status")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The page that shows how far it is."""
        return address_of("core:job-detail", self.uuid)

    @property
    def percent(self):
        """How far it is, 0 to 100, or None while the whole is not known. What is done is done whole."""
        if self.status == self.Status.DONE and self.total:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None


class WorkerProcess(models.Model):
    """A worker that runs now, by host, process id and start (worker.py). Its row beats while it lives."""

    name = models.CharField(max_length=120, unique=True)
    started_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["started_at"]
        default_permissions = ()

    def __str__(self):
        return self.name


class ImportRunQuerySet(PortalQuerySet):
    """Which imports one may see."""

    def visible_to(self, user):
        """One's own imports, and all where one may see them."""
        return self.filter(created_by=user) | self.permitted(user, "core.view_importrun")


class ImportRun(models.Model):
    """One list brought in: first as a dry run with its differences, then applied once in one transaction."""

    UNIT_PATH = ""
    WORKSITE_PATH = ""

    class Status(models.TextChoices):
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked, not applied"
        REJECTED = "rejected", "Has errors"
        APPLIED = "applied", "Applied"
        DISCARDED = "discarded", "Discarded"

    STATUS_LEVELS = {"checking": "info", "checked": "info", "rejected": "bad", "applied": "ok", "discarded": "off"}
    TRANSITIONS = {
        "check": Transition(frozenset({Status.CHECKING}), Status.CHECKED, "Check", "List checked"),
        "reject": Transition(frozenset({Status.CHECKING}), Status.REJECTED, "Reject", "List not usable"),
        "apply": Transition(frozenset({Status.CHECKED}), Status.APPLIED, "Apply", "Import applied"),
        "discard": Transition(
            frozenset({Status.CHECKING, Status.CHECKED}), Status.DISCARDED, "Discard", "Import discarded", danger=True
        ),
    }

    kind = models.CharField(max_length=60)
    file_name = models.CharField(max_length=120)
    file_hash = models.CharField(max_length=64)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.CHECKED)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("checked", default=timezone.now)
    applied_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    second_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "import"
        default_permissions = ("add", "view")
        permissions = [
            ("apply_importrun", "Can apply a checked import"),
            ("discard_importrun", "Can discard a checked import"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "file_hash"],
                condition=Q(status="applied"),
                name="import_file_applied_once",
                violation_error_message="This file has already been applied.",
            ),
            models.CheckConstraint(
                name="import_second_person_is_another",
                condition=Q(second_person__isnull=True) | ~Q(second_person=F("created_by")),
                violation_error_message="Someone else must confirm this import.",
            ),
        ]
        triggers = [
            refusal(
                "import_is_never_deleted",
                "An import stays on record. Discard it instead.",
                pgtrigger.Delete,
            )
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        """The import's page with its differences."""
        return address_of("core:importrun-detail", self.pk)

    def tells_rows_to(self, user) -> bool:
        """Whether a person may read what stands in the list: who checked it, who may bring it in, and auditors."""
        rights = {kind.permission for kind in declared("import_kinds") if kind.name == self.kind}
        return self.created_by_id == user.pk or any(
            scope_of(user, permission).everywhere for permission in (*rights, "core.view_auditevent")
        )

    def hands_out(self, attachment, user) -> bool:
        """The list itself goes to those who may read its rows."""
        return self.tells_rows_to(user)
