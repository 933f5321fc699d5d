"""Signing in: one sentence for every failure, a name locked after too many, and no more hashing than a core can do.

Failures are counted in the database, by account, because several processes serve and a prison shares one address
(security.md 5). A try is written down as failed before the password is looked at and marked as succeeded after, so
that guesses made at the same moment cannot outrun the count.
"""

import threading
import uuid
from contextlib import contextmanager
from datetime import timedelta

from allauth.account import forms as allauth_forms
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from doc_portal.core import display, drafts
from doc_portal.core.audit import log
from doc_portal.core.backend import account_named
from doc_portal.core.faults import Fault
from doc_portal.core.forms import Spoken
from doc_portal.core.locks import hold
from doc_portal.core.models import AuditEvent, SignInAttempt, User
from doc_portal.core.outbox import queue_mail

WRONG = "The name or the password is not right, or the account is closed. Check both and try again."
ENDED = {
    "idle": "You were signed out because nothing was done for {idle} minutes.",
    "absolute": "You were signed out because {hours} hours have passed since you signed in.",
    "account": "You were signed out because your account was closed or your password was changed.",
    "rights": "You were signed out because one of your roles has ended. Sign in again to go on with the others.",
}
KEPT = " What you typed into the form was kept. Sign in to go on with it."
BUSY = Fault(
    503, "Many people are signing in just now. Your name and password were not looked at. Wait a few seconds and "
    "sign in again.", 5,
)  # fmt: skip
BY_ADMINISTRATOR = "admin"
LENGTH = MaxLengthValidator(1000, "Passwords here have at most 1,000 characters.")


class SignInBusy(Exception):  # noqa: N818
    """All that may hash at once in this process are at it."""


class NameLocked(Exception):  # noqa: N818
    """Too many failures with this name. `until` is None where an administrator must release it."""

    def __init__(self, until):
        super().__init__("locked")
        self.until = until

    @property
    def wait_seconds(self) -> int:
        """Seconds until the name is free again; 0 where an administrator must release it."""
        return max(1, round((self.until - timezone.now()).total_seconds())) if self.until else 0

    def __str__(self):
        if self.until is None:
            return (
                f"There were {settings.SIGN_IN_FAILURES} failed tries with this name, so it is locked until a portal "
                "administrator releases it. Call the help desk."
            )
        minutes = -(-self.wait_seconds // 60)
        return (
            f"There were {settings.SIGN_IN_FAILURES} failed tries with this name. Wait {minutes} "
            f"minute{'s' if minutes != 1 else ''}, until {display.clock(self.until)}, then try again. "
            "The help desk can have it released sooner."
        )


_hashing = threading.BoundedSemaphore(settings.SIGN_IN_HASHES_AT_ONCE)


@contextmanager
def hashing_place():
    """One of the few places in this process to work on a password; `SignInBusy` after two seconds without one."""
    if not _hashing.acquire(timeout=settings.SIGN_IN_WAIT_SECONDS):
        raise SignInBusy
    try:
        yield
    finally:
        _hashing.release()


def key_of(name: str, account: User | None) -> str:
    """What tries with this name are counted under."""
    if account is not None:
        return account.username.lower()
    return SignInAttempt.UNKNOWN + salted_hmac("sign-in name", name.strip().lower()).hexdigest()


def window() -> timedelta:
    """How long failures count together (setting SIGN_IN_WINDOW_MINUTES)."""
    return timedelta(minutes=settings.SIGN_IN_WINDOW_MINUTES)


def locked_names():
    """The newest failure of each name that is locked now."""
    found = SignInAttempt.objects.locking(settings.SIGN_IN_FAILURES, window())
    if settings.SIGN_IN_RELEASE == BY_ADMINISTRATOR:
        return found
    return found.filter(at__gt=timezone.now() - window())


def take_try(key: str, address: str | None) -> SignInAttempt:
    """Write down one more try under `key`, as failed until it is known better; `NameLocked` where none is left."""
    with transaction.atomic():
        hold(f"sign-in {key}")
        lock = locked_names().filter(name=key).first()
        if lock is not None:
            raise NameLocked(None if settings.SIGN_IN_RELEASE == BY_ADMINISTRATOR else lock.at + window())
        return SignInAttempt.objects.create(name=key, address=address, succeeded=False)


def try_sign_in(request, name: str, password: str) -> User | None:
    """The account these open, or None. Counts the try and records a failure with the name of the account only."""
    with hashing_place():
        account = account_named(name)
        attempt = take_try(key_of(name, account), request.client_address)
        user = authenticate(request, username=name, password=password)
    if user is not None:
        SignInAttempt.objects.filter(pk=attempt.pk).update(succeeded=True)
        return user
    locked = locked_names().filter(name=attempt.name).exists()
    log(
        "sign_in_failed",
        account,
        by=None,
        actor_name=attempt.told_name,
        outcome=AuditEvent.Outcome.REFUSED,
        reason="Name locked after too many failures" if locked else "",
    )
    return None


def forget_old_attempts() -> int:
    """Remove tries older than 90 days, except of names that are locked. Run nightly."""
    old = SignInAttempt.objects.filter(at__lt=timezone.now() - timedelta(days=90))
    return old.exclude(name__in=locked_names().values("name")).delete()[0]


class AccountAdapter(DefaultAccountAdapter):
    """What django-allauth asks the portal: no self sign-up, our own counting, the audit trail, mail by the outbox."""

    def is_open_for_signup(self, request):
        """Never: accounts are made by those who may, not by whoever comes along."""
        return False

    def is_ajax(self, request):
        """Always pages, never allauth's JSON."""
        return False

    def is_safe_url(self, url):
        """Only addresses inside the portal."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request):
        """The address the portal itself has found out, proxies considered."""
        return request.client_address or "unknown"

    def authenticate(self, request, username="", password="", **credentials):
        """The account that is opened, counted against its name."""
        return try_sign_in(request, username, password)

    def respond_user_inactive(self, request, user):
        """Back to the sign-in page, which says the same of every failure."""
        return HttpResponseRedirect(resolve_url(settings.LOGIN_URL))

    def login(self, request, user):
        """Open the session and record it: both or neither."""
        with transaction.atomic():
            super().login(request, user)
            drafts.note(request)
            log("sign_in", user, by=user)

    def logout(self, request):
        """Record who leaves, then close the session."""
        log("sign_out", request.user, by=request.user)
        super().logout(request)

    def set_password(self, user, password):
        """Keep a new password and record that there is one, never which."""
        with hashing_place(), transaction.atomic():
            user.set_password(password)
            user.save(update_fields=["password"])
            log("password_change", user, by=user)

    def get_password_change_redirect_url(self, request):
        """To one's own profile."""
        return resolve_url("core:profile")

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Leaves out allauth's greeting; everything else it says stays."""
        if message_template != "account/messages/logged_in.txt":
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix, email, context):
        """Into the outbox, so that a mail goes out only if the request that asked for it is kept."""
        mail = self.render_mail(template_prefix, email, context)
        queue_mail(email, mail.subject, mail.body, f"{template_prefix}:{uuid.uuid4()}")


class SignInForm(Spoken, allauth_forms.LoginForm):
    """User name or employee number, and the password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label, password.label = "User name or employee number", "Password"
        password.help_text = ""
        password.validators.append(LENGTH)
        name.widget = forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "maxlength": 60,
                "autofocus": True,
            }
        )
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        self.speak()

    def _clean_with_password(self, credentials):
        user = try_sign_in(self.request, credentials["username"], credentials["password"])
        if user is None:
            raise forms.ValidationError(WRONG)
        self.user = user
        self._login = Login(user=user)
        return self.cleaned_data


class SpokenPasswordForm(Spoken):
    """Labels and messages of the portal on a password form of allauth."""

    LABELS = {"oldpassword": "Present password", "password1": "New password", "password2": "New password again"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name == "oldpassword":
                field.help_text = ""
            if name in SpokenPasswordForm.LABELS:
                field.validators.append(LENGTH)
        self.speak()


class PasswordChangeForm(SpokenPasswordForm, allauth_forms.ChangePasswordForm):
    """The present password, and the new one twice."""


class PasswordResetForm(SpokenPasswordForm, allauth_forms.ResetPasswordForm):
    """The work e-mail a link is sent to."""

    LABELS = {"email": "Work e-mail"}


class PasswordFromKeyForm(SpokenPasswordForm, allauth_forms.ResetPasswordKeyForm):
    """The new password twice."""
