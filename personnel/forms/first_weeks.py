"""What may be typed about the checklist of the first weeks."""

import django_filters
from django import forms
from django.urls import Resolver404, resolve

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalModelForm
from doc_portal.core.models import Worksite
from personnel.models import ChecklistItem, NewHireTask


class ChecklistItemForm(PortalModelForm):
    """Something every new hire of one kind does or is shown."""

    FIELDSETS = (
        ("Item", ("text", "who", "track", "due_days", "order", "link")),
        ("Source", ("source", "confirmed")),
        ("When", ("starts_on", "ends_on")),
    )

    class Meta:
        model = ChecklistItem
        fields = ["text", "who", "track", "due_days", "order", "link", "source", "confirmed", "starts_on", "ends_on"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2}), "who": forms.RadioSelect, "track": forms.RadioSelect}
        labels = {
            "order": "Place in the list", "confirmed": "Confirmed by Personnel",
            "due_days": "Due so many days after the first",
        }  # fmt: skip
        help_texts = {
            "link": "The address of a page of the portal, like /about/expectations/.",
            "ends_on": "The first day on which it is not given to new hires any more.",
        }

    def clean_link(self):
        """A page of the portal, so that nobody is led elsewhere."""
        link = self.cleaned_data["link"].strip()
        if link:
            try:
                resolve(link.partition("?")[0].partition("#")[0])
            except Resolver404:
                raise forms.ValidationError("That is no page of the portal. Copy its address from / on.") from None
        return link

    def clean(self):
        """An end after the first day."""
        found = super().clean()
        if found.get("starts_on") and found.get("ends_on") and found["ends_on"] <= found["starts_on"]:
            self.add_error("ends_on", "Enter an end after the first day.")
        return found


class TaskFilter(django_filters.FilterSet):
    """How the tasks of new hires are narrowed: open ones, unless done ones are asked for."""

    q = django_filters.CharFilter(label="Last name", field_name="person__last_name", lookup_expr="istartswith")
    who = django_filters.ChoiceFilter(label="Who does it", choices=ChecklistItem.Who.choices, empty_label="Anybody")
    worksite = NamedChoiceFilter(
        field_name="appointment__worksite", label="Worksite", queryset=Worksite.objects.all(),
        empty_label="All worksites",
    )  # fmt: skip
    done = django_filters.BooleanFilter(label="Done too", method="done_too", widget=forms.CheckboxInput)

    class Meta:
        model = NewHireTask
        fields = []

    def done_too(self, rows, name, value):
        return rows

    def filter_queryset(self, rows):
        """Open ones, unless done ones are asked for."""
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("done") else rows.open()
