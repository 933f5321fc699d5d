"""What may be typed about worksites, and the filters of their list."""

import django_filters
from django import forms
from django.db.models import Q

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import County, Worksite


class WorksiteFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Name, abbreviation, former name or city", method="by_text", max_length=100)
    kind = django_filters.ChoiceFilter(choices=Worksite.Kind.choices, empty_label="Any kind")
    county = NamedChoiceFilter(queryset=County.objects.all(), empty_label="Any county")
    status = django_filters.ChoiceFilter(choices=Worksite.Status.choices, empty_label="Any status")

    class Meta:
        model = Worksite
        fields = ("q", "kind", "county", "status")

    def by_text(self, rows, name, text):
        wanted = Q(name__icontains=text) | Q(abbreviation__iexact=text)
        return rows.filter(wanted | Q(former_names__icontains=text) | Q(city__icontains=text))


class CountyFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Name or FIPS code", method="by_text", max_length=60)

    class Meta:
        model = County
        fields = ("q",)

    def by_text(self, rows, name, text):
        return rows.filter(Q(name__icontains=text) | Q(fips=text))


class WorksiteForm(PortalModelForm):
    FIELDSETS = (
        ("Name", ("name", "abbreviation", "former_names", "kind")),
        ("Place", ("street", "city", "zip", "county", "region", "phone", "nearest_academy")),
        ("About", ("custody_level", "houses", "capacity", "capacity_note", "opened", "opens_on", "note")),
    )

    class Meta:
        model = Worksite
        fields = (
            "name", "abbreviation", "former_names", "kind", "street", "city", "zip", "county", "region", "phone",
            "nearest_academy", "custody_level", "houses", "capacity", "capacity_note", "opened", "opens_on", "note",
        )  # fmt: skip
        widgets = {"former_names": forms.Textarea(attrs={"rows": 2}), "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "abbreviation": "As the department writes it, like ERDCC. Search finds the worksite by it.",
            "former_names": "Search finds the worksite by these too.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        academies = Worksite.objects.academies()
        self.fields["nearest_academy"].queryset = academies.exclude(pk=self.instance.pk).order_by("name")

    def clean_abbreviation(self):
        return self.cleaned_data["abbreviation"].strip()


class ConfirmWorksiteForm(PortalForm):
    note = forms.CharField(
        label="What confirms it",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Like “Call with the warden’s office, June 3, 2026”. It is shown as the source of the entry.",
    )


class CloseWorksiteForm(PortalForm):
    closed_on = forms.DateField(label="Closed on")
    note = forms.CharField(label="Reason", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
