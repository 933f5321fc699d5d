"""The record of acts: what was done, by whom, to what. Written once; the database refuses anything else."""

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.addresses import address_of
from doc_portal.core.models.base import PortalQuerySet


def append_only(name: str = "append_only") -> pgtrigger.Trigger:
    """A trigger that refuses every change and removal, truncation included."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
        func=pgtrigger.Func("RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';"),
    )


class AuditEventQuerySet(PortalQuerySet):
    """Which acts: of one record, as a list shows them, and the kinds of act there are."""

    def of(self, record):
        """What happened to one record, oldest first."""
        kind = ContentType.objects.get_for_model(record, for_concrete_model=True)
        return self.filter(content_type=kind, object_id=record.pk).order_by("at", "pk")

    def for_list(self):
        """With who acted and the kind of record, which every line of a list names."""
        return self.naming("actor").select_related("content_type")

    def acts(self) -> list[str]:
        """Every act ever recorded, by hopping from one to the next in the index: a few reads for millions of rows."""
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE found AS ("
                " (SELECT act FROM core_auditevent ORDER BY act LIMIT 1)"
                " UNION ALL"
                " SELECT (SELECT act FROM core_auditevent WHERE act > found.act ORDER BY act LIMIT 1)"
                " FROM found WHERE found.act IS NOT NULL"
                ") SELECT act FROM found WHERE act IS NOT NULL"
            )
            return [act for (act,) in cursor.fetchall()]


class AuditEvent(models.Model):
    """One act. Also the transition log of every workflow: `before` and `after` are then its statuses."""

    UNIT_PATH = ""
    WORKSITE_PATH = ""

    class Outcome(models.TextChoices):
        """How the act ended. What the rules forbade is kept as well."""

        DONE = "done", "Done"
        REFUSED = "refused", "Refused"

    class Workstation(models.TextChoices):
        """The kind of computer the person sat at (portal.md 24); empty where no session said so."""

        OWN = "own", "Own"
        SHARED = "shared", "Shared"

    STATUS_LEVELS = {Outcome.REFUSED: "bad"}

    at = models.DateTimeField("when", default=timezone.now)
    act = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="who"
    )
    actor_roles = models.TextField("roles held", blank=True, default="", db_default="")
    actor_name = models.CharField("name given", max_length=120, blank=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, null=True, related_name="+")
    object_id = models.BigIntegerField(null=True)
    record = GenericForeignKey()
    object_name = models.CharField("record", max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.DONE)
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)
    workstation = models.CharField(max_length=6, choices=Workstation, blank=True, default="", db_default="")
    address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=36, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ("view", "export")
        indexes = [
            models.Index(fields=["content_type", "object_id", "at"], name="audit_event_by_record"),
            models.Index(fields=["actor", "-at"], name="audit_event_by_actor"),
            models.Index(fields=["act", "-at"], name="audit_event_by_act"),
            models.Index(fields=["-at", "-id"], name="audit_event_newest_first"),
            models.Index(fields=["-at", "-id"], name="audit_event_refused", condition=Q(outcome="refused")),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_event_names_a_whole_record",
                condition=Q(content_type__isnull=True, object_id__isnull=True) | Q(content_type__isnull=False),
            )
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.actor or self.actor_name or 'The portal'}: {self.act} {self.object_name}".strip()

    def get_absolute_url(self):
        """The page of this act, for auditors."""
        return address_of("core:auditevent-detail", self.pk)

    @property
    def who(self):
        """Who acted, as far as the portal knows and any reader of the record may."""
        return self.actor.shown_name if self.actor else self.actor_name or "The portal"

    @property
    def act_told(self):
        """The act in words: “set_value” reads “Set value”."""
        return self.act.replace("_", " ").capitalize()
