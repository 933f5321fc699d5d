"""What is typed about solicitations, quotes, awards and protests."""

import secrets
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.forms import PortalForm, PortalModelForm, ReasonForm
from doc_portal.core.local_time import MomentField
from doc_portal.core.money import dollars
from doc_portal.core.values import value_of
from fiscal.bidding import Comparison
from fiscal.forms.lines import VendorField
from fiscal.models import CommodityClass, Protest, Quote, Requisition, Solicitation

MOST_LINES = 200
USUAL_DAYS = 28
LONG = {"widget": forms.Textarea(attrs={"rows": 3})}


class ItemsField(forms.CharField):
    """Lines, one in each row: what, quantity, unit, with semicolons between."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=40000, widget=forms.Textarea(attrs={"rows": 6}),
            help_text="One line each: what; quantity; unit. Like “Bath towels, white; 100; dozen”.", **kwargs,
        )  # fmt: skip

    def prepare_value(self, value):
        """The lines as they are typed."""
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(f"{one['description']}; {one['quantity'].normalize():f}; {one['unit']}" for one in value)

    def clean(self, value):
        """Each row as a line; every bad row is told."""
        rows = [row for row in super().clean(value).splitlines() if row.strip()]
        if len(rows) > MOST_LINES:
            raise ValidationError(f"Enter {MOST_LINES} lines at most.")
        read = [_line(no, row) for no, row in enumerate(rows, 1)]
        problems = [one for one in read if isinstance(one, str)]
        if problems:
            raise ValidationError(problems[:10])
        return read

    def has_changed(self, initial, data):
        """Whether other lines are typed."""
        return (self.prepare_value(initial) or "").split() != (data or "").split()


def _line(no: int, row: str) -> dict | str:
    parts = [part.strip() for part in row.split(";")]
    try:
        quantity = Decimal(parts[1]) if len(parts) > 1 and parts[1] else Decimal(1)
    except InvalidOperation:
        return f"Row {no}: enter the quantity as a number."
    if not parts[0] or len(parts) > 3 or len(parts[0]) > 300:
        return f"Row {no}: enter what; quantity; unit."
    if not quantity.is_finite() or not 0 < quantity < 10**9 or quantity != round(quantity, 3):
        return f"Row {no}: enter a quantity above zero, with at most three digits after the point."
    unit = parts[2] if len(parts) > 2 and parts[2] else "each"
    return f"Row {no}: the unit has 20 characters at most." if len(unit) > 20 else {
        "description": parts[0], "quantity": quantity, "unit": unit,
    }  # fmt: skip


class SolicitationForm(PortalModelForm):
    """A solicitation in preparation."""

    requisition = forms.CharField(label="Requisition", max_length=20, required=False, help_text="Its number.")
    items = ItemsField(label="Lines")

    class Meta:
        model = Solicitation
        fields = [
            "title", "asks", "method", "number", "commodity", "estimate", "requisition", "award_by", "multiple_award",
            "bid_security", "advertised_on", "advertised_in", "closes_at",
        ]  # fmt: skip
        field_classes = {"closes_at": MomentField}
        help_texts = {"number": "As on the form, like IFB931Y19708295. Empty for informal quotes: one is given."}

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["number"].required = False
        self.fields["commodity"].queryset = CommodityClass.objects.in_use()
        if self.instance.pk:
            self.initial["items"] = [
                {"description": one.description, "quantity": one.quantity, "unit": one.unit}
                for one in self.instance.items.all()
            ]
            self.initial["requisition"] = str(self.instance.requisition or "")

    def clean_requisition(self):
        """The approved requisition of that number, of those one may see."""
        number = self.cleaned_data["requisition"].strip()
        if not number:
            return None
        rows = Requisition.objects.visible_to(self.user).decided_open()
        found = rows.filter(number__iexact=number).first()
        if found is None:
            raise ValidationError(f"No approved requisition has the number “{number}”. Check it, or leave it empty.")
        return found

    def clean(self):
        cleaned = super().clean()
        if (
            not cleaned.get("number")
            and cleaned.get("method") != Solicitation.Method.QUOTES
            and "number" not in self.errors
        ):
            self.add_error("number", "Enter the number of the form, like IFB931Y19708295.")
        return cleaned


def usual_closing() -> datetime:
    """Two in the afternoon four weeks ahead, by the setting in force."""
    day = timezone.localdate() + timedelta(days=USUAL_DAYS)
    return timezone.make_aware(datetime.combine(day, time(int(value_of("bid_closing_hour")))))


class AddendumForm(PortalForm):
    """What changes for every supplier."""

    says = forms.CharField(label="What changes", max_length=2000, **LONG)
    closes_at = MomentField(label="New closing", required=False, help_text="Later than now, where it moves.")


class QuestionForm(PortalForm):
    """A supplier's question."""

    asked_by = forms.CharField(label="Asked by", max_length=160)
    question = forms.CharField(label="Question", max_length=2000, **LONG)
    answer = forms.CharField(label="Answer", max_length=2000, required=False, **LONG)


class OfSolicitation(PortalForm):
    """A form whose fields depend on the solicitation."""

    def __init__(self, *args, solicitation: Solicitation, **kwargs):
        self.solicitation = solicitation
        super().__init__(*args, **kwargs)
        self.add_fields()
        self.speak()

    def add_fields(self):
        """The fields of this solicitation."""
        raise NotImplementedError


class AnswerForm(OfSolicitation):
    """The answer every supplier gets."""

    question = forms.ModelChoiceField(None, label="Question")
    answer = forms.CharField(label="Answer", max_length=2000, **LONG)

    def add_fields(self):
        rows = self.solicitation.questions.filter(answer="")
        self.fields["question"].queryset = rows
        self.fields["question"].label_from_instance = lambda one: f"{one.asked_by}: {one.question[:80]}"


class PricesForm(OfSolicitation):
    """An answer for each line."""

    def add_fields(self):
        kind = "percent" if self.solicitation.by_percent else "price for each"
        for one in self.solicitation.items.all():
            most = {"max_digits": 6, "decimal_places": 3, "max_value": 100} if self.solicitation.by_percent else {
                "max_digits": 14, "decimal_places": 4,
            }  # fmt: skip
            self.fields[f"line_{one.pk}"] = forms.DecimalField(
                label=f"Line {one.no}, {one.description[:80]}: {kind}", required=False, min_value=0, **most
            )

    def clean(self):
        """The answers by line, under `answers`."""
        cleaned = super().clean()
        given = {name: cleaned.pop(name) for name in list(cleaned) if name.startswith("line_")}
        cleaned["answers"] = {int(name[5:]): value for name, value in given.items() if value is not None}
        return cleaned


class QuoteForm(PricesForm):
    """A quote at the moment it comes. `seal` is a word by chance, so that what is kept of a form sent tells nothing."""

    vendor = VendorField(label="Supplier", help_text="Its number, or the beginning of its name.")
    how = forms.ChoiceField(label="Came as", choices=Quote.How)
    declined = forms.BooleanField(label="Declines to quote", required=False)
    security_received = forms.BooleanField(label="Bid security is with it", required=False)
    missouri_firm = forms.BooleanField(label="Missouri firm or product", required=False)
    seal = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput, initial=secrets.token_hex)


class EnvelopeForm(PricesForm):
    """What stands in an envelope."""

    quote = forms.ModelChoiceField(None, label="Quote")
    seal = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput, initial=secrets.token_hex)

    def add_fields(self):
        self.fields["quote"].queryset = self.solicitation.quotes.counted().filter(lines=None).select_related("vendor")
        super().add_fields()


class WithdrawForm(OfSolicitation, ReasonForm):
    """Which quote is taken back, and why."""

    quote = forms.ModelChoiceField(None, label="Quote")

    def add_fields(self):
        rows = self.solicitation.quotes.filter(withdrawn_at=None, late=False)
        self.fields["quote"].queryset = rows.select_related("vendor")


class EvaluationForm(OfSolicitation):
    """Whether each quote answers what was asked, and its scores out of a hundred."""

    SCORES = (("value", "value"), ("performance", "performance"), ("quality", "quality"))

    def add_fields(self):
        self.quotes = list(self.solicitation.quotes.counted().select_related("vendor"))
        for one in self.quotes:
            self.fields[f"responsive_{one.pk}"] = forms.BooleanField(
                label=f"{one.vendor}: responsive and responsible", required=False, initial=True
            )
            for key, name in self.SCORES:
                self.fields[f"{key}_{one.pk}"] = forms.IntegerField(
                    label=f"{one.vendor}: {name}, 0 to 100", min_value=0, max_value=100
                )
            self.fields[f"note_{one.pk}"] = forms.CharField(
                label=f"{one.vendor}: note", required=False, max_length=1000
            )
        self.FIELDSETS = tuple(
            (str(one.vendor), tuple(name for name in self.fields if name.endswith(f"_{one.pk}"))) for one in self.quotes
        )

    def clean(self):
        """The scores by quote, under `scores`."""
        cleaned = super().clean()
        scores = {
            one.pk: {
                "responsive": cleaned.get(f"responsive_{one.pk}", False),
                "evaluation": cleaned.get(f"note_{one.pk}", ""),
                **{f"{key}_score": cleaned.get(f"{key}_{one.pk}") for key, _ in self.SCORES},
            }
            for one in self.quotes
        }
        return {"scores": scores}


def amount_words(solicitation: Solicitation, value: Decimal) -> str:
    """What a quote comes to, as a solicitation is awarded: money or a percentage."""
    return f"{value.normalize():f} percent" if solicitation.by_percent else dollars(value)


class AwardForm(OfSolicitation):
    """Which quote is awarded, for each line where several may be."""

    reason = forms.CharField(
        label="Reason", required=False, max_length=2000, help_text="Needed where it is not the lowest.", **LONG
    )

    def __init__(self, *args, comparison: Comparison, **kwargs):
        self.comparison = comparison
        super().__init__(*args, **kwargs)

    def add_fields(self):
        """One choice for all of it, which must be made; or one for each line, which may stay open."""
        several = self.solicitation.multiple_award
        self.picked: dict[str, int | None] = {}
        for item in self.comparison.items if several else (None,):
            name = f"pick_{item.pk}" if item else "pick"
            self.fields[name] = forms.TypedChoiceField(
                label=f"Line {item.no}, {item.description[:80]}" if item else "Award to",
                choices=[("", "Not awarded" if several else "Choose one"), *self.choices_for(item)], coerce=int,
                empty_value=None, required=not several,
            )  # fmt: skip
            self.picked[name] = item.pk if item else None
        self.fields["reason"] = self.fields.pop("reason")

    def choices_for(self, item) -> list[tuple[int, str]]:
        """The quotes that can win it, each with what it comes to; none is chosen beforehand."""
        able = [(self.comparison.value(one, item), one) for one in self.comparison.bids if one.can_win]
        return [
            (one.quote.pk, f"{one.quote.vendor}: {amount_words(self.solicitation, value)}")
            for value, one in able
            if value is not None
        ]

    def clean(self):
        """The quotes picked by line, under `picks`."""
        cleaned = super().clean()
        picks = {item: cleaned.get(name) for name, item in self.picked.items()}
        return {
            "picks": {item: quote for item, quote in picks.items() if quote is not None},
            "reason": cleaned.get("reason", ""),
        }


class RejectForm(ReasonForm):
    """Why all quotes are rejected."""

    open_market_amount = forms.DecimalField(
        label="Price on the open market", required=False, max_digits=14, decimal_places=2, min_value=0.01,
        help_text="Where buying there is cheaper than the lowest quote.",
    )  # fmt: skip


class ProtestForm(PortalModelForm):
    """A protest as it came."""

    class Meta:
        model = Protest
        fields = ["protested_by", "received_on", "grounds"]
        widgets = {"grounds": forms.Textarea(attrs={"rows": 4})}

    def clean_received_on(self):
        """Not a day to come."""
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError("Enter the day it was received: today or before.")
        return day


class ProtestDecisionForm(OfSolicitation):
    """How a protest is decided."""

    protest = forms.ModelChoiceField(None, label="Protest")
    outcome = forms.ChoiceField(label="Decision", choices=Protest.Outcome.choices[1:], widget=forms.RadioSelect)
    decision = forms.CharField(label="Grounds of the decision", max_length=2000, **LONG)

    def add_fields(self):
        self.fields["protest"].queryset = self.solicitation.protests.filter(outcome=Protest.Outcome.OPEN)


class SolicitationFilter(django_filters.FilterSet):
    """Solicitations by number, title, state and method."""

    q = django_filters.CharFilter(label="Number or title", method="named")
    status = django_filters.ChoiceFilter(choices=Solicitation.Status, empty_label="All", label="State")
    method = django_filters.ChoiceFilter(choices=Solicitation.Method, empty_label="All", label="Method")

    class Meta:
        model = Solicitation
        fields = []

    def named(self, rows, name, text):
        return rows.filter(Q(number__icontains=text) | Q(title__icontains=text))
