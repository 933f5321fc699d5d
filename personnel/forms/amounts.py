"""Numbers as people type them: amounts of money (“$38,000”, “38000.50”) and whole numbers within bounds."""

from decimal import Decimal

from django import forms


class WholeNumberField(forms.IntegerField):
    """A whole number within bounds; whatever else is typed, the one sentence says what is asked for."""

    def __init__(self, low: int, high: int, sentence: str, **kwargs):
        kwargs.setdefault("widget", forms.NumberInput(attrs={"class": "w-num"}))
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
        super().__init__(min_value=low, max_value=high, error_messages=messages, **kwargs)


class AmountField(forms.DecimalField):
    """Dollars and cents above zero; a dollar sign and commas are read over."""

    SENTENCE = "Enter an amount above zero, like 38,000 or 38,000.50."

    def __init__(self, **kwargs):
        kwargs.setdefault("max_digits", 10)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        messages = dict.fromkeys(
            ("invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"), self.SENTENCE
        )
        super().__init__(min_value=Decimal("0.01"), error_messages=messages, **kwargs)

    def prepare_value(self, value):
        """An amount as it is written in sentences; what was typed stays as it was typed."""
        return f"{value:,.2f}".removesuffix(".00") if isinstance(value, Decimal) else value

    def to_python(self, value):
        """The amount without what people write around it."""
        if isinstance(value, str):
            value = value.strip().removeprefix("$").replace(",", "").strip()
        return super().to_python(value)
