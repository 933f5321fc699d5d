"""What may be typed about layouts, approvals and exports of interface files, and how their lists are narrowed."""

import django_filters
from django import forms

from doc_portal.core.display import long_date
from doc_portal.core.forms import PortalModelForm
from fiscal.forms.sam_ii import MoveForm
from fiscal.models import DocumentType, ExternalDocRef, InterfaceApproval, InterfaceExport, InterfaceField


def document_types():
    """Types whose documents a file may hold."""
    return DocumentType.objects.filter(kind=DocumentType.Kind.DOCUMENT)


class InterfaceFieldForm(PortalModelForm):
    """A field with its columns as OA described them."""

    FIELDSETS = (
        ("Where", ("layout", "record", "field", "start", "length", "justified")),
        ("What stands there", ("constant", "rule", "indicator")),
        ("Source", ("confirmed", "source")),
    )

    class Meta:
        model = InterfaceField
        fields = [
            "layout", "record", "field", "start", "length", "justified", "constant", "rule", "indicator", "confirmed",
            "source",
        ]  # fmt: skip


class ApprovalForm(PortalModelForm):
    """What OA is asked for."""

    class Meta:
        model = InterfaceApproval
        fields = [
            "system", "document_types", "agency_name", "agency_number", "contact_name", "contact_email",
            "contact_phone", "asked_on",
        ]  # fmt: skip
        widgets = {"document_types": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document_types"].queryset = document_types()


class ApprovalMoveForm(MoveForm):
    """OA's answer; with the days of test files where it approved them."""

    test_from = forms.DateField(label="Test files from", required=False)
    test_until = forms.DateField(label="Test files until before", required=False)

    def clean(self):
        """An approval says from when until when."""
        found = super().clean()
        first, last = found.get("test_from"), found.get("test_until")
        if found.get("verb") == "approve":
            for name in ("test_from", "test_until"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, "Enter the day OA named.")
            if first and last and last <= first:
                self.add_error("test_until", "Enter a day after the first one.")
        for name, day in (("test_from", first), ("test_until", last)):
            if day and not 2000 <= day.year <= 2199:
                self.add_error(name, "Enter a year between 2000 and 2199.")
        return found


class ApprovalField(forms.ModelChoiceField):
    """An approval by the types it is for, and how far it is."""

    def label_from_instance(self, one):
        """“P1, JV: In production, asked for on November 10, 2026”."""
        return f"{one.type_codes}: {one.get_status_display()}, asked for on {long_date(one.asked_on)}"


class ExportForm(PortalModelForm):
    """Which documents go into a file, under which approval: types of which some wait for a file."""

    approval = ApprovalField(queryset=InterfaceApproval.objects.none())

    class Meta:
        model = InterfaceExport
        fields = ["purpose", "approval", "document_type"]
        widgets = {"purpose": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["approval"].queryset = InterfaceApproval.objects.standing().for_list()
        waiting = ExternalDocRef.objects.for_export().values("document_type")
        field = self.fields["document_type"]
        field.queryset = document_types().filter(pk__in=waiting)
        field.help_text = "Types of which a document waits for a file. Cancellations are entered by hand."
        field.error_messages["invalid_choice"] = "No document of this type waits for a file. Choose another type."


class InterfaceFieldFilter(django_filters.FilterSet):
    """Fields by layout and whether OA confirmed them."""

    layout = django_filters.CharFilter(label="Type of document", lookup_expr="iexact")
    confirmed = django_filters.ChoiceFilter(
        label="State", choices=(("true", "Confirmed"), ("false", "Confirm with OA")), empty_label="All",
        method="standing",
    )  # fmt: skip

    class Meta:
        model = InterfaceField
        fields = []

    def standing(self, rows, name, state):
        return rows.filter(confirmed=state == "true")


class ApprovalFilter(django_filters.FilterSet):
    """Approvals by how they stand."""

    status = django_filters.ChoiceFilter(choices=InterfaceApproval.Status.choices, empty_label="All")

    class Meta:
        model = InterfaceApproval
        fields = []


class ExportFilter(django_filters.FilterSet):
    """Exports by purpose."""

    purpose = django_filters.ChoiceFilter(choices=InterfaceExport.Purpose.choices, empty_label="All")

    class Meta:
        model = InterfaceExport
        fields = []
