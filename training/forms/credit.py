"""What may be typed about completions, and how the ledger is narrowed."""

import django_filters
from django import forms
from django.db.models import Q

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.models import Worksite
from personnel.models import Person
from training.keeping import past_their_years
from training.models import Course, TrainingCredit

STANDINGS = (("counting", "Counts"), ("voided", "Voided"), ("past", "Past the years it is kept"))
FIRST_YEAR, LAST_YEAR = 1950, 2200


class CreditFilter(django_filters.FilterSet):
    """Completions by person, course, worksite, year, how, and where they stand."""

    q = django_filters.CharFilter(label="Person, serial or number", method="named", max_length=120)
    course = NamedChoiceFilter(
        label="Course", queryset=Course.objects.order_by("title", "pk"), named_by="title", empty_label="All courses"
    )
    worksite = NamedChoiceFilter(
        label="Worksite", field_name="person__worksite", queryset=Worksite.objects.open(), empty_label="All worksites"
    )
    year = django_filters.NumberFilter(
        label="Fiscal year", field_name="fiscal_year", min_value=FIRST_YEAR, max_value=LAST_YEAR, decimal_places=0
    )
    source = django_filters.ChoiceFilter(label="How", choices=TrainingCredit.Source, empty_label="All")
    state = django_filters.ChoiceFilter(label="Standing", choices=STANDINGS, empty_label="All", method="standing")

    class Meta:
        model = TrainingCredit
        fields = []

    def named(self, rows, name, text):
        """By person, by the serial of a certificate, or by the number it has at its source."""
        number = Q(external_id__iexact=text) | Q(certificates__serial__iexact=text)
        return rows.filter(Q(person__in=Person.objects.named(text)) | number).distinct()

    def standing(self, rows, name, state):
        if state == "past":
            return past_their_years(rows)
        return rows.counting() if state == "counting" else rows.exclude(voided_at=None)


class CodeForm(forms.Form):
    """The code of a certificate, as it is read from paper: blanks and small letters do not matter."""

    code = forms.CharField(label="Code", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def clean_code(self):
        """Without blanks and hyphens, in capitals."""
        return "".join(self.cleaned_data["code"].split()).replace("-", "").upper()
