"""Choosing a person by typing: a list of eleven thousand names helps nobody."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from doc_portal.core.access import scope_of
from personnel.models import Person
from personnel.suppression import NOT_LISTED

OFFERED = 6
PLACEHOLDER_HELP = "A name, a work e-mail or an employee number."


def told(person: Person) -> str:
    """A person as a form writes them, so that what it wrote is read again as the same person."""
    return ", ".join(filter(None, [person.full_name, person.title, str(person.worksite or "")]))


def people_meant(text: str, user):
    """The current people `user` may see whom this text could mean. Numbers are for those who keep the entries."""
    numbered = Q(employee_number__iexact=text.strip()) & scope_of(user, "personnel.change_person").rows_of(Person)
    rows = Person.objects.visible_to(user).listed().for_list()
    exact = rows.filter(Q(email__iexact=text.strip()) | numbered)[:2]
    return list(exact) or list(rows.named(text.partition(",")[0]).order_by("last_name", "first_name", "pk")[:200])


def person_meant(text: str, user) -> Person:
    """The one person meant. Raises `ValidationError` with whom it could be, or that nobody is called that."""
    found = people_meant(text, user)
    if len(found) > 1:
        wanted = text.strip().casefold()
        alike = [one for one in found if told(one).casefold() == wanted]
        alike = alike or [one for one in found if one.full_name.casefold() == wanted]
        found = alike if len(alike) == 1 else found
    match found:
        case [one]:
            return one
        case []:
            raise ValidationError(f"Nobody in the directory is called “{text}”. Enter a full name or a work e-mail.")
    offers = "; ".join(f"{told(one)} ({one.email or 'no e-mail'})" for one in found[:OFFERED])
    more = " and more" if len(found) > OFFERED else ""
    raise ValidationError(f"Several people could be “{text}”: {offers}{more}. Enter the e-mail of the one you mean.")


class PersonField(forms.CharField):
    """A person typed by name, e-mail or number. Set `user`, and `kept`, the person chosen now, before it is drawn."""

    user = None
    kept: Person | None = None

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", PLACEHOLDER_HELP)
        super().__init__(max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)

    def for_form(self, user, kept: Person | None) -> None:
        """Say who asks and who is chosen now."""
        self.user, self.kept = user, kept

    def prepare_value(self, value):
        """The chosen person in words; what was typed stays as it was."""
        if isinstance(value, str) or value is None:
            return value
        return self.kept_words()

    def kept_words(self) -> str:
        """Whom the record names now, as the person who fills in the form may read it."""
        if self.kept is None:
            return ""
        seen = not self.kept.suppressed or Person.objects.visible_to(self.user).filter(pk=self.kept.pk).exists()
        return told(self.kept) if seen else NOT_LISTED

    def clean(self, value):
        """The person meant, None where nothing was typed; the one chosen before where the text is unchanged."""
        typed = super().clean(value)
        if not typed:
            return None
        if self.kept is not None and typed == self.kept_words():
            return self.kept
        return person_meant(typed, self.user)

    def has_changed(self, initial, data):
        """Whether something else than the chosen person stands there."""
        return (data or "").strip() != self.kept_words()
