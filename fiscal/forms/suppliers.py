"""What may be typed about vendors and contracts, and how their lists are narrowed."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.values import value_of
from fiscal.models import Contract, Solicitation, Vendor
from fiscal.models.contracts import ALERT_DAYS, default_end

MOST_NAMED = 5
SAME_NAME = "Open that one, or say why this is another."


class VendorForm(PortalModelForm):
    """Who a vendor is, what it is used for, and what bars it."""

    another = forms.BooleanField(
        label="It is none of the vendors named alike", required=False, help_text="Asked where names begin alike."
    )

    FIELDSETS = (
        ("Vendor", ("name", "another", "another_reason", "number", "fein", "missouribuys_id", "usage", "active")),
        ("Kind", ("is_mve", "mbe", "wbe", "eft")),
        ("Sales tax", ("retails_in_missouri", "tax_status", "tax_checked_on")),
        ("Debarment", ("debarred_from", "debarred_until", "debarment_authority")),
        ("Where to reach it", ("contact", "email", "phone", "address", "registered_on")),
    )

    class Meta:
        model = Vendor
        fields = [
            "name", "another_reason", "number", "fein", "missouribuys_id", "usage", "active", "is_mve", "mbe", "wbe",
            "eft", "retails_in_missouri", "tax_status", "tax_checked_on", "debarred_from", "debarred_until",
            "debarment_authority", "contact", "email", "phone", "address", "registered_on",
        ]  # fmt: skip
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "fein": "The employer number, like 43-1234567. Never a Social Security number.",
            "another_reason": "Asked where a vendor in use has the very same name.",
            "registered_on": "From this day, or from the last payment, the months without a payment count.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tax_status"].help_text = f"{value_of('vendor_tax_clearance')}."
        if self.instance.pk:
            del self.fields["another"]

    def clean_number(self):
        return self.cleaned_data["number"].upper()

    def clean(self):
        """The same name stands twice for a reason alone; one that begins alike, once it is said to be none of them."""
        found = super().clean()
        if found.get("name") and found.get("active") and not found.get("another_reason"):
            same = Vendor.objects.same_name(found["name"]).exclude(pk=self.instance.pk).first()
            if same is not None:
                self.add_error("another_reason", f"{same.name} ({same.number}) has this name. {SAME_NAME}")
        if "another" in self.fields and found.get("name") and not found.get("another"):
            alike = list(Vendor.objects.named_like(found["name"]).order_by("name_upper")[:MOST_NAMED])
            if alike:
                named = "; ".join(f"{one.name} ({one.number})" for one in alike)
                self.add_error("another", f"Names begin alike: {named}. Tick this if it is none of them.")
        return found


class ContractForm(PortalModelForm):
    """A contract in preparation."""

    FIELDSETS = (
        ("Contract", ("title", "number", "vendor", "kind", "commission_percent", "commission_due_day")),
        ("Award", ("award_method", "solicitation", "awarded_on")),
        ("Days and money", ("starts_on", "ends_on", "ceiling", "renewal_options")),
        ("Papers", (
            "contractor_must_sign", "contractor_sign_by", "contractor_signed_on", "non_debarment_on", "officer",
            "officer_signed_on",
        )),
    )  # fmt: skip

    class Meta:
        model = Contract
        fields = [
            "title", "number", "vendor", "kind", "commission_percent", "commission_due_day", "award_method",
            "solicitation", "awarded_on",
            "starts_on", "ends_on", "ceiling", "renewal_options", "contractor_must_sign", "contractor_sign_by",
            "contractor_signed_on", "non_debarment_on", "officer", "officer_signed_on",
        ]  # fmt: skip
        help_texts = {
            "number": "Leave it empty for the next number, such as CR2700001.",
            "ends_on": "Leave it empty for one year.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = self.instance.vendor_id
        rows = Vendor.objects.usable_for_orders()
        self.fields["vendor"].queryset = rows | Vendor.objects.filter(pk=kept) if kept else rows
        for name in ("number", "ends_on"):
            self.fields[name].required = False
            self.fields[name].label = f"{self.fields[name].label} (optional)"

    def clean_number(self):
        return self.cleaned_data["number"].upper()

    def clean(self):
        """One year unless another last day is given; of vending the commission."""
        found = super().clean()
        if found.get("starts_on") and not found.get("ends_on") and "ends_on" not in self.errors:
            found["ends_on"] = default_end(found["starts_on"])
        return found


class ContractOfAwardForm(PortalForm):
    """Which final award a contract is made of, and with whom: as the address says it."""

    solicitation = forms.ModelChoiceField(None)
    vendor = forms.ModelChoiceField(None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        final = Solicitation.objects.visible_to(user).filter(status=Solicitation.Status.FINAL)
        self.fields["solicitation"].queryset = final.select_related("commodity")
        self.fields["vendor"].queryset = Vendor.objects.filter(quotes__awards__solicitation__in=final).distinct()


class AmendmentForm(PortalForm):
    """What an amendment changes; at least one of them."""

    is_renewal = forms.BooleanField(label="Uses a renewal option", required=False)
    ends_on = forms.DateField(label="New last day", required=False)
    ceiling_change = forms.DecimalField(
        label="Change of the ceiling", required=False, max_digits=14, decimal_places=2,
        help_text="In dollars; below zero lowers it.",
    )  # fmt: skip
    price_percent = forms.DecimalField(
        label="Change of prices in percent", required=False, max_digits=6, decimal_places=3
    )
    commission_percent = forms.DecimalField(
        label="New commission in percent", required=False, max_digits=5, decimal_places=2, min_value=0, max_value=100
    )
    reason = forms.CharField(label="What changes and why", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self):
        """Something changes; a renewal has its last day."""
        found = super().clean()
        changes = ("ends_on", "ceiling_change", "price_percent", "commission_percent")
        if not self.errors and not any(found.get(name) for name in changes):
            raise ValidationError("Enter what changes: the ceiling, the last day, prices or the commission.")
        if found.get("is_renewal") and not found.get("ends_on"):
            self.add_error("ends_on", "Enter the new last day of the renewed contract.")
        return found


class VendorFilter(django_filters.FilterSet):
    """Vendors by name or number, and by what matters about them."""

    STATES = (
        ("usable", "Can be ordered from"), ("debarred", "Debarred"), ("without_tax", "Collects no sales tax"),
        ("must_reregister", "Must register again"), ("mve", "Missouri Vocational Enterprises"),
        ("mwbe", "Minority or women business"),
    )  # fmt: skip
    q = django_filters.CharFilter(label="Name or number", method="named")
    state = django_filters.ChoiceFilter(label="Which", choices=STATES, empty_label="All", method="standing")

    class Meta:
        model = Vendor
        fields = []

    def named(self, rows, name, text):
        return rows.found_by(text)

    def standing(self, rows, name, state):
        match state:
            case "usable":
                return rows.usable_for_orders()
            case "mve":
                return rows.filter(is_mve=True)
            case "mwbe":
                return rows.filter(mbe=True) | rows.filter(wbe=True)
        return getattr(rows, state)()


class ContractFilter(django_filters.FilterSet):
    """Contracts by number, title or vendor, by kind and by where they stand."""

    STATES = (
        ("live", "In force"), ("expiring", "Expires soon"), ("expired", "Expired"), ("draft", "In preparation"),
        ("ended", "Ended early"),
    )  # fmt: skip
    q = django_filters.CharFilter(label="Number, title or vendor", method="named")
    kind = django_filters.ChoiceFilter(choices=Contract.Kind.choices, empty_label="All kinds")
    state = django_filters.ChoiceFilter(label="State", choices=STATES, empty_label="All", method="standing")

    class Meta:
        model = Contract
        fields = []

    def named(self, rows, name, text):
        return rows.found_by(text)

    def standing(self, rows, name, state):
        match state:
            case "expiring":
                return rows.expiring(int(value_of(ALERT_DAYS)))
            case "live" | "expired":
                return getattr(rows, state)()
        return rows.filter(status=state)
