"""What is asked, answered and typed about how to buy."""

from datetime import timedelta

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from doc_portal.core.attachments import UploadField
from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Worksite
from fiscal.actions.sourcing import TAKEN
from fiscal.models import CommodityClass, Contract, Method, MveCertificate, Paper, ProcurementRule

GROUNDS = (
    ("", "None"),
    ("single_source", "Only one supplier can do it"),
    ("emergency", "It is an emergency"),
    ("cooperative", "From another government or a cooperative"),
)
AMOUNT = {"max_digits": 14, "decimal_places": 2, "min_value": 0.01}
YEARS_AHEAD = 20


def bounded_day(day):
    """A day somebody needs something by lies within reason."""
    today = timezone.localdate()
    if day is not None and not today - timedelta(days=366) <= day <= today + timedelta(days=366 * YEARS_AHEAD):
        raise ValidationError(f"Enter a day within {YEARS_AHEAD} years.")
    return day


class PurchaseAskForm(PortalForm):
    """“Can I buy this, and how?”"""

    item = forms.CharField(label="What", max_length=200)
    amount = forms.DecimalField(label="Amount in dollars", **AMOUNT)
    need_by = forms.DateField(label="Needed by")
    commodity = forms.ModelChoiceField(CommodityClass.objects.none(), label="Class")
    worksite = forms.ModelChoiceField(Worksite.objects.none(), label="Worksite", required=False)
    contract = forms.ModelChoiceField(Contract.objects.none(), label="Contract that covers it", required=False)
    grounds = forms.ChoiceField(label="Special grounds", choices=GROUNDS, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commodity"].queryset = CommodityClass.objects.in_use()
        self.fields["worksite"].queryset = Worksite.objects.open()
        self.fields["contract"].queryset = Contract.objects.live()

    def clean_need_by(self):
        return bounded_day(self.cleaned_data["need_by"])


class DecisionForm(PortalForm):
    """How a requisition is bought."""

    FIELDSETS = (
        ("What covers it", ("contract", "certificate")),
        ("Special grounds", ("single_source", "cooperative", "emergency", "grounds")),
        ("Departing from the rules", ("path", "reason", "split_reason")),
    )

    contract = forms.ModelChoiceField(Contract.objects.none(), label="Contract that covers it", required=False)
    certificate = forms.ModelChoiceField(MveCertificate.objects.none(), label="MVE certificate", required=False)
    single_source = forms.BooleanField(label="Only one source is feasible", required=False)
    cooperative = forms.BooleanField(label="From another government or a cooperative", required=False)
    emergency = forms.BooleanField(label="It is an emergency", required=False)
    grounds = forms.CharField(
        label="Grounds", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A single source: proprietary and sold by its maker or one distributor only; one distributor serves "
        "the region as past purchases show; or a limited-time discount from one.",
    )  # fmt: skip
    path = forms.TypedChoiceField(
        label="Another way to buy", required=False, coerce=int, empty_value=None,
        choices=[("", "As the rules find"), *Method.choices],
    )  # fmt: skip
    reason = forms.CharField(
        label="Reason of the Purchasing Manager", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Needed for a later test than the rules find.",
    )  # fmt: skip
    split_reason = forms.CharField(
        label="Why it is no split purchase", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The Purchasing Manager's, where related purchases reach the limit.",
    )  # fmt: skip

    def __init__(self, *args, user=None, requisition, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["contract"].queryset = Contract.objects.live()
        free = MveCertificate.objects.visible_to(user).free_at(requisition.worksite_id, requisition)
        self.fields["certificate"].queryset = free


class PaperForm(PortalForm):
    """A paper for a decision."""

    paper = forms.ChoiceField(label="Paper", choices=Paper.choices)
    covers = forms.IntegerField(
        label="Quotes in the file", min_value=1, max_value=99, initial=1,
        help_text="Answers that decline count too.",
    )  # fmt: skip
    file = UploadField(label="File", allowed=TAKEN)


class MveCertificateForm(PortalModelForm):
    """What MVE is asked."""

    class Meta:
        model = MveCertificate
        fields = ["item", "commodity", "amount", "need_by", "worksite"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commodity"].queryset = CommodityClass.objects.in_use()
        self.fields["worksite"].queryset = Worksite.objects.open()


class CertificateForm(PortalForm):
    """The certificate MVE issued."""

    certificate_number = forms.CharField(label="Number of the certificate", max_length=40)
    promised_days = forms.IntegerField(
        label="Days MVE promises",
        required=False,
        min_value=0,
        max_value=3000,
        help_text="Empty where it cannot at all.",
    )
    market_days = forms.IntegerField(
        label="Days the market needs", required=False, min_value=0, max_value=3000,
        help_text="As far as it is known.",
    )  # fmt: skip
    file = UploadField(label="Certificate as a file", allowed=TAKEN, required=False)
    note = forms.CharField(label="Note", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class SuppliesForm(PortalForm):
    """That MVE supplies."""

    promised_days = forms.IntegerField(label="Days MVE promises", min_value=0, max_value=3000)
    note = forms.CharField(label="Note", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class CertificateFilter(django_filters.FilterSet):
    """Questions to MVE by where they stand and worksite."""

    status = django_filters.ChoiceFilter(choices=MveCertificate.Status, empty_label="All answers", label="Answer")
    worksite = NamedChoiceFilter(queryset=Worksite.objects.open(), empty_label="All worksites")

    class Meta:
        model = MveCertificate
        fields = []


class RuleForm(PortalModelForm):
    """A sourcing rule from a day on."""

    papers = forms.MultipleChoiceField(
        label="Papers",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[one for one in Paper.choices if one[0] != Paper.REPORT],
    )

    class Meta:
        model = ProcurementRule
        fields = [
            "method", "lower", "upper", "starts_on", "ends_on", "says", "quotes_required", "advertise_days", "notice",
            "through_oa", "papers", "authority", "confirmed", "source",
        ]  # fmt: skip
        widgets = {"source": forms.Textarea(attrs={"rows": 2}), "says": forms.Textarea(attrs={"rows": 2})}


class RuleEndForm(PortalModelForm):
    """What of a rule may still change: when it ends, and whether its source is confirmed."""

    class Meta:
        model = ProcurementRule
        fields = ["says", "ends_on", "confirmed", "source"]
        widgets = {"source": forms.Textarea(attrs={"rows": 2}), "says": forms.Textarea(attrs={"rows": 2})}


class RuleFilter(django_filters.FilterSet):
    """Rules by test, and those of another day."""

    method = django_filters.ChoiceFilter(choices=Method.choices, empty_label="All tests", label="Test")
    on = django_filters.DateFilter(label="In force on", method="in_force")

    class Meta:
        model = ProcurementRule
        fields = []

    def in_force(self, rows, name, day):
        return rows.effective(day)


class ClassForm(PortalModelForm):
    """A class of what is bought."""

    class Meta:
        model = CommodityClass
        fields = [
            "code", "name", "kind", "mve_makes", "second_approver", "is_capital", "active", "confirmed", "source",
        ]  # fmt: skip
        widgets = {"source": forms.Textarea(attrs={"rows": 2})}


class ClassEditForm(ClassForm):
    """What of a class may change: its code stays."""

    class Meta(ClassForm.Meta):
        fields = ClassForm.Meta.fields[1:]
