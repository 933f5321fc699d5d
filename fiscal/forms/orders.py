"""What may be typed about orders, receipts, bills and vouchers: rows for the lines of what they belong to."""

from decimal import Decimal

import django_filters
from django import forms

from doc_portal.core.forms import PortalForm
from doc_portal.core.values import value_of
from fiscal.actions.orders import OVER_MOST, OrderedLine, is_service, refusal_for_match
from fiscal.forms.lines import NOTHING, ContractField, LineForm, VendorField, price_typed, quantity_field, words_field
from fiscal.models import OrderLine, PurchaseOrder

MATCHES = [(OrderLine.MatchRule.THREE_WAY, "Receipt"), (OrderLine.MatchRule.SERVICE, "Acceptance"),
           (OrderLine.MatchRule.ORDER_INVOICE, "Bill alone")]  # fmt: skip


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
                field.initial = price_typed(kept.price if kept else line.price)
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
        field.initial = price_typed(line.price) if name == "price" else f"{line.quantity.normalize():f}"
        return field

    def wanted(self) -> dict[int, tuple[Decimal, Decimal]]:
        """Quantity and price by line."""
        return {one.pk: (self.of("quantity", one, NOTHING), self.of("price", one, NOTHING)) for one in self.lines}


class UnbilledForm(PortalForm):
    """Why what came of an order will not be billed, so that it is closed all the same."""

    unbilled_reason = forms.CharField(
        label="Why what came is not billed", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Something came and is not billed. Once the order is closed, no bill is entered for it any more.",
    )  # fmt: skip


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
