"""Amounts of money as people type them: “$38,000”, “38000.50”."""

from django import forms


class AmountField(forms.DecimalField):
    """Dollars and cents above zero; a dollar sign and commas are read over."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_digits", 10)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(min_value=0.01, **kwargs)
        wrong = "Enter an amount above zero, like 38,000 or 38,000.50."
        self.error_messages |= {"invalid": wrong, "max_digits": wrong, "max_decimal_places": wrong}
        self.error_messages |= {"max_whole_digits": wrong, "min_value": wrong}
        for validator in self.validators:
            if hasattr(validator, "messages"):
                validator.messages = {"invalid": wrong} | dict.fromkeys(validator.messages, wrong)
            else:
                validator.message = wrong

    def to_python(self, value):
        """The amount without what people write around it."""
        if isinstance(value, str):
            value = value.strip().removeprefix("$").replace(",", "").strip()
        return super().to_python(value)
