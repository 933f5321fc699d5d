"""What may be typed to change a published announcement: a later close, an earlier one, other words."""

from django import forms
from django.utils import timezone

from personnel.changes import CONTENT_FIELDS
from personnel.forms.amounts import AmountField
from personnel.forms.announcements import ClosingForm, PortalModelForm
from personnel.models import Posting

REASON = {"max_length": 1000, "widget": forms.Textarea(attrs={"rows": 3})}


class ExtendPostingForm(ClosingForm):
    """Until when instead, and why."""

    reason = forms.CharField(**REASON)

    class Meta:
        model = Posting
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        day = self.fields["closes_on"]
        day.required, day.label, day.help_text = True, "New closing day", f"It closes now at {self.instance.deadline}."
        day.error_messages["required"] = "Enter the day on which it closes instead."

    def clean(self):
        found = super().clean()
        found["closes_at"] = self.typed_close(found)
        before = self.instance.closes_at
        if found["closes_at"] and before and found["closes_at"] <= before:
            self.add_error("closes_on", f"Enter a day after {self.instance.deadline}.")
        return found


class EarlyCloseForm(ClosingForm):
    """When it closes instead, and why. Without a day it closes when somebody else approves."""

    reason = forms.CharField(**REASON)

    class Meta:
        model = Posting
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        day = self.fields["closes_on"]
        day.label = "New closing day (optional)"
        day.help_text = (
            f"Now: {self.instance.deadline}. Left empty, it closes as soon as another person approves the change."
        )

    def clean(self):
        found = super().clean()
        found["closes_at"] = self.typed_close(found)
        if found["closes_at"] and found["closes_at"] <= timezone.now():
            self.add_error("closes_on", "Enter a time that has not passed, or leave it empty to close at once.")
        elif found["closes_at"] and self.instance.closes_at and found["closes_at"] >= self.instance.closes_at:
            self.add_error("closes_on", f"Enter a time before {self.instance.deadline}.")
        return found


class ChangePostingForm(PortalModelForm):
    """Other pay, qualifications or words, and why."""

    duties = forms.CharField(max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))
    min_quals = forms.CharField(
        label="Minimum qualifications", max_length=10_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    ksa = forms.CharField(
        label="Knowledge, skills, abilities",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    pay_low = AmountField(label="Lowest yearly pay", required=False)
    pay_high = AmountField(label="Highest yearly pay", required=False)
    reason = forms.CharField(**REASON)

    FIELDSETS = (
        ("Why", ("reason",)),
        ("Job", ("title", "duties", "min_quals", "ksa")),
        ("Pay", ("pay_low", "pay_high")),
        ("Conditions", ("work_schedule", "promotion_potential", "travel", "telework")),
        ("Requirements", (
            "drug_test", "background_check", "firearms", "physical", "special_requirements", "documents",
        )),
        ("Applying", ("how_to_apply", "contact_words", "eeo_statement")),
    )  # fmt: skip

    class Meta:
        model = Posting
        fields = list(CONTENT_FIELDS)
        widgets = {
            "special_requirements": forms.Textarea(attrs={"rows": 3}),
            "documents": forms.Textarea(attrs={"rows": 3}),
            "eeo_statement": forms.Textarea(attrs={"rows": 4}),
            "how_to_apply": forms.Textarea(attrs={"rows": 3}),
        }
