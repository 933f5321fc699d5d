"""What may be typed when somebody's things are handed over."""

from django import forms

from doc_portal.core.forms import PortalForm
from personnel.forms.choosing import PersonField


class HandOverForm(PortalForm):
    """Which things, and to whom: all of them to the owner of the unit unless something else is said."""

    what = forms.MultipleChoiceField(
        label="What is handed over",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one thing.",
            "invalid_choice": "One of the things is no longer there.",
        },
    )
    to = PersonField(label="To", help_text="The owner of the unit, or anybody else of the directory.")

    def __init__(self, *args, things, heir, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [(thing.key, str(thing)) for thing in things]
        self.fields["what"].error_messages["required"] = "Tick at least one thing."
        self.fields["what"].error_messages["invalid_choice"] = (
            "Something you ticked was handed over meanwhile. Open the page again."
        )
        self.fields["to"].for_form(self.user, heir)
        self.initial.setdefault("what", [thing.key for thing in things if thing.kind.hand_over])
        self.initial.setdefault("to", heir)
