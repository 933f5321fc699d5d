"""What may be typed about what came, what goes back, and capital objects."""

from django import forms
from django.utils import timezone

from doc_portal.core.attachments import UploadField
from doc_portal.core.forms import PortalForm, PortalModelForm
from fiscal.actions.receiving import SUPPORTS, Counted
from fiscal.actions.returns import GoesBack
from fiscal.forms.lines import NOTHING, LineForm, quantity_field, words_field
from fiscal.forms.orders import OrderFilter
from fiscal.models import CapitalHandOff, FundPurpose, OrderLine

SURPLUS = [("keep", "Keep it: the order takes it"), ("back", "Send it back to the vendor")]


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
    )  # fmt: skip
    note = forms.CharField(label="Reason", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, by_weight: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not by_weight:
            del self.fields["weight"]


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


class WaitingFilter(OrderFilter):
    """By number and vendor."""

    status = None
