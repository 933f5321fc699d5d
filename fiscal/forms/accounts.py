"""Choosing somebody with an account by typing: a list of eleven thousand names helps nobody."""

from django import forms

from doc_portal.core.models import User
from doc_portal.core.people import person_named


class AccountField(forms.CharField):
    """Somebody with an account, typed by user name, employee number or full name."""

    kept: User | None = None

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "A user name, an employee number or a full name.")
        super().__init__(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)

    def prepare_value(self, value):
        """The account chosen now, in words; what was typed stays as it was."""
        return value if isinstance(value, str) or value is None else self.kept_words()

    def kept_words(self) -> str:
        """Whom the record names now."""
        return self.kept.shown_name if self.kept else ""

    def clean(self, value):
        """The account meant; the one chosen before where the text is unchanged."""
        typed = super().clean(value)
        if not typed:
            return None
        return self.kept if self.kept is not None and typed == self.kept_words() else person_named(typed)

    def has_changed(self, initial, data):
        """Whether something else than the chosen account stands there."""
        return (data or "").strip() != self.kept_words()


class NamesAccounts:
    """A form whose `AccountField`s know whom their record names now."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, AccountField) and self.instance.pk:
                field.kept = getattr(self.instance, name)
