"""What may be typed about rules of preference and claims to it."""

import django_filters
from django import forms

from doc_portal.core.forms import PortalForm, PortalModelForm
from personnel.models import ApplicationDocument, PreferenceClaim, PreferenceRule


class PreferenceRuleForm(PortalModelForm):
    """A rule with its dates and its authority."""

    FIELDSETS = (
        ("Rule", ("kind", "effect", "points", "applies_to", "evidence")),
        ("Authority", ("authority", "rule_text", "confirmed")),
        ("When", ("starts_on", "ends_on")),
    )

    class Meta:
        model = PreferenceRule
        fields = [
            "kind", "effect", "points", "applies_to", "evidence", "authority", "rule_text", "confirmed", "starts_on",
            "ends_on",
        ]  # fmt: skip
        labels = {"confirmed": "Confirmed by Personnel against the source", "points": "Number of points"}
        help_texts = {
            "points": "Left empty where the source does not name it. No points are given then.",
            "applies_to": "In which competitions, or for whom, in words.",
            "rule_text": "The words of the rule. They stand on the screen where the rule has an effect.",
            "ends_on": "The first day on which it no longer holds.",
        }

    def clean(self):
        """Points only where the effect is points."""
        found = super().clean()
        if found.get("effect") == PreferenceRule.Effect.INTERVIEW and found.get("points") is not None:
            self.add_error("points", "Leave the points empty: this rule gives an interview.")
        if found.get("points") is not None and found["points"] <= 0:
            self.add_error("points", "Enter a number of points above zero, or leave it empty.")
        if found.get("starts_on") and found.get("ends_on") and found["ends_on"] <= found["starts_on"]:
            self.add_error("ends_on", "Enter an end after the first day.")
        return found


class VerifyForm(PortalForm):
    """Which paper bears the claim out."""

    evidence = forms.ModelChoiceField(label="Proof", queryset=ApplicationDocument.objects.none())
    note = forms.CharField(label="Note", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, claim, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = proofs_of(claim)
        self.fields["evidence"].label_from_instance = lambda paper: paper.attachment.name
        self.fields["evidence"].error_messages["required"] = (
            "Choose the paper that bears the claim out. Without proof there is no preference: refuse the claim instead."
        )


def proofs_of(claim):
    """The proof handed in with the application of a claim."""
    rows = ApplicationDocument.objects.filter(application=claim.application_id, removed_at=None)
    return rows.filter(kind=ApplicationDocument.Kind.PREFERENCE).select_related("attachment")


class ClaimFilter(django_filters.FilterSet):
    """How the claims are narrowed: those that wait, unless others are asked for."""

    q = django_filters.CharFilter(
        label="Announcement", field_name="application__posting__title", lookup_expr="icontains"
    )
    kind = django_filters.ChoiceFilter(choices=PreferenceRule.Kind.choices, empty_label="All kinds")
    status = django_filters.ChoiceFilter(choices=PreferenceClaim.Status.choices, empty_label="Waiting")

    class Meta:
        model = PreferenceClaim
        fields = []

    def filter_queryset(self, rows):
        """Those that wait, unless a status is chosen."""
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("status") else rows.open()
