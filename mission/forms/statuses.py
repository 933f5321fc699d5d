"""What may be typed when a worksite's status is set."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from doc_portal.core.forms import PortalModelForm
from doc_portal.core.local_time import MomentField
from mission.models import WorksiteState, WorksiteStatus

JUST_NOW = timedelta(minutes=10)


class WorksiteStatusForm(PortalModelForm):
    """How the worksite runs, from when until when, and what staff should do."""

    starts_at = MomentField(label="From", required=False, help_text="Leave empty for now.")
    ends_at = MomentField(
        label="Until",
        required=False,
        help_text="Leave empty for “until further notice”. Afterwards it shows as normal.",
    )

    class Meta:
        model = WorksiteStatus
        fields = ["state", "starts_at", "ends_at", "note"]
        widgets = {"state": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}
        labels = {"state": "Status", "note": "What staff should do"}
        help_texts = {"note": "Shown to all staff, like “Report at 10:00 am to the north gate”."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].queryset = WorksiteState.objects.filter(in_use=True)
        self.fields["state"].empty_label = None

    def clean_starts_at(self):
        now = timezone.now()
        starts = self.cleaned_data["starts_at"] or now
        if starts < now - JUST_NOW:
            raise ValidationError("Enter a start that has not passed, or leave it empty for now.")
        return starts

    def clean_ends_at(self):
        ends = self.cleaned_data["ends_at"]
        if ends is not None and ends <= timezone.now():
            raise ValidationError("Enter an end that has not passed, or leave it empty.")
        return ends

    def clean(self):
        found = super().clean()
        starts, ends = found.get("starts_at"), found.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "Enter an end after the start.")
        return found
