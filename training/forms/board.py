"""What the addresses of the board and of the list of issues ask for."""

from django import forms

from doc_portal.core.models import Worksite
from training.models import Center, CourseVersion


class BriefingForm(forms.Form):
    """The worksite a briefing is for; any other word stands for all of one's people."""

    worksite = forms.ModelChoiceField(Worksite.objects.all(), to_field_name="slug", required=False)


class WeekForm(forms.Form):
    """Which center, and the week of which day."""

    center = forms.ModelChoiceField(
        Center.objects.in_use(), to_field_name="code", required=False, empty_label="All centers"
    )
    day = forms.DateField(
        label="Week of", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class IssuesForm(forms.Form):
    """Which center, and how many weeks ahead."""

    center = forms.ModelChoiceField(
        Center.objects.in_use(), to_field_name="code", required=False, empty_label="All centers"
    )
    weeks = forms.TypedChoiceField(
        label="Ahead", choices=[(4, "4 weeks"), (13, "13 weeks"), (26, "26 weeks")], coerce=int, required=False,
        empty_value=13,
    )  # fmt: skip


class WhatIfForm(forms.Form):
    """A course that might be held so often at a center, and between which days."""

    version = forms.ModelChoiceField(CourseVersion.objects.none(), label="Course", empty_label="Choose one")
    center = forms.ModelChoiceField(Center.objects.in_use(), to_field_name="code", empty_label="Choose one")
    classes = forms.IntegerField(label="Classes", min_value=1, max_value=200, initial=4)
    seats = forms.IntegerField(label="Seats in each", min_value=1, max_value=2000, initial=25)
    starts_on = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label="Until", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hours_a_day = forms.DecimalField(label="Hours a day", min_value=1, max_value=12, max_digits=4, initial=8)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        versions = CourseVersion.objects.current().filter(course__retired=False).exclude(contact_hours=None)
        self.fields["version"].queryset = versions.select_related("course").order_by("course__code")
        self.fields["version"].label_from_instance = lambda version: str(version.course)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        for name in ("starts_on", "ends_on"):
            if cleaned.get(name) and not 2000 <= cleaned[name].year <= 2199:
                self.add_error(name, "Enter a year between 2000 and 2199.")
        if first and last and not 0 <= (last - first).days <= 370:
            self.add_error("ends_on", "Enter a day on or after the first, at most a year later.")
        return cleaned
