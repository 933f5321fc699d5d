"""What may be typed into a draft of the statements."""

from django import forms

from doc_portal.core.forms import PortalModelForm
from mission.models import StatementVersion
from mission.wording import read_values


class StatementVersionForm(PortalModelForm):
    """A draft with its statements as three texts; each value starts with a line “## Its name”."""

    FIELDSETS = (
        ("Version", ("effective_on", "change_note", "source")),
        ("Wording", ("mission", "vision", "values")),
        ("Home page", ("strip",)),
    )
    mission = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    vision = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    values = forms.CharField(
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="Start each value with a line of two number signs and its name, like “## Accountability”.",
    )

    class Meta:
        model = StatementVersion
        fields = ("effective_on", "change_note", "source", "strip")
        widgets = {
            "change_note": forms.Textarea(attrs={"rows": 3}),
            "strip": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"effective_on": "First day in force"}
        help_texts = {"strip": "400 characters at most. Without it the home page shows no mission."}

    def clean_values(self):
        text = self.cleaned_data["values"]
        if text.strip():
            try:
                read_values(text)
            except ValueError as problem:
                raise forms.ValidationError(str(problem)) from None
        return text

    @property
    def wording(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("mission", "vision", "values")}
