"""What may be typed about who was there: one tap, a whole sheet, a correction, scores."""

from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.forms import PortalForm
from personnel.models import Person
from training.actions.attendance import Mark
from training.models import Attendance
from training.presence import AWAY, SheetLine

Status = Attendance.Status

ALL_PRESENT = "all:present"


def minutes_field(name: str, most: int) -> forms.IntegerField:
    """Minutes up to the length of the meeting, in words that name the person."""
    field = forms.IntegerField(label=f"Minutes of {name}", required=False, min_value=0, max_value=most)
    wrong = f"Enter the minutes of {name} as a whole number up to {most}, the length of the meeting."
    field.error_messages["invalid"] = wrong
    for bound in field.validators:
        bound.message = wrong
    field.widget.attrs.update(
        {"class": "form-control d-inline-block w-auto w-num", "inputmode": "numeric", "aria-label": field.label}
    )
    return field


class RosterForm(PortalForm):
    """A form with fields for each person of a sheet."""

    def __init__(self, *args, lines: list[SheetLine], most: int, **kwargs):
        self.lines, self.most = lines, most
        super().__init__(*args, **kwargs)

    def rows(self) -> list[dict]:
        """Each person with the fields that are theirs."""
        return [
            {"line": one, **{kind: self[f"{kind}-{one.enrolment.pk}"] for kind in self.KINDS}} for one in self.lines
        ]

    KINDS: tuple[str, ...] = ("minutes",)


class TapForm(RosterForm):
    """One press of a button beside a name, or of the one for all; minutes where somebody came late."""

    tap = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tap"].error_messages["required"] = "Press one of the buttons beside a name."
        for one in self.lines:
            self.fields[f"minutes-{one.enrolment.pk}"] = minutes_field(one.name, self.most)

    def clean(self):
        """Whom the button means, and what of them."""
        told = super().clean()
        key, _, status = told.get("tap", "").partition(":")
        found = next((one for one in self.lines if str(one.enrolment.pk) == key), None)
        self.mark = None
        if "tap" in self.errors or told.get("tap") == ALL_PRESENT:
            return told
        if found is None or status not in Status.values:
            raise ValidationError("Press one of the buttons beside a name.")
        minutes = told.get(f"minutes-{key}")
        if status == Status.LATE and minutes is None and f"minutes-{key}" not in self.errors:
            self.add_error(f"minutes-{key}", f"Enter how many minutes {found.name} was there.")
        self.mark = Mark(found.enrolment.pk, status, minutes if status == Status.LATE else None)
        self.named = found.name
        return told

    def marks(self) -> list[Mark]:
        """Whom the button means: one, or everybody of whom nothing is recorded yet."""
        if self.mark is not None:
            return [self.mark]
        return [Mark(one.enrolment.pk, Status.PRESENT) for one in self.lines if one.line is None]


class WalkInForm(PortalForm):
    """Who came without enrolling."""

    number = forms.CharField(label="Employee number", max_length=20)

    def clean_number(self):
        """Somebody who works here."""
        number = self.cleaned_data["number"].strip()
        people = Person.objects.current().visible_to(self.user).select_related("worksite")
        found = people.filter(employee_number__iexact=number).first()
        if found is None:
            raise ValidationError(f"Nobody has the employee number {number}. Check it and enter it again.")
        return found


class SheetForm(RosterForm):
    """The signed sheet, entered in one go."""

    KINDS = ("status", "minutes")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for one in self.lines:
            key, line = one.enrolment.pk, one.line
            self.fields[f"status-{key}"] = forms.ChoiceField(
                label=f"Presence of {one.name}", choices=Status.choices, widget=forms.RadioSelect,
                initial=line.status if line else Status.PRESENT,
            )  # fmt: skip
            wrong = f"Choose whether {one.name} was there."
            self.fields[f"status-{key}"].error_messages.update({"required": wrong, "invalid_choice": wrong})
            self.fields[f"minutes-{key}"] = minutes_field(one.name, self.most)
            if line and line.status == Status.LATE:
                self.fields[f"minutes-{key}"].initial = line.minutes

    def clean(self):
        """Who came late was there for some minutes."""
        told = super().clean()
        for one in self.lines:
            name = f"minutes-{one.enrolment.pk}"
            late = told.get(f"status-{one.enrolment.pk}") == Status.LATE
            if late and told.get(name) is None and name not in self.errors:
                self.add_error(name, f"Enter how many minutes {one.name} was there.")
        return told

    def marks(self) -> list[Mark]:
        """What is to be recorded of everybody."""
        told = self.cleaned_data
        return [
            Mark(key, status, told[f"minutes-{key}"] if status == Status.LATE else None)
            for key in (one.enrolment.pk for one in self.lines)
            for status in (told[f"status-{key}"],)
        ]


class CorrectionForm(PortalForm):
    """What a line should say, and why."""

    status = forms.ChoiceField(label="Presence", choices=Status.choices, widget=forms.RadioSelect)
    minutes = forms.IntegerField(min_value=0, max_value=1440, help_text="0 for who was not there.")
    reason = forms.CharField(max_length=240)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for bound in self.fields["minutes"].validators:
            bound.message = "Enter the minutes as a whole number, not more than the meeting was long."

    def clean(self):
        """Who was there was there for some minutes."""
        told = super().clean()
        if told.get("status") not in (None, *AWAY) and told.get("minutes") == 0:
            self.add_error("minutes", "Enter how many minutes they were there, or choose “Absent”.")
        return told


class ScoresForm(PortalForm):
    """Scores of one part of a test; who is left empty was not tested."""

    component = forms.CharField(label="Part of the test", max_length=80)

    def __init__(self, *args, lines: list[SheetLine], **kwargs):
        self.lines = lines
        super().__init__(*args, **kwargs)
        for one in lines:
            field = forms.DecimalField(
                label=f"Score of {one.name}", required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
            )
            wrong = f"Enter the score of {one.name} as a percentage from 0 to 100."
            field.error_messages["invalid"] = wrong
            for bound in field.validators:
                bound.message = wrong
            field.widget.attrs.update(
                {"class": "form-control d-inline-block w-auto w-num", "inputmode": "decimal", "aria-label": field.label}
            )
            self.fields[f"score-{one.enrolment.pk}"] = field

    def rows(self) -> list[dict]:
        """Each person with their field."""
        return [{"line": one, "score": self[f"score-{one.enrolment.pk}"]} for one in self.lines]

    def clean(self):
        """Somebody was tested."""
        told = super().clean()
        if not self.errors and not self.scores():
            raise ValidationError("Enter the score of at least one person.")
        return told

    def scores(self) -> dict:
        """What was typed, by the key of the place."""
        keys = [one.enrolment.pk for one in self.lines]
        return {key: self.cleaned_data[f"score-{key}"] for key in keys
                if self.cleaned_data.get(f"score-{key}") is not None}  # fmt: skip
