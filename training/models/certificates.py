"""Certificates that were issued, and whether they stand."""

import secrets

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.rules import guard, unchanged
from personnel.models import Person
from training.models.catalogue import Certification, Course
from training.models.credit import TrainingCredit, about_people_read_by
from training.models.rules import own


def new_code() -> str:
    """A code nobody guesses; whoever has it may ask whether a certificate stands."""
    return secrets.token_hex(10).upper()


class CertificateQuerySet(PortalQuerySet):
    def valid(self, on=None):
        """Those that stand on a day."""
        on = on or timezone.localdate()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=on), revoked_at=None)

    def visible_to(self, user):
        """One's own, and those of people whose transcript one reads."""
        return about_people_read_by(user, self, "training.view_certificate")

    def for_list(self):
        return self.select_related("person", "course", "certification")


class Certificate(models.Model):
    """A certificate that was issued. It is revoked with a reason, never changed; another may take its place."""

    WORKSITE_PATH = "person__worksite"
    UNIT_PATH = ""

    serial = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, null=True, related_name="certificates")
    credit = models.ForeignKey(TrainingCredit, on_delete=models.PROTECT, null=True, related_name="certificates")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="replaced_by"
    )
    issued_on = models.DateField("issued")
    valid_until = models.DateField("valid until", null=True, help_text="The last day on which it holds.")
    verify_code = models.CharField(max_length=40, unique=True, default=new_code)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField("revoked", null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoke_reason = models.CharField(max_length=240, blank=True, default="")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        default_permissions = ("add", "view", "export")
        permissions = [("revoke_certificate", "Can revoke a certificate")]
        constraints = [
            models.UniqueConstraint(
                fields=["credit"],
                condition=Q(revoked_at=None),
                name="certificate_stands_once_a_credit",
                violation_error_message="A certificate for this credit stands already.",
            ),
            models.CheckConstraint(
                name="certificate_valid_after_it_was_issued",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("issued_on")),
                violation_error_message="A certificate is valid for a day at least.",
            ),
            models.CheckConstraint(
                name="certificate_days_within_reason",
                condition=Q(issued_on__range=("1950-01-01", "2199-12-31"))
                & (Q(valid_until__isnull=True) | Q(valid_until__range=("1950-01-01", "2299-12-31"))),
            ),
            models.CheckConstraint(
                name="certificate_revoked_with_a_reason",
                condition=Q(revoked_at=None, revoked_by=None, revoke_reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoke_reason="")),
                violation_error_message="Say why it is revoked.",
            ),
        ]
        triggers = [
            unchanged("certificate_is_revoked_never_changed", "revoked_at", "revoked_by_id", "revoke_reason"),
            guard("certificate_once_revoked_stays_so", "OLD.revoked_at IS NOT NULL", pgtrigger.Update),
            guard("certificate_not_issued_to_oneself", own("NEW.person_id", "NEW.issued_by_id"), pgtrigger.Insert),
            guard("certificate_not_revoked_by_oneself", own("NEW.person_id", "NEW.revoked_by_id"), pgtrigger.Update),
            guard(
                "certificate_is_of_its_credit",
                """EXISTS (SELECT 1 FROM training_trainingcredit k WHERE k.id = NEW.credit_id
                    AND (k.voided_at IS NOT NULL OR k.person_id <> NEW.person_id OR k.course_id <> NEW.course_id))""",
                pgtrigger.Insert,
            ),
        ]

    def __str__(self):
        return f"Certificate {self.serial}"

    def get_absolute_url(self):
        return reverse("training:certificate-detail", args=[self.serial])

    @property
    def standing(self) -> tuple[str, str]:
        """Whether it holds today, in words, and the shape of its mark."""
        if self.revoked_at is not None:
            return "Revoked", "bad"
        if self.valid_until is not None and self.valid_until < timezone.localdate():
            return "Run out", "off"
        return "Valid", "ok"

    @property
    def standing_words(self) -> str:
        """Whether it holds today, in words."""
        return self.standing[0]

    @property
    def awarded_for(self) -> str:
        """What it certifies: the certification, else the course."""
        return str(self.certification or self.course.title)

    @property
    def revoked_on(self):
        """The day on which it was revoked."""
        return timezone.localdate(self.revoked_at) if self.revoked_at else None

    @property
    def code_words(self) -> str:
        """The code as it is read aloud and typed: in groups of five."""
        return " ".join(self.verify_code[start : start + 5] for start in range(0, len(self.verify_code), 5))
