"""What may be typed about purchasing cards and what was bought with them."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.attachments import UploadField
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Worksite
from fiscal.actions.cards import RECEIPTS
from fiscal.forms.accounts import AccountField, NamesAccounts
from fiscal.models import Card, CardTransaction, CoaCode, FiscalYear, Requisition


class CardForm(NamesAccounts, PortalModelForm):
    """A card with its three people, its limits and its days."""

    holder = AccountField()
    approver = AccountField()
    reviewer = AccountField()
    org = forms.CharField(
        label="Organization", max_length=30, help_text="Its code. What it buys is added up with the card’s purchases."
    )

    FIELDSETS = (
        ("Card", ("purpose", "holder", "last_digits", "worksite", "org")),
        ("Who approves and reviews", ("approver", "reviewer")),
        ("Limits and days", ("single_limit", "cycle_limit", "starts_on", "ends_on")),
    )

    class Meta:
        model = Card
        fields = [
            "purpose", "holder", "last_digits", "worksite", "approver", "reviewer", "single_limit", "cycle_limit",
            "starts_on", "ends_on",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worksite"].queryset = Worksite.objects.open()
        if self.instance.pk:
            self.fields["org"].initial = self.instance.org.code
            del self.fields["holder"], self.fields["last_digits"]

    def clean_org(self):
        """The organization of the latest year that has the code."""
        typed = self.cleaned_data["org"]
        found = CoaCode.objects.filter(kind="org", code=typed).order_by("-year").first()
        if found is None:
            raise ValidationError(f"No organization has the code “{typed}”. Look it up in the chart of accounts.")
        return found

    def clean(self):
        """Three people."""
        told = super().clean()
        self.instance.org = told.get("org") or getattr(self.instance, "org", None)
        return told


OWN_APPROVED = "own-approved"
"""What the list of one's own approved requisitions is called on the page."""


class RequisitionField(forms.CharField):
    """A requisition that this person may see, by its number."""

    def __init__(self, **kwargs):
        super().__init__(max_length=20, **kwargs)


class ExplainForm(PortalForm):
    """What it was for, under which requisition, with the receipt."""

    description = forms.CharField(label="What for", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    requisition = RequisitionField(
        label="Requisition", widget=forms.TextInput(attrs={"list": OWN_APPROVED, "autocomplete": "off"}),
        help_text="One that is approved. Yours are offered as you type; enter the number of another.",
    )  # fmt: skip
    receipt = UploadField(
        label="Receipt", allowed=RECEIPTS, help_text="A PDF or a picture.",
        error_messages={"required": "Attach the receipt. Without one nothing is approved, and the cycle stays open."},
    )  # fmt: skip

    def __init__(self, *args, purchase: CardTransaction, **kwargs):
        super().__init__(*args, **kwargs)
        if purchase.receipt_id is not None:
            field = self.fields["receipt"]
            field.required, field.label = False, "Another receipt (optional)"
            field.help_text = "A PDF or a picture. One is attached already and stays where none is chosen."

    def clean_requisition(self):
        """The requisition that is meant."""
        typed = self.cleaned_data["requisition"]
        found = Requisition.objects.visible_to(self.user).filter(number__iexact=typed).first() if self.user else None
        if found is None:
            raise ValidationError(
                f"No requisition you may see has the number “{typed}”. Choose one that is offered as you type."
            )
        return found


class CardFilter(django_filters.FilterSet):
    """By holder's name and whether the last cycle was reviewed."""

    q = django_filters.CharFilter(label="Holder", field_name="holder__last_name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="Last cycle", choices=(("unreviewed", "Not reviewed"),), empty_label="All", method="standing"
    )

    class Meta:
        model = Card
        fields: list[str] = []

    def standing(self, rows, name, state):
        return rows.unreviewed()


class PurchaseFilter(django_filters.FilterSet):
    """By holder, fiscal year, vendor and how they stand."""

    q = django_filters.CharFilter(label="Holder", field_name="card__holder__last_name", lookup_expr="icontains")
    vendor = django_filters.CharFilter(label="Vendor", field_name="vendor_name", lookup_expr="icontains")
    year = django_filters.ModelChoiceFilter(
        label="Fiscal year", queryset=FiscalYear.objects.all(), empty_label="All", method="within"
    )
    state = django_filters.ChoiceFilter(
        label="State",
        choices=(("exceptions", "Beyond a limit"), ("bare", "No receipt"), *CardTransaction.Status.choices),
        empty_label="All",
        method="standing",
    )

    class Meta:
        model = CardTransaction
        fields: list[str] = []

    def within(self, rows, name, year):
        return rows.filter(posted_on__range=(year.starts_on, year.ends_on))

    def standing(self, rows, name, state):
        if state == "exceptions":
            return rows.exceptions()
        return rows.filter(receipt=None) if state == "bare" else rows.filter(status=state)
