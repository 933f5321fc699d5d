"""What may be typed about bills, what differs on them, vouchers and interest."""

from decimal import Decimal

import django_filters
from django import forms
from django.utils import timezone

from doc_portal.core.forms import PortalForm, PortalModelForm, ReasonForm
from fiscal.actions.invoices import Billed
from fiscal.forms.external import DocumentTypeField, systems
from fiscal.forms.lines import NOTHING, LineForm, price_typed, quantity_field
from fiscal.models import Invoice, MatchException, PaymentRequest, PrimeRate


class InvoiceForm(LineForm):
    """A bill as it stands on paper."""

    kind = forms.ChoiceField(label="What it is", choices=Invoice.Kind.choices)
    number = forms.CharField(label="Vendor’s number", max_length=40)
    invoice_date = forms.DateField(label="Dated")
    received_on = forms.DateField(label="Came on")
    amount = forms.DecimalField(label="Amount", max_digits=14, decimal_places=2, min_value=Decimal("0.01"))
    suffix = forms.CharField(
        label="Suffix", max_length=8, required=False, help_text="Only where it is no duplicate although the number is."
    )
    suffix_reason = forms.CharField(label="Why it is no duplicate", max_length=240, required=False)
    note = forms.CharField(label="Note", max_length=500, required=False)

    COLUMNS = {"quantity": "Billed", "price": "Price each", "weight": "Weight"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = timezone.localdate()

    def cell(self, name, line):
        """What an edited bill says; the price of the order else."""
        kept = getattr(line, "kept", None)
        field = quantity_field(
            f"{self.COLUMNS[name]}, line {line.no}", places=4 if name == "price" else 3, least=NOTHING, required=False
        )
        value = getattr(kept, name) if kept else line.price if name == "price" else None
        if value is not None:
            field.initial = price_typed(value) if name == "price" else f"{value.normalize():f}"
        return field

    def clean(self):
        """A suffix says why."""
        told = super().clean()
        if told.get("suffix") and not told.get("suffix_reason"):
            self.add_error("suffix_reason", "Say why it is no duplicate.")
        return told

    def billed(self) -> list[Billed]:
        """What is billed, line by line."""
        return [
            Billed(one.pk, self.of("quantity", one, NOTHING), self.of("price", one, one.price), self.of("weight", one))
            for one in self.lines
        ]


class ApproveInvoiceForm(PortalForm):
    """What is checked before a bill is paid (1 CSR 10-3.010)."""

    descriptive = forms.BooleanField(label="The bill describes what was bought")
    relationship = forms.BooleanField(label="The business with the vendor is clear")
    note = forms.CharField(label="Note", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class VoucherForm(PortalForm):
    """The voucher in the book of record."""

    system = forms.ChoiceField(label="System", choices=systems)
    doc_type = DocumentTypeField(label="Document type", initial="P1")
    voucher_number = forms.CharField(label="Voucher number", max_length=30)

    def clean_voucher_number(self):
        """A number that can be read."""
        number = self.cleaned_data["voucher_number"]
        if not any(one.isascii() and one.isalnum() for one in number):
            raise forms.ValidationError("Enter a number with letters or digits.")
        return number


class VoidVoucherForm(ReasonForm):
    """Why a voucher is void, and whether it is void in the other system as well."""

    voided_there = forms.BooleanField(
        required=False, help_text="Left empty, its cancellation is still to be entered there by hand."
    )

    def __init__(self, *args, system, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["voided_there"].label = f"It is void in {system} too"


class PaidForm(PortalForm):
    """When it was paid."""

    paid_on = forms.DateField(label="Paid on")
    note = forms.CharField(label="Note", required=False, max_length=1000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].initial = timezone.localdate()


class InvoiceFilter(django_filters.FilterSet):
    """By kind, status, number and vendor."""

    kind = django_filters.ChoiceFilter(choices=Invoice.Kind.choices, empty_label="All", label="What it is")
    status = django_filters.ChoiceFilter(choices=Invoice.Status.choices, empty_label="All", label="Status")
    number = django_filters.CharFilter(field_name="number", lookup_expr="icontains", label="Vendor’s number")
    vendor = django_filters.CharFilter(field_name="vendor__name_upper", method="of_vendor", label="Vendor")

    class Meta:
        model = Invoice
        fields: list[str] = []

    def of_vendor(self, rows, name, value):
        """Vendors whose name begins so."""
        return rows.filter(vendor__name_upper__startswith=value.upper())


class PrimeRateForm(PortalModelForm):
    """A rate as it was published."""

    class Meta:
        model = PrimeRate
        fields = ["percent", "starts_on", "authority"]
        labels = {"percent": "Percent"}


class InterestForm(PortalForm):
    """When the vendor asked for interest."""

    asked_on = forms.DateField(label="Vendor asked on", help_text="The day on which its application came.")
    note = forms.CharField(label="Note", max_length=500, required=False)


class ExceptionFilter(django_filters.FilterSet):
    """By kind."""

    kind = django_filters.ChoiceFilter(choices=MatchException.Kind.choices, empty_label="All", label="What differs")

    class Meta:
        model = MatchException
        fields: list[str] = []


class PaymentFilter(django_filters.FilterSet):
    """By voucher."""

    voucher_number = django_filters.CharFilter(lookup_expr="icontains", label="Voucher")

    class Meta:
        model = PaymentRequest
        fields: list[str] = []
