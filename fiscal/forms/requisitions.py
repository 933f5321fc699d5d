"""What may be typed about a requisition: the need, who pays, and its lines by keyboard or pasted."""

from collections.abc import Mapping
from decimal import Decimal

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Worksite
from doc_portal.core.money import to_cents
from fiscal.asked import COLUMNS, MOST_LINES, AskedLine, number, pasted
from fiscal.forms.lines import SMALL, CommodityField, VendorField, price_typed, quantity_field
from fiscal.models import ApprovalLimit, CoaCode, FiscalYear, FundingString, Requisition
from personnel.forms.choosing import PersonField
from personnel.models import Person

ROWS, MORE = 5, 10
SPLITS = 3
MOST_AMOUNT = Decimal(10) ** 11
HEADINGS = {
    "description": "What", "quantity": "Quantity", "unit": "Unit", "price": "Price each", "commodity": "Class",
    "item_number": "Item number", "charge": "Charge to",
}  # fmt: skip
WIDTHS = {"quantity": "w-num", "price": "w-num", "unit": "w-num", "commodity": "w-num", "item_number": "w-num"}


def strings_typed(year: FiscalYear | int, typed: Mapping) -> dict[str, FundingString]:
    """The funding strings of a year that are typed into any field of a requisition, by how they are written."""
    texts = {str(value or "").strip() for name, value in typed.items() if "charge" in name} - {""}
    rows = FundingString.objects.filter(budget_fy=year).written_as(texts) if texts else ()
    return {one.text: one for one in rows}


class RequisitionForm(PortalModelForm):
    """A requisition with its lines. Empty rows are passed over; the number of rows comes with what is sent."""

    org = forms.CharField(
        label="Organization", max_length=30, help_text="The code of the organization that needs it: type to choose.",
        widget=forms.TextInput(attrs={"list": "orgs", "autocomplete": "off"}),
    )  # fmt: skip
    suggested_vendor = VendorField(label="Vendor you suggest", required=False)

    class Meta:
        model = Requisition
        fields = [
            "need", "need_by", "worksite", "budget_fy", "org", "kind", "suggested_vendor", "in_service_on",
            "pre_encumbering",
        ]  # fmt: skip
        widgets = {"need": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"need": "What it is for. An auditor reads this later."}

    def __init__(self, *args, rows: int = ROWS, initial_lines: list[dict] | None = None, **kwargs):
        self.initial_lines = initial_lines or []
        sent = kwargs.get("data") or (args[0] if args else None)
        self.count = _count(sent, max(rows, len(self.initial_lines)))
        super().__init__(*args, **kwargs)
        if self.instance.pk and "org" not in self.initial.get("_typed", ()):
            self.initial["org"] = self.instance.org.code
        self._limit_choices()

    def speak(self):
        """The fields of splits and rows come after those with labels of their own."""
        for no in range(1, SPLITS + 1):
            self.fields[f"charge_{no}"] = forms.CharField(
                label="Charge to" if no == 1 else f"Charge part {no} to",
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"list": "strings", "autocomplete": "off"}),
            )
            self.fields[f"percent_{no}"] = quantity_field(
                "Percent" if no == 1 else f"Percent of part {no}", least=Decimal("0.001"), required=False
            )
        super().speak()
        for no in range(self.count):
            kept = self.initial_lines[no] if no < len(self.initial_lines) else {}
            for name in COLUMNS:
                field = _cell(name, no + 1)
                self.fields[f"row{no}_{name}"] = field
                if kept.get(name) not in (None, ""):
                    self.initial.setdefault(f"row{no}_{name}", kept[name])

    def _limit_choices(self):
        right = "fiscal.change_requisition" if self.instance.pk else "fiscal.add_requisition"
        where = scope_of(self.user, right) if self.user else None
        places = Worksite.objects.order_by("name")
        if where is not None and not where.everywhere:
            places = places.filter(pk__in=where.worksites)
        self.fields["worksite"].queryset = places
        today = timezone.localdate()
        self.fields["budget_fy"].queryset = FiscalYear.objects.filter(status__in=["open", "lapse"])
        if places.count() == 1:
            self.fields["worksite"].initial = places.get().pk
        self.fields["budget_fy"].initial = today.year + (today.month >= 7)

    def rows(self) -> list[dict]:
        """Each row with its bound fields by column."""
        return [
            {"no": no + 1, "cells": [(HEADINGS[name], self[f"row{no}_{name}"]) for name in COLUMNS]}
            for no in range(self.count)
        ]

    def splits(self) -> list[tuple]:
        """Who pays, in parts."""
        return [(self[f"charge_{no}"], self[f"percent_{no}"]) for no in range(1, SPLITS + 1)]

    def head_fields(self) -> list:
        """The fields above the lines."""
        return [self[name] for name in self._meta.fields]

    def clean(self):
        """The lines as they are asked for, every fault at its cell."""
        told = super().clean()
        year = told.get("budget_fy")
        self.lines: list[AskedLine] = []
        code = told.pop("org", "")
        if year is None:
            return told
        self._clean_org(told, code, year)
        self.strings = strings_typed(year, told)
        self.parts = self._clean_parts(told, year)
        for no in range(self.count):
            self._clean_row(no, told, year)
        return told

    def _clean_org(self, told, code, year):
        if not code:
            return
        orgs = CoaCode.objects.filter(kind="org", year=year)
        named = orgs.filter(name__istartswith=code)[:2]
        found = orgs.filter(code__iexact=code).first() or (named[0] if len(named) == 1 else None)
        if found is None:
            self.add_error(
                "org", f"{year} has no one organization “{code}”. Enter its code, or the beginning of its name."
            )
        else:
            told["org"] = found

    def _clean_parts(self, told, year) -> tuple:
        """The strings that pay for every line that names none of its own, with their shares."""
        parts = []
        for no in range(1, SPLITS + 1):
            typed, percent = told.get(f"charge_{no}"), told.get(f"percent_{no}")
            if not typed:
                if percent is not None:
                    self.add_error(f"charge_{no}", "Enter what this share is charged to, or leave the share empty.")
                continue
            string = self._string(f"charge_{no}", typed, year)
            if string is not None:
                parts.append((string, percent, f"percent_{no}"))
        if len(parts) == 1 and parts[0][1] is None:
            return ((parts[0][0], Decimal(100)),)
        missing = [name for _, percent, name in parts if percent is None]
        for name in missing:
            self.add_error(name, "Enter the share of this part in percent.")
        total = sum((percent for _, percent, _ in parts if percent is not None), Decimal(0))
        if parts and not missing and total != 100:
            self.add_error("percent_1", f"The shares add up to {total.normalize():f} percent. Make them 100.")
        return tuple((string, percent) for string, percent, _ in parts if percent is not None)

    def _string(self, field: str, typed: str, year) -> FundingString | None:
        string = self.strings.get(typed.strip())
        if string is None:
            self.add_error(
                field, f"{year} has no funding string “{typed}”. Choose one of the list, or have it entered."
            )
        return string

    def _clean_row(self, no: int, told, year):
        typed = {name: told.get(f"row{no}_{name}") for name in COLUMNS}
        if not any(value not in (None, "") for name, value in typed.items() if name != "unit"):
            return
        for name in ("description", "quantity", "price"):
            if typed[name] in (None, "") and f"row{no}_{name}" not in self.errors:
                self.add_error(f"row{no}_{name}", f"Line {no + 1}: enter {HEADINGS[name].lower()}.")
        if typed["quantity"] is not None and typed["quantity"] <= 0:
            self.add_error(f"row{no}_quantity", f"Line {no + 1}: enter a quantity above zero.")
        own = self._string(f"row{no}_charge", typed["charge"], year) if typed["charge"] else None
        fundings = ((own, Decimal(100)),) if own else self.parts
        if any(f"row{no}_{name}" in self.errors for name in COLUMNS):
            return
        self.lines.append(
            AskedLine(
                typed["description"],
                typed["quantity"],
                typed["price"],
                typed["unit"] or "each",
                typed["commodity"],
                typed["item_number"] or "",
                fundings,
            )
        )


class CopyForm(forms.Form):
    """Which requisition the address asks to copy."""

    copy = forms.ModelChoiceField(queryset=None)

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["copy"].queryset = rows


def _cell(name: str, no: int) -> forms.Field:
    label = f"{HEADINGS[name]}, line {no}"
    match name:
        case "quantity" | "price":
            field = quantity_field(label, places=3 if name == "quantity" else 4, least=Decimal(0), required=False)
        case "commodity":
            field = CommodityField(label=label, required=False)
            field.widget.attrs.update({**SMALL, "list": "classes", "autocomplete": "off", "aria-label": label})
        case _:
            lengths = {"description": 300, "unit": 20, "item_number": 60, "charge": 200}
            field = forms.CharField(label=label, max_length=lengths[name], required=False)
            field.widget.attrs.update({**SMALL, "aria-label": label})
            if name == "charge":
                field.widget.attrs.update({"list": "strings", "autocomplete": "off"})
    return field


def _count(sent, least: int) -> int:
    """How many rows were sent: one more than the highest number, within bounds."""
    if not sent:
        return min(least, MOST_LINES)
    told = str(sent.get("rows", ""))
    count = int(told) if told.isascii() and told.isdigit() and len(told) < 4 else ROWS
    return max(1, min(count, MOST_LINES))


def lines_of(requisition: Requisition) -> tuple[list[dict], dict]:
    """The rows of a requisition as they are typed, and the splits most of them share."""
    rows, splits = [], {}
    for line in requisition.lines.with_strings():
        fundings = list(line.fundings.all())
        row = {
            "description": line.description, "quantity": line.quantity.normalize(), "unit": line.unit,
            "price": Decimal(price_typed(line.price)), "commodity": line.commodity.code if line.commodity else "",
            "item_number": line.item_number,
        }  # fmt: skip
        if len(fundings) == 1:
            row["charge"] = str(fundings[0].funding)
        elif fundings and not splits:
            for no, one in enumerate(fundings[:SPLITS], 1):
                splits |= {f"charge_{no}": str(one.funding), f"percent_{no}": one.percent.normalize()}
        rows.append(
            {name: Decimal(f"{value:f}") if isinstance(value, Decimal) else value for name, value in row.items()}
        )
    return rows, {
        name: Decimal(f"{value:f}") if isinstance(value, Decimal) else value for name, value in splits.items()
    }


def lines_typed(typed) -> list[tuple[int, int, Decimal]]:
    """Number, string and amount of each line of a form that is being typed, as far as it can be read.

    A line without a string of its own counts on the first that pays for all.
    """
    year = typed.get("budget_fy", "")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        return []
    strings = {text: one.pk for text, one in strings_typed(int(year), typed.dict()).items()}
    common, found = strings.get(typed.get("charge_1", "").strip()), []
    for no in range(_count(typed, ROWS)):
        quantity, price = number(typed.get(f"row{no}_quantity", "")), number(typed.get(f"row{no}_price", ""))
        own = typed.get(f"row{no}_charge", "").strip()
        string = strings.get(own) if own else common
        if string and quantity and price and 0 < quantity * price < MOST_AMOUNT:
            found.append((no + 1, string, to_cents(quantity * price)))
    return found


def faults_pasted(rows: list[dict[str, str]], first: int) -> list[str]:
    """What cannot be read in pasted rows, by their lines from `first` on; the sums leave such a line out."""
    return [
        f"Line {no}: “{row[name]}” is no {HEADINGS[name].lower()}."
        for no, row in enumerate(rows, first)
        for name in ("quantity", "price")
        if row.get(name) and number(row[name]) is None
    ]


def rows_pasted(text: str) -> list[dict[str, str]]:
    """Rows of a spreadsheet; raises a sentence where they are too many."""
    rows = pasted(text)
    if len(rows) > MOST_LINES:
        raise ValidationError(f"Paste at most {MOST_LINES} lines; these are {len(rows)}. Write a second requisition.")
    return rows


class RequisitionFilter(django_filters.FilterSet):
    """By status, kind, worksite and year."""

    status = django_filters.ChoiceFilter(choices=Requisition.Status.choices, empty_label="All", label="Status")
    kind = django_filters.ChoiceFilter(choices=Requisition.Kind.choices, empty_label="All", label="What is bought")
    number = django_filters.CharFilter(field_name="number", lookup_expr="icontains", label="Number")

    class Meta:
        model = Requisition
        fields: list[str] = []


class GiveForm(PortalForm):
    """Who buys it from now on."""

    person = PersonField(label="New buyer")
    note = forms.CharField(label="Note", required=False, max_length=240, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].for_form(self.user, None)


class LimitForm(PortalModelForm):
    """Up to how much somebody approves."""

    person = PersonField(label="Who")

    class Meta:
        model = ApprovalLimit
        fields = ["person", "up_to", "starts_on", "ends_on", "authority"]
        help_texts = {"authority": "The document that delegates it."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = Person.objects.filter(user=self.instance.user_id).first() if self.instance.pk else None
        self.fields["person"].for_form(self.user, kept)
        if self.instance.pk:
            for name in ("person", "up_to", "starts_on"):
                del self.fields[name]

    def clean(self):
        """Somebody who signs in."""
        told = super().clean()
        person = told.get("person")
        if person is not None and person.user_id is None:
            self.add_error("person", f"{person} does not sign in. Choose somebody with an account.")
        elif person is not None:
            self.instance.user_id = person.user_id
        return told
