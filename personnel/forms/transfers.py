"""What may be typed about wishes to change worksite and about exchanges, and how wishes are looked through."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Worksite
from personnel.forms.amounts import WholeNumberField
from personnel.forms.requisitions import classes_in_use, classes_now
from personnel.models import JobClass, TransferWish
from personnel.swaps import Swap

LAST_YEAR = 2199


class TransferWishForm(PortalModelForm):
    """Where somebody would like to work, in the class of the position they hold or else the one they name."""

    miles = WholeNumberField(
        0,
        999,
        "Enter the miles as a whole number up to 999.",
        label="Miles from your home to there",
        required=False,
        help_text="Only this number is kept, no address.",
    )

    class Meta:
        model = TransferWish
        fields = ["job_class", "to_worksite", "to_shift", "miles", "ends_on", "note"]
        labels = {"to_worksite": "Worksite you wish for", "to_shift": "Shift you wish for"}
        help_texts = {
            "job_class": "The class you hold: places are changed inside one class.",
            "to_shift": "Empty for any shift.",
            "ends_on": "The first day on which you no longer wish for it. Empty while it stands.",
        }

    def __init__(self, *args, held: JobClass | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["job_class"].queryset = JobClass.objects.filter(pk=held.pk) if held else classes_in_use()
        if held:
            sentence = f"You hold a position of the class {held}. Wish for a place of that class."
            self.fields["job_class"].error_messages["invalid_choice"] = sentence
        self.fields["to_worksite"].queryset = Worksite.objects.open()
        self.fields["to_shift"].choices = [("", "Any shift"), *list(self.fields["to_shift"].choices)[1:]]

    def clean_to_worksite(self):
        """Another one than where one works: told with the other errors, before the database is asked."""
        site = self.cleaned_data["to_worksite"]
        if site.pk == self.instance.from_worksite_id:
            raise ValidationError("You already work there. Choose another worksite.")
        return site

    def clean_ends_on(self):
        """A day to come."""
        day = self.cleaned_data["ends_on"]
        if day is not None and day <= timezone.localdate():
            raise ValidationError("Choose a day after today.")
        if day is not None and day.year > LAST_YEAR:
            raise ValidationError(f"Choose a day up to the year {LAST_YEAR}.")
        return day


class ExchangeForm(PortalForm):
    """Which of the exchanges that were found is proposed, and from when people move."""

    swap = forms.ChoiceField(
        label="Exchange", widget=forms.RadioSelect, error_messages={"required": "Choose an exchange."}
    )
    moves_on = forms.DateField(label="First day at the new worksite", initial=timezone.localdate)

    def __init__(self, *args, swaps: list[Swap], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["swap"]
        field.choices = [(one.key, one.words) for one in swaps]
        field.error_messages["required"] = "Choose an exchange."
        field.error_messages["invalid_choice"] = "This exchange is no longer possible. Choose another one."

    def clean_moves_on(self):
        """Today or a day within the next year."""
        day, today = self.cleaned_data["moves_on"], timezone.localdate()
        if not 0 <= (day - today).days <= 366:
            raise ValidationError("Choose today or a day within the next year.")
        return day


class TransferWishFilter(django_filters.FilterSet):
    """How wishes are looked through. Without a status: open ones."""

    status = django_filters.ChoiceFilter(choices=TransferWish.Status.choices, empty_label="Open")
    job_class = NamedChoiceFilter(label="Class", queryset=classes_now, empty_label="All classes", named_by="title")
    from_worksite = NamedChoiceFilter(label="From", queryset=Worksite.objects.open(), empty_label="Anywhere")
    to_worksite = NamedChoiceFilter(label="To", queryset=Worksite.objects.open(), empty_label="Anywhere")

    class Meta:
        model = TransferWish
        fields = []

    def filter_queryset(self, rows):
        """Open ones unless a status is asked for."""
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("status") else rows.filter(status=TransferWish.Status.OPEN)
