"""Who sees to what the health board found."""

from django import forms

from doc_portal.core.forms import PortalForm
from doc_portal.core.people import person_named


class HealthTaskForm(PortalForm):
    """To whom, and what to do."""

    assigned_to = forms.CharField(
        label="Person", max_length=120, help_text="A user name, an employee number or a full name."
    )
    note = forms.CharField(label="What to do", required=False, max_length=300)

    def clean_assigned_to(self):
        """The account meant."""
        return person_named(self.cleaned_data["assigned_to"])
