"""What may be typed about job classes, their pay and reasons, and how the catalogue is narrowed."""

import django_filters
from django import forms
from django.db.models import Q

from doc_portal.core.forms import PortalModelForm
from personnel.forms.amounts import AmountField, WholeNumberField
from personnel.models import JobCategory, JobClass, PayRange, ReasonCode


class JobClassForm(PortalModelForm):
    """A class as the catalogue keeps it. What is not known stays empty."""

    probation_months = WholeNumberField(
        0, 120, "Enter the months of probation as a whole number up to 120.", required=False
    )

    FIELDSETS = (
        ("Title", ("title", "scheme", "kind", "code", "category", "ended_on")),
        ("Pay plan", ("structure", "pay_grade", "overtime_code", "service", "probation_months", "supervisory")),
        ("Work", ("custody", "inmate_contact", "eeo4_category", "duties", "min_quals", "ksa")),
        ("Where this comes from", ("note", "source", "confirmed")),
    )

    class Meta:
        model = JobClass
        fields = [
            "title", "scheme", "kind", "code", "category", "ended_on", "structure", "pay_grade", "overtime_code",
            "service", "probation_months", "supervisory", "custody", "inmate_contact", "eeo4_category", "duties",
            "min_quals", "ksa", "note", "source", "confirmed",
        ]  # fmt: skip
        widgets = {
            "kind": forms.RadioSelect,
            "duties": forms.Textarea(attrs={"rows": 6}),
            "min_quals": forms.Textarea(attrs={"rows": 4}),
            "ksa": forms.Textarea(attrs={"rows": 4}),
            "note": forms.Textarea(attrs={"rows": 2}),
            "source": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {"code": "Class number", "confirmed": "Confirmed by its source"}
        help_texts = {
            "code": "Empty where none is known: most public lists give none.",
            "pay_grade": "As it is written: “04” keeps its zero.",
            "category": "Where people look for the job. Not a part of the pay plan.",
            "inmate_contact": "Holders then answer the PREA questions and pass a background check every five years.",
            "duties": "Copied into new announcements, where it may be changed.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = JobClass.Kind.choices

    def clean_code(self):
        """None where there is no number, since numbers are used once in a scheme."""
        return self.cleaned_data["code"] or None


class PayRangeForm(PortalModelForm):
    """What a class pays, by one basis, between two days."""

    low = AmountField(label="Lowest")
    high = AmountField(label="Highest")

    FIELDSETS = (
        ("Who sets it", ("authority", "confirmed")),
        ("Pay", ("basis", "low", "high")),
        ("In force", ("starts_on", "ends_on")),
    )

    class Meta:
        model = PayRange
        fields = ["basis", "low", "high", "starts_on", "ends_on", "authority", "confirmed"]
        widgets = {"basis": forms.RadioSelect}
        labels = {"confirmed": "Confirmed by its authority"}
        help_texts = {"authority": "The pay plan, law or decision that says so."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = PayRange.Basis.choices


class ReasonForm(PortalModelForm):
    """A reason people choose from a list."""

    order = WholeNumberField(
        0, 999, "Enter the place as a whole number up to 999.", label="Place in the list", initial=0,
        help_text="Lower numbers come first.",
    )  # fmt: skip

    class Meta:
        model = ReasonCode
        fields = ["use", "label", "order", "retired", "confirmed"]
        widgets = {"use": forms.RadioSelect}
        labels = {"confirmed": "Confirmed by Personnel"}
        help_texts = {"retired": "It stays with the decisions that gave it."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["use"].choices = ReasonCode.Use.choices


class JobClassFilter(django_filters.FilterSet):
    """How the catalogue is looked through. Without a choice: classes in use."""

    q = django_filters.CharFilter(label="Title or class number", method="called", max_length=80)
    category = django_filters.ChoiceFilter(choices=JobCategory.choices, empty_label="All categories")
    scheme = django_filters.ChoiceFilter(choices=JobClass.Scheme.choices, empty_label="All schemes")
    ended = django_filters.BooleanFilter(label="Ended too", method="ended_too", widget=forms.CheckboxInput)

    class Meta:
        model = JobClass
        fields = []

    def called(self, rows, name, value):
        """Classes whose title holds the text, or whose number it is."""
        return rows.filter(Q(title__icontains=value.strip()) | Q(code__iexact=value.strip()))

    def ended_too(self, rows, name, value):
        """Decided for the list as a whole, in `filter_queryset`."""
        return rows

    def filter_queryset(self, rows):
        """Those in use unless ended ones are asked for."""
        rows = super().filter_queryset(rows)
        chosen = self.form.cleaned_data
        return rows if chosen.get("ended") or chosen.get("scheme") == JobClass.Scheme.OLD else rows.in_use()
