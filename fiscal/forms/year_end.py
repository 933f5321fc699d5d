"""What may be typed on the year-end worksheet, and how open lines are narrowed."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm
from doc_portal.core.models import Worksite
from fiscal.lapse import fitting
from fiscal.models import FiscalYear, OrderLine, YearEndDecision

Disposition = YearEndDecision.Disposition


class LineFilter(django_filters.FilterSet):
    """Open lines by worksite, disposition and order."""

    STATES = (("undecided", "Not decided"), *Disposition.choices)

    q = django_filters.CharFilter(label="Order or vendor", method="called")
    year = NamedChoiceFilter(
        label="Fiscal year", queryset=FiscalYear.objects.all(), named_by="fy", empty_label="This year",
        method="of_year",
    )  # fmt: skip
    worksite = NamedChoiceFilter(
        label="Worksite", field_name="order__worksite", queryset=Worksite.objects.open(), empty_label="All worksites"
    )
    state = django_filters.ChoiceFilter(label="Disposition", choices=STATES, empty_label="All", method="standing")

    class Meta:
        model = OrderLine
        fields: list[str] = []

    def called(self, rows, name, text):
        return rows.filter(order__number__istartswith=text) | rows.filter(order__vendor__name__icontains=text)

    def of_year(self, rows, name, year):
        """The page takes the year before it asks for lines."""
        return rows

    def standing(self, rows, name, state):
        return rows.filter(decided=False) if state == "undecided" else rows.filter(decided=True, disposition=state)


class YearAskedForm(forms.Form):
    """The year of the address."""

    year = forms.ModelChoiceField(queryset=FiscalYear.objects.all(), required=False)


class WorksheetForm(PortalForm):
    """A disposition for each line of a page, and one for all others that are not decided."""

    rest = forms.ChoiceField(
        label="All other lines that are not decided", required=False,
        choices=(("", "Leave as they are"), *Disposition.choices),
        help_text="Of every page, as far as it fits what came of them.",
    )  # fmt: skip

    def __init__(self, *args, lines: list[OrderLine], **kwargs):
        self.lines = lines
        super().__init__(*args, **kwargs)

    def speak(self):
        """With a choice for each line, among what fits it."""
        for line in self.lines:
            name = f"Disposition of {line.order.number}, line {line.no}"
            field = forms.ChoiceField(
                label=name, required=False, choices=(("", "Not decided"), *((one, one.label) for one in fitting(line))),
                initial=line.disposition if line.decided else "",
            )  # fmt: skip
            self.fields[f"line-{line.pk}"] = field
        super().speak()
        for line in self.lines:
            field = self.fields[f"line-{line.pk}"]
            field.error_messages["invalid_choice"] = "Choose what fits what came of the line."
            field.widget.attrs.update({"class": "form-select form-select-sm", "aria-label": field.label})

    def rows(self) -> list[dict]:
        """Each line with its field."""
        return [{"line": line, "field": self[f"line-{line.pk}"]} for line in self.lines]

    def clean(self):
        """Something is decided; a decision is changed, not taken back."""
        found = super().clean()
        for line in self.lines:
            name = f"line-{line.pk}"
            if line.decided and name in found and not found[name]:
                self.add_error(name, "It is decided. Choose another disposition instead.")
        if not self.errors and not self.decisions() and not found.get("rest"):
            raise ValidationError("Choose a disposition for at least one line.")
        return found

    def decisions(self) -> dict[int, str]:
        """What was chosen, by line."""
        chosen = {line.pk: self.cleaned_data.get(f"line-{line.pk}") for line in self.lines}
        return {key: one for key, one in chosen.items() if one}


class InServiceForm(PortalForm):
    """A day."""

    in_service_on = forms.DateField(label="In service on", help_text="When what is bought will be in use.")

    def clean_in_service_on(self):
        """Within reason."""
        day = self.cleaned_data["in_service_on"]
        if not 2000 <= day.year <= 2199:
            raise ValidationError("Enter a year between 2000 and 2199.")
        return day
