"""What may be typed about years, codes, funding strings, appropriations and plans, and how their lists are narrowed."""

from datetime import date
from decimal import Decimal

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.display import MONTHS
from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.money import dollars, split, to_cents
from fiscal.actions.budget import QUARTERS
from fiscal.codes import KIND_NAMES, codes_of
from fiscal.models import (
    ADJUSTING,
    PARTS,
    AccountingPeriod,
    Adjustment,
    Appropriation,
    CoaCode,
    FiscalYear,
    FundingString,
    SpendingPlan,
)
from fiscal.models.plans import MONTHS_OF_PLAN
from fiscal.periods import fiscal_year_of
from personnel.forms.amounts import AmountField

NEEDED_PARTS = ("fund", "agency", "org", "appropriation_code")
QUARTER_NAMES = ("July to September", "October to December", "January to March", "April to June")


class MoneyOrNothingField(AmountField):
    """Dollars and cents, nothing included."""

    SENTENCE = "Enter an amount of zero or more, like 38,000 or 38,000.50."

    def __init__(self, **kwargs):
        super().__init__(max_digits=14, **kwargs)
        self.validators = [one for one in self.validators if getattr(one, "code", "") != "min_value"]
        self.min_value = None

    def clean(self, value):
        """Nothing less than nothing."""
        amount = super().clean(value)
        if amount is not None and amount < 0:
            raise ValidationError(self.SENTENCE)
        return amount


class BigAmountField(AmountField):
    """An amount of an appropriation: up to hundreds of billions."""

    def __init__(self, **kwargs):
        super().__init__(max_digits=14, **kwargs)


class YearForm(PortalModelForm):
    """A new year; its first and last days follow from it."""

    fy = forms.IntegerField(
        label="Fiscal year", min_value=2000, max_value=2198, widget=forms.NumberInput(attrs={"class": "w-num"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Enter a year from 2000 to 2198."),
        help_text="Named by the year it ends in: 2027 is July 1, 2026 to June 30, 2027.",
    )  # fmt: skip

    class Meta:
        model = FiscalYear
        fields = ["fy", "closes_on", "expires_on", "authority"]

    def clean_fy(self):
        """Its days."""
        fy = self.cleaned_data["fy"]
        if FiscalYear.objects.filter(pk=fy).exists():
            raise ValidationError(f"FY {fy} is there already. Enter another year.")
        self.instance.starts_on, self.instance.ends_on = date(fy - 1, 7, 1), date(fy, 6, 30)
        return fy

    def clean(self):
        """In order."""
        found = super().clean()
        return in_order(self, found, self.instance.ends_on)


class YearDaysForm(PortalModelForm):
    """When SAM II closes a year, and when its appropriations expire."""

    class Meta:
        model = FiscalYear
        fields = ["authority", "closes_on", "expires_on"]

    def clean(self):
        """In order."""
        return in_order(self, super().clean(), self.instance.ends_on)


def in_order(form, found: dict, ends_on: date | None) -> dict:
    """A year ends, closes, expires."""
    closes, expires = found.get("closes_on"), found.get("expires_on")
    if ends_on and closes and closes <= ends_on:
        form.add_error("closes_on", "Enter a day after the year's last day, June 30.")
    if closes and expires and expires < closes:
        form.add_error("expires_on", "Enter a day no earlier than the one on which the year closes.")
    return found


class PeriodsForm(PortalForm):
    """Which of a year's periods can be posted to."""

    periods = forms.MultipleChoiceField(label="Open periods", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = [(no, AccountingPeriod(no=no).month) for no in range(1, ADJUSTING + 1)]
        self.fields["periods"].choices = [(str(no), f"Period {no}: {name}") for no, name in names]
        self.fields["periods"].error_messages["invalid_choice"] = "Choose periods from the list."

    def numbers(self) -> set[int]:
        """The periods chosen."""
        return {int(one) for one in self.cleaned_data["periods"]}


class CodeForm(PortalModelForm):
    """What may change of a code."""

    parent_code = forms.CharField(
        label="Under", max_length=30, required=False, help_text="The code it lies under, of the same kind and year."
    )
    follows_code = forms.CharField(
        label="Replaces", max_length=30, required=False,
        help_text="The code of the year before whose place it takes, where that was written otherwise.",
    )  # fmt: skip

    class Meta:
        model = CoaCode
        fields = ["name", "parent_code", "follows_code", "active", "confirmed", "source"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("parent", "follows"):
            one = getattr(self.instance, name)
            self.fields[f"{name}_code"].initial = one.code if one else ""

    def clean(self):
        """The other codes it names."""
        found = super().clean()
        year = found.get("year") or (self.instance.year if self.instance.year_id else None)
        kind = found.get("kind") or self.instance.kind
        if year and kind:
            self._name("parent", Q(year=year, kind=kind), f"FY {year.fy}")
            self._name("follows", Q(year=year.fy - 1, kind=kind), f"FY {year.fy - 1}")
        return found

    def _name(self, name: str, where: Q, year: str) -> None:
        code = self.cleaned_data.get(f"{name}_code", "")
        one = CoaCode.objects.filter(where, code=code).exclude(pk=self.instance.pk).first() if code else None
        if code and one is None:
            self.add_error(f"{name}_code", f"{year} has no other code {code} of this kind. Check it or leave it empty.")
        setattr(self.instance, name, one)


class NewCodeForm(CodeForm):
    """A code with its kind and year, which stay."""

    class Meta(CodeForm.Meta):
        fields = ["year", "kind", "code", *CodeForm.Meta.fields]


class StringForm(PortalForm):
    """The codes of a funding string, each typed."""

    year = forms.ModelChoiceField(
        label="Budget year", queryset=FiscalYear.objects.exclude(status=FiscalYear.Status.EXPIRED)
    )

    def speak(self):
        """With a field for each part."""
        for part in PARTS:
            self.fields[part] = forms.CharField(
                label=KIND_NAMES[part], max_length=30, required=part in NEEDED_PARTS,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip
        super().speak()

    def clean(self):
        """Each code found in its year."""
        found = super().clean()
        if year := found.get("year"):
            typed = {part: found.get(part) or "" for part in PARTS}
            self.codes, wrong = codes_of(year.fy, typed)
            for part, sentence in wrong.items():
                self.add_error(part, sentence)
        return found


class AppropriationForm(PortalModelForm):
    """A new appropriation with its authority."""

    authority = BigAmountField(label="Original authority")
    reserve = MoneyOrNothingField(label="Held in reserve", required=False)
    authority_document = forms.CharField(
        label="Authority", max_length=120, help_text="The bill that grants it, with section and year."
    )
    fund_code = forms.CharField(label="Fund", max_length=30)
    agency_code = forms.CharField(label="Agency", max_length=30)

    class Meta:
        model = Appropriation
        fields = ["budget_fy", "kind", "hb_section", "code", "name", "allotment_controlled"]
        labels = {"budget_fy": "Budget year"}

    FIELDSETS = (
        ("What it is", (
            "budget_fy", "kind", "hb_section", "fund_code", "agency_code", "code", "name", "allotment_controlled",
        )),
        ("Authority", ("authority", "reserve", "authority_document")),
    )  # fmt: skip

    def __init__(self, *args, reserve_percent=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.reserve_percent = Decimal(reserve_percent or 0)
        self.fields["budget_fy"].queryset = FiscalYear.objects.exclude(status=FiscalYear.Status.EXPIRED)
        self.fields["reserve"].help_text = (
            f"Left empty it is {self.reserve_percent.normalize():f} percent (RSMo 33.290); enter 0 where none is held, "
            "as of salaries fixed by law."
        )

    def clean(self):
        """Fund and agency of the year; the reserve no more than the authority."""
        found = super().clean()
        if year := found.get("budget_fy"):
            typed = {"fund": found.get("fund_code") or "", "agency": found.get("agency_code") or ""}
            codes, wrong = codes_of(year.fy, typed)
            for kind, sentence in wrong.items():
                self.add_error(f"{kind}_code", sentence)
            for kind, code in codes.items():
                setattr(self.instance, kind, code)
            self._refuse_twice(year, codes.get("fund"))
        if authority := found.get("authority"):
            if found.get("reserve") is None and "reserve" not in self.errors:
                found["reserve"] = to_cents(authority * self.reserve_percent / 100)
            if (found.get("reserve") or 0) > authority:
                self.add_error("reserve", "Enter no more than the authority.")
        return found

    def _refuse_twice(self, year, fund) -> None:
        code = self.cleaned_data.get("code")
        if fund and code and Appropriation.objects.filter(budget_fy=year, fund=fund, code=code).exists():
            self.add_error("code", f"{year} has appropriation {code} from fund {fund.code} already. Adjust that.")


class AppropriationEditForm(PortalModelForm):
    """What may change of an appropriation."""

    class Meta:
        model = Appropriation
        fields = ["name", "hb_section", "allotment_controlled", "flex_percent", "flex_authority"]

    def clean(self):
        """A share needs its bill."""
        found = super().clean()
        if found.get("flex_percent") is not None and not found.get("flex_authority"):
            self.add_error("flex_authority", "Say which bill allows it, with its section.")
        return found

    def clean_flex_percent(self):
        """A share."""
        share = self.cleaned_data["flex_percent"]
        if share is not None and not 0 <= share <= 100:
            raise ValidationError("Enter a share from 0 to 100 percent.")
        return share


class AdjustmentForm(PortalForm):
    """A change of authority, reserve or restriction."""

    kind = forms.ChoiceField(
        label="What changes",
        choices=[one for one in Adjustment.Kind.choices if one[0] != Adjustment.Kind.ORIGINAL],
    )
    amount = BigAmountField()
    authority_document = forms.CharField(
        label="Authority", max_length=120, help_text="The document that orders it, with its number and day."
    )
    other = forms.ModelChoiceField(
        label="Other appropriation", queryset=Appropriation.objects.none(), required=False,
        help_text="Where a transfer or flex goes to, or comes from. Empty where that is another department's.",
    )  # fmt: skip

    def __init__(self, *args, appropriation: Appropriation, **kwargs):
        super().__init__(*args, **kwargs)
        others = Appropriation.objects.of_year(appropriation.budget_fy_id).exclude(pk=appropriation.pk)
        self.fields["other"].queryset = others


class DocumentForm(PortalForm):
    """By which document."""

    authority_document = forms.CharField(
        label="Authority", max_length=120, help_text="The document that takes it back, with its number and day."
    )


class AllotmentForm(PortalForm):
    """What is released of each quarter."""

    def __init__(self, *args, shares: list[Decimal], **kwargs):
        self.shares = shares
        super().__init__(*args, **kwargs)

    def speak(self):
        """With a field for each quarter."""
        for no, share in enumerate(self.shares, 1):
            self.fields[f"q{no}"] = MoneyOrNothingField(
                label=f"Quarter {no}, {QUARTER_NAMES[no - 1]}", required=False,
                help_text=f"An equal share is ${share:,.2f}.",
            )  # fmt: skip
        super().speak()

    def quarters(self) -> list[Decimal]:
        """Each quarter; nothing where it is empty."""
        return [self.cleaned_data[f"q{no}"] or Decimal(0) for no in range(1, QUARTERS + 1)]


class PlanForm(PortalModelForm):
    """Twelve months, each entered or the whole year spread over them."""

    whole = MoneyOrNothingField(label="Whole year", required=False)

    class Meta:
        model = SpendingPlan
        fields = ["basis"]

    def speak(self):
        """With a field for each month."""
        kept = self.instance.amounts or [None] * MONTHS_OF_PLAN
        for no in range(MONTHS_OF_PLAN):
            self.fields[f"m{no + 1}"] = MoneyOrNothingField(
                label=MONTHS[(no + 6) % 12], required=False, initial=kept[no]
            )
        now = f" Together they come to {dollars(self.instance.total)} now." if self.instance.amounts else ""
        spread = "Spread evenly over the year where every month is left empty; else the months must add up to it."
        self.fields["whole"].help_text = f"{spread}{now}"
        super().speak()

    def clean(self):
        """As the row keeps them: the months, or even shares of the year to the cent."""
        found = super().clean()
        typed = [found.get(f"m{no + 1}") for no in range(MONTHS_OF_PLAN)]
        whole, months = found.get("whole"), [amount or Decimal(0) for amount in typed]
        if whole and typed == [None] * MONTHS_OF_PLAN:
            months = split(whole, [1] * MONTHS_OF_PLAN)
        elif whole is not None and sum(months) != whole:
            told = f"The months add up to {dollars(sum(months))}. Change them, or leave the whole year empty."
            self.add_error("whole", told)
        self.instance.amounts = months
        return found


class NewPlanForm(PlanForm):
    """Whose plan, for what, and its months."""

    org_code = forms.CharField(
        label="Organization", max_length=30, help_text="Its code: type to choose.",
        widget=forms.TextInput(attrs={"list": "orgs", "autocomplete": "off"}),
    )  # fmt: skip
    object_code = forms.CharField(
        label="Object class", max_length=30, help_text="Its code: type to choose.",
        widget=forms.TextInput(attrs={"list": "objects", "autocomplete": "off"}),
    )  # fmt: skip

    class Meta(PlanForm.Meta):
        fields = ["year", "basis"]

    FIELDSETS = (
        ("Whose and for what", ("year", "org_code", "object_code", "basis")),
        ("Amounts", ("whole", *(f"m{no + 1}" for no in range(MONTHS_OF_PLAN)))),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].queryset = FiscalYear.objects.filter(status=FiscalYear.Status.OPEN)

    def clean(self):
        """Codes of the year."""
        found = super().clean()
        if year := found.get("year"):
            codes, wrong = codes_of(year.fy, {part: found.get(f"{part}_code") or "" for part in ("org", "object")})
            for part, sentence in wrong.items():
                self.add_error(f"{part}_code", sentence)
            for part, code in codes.items():
                setattr(self.instance, part, code)
            if len(codes) == 2 and SpendingPlan.objects.filter(year=year, **codes).exists():
                self.add_error("object_code", "There is a plan for this object class already. Change that one.")
        return found


class FundsForm(PortalForm):
    """A funding string, as it is written or by its number, and what is to be charged to it."""

    string = forms.CharField(label="Funding string", max_length=400)
    year = forms.IntegerField(label="Budget year", required=False, min_value=1900, max_value=2199)
    amount = MoneyOrNothingField(required=False)

    def __init__(self, *args, strings, **kwargs):
        super().__init__(*args, **kwargs)
        self.strings = strings
        self.fields["string"].error_messages["required"] = "Enter a funding string as it is written."

    def clean(self):
        """The string of that name in the year; in this one where none is said."""
        found = super().clean()
        typed = found.get("string", "").strip()
        if not typed or "year" in self.errors:
            return found
        year = found.get("year") or fiscal_year_of(timezone.localdate())
        if typed.isascii() and typed.isdigit() and len(typed) < 10:
            found["string"] = self.strings.filter(pk=typed).first()
        else:
            found["string"] = self.strings.filter(budget_fy=year).written_as([typed]).first()
        if found["string"] is None:
            told = f"FY {year} has no funding string “{typed}”. Enter its codes with hyphens, as its list shows it."
            self.add_error("string", told)
        return found


class CodeFilter(django_filters.FilterSet):
    """Codes by year, kind, and what they say."""

    q = django_filters.CharFilter(label="Code or name", method="telling")
    year = NamedChoiceFilter(label="Fiscal year", queryset=FiscalYear.objects.all(), named_by="fy", empty_label="All")
    kind = django_filters.ChoiceFilter(choices=CoaCode.Kind.choices, empty_label="All")
    active = django_filters.BooleanFilter(label="In use")

    class Meta:
        model = CoaCode
        fields: list[str] = []

    def telling(self, rows, name, text):
        return rows.filter(Q(code__istartswith=text) | Q(name__icontains=text))


class StringFilter(django_filters.FilterSet):
    """Funding strings by year and code."""

    q = django_filters.CharFilter(label="Code", method="holding")
    year = NamedChoiceFilter(
        label="Budget year", field_name="budget_fy", queryset=FiscalYear.objects.all(), named_by="fy", empty_label="All"
    )

    class Meta:
        model = FundingString
        fields: list[str] = []

    def holding(self, rows, name, text):
        parts = ("fund", "org", "appropriation_code", "object")
        either = Q()
        for part in parts:
            either |= Q(**{f"{part}__code": text})
        return rows.filter(either)


class AppropriationFilter(django_filters.FilterSet):
    """Appropriations by year, kind and what they are called."""

    q = django_filters.CharFilter(label="Code or name", method="called")
    year = NamedChoiceFilter(
        label="Budget year", field_name="budget_fy", queryset=FiscalYear.objects.all(), named_by="fy", empty_label="All"
    )
    fund = django_filters.CharFilter(label="Fund", field_name="fund__code")
    kind = django_filters.ChoiceFilter(choices=Appropriation.Kind.choices, empty_label="All")

    class Meta:
        model = Appropriation
        fields: list[str] = []

    def called(self, rows, name, text):
        return rows.filter(Q(code__istartswith=text) | Q(name__icontains=text) | Q(hb_section__istartswith=text))


class PlanFilter(django_filters.FilterSet):
    """Plans by year and organization."""

    year = NamedChoiceFilter(label="Fiscal year", queryset=FiscalYear.objects.all(), named_by="fy", empty_label="All")
    org = django_filters.CharFilter(label="Organization code", field_name="org__code")

    class Meta:
        model = SpendingPlan
        fields: list[str] = []
