"""Choosing a new password with a code a steward printed (portal.md item 22).

Tries count under the name like those with a password (signin.py), and one sentence answers every failure.
"""

from django import forms
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password

from doc_portal.core.audit import log
from doc_portal.core.backend import GrantBackend, account_named
from doc_portal.core.forms import Spoken
from doc_portal.core.models import AuditEvent, SignInAttempt, SignInCode, User
from doc_portal.core.signin import LENGTH, hashing_place, key_of, take_try

WRONG = (
    "The name or the code is not right, or the code was used or is too old. "
    "Check both, or ask the steward for a new one."
)
OPENS_ACCOUNTS = ("core.add_rolegrant", "core.view_auditevent", "core.issue_signincode")
"""Rights that reach into other people's accounts: a printed code never opens the account of somebody who has one."""


def is_protected(person: User) -> bool:
    """Whether the account may not be opened by a printed code."""
    return any(person.has_perm(permission) for permission in OPENS_ACCOUNTS)


def squeezed_code(text: str) -> str:
    """A code as it is compared: capitals and digits, however it was typed."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def try_code(request, name: str, code: str) -> SignInCode | None:
    """The open code these belong to, or None. Tries count like those with a password.

    Without a code an unusable one is compared, which takes as long, so that time tells nothing.
    """
    with hashing_place():
        account = account_named(name)
        attempt = take_try(key_of(name, account), request.client_address)
        row = account.sign_in_codes.open().select_related("user").first() if account is not None else None
        right = check_password(squeezed_code(code), row.code_hash if row is not None else make_password(None))
    if right and GrantBackend().user_can_authenticate(account) and not is_protected(account):
        SignInAttempt.objects.filter(pk=attempt.pk).update(succeeded=True)
        return row
    log("sign_in_code_failed", account, by=None, actor_name=attempt.told_name, outcome=AuditEvent.Outcome.REFUSED)
    return None


class PrintedCodeForm(Spoken, forms.Form):
    """The name, the code a steward printed, and the new password twice."""

    login = forms.CharField(
        label="User name or employee number",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        max_length=40,
        help_text="As printed. Capitals, spaces and hyphens make no difference.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    password1 = forms.CharField(
        label="New password", strip=False, help_text="At least 12 characters.", validators=[LENGTH],
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    password2 = forms.CharField(
        label="New password again", strip=False, validators=[LENGTH],
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args, request=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.row = None
        self.speak()

    def clean(self):
        """The code is tried once everything else is in order: what is wrong with a password costs no try."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned["password1"] != cleaned["password2"]:
            self.add_error("password2", "The two passwords differ. Type the same new password twice.")
        elif self.is_good(cleaned["password1"]):
            self.row = try_code(self.request, cleaned["login"], cleaned["code"])
            if self.row is None:
                raise forms.ValidationError(WRONG)
            self.is_good(cleaned["password1"], self.row.user)
        return cleaned

    def is_good(self, password: str, user: User | None = None) -> bool:
        """Whether the password may be chosen, by this person; what is wrong with it is told at its field."""
        try:
            validate_password(password, user)
        except forms.ValidationError as problems:
            self.add_error("password1", problems)
            return False
        return True
