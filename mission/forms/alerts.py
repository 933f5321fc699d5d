"""What may be typed into an alert, and how the list of alerts is narrowed."""

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.display import long_moment
from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.local_time import MomentField
from doc_portal.core.models import Worksite
from mission.models import Alert
from mission.models.today import CRITICAL_AT_MOST

WHERE = "Choose the worksites, or the whole department."


class AlertForm(PortalModelForm):
    """An alert as its publisher types it. Without a start it shows at once."""

    starts_at = MomentField(label="Start", required=False, help_text="Leave empty to show it at once.")
    ends_at = MomentField(label="End", help_text="At most 72 hours after the start for a critical alert.")
    worksites = forms.ModelMultipleChoiceField(
        queryset=Worksite.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Hold Ctrl to choose more than one.",
    )

    FIELDSETS = (
        ("Alert", ("severity", "text", "link")),
        ("Readers", ("everywhere", "worksites")),
        ("When", ("starts_at", "ends_at")),
        ("Record", ("reason",)),
    )

    class Meta:
        model = Alert
        fields = ["severity", "text", "link", "everywhere", "starts_at", "ends_at", "reason"]
        widgets = {
            "severity": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 3}),
            "reason": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {"link": "Page with more", "everywhere": "The whole department", "reason": "Why it is shown"}
        help_texts = {
            "text": "At most 200 characters: what happens, where, and what staff should do.",
            "link": "A page of the portal, like /news/ice-storm/.",
            "reason": "Kept on record with your name. Staff can read it.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["severity"].choices = Alert.Severity.choices
        scope = scope_of(self.user, "mission.add_alert")
        sites = Worksite.objects.open()
        self.fields["worksites"].queryset = sites if scope.everywhere else sites.filter(pk__in=scope.worksites)
        if not scope.everywhere:
            del self.fields["everywhere"]
            self.fields["worksites"].required = True
            self.fields["worksites"].label = "Worksites"
            self.fields["worksites"].error_messages["required"] = "Choose the worksites the alert is for."
            if len(scope.worksites) == 1:
                self.initial.setdefault("worksites", list(scope.worksites))

    def clean_text(self):
        return " ".join(self.cleaned_data["text"].split())

    def clean_link(self):
        """A page of the portal; its full address is taken down to the page."""
        link = self.cleaned_data["link"].strip().removeprefix(settings.PORTAL_ADDRESS.rstrip("/"))
        if link and (not link.startswith("/") or link.startswith("//")):
            raise ValidationError("Enter a page of the portal, beginning with a slash, like /news/ice-storm/.")
        return link

    def clean_ends_at(self):
        ends = self.cleaned_data["ends_at"]
        if ends <= timezone.now():
            raise ValidationError("Choose an end that has not passed yet.")
        return ends

    def clean(self):
        found = super().clean()
        if "starts_at" in found:
            found["starts_at"] = found["starts_at"] or timezone.now()
        starts, ends = found.get("starts_at"), found.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "Enter an end after the start.")
        elif starts and ends and found.get("severity") == Alert.Severity.CRITICAL and ends > starts + CRITICAL_AT_MOST:
            latest = long_moment(starts + CRITICAL_AT_MOST)
            self.add_error(
                "ends_at",
                f"A critical alert lasts 72 hours at most, here until {latest}. Enter an earlier end; it can be "
                "extended later with a reason.",
            )
        if "everywhere" in self.fields and "worksites" not in self.errors:
            if not found.get("everywhere") and not found.get("worksites"):
                self.add_error("worksites", WHERE)
            elif found.get("everywhere") and found.get("worksites"):
                self.add_error("worksites", "Choose either the whole department or worksites, not both.")
        return found


class ExtendForm(PortalForm):
    """Until when instead, and why."""

    ends_at = MomentField(label="New end")
    note = forms.CharField(label="Reason", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class AlertEndForm(PortalForm):
    """Why it comes down."""

    note = forms.CharField(label="Reason", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class AlertFilter(django_filters.FilterSet):
    """How staff narrow the alerts. Without a choice: those live now that concern them."""

    PHASES = [("scheduled", "Scheduled"), ("over", "Ended"), ("any", "Any time")]

    q = django_filters.CharFilter(label="Words", field_name="text", lookup_expr="icontains", max_length=100)
    severity = django_filters.ChoiceFilter(choices=Alert.Severity.choices, empty_label="Any severity")
    phase = django_filters.ChoiceFilter(choices=PHASES, method="in_phase", label="Time", empty_label="Live now")
    worksite = NamedChoiceFilter(
        label="Worksite", queryset=Worksite.objects.open(), empty_label="Mine", method="at_worksite"
    )
    everywhere = django_filters.BooleanFilter(label="All worksites", method="any_worksite", widget=forms.CheckboxInput)

    class Meta:
        model = Alert
        fields = []

    def in_phase(self, rows, name, value):
        return {"scheduled": rows.scheduled, "over": rows.over, "any": rows.all}[value]()

    def at_worksite(self, rows, name, value):
        return rows.concerning(value.pk)

    def any_worksite(self, rows, name, value):
        return rows

    def filter_queryset(self, rows):
        """Live alerts unless others are asked for; one's own worksite unless others are."""
        chosen = self.form.cleaned_data
        rows = super().filter_queryset(rows)
        if not chosen.get("everywhere") and not chosen.get("worksite"):
            rows = rows.concerning(self.request.user.worksite_id)
        return rows if chosen.get("phase") else rows.live()
