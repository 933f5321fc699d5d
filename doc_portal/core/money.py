"""Dollars and cents, exact: one field, one rounding, one way to split, one way to show."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import models

CENT = Decimal("0.01")


class MoneyField(models.DecimalField):
    """An amount of dollars and cents, up to 999,999,999,999.99."""

    def __init__(self, *args, max_digits=14, decimal_places=2, **kwargs):
        super().__init__(*args, max_digits=max_digits, decimal_places=decimal_places, **kwargs)


def to_cents(amount: Decimal) -> Decimal:
    """Round a computed amount to whole cents, halves away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def split(amount: Decimal, weights: list[Decimal | int]) -> list[Decimal]:
    """Divide `amount` by `weights` so that the parts add up to it to the cent.

    Remainder cents go to the largest remainders, the earlier part first among equals. Raises ValueError where
    the weights are negative or add up to nothing.
    """
    if any(weight < 0 for weight in weights) or not sum(weights):
        raise ValueError("Weights must be zero or more and add up to more than zero.")
    cents = int(to_cents(amount) / CENT)
    sign, cents, whole = (-1 if cents < 0 else 1), abs(cents), sum(weights)
    parts = [int(cents * weight // whole) for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(cents * weights[i] % whole))
    for i in by_remainder[: cents - sum(parts)]:
        parts[i] += 1
    return [sign * part * CENT for part in parts]


def dollars(amount: Decimal) -> str:
    """The amount as it is read: $4,271.20, and -$4,271.20 below zero."""
    sign = "-" if amount < 0 else ""
    return f"{sign}${abs(amount):,.2f}"
