"""What may be typed about positions, and how their list is narrowed."""

from decimal import Decimal

import django_filters
from django import forms

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Unit, Worksite
from personnel.forms.choosing import PersonField
from personnel.forms.requisitions import classes_in_use, classes_now, sites_where
from personnel.models import Position, Shift


class PositionForm(PortalModelForm):
    """One chair: its number, what is done in it, where and when."""

    fte = forms.DecimalField(
        label="FTE",
        max_digits=3,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=1,
        initial=Decimal("1.00"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-num"}),
        help_text="1.00 is full time.",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"),
            "Enter the FTE as a number above 0 and up to 1.00.",
        ),
    )

    class Meta:
        model = Position
        fields = ["position_no", "job_class", "worksite", "unit", "shift", "fte", "note"]
        error_messages = {
            "position_no": {"unique": "Another position already has this number. Correct the number, or that one."}
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = self.instance if self.instance.pk else None
        right = f"personnel.{'change' if kept else 'add'}_position"
        self.fields["worksite"].queryset = sites_where(self.user, right, kept and kept.worksite_id)
        self.fields["job_class"].queryset = classes_in_use(kept and kept.job_class_id)
        self.fields["unit"].queryset = Unit.objects.with_page()
        self.fields["unit"].empty_label = "No unit"


class FillForm(PortalForm):
    """Who takes a position."""

    person = PersonField(label="Who takes it")
    note = forms.CharField(label="Note", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].for_form(self.user, None)


class PositionFilter(django_filters.FilterSet):
    """How positions are looked up. Abolished ones only where they are asked for."""

    q = django_filters.CharFilter(label="Position number", field_name="position_no", lookup_expr="icontains")
    status = django_filters.ChoiceFilter(choices=Position.Status.choices, empty_label="All but abolished")
    job_class = NamedChoiceFilter(label="Class", queryset=classes_now, empty_label="All classes", named_by="title")
    worksite = NamedChoiceFilter(queryset=Worksite.objects.open(), empty_label="All worksites")
    shift = django_filters.ChoiceFilter(choices=Shift.choices, empty_label="All shifts")

    class Meta:
        model = Position
        fields = []

    def filter_queryset(self, rows):
        """Those that are not abolished, unless a status is asked for."""
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("status") else rows.standing()
