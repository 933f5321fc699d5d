"""What may be typed into an event, and how the list of events is narrowed."""

from datetime import datetime, time, timedelta

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.local_time import YEARS, moment_of
from doc_portal.core.models import Unit, Worksite
from mission.models import Event
from mission.moments import Month
from personnel.models import RoleContact

MOST_DAYS = 31


def _time(label: str, **attributes) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": f"Enter the {label.lower()} as a time, like 2:30 pm."},
        input_formats=["%H:%M", "%H:%M:%S", "%I:%M %p"],
        **attributes,
    )


class EventForm(PortalModelForm):
    """An event as it is announced. Without times it takes whole days."""

    starts_on = forms.DateField(label="First day")
    start_time = _time("Start time", help_text="Leave both times empty for an event that takes whole days.")
    ends_on = forms.DateField(label="Last day", required=False, help_text="Leave empty where it is the first day.")
    end_time = _time("End time")
    sites = forms.ModelMultipleChoiceField(
        label="Only for worksites",
        queryset=Worksite.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Choose none for the whole department. Hold Ctrl to choose more than one.",
    )

    FIELDSETS = (
        ("Event", ("title", "body", "place")),
        ("When", ("starts_on", "start_time", "ends_on", "end_time")),
        ("Readers", ("unit", "contact", "sites")),
    )

    class Meta:
        model = Event
        fields = ["title", "body", "place", "unit", "contact"]
        widgets = {"body": forms.Textarea(attrs={"rows": 5})}
        labels = {"body": "More about it", "place": "Place", "unit": "Unit that answers for it", "contact": "Contact"}
        help_texts = {
            "body": "Lists start with “- ”, **two stars** make text bold.",
            "place": "A room, a building, a town.",
            "contact": "Whom to ask.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        scope = scope_of(self.user, f"mission.{'change' if self.instance.pk else 'add'}_event")
        units = Unit.objects.with_page()
        self.fields["unit"].queryset = units if scope.everywhere else units.filter(pk__in=scope.units)
        self.fields["contact"].queryset = RoleContact.objects.kept().select_related("worksite")
        self.fields["sites"].queryset = Worksite.objects.open()
        for name in ("starts_on", "start_time", "ends_on", "end_time", "sites"):
            self.initial.setdefault(name, getattr(self.instance, name))

    def clean_starts_on(self):
        return _within_reason(self.cleaned_data["starts_on"])

    def clean_ends_on(self):
        found = self.cleaned_data["ends_on"]
        return _within_reason(found) if found else self.cleaned_data.get("starts_on")

    def clean_sites(self):
        return sorted(self.cleaned_data["sites"], key=lambda site: site.name)

    def clean(self):
        """Put days and times together; the instance carries the moments."""
        found = super().clean()
        first, last = found.get("starts_on"), found.get("ends_on")
        if not first or not last or {"start_time", "end_time"} & self.errors.keys():
            return found
        begins, ends = found.get("start_time"), found.get("end_time")
        if (begins is None) != (ends is None):
            missing = "end_time" if ends is None else "start_time"
            self.add_error(missing, "Enter both times, or leave both empty for an event that takes whole days.")
            return found
        self.instance.all_day = begins is None
        starts_at = self._moment("start_time" if begins else "starts_on", first, begins or time.min)
        day_after = last + timedelta(days=1)
        ends_at = self._moment("end_time" if ends else "ends_on", last if ends else day_after, ends or time.min)
        if starts_at is None or ends_at is None:
            return found
        if ends_at <= starts_at:
            self.add_error("end_time" if first == last and ends else "ends_on", "Enter an end after the start.")
        elif (last - first).days >= MOST_DAYS:
            self.add_error("ends_on", f"An event lasts {MOST_DAYS} days at most. Enter an earlier last day.")
        self.instance.starts_at, self.instance.ends_at = starts_at, ends_at
        return found

    def _moment(self, field: str, day, at) -> datetime | None:
        try:
            return moment_of(datetime.combine(day, at))
        except ValidationError as error:
            self.add_error(field, error)
            return None


def _within_reason(day):
    if day.year not in YEARS:
        raise ValidationError("Enter a year between 1990 and 2199.")
    return day


class CancelForm(PortalForm):
    """Why an event does not take place."""

    note = forms.CharField(label="Reason", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class MonthField(forms.CharField):
    """A month as browsers send it, “2026-11”."""

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        found = Month.read(text)
        if found is None:
            raise ValidationError("Enter a month, like 2026-11.")
        return found


class MonthFilter(django_filters.Filter):
    field_class = MonthField


class EventFilter(django_filters.FilterSet):
    """How staff narrow the events. Without a choice: this month, for the department and one's own worksite."""

    q = django_filters.CharFilter(label="Words", method="words_in", max_length=100)
    month = MonthFilter(
        label="Month",
        method="in_month",
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-11"}),
        initial=lambda: Month.of(timezone.localdate()).key,
    )
    unit = NamedChoiceFilter(queryset=Unit.objects.with_page(), empty_label="All units")
    worksite = NamedChoiceFilter(
        label="Worksite", queryset=Worksite.objects.open(), empty_label="Mine", method="at_worksite"
    )
    everywhere = django_filters.BooleanFilter(label="All worksites", method="any_worksite", widget=forms.CheckboxInput)

    class Meta:
        model = Event
        fields = []

    def words_in(self, rows, name, value):
        return rows.filter(Q(title__icontains=value) | Q(place__icontains=value) | Q(body__icontains=value))

    def in_month(self, rows, name, value):
        return rows.between(*value.bounds())

    def at_worksite(self, rows, name, value):
        return rows.concerning(value.pk)

    def any_worksite(self, rows, name, value):
        return rows

    def filter_queryset(self, rows):
        """This month unless another is asked for; one's own worksite unless others are."""
        chosen = self.form.cleaned_data
        rows = super().filter_queryset(rows)
        if not chosen.get("everywhere") and not chosen.get("worksite"):
            rows = rows.concerning(self.request.user.worksite_id)
        return rows
