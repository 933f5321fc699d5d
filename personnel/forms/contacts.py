"""What may be typed about a role contact, and how the list of contacts is narrowed."""

import django_filters
from django import forms
from django.db.models import Q

from doc_portal.core.access import scope_of
from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalModelForm
from doc_portal.core.models import Unit, Worksite
from personnel.actions.contacts import SAME_PERSON, unfit_sentence
from personnel.forms.choosing import PersonField
from personnel.models import RoleContact


def regions() -> list[tuple[str, str]]:
    """The regions worksites lie in, as choices."""
    named = Worksite.objects.open().exclude(region="").order_by("region")
    return [(name, name) for name in named.values_list("region", flat=True).distinct()]


class RoleContactForm(PortalModelForm):
    """A service, where it is offered, and who holds it."""

    holder = PersonField(required=False)
    backup = PersonField(required=False)
    region = forms.ChoiceField(label="For the region", required=False)
    review_months = forms.IntegerField(
        label="Months between reviews",
        required=False,
        min_value=1,
        max_value=120,
        help_text="Empty for the department's usual interval.",
        error_messages={
            "invalid": "Enter the months between reviews as a whole number, like 12.",
            "min_value": "Enter at least 1 month between reviews.",
            "max_value": "Enter at most 120 months between reviews.",
        },
    )

    FIELDSETS = (
        ("Service", ("service", "summary", "unit")),
        ("Where it counts", ("worksite", "region")),
        ("Who holds it", ("holder", "backup")),
        ("How to reach the service", ("phone", "email")),
        ("Care", ("review_months",)),
    )

    class Meta:
        model = RoleContact
        fields = [
            "service", "summary", "unit", "worksite", "region", "holder", "backup", "phone", "email", "review_months",
        ]  # fmt: skip
        labels = {"unit": "Unit that answers for it"}
        help_texts = {
            "service": "What people ask for, like “FMLA questions”.",
            "worksite": "Empty when it is for a region or for the whole department.",
            "phone": "Empty, and the number of whoever holds it is shown.",
            "email": "Empty, and the address of whoever holds it is shown.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        scope = scope_of(self.user, f"personnel.{'change' if self.instance.pk else 'add'}_rolecontact")
        units = Unit.objects.with_page()
        if not scope.everywhere and not scope.worksites:
            units = units.filter(pk__in=scope.units)
        self.fields["unit"].queryset = units
        self.fields["worksite"].queryset = Worksite.objects.open()
        self.fields["worksite"].empty_label = "No single worksite"
        kept = self.instance.region
        found = regions()
        self.fields["region"].choices = [
            ("", "No region"),
            *found,
            *([(kept, kept)] if kept and (kept, kept) not in found else []),
        ]
        for place in ("holder", "backup"):
            self.fields[place].for_form(self.user, getattr(self.instance, place))

    def clean_holder(self):
        """Somebody who works here and has an assignment; who held it before stays."""
        return self._fit("holder")

    def clean_backup(self):
        """Somebody who works here and has an assignment; who was the backup before stays."""
        return self._fit("backup")

    def _fit(self, place):
        person = self.cleaned_data[place]
        changed = person is not None and person.pk != getattr(self.instance, f"{place}_id")
        if changed and (sentence := unfit_sentence(person)):
            raise forms.ValidationError(sentence)
        return person

    def clean(self):
        """Two people, and one place."""
        found = super().clean()
        if found.get("holder") and found.get("holder") == found.get("backup"):
            self.add_error("backup", SAME_PERSON)
        if found.get("worksite") and found.get("region"):
            self.add_error("region", "Choose a worksite or a region, not both.")
        return found


class RoleContactFilter(django_filters.FilterSet):
    """How contacts are looked up: by words, by unit, and by who helps at a worksite."""

    q = django_filters.CharFilter(label="Service", method="words_in")
    here = NamedChoiceFilter(
        label="Who helps at", queryset=Worksite.objects.open(), method="helps_at", empty_label="Any worksite"
    )
    unit = NamedChoiceFilter(queryset=Unit.objects.with_page(), empty_label="All units")
    worksite = NamedChoiceFilter(
        label="Kept for worksite",
        queryset=Worksite.objects.open(),
        empty_label="Any or none",
        null_label="No single one",
    )
    vacant = django_filters.BooleanFilter(label="Vacant", method="only_vacant", widget=forms.CheckboxInput)

    class Meta:
        model = RoleContact
        fields = []

    def words_in(self, rows, name, value):
        """Services whose name or summary holds all of the words."""
        for word in value.split()[:5]:
            rows = rows.filter(Q(service__icontains=word) | Q(summary__icontains=word))
        return rows

    def helps_at(self, rows, name, value):
        """Of each service the nearest contact: the worksite's, its region's, the department's."""
        return rows.for_place(value)

    def only_vacant(self, rows, name, value):
        """Those nobody holds, where that is asked for."""
        return rows.vacant() if value else rows
