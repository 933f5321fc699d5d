"""Accounts, and the sign-ins that failed."""

from datetime import timedelta

import pghistory
import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.utils import timezone

from doc_portal.core.access import GrantedRights
from doc_portal.core.addresses import address_of
from doc_portal.core.models.base import PortalQuerySet
from doc_portal.core.models.places import Unit, Worksite
from doc_portal.core.models.rules import refusal

NOT_LISTED = "Not listed"
"""What stands where a name would, for those who may not read it."""


class UserManager(BaseUserManager.from_queryset(PortalQuerySet)):
    """How accounts are made."""

    def create_user(self, username: str, password: str | None = None, **fields):
        """Make an account; without a password it cannot be used to sign in here."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange(exclude=["last_login", "password", "theme"])),
    pghistory.DeleteEvent(),
    exclude=["password", "last_login", "theme"],
)
class User(GrantedRights, AbstractBaseUser):
    """A member of staff's account. Rights come from role grants alone; there is no superuser.

    `unit` and `worksite` are where the person belongs today, kept by Personnel's primary assignment. `listed` follows
    the entry in the directory: it says whether pages name the person to everybody.
    """

    UNIT_PATH = "unit"
    WORKSITE_PATH = "worksite"
    NAMED_BY = ("username", "first_name", "last_name", "listed")

    class Theme(models.TextChoices):
        DEVICE = "auto", "Device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    username = models.CharField("user name", max_length=60, unique=True)
    employee_number = models.CharField(max_length=20, null=True, blank=True, unique=True)
    first_name = models.CharField(max_length=60, blank=True)
    last_name = models.CharField(max_length=60, blank=True)
    email = models.EmailField("work e-mail", blank=True)
    phone = models.CharField("work phone", max_length=30, blank=True)
    title = models.CharField("job title", max_length=120, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="staff")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, null=True, blank=True, related_name="staff")
    is_active = models.BooleanField("may sign in", default=True)
    listed = models.BooleanField(default=True, editable=False)
    ended_on = models.DateField(null=True, blank=True)
    sample = models.BooleanField("sample sign-in", default=False, editable=False)
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.DEVICE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        permissions = [
            ("use_portal", "Can use the portal as a member of staff"),
            ("view_status", "Can see how the portal is doing"),
            ("view_measures", "Can see the figures the portal counts"),
            ("view_owned", "Can see what units and people answer for"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_used_once",
                violation_error_message="Another account already has this user name.",
            ),
            models.CheckConstraint(name="user_name_not_empty", condition=~Q(username="")),
        ]

    def __str__(self):
        return self.get_full_name()

    def get_full_name(self):
        """The person's name as it is written on pages; the user name where none is known."""
        return f"{self.first_name} {self.last_name}".strip() or self.username

    @property
    def shown_name(self):
        """The name as any member of staff may read it; of somebody who is not listed, only that."""
        return self.get_full_name() if self.listed else NOT_LISTED

    def get_short_name(self):
        """The first name, for places with little room."""
        return self.first_name or self.username

    @property
    def initials(self):
        """One or two letters for the round mark beside the name."""
        return "".join(part[0] for part in (self.first_name, self.last_name) if part).upper() or "?"


class SignInAttemptQuerySet(PortalQuerySet):
    """Which tries count against a name, and which of them lock it."""

    def counting(self):
        """Failures that count against their name: not released, and no success came after them."""
        newer = SignInAttempt.objects.filter(name=OuterRef("name"), at__gte=OuterRef("at"), succeeded=True)
        return self.filter(~Exists(newer), succeeded=False, released=False)

    def locking(self, failures: int, window: timedelta):
        """The newest failure of each name that has `failures` counting ones within `window`."""
        counting = SignInAttempt.objects.counting().filter(name=OuterRef("name"))
        newest = counting.order_by("-at", "-pk").values("pk")[:1]
        first = counting.order_by("-at", "-pk").values("at")[failures - 1 : failures]
        return self.filter(pk=Subquery(newest)).annotate(first=Subquery(first)).filter(at__lt=F("first") + window)


class SignInAttempt(models.Model):
    """A try to sign in. Enough failures in a short time lock the name (signin.py).

    `name` is the folded user name of the account that was meant, whichever of its names was typed. For a name that
    no account has it is a fingerprint: people type passwords there by mistake.
    """

    UNIT_PATH = ""
    WORKSITE_PATH = ""
    UNKNOWN = "unknown:"

    name = models.CharField(max_length=120)
    at = models.DateTimeField("last try", default=timezone.now)
    succeeded = models.BooleanField()
    released = models.BooleanField(default=False)
    address = models.GenericIPAddressField("from", null=True)

    objects = SignInAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "locked name"
        default_permissions = ("view",)
        permissions = [("release_signinattempt", "Can release a locked sign-in name")]
        indexes = [models.Index(fields=["name", "-at"], name="sign_in_attempt_by_name")]

    def __str__(self):
        return self.told_name

    def get_absolute_url(self):
        """The list of locked names: a try has no page of its own."""
        return address_of("core:signinattempt-list")

    @property
    def is_unknown(self):
        """Whether no account had the name that was typed."""
        return self.name.startswith(self.UNKNOWN)

    @property
    def told_name(self):
        """The name as it may be shown."""
        return "A name no account has" if self.is_unknown else self.name


class SignInCodeQuerySet(PortalQuerySet):
    """Which codes still let somebody in."""

    def open(self, at=None):
        """Codes that still work: neither used nor replaced, and not too old."""
        return self.filter(ended_at__isnull=True, valid_until__gt=at or timezone.now())

    def for_list(self):
        """With whom the code is for and who gave it, which every list names."""
        return self.select_related("user", "created_by")


class SignInCode(models.Model):
    """A code a steward printed for somebody without mail, who chooses a new password with it once (signin.py).

    The code itself is kept nowhere: `code_hash` is made like that of a password.
    """

    UNIT_PATH = "user__unit"
    WORKSITE_PATH = "user__worksite"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_in_codes", verbose_name="person")
    code_hash = models.CharField(max_length=200, editable=False)
    reason = models.CharField(max_length=300)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="given by")
    created_at = models.DateTimeField("given", default=timezone.now)
    valid_until = models.DateTimeField()
    ended_at = models.DateTimeField("used or replaced", null=True)
    used = models.BooleanField(default=False)

    objects = SignInCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "sign-in code"
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("issue_signincode", "Can give a person a one-time sign-in code")]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                name="sign_in_code_open_once_per_person",
                condition=Q(ended_at__isnull=True),
                violation_error_message="This person was just given another code.",
            ),
            models.CheckConstraint(
                name="sign_in_code_not_for_oneself",
                condition=~Q(created_by=F("user")),
                violation_error_message="You cannot give yourself a code. Ask another steward.",
            ),
            models.CheckConstraint(
                name="sign_in_code_used_once_ended",
                condition=Q(used=False) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sign_in_code_ends_after_it_was_given",
                condition=Q(valid_until__gt=F("created_at")),
            ),
        ]
        triggers = [
            refusal(
                "sign_in_code_works_once",
                "A sign-in code is not changed: it is used once or replaced by another.",
                pgtrigger.Update,
                "OLD.ended_at IS NOT NULL OR"
                " (OLD.user_id, OLD.code_hash, OLD.reason, OLD.created_by_id, OLD.created_at, OLD.valid_until)"
                " IS DISTINCT FROM"
                " (NEW.user_id, NEW.code_hash, NEW.reason, NEW.created_by_id, NEW.created_at, NEW.valid_until)",
            ),
            refusal("sign_in_code_is_never_deleted", "A sign-in code stays on record.", pgtrigger.Delete),
        ]

    def __str__(self):
        return f"Sign-in code for {self.user}"

    def get_absolute_url(self):
        """The list of codes: one has no page of its own."""
        return address_of("core:signincode-list")

    @property
    def state(self):
        """Where the code stands now, in words."""
        if self.ended_at is not None:
            return "Used" if self.used else "Replaced"
        return "Open" if self.valid_until > timezone.now() else "Too old"
