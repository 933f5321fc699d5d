"""What may be typed into a draft of the employee expectations."""

from django import forms

from doc_portal.core.forms import PortalModelForm
from mission.expectations import HOW, read_expectations
from mission.models import Statement, StatementVersion

LONGEST = 20_000


def _level(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 14}), help_text=HOW
    )


class ExpectationsForm(PortalModelForm):
    """A draft with the expectations of each level as one text."""

    staff = _level(Statement.Level.STAFF.label)
    above = _level(Statement.Level.ABOVE.label)

    FIELDSETS = (
        ("Version", ("effective_on", "change_note", "source")),
        ("Wording", ("staff", "above")),
    )

    class Meta:
        model = StatementVersion
        fields = ("effective_on", "change_note", "source")
        widgets = {"change_note": forms.Textarea(attrs={"rows": 3})}
        labels = {"effective_on": "First day in force"}

    def clean(self):
        found = super().clean()
        self.levels = {}
        for level in Statement.Level.values:
            try:
                self.levels[level] = read_expectations(found.get(level) or "")
            except ValueError as problem:
                self.add_error(level, str(problem))
        return found
