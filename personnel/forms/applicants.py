"""What people from outside type to have an account and to come in."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from doc_portal.core.forms import PortalForm
from doc_portal.core.signin import LENGTH


def email_field() -> forms.EmailField:
    return forms.EmailField(
        label="E-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"invalid": "Enter the e-mail address in full, like name@example.com."},
    )


def password_field(label: str, autocomplete: str, **kwargs) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        validators=[LENGTH],
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        **kwargs,
    )


class RegisterForm(PortalForm):
    """Who one is and where one is reached. Nothing else is asked here."""

    first_name = forms.CharField(max_length=60, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = forms.CharField(max_length=60, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    email = email_field()
    phone = forms.CharField(
        max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    )


class ApplicantSignInForm(PortalForm):
    """The address and the password."""

    email = email_field()
    password = password_field("Password", "current-password")


class ForgottenForm(PortalForm):
    """The address a link is sent to."""

    email = email_field()


class ChoosePasswordForm(PortalForm):
    """A new password, twice. `applicant` is whose, so that it is not their own name."""

    password1 = password_field("New password", "new-password", help_text="At least 12 characters.")
    password2 = password_field("New password again", "new-password")

    def __init__(self, *args, applicant, **kwargs):
        super().__init__(*args, **kwargs)
        self.applicant = applicant

    def clean_password1(self):
        password = self.cleaned_data["password1"]
        validate_password(password, self.applicant)
        return password

    def clean(self):
        """The same twice."""
        found = super().clean()
        first, second = found.get("password1"), found.get("password2")
        if first and second and first != second:
            self.add_error("password2", ValidationError("The two passwords differ. Type the same one twice."))
        return found
