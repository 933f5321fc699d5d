"""What units and people answer for: before somebody leaves, and whenever a unit asks what is theirs."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from doc_portal.core.access import Scope, scope_of
from doc_portal.core.models import Unit
from doc_portal.core.people import person_named
from doc_portal.core.registry import declared, function
from doc_portal.core.views.pages import PlainPage

MOST = 50
PERMISSION = "core.view_owned"


def units_in(scope: Scope):
    """The units with a page inside a scope: a unit belongs to itself."""
    units = Unit.objects.with_page()
    return units if scope.everywhere else units.filter(pk__in=scope.units)


class OwnedForm(forms.Form):
    """Of which unit or person. Without either the page shows what is one's own."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), required=False, empty_label="No unit")
    person = forms.CharField(required=False, max_length=120)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope = scope_of(user, PERMISSION)
        self.user = user
        self.fields["unit"].queryset = units_in(self.scope)
        self.fields["unit"].error_messages["invalid_choice"] = "That unit is not one you may look at."

    def clean_person(self):
        """The person meant, if they belong where the asking person may look."""
        text = self.cleaned_data["person"]
        if not text:
            return None
        person = person_named(text)
        if person != self.user and not self.scope.covers_record(person):
            raise ValidationError(f"{person} belongs elsewhere. You see what people of your own units answer for.")
        return person


@dataclass(frozen=True)
class OwnedKind:
    """One kind of things: the first of them, and how many more there are."""

    name: str
    rows: list[Any]
    more: int


class Owned(PlainPage):
    """One's own things, those of a unit, or those of a person."""

    permission_required = "core.view_owned"
    template_name = "core/owned.html"
    title = "What units and people own"
    intro = "Everything somebody answers for. Before a person leaves, each of these needs somebody else."

    @cached_property
    def form(self):
        """What was asked for in the address."""
        form = OwnedForm(self.request.GET, user=self.request.user)
        form.is_valid()
        return form

    def notices(self) -> list[str]:
        """What could not be read in the address, or may not be looked at."""
        return [str(message) for messages in self.form.errors.values() for message in messages]

    @cached_property
    def whose(self):
        """The unit or the person the page is about."""
        told = self.form.cleaned_data
        return told.get("unit") or told.get("person") or self.request.user

    def kinds(self) -> list[OwnedKind]:
        """What they own, by kind; kinds without a row are left out."""
        of_unit = isinstance(self.whose, Unit)
        found = []
        for kind in declared("owned"):
            path = kind.in_unit if of_unit else kind.of
            if not path:
                continue
            rows = list(function(path)(self.whose)[: MOST + 1])
            if rows:
                more = function(path)(self.whose).count() - MOST if len(rows) > MOST else 0
                found.append(OwnedKind(kind.name, rows[:MOST], more))
        return found
