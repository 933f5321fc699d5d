"""Forms with a row for each line of a document, and fields of documents that are typed instead of chosen."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from doc_portal.core.display import unit_price
from doc_portal.core.forms import PortalForm
from fiscal.models import CommodityClass, Contract, Vendor

SMALL = {"class": "form-control form-control-sm"}
NOTHING = Decimal(0)


def quantity_field(label: str, *, places: int = 3, least: Decimal | None = None, **kwargs) -> forms.DecimalField:
    """A number that is typed in a cell, named by its label in what is said of it."""
    field = forms.DecimalField(
        label=label, max_digits=12 if places == 3 else 14, decimal_places=places, min_value=least, **kwargs
    )
    name = label[:1].lower() + label[1:]
    field.error_messages["invalid"] = f"Enter {name} as a number, like 12 or 12.50."
    field.error_messages["max_decimal_places"] = f"Enter {name} with at most {places} digits after the point."
    field.widget = forms.TextInput(
        attrs={**SMALL, "class": "form-control form-control-sm text-end", "inputmode": "decimal", "aria-label": label}
    )
    if least is not None:
        field.validators[-1].message = f"Enter {name} of {least} or more."
    return field


def words_field(label: str, length: int, **kwargs) -> forms.CharField:
    """A short text typed in a cell."""
    field = forms.CharField(label=label, max_length=length, required=False, **kwargs)
    field.widget.attrs.update({**SMALL, "aria-label": label})
    return field


def price_typed(price: Decimal) -> str:
    """A price of one as it is typed: with as many digits as it has, two at least."""
    return unit_price(price).replace("$", "").replace(",", "")


class VendorField(forms.CharField):
    """A vendor by its number or the beginning of its name; exactly one must be meant."""

    def __init__(self, **kwargs):
        super().__init__(max_length=160, **kwargs)

    def prepare_value(self, value):
        """The number of the vendor that stands."""
        return Vendor.objects.get(pk=value).number if isinstance(value, int) else value

    def clean(self, value):
        """The vendor; raises a sentence where none or several are meant."""
        typed = super().clean(value)
        if not typed:
            return None
        found = list(
            Vendor.objects.active().filter(Q(number__iexact=typed) | Q(name_upper__startswith=typed.upper()))[:4]
        )
        exact = [one for one in found if one.number.casefold() == typed.casefold()]
        if exact or len(found) == 1:
            return (exact or found)[0]
        if found:
            names = ", ".join(f"{one.number} {one.name}" for one in found[:3])
            raise ValidationError(f"Several vendors begin with “{typed}”: {names}. Enter the number of one.")
        raise ValidationError(f"No vendor in use has the number or name “{typed}”. Look it up in the list of vendors.")


class ContractField(forms.CharField):
    """A contract by its number."""

    def __init__(self, **kwargs):
        super().__init__(max_length=30, **kwargs)

    def prepare_value(self, value):
        """The number of the contract that stands."""
        return Contract.objects.get(pk=value).number if isinstance(value, int) else value

    def clean(self, value):
        """The contract; raises a sentence where there is none."""
        typed = super().clean(value)
        if not typed:
            return None
        found = Contract.objects.filter(number__iexact=typed).first()
        if found is None:
            raise ValidationError(f"No contract has the number “{typed}”. Look it up in the register of contracts.")
        return found


class CommodityField(forms.CharField):
    """A class of what is bought, by its code or the beginning of its name; exactly one must be meant."""

    def __init__(self, **kwargs):
        super().__init__(max_length=140, **kwargs)

    def clean(self, value):
        """The class; raises a sentence where none or several are meant."""
        typed = super().clean(value)
        if not typed:
            return None
        in_use = CommodityClass.objects.in_use()
        for exact in (Q(code__iexact=typed), Q(name__iexact=typed)):
            if one := in_use.filter(exact).first():
                return one
        meant = Q(code__iexact=typed.split(" ")[0]) | Q(name__istartswith=typed)
        found = list(in_use.filter(meant).order_by("code")[:4])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                f"Several classes begin with “{typed}”: {', '.join(map(str, found[:3]))}. Enter a code."
            )
        raise ValidationError(
            f"“{typed}” is no class in use. Enter the code or name of one, or leave it empty for now."
        )


class LineForm(PortalForm):
    """A form with the same fields for each line of a document.

    `COLUMNS` maps the name of a field to its heading; `cell(name, line)` makes the field. Fields are called
    “name-key of the line”.
    """

    COLUMNS: dict[str, str] = {}

    def __init__(self, *args, lines, **kwargs):
        self.lines = list(lines)
        super().__init__(*args, **kwargs)

    def speak(self):
        """Add the cells once the other fields are spoken: a cell's label is told by its column."""
        super().speak()
        for line in self.lines:
            for name in self.COLUMNS:
                self.fields[f"{name}-{line.pk}"] = self.cell(name, line)

    def cell(self, name: str, line) -> forms.Field:
        """The field of a column for a line."""
        raise NotImplementedError

    def other_fields(self) -> list:
        """The fields that belong to no line, as they are drawn above the table."""
        return [self[name] for name in self.fields if "-" not in name]

    def rows(self) -> list[dict]:
        """Each line with its bound fields, in the order of the columns."""
        return [
            {"line": one, "cells": [(heading, self[f"{name}-{one.pk}"]) for name, heading in self.COLUMNS.items()]}
            for one in self.lines
        ]

    def of(self, name: str, line, default=None):
        """What was typed into a cell; the default where nothing was."""
        found = self.cleaned_data.get(f"{name}-{line.pk}")
        return default if found in (None, "") else found
