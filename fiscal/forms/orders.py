"""What may be typed about orders, receipts, bills and vouchers: rows for the lines of what they belong to."""

from decimal import Decimal

import django_filters
from django import forms
from django.utils import timezone

from doc_portal.core.attachments import UploadField
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.values import value_of
from fiscal.actions.invoices import Billed
from fiscal.actions.orders import OVER_MOST, OrderedLine, is_service, refusal_for_match
from fiscal.actions.receiving import SUPPORTS, Counted
from fiscal.actions.returns import GoesBack
from fiscal.forms.external import DocumentTypeField, systems
from fiscal.forms.lines import SMALL, ContractField, LineForm, VendorField, quantity_field
from fiscal.models import (
    CapitalHandOff,
    FundPurpose,
    Invoice,
    MatchException,
    OrderLine,
    PaymentRequest,
    PrimeRate,
    PurchaseOrder,
)

NOTHING = Decimal(0)
SURPLUS = [("keep", "Keep it: the order takes it"), ("back", "Send it back to the vendor")]
MATCHES = [(OrderLine.MatchRule.THREE_WAY, "Receipt"), (OrderLine.MatchRule.SERVICE, "Acceptance"),
           (OrderLine.MatchRule.ORDER_INVOICE, "Bill alone")]  # fmt: skip


def words_field(label: str, length: int, **kwargs) -> forms.CharField:
    """A short text typed in a cell."""
    field = forms.CharField(label=label, max_length=length, required=False, **kwargs)
    field.widget.attrs.update({**SMALL, "aria-label": label})
    return field


class OrderForm(LineForm):
    """An order of lines of a requisition: to whom, until when, how much of each line at what price."""

    vendor = VendorField(label="Vendor", help_text="Its number, or the beginning of its name.")
    contract = ContractField(label="Contract", required=False)
    deliver_by = forms.DateField(label="Deliver by")
    deliver_to = forms.CharField(label="Deliver to", max_length=200, required=False)
    own_use = forms.BooleanField(label="For the department’s own use", required=False, initial=True)
    own_use_reason = forms.CharField(
        label="For whom else", max_length=300, required=False, help_text="Asked where it is not for own use."
    )

    COLUMNS = {
        "quantity": "Order", "price": "Price each", "match": "Matched by", "why": "Why its bill alone",
        "over": "May come over, percent", "weight": "Expected weight",
    }  # fmt: skip

    def __init__(self, *args, **kwargs):
        self.most = Decimal(value_of(OVER_MOST))
        super().__init__(*args, **kwargs)

    def clean(self):
        """What is paid without a receipt, or not for own use, says why."""
        told = super().clean()
        for one in self.lines:
            said = refusal_for_match(one, told.get(f"match-{one.pk}", ""))
            if said and told.get(f"quantity-{one.pk}") and not told.get(f"why-{one.pk}"):
                self.add_error(f"why-{one.pk}", said)
        if not told.get("own_use") and not told.get("own_use_reason"):
            self.add_error("own_use_reason", "Say for whom it is, where it is not for the department’s own use.")
        return told

    def cell(self, name, line):
        """The quantity nobody has ordered yet and the price as it was approved, unless they are changed."""
        label = f"{self.COLUMNS[name]}, line {line.no}"
        kept = getattr(line, "kept", None)
        match name:
            case "quantity":
                field = quantity_field(label, least=NOTHING, required=False)
                quantity = kept.quantity if kept else getattr(line, "open", None)
                field.initial = f"{quantity.normalize():f}" if quantity else ""
            case "price":
                field = quantity_field(label, places=4, least=NOTHING, required=False)
                field.initial = f"{(kept.price if kept else line.price).normalize():f}"
            case "match":
                field = forms.ChoiceField(label=label, choices=MATCHES)
                field.widget.attrs.update({"class": "form-select form-select-sm", "aria-label": label})
                service = line.requisition.kind == "service" or is_service(line)
                field.initial = kept.match_rule if kept else OrderLine.MatchRule.SERVICE if service else MATCHES[0][0]
            case "over":
                field = quantity_field(label, places=2, least=NOTHING, required=False, max_value=self.most)
                field.error_messages["max_value"] = f"At most {self.most.normalize():f} percent may come over."
                field.initial = f"{kept.over_percent.normalize():f}" if kept else ""
            case "why":
                field = words_field(label, 200)
                field.initial = kept.match_reason if kept else ""
            case _:
                field = quantity_field(label, least=Decimal("0.001"), required=False)
                field.initial = f"{kept.weight.normalize():f}" if kept and kept.weight else ""
        return field

    def ordered(self) -> list[OrderedLine]:
        """What is ordered, line by line."""
        return [
            OrderedLine(
                one, self.of("quantity", one, NOTHING), self.of("price", one, one.price), self.of("match", one),
                self.of("over", one, NOTHING), self.of("weight", one), "lb" if self.of("weight", one) else "",
                self.of("why", one, ""),
            )
            for one in self.lines
        ]  # fmt: skip


class ModifyForm(LineForm):
    """Other quantities and prices of an issued order, and why."""

    reason = forms.CharField(label="Reason", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    COLUMNS = {"quantity": "Quantity", "price": "Price each"}

    def cell(self, name, line):
        """What stands now."""
        field = quantity_field(
            f"{self.COLUMNS[name]}, line {line.no}", places=3 if name == "quantity" else 4, least=NOTHING
        )
        field.initial = f"{getattr(line, name).normalize():f}"
        return field

    def wanted(self) -> dict[int, tuple[Decimal, Decimal]]:
        """Quantity and price by line."""
        return {one.pk: (self.of("quantity", one, NOTHING), self.of("price", one, NOTHING)) for one in self.lines}


class ReceiveForm(LineForm):
    """What came. What was ordered is not shown and every quantity is blank: it is counted, not copied."""

    received_on = forms.DateField(label="Came on")
    packing_slip = forms.CharField(label="Packing slip", max_length=60, required=False)
    note = forms.CharField(label="Note", max_length=500, required=False)

    support = UploadField(
        label="What shows that a service was done",
        allowed=SUPPORTS,
        required=False,
        help_text="The vendor’s report or the signed sheet; asked of services.",
    )

    COLUMNS = {"came": "Came", "rejected": "Of it rejected", "weight": "Weight", "reason": "Why rejected"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = timezone.localdate()

    def cell(self, name, line):
        """Blank."""
        label = f"{self.COLUMNS[name]}, line {line.no}"
        return words_field(label, 200) if name == "reason" else quantity_field(label, least=NOTHING, required=False)

    def clean(self):
        """What is rejected says why; of what is bought by weight the weight is entered."""
        told = super().clean()
        for one in self.lines:
            came, rejected = told.get(f"came-{one.pk}"), told.get(f"rejected-{one.pk}")
            if rejected and not told.get(f"reason-{one.pk}"):
                self.add_error(f"reason-{one.pk}", f"Line {one.no}: say why it is rejected.")
            if rejected and rejected > (came or 0):
                self.add_error(f"rejected-{one.pk}", f"Line {one.no}: no more is rejected than came.")
            service = one.match_rule == OrderLine.MatchRule.SERVICE
            if came and service and not told.get("support") and "support" not in self.errors:
                self.add_error("support", "Attach what shows that the service was done.")
            if came and one.weight is not None and not told.get(f"weight-{one.pk}"):
                self.add_error(f"weight-{one.pk}", f"Line {one.no}: it is billed by weight. Enter what it weighs.")
        return told

    def counted(self) -> list[Counted]:
        """What came, line by line."""
        return [
            Counted(
                one.pk, self.of("came", one, NOTHING), self.of("rejected", one, NOTHING),
                self.of("weight", one, NOTHING), self.of("reason", one, ""),
            )
            for one in self.lines
        ]  # fmt: skip


class ReturnForm(LineForm):
    """What goes back, and why."""

    note = forms.CharField(label="Reason", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    COLUMNS = {"back": "Goes back", "weight": "Weight"}

    def cell(self, name, line):
        """Blank."""
        return quantity_field(f"{self.COLUMNS[name]}, line {line.no}", least=NOTHING, required=False)

    def clean(self):
        """Of what is bought by weight the weight is entered."""
        told = super().clean()
        for one in self.lines:
            if one.weight is not None and told.get(f"back-{one.pk}") and not told.get(f"weight-{one.pk}"):
                self.add_error(
                    f"weight-{one.pk}", f"Line {one.no}: it is billed by weight. Enter what goes back weighs."
                )
        return told

    def going(self) -> list[GoesBack]:
        """How much of each line."""
        return [
            GoesBack(one.pk, self.of("back", one, NOTHING), self.of("weight", one, NOTHING) if one.weight else NOTHING)
            for one in self.lines
        ]


class SurplusForm(PortalForm):
    """What is done with what came over."""

    decision = forms.ChoiceField(label="What came over", choices=[("", "Choose"), *SURPLUS])
    weight = forms.DecimalField(
        label="Weight of what goes back", max_digits=12, decimal_places=3, min_value=NOTHING, required=False,
        help_text="Asked of what is billed by weight.",
    )  # fmt: skip
    note = forms.CharField(label="Reason", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


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
        field.initial = "" if value is None else f"{value.normalize():f}"
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


class PaidForm(PortalForm):
    """When it was paid."""

    paid_on = forms.DateField(label="Paid on")
    note = forms.CharField(label="Note", required=False, max_length=1000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].initial = timezone.localdate()


class HandOffForm(PortalModelForm):
    """Where a capital object is, who keeps it, and its tag."""

    class Meta:
        model = CapitalHandOff
        fields = ["tag", "custodian", "location", "site", "override_reason"]


class FundPurposeForm(PortalModelForm):
    """A fund and what it may not pay for."""

    class Meta:
        model = FundPurpose
        fields = ["fund_name", "fund_code", "purpose", "authority", "starts_on", "ends_on"]


class OrderFilter(django_filters.FilterSet):
    """By status, number and vendor."""

    status = django_filters.ChoiceFilter(choices=PurchaseOrder.Status.choices, empty_label="All", label="Status")
    number = django_filters.CharFilter(field_name="number", lookup_expr="icontains", label="Number")
    vendor = django_filters.CharFilter(field_name="vendor__name_upper", method="of_vendor", label="Vendor")

    class Meta:
        model = PurchaseOrder
        fields: list[str] = []

    def of_vendor(self, rows, name, value):
        """Vendors whose name begins so."""
        return rows.filter(vendor__name_upper__startswith=value.upper())


class WaitingFilter(OrderFilter):
    """By number and vendor."""

    status = None


class InvoiceFilter(django_filters.FilterSet):
    """By status, number and vendor."""

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
