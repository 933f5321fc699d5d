"""Accounts, and the sign-ins that failed."""

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from doc_portal.core.access import GrantedRights
from doc_portal.core.models.base import PortalQuerySet
from doc_portal.core.models.places import Unit, Worksite


class UserManager(BaseUserManager.from_queryset(PortalQuerySet)):
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

    `unit` and `worksite` are where the person belongs today, kept by Personnel's primary assignment.
    """

    UNIT_PATH = "unit"
    WORKSITE_PATH = "worksite"

    class Theme(models.TextChoices):
        DEVICE = "auto", "Device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    username = models.CharField("user name", max_length=60, unique=True)
    employee_number = models.CharField(max_length=20, null=True, blank=True, unique=True)  # noqa: DJ001
    first_name = models.CharField(max_length=60, blank=True)
    last_name = models.CharField(max_length=60, blank=True)
    email = models.EmailField("work e-mail", blank=True)
    phone = models.CharField("work phone", max_length=30, blank=True)
    title = models.CharField("job title", max_length=120, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="staff")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, null=True, blank=True, related_name="staff")
    is_active = models.BooleanField("may sign in", default=True)
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
        permissions = [("use_portal", "Can use the portal as a member of staff")]
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

    def get_short_name(self):
        return self.first_name or self.username

    @property
    def initials(self):
        return "".join(part[0] for part in (self.first_name, self.last_name) if part).upper() or "?"


class SignInAttempt(models.Model):
    """A try to sign in, by the name typed (folded). Five failures in 15 minutes lock the name (signin.py)."""

    name = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)
    succeeded = models.BooleanField()
    released = models.BooleanField(default=False)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [models.Index(fields=["name", "-at"], name="sign_in_attempt_by_name")]

    def __str__(self):
        return f"{self.name} {'signed in' if self.succeeded else 'failed'} at {self.at:%Y-%m-%d %H:%M:%S}"
