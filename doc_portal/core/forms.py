"""Forms as the portal speaks: every message names the field and the way out; optional fields say so."""

from dataclasses import dataclass
from datetime import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.functional import cached_property

from doc_portal.core.visible import invisible_sentence, is_invisible, is_turned, turned_sentence

DASHES = BLANK_CHOICE_DASH[0][1]
CHOOSES = (forms.ModelChoiceField, forms.ChoiceField)
UNSAID = forms.Field.default_error_messages["required"]
"""What a field says that has no sentence of its own for being left empty."""


@dataclass(frozen=True)
class Visible:
    """Refuses a text of which nothing is seen, or not what it is. `name`: what the field is called in a sentence."""

    name: str
    optional: bool = False

    def __call__(self, text):
        """Raise the sentence where it is not seen as it is; Django calls it for every text typed."""
        if is_invisible(text):
            raise ValidationError(invisible_sentence(self.name, optional=self.optional), code="invisible")
        if is_turned(text):
            raise ValidationError(turned_sentence(self.name), code="turned")


class Spoken:
    """Labels, messages and layout shared by every form that writes.

    `FIELDSETS` groups fields into bands: ((title, (field, …)), …); without it there is one band without a title.
    """

    FIELDSETS: tuple = ()

    def speak(self):
        """Say label, messages and rules of every field as the whole portal says them."""
        for name, field in self.fields.items():
            label = str(field.label or name.replace("_", " "))
            label = label[:1].upper() + label[1:]
            said = label if label[:2].isupper() and label[1:2] != "-" else label[:1].lower() + label[1:]
            if field.required and field.error_messages.get("required") == UNSAID:
                verb = "Choose" if isinstance(field, CHOOSES) else "Enter"
                if isinstance(field, forms.BooleanField):
                    field.error_messages["required"] = f"Tick “{label}” to go on."
                else:
                    field.error_messages["required"] = f"{verb} {article(said)}."
            elif not field.required and not isinstance(field, forms.BooleanField) and not label.endswith("(optional)"):
                label = f"{label} (optional)"
            field.label = label
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date", **field.widget.attrs}, format="%Y-%m-%d")
                field.error_messages["invalid"] = f"Enter {article(said)} as a date, like 01/15/2026."
            elif isinstance(field, forms.DateTimeField):
                field.widget = forms.DateTimeInput(
                    attrs={"type": "datetime-local", **field.widget.attrs}, format="%Y-%m-%dT%H:%M"
                )
                field.error_messages["invalid"] = f"Enter {article(said)} as a date and a time."
            elif isinstance(field, CHOOSES):
                _name_the_blank(field)
                field.error_messages["invalid_choice"] = f"Choose {article(said)} from the list."
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput):
                field.validators.append(Visible(said, optional=not field.required))
            if isinstance(field, forms.CharField) and field.max_length:
                for validator in field.validators:
                    if getattr(validator, "code", "") == "max_length":
                        validator.message = f"Shorten the {said} to %(limit_value)d characters; it has %(show_value)d."

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields whose contents differ as far as a person can see."""
        return [name for name in super().changed_data if not self._looks_the_same(name)]

    def _looks_the_same(self, name: str) -> bool:
        """Browsers send every line end as CR LF and moments without seconds: that alone is no change."""
        before, after = self[name].initial, self.cleaned_data.get(name) if self.is_valid() else None
        if isinstance(before, str) and isinstance(after, str):
            return before.replace("\r\n", "\n").strip() == after.replace("\r\n", "\n").strip()
        if isinstance(before, datetime) and isinstance(after, datetime):
            return before.replace(second=0, microsecond=0) == after.replace(second=0, microsecond=0)
        return False

    @property
    def helper(self):
        """How crispy-forms lays the fields out: in the bands of `FIELDSETS`, without a form tag of its own."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.form_show_errors = True
        bands = self.FIELDSETS or ((None, tuple(self.fields)),)
        shown = [(title, [Field(name) for name in names if name in self.fields]) for title, names in bands]
        helper.layout = Layout(*(Fieldset(title or "", *names) for title, names in shown if names))
        return helper


def _name_the_blank(field) -> None:
    """Dashes, read aloud as dashes, become words: what to do, or that nothing is a fair answer."""
    words = "Choose one" if field.required else "None"
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = words if field.empty_label == DASHES else field.empty_label
    else:
        field.choices = [("", words) if tuple(choice) == ("", DASHES) else choice for choice in field.choices]


def article(noun: str) -> str:
    """“a title”, “an end date”; names that already carry one stay."""
    if noun.split(" ")[0] in {"a", "an", "the", "your", "who", "what", "where", "when", "why", "how"}:
        return noun
    sounds_open = noun[:1].lower() in "aeiou" and not noun.lower().startswith(("uni", "use", "eu", "one "))
    return f"{'an' if sounds_open else 'a'} {noun}"


class PortalForm(Spoken, forms.Form):
    """A form that belongs to no single record. `user` is who asks: choices are limited to what they may use."""

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.speak()


class PortalModelForm(Spoken, forms.ModelForm):
    """A form that writes one record. `user` is who asks: choices are limited to what they may use."""

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.speak()

    def add_constraint_error(self, name: str) -> bool:
        """Tell a constraint the database refused, found by its name; False where it is none of this model's."""
        for constraint in self._meta.model._meta.constraints:
            if constraint.name == name:
                fields = [f for f in getattr(constraint, "fields", ()) if f in self.fields]
                self.add_error(fields[0] if len(fields) == 1 else None, str(constraint.violation_error_message))
                return True
        for field in self._meta.model._meta.fields:
            if isinstance(field, models.Field) and field.unique and field.column in name and field.name in self.fields:
                self.add_error(field.name, f"Another {self._meta.model._meta.verbose_name} already uses this.")
                return True
        return False


class NoteForm(PortalForm):
    """A decision that may carry a note."""

    note = forms.CharField(label="Note", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(PortalForm):
    """A decision that must say why."""

    note = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ConfirmForm(PortalForm):
    """A decision that needs nothing but the press of a button."""


def error_list(form) -> list[tuple[str, str]]:
    """Every error with the id of the field it belongs to, in field order; errors of no field come first."""
    found = [("", str(message)) for message in form.errors.get(NON_FIELD_ERRORS, ())]
    for name in form.fields:
        # A group of radio buttons or checkboxes has no id of its own: its first choice is where to go.
        target = form[name].id_for_label or f"{form[name].auto_id}_0"
        found += [(target, str(message)) for message in form.errors.get(name, ())]
    return found
